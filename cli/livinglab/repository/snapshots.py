"""Snapshots: a donor's tree under one deterministic commit, written into bundles that anybody can check."""

import contextlib
import hashlib
import os
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from livinglab.language import Text
from livinglab.repository import bundles, git
from livinglab.repository.bundles import BundleReader
from livinglab.repository.errors import PrerequisiteMissing, RepositoryError, VerificationFailed
from livinglab.repository.names import safe_ref
from livinglab.repository.process import CHUNK
from livinglab.repository.receiving import DONOR_REFS, SNAPSHOT_REFS, Received, receive

__all__ = [
    "DONOR_REFS",
    "SNAPSHOT_REFS",
    "BundleFile",
    "BundleReader",
    "PrerequisiteMissing",
    "Received",
    "VerificationFailed",
    "make_commit",
    "receive",
    "write_bundle",
    "write_delta",
    "write_history",
]

_IDENTITY = "livinglab <snapshot@livinglab.invalid> 0 +0000"
_PATIENT = git.Limits(seconds=1800)
_PACKING = (  # all that decides over the bytes of a pack, so that neither machine nor configuration does
    "pack.threads=1",
    "pack.window=10",
    "pack.depth=50",
    "pack.windowMemory=0",
    "pack.compression=6",
    "pack.packSizeLimit=0",
    "pack.useBitmaps=false",
    "pack.useSparse=false",
    "pack.allowPackReuse=false",
    "core.attributesFile=/dev/null",  # an attribute can forbid deltas
    "core.bigFileThreshold=32m",
    "core.commitGraph=false",
    "core.multiPackIndex=false",
)


@dataclass(frozen=True)
class BundleFile:
    """A bundle that was written: fsynced and in its place."""

    path: Path
    sha256: str
    bytes: int


def make_commit(git_dir: Path, tree: str, profile: git.Profile = git.LAPTOP) -> str:
    """Write the root commit of a tree that has the same id wherever it is made, and return the id."""
    commit = f"tree {tree}\nauthor {_IDENTITY}\ncommitter {_IDENTITY}\n\nlivinglab snapshot\n"
    output = git.run(
        ["hash-object", "-t", "commit", "-w", "--stdin"],
        git_dir=git_dir,
        input=commit.encode("ascii"),
        profile=profile,
    )
    return output.decode("ascii").strip()


def write_bundle(
    git_dir: Path,
    version: str,
    commit: str,
    to: Path,
    profile: git.Profile = git.LAPTOP,
    *,
    limits: git.Limits = _PATIENT,
) -> BundleFile:
    """Write one snapshot as a bundle. The same git gives the same bytes, however the objects are stored."""
    refs = {f"{SNAPSHOT_REFS}{_named(version)}": commit}
    options = ["--no-reuse-delta", "--no-reuse-object"]
    return _write(_Source(git_dir, profile, limits), bundles.written(refs, {}), options, [commit], to)


def write_delta(
    git_dir: Path,
    version: str,
    new: str,
    old_version: str,
    old: str,
    to: Path,
    profile: git.Profile = git.LAPTOP,
    *,
    limits: git.Limits = _PATIENT,
) -> BundleFile:
    """Write what `new` has over `old` as a bundle that builds on the snapshot `old`; deterministic too."""
    refs = {f"{SNAPSHOT_REFS}{_named(version)}": new}
    header = bundles.written(refs, {old: f"livinglab snapshot {_named(old_version)}"})
    options = ["--thin", "--shallow", "--no-reuse-delta", "--no-reuse-object"]
    return _write(
        _Source(git_dir, profile, limits), header, options, [new, f"^{old}", f"^{old}^{{tree}}"], to
    )


def write_history(
    git_dir: Path,
    tag: str,
    commit: str,
    to: Path,
    profile: git.Profile = git.LAPTOP,
    *,
    limits: git.Limits = _PATIENT,
) -> BundleFile:
    """Write all history of a donor's commit. Stored deltas are used again: quick, but not reproducible."""
    header = bundles.written({f"{DONOR_REFS}{_named(tag)}": commit}, {})
    return _write(_Source(git_dir, profile, limits), header, [], [commit], to)


def _named(version: str) -> str:
    if safe_ref(version):
        return version
    raise RepositoryError(
        Text(
            id=f"Nama versi tidak dapat dipakai: {version!r}",
            en=f"Not usable as the name of a version: {version!r}",
        )
    )


@dataclass(frozen=True)
class _Source:
    git_dir: Path
    profile: git.Profile
    limits: git.Limits


def _write(source: _Source, header: bytes, options: list[str], wanted: list[str], to: Path) -> BundleFile:
    """Stream a pack behind its header into a file beside `to`, make it durable, then put it in its place."""
    partial = to.with_name(f"{to.name}.partial")
    try:
        with partial.open("wb") as file:
            writer = _Hashed(file)
            writer.write(header)
            with contextlib.closing(_pack(source, options, wanted)) as pack:  # a full disk ends git at once
                for chunk in pack:
                    writer.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(to)
    finally:
        with contextlib.suppress(FileNotFoundError):
            partial.unlink()
    return BundleFile(to, writer.digest.hexdigest(), writer.length)


def _pack(source: _Source, options: list[str], wanted: list[str]) -> Generator[bytes, None, None]:
    with git.start(
        ["pack-objects", "--revs", "--stdout", "--quiet", "--threads=1", "--delta-base-offset", *options],
        git_dir=source.git_dir,
        profile=source.profile,
        limits=source.limits,
        options=_PACKING,
    ) as running:
        running.stdin.write("".join(f"{line}\n" for line in wanted).encode("ascii"))
        running.stdin.close()
        while chunk := running.stdout.read(CHUNK):
            yield chunk


class _Hashed:
    def __init__(self, file: IO[bytes]) -> None:
        self.digest = hashlib.sha256()
        self.length = 0
        self._file = file

    def write(self, chunk: bytes) -> None:
        self.digest.update(chunk)
        self.length += len(chunk)
        self._file.write(chunk)
