"""One publiccode.yml by itself: from a file or from standard input, judged without a repository."""

import sys
from pathlib import Path

from livinglab.contract import ManifestVerdict
from livinglab.errors import UsageError
from livinglab.language import Text
from livinglab.manifest import nodes
from livinglab.manifest.files import Folder
from livinglab.output import Output

STANDARD_INPUT = "-"
_STYLES = {"error": "red", "warning": "yellow"}
_LEVELS = {
    "error": Text(id="salah", en="error"),
    "warning": Text(id="peringatan", en="warning"),
}


def load(said: str) -> bytes:
    """Return the bytes of a manifest, or as many as it takes to see that it is too large."""
    if said == STANDARD_INPUT:
        return sys.stdin.buffer.read(nodes.LARGEST + 1)
    if Path(said).is_dir():
        raise UsageError(
            Text(
                id=f"{said} adalah folder, bukan publiccode.yml.",
                en=f"{said} is a directory, not a publiccode.yml.",
            ),
            Text(id=f"Untuk folder: livinglab check {said}", en=f"For a directory: livinglab check {said}"),
        )
    try:
        with open(said, "rb") as file:
            return file.read(nodes.LARGEST + 1)
    except OSError as error:
        raise UsageError(
            Text(id=f"{said} tidak terbaca: {error.strerror}", en=f"Cannot read {said}: {error.strerror}")
        ) from error


def beside(said: str, directory: str | None) -> Folder | None:
    """Return where the files lie that a manifest names: in the directory given, else beside it."""
    if directory is not None:
        if not Path(directory).is_dir():
            raise UsageError(Text(id=f"{directory} bukan folder.", en=f"{directory} is not a directory."))
        return Folder(Path(directory))
    return None if said == STANDARD_INPUT else Folder(Path(said).parent)


def tell(verdict: ManifestVerdict, said: str, output: Output) -> None:
    """Print the verdict: a line a problem, as compilers do, so that editors can jump there."""
    name = "stdin" if said == STANDARD_INPUT else said
    for problem in verdict.problems:
        level = output.text(_LEVELS[problem.level])
        key = f"{problem.key}: " if problem.key else ""
        output.say(
            f"{name}:{problem.line}:{problem.column}: {level}: {key}{problem.message}",
            style=_STYLES[problem.level],
        )
    errors = sum(problem.level == "error" for problem in verdict.problems)
    warnings = len(verdict.problems) - errors
    if verdict.valid:
        output.say(_valid(name, warnings), style="yellow" if warnings else "green")
        return
    output.say(
        Text(
            id=f"{name} tidak sah: {errors} kesalahan, {warnings} peringatan.",
            en=f"{name} is not valid: {_counted(errors, 'error')}, {_counted(warnings, 'warning')}.",
        ),
        style="red",
    )


def _valid(name: str, warnings: int) -> Text:
    if not warnings:
        return Text(id=f"{name} sah.", en=f"{name} is valid.")
    return Text(
        id=f"{name} sah, dengan {warnings} peringatan.",
        en=f"{name} is valid, with {_counted(warnings, 'warning')}.",
    )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")
