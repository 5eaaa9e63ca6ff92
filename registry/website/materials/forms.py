"""What a form of a material says: as it was typed, as a request, and what is wrong with each field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

from livinglab.contract.materials import LONGEST_NOTE, MOST_SEATS, Material, MaterialKind, MaterialRequest
from livinglab.language import Language, Text
from registry.catalog.materials import content

NOT_A_DAY = Text(
    "Tulislah tanggal seperti 2026-12-01: tahun, bulan, hari.",
    "Write the day like 2026-12-01: year, month, day.",
)
NOT_SEATS = Text(
    f"Isilah jumlah tempat dengan angka dari 1 sampai {MOST_SEATS}, atau kosongkan.",
    f"Give the number of seats in digits, from 1 to {MOST_SEATS}, or leave it empty.",
)
NOT_A_LANGUAGE = Text(
    "Tulislah kode bahasa, misalnya id atau en, atau kosongkan.",
    "Write the code of a language, such as id or en, or leave it empty.",
)
TOO_LONG = Text(
    f"Terlalu panjang: judul dan baris paling banyak 200 huruf, catatan paling banyak {LONGEST_NOTE}.",
    f"Too long: titles and lines have at most 200 letters, notes at most {LONGEST_NOTE}.",
)
NOT_A_CHOICE = Text("Pilihlah dari daftar yang ada.", "Choose from the list.")
_WRONG = {
    "form": NOT_A_CHOICE,
    "offers": NOT_A_CHOICE,
    "starts_on": NOT_A_DAY,
    "ends_on": NOT_A_DAY,
    "seats": NOT_SEATS,
    "language": NOT_A_LANGUAGE,
}


class Typed(BaseModel):
    """A form as it was typed. Which fields are looked at follows from the kind."""

    kind: MaterialKind
    title_id: str = ""
    title_en: str = ""
    url: str = ""
    language: str = ""
    form: str = ""
    starts_on: str = ""
    ends_on: str = ""
    hours: str = ""
    online: str = ""
    place: str = ""
    registration: str = ""
    seats: str = ""
    provider: str = ""
    email: str = ""
    phone: str = ""
    offers: list[str] = []
    reach: str = ""
    price: str = ""
    note: str = ""


@dataclass(frozen=True)
class Checked:
    """A form that was looked at: the request it makes, or by field what is wrong."""

    request: MaterialRequest | None
    wrong: Mapping[str, str] = field(default_factory=dict)


def typed(material: Material) -> Typed:
    """Return the form of a material that is recorded."""
    values = material.model_dump(mode="json", exclude={"title", "offers", "online"})
    texts = {name: str(value) for name, value in values.items() if value is not None}
    title = {"title_id": material.title.id or "", "title_en": material.title.en or ""}
    online = "yes" if material.online else ""
    return Typed.model_validate(
        {**texts, **title, "kind": material.kind, "online": online, "offers": list(material.offers)}
    )


def check(form: Typed, language: Language, *, today: date) -> Checked:
    """Look at a form: every field that is wrong is named once, with what to do about it."""
    try:
        request = MaterialRequest.model_validate(_asked(form))
    except ValidationError as error:
        names = [_name(*map(str, one["loc"])) for one in error.errors()]
        return Checked(None, {name: _WRONG.get(name, TOO_LONG).to(language) for name in names})
    wrong: dict[str, str] = {}
    for fault in content.faults(request, today=today):
        wrong.setdefault(_name(*(fault.field or "").split(".")), fault.text.to(language))
    return Checked(None if wrong else request, wrong)


def _asked(form: Typed) -> dict[str, Any]:
    """Return a form as a request: what is empty is left out, what its kind does not have is not looked at."""
    known = content.FIELDS[form.kind] - {"title", "offers", "online", "kind"}
    said = {name: text for name in known if (text := getattr(form, name).strip())}
    title = {name: text for name in ("id", "en") if (text := getattr(form, f"title_{name}").strip())}
    asked: dict[str, Any] = {**said, "kind": form.kind, "title": title}
    if form.kind is MaterialKind.SESSION:
        asked["online"] = bool(form.online)
    if form.kind is MaterialKind.SERVICE:
        asked["offers"] = form.offers
    return asked


def _name(*place: str) -> str:
    """Return the form's name of a place in a request: `title.id` is `title_id`."""
    return f"title_{place[1]}" if place[0] == "title" and len(place) > 1 else place[0]
