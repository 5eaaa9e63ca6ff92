"""A dump's files: JSON Lines and CSV, written side by side as a stream, without addresses of mail."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from livinglab.contract.dump import DumpFile
from registry.exchange.cells import write_csv

# Descriptions are the donors' own words, and some name a mailbox. A copy for everybody shall not be a list
# of addresses (docs/decisions/open-data.md).
_MAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[A-Za-z]{2,24}")
REMOVED = "[surel dihapus / e-mail removed]"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def write(folder: Path, name: str, model: type[BaseModel], rows: Iterable[BaseModel]) -> list[DumpFile]:
    """Write `name`.jsonl, `name`.csv and `name`.schema.json into a folder, one row after the other."""
    with ExitStack() as stack:
        lines = stack.enter_context(Writing(folder / f"{name}.jsonl"))
        table = stack.enter_context(Writing(folder / f"{name}.csv"))
        columns = list(model.model_fields)
        for line in write_csv(columns, _written(lines, columns, rows)):
            table.add(line)
        table.rows = lines.rows
    schema = model.model_json_schema(mode="serialization")
    described = put(folder, f"{name}.schema.json", {"$schema": DIALECT, **schema})
    return [lines.file(), table.file(), described]


def put(folder: Path, name: str, content: object) -> DumpFile:
    """Write one file of JSON, or of text as it is."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    with Writing(folder / name) as file:
        file.add(text)
    return file.file().model_copy(update={"rows": None})


def without_mail(value: Any) -> Any:
    """Return JSON without the addresses of mail in its texts."""
    match value:
        case str():
            return _MAIL.sub(REMOVED, value) if "@" in value else value
        case list():
            return [without_mail(one) for one in value]
        case dict():
            return {name: without_mail(one) for name, one in value.items()}
        case _:
            return value


class Writing:
    """A file that is being written, and what is to be said of it afterwards."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._digest = hashlib.sha256()
        self._bytes = 0
        self.rows = 0

    def __enter__(self) -> "Writing":
        self._file = self._path.open("wb")
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, text: str) -> None:
        """Write some more."""
        part = text.encode(errors="replace")
        self._file.write(part)
        self._digest.update(part)
        self._bytes += len(part)

    def file(self) -> DumpFile:
        """Return what was written."""
        return DumpFile(
            name=self._path.name, bytes=self._bytes, sha256=self._digest.hexdigest(), rows=self.rows
        )


def _written(file: Writing, columns: Sequence[str], rows: Iterable[BaseModel]) -> Iterator[list[Any]]:
    """Write each row as a line of JSON, and yield its values in the order of the columns."""
    for row in rows:
        said = without_mail(row.model_dump(mode="json"))
        file.add(json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n")
        file.rows += 1
        yield [said[column] for column in columns]
