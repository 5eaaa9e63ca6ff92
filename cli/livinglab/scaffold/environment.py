"""The region's `.env`: planned from the app's own example, written once, later only appended to.

No template ever sees a value. Secrets come from `secrets`, are written with mode 0600 and never shown.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from livinglab.language import Text
from livinglab.scaffold import dotenv
from livinglab.scaffold.errors import ScaffoldError
from livinglab.scaffold.stacks import Stack
from livinglab.scaffold.variables import Variable, fresh, from_example, from_schema

LARGEST_ENVIRONMENT = 1_048_576
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)  # Windows has none; there O_EXCL and the check below stand alone


class TrackedEnvironment(ScaffoldError):
    """The donor's tree carries a `.env`: its secrets would be ours, and ours would be committed."""


class EnvironmentRefused(ScaffoldError):
    """The `.env` on the disk is not an ordinary file of ours."""


class Written(NamedTuple):
    """Keys whose secret was made here, and keys that a person still has to fill in."""

    generated: tuple[str, ...]
    to_fill: tuple[str, ...]


class Appended(NamedTuple):
    """Keys that are new in the file, and keys in the file that the release no longer knows."""

    added: tuple[str, ...]
    unknown: tuple[str, ...]


def refuse_tracked(paths: Iterable[str]) -> None:
    """Stop when the donor's tree tracks a `.env`, in any case of its letters."""
    if any(path.lower() == ".env" for path in paths):
        raise TrackedEnvironment(
            Text(
                "Repositori donor memuat berkas .env. Minta donor menghapusnya dan mengganti rahasianya.",
                "The donor's repository tracks a .env. Ask the donor to remove it and to change its secrets.",
            )
        )


def plan(example: bytes | None, schema: bytes | None, stack: Stack) -> list[Variable]:
    """Those of the example in its order, corrected by the schema, then what only the schema knows."""
    known = {variable.key: variable for variable in from_schema(schema)}
    variables: dict[str, Variable] = {}
    for entry in dotenv.read(example or b""):
        if entry.off and entry.key not in known:
            continue
        variables[entry.key] = known.get(entry.key) or from_example(entry, stack)
    return list({**variables, **{key: known[key] for key in known if key not in variables}}.values())


def write_new(path: Path, variables: Sequence[Variable]) -> Written:
    """Make the file with all variables; FileExistsError when there is one, which is never replaced."""
    values = resolve(variables, {})
    lines = [HEADER, *(line for variable in variables for line in block(variable, values[variable.key]))]
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_FOLLOW
    store(os.open(path, flags, 0o600), "\n".join(lines) + "\n")
    made = tuple(variable.key for variable in variables if variable.generator)
    return Written(made, tuple(v.key for v in variables if v.review or (v.required and not values[v.key])))


def append_new(path: Path, variables: Sequence[Variable]) -> Appended:
    """Append what the file does not know yet; what it knows stays as it is, to the byte."""
    content = contents(path)
    present = dotenv.active(content)
    new = [variable for variable in variables if variable.key not in present]
    if new:
        values = resolve(variables, present)
        lines = [line for variable in new for line in block(variable, values[variable.key])]
        start = "" if content.endswith(b"\n") or not content else "\n"
        flags = os.O_WRONLY | os.O_APPEND | NO_FOLLOW
        store(os.open(path, flags), start + "\n".join(lines) + "\n")
    known = {variable.key for variable in variables}
    return Appended(tuple(v.key for v in new), tuple(key for key in present if key not in known))


HEADER = """\
# Dibuat oleh livinglab. Berkas ini milik daerah: ubah sesuai kebutuhan, jangan dibagikan, jangan di-commit.
# Pembaruan hanya menambah kunci baru di akhir berkas; nilai yang ada tidak pernah diubah.
"""


def resolve(variables: Sequence[Variable], present: dict[str, str]) -> dict[str, str]:
    """A value for each variable: the file's own, a new secret, or one made out of another variable's."""
    values: dict[str, str] = {}
    for variable in variables:
        if variable.key in present:
            values[variable.key] = present[variable.key]
        elif not variable.same_as:
            values[variable.key] = fresh(variable.generator) if variable.generator else variable.value
    for variable in variables:
        if variable.key not in values:
            other = values.get(variable.same_as or "", present.get(variable.same_as or "", ""))
            values[variable.key] = variable.value.replace("{}", other)
    return values


def block(variable: Variable, value: str) -> list[str]:
    """The lines of one variable: its comment and its assignment."""
    comment = [f"# {' '.join(variable.comment.split())[:300]}"] if variable.comment else []
    return [*comment, f"{variable.key}={dotenv.written(value)}"]


def contents(path: Path) -> bytes:
    """The bytes of the file, read without following a link."""
    descriptor = os.open(path, os.O_RDONLY | NO_FOLLOW)
    with os.fdopen(descriptor, "rb") as file:
        content = file.read(LARGEST_ENVIRONMENT + 1)
    if len(content) > LARGEST_ENVIRONMENT:
        raise EnvironmentRefused(Text("Berkas .env terlalu besar.", "The .env file is too large."))
    return content


def store(descriptor: int, text: str) -> None:
    """Write all of it to the disk, readable for its owner alone."""
    with os.fdopen(descriptor, "wb") as file:
        if hasattr(os, "fchmod"):
            os.fchmod(file.fileno(), 0o600)
        file.write(text.encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
