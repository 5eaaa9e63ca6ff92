"""The terms of use, as `--terms basis=pks redistribution=forbidden …` says them."""

import difflib
from collections.abc import Callable, Sequence
from typing import Any

from livinglab.adopting import days, meaning
from livinglab.adopting.composing import checked
from livinglab.contract import adoption_words as words
from livinglab.contract.adoptions import TermsRequest
from livinglab.errors import UsageError
from livinglab.language import Text

Read = Callable[[str], Any]
ALIASES = {
    "dasar": "basis",
    "nomor": "reference",
    "number": "reference",
    "penerusan": "redistribution",
    "publikasi": "publication",
    "komersial": "commercial-use",
    "atribusi": "attribution",
    "pengembangan": "improvements",
    "dukungan-sampai": "support-until",
    "berlaku-sampai": "expires-on",
}
EXAMPLE = 'basis=pks reference="119/2026" redistribution=forbidden support-until=2027-12-31'


def said(parts: Sequence[str]) -> TermsRequest:
    """Read `KEY=VALUE …`; raises UsageError with the key and the choices."""
    found: dict[str, Any] = {}
    for part in parts:
        name, equals, value = part.partition("=")
        key = _key(words.spelt(name)) if equals else ""
        if not key or not value.strip():
            raise _misread(part)
        if key in found:
            raise UsageError(Text(id=f"--terms {key}: disebut dua kali.", en=f"--terms {key}: said twice."))
        found[key] = READ[key](value.strip())
    if "basis" not in found:
        raise UsageError(
            Text(
                id="--terms: basis belum disebut, padahal itu pokoknya.",
                en="--terms: no basis is named, and it is what all rests on.",
            ),
            Text(id=f"Contoh: --terms {EXAMPLE}", en=f"For example: --terms {EXAMPLE}"),
        )
    return checked(TermsRequest, **{key.replace("-", "_"): value for key, value in found.items()})


def _key(name: str) -> str:
    if name in READ:
        return name
    if name in ALIASES:
        return ALIASES[name]
    near = difflib.get_close_matches(name, [*READ, *ALIASES], n=2)
    every = ", ".join(READ)
    meant = Text(f"Maksud Anda: {near[0]}? ", f"Did you mean: {near[0]}? ") if near else Text("", "")
    raise UsageError(
        Text(id=f"--terms {name}: tidak dikenal.", en=f"--terms {name}: unknown."),
        Text(id=f"{meant.id}Pilih dari: {every}", en=f"{meant.en}Choose from: {every}"),
    )


def _misread(part: str) -> UsageError:
    return UsageError(
        Text(id=f"--terms: '{part}' bukan KUNCI=NILAI.", en=f"--terms: '{part}' is not KEY=VALUE."),
        Text(id=f"Contoh: --terms {EXAMPLE}", en=f"For example: --terms {EXAMPLE}"),
    )


def _number(value: str) -> int:
    if not (value.isascii() and value.isdigit()):
        raise UsageError(
            Text(
                id=f"--terms agreement={value}: bukan nomor perjanjian di registri.",
                en=f"--terms agreement={value}: not the number of an agreement at the registry.",
            ),
            Text(id="Nomor suratnya: reference=…", en="The document's own number: reference=…"),
        )
    return int(value)


def _text(value: str) -> str:
    return value


def _permission(key: str) -> Read:
    return lambda value: meaning.among(value, words.PERMISSIONS, f"--terms {key}=")


def _day(key: str) -> Read:
    return lambda value: days.read(value, f"--terms {key}=")


READ: dict[str, Read] = {
    "basis": meaning.basis,
    "reference": _text,
    "agreement": _number,
    "redistribution": _permission("redistribution"),
    "publication": _permission("publication"),
    "commercial-use": _permission("commercial-use"),
    "attribution": _text,
    "improvements": lambda value: meaning.among(value, words.OWNERS, "--terms improvements="),
    "support-until": _day("support-until"),
    "expires-on": _day("expires-on"),
}
