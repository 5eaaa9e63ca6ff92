"""What may stand in a material: which fields its kind has, and that each is plain, whole and possible."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import SplitResult, urlsplit

from livinglab.contract.materials import MaterialKind, MaterialRequest
from livinglab.language import Text
from livinglab.manifest.emails import is_email
from registry.catalog import plain_text
from registry.errors import Invalid

EARLIEST = date(2000, 1, 1)
FURTHEST = timedelta(days=3 * 366)  # what is planned beyond that is a misspelt year
LONGEST_SESSION = timedelta(days=366)
_PHONE = re.compile(r"\+?[0-9][0-9 ().\-/]{4,38}[0-9]")
_ADDRESS = re.compile(
    r"https://[!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]+"
)  # RFC 3986: no space, no quote, no letters beyond ASCII

SHARED = frozenset({"kind", "title", "url", "language", "provider", "email", "phone", "note"})
FIELDS = {
    MaterialKind.MANUAL: SHARED,
    MaterialKind.TRAINING: SHARED | {"form"},
    MaterialKind.SESSION: SHARED
    | {"starts_on", "ends_on", "hours", "online", "place", "registration", "seats"},
    MaterialKind.SERVICE: SHARED | {"offers", "reach", "price"},
}
NEEDED = {
    MaterialKind.MANUAL: ("url",),
    MaterialKind.TRAINING: ("url",),
    MaterialKind.SESSION: ("starts_on", "provider"),
    MaterialKind.SERVICE: ("provider", "offers"),
}
LINES = ("hours", "place", "provider", "reach", "price")
NOTES = ("registration", "note")
_MISSING = {
    "url": Text(
        id="Isilah alamatnya (https://…): di mana bahan ini dapat dibaca atau ditonton.",
        en="Give its address (https://…): where it can be read or watched.",
    ),
    "starts_on": Text(
        id="Isilah tanggal mulainya, misalnya 2026-12-01.", en="Give its first day, such as 2026-12-01."
    ),
    "provider": Text(
        id="Isilah siapa penyelenggara atau penyedianya: nama instansi atau perusahaan.",
        en="Say who is behind it: the name of the organisation or company.",
    ),
    "offers": Text(
        id="Pilihlah paling sedikit satu layanan: instalasi, hosting, pelatihan, atau dukungan.",
        en="Choose at least one service: installation, hosting, training or support.",
    ),
}


def clean(request: MaterialRequest, *, today: date) -> dict[str, Any]:
    """Return the columns of a material. Raises Invalid, naming the first field that is wrong."""
    kept, found = _read(request, today)
    if found:
        raise found[0]
    return kept


def faults(request: MaterialRequest, *, today: date) -> list[Invalid]:
    """Return everything that is wrong with a material, for a form that shows it all at once."""
    return _read(request, today)[1]


def _read(request: MaterialRequest, today: date) -> tuple[dict[str, Any], list[Invalid]]:
    kept = request.model_dump(mode="python")
    found: list[Invalid] = []
    for check in _checks(request, kept, today):
        try:
            check()
        except Invalid as error:
            found.append(error)
    kept["offers"] = " ".join(sorted({one.value for one in request.offers}))
    kept["form"] = request.form.value if request.form else None
    kept["kind"] = request.kind.value
    del kept["title"]
    return kept, found


def _checks(request: MaterialRequest, kept: dict[str, Any], today: date) -> Iterator[Callable[[], None]]:
    """Yield what is to hold, in the order in which a form has the fields."""
    kind = request.kind
    yield partial(_refuse_foreign, kept, kind)
    yield partial(_keep_title, kept, request)
    for name in LINES:
        yield partial(_keep_text, kept, name, plain_text.line)
    for name in NOTES:
        yield partial(_keep_text, kept, name, plain_text.note)
    yield partial(_check_address, kept)
    for name in NEEDED[kind]:
        yield partial(_require, kept, name)
    if kind is MaterialKind.SESSION and request.starts_on is not None:
        yield partial(_check_days, kept, today)
    if kind is MaterialKind.SESSION:
        yield partial(_check_place, kept)
    yield partial(_check_email, kept)
    yield partial(_check_phone, kept)
    yield partial(_check_way, kept, kind)


def _keep_text(kept: dict[str, Any], name: str, cleaned: Callable[..., str | None]) -> None:
    kept[name] = cleaned(kept[name], field=name)


def _require(kept: dict[str, Any], name: str) -> None:
    if not kept[name]:
        raise Invalid(_MISSING[name], field=name)


def _refuse_foreign(kept: dict[str, Any], kind: MaterialKind) -> None:
    for name, value in kept.items():
        if value not in (None, []) and name not in FIELDS[kind]:
            raise Invalid(
                Text(
                    id=f"`{name}` tidak ada pada bahan jenis {kind}. Kosongkan, atau pilih jenis lain.",
                    en=f"A material of the kind {kind} has no `{name}`. Leave it out, or take another kind.",
                ),
                field=name,
            )


def _keep_title(kept: dict[str, Any], request: MaterialRequest) -> None:
    title = request.title
    if title.id is None and title.en is None:
        raise Invalid(
            Text(
                id="Isilah judulnya, dalam bahasa Indonesia, Inggris, atau keduanya.",
                en="Give its title, in Indonesian, English or both.",
            ),
            field="title.id",
        )
    kept["title_id"] = plain_text.line(title.id, field="title.id")
    kept["title_en"] = plain_text.line(title.en, field="title.en")


def _check_address(kept: dict[str, Any]) -> None:
    address = kept["url"]
    if address is None:
        return
    parts = _split(address)
    host = (parts.hostname or "") if parts else ""
    if (
        parts is None
        or not _ADDRESS.fullmatch(address)
        or "." not in host.strip(".")
        or parts.username is not None
    ):
        raise Invalid(
            Text(
                id="Alamat harus berupa https://… yang lengkap, tanpa spasi, nama pengguna, atau kata sandi. "
                "Salinlah dari baris alamat peramban.",
                en="The address must be a whole https://… without spaces, user name or password. Copy it "
                "from the browser's address bar.",
            ),
            field="url",
        )


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        _ = parts.port, parts.hostname
    except ValueError:
        return None
    return parts


def _check_email(kept: dict[str, Any]) -> None:
    if kept["email"] is not None and not is_email(kept["email"]):
        raise Invalid(
            Text(
                id="Alamat surel ini tidak dapat dipakai. Tulislah seperti nama@instansi.go.id.",
                en="This e-mail address cannot be used. Write it like name@agency.go.id.",
            ),
            field="email",
        )


def _check_phone(kept: dict[str, Any]) -> None:
    if kept["phone"] is not None and not _PHONE.fullmatch(kept["phone"]):
        raise Invalid(
            Text(
                id="Nomor telepon terdiri atas angka, misalnya +62 261 123456.",
                en="A phone number is made of digits, such as +62 261 123456.",
            ),
            field="phone",
        )


def _check_days(kept: dict[str, Any], today: date) -> None:
    first = kept["starts_on"]
    last = kept["ends_on"] = kept["ends_on"] or first
    if not EARLIEST <= first <= today + FURTHEST:
        raise Invalid(
            Text(
                id=f"Tanggal {first} tidak mungkin: paling awal {EARLIEST}, paling lambat tiga tahun dari "
                "sekarang. Periksa tahunnya.",
                en=f"The day {first} cannot be: at the earliest {EARLIEST}, at the latest three years from "
                "now. Look at the year.",
            ),
            field="starts_on",
        )
    if not first <= last <= first + LONGEST_SESSION:
        raise Invalid(
            Text(
                id="Tanggal selesai harus pada atau setelah tanggal mulai, paling lama setahun setelahnya.",
                en="The last day must be the first one or after it, and at most a year later.",
            ),
            field="ends_on",
        )


def _check_place(kept: dict[str, Any]) -> None:
    if not kept["online"] and kept["place"] is None:
        raise Invalid(
            Text(
                id="Isilah tempatnya, atau tandai bahwa acara ini dapat diikuti secara daring.",
                en="Say where it is held, or mark that it can be joined online.",
            ),
            field="place",
        )


def _check_way(kept: dict[str, Any], kind: MaterialKind) -> None:
    """Refuse a session that nobody can register for, and a service that nobody can ask for."""
    if kind not in (MaterialKind.SESSION, MaterialKind.SERVICE):
        return
    if not any(kept[name] for name in ("url", "email", "phone", "registration")):
        raise Invalid(
            Text(
                id="Isilah paling sedikit satu cara menghubungi atau mendaftar: alamat https, surel, atau "
                "telepon.",
                en="Give at least one way to ask or register: an https address, e-mail or phone.",
            ),
            field="email",
        )
