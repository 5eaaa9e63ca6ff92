"""One archive as one unbroken stream: partial file first, then the source, again and again while it moves."""

import time
from collections.abc import Callable, Generator, Iterator

from livinglab.client.cache import Partial
from livinglab.client.catalog import ConnectionDropped, Source
from livinglab.contract import Archive
from livinglab.errors import NotVerified, Unreachable
from livinglab.language import Text
from livinglab.progress import Progress

TRIES = 6
FIRST_WAIT, LONGEST_WAIT = 0.2, 15.0
CHUNK = 1024 * 1024


def unbroken(
    archive: Archive,
    source: Source,
    progress: Progress,
    *,
    partial: Partial | None,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[bytes]:
    """Yield the archive's bytes exactly once each, however often the line drops.

    What comes in is kept in `partial` as well, so that another run can carry on. A drop costs a wait that
    grows while nothing moves; after TRIES drops with no byte between them the registry counts as unreachable.
    Raises NotVerified as soon as there is more than the catalog promised.
    """
    position = (yield from _kept(partial, archive, progress)) if partial is not None else 0
    idle = 0
    while position < archive.bytes:
        before = position
        try:
            with source.read_from(position) as chunks:
                for chunk in chunks:
                    position += len(chunk)
                    _not_longer(position, archive)
                    if partial is not None:
                        partial.keep(chunk)
                    progress.received(len(chunk))
                    yield chunk
            reason = "the stream ended early"
        except ConnectionDropped as dropped:
            reason = str(dropped)
        if position >= archive.bytes:
            break
        idle = 0 if position > before else idle + 1
        if idle >= TRIES:
            raise _given_up(reason)
        wait = min(FIRST_WAIT * 2**idle, LONGEST_WAIT)
        progress.broken(wait)
        sleep(wait)
    progress.finished()


def _kept(partial: Partial, archive: Archive, progress: Progress) -> Generator[bytes, None, int]:
    """Yield what an earlier run left, and return how many bytes that was."""
    position = 0
    for chunk in partial.kept(archive.bytes):
        position += len(chunk)
        yield chunk
    if position:
        progress.resumed(position)
    return position


def _not_longer(position: int, archive: Archive) -> None:
    if position > archive.bytes:
        raise NotVerified(
            Text(
                id=f"Arsip lebih panjang daripada yang dijanjikan katalog ({archive.bytes} byte).",
                en=f"The archive is longer than the catalog promises ({archive.bytes} bytes).",
            )
        )


def _given_up(reason: str) -> Unreachable:
    return Unreachable(
        Text(
            id=f"Unduhan terhenti dan {TRIES} percobaan tidak membawa satu byte pun ({reason}).",
            en=f"The download stopped, and {TRIES} tries brought not a single byte ({reason}).",
        ),
        Text(
            id="Yang sudah terunduh disimpan: jalankan perintah yang sama lagi nanti.",
            en="What has arrived is kept: run the same command again later.",
        ),
    )
