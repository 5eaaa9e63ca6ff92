"""Where a page of the Open Catalog API begins, and the links to its neighbours."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote_plus

from livinglab.contract.open_catalog import Links
from livinglab.language import Text
from registry.errors import Invalid

USUAL, MOST = 25, 100
LARGEST = 2**63 - 1  # of a number that a key may have, and of a size that is cut down to MOST
SIZE, BEFORE, AFTER = "page[size]", "page[before]", "page[after]"

Row = TypeVar("Row")

_NUMBER = re.compile(r"[+-]?[0-9]+", re.ASCII)
_MARK = re.compile(rb"#([0-9]{1,19})")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})", re.ASCII
)


@dataclass(frozen=True)
class Window:
    """Which part of a list is asked for. `asked` is the query as it came: links repeat it."""

    size: int = USUAL
    after: int | None = None
    before: int | None = None
    asked: Mapping[str, str] = field(default_factory=dict)

    @property
    def backward(self) -> bool:
        """Whether the page ends at a cursor. One that begins at one goes first, where both are given."""
        return self.before is not None and self.after is None

    def narrow(self, query: Any, key: Any, *, newest_first: bool = False) -> Any:
        """Return a query with this window's beginning, its order, and a row more than its size."""
        falling = newest_first != self.backward
        edge = self.before if self.backward else self.after
        if edge is not None:
            query = query.where(key < edge if falling else key > edge)
        return query.order_by(key.desc() if falling else key.asc()).limit(self.size + 1)

    def page(self, rows: Sequence[Row], key: Callable[[Row], int]) -> tuple[list[Row], Links]:
        """Return the rows of the page as they are shown, and its links, given what `narrow` found."""
        more = len(rows) > self.size
        shown = list(rows[: self.size])
        if self.backward:
            shown.reverse()
        before = key(shown[0]) if shown and (more if self.backward else self.after is not None) else None
        after = key(shown[-1]) if shown and (self.backward or more) else None
        return shown, Links(prev=self._link(BEFORE, before), next=self._link(AFTER, after))

    def _link(self, name: str, key: int | None) -> str | None:
        if key is None:
            return None
        kept = {asked: value for asked, value in self.asked.items() if asked not in (BEFORE, AFTER)}
        parts = sorted({**kept, name: write(key)}.items())
        return "?" + "&".join(f"{quote_plus(one, safe='[]')}={quote_plus(value)}" for one, value in parts)


def window(asked: Mapping[str, str]) -> Window:
    """Read what a query says of pages. Raises Invalid."""
    return Window(_size(asked.get(SIZE, "")), _key(asked, AFTER), _key(asked, BEFORE), asked)


def write(key: int) -> str:
    """Return the cursor of a row."""
    return base64.urlsafe_b64encode(f"#{key}".encode()).decode().rstrip("=")


def moment(text: str | None, name: str) -> datetime | None:
    """Read a moment (RFC 3339); None where none is given. Raises Invalid."""
    if not text:
        return None
    if _MOMENT.fullmatch(text):
        try:
            return datetime.fromisoformat(text).astimezone(UTC)
        except (ValueError, OverflowError):
            pass  # no such day, or one outside of the years that we know
    raise Invalid(
        Text(
            id=f"{name} harus saat menurut RFC 3339, misalnya 2026-03-01T00:00:00Z.",
            en=f"{name} must be a moment as RFC 3339 has it, such as 2026-03-01T00:00:00Z.",
        ),
        field=name,
    )


def shown(at: datetime) -> str:
    """Write a moment as the answers have it: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _size(text: str) -> int:
    """Read the size of a page: what is too large is cut down, as the API's first server does."""
    if not text:
        return USUAL
    size = int(text) if _NUMBER.fullmatch(text) and len(text) < len(str(LARGEST)) else 0
    if size < 1:
        raise Invalid(
            Text(
                id=f"{SIZE} harus bilangan dari 1 sampai {MOST}.",
                en=f"{SIZE} must be a number from 1 to {MOST}.",
            ),
            field=SIZE,
        )
    return min(size, MOST)


def _key(asked: Mapping[str, str], name: str) -> int | None:
    text = asked.get(name, "")
    return _read(text, name) if text else None


def _read(text: str, name: str) -> int:
    try:
        padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
        found = _MARK.fullmatch(base64.b64decode(padded.encode(), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        found = None
    if found is None or int(found[1]) > LARGEST:
        raise Invalid(
            Text(
                id=f"Penanda pada {name} bukan dari daftar ini. Mulailah dari halaman pertama, tanpa {name}.",
                en=f"The cursor in {name} is not one that this list gave. Start at the first page, "
                f"without {name}.",
            ),
            field=name,
        )
    return int(found[1])
