"""Cohort files: a head in TOML and its members in CSV, read whole or refused line by line."""

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from livinglab.contract import Slug
from livinglab.language import Text
from registry.errors import Invalid

LARGEST = 2**20  # bytes of a file
MOST_MEMBERS = 552  # provinces, regencies and cities of Indonesia
LONGEST = 500  # signs of one cell
MOST_SAID = 20  # problems that are told at once
NEEDED = ("code", "evidence", "source", "confidence")
OPTIONAL = ("name", "signed_on")
CONFIDENCES = ("high", "medium", "low")

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class Note(BaseModel):
    """What must be known of a cohort, in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Paragraph
    en: Paragraph


class Head(BaseModel):
    """What a cohort is. `size` is how many there are said to be; `members` the file beside this one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: Slug
    name: Line
    signed_on: date | None = None
    size: int | None = Field(default=None, ge=1, le=MOST_MEMBERS)
    note: Note
    source: Line
    members: Line | None = None


@dataclass(frozen=True)
class Member:
    """One line of the members' file; `name` is for its readers, and must be the region's if it is given."""

    line: int
    code: str
    evidence: str
    source: str
    confidence: str
    signed_on: date | None
    name: str


@dataclass(frozen=True)
class Problem:
    """What is wrong in a line of the members' file, and what to do about it."""

    line: int
    text: Text


@dataclass(frozen=True)
class CohortFile:
    """A cohort as its two files have it. Whether its codes are regions is for the database to say."""

    head: Head
    members: Sequence[Member]
    file: str


def read(path: Path | Traversable, beside: Path | Traversable) -> CohortFile:
    """Read a head, and the members in the folder `beside` it. Raises Invalid with all that is wrong."""
    head = _head(_text(path), path.name)
    name = head.members or f"{path.name.removesuffix('.toml')}.csv"
    rows = list(_rows(_text(beside / name)))
    problems = [row for row in rows if isinstance(row, Problem)]
    members = [row for row in rows if isinstance(row, Member)]
    refuse(name, [*problems, *_twice(members), *_too_many(head, members)])
    return CohortFile(head, members, name)


def refuse(file: str, problems: Sequence[Problem]) -> None:
    """Raise Invalid that tells each line's problem, the first ones first; nothing where there is none."""
    if not problems:
        return
    told = sorted(problems, key=lambda one: one.line)[:MOST_SAID]
    more = len(problems) - len(told)
    indonesian = [f"{file}:{one.line}: {one.text.id}" for one in told]
    english = [f"{file}:{one.line}: {one.text.en}" for one in told]
    if more:
        indonesian.append(f"dan {more} masalah lagi")
        english.append(f"and {more} problems more")
    ends = Text(id="Tidak ada yang dimuat.", en="Nothing was loaded.")
    text = Text(id="\n".join([*indonesian, ends.id]), en="\n".join([*english, ends.en]))
    raise Invalid(text, field="members")


def _text(path: Path | Traversable) -> str:
    try:
        with path.open("rb") as file:
            content: bytes = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise _unreadable(path.name, f"> {LARGEST} B")
        return content.decode("utf-8-sig")
    except OSError as error:
        raise _unreadable(path.name, error.strerror or "") from error
    except UnicodeDecodeError as error:
        raise _unreadable(path.name, "UTF-8") from error


def _head(text: str, file: str) -> Head:
    try:
        return Head.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise _wrong_head(file, "TOML", str(error)) from error
    except ValidationError as error:
        problem = error.errors()[0]
        raise _wrong_head(file, ".".join(str(part) for part in problem["loc"]), problem["msg"]) from error


def _rows(text: str) -> Iterator[Member | Problem]:
    first = text.partition("\n")[0]
    delimiter = ";" if ";" in first and "," not in first else ","  # spreadsheets in Indonesian write `;`
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns = [str(column).strip().lower() for column in reader.fieldnames or []]
    if sorted(set(columns)) != sorted(columns) or not set(NEEDED) <= set(columns) <= {*NEEDED, *OPTIONAL}:
        yield Problem(1, _columns(columns))
        return
    reader.fieldnames = columns
    try:
        for count, row in enumerate(reader):
            if count >= MOST_MEMBERS * 2:
                return
            yield _member(reader.line_num, row)
    except csv.Error as error:
        yield Problem(reader.line_num, Text(id=f"bukan CSV: {error}", en=f"this is not CSV: {error}"))


def _member(line: int, row: Mapping[str | None, str | list[str] | None]) -> Member | Problem:
    if None in row or None in row.values():
        return Problem(
            line,
            Text(
                id="jumlah sel berbeda dari judul kolom; beri tanda kutip pada sel yang memuat koma",
                en="it has not as many cells as there are columns; put cells with commas in quotes",
            ),
        )
    cells = {str(name): " ".join(str(cell).split()) for name, cell in row.items()}
    for name in NEEDED:
        if not cells[name]:
            return Problem(line, Text(id=f"`{name}` kosong; isilah", en=f"`{name}` is empty; fill it in"))
    if wrong := [name for name, cell in cells.items() if len(cell) > LONGEST or not cell.isprintable()]:
        told = f"`{wrong[0]}`"
        return Problem(
            line,
            Text(
                id=f"{told} melebihi {LONGEST} huruf atau memuat karakter yang tidak terlihat; pendekkan",
                en=f"{told} is over {LONGEST} letters or holds invisible characters; shorten it",
            ),
        )
    return _checked(line, cells)


def _checked(line: int, cells: Mapping[str, str]) -> Member | Problem:
    confidence = cells["confidence"].lower()
    if confidence not in CONFIDENCES:
        told, known = repr(cells["confidence"]), ", ".join(CONFIDENCES)
        return Problem(
            line,
            Text(
                id=f"`confidence` {told} bukan salah satu dari {known}",
                en=f"`confidence` {told} is none of {known}",
            ),
        )
    try:
        signed_on = date.fromisoformat(cells["signed_on"]) if cells.get("signed_on") else None
    except ValueError:
        told = repr(cells["signed_on"])
        return Problem(
            line,
            Text(
                id=f"`signed_on` {told} bukan tanggal; tulislah seperti 2022-11-21",
                en=f"`signed_on` {told} is no date; write it as 2022-11-21",
            ),
        )
    name = cells.get("name", "")
    values = {column: cells[column] for column in ("code", "evidence", "source")}
    return Member(line=line, confidence=confidence, signed_on=signed_on, name=name, **values)


def _twice(members: Sequence[Member]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for member in members:
        if member.code in first:
            told = f"{member.code}, {first[member.code]}"
            yield Problem(
                member.line,
                Text(
                    id=f"wilayah ini sudah ada ({told}); hapus salah satu barisnya",
                    en=f"this region is there already ({told}); remove one of the lines",
                ),
            )
        first.setdefault(member.code, member.line)


def _too_many(head: Head, members: Sequence[Member]) -> Iterator[Problem]:
    most = head.size if head.size is not None else MOST_MEMBERS
    if len(members) > most:
        yield Problem(
            members[most].line,
            Text(
                id=f"{len(members)} wilayah, padahal `size` {most}; perbaiki salah satunya",
                en=f"{len(members)} regions, but `size` is {most}; correct one of them",
            ),
        )
    if not members:
        yield Problem(
            1, Text(id="tidak ada satu wilayah pun; tambahkan", en="there is not one region; add them")
        )


def _columns(columns: Sequence[str]) -> Text:
    found = ", ".join(columns) or "-"
    needed, optional = ", ".join(NEEDED), ", ".join(OPTIONAL)
    return Text(
        id=f"judul kolom harus {needed}, dan bila perlu {optional}; yang ada: {found[:LONGEST]}",
        en=f"the columns must be {needed}, and may be {optional}; these are here: {found[:LONGEST]}",
    )


def _wrong_head(file: str, where: str, what: str) -> Invalid:
    return Invalid(
        Text(
            id=f"{file}, `{where}`: {what}. Contoh: idsl.toml. Tidak ada yang dimuat.",
            en=f"{file}, `{where}`: {what}. An example is idsl.toml. Nothing was loaded.",
        ),
        field=where,
    )


def _unreadable(file: str, why: str) -> Invalid:
    return Invalid(
        Text(
            id=f"{file} tidak dapat dibaca ({why}). Periksa letaknya, simpan sebagai UTF-8, lalu coba lagi.",
            en=f"{file} cannot be read ({why}). Check where it is, save it as UTF-8, and try again.",
        ),
        field="file",
    )
