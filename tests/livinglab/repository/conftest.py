"""Repositories made by hand, object by object: they can hold what git itself would refuse to write."""

import hashlib
import subprocess
import tomllib
from pathlib import Path

import pytest

from livinglab.repository import git, snapshots

HOSTILE = Path(__file__).parent / "hostile"


class Store:
    """A bare repository into which any object can be written."""

    def __init__(self, git_dir: Path) -> None:
        self.git_dir = git_dir
        git.init(git_dir)

    def write(self, kind: str, content: bytes) -> str:
        command = [
            "git",
            "--git-dir",
            str(self.git_dir),
            "hash-object",
            "-t",
            kind,
            "-w",
            "--literally",
            "--stdin",
        ]
        return subprocess.run(command, input=content, check=True, capture_output=True).stdout.decode().strip()

    def blob(self, content: bytes) -> str:
        return self.write("blob", content)

    def tree(self, *lines: tuple[str, str, str]) -> str:
        """Write a tree of (mode, name, object id) in git's order, whatever the names are."""
        ordered = sorted(
            lines, key=lambda line: _raw(line[1]) + (b"/" if line[0].lstrip("0") == "40000" else b"")
        )
        return self.write("tree", b"".join(_line(*line) for line in ordered))

    def files(self, **contents: bytes | str) -> str:
        """Write a flat tree of plain files; `__` in a name stands for a dot."""
        lines = []
        for name, content in contents.items():
            raw = content.encode() if isinstance(content, str) else content
            lines.append(("100644", name.replace("__", "."), self.blob(raw)))
        return self.tree(*lines)

    def commit(self, tree: str, *parents: str, message: str = "work") -> str:
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        who = "Dinas Kominfo <kominfo@example.go.id> 1700000000 +0700"
        lines += [f"author {who}", f"committer {who}", "", message, ""]
        return self.write("commit", "\n".join(lines).encode())

    def refs(self) -> dict[str, str]:
        output = git.run(["for-each-ref", "--format=%(refname) %(objectname)"], git_dir=self.git_dir).decode()
        return dict(line.split(" ") for line in output.splitlines())

    def everything(self) -> dict[str, str]:
        """Every file of the repository with its digest: what a failed operation must leave as it was."""
        found = (path for path in self.git_dir.rglob("*") if path.is_file())
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def _raw(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _line(mode: str, name: str, oid: str) -> bytes:
    return mode.encode() + b" " + _raw(name) + b"\0" + bytes.fromhex(oid)


@pytest.fixture
def make_store(tmp_path):
    """Make empty repositories, each under its own name."""
    return lambda name="donor": Store(tmp_path / f"{name}.git")


@pytest.fixture
def store(make_store):
    """One empty repository."""
    return make_store()


@pytest.fixture
def sakip(store):
    """The trees of two releases of e-SAKIP, as Kabupaten Sumedang donates it, with much in common."""
    common = [
        ("100644", f"berkas{number}.php", store.blob(b"<?php // %d\n" % number * 200)) for number in range(40)
    ]
    readme = [
        ("100644", "README.md", store.blob(text * 50)) for text in (b"# e-SAKIP 1.0\n", b"# e-SAKIP 1.1\n")
    ]
    return [store.tree(*common, line) for line in readme]


@pytest.fixture
def bundle(store, sakip, tmp_path):
    """The snapshot bundle of the first release, with all that its receiver has to know."""
    commit = snapshots.make_commit(store.git_dir, sakip[0])
    file = snapshots.write_bundle(store.git_dir, "1.0.0", commit, tmp_path / "e-sakip-1.0.0.bundle")
    promised = {
        "sha256": file.sha256,
        "max_bytes": file.bytes,
        "expected_commit": commit,
        "expected_tree": sakip[0],
    }
    return file.path, promised


def build(store: Store, lines: list[dict]) -> str:
    """Build the tree that a case file describes."""
    return store.tree(*(_described(store, line) for line in lines))


def _described(store: Store, line: dict) -> tuple[str, str, str]:
    mode = line.get("mode", "40000" if "tree" in line or "bomb" in line else "100644")
    name = line["name"].encode().decode("unicode_escape").encode("latin-1").decode("utf-8", "surrogateescape")
    if "oid" in line:
        return mode, name, line["oid"]
    if "tree" in line:
        return mode, name, build(store, line["tree"])
    if "bomb" in line:
        return mode, name, _bomb(store, **line["bomb"])
    return mode, name, store.blob(line.get("content", "").encode() * line.get("times", 1))


def _bomb(store: Store, depth: int, width: int) -> str:
    below, mode = store.blob(b"boom\n"), "100644"
    for _ in range(depth):
        below, mode = store.tree(*((mode, f"d{number}", below) for number in range(width))), "40000"
    return below


def _cases() -> list:
    return [
        pytest.param(tomllib.loads(path.read_text()), id=path.stem) for path in sorted(HOSTILE.glob("*.toml"))
    ]


@pytest.fixture(params=_cases())
def hostile(request, store):
    """One hostile tree and the verdicts that it must meet."""
    return build(store, request.param["tree"]), request.param
