"""Work on strangers' content in a child process that is limited in time and memory and can open nothing."""

import ctypes
import os
import resource
import select
import signal
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, TypeVar

from pydantic import TypeAdapter

JOB_SECONDS = 5  # of processor time
MEMORY = 512 << 20  # bytes beyond what this process has already
MOST_BYTES = 8 << 20  # of all answers
CHUNK = 1 << 16
_PR_SET_PDEATHSIG = 1

Job = TypeVar("Job")
Answer = TypeVar("Answer")


def each(
    work: Callable[[Job], Answer], jobs: Sequence[Job], answers: TypeAdapter[Answer], *, seconds: float
) -> list[Answer | None]:
    """Do every job; None for one that failed, took too much, or came too late for all of the `seconds`.

    The child gets the jobs by being a copy of this process, and answers as JSON through a pipe: nothing that
    takes it over is trusted with more. A job that kills it costs its own answer only.
    """
    ends = time.monotonic() + seconds
    done: list[Answer | None] = []
    while len(done) < len(jobs) and time.monotonic() < ends:
        lines = _generation(work, jobs[len(done) :], answers, ends)
        done += [_read(line, answers) for line in lines]
        if len(done) < len(jobs):
            done.append(None)
    return done + [None] * (len(jobs) - len(done))


def _read(line: bytes, answers: TypeAdapter[Answer]) -> Answer | None:
    if line == b"null":
        return None
    try:
        return answers.validate_json(line)
    except ValueError:
        return None


def _generation(
    work: Callable[[Job], Answer], jobs: Sequence[Job], answers: TypeAdapter[Answer], ends: float
) -> list[bytes]:
    """Let one child do as many jobs as it lives to do."""
    reading, writing = os.pipe()
    parent = os.getpid()
    with warnings.catch_warnings():
        # Newer Pythons warn where other threads run. The child needs none of their locks.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _be_child(work, jobs, answers, writing, parent)
    os.close(writing)
    try:
        return _listen(reading, ends)
    finally:
        os.close(reading)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _listen(reading: int, ends: float) -> list[bytes]:
    """Collect whole lines until the child is through, its time is over, or it says too much."""
    said = b""
    while (left := ends - time.monotonic()) > 0 and len(said) < MOST_BYTES:
        if not select.select([reading], [], [], left)[0]:
            break
        part = os.read(reading, CHUNK)
        if not part:
            break
        said += part
    return said.split(b"\n")[:-1]


def _be_child(
    work: Callable[[Job], Answer],
    jobs: Sequence[Job],
    answers: TypeAdapter[Answer],
    writing: int,
    parent: int,
) -> NoReturn:
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() == parent:
            _close_all_but(writing)
            _limit()
            for job in jobs:
                _write(writing, _answer(work, job, answers) + b"\n")
    finally:
        os._exit(0)


def _answer(work: Callable[[Job], Answer], job: Job, answers: TypeAdapter[Answer]) -> bytes:
    used = int(time.process_time()) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (used + JOB_SECONDS, resource.RLIM_INFINITY))
    try:
        return answers.dump_json(work(job))
    except Exception:
        return b"null"


def _write(writing: int, line: bytes) -> None:
    while line:
        line = line[os.write(writing, line) :]


def _close_all_but(kept: int) -> None:
    """Let go of databases, sockets and files: nobody who takes over the child shall find them open."""
    for name in os.listdir("/proc/self/fd"):
        if int(name) != kept:
            with suppress(OSError):
                os.close(int(name))


def _limit() -> None:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + MEMORY
    for kind, limit in (
        (resource.RLIMIT_AS, most),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
