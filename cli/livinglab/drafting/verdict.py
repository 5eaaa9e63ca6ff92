"""Whether a value may stand in a publiccode.yml: the reader of manifests itself is asked."""

from collections.abc import Iterable, Mapping

from livinglab import manifest
from livinglab.drafting import notation
from livinglab.drafting.model import Value
from livinglab.language import Text

Values = Mapping[str, Value]
_GOOD: Values = {
    "publiccodeYmlVersion": "0",
    "name": "x",
    "url": "https://git.example.go.id/x.git",
    "platforms": ("web",),
    "developmentStatus": "stable",
    "softwareType": "standalone/web",
    "description.id.shortDescription": "x",
    "description.id.longDescription": "x" * 150,
    "description.id.features": ("x",),
    "legal.license": "MIT",
    "maintenance.type": "none",
    "localisation.localisationReady": False,
    "localisation.availableLanguages": ("id",),
}
_TOGETHER: Mapping[str, Values] = {  # keys that are valid only beside others
    "maintenance.contacts": {"maintenance.type": "internal"},
    "maintenance.contractors": {"maintenance.type": "contract"},
    "organisation.name": {"organisation.uri": "https://example.go.id"},
}
_CONTACTS: Values = {"maintenance.contacts": ({"name": "x"},)}
_KINDS: Mapping[Value, Values] = {  # of maintenance, with what each calls for
    "internal": _CONTACTS,
    "community": _CONTACTS,
    "contract": {"maintenance.contractors": ({"name": "x", "until": "2026-01-01"},)},
}


def complaint(key: str, value: Value) -> Text | None:
    """Say what is wrong with a value for a key, or None."""
    if value in ("", ()):
        return Text(id="Masih kosong", en="Still empty")
    language = key.split(".")[1] if key.startswith("description.") else "id"
    good = {name.replace(".id.", f".{language}."): one for name, one in _GOOD.items()}
    beside = _KINDS.get(value, {}) if key == "maintenance.type" else _TOGETHER.get(key, {})
    reading = manifest.read(document({**good, **beside, key: value}).encode())
    problems = (problem for problem in reading.problems if problem.level == "error")
    return next((problem.message for problem in problems), None)


def document(values: Values) -> str:
    """Write values by their key paths as one YAML document."""
    return "\n".join(_section([(key.split("."), value) for key, value in values.items()])) + "\n"


def _section(pairs: Iterable[tuple[list[str], Value]]) -> list[str]:
    groups: dict[str, list[tuple[list[str], Value]]] = {}
    for path, value in pairs:
        groups.setdefault(path[0], []).append((path[1:], value))
    written: list[str] = []
    for name, group in groups.items():
        path, value = group[0]
        if path:
            written += [f"{name}:", *(f"  {line}" for line in _section(group))]
        else:
            written += notation.lines(name, value)
    return written
