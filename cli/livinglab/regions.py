"""Which region somebody means, by its code or by its name, from the list that comes with the CLI."""

import difflib
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from livinglab.errors import UnknownName, UsageError
from livinglab.language import Text

CODE = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?")
KINDS = {"kab": "kabupaten", "kab.": "kabupaten", "kot": "kota", "prov": "provinsi", "prov.": "provinsi"}


class Place(NamedTuple):
    """A region as people say it."""

    code: str
    name: str


def resolve(said: str | None, ask: Callable[[str], str | None]) -> Place:
    """Return the region that `said` means; `ask` knows the names of districts and villages by code.

    Raises UnknownName with what comes near, or with the choices where a name means several.
    """
    if not said or not said.strip():
        raise UsageError(
            Text(id="Daerah mana? Belum disebutkan.", en="Which region? None is named."),
            Text(
                id='Contoh: --region 32.16 atau --region "Kabupaten Bekasi"',
                en='For example: --region 32.16 or --region "Kabupaten Bekasi"',
            ),
        )
    digits = re.sub(r"\s", "", said)
    if re.fullmatch(r"\d{2}(\d{2}(\d{2}(\d{4})?)?)?", digits):
        digits = ".".join(part for part in (digits[:2], digits[2:4], digits[4:6], digits[6:]) if part)
    return _by_code(digits, ask) if CODE.fullmatch(digits) else _by_name(said)


def _by_code(code: str, ask: Callable[[str], str | None]) -> Place:
    known = bundled()
    if code in known:
        return Place(code, known[code])
    parent = known.get(code[:5])
    if len(code) <= 5 or parent is None:
        raise _unknown(code, difflib.get_close_matches(code, known, n=3))
    return Place(code, ask(code) or f"{parent} ({code})")


def _by_name(said: str) -> Place:
    wanted = _plain(said)
    places = [Place(code, name) for code, name in bundled().items()]
    exact = [place for place in places if _plain(place.name) == wanted]
    matches = exact or [place for place in places if wanted and wanted == _plain(_without_kind(place.name))]
    if len(matches) == 1:
        return matches[0]
    near = matches or _near(wanted, places)
    raise _unknown(said, [f"{place.name} ({place.code})" for place in near])


def _near(wanted: str, places: list[Place]) -> list[Place]:
    by_name = {_plain(place.name): place for place in places} | {
        _plain(_without_kind(place.name)): place for place in places
    }
    close = difflib.get_close_matches(wanted, by_name, n=4, cutoff=0.6)
    return list(dict.fromkeys(by_name[name] for name in close))


def _plain(name: str) -> str:
    words = [KINDS.get(word, word) for word in re.findall(r"[\w.]+", name.lower())]
    return " ".join(word for word in words if word != "provinsi")


def _without_kind(name: str) -> str:
    return re.sub(r"^(Kabupaten|Kota)( Administrasi)? ", "", name)


def _unknown(said: str, near: list[str]) -> UnknownName:
    hint = Text(id=f"Maksud Anda: {'; '.join(near)}", en=f"Did you mean: {'; '.join(near)}") if near else None
    return UnknownName(
        Text(
            id=f"Daerah '{said}' tidak dikenal atau tidak jelas.",
            en=f"The region '{said}' is unknown or unclear.",
        ),
        hint,
    )


@cache
def bundled() -> dict[str, str]:
    """Return the names of provinces, regencies and cities by code."""
    lines = files("livinglab").joinpath("regions.csv").read_text(encoding="utf-8").splitlines()
    rows = [line.split(",", 1) for line in lines if line and not line.startswith(("#", "code,"))]
    return {code: name.strip('"') for code, name in rows}
