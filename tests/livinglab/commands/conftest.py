"""Kabupaten Sumedang donates e-SAKIP on a static mirror; Kabupaten Bekasi runs the real command on it."""

import hashlib
import http.server
import json
import os
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from livinglab.contract import Application, Archive, CatalogEntry, License, Release, Visibility
from livinglab.repository import snapshots

LICENSE_TEXT = "MIT License\n\nPermission is hereby granted, free of charge, to any person\n"
FIRST_FILES = {
    "LICENSE": LICENSE_TEXT,
    "index.php": "<?php\n// satu\n// dua\n// tiga\necho 'e-SAKIP';\n",
    "README.md": "# e-SAKIP\n",
    ".env.example": "APP_NAME=e-sakip\nAPP_SECRET=\nDB_PASSWORD=rahasia-donor\n",
    "public/style.css": "body { color: black; }\n",
    "CHANGELOG.md": "# 1.0.0\n- awal\n",
}
IDENTITY = {
    "GIT_AUTHOR_NAME": "Dinas Sumedang",
    "GIT_AUTHOR_EMAIL": "dinas@sumedang.invalid",
    "GIT_COMMITTER_NAME": "Dinas Sumedang",
    "GIT_COMMITTER_EMAIL": "dinas@sumedang.invalid",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def run_git(folder: Path, *arguments: str, stdin: bytes | None = None, check: bool = True) -> str:
    """Run git the way a person does."""
    done = subprocess.run(
        ["git", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, **IDENTITY},
    )
    if check and done.returncode:
        raise AssertionError(f"git {arguments}: {done.stderr.decode()}")
    return done.stdout.decode("utf-8", "surrogateescape").strip()


class Donor:
    """A region's repository with history and tags."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        run_git(folder, "init", "--quiet")

    def release(self, version: str, files: dict[str, str | bytes | None]) -> str:
        """Write or delete files, commit, tag; return the commit."""
        for path, content in files.items():
            place = self.folder / path
            if content is None:
                place.unlink()
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content if isinstance(content, bytes) else content.encode())
        run_git(self.folder, "add", "--all", "--force")
        run_git(self.folder, "commit", "--quiet", "--allow-empty", "-m", f"rilis {version}")
        run_git(self.folder, "tag", "--force", f"v{version}")
        return run_git(self.folder, "rev-parse", "HEAD")

    def release_tree(self, version: str, tree: str) -> str:
        """Commit and tag a tree that no working tree could hold."""
        commit = run_git(self.folder, "commit-tree", tree, "-m", f"rilis {version}")
        run_git(self.folder, "tag", "--force", f"v{version}", commit)
        return commit


class Mirror:
    """A folder in the static layout, filled as the registry fills it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "archives" / "applications").mkdir(parents=True)
        self.entries: dict[str, CatalogEntry] = {}

    def publish(
        self, donor: Donor, version: str, *, slug: str = "e-sakip", history: bool = False, **changes: Any
    ) -> Release:
        """Archive one tagged release with a delta from the one before, and write the entry."""
        git_dir = donor.folder / ".git"
        commit = run_git(donor.folder, "rev-parse", f"v{version}^{{commit}}")
        tree = run_git(donor.folder, "rev-parse", f"{commit}^{{tree}}")
        snapshot = snapshots.make_commit(git_dir, tree)
        before = self.entries[slug].releases if slug in self.entries else []
        part = self.folder / "part.bundle"
        archives = [self._store(snapshots.write_bundle(git_dir, version, snapshot, part), "snapshot", None)]
        if before:
            older = before[0]
            written = snapshots.write_delta(
                git_dir, version, snapshot, older.version, str(older.snapshot_commit), part
            )
            archives.append(self._store(written, "delta", older.version))
        if history:
            written = snapshots.write_history(git_dir, f"v{version}", commit, part)
            archives.append(self._store(written, "history", None))
        release = self._release(donor, version, commit, tree, snapshot, archives, len(before))
        release = release.model_copy(update=changes)
        self.write(slug, [release, *before])
        return release

    def publish_unseen(self, donor: Donor, version: str, *, slug: str = "e-sakip") -> Release:
        """Archive a tree too large to look at, as a registry without checks would."""
        git_dir = donor.folder / ".git"
        commit = run_git(donor.folder, "rev-parse", f"v{version}^{{commit}}")
        tree = run_git(donor.folder, "rev-parse", f"{commit}^{{tree}}")
        snapshot = snapshots.make_commit(git_dir, tree)
        part = self.folder / "part.bundle"
        part.write_bytes(_bundle_by_hand(git_dir, f"refs/livinglab/snapshot/{version}", snapshot))
        written = snapshots.BundleFile(
            part, hashlib.sha256(part.read_bytes()).hexdigest(), part.stat().st_size
        )
        release = Release(
            version=version,
            tag=f"v{version}",
            status="published",
            released_at=datetime(2026, 1, 1, tzinfo=UTC),
            bytes=1,
            commit=commit,
            tree=tree,
            snapshot_commit=snapshot,
            files=1,
            license=License(spdx="MIT", file=None, usable=True),
            archives=[self._store(written, "snapshot", None)],
        )
        self.write(slug, [release])
        return release

    def replace(self, release: Release, content: bytes, *, slug: str = "e-sakip") -> None:
        """Put another bundle in the place of a release's snapshot, and let the catalog vouch for it."""
        part = self.folder / "part.bundle"
        part.write_bytes(content)
        written = snapshots.BundleFile(part, hashlib.sha256(content).hexdigest(), len(content))
        archives = [self._store(written, "snapshot", None)]
        self.write(slug, [release.model_copy(update={"archives": archives})])

    def write(self, slug: str, releases: list[Release], **changes: Any) -> None:
        """Write the entry anew."""
        application = Application(
            slug=slug,
            name="e-SAKIP",
            publisher={
                "name": "Pemerintah Kabupaten Sumedang",
                "region": {"code": "32.11", "name": "Kabupaten Sumedang"},
            },
            description={"id": "Akuntabilitas kinerja", "en": "Performance accountability"},
            descriptions={"id": {"short": "Akuntabilitas kinerja", "features": ["Pohon kinerja"]}},
            categories=["performance-management"],
            license=releases[0].license.spdx,
            visibility=Visibility.PUBLIC,
            latest_version=releases[0].version,
            url="https://git.sumedang.example/e-sakip.git",
            releases=releases,
        ).model_copy(update=changes)
        self.entries[slug] = CatalogEntry(application=application, releases=releases)
        path = self.folder / "archives" / "applications" / f"{slug}.json"
        path.write_text(self.entries[slug].model_dump_json())

    def bundle(self, release: Release, kind: str = "snapshot") -> Path:
        """Return where an archive lies."""
        archive = next(each for each in release.archives if each.kind == kind)
        return self.folder / archive.path

    def _store(self, written: snapshots.BundleFile, kind: str, from_version: str | None) -> Archive:
        path = f"archives/{written.sha256[:2]}/{written.sha256}.bundle"
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        written.path.replace(place)
        return Archive(
            kind=kind, sha256=written.sha256, bytes=written.bytes, path=path, from_version=from_version
        )

    def _release(self, donor, version, commit, tree, snapshot, archives, number) -> Release:
        lines = run_git(donor.folder, "ls-tree", "-r", "-l", tree).splitlines()
        sizes = [line.split()[3] for line in lines]
        found = next((line.split() for line in lines if line.endswith("\tLICENSE")), None)
        return Release(
            version=version,
            tag=f"v{version}",
            status="published",
            released_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=30 * number),
            bytes=sum(int(size) for size in sizes if size != "-"),
            commit=commit,
            tree=tree,
            snapshot_commit=snapshot,
            files=len(lines),
            license=License(
                spdx="MIT", file="LICENSE" if found else None, blob=found[2] if found else None, usable=True
            ),
            archives=archives,
        )


def _bundle_by_hand(git_dir: Path, ref: str, commit: str) -> bytes:
    """Pack the distinct objects of a commit: `git pack-objects --revs` would walk a bomb for ever."""
    tree = run_git(git_dir, "rev-parse", f"{commit}^{{tree}}")
    found, level = {commit, tree}, [tree]
    while level:
        lines = [line.split() for each in level for line in run_git(git_dir, "ls-tree", each).splitlines()]
        level = list({oid for _, kind, oid, _ in lines if kind == "tree"} - found)
        found |= {oid for _, _, oid, _ in lines}
    names = "\n".join(sorted(found)).encode() + b"\n"
    pack = subprocess.run(
        ["git", "pack-objects", "--stdout", "--quiet"],
        cwd=git_dir,
        input=names,
        capture_output=True,
        check=True,
    ).stdout
    return f"# v2 git bundle\n{commit} {ref}\n\n".encode() + pack


@dataclass
class Faults:
    """How a server misbehaves."""

    drop_every: int | None = None
    ranges: bool = True
    lie: bool = False
    """Answers 206 with the right header and the wrong bytes."""
    spoil: bool = False
    truncate: int | None = None
    api_status: int | None = None
    slow: float = 0.0
    redirect: str | None = None
    """Where archives are said to be instead."""
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)


class Handler(http.server.BaseHTTPRequestHandler):
    """Static files with Range and If-Range, and the faults that were asked for."""

    protocol_version = "HTTP/1.1"
    folder: Path
    faults: Faults

    def log_message(self, *arguments: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        """Answer one request."""
        self.faults.requests.append((self.path, dict(self.headers)))
        path = self.path.partition("?")[0]
        if path.startswith("/api/"):
            status = self.faults.api_status or 404
            self._whole(b"<h1>no</h1>", status, "text/html")
            return
        place = self.folder / path.lstrip("/")
        if self.faults.redirect and path.endswith(".bundle"):
            self.send_response(307)
            self.send_header("Location", self.faults.redirect + path)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if not place.is_file():
            self._whole(b"not here", 404, "text/plain")
            return
        content = place.read_bytes()
        if path.endswith(".json"):
            self._whole(content, 200, "application/json")
            return
        self._archive(content, f'"{place.stem}"')

    def _whole(self, content: bytes, status: int, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _archive(self, content: bytes, etag: str) -> None:
        faults = self.faults
        if faults.truncate is not None:
            content = content[: faults.truncate]
        if faults.spoil:
            content = content[:-30] + bytes(byte ^ 1 for byte in content[-30:])
        start = 0
        asked = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if asked and faults.ranges and self.headers.get("If-Range", etag) == etag:
            start = int(asked[1])
        if start >= len(content) and start:
            self._whole(b"", 416, "text/plain")
            return
        body = content[start:]
        self.send_response(206 if start else 200)
        self.send_header("ETag", etag)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if faults.lie and start:
            body = content[: len(body)]
        self._send(body)

    def _send(self, body: bytes) -> None:
        if self.faults.drop_every is not None and len(body) > self.faults.drop_every:
            self.wfile.write(body[: self.faults.drop_every])
            self.wfile.flush()
            self.close_connection = True
            self.connection.close()
            return
        step = max(1, len(body) // 20) if self.faults.slow else len(body) or 1
        for start in range(0, len(body), step):
            self.wfile.write(body[start : start + step])
            time.sleep(self.faults.slow)


@dataclass
class Answered:
    """What one run of the command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Read stdout as JSON."""
        return json.loads(self.out)


class Operator:
    """Somebody in a region with a laptop of their own: home, cache, settings."""

    def __init__(self, home: Path) -> None:
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "en_US.UTF-8",
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "KF_RULE_CACHE_DIR": os.environ["KF_RULE_CACHE_DIR"],
            **IDENTITY,
        }

    def command(self, *arguments: str) -> list[str]:
        """Return the argv of a run."""
        return [sys.executable, "-m", "livinglab", *arguments]

    def run(self, *arguments: str, cwd: Path | None = None, **environment: str) -> Answered:
        """Run the command as a process of its own."""
        done = subprocess.run(
            self.command(*arguments),
            cwd=cwd or self.home,
            env={**self.environment, **environment},
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=120,
        )
        return Answered(done.returncode, done.stdout.decode(), done.stderr.decode())

    def good(self, *arguments: str, cwd: Path | None = None, **environment: str) -> Answered:
        """Run the command and insist on success."""
        answered = self.run(*arguments, cwd=cwd, **environment)
        assert answered.code == 0, f"{arguments}: {answered.code}\n{answered.out}\n{answered.err}"
        assert "Traceback" not in answered.err
        return answered


@pytest.fixture
def git():
    """Run git the way a person does: `git(folder, "log", ...)` returns what it printed."""
    return run_git


@pytest.fixture
def donor(tmp_path: Path) -> Donor:
    """Kabupaten Sumedang's repository, without a release yet."""
    return Donor(tmp_path / "donor")


@pytest.fixture
def mirror(tmp_path: Path) -> Mirror:
    """An empty mirror."""
    return Mirror(tmp_path / "mirror")


@pytest.fixture
def sakip(donor: Donor, mirror: Mirror) -> Release:
    """E-SAKIP 1.0.0, published."""
    donor.release("1.0.0", dict(FIRST_FILES))
    return mirror.publish(donor, "1.0.0")


@pytest.fixture
def bekasi(tmp_path: Path) -> Operator:
    """An operator in Kabupaten Bekasi."""
    return Operator(tmp_path / "bekasi")


@pytest.fixture
def fetched(bekasi: Operator, mirror: Mirror, sakip: Release) -> Path:
    """E-SAKIP as Bekasi has fetched it."""
    bekasi.good("--registry", str(mirror.folder), "fetch", "e-sakip", "--region", "32.16")
    return bekasi.home / "e-sakip"


@pytest.fixture
def serve(mirror: Mirror):
    """Serve the mirror over HTTP; gives the address and the faults, which may be changed later."""
    servers = []

    def begin(**faults: Any) -> tuple[str, Faults]:
        handler = type("Served", (Handler,), {"folder": mirror.folder, "faults": Faults(**faults)})
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}", handler.faults

    yield begin
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def digest():
    """Hash every file of a directory, its mode and its time, so that two moments can be compared."""

    def taken(folder: Path, *, times: bool = False) -> dict[str, tuple[str, int, int]]:
        found = {}
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                stat = path.lstat()
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                found[str(path.relative_to(folder))] = (
                    content,
                    stat.st_mode,
                    stat.st_mtime_ns if times else 0,
                )
        return found

    return taken
