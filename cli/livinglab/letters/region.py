"""How a region signs its letters: its government, its head, its office for informatics."""

from typing import NamedTuple

from livinglab.regions import Place, bundled

OFFICE = "Dinas Komunikasi dan Informatika"
_REGENCY, _CITY = "Kabupaten ", "Kota "


class Sender(NamedTuple):
    """Who writes. Words in brackets are for the writer to fill in."""

    government: str
    region: str
    head: str


UNKNOWN = Sender(
    "Pemerintah [Kabupaten/Kota]", "[nama daerah]", "[Bupati/Wali Kota/Gubernur]"
)  # brackets are what officials expect in a form


def sender(place: Place | None) -> Sender:
    """Return who writes for a region; below a regency or city it is the regency or city."""
    if place is None:
        return UNKNOWN
    name = bundled().get(place.code[:5], place.name)
    if name.startswith(_REGENCY):
        return Sender(f"Pemerintah {name}", name, f"Bupati {_bare(name, _REGENCY)}")
    if name.startswith(_CITY):
        return Sender(f"Pemerintah {name}", name, f"Wali Kota {_bare(name, _CITY)}")
    bare = name.removeprefix("Provinsi ")
    return Sender(f"Pemerintah Provinsi {bare}", f"Provinsi {bare}", f"Gubernur {bare}")


def _bare(name: str, kind: str) -> str:
    return name.removeprefix(kind).removeprefix("Administrasi ")
