"""What was sent and never answered: its key is kept, so that sending it again counts once.

The key outlives the run only where no answer came. It is not made of the content alone: what is recorded,
taken back and recorded again is two records.
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from livinglab.errors import Unreachable
from livinglab.folders import state_folder

LASTS = 24 * 3600  # seconds for which a registry remembers a key
KEY_LENGTH = 32


@contextmanager
def key(address: str, path: str, body: str) -> Iterator[str]:
    """Give the key under which this content is sent; keep it where the block ends without an answer."""
    name = sha256("\n".join((address, path, body)).encode()).hexdigest()
    place = Path(state_folder()) / "unsent" / name
    chosen = _kept(place) or _made(place)  # before anything is sent: this run may be killed at any moment
    try:
        yield chosen
    except (Unreachable, KeyboardInterrupt):
        raise
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    place.unlink(missing_ok=True)


def _kept(place: Path) -> str | None:
    try:
        if _is_over(place):
            return None
        found = place.read_bytes()[: KEY_LENGTH + 1].decode("ascii", "replace")
    except FileNotFoundError:
        return None
    return found if len(found) == KEY_LENGTH and found.isascii() and found.isalnum() else None


def _made(place: Path) -> str:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in place.parent.iterdir():
        if _is_over(old):
            old.unlink(missing_ok=True)
    chosen = secrets.token_hex(KEY_LENGTH // 2)
    place.write_text(chosen, encoding="ascii")
    return chosen


def _is_over(place: Path) -> bool:
    return time.time() - place.stat().st_mtime > LASTS
