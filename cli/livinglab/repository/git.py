"""The one runner of git: argument lists only, a fixed environment, limits, a wall clock, a killed group."""

import contextlib
import re
import subprocess
import threading
from collections.abc import Generator, Sequence
from functools import cache
from pathlib import Path
from typing import IO

from livinglab.language import Text
from livinglab.repository.errors import GitError, GitMissing, GitOutputTooLarge, GitTimeout, RepositoryError
from livinglab.repository.limits import Limits, search_path
from livinglab.repository.process import CHUNK, Running, launch
from livinglab.repository.profiles import LAPTOP, SERVICE, Profile

__all__ = [
    "LAPTOP",
    "OLDEST",
    "SERVICE",
    "GitError",
    "GitMissing",
    "GitTimeout",
    "Limits",
    "Profile",
    "RepositoryError",
    "Running",
    "init",
    "quotes_carriage_returns",
    "run",
    "start",
    "version",
]

USUAL = Limits()
OLDEST = (2, 38, 0)  # merge-tree --write-tree and safe.bareRepository
PIPE = subprocess.PIPE
DEVNULL = subprocess.DEVNULL


def run(
    arguments: Sequence[str],
    *,
    git_dir: Path | None = None,
    work_tree: Path | None = None,
    input: bytes | None = None,
    profile: Profile = LAPTOP,
    limits: Limits = USUAL,
    options: Sequence[str] = (),
    environment: Sequence[tuple[str, str]] = (),
) -> bytes:
    """Run git to its end and return what it printed.

    Paths among the arguments must be absolute: git runs at the work tree, or at the file system's root so
    that no repository is picked up by accident. Put `--` before anything that comes from outside.
    `options` are further values for `-c`; `environment` further variables (an index file, an object folder).
    Raises GitError, GitTimeout, GitOutputTooLarge, GitMissing.
    """
    with start(
        arguments,
        git_dir=git_dir,
        work_tree=work_tree,
        profile=profile,
        limits=limits,
        options=options,
        environment=environment,
        stdin=DEVNULL if input is None else PIPE,
    ) as running:
        if input is not None:
            threading.Thread(target=_feed, args=(running.stdin, input), daemon=True).start()
        return _whole_output(arguments, running, limits.output_bytes)


@contextlib.contextmanager
def start(
    arguments: Sequence[str],
    *,
    git_dir: Path | None = None,
    work_tree: Path | None = None,
    profile: Profile = LAPTOP,
    limits: Limits = USUAL,
    options: Sequence[str] = (),
    environment: Sequence[tuple[str, str]] = (),
    stdin: int = PIPE,
) -> Generator[Running, None, None]:
    """Start git and give its pipes, `.stdin` and `.stdout`.

    Leaving the block waits, and raises GitError if git failed.
    An exception inside the block kills git with all its children. Who reads and writes at once must not let
    both pipes fill up.
    """
    running = launch(
        _command(arguments, git_dir, work_tree, profile, options),
        environment={**profile.variables(), **dict(environment)},
        folder=_folder(git_dir, work_tree),
        limits=limits,
        feed=stdin == PIPE,
    )
    try:
        yield running
    except BrokenPipeError:
        pass  # git ended before it had read everything: its own words say why
    except BaseException:
        running.discard()
        if running.expired:
            raise _failure(arguments, running, -1) from None
        raise
    returncode = running.finish()
    if returncode or running.expired:
        raise _failure(arguments, running, returncode)


def init(git_dir: Path, *, work_tree: Path | None = None, profile: Profile = LAPTOP) -> None:
    """Make an empty repository without hooks or templates: bare, or with a work tree beside its `.git`."""
    git_dir.parent.mkdir(parents=True, exist_ok=True)
    where = (
        ["--bare", "--", str(git_dir.absolute())] if work_tree is None else ["--", str(work_tree.absolute())]
    )
    run(["init", "--quiet", "--template=", "--object-format=sha1", *where], profile=profile)


@cache
def version() -> tuple[int, int, int]:
    """Return the version of git, such as (2, 39, 5)."""
    words = run(["version"]).decode("ascii", "replace")
    numbers = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", words)
    if numbers is None:
        raise RepositoryError(Text(id="Versi git tidak terbaca", en="The version of git cannot be read"))
    return int(numbers[1]), int(numbers[2]), int(numbers[3] or 0)


def quotes_carriage_returns() -> bool:
    """Probe whether this git is safe from CVE-2025-48384: distributions patch it without a new version."""
    import tempfile  # noqa: PLC0415 - most commands never probe, and it takes milliseconds to import

    with tempfile.TemporaryDirectory(prefix="livinglab-") as folder:
        file = Path(folder) / "config"
        run(["config", "--file", str(file), "a.b", "v\r"])
        return b'"v\r"' in file.read_bytes()


@cache
def _executable() -> str:
    found = search_path("git")
    if found is None:
        raise GitMissing(
            Text(
                id="git tidak ditemukan di komputer ini. Pasang git 2.38 atau yang lebih baru",
                en="git was not found on this machine. Install git 2.38 or newer",
            )
        )
    return found


def _command(
    arguments: Sequence[str],
    git_dir: Path | None,
    work_tree: Path | None,
    profile: Profile,
    options: Sequence[str],
) -> list[str]:
    places = [] if git_dir is None else [f"--git-dir={git_dir.absolute()}"]
    if work_tree is not None:
        places.append(f"--work-tree={work_tree.absolute()}")
    return [_executable(), "--no-pager", *places, *profile.options(arguments, options), *arguments]


def _folder(git_dir: Path | None, work_tree: Path | None) -> Path:
    return (work_tree or Path((git_dir or Path.cwd()).absolute().anchor)).absolute()


def _feed(stream: IO[bytes], content: bytes) -> None:
    with contextlib.suppress(OSError, ValueError):  # git may end, or be killed, before it has read all
        stream.write(content)
        stream.close()


def _whole_output(arguments: Sequence[str], running: Running, most: int) -> bytes:
    parts: list[bytes] = []
    length = 0
    while part := running.stdout.read(CHUNK):
        length += len(part)
        if length > most:
            raise GitOutputTooLarge(
                Text(
                    id=f"git {arguments[0]} mencetak lebih dari {most} bita",
                    en=f"git {arguments[0]} printed more than {most} bytes",
                ),
                returncode=-1,
                stderr=running.stderr,
            )
        parts.append(part)
    return b"".join(parts)


def _failure(arguments: Sequence[str], running: Running, returncode: int) -> GitError:
    stderr = running.stderr
    if running.expired:
        text = Text(
            id=f"git {arguments[0]} dihentikan karena terlalu lama",
            en=f"git {arguments[0]} was stopped because it took too long",
        )
        return GitTimeout(text, returncode=returncode, stderr=stderr)
    reason = stderr.splitlines()[-1] if stderr else f"exit {returncode}"
    text = Text(id=f"git {arguments[0]} gagal: {reason}", en=f"git {arguments[0]} failed: {reason}")
    return GitError(text, returncode=returncode, stderr=stderr)
