"""A throw-away repository for what a donor sends: checked here, and only then moved to the mirror."""

import contextlib
import fcntl
import os
import re
import shutil
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from livinglab.language import Text
from livinglab.repository import git
from livinglab.repository.git import GitError
from registry.crawl import remote
from registry.crawl.addresses import Pinned
from registry.crawl.bounds import Allowance
from registry.crawl.errors import DonorRefused, OurFault, VisitFailed
from registry.crawl.releases import Wanted
from registry.crawl.watch import Watch, size
from registry.folders import Folders

# Mistakes of old git clients that harm nobody as long as they are history: real donors have them. Trees that
# would be handed on are held to the full rule by `inspection.odd_trees`.
TOLERATED = (
    "badTimezone",
    "missingEmail",
    "missingNameBeforeEmail",
    "missingSpaceBeforeDate",
    "missingSpaceBeforeEmail",
    "multipleAuthors",
    "zeroPaddedDate",
    "zeroPaddedFilemode",
)

# What the other side says when it cannot read its own repository.
INCOMPLETE = re.compile(r"remote: (?:fatal|error): (?:unable to read|missing object) (?P<oid>[0-9a-f]{40})\b")

# Small windows onto packs, and large blobs streamed: git must work inside its memory limit.
FRUGAL = (
    "core.packedGitWindowSize=32m",
    "core.packedGitLimit=256m",
    "core.deltaBaseCacheLimit=64m",
    "core.bigFileThreshold=32m",
    "pack.threads=1",
    "index.threads=1",
)


@dataclass(frozen=True)
class Quarantine:
    """One visit's place on disk. `mirror` is where the donor's accepted objects are, or will be."""

    folder: Path
    git_dir: Path
    mirror: Path

    @property
    def work(self) -> Path:
        """For archives in the making."""
        return self.folder / "work"


@contextlib.contextmanager
def open_quarantine(folders: Folders, source_id: int) -> Iterator[Quarantine]:
    """Make an empty quarantine and take it away again, whatever happens. Holds the mirror meanwhile."""
    place = folders.quarantine / f"{source_id}-{uuid.uuid4().hex}"
    quarantine = Quarantine(place, place / "repository.git", folders.mirrors / f"{source_id}.git")
    folders.mirrors.mkdir(parents=True, exist_ok=True)
    with _held(folders.mirrors / f"{source_id}.held"):
        quarantine.work.mkdir(parents=True)
        try:
            yield quarantine
        finally:
            shutil.rmtree(place, ignore_errors=True)


def check_room(folders: Folders, allowance: Allowance) -> None:
    """Refuse to begin on a disk that is nearly full. Raises OurFault."""
    free = shutil.disk_usage(folders.root).free
    if free < allowance.bounds.free_bytes:
        raise OurFault(
            Text(
                id=f"Disk registri hampir penuh ({free} bita tersisa). Kunjungan akan diulang.",
                en=f"The registry's disk is nearly full ({free} bytes left). The visit will be repeated.",
            )
        )


def fetch(quarantine: Quarantine, pinned: Pinned, wanted: Sequence[Wanted], allowance: Allowance) -> None:
    """Fetch the wanted refs, all or none, into the quarantine. Raises VisitFailed.

    What the mirror has already is not asked for again: the quarantine borrows its objects.
    """
    _prepare(quarantine)
    fsck = "true" if allowance.bounds.fsck else "false"
    tolerated = [f"fetch.fsck.{name}=warn" for name in TOLERATED]
    options = [*remote.options(pinned, allowance), *FRUGAL, *tolerated, f"fetch.fsckObjects={fsck}"]
    options.append(f"transfer.fsckObjects={fsck}")
    arguments = ["fetch", "--quiet", "--stdin", "--atomic", "--no-write-fetch-head", "--no-tags"]
    arguments += [
        "--no-recurse-submodules",
        "--no-auto-maintenance",
        "--no-show-forced-updates",
        "--end-of-options",
    ]
    refspecs = "".join(f"{release.refspec}\n" for release in wanted).encode("ascii")
    _run_watched(quarantine, [*arguments, pinned.address.url], pinned, options, refspecs, allowance)


def accept(quarantine: Quarantine, wanted: Sequence[Wanted]) -> None:
    """Make what passed every check part of the mirror: objects durably first, then refs at one stroke."""
    if not quarantine.mirror.exists():
        _sync_all(quarantine.git_dir)
        quarantine.git_dir.rename(quarantine.mirror)
        _sync(quarantine.mirror.parent)
        return
    for path in _new_packs(quarantine.git_dir):
        path.rename(quarantine.mirror / "objects" / "pack" / path.name)
    _sync(quarantine.mirror / "objects" / "pack")
    oids = refs(quarantine.git_dir)
    lines = "".join(f"update {release.ref} {oids[release.ref]}\n" for release in wanted)
    git.run(
        ["update-ref", "--stdin"], git_dir=quarantine.mirror, input=lines.encode("ascii"), profile=git.SERVICE
    )


def refs(git_dir: Path) -> dict[str, str]:
    """Return the object that each ref of a repository names."""
    output = git.run(
        ["for-each-ref", "--format=%(objectname) %(refname)"], git_dir=git_dir, profile=git.SERVICE
    )
    return {ref: oid for oid, _, ref in (line.partition(" ") for line in output.decode().splitlines())}


def taken(quarantine: Quarantine) -> int:
    """Return the bytes that the quarantine takes on disk."""
    return size(quarantine.folder)


def _prepare(quarantine: Quarantine) -> None:
    git.init(quarantine.git_dir, profile=git.SERVICE)
    if quarantine.mirror.exists():
        borrowed = quarantine.git_dir / "objects" / "info" / "alternates"
        borrowed.parent.mkdir(exist_ok=True)
        borrowed.write_text(f"{quarantine.mirror / 'objects'}\n", encoding="utf-8")


def _run_watched(
    quarantine: Quarantine,
    arguments: list[str],
    pinned: Pinned,
    options: list[str],
    refspecs: bytes,
    allowance: Allowance,
) -> None:
    watch: Watch | None = None
    try:
        with (
            git.start(
                arguments,
                git_dir=quarantine.git_dir,
                profile=remote.profile(pinned),
                options=options,
                limits=allowance.limits(),
            ) as running,
            Watch(running, quarantine.folder, allowance) as watch,
        ):
            running.stdin.write(refspecs)
            running.stdin.close()
            while running.stdout.read(65_536):
                pass
    except GitError as error:
        if watch is not None and watch.reason is not None:
            raise DonorRefused(watch.reason) from error
        raise _fetch_failure(error) from error


def _fetch_failure(error: GitError) -> VisitFailed:
    words = error.stderr
    lacking = INCOMPLETE.search(words)
    if lacking:
        return DonorRefused(
            Text(
                id=f"Repositori sumber tidak lengkap: servernya tidak punya objek {lacking['oid']}. Jalankan "
                "git fsck di server itu, lalu pulihkan dari salinan lain.",
                en=f"The donor's repository is incomplete: its server lacks the object {lacking['oid']}. Run "
                "git fsck on that server, and restore it from another copy.",
            )
        )
    if "fsck" in words or "bad object" in words or ("invalid" in words and "index-pack" in words):
        last = words.splitlines()[0][:200]
        return DonorRefused(
            Text(
                id=f"Repositori sumber memuat objek git yang rusak atau berbahaya: {last}",
                en=f"The donor's repository holds broken or harmful git objects: {last}",
            )
        )
    return remote.failure(error)


def _new_packs(git_dir: Path) -> list[Path]:
    """Return the packs' files with each index last: a pack without its index is not there for git."""
    files = sorted((git_dir / "objects" / "pack").glob("pack-*"))
    return sorted(files, key=lambda path: path.suffix == ".idx")


def _sync_all(folder: Path) -> None:
    for where, _, names in os.walk(folder):
        for name in names:
            _sync(Path(where) / name)
        _sync(Path(where))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _held(path: Path) -> Iterator[None]:
    """Keep another process of this machine off the mirror; the kernel lets go when we die."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
