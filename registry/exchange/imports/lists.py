"""A list of repositories in a file: one address a line, or CSV with a column `url`."""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from livinglab.language import Text
from registry.errors import Invalid
from registry.exchange.imports.offers import Offer, text

LARGEST = 16 * 2**20  # bytes
MOST_LINES = 100_000
SEPARATORS = ",;\t"


@dataclass(frozen=True)
class AddressList:
    """A file as it was read. Its digest is what an import is known by: a changed file is another one."""

    address: str
    offers: Sequence[Offer]


def read(path: Path) -> AddressList:
    """Read a list. Raises Invalid."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        whole = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _refused(
            id="tidak ada atau tidak dapat dibaca sebagai UTF-8", en="is not there or cannot be read as UTF-8"
        ) from error
    lines = [line.strip() for line in whole.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    if len(content) > LARGEST or len(lines) > MOST_LINES:
        raise _refused(
            id=f"lebih dari {LARGEST // 2**20} MiB atau {MOST_LINES} baris",
            en=f"has over {LARGEST // 2**20} MiB or {MOST_LINES} lines",
        )
    digest = hashlib.sha256(content).hexdigest()
    return AddressList(f"sha256:{digest}", list(_offers(lines)))


def _offers(lines: Sequence[str]) -> Iterator[Offer]:
    separator = _separator(lines[0]) if lines else None
    if separator is None:
        yield from (Offer(url=text(line)) for line in lines)
        return
    try:
        for row in csv.DictReader(lines, delimiter=separator):
            said = {(name or "").strip().lower(): (value or "") for name, value in row.items() if name}
            values = {name: text(value).strip() for name, value in said.items()}
            yield Offer(
                url=values["url"], name=values.get("name") or None, publisher=values.get("publisher") or None
            )
    except csv.Error as error:
        raise _refused(id="bukan CSV yang sah", en="is no valid CSV") from error


def _separator(head: str) -> str | None:
    """Return what separates the columns, if the first line names a column `url`; None for a plain list."""
    for separator in SEPARATORS:
        if "url" in [name.strip().strip('"').lower() for name in head.split(separator)]:
            return separator
    return None


def _refused(*, id: str, en: str) -> Invalid:
    return Invalid(Text(id=f"Daftar ini {id}.", en=f"This list {en}."), field="file")
