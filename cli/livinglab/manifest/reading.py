"""From the bytes of a publiccode.yml to a manifest, or to what is wrong with it."""

from collections.abc import Iterator, Mapping
from typing import Any

from livinglab.language import Text
from livinglab.manifest import italian, nodes, places, scalars
from livinglab.manifest.files import Files
from livinglab.manifest.keys import DOCUMENT
from livinglab.manifest.model import Description, Level, Manifest, Problem, Reading
from livinglab.manifest.nodes import NOWHERE, Keys, Node, Place, Scalar
from livinglab.manifest.notices import notices
from livinglab.manifest.shapes import MISSING, Mistake
from livinglab.manifest.terms import VERSIONS

MOST_PROBLEMS = 100
LONGEST_KEY = 150  # characters of a problem's key path

_VERSION = "publiccodeYmlVersion"
_NOT_TEXT = Text(id="Harus teks dalam tanda petik", en="Must be text, in quotes")


class _Stop(Exception):
    """A problem after which the reference parser says nothing more."""

    def __init__(self, key: str, message: Text, place: Place = NOWHERE) -> None:
        super().__init__(message.en)
        self.problem = Problem("error", key, message, *place)


def read(text: bytes, files: Files | None = None) -> Reading:
    """Read a publiccode.yml of at most 64 KiB. Never raises: whatever is wrong is among the problems.

    With `files`, the repository's, the pictures and the authors' file that it names are looked at as well.
    What needs the network is in `network`. The verdict, and each problem's key, line, column and level, are
    those of the reference parser (publiccode-parser-go 5); docs/decisions/publiccode-verdicts.md lists the
    differences.
    """
    try:
        tree = _tree(text)
        version = _version(tree)
    except _Stop as stop:
        return Reading(None, (stop.problem,))
    values, mistake = DOCUMENT.read_on(tree)
    found = [*_outdated(version, tree), *_told(mistake, tree), *_judged(values, tree, files)]
    found.sort(key=lambda problem: (problem.line, problem.column))
    problems = tuple(found[:MOST_PROBLEMS])
    if any(problem.level == "error" for problem in found):
        return Reading(None, problems)
    return Reading(_manifest(values), problems)


def _tree(text: bytes) -> Keys:
    """Return the document; stop where it is no YAML, empty or no mapping."""
    try:
        tree = nodes.load(text)
    except nodes.Unreadable as error:
        raise _Stop(error.key, error.message, error.place) from error
    if not isinstance(tree, Keys):
        raise _Stop(_VERSION, MISSING)
    return tree


def _version(tree: Keys) -> str:
    """Return the version of the standard; stop where the parser knows no such one: 0.1, 0.6, 1."""
    given = tree.values.get(_VERSION)
    if given is None:
        raise _Stop(_VERSION, MISSING)
    if not isinstance(given, Scalar) or given.block or not scalars.is_text(given):
        raise _Stop(_VERSION, _NOT_TEXT, tree.keys[_VERSION].place)
    if given.text not in VERSIONS:
        shown, known = nodes.printable(given.text), ", ".join(VERSIONS)
        raise _Stop(
            _VERSION,
            Text(
                id=f"Versi {shown} tidak didukung; yang didukung: {known}",
                en=f"Version {shown} is not supported; supported are {known}",
            ),
        )
    return given.text


def _outdated(version: str, tree: Node) -> Iterator[Problem]:
    if version != "0" and not version.startswith("0.7"):
        message = Text(
            id=f'Versi {version} bukan yang terbaru: tulis "0"', en=f'{version} is not the latest: write "0"'
        )
        yield Problem("warning", _VERSION, message, *places.of_key(tree, _VERSION))


def _told(mistake: Mistake | None, tree: Node) -> Iterator[Problem]:
    """Yield the decoder's mistake: by its line, in column 1, with whichever key starts on that line."""
    if mistake is not None:
        key = places.key_on_line(tree, mistake.line) if mistake.line else ""
        yield _problem("error", key, mistake.message, Place(mistake.line, 1 if mistake.line else 0))


def _judged(values: Mapping[str, Any], tree: Node, files: Files | None) -> Iterator[Problem]:
    for key, message in DOCUMENT.judge(values, ""):
        yield _problem("error", key, message, places.of_key(tree, key))
    for notice in notices(values, files):
        yield _problem(notice.level, notice.key, notice.message, places.of_key(tree, notice.key))


def _problem(level: Level, key: str, message: Text, place: Place) -> Problem:
    return Problem(level, nodes.printable(key, LONGEST_KEY), message, *place)


def _manifest(values: dict[str, Any]) -> Manifest:
    organisation = values.get("organisation") or _migrated(values)
    return Manifest(
        name=values["name"],
        url=values["url"],
        landing_url=values.get("landingURL"),
        software_version=values.get("softwareVersion"),
        release_date=values.get("releaseDate"),
        logo=values.get("logo"),
        platforms=tuple(values["platforms"]),
        categories=tuple(values.get("categories") or ()),
        development_status=values["developmentStatus"],
        software_type=values["softwareType"],
        description={language: _description(said) for language, said in values["description"].items()},
        license=values["legal"]["license"],
        maintenance_type=values["maintenance"]["type"],
        languages=tuple(values["localisation"]["availableLanguages"]),
        organisation_uri=organisation.get("uri"),
        organisation_name=organisation.get("name"),
        raw=values,
    )


def _description(said: dict[str, Any]) -> Description:
    return Description(
        short=said["shortDescription"],
        long=said["longDescription"],
        features=tuple(said["features"]),
    )


def _migrated(values: dict[str, Any]) -> dict[str, Any]:
    """Return the organisation that an old Italian section names, as the reference parser does."""
    section = values.get("IT") or values.get("it") or {}
    code = (section.get("riuso") or {}).get("codiceIPA")
    return {"uri": italian.PREFIX + code, "name": values["legal"].get("repoOwner")} if code else {}
