"""Taking a bundle into a repository: nothing of it is visible before all of it is what was promised."""

import contextlib
import itertools
import os
import shutil
import tempfile
import time
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from livinglab.language import Text
from livinglab.repository import git
from livinglab.repository.bundles import BundleReader, Header, failed
from livinglab.repository.errors import GitError, GitTimeout, PrerequisiteMissing
from livinglab.repository.process import CHUNK

_PREFIX = "livinglab-incoming-"
_ABANDONED_AFTER = 24 * 3600  # seconds; a receive that was killed leaves its folder behind
_PATIENT = git.Limits(seconds=6 * 3600)  # a slow line; the download has its own, shorter time limits
SNAPSHOT_REFS = "refs/livinglab/snapshot/"
DONOR_REFS = "refs/livinglab/donor/"
_OLD_HISTORY = (  # what old versions of git and its imports wrote, harmless in history that is only read
    "zeroPaddedFilemode=warn,missingSpaceBeforeDate=warn,badTimezone=warn,missingEmail=warn,"
    "missingNameBeforeEmail=warn,badDateOverflow=warn,duplicateEntries=warn,treeNotSorted=warn"
)


@dataclass(frozen=True)
class Received:
    """What was taken in: the ref that now points at the commit, and the size of the bundle."""

    ref: str
    commit: str
    tree: str
    bytes: int


def receive(
    stream: IO[bytes] | Iterable[bytes],
    git_dir: Path,
    *,
    sha256: str,
    max_bytes: int,
    expected_commit: str,
    expected_tree: str,
    profile: git.Profile = git.LAPTOP,
    limits: git.Limits = _PATIENT,
) -> Received:
    """Stream a bundle into a repository and set its one ref, last of all. Never holds the pack in memory.

    Raises VerificationFailed if a byte, the commit or the tree is not as promised, and PrerequisiteMissing
    for a delta whose base is not here; the repository is then as it was.
    """
    _sweep(git_dir)
    reader = BundleReader(max_bytes=max_bytes)
    chunks = _chunks(stream)
    first = _read_header(reader, chunks)
    header = reader.finish()
    ref = _only_ref(header, expected_commit)
    _check_prerequisites(header, git_dir, profile)
    with _quarantine(git_dir) as folder:
        place = _Place(git_dir, folder, profile, limits)
        pack = itertools.chain([first], map(reader.feed, chunks))
        _index(place, pack, old_history=ref.startswith(DONOR_REFS), max_bytes=max_bytes)
        if reader.sha256 != sha256:
            raise failed("Sidik SHA-256 unduhan tidak cocok", "The SHA-256 of the download does not match")
        _check_tree(place, expected_commit, expected_tree)
        _publish(folder, git_dir / "objects" / "pack")
    git.run(["update-ref", "--", ref, expected_commit], git_dir=git_dir, profile=profile)
    return Received(ref, expected_commit, expected_tree, reader.bytes)


def _chunks(stream: IO[bytes] | Iterable[bytes]) -> Iterator[bytes]:
    read = getattr(stream, "read", None)
    if read is None:
        yield from stream
        return
    while chunk := read(CHUNK):
        yield chunk


def _read_header(reader: BundleReader, chunks: Iterator[bytes]) -> bytes:
    """Feed until the header is complete and return the first bytes of the pack."""
    for chunk in chunks:
        rest = reader.feed(chunk)
        if reader.header is not None:
            return rest
    return b""


def _only_ref(header: Header, expected_commit: str) -> str:
    if len(header.refs) != 1:
        raise failed("Bundel harus membawa tepat satu ref", "A bundle must carry exactly one ref")
    [(ref, commit)] = header.refs.items()
    if not ref.startswith((SNAPSHOT_REFS, DONOR_REFS)):
        raise failed(f"Bundel membawa ref asing: {ref}", f"The bundle carries a foreign ref: {ref}")
    if commit != expected_commit:
        raise failed(
            f"Bundel membawa commit {commit}, bukan {expected_commit}",
            f"The bundle carries the commit {commit}, not {expected_commit}",
        )
    return ref


def _check_prerequisites(header: Header, git_dir: Path, profile: git.Profile) -> None:
    for commit in header.prerequisites:
        try:
            git.run(["cat-file", "-e", f"{commit}^{{tree}}"], git_dir=git_dir, profile=profile)
        except GitError:
            raise PrerequisiteMissing(
                Text(
                    id=f"Bundel ini membutuhkan snapshot {commit}, yang tidak ada di sini",
                    en=f"This bundle builds on the snapshot {commit}, which is not here",
                )
            ) from None


@contextlib.contextmanager
def _quarantine(git_dir: Path) -> Generator[Path, None, None]:
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=git_dir.absolute()))
    try:
        (folder / "pack").mkdir()
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class _Place:
    """Where objects arrive: a folder apart, which reads the repository's own objects as alternates."""

    git_dir: Path
    folder: Path
    profile: git.Profile
    limits: git.Limits

    def environment(self) -> list[tuple[str, str]]:
        return [
            ("GIT_OBJECT_DIRECTORY", str(self.folder)),
            ("GIT_ALTERNATE_OBJECT_DIRECTORIES", str((self.git_dir / "objects").absolute())),
        ]


def _index(place: _Place, pack: Iterator[bytes], *, old_history: bool, max_bytes: int) -> None:
    strict = f"--strict={_OLD_HISTORY}" if old_history else "--strict"
    try:
        with git.start(
            ["index-pack", "--stdin", strict, "--fix-thin", f"--max-input-size={max_bytes}"],
            git_dir=place.git_dir,
            profile=place.profile,
            limits=place.limits,
            options=["core.bigFileThreshold=32m"],  # larger blobs are streamed, not held in memory
            environment=place.environment(),
        ) as running:
            for chunk in pack:
                running.stdin.write(chunk)
    except GitTimeout:
        raise
    except GitError as error:
        raise failed(
            f"Isi bundel rusak atau tidak lengkap: {error.stderr}",
            f"The content of the bundle is broken or incomplete: {error.stderr}",
        ) from error


def _check_tree(place: _Place, commit: str, tree: str) -> None:
    try:
        output = git.run(
            ["rev-parse", "--verify", "--end-of-options", f"{commit}^{{commit}}^{{tree}}"],
            git_dir=place.git_dir,
            profile=place.profile,
            environment=place.environment(),
        )
    except GitError as error:
        raise failed("Commit tidak ada di dalam bundel", "The commit is not in the bundle") from error
    if output.decode("ascii", "replace").strip() != tree:
        raise failed("Pohon berkas bukan yang dijanjikan", "The tree is not the promised one")


def _publish(folder: Path, target: Path) -> None:
    """Move the pack in, its index last: git looks for the index first."""
    target.mkdir(parents=True, exist_ok=True)
    found = sorted((folder / "pack").glob("pack-*"), key=lambda path: path.suffix == ".idx")
    for path in found:
        destination = target / path.name
        if not destination.exists():  # the name is the hash of what is inside
            path.rename(destination)
    if os.name == "posix":
        descriptor = os.open(target, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sweep(git_dir: Path) -> None:
    """Remove what receives that were killed long ago have left."""
    for folder in git_dir.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > _ABANDONED_AFTER:
                shutil.rmtree(folder, ignore_errors=True)
