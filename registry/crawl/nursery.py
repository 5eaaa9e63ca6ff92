"""The process in which visits run: it forks one child for each, and leaves nothing of any child alive.

A worker starts it once, so that a visit costs a fork and not an interpreter's start. When the worker dies,
however it dies, the pipe from it closes, and the nursery ends the visit and all its gits.
"""

import ctypes
import gc
import json
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Literal, NoReturn

from pydantic import TypeAdapter
from sqlalchemy.orm import configure_mappers

from livinglab.checks.secrets import prepare
from registry import logbook
from registry.crawl.dialling import trusted
from registry.crawl.visits import LeaseLost, VisitReport, visit
from registry.database import open_database
from registry.settings import Settings

GRACE = 2.0  # seconds beyond the visit's own wall clock before it is killed from outside
FAREWELL = 2.0  # seconds that a visit which has answered may take to exit
CHUNK = 1 << 16
REPORT = TypeAdapter(VisitReport)
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_LOST = 3  # exit status of a visit whose lease was gone

Ended = VisitReport | Literal["lost", "crashed", "expired"]


class Nursery:
    """The worker's handle on its nursery. One visit at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Nursery":
        self._process = _start(self._settings)  # it imports while the worker looks for work
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def begin(self, source_id: int, worker: str) -> None:
        """Start a visit."""
        seconds = self._settings.visit_seconds + GRACE
        errand = {"source_id": source_id, "worker": worker, "seconds": seconds}
        try:
            _tell(self._living(), errand)
        except BrokenPipeError:  # it died since we looked
            self.close()
            _tell(self._living(), errand)

    def wait(self, seconds: float) -> Ended | None:
        """Return how the visit ended, or None if it has not within `seconds`."""
        if self._process is None:
            return "crashed"
        stdout = _pipe(self._process.stdout)
        if not select.select([stdout], [], [], seconds)[0]:
            return None
        line = stdout.readline()
        return _read(line) if line.endswith(b"\n") else "crashed"

    def _living(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = _start(self._settings)
        return self._process

    def close(self) -> None:
        """End the nursery, and with it the visit that may be running."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(BrokenPipeError):
                _pipe(process.stdin).close()
            try:
                process.wait(FAREWELL)
            except subprocess.TimeoutExpired:  # it is still importing: no visit has begun
                process.kill()
                process.wait()
            _pipe(process.stdout).close()


def main() -> None:
    """Run visits as the worker asks for them on standard input, until it closes."""
    logbook.set_up()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the worker decides
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)
    trusted()  # what each child would otherwise prepare anew
    prepare()
    configure_mappers()
    gc.freeze()
    settings = Settings.model_validate_json(sys.stdin.buffer.readline())
    logbook.keep_secret(settings)
    for line in iter(sys.stdin.buffer.readline, b""):
        errand = json.loads(line)
        ended = _raise(settings, errand["source_id"], errand["worker"], errand["seconds"])
        answer = (
            {"ended": ended} if isinstance(ended, str) else {"report": REPORT.dump_python(ended, mode="json")}
        )
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


def _start(settings: Settings) -> "subprocess.Popen[bytes]":
    root = Path(__file__).resolve().parents[2]
    process = subprocess.Popen(
        [sys.executable, "-m", "registry.crawl.nursery"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=root,
        start_new_session=True,
    )
    whole = settings.model_copy(update={"folder": settings.folder.absolute()})
    _pipe(process.stdin).write(whole.model_dump_json().encode() + b"\n")
    return process


def _tell(process: "subprocess.Popen[bytes]", errand: dict[str, object]) -> None:
    _pipe(process.stdin).write(json.dumps(errand).encode() + b"\n")
    _pipe(process.stdin).flush()


def _line(ended: Ended) -> bytes:
    report = None if isinstance(ended, str) else REPORT.dump_python(ended, mode="json")
    return json.dumps({"report": report} if report else {"ended": ended}).encode() + b"\n"


def _read(line: bytes) -> Ended:
    answer = json.loads(line)
    return REPORT.validate_python(answer["report"]) if "report" in answer else answer["ended"]


def _raise(settings: Settings, source_id: int, worker: str, seconds: float) -> Ended:
    """Fork a visit, wait for it, and end whatever is left of it."""
    if select.select([sys.stdin], [], [], 0)[0]:  # the worker died while we were starting
        os._exit(0)
    reading, writing = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_child(settings, source_id, worker, writing, parent)
    os.close(writing)
    answer = _listen(reading, seconds)
    os.close(reading)
    status = _end_all(child, patience=0 if answer is None else FAREWELL)
    if answer is None:
        return "expired"
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == _LOST:
        return "lost"
    return REPORT.validate_json(answer) if status == 0 and answer else "crashed"


def _listen(reading: int, seconds: float) -> bytes | None:
    """Collect the child's answer; None at its wall clock. Ends this process when the worker is gone."""
    ends = time.monotonic() + seconds
    answer = b""
    while (left := ends - time.monotonic()) > 0:
        ready, _, _ = select.select([reading, sys.stdin.fileno()], [], [], left)
        if reading in ready:
            part = os.read(reading, CHUNK)
            if not part:
                return answer
            answer += part
        elif ready:  # nobody speaks to us during a visit: this is the end of the worker
            _end_all()
            os._exit(0)
    return None


def _be_child(settings: Settings, source_id: int, worker: str, writing: int, parent: int) -> NoReturn:
    """Run the visit in a session of its own. Ends with the nursery."""
    status = 1
    try:
        os.setsid()
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        with open(os.devnull, "r+b", buffering=0) as nothing:
            os.dup2(nothing.fileno(), 0)
            os.dup2(nothing.fileno(), 1)
        status = _visit(settings, source_id, worker, writing)
    finally:
        sys.stderr.flush()
        os._exit(status)


def _visit(settings: Settings, source_id: int, worker: str, writing: int) -> int:
    database = open_database(settings)
    try:
        report = visit(database, settings, source_id, worker=worker)
    except LeaseLost:
        return _LOST
    except Exception:
        sys.excepthook(*sys.exc_info())
        return 1
    finally:
        database.close()
    with os.fdopen(writing, "wb") as answer:
        answer.write(REPORT.dump_json(report))
    return 0


def _end_all(child: int = 0, *, patience: float = 0) -> int:
    """Kill every descendant, generation by generation as orphans come to us; return the child's status."""
    status = _reap_within(child, patience) if child else 0
    while children := _children():
        for process_id in children:
            with suppress(ProcessLookupError):
                os.kill(process_id, signal.SIGKILL)
        for process_id in children:
            with suppress(ChildProcessError):
                ended = os.waitpid(process_id, 0)[1]
                status = ended if process_id == child else status
    return status


def _reap_within(child: int, seconds: float) -> int:
    """Give a child that has answered a moment to exit by itself."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        process_id, status = os.waitpid(child, os.WNOHANG)
        if process_id:
            return status
        time.sleep(0.005)
    return signal.SIGKILL


def _children() -> list[int]:
    found: list[int] = []
    for task in Path("/proc/self/task").iterdir():
        found += [int(word) for word in (task / "children").read_text(encoding="ascii").split()]
    return found


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101 - every nursery is started with both pipes
    return stream


if __name__ == "__main__":
    main()
