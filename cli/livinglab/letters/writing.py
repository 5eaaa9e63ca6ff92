"""A letter put together from its template and from what the catalog knows, as plain text."""

import re
import textwrap
from datetime import date
from importlib.resources import files
from string import Template

from livinglab.contract import Application, Publisher, Release, Visibility
from livinglab.letters.reasons import reason
from livinglab.letters.region import OFFICE, Sender, sender
from livinglab.regions import Place
from livinglab.repository.names import printable

WIDTH = 78
LONGEST_VALUE = 300
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
NOT_PUBLIC = (
    "Menurut katalog, kode sumber aplikasi tersebut tidak terbuka untuk umum, dan instansi kami belum "
    "tercatat sebagai pihak yang berhak menerimanya."
)
_HANGING = re.compile(r" *(?:[0-9a-z]\. |- |[A-Z][a-z]+ +: )?")


def write(application: Application, release: Release, *, place: Place | None, day: date) -> str:
    """Write the request to an application's donor, in Indonesian: it goes to an Indonesian office.

    The licence must not be usable, or the source not open to us. What only the writer can know stands in
    brackets.
    """
    agreement = release.license.provenance == "by-agreement" or needs_agreement(application, release)
    name = "permohonan-kerja-sama.txt" if agreement else "permohonan-lisensi.txt"
    template = files("livinglab.letters").joinpath(name).read_text(encoding="utf-8")
    text = Template(template).substitute(_values(application, release, sender(place), day))
    lines = [wrapped for line in text.splitlines() for wrapped in _wrapped(line)]
    return "\n".join(lines).strip("\n") + "\n"


def needs_agreement(application: Application, release: Release) -> bool:
    """Tell whether the source is not public and the catalog does not give it to us."""
    return application.visibility is not Visibility.PUBLIC and not release.archives


def _reason(application: Application, release: Release) -> str:
    return NOT_PUBLIC if needs_agreement(application, release) else reason(release.license)


def _values(application: Application, release: Release, ours: Sender, day: date) -> dict[str, str]:
    """Fill the blanks. Values are put in once and never read as a template."""
    publisher = application.publisher
    return {
        "head": f"{ours.government.upper()}\n{OFFICE.upper()}\n[alamat, telepon, surel]",
        "place_and_date": f"[tempat], {day.day} {MONTHS[day.month - 1]} {day.year}",
        "addressee": _addressee(publisher),
        "attention": _attention(application),
        "ours": ours.region,
        "name": _one_line(application.name),
        "version": _one_line(release.version),
        "publisher": _one_line(publisher.name),
        "url": _one_line(application.url or "tidak dibuka untuk umum"),
        "commit": release.commit,
        "reason": "\n".join(_one_line(line) for line in _reason(application, release).splitlines()),
        "cooperation": _cooperation(publisher),
        "signature": _signature(ours),
    }


def _addressee(publisher: Publisher) -> str:
    """Address the office that is answerable: a government's for informatics, else whoever leads them."""
    name = _one_line(publisher.name)
    if re.match(r"(?i)pem(erintah|prov|kab|kot)\b", name):
        return f"Kepala {OFFICE}\n{name}"
    if re.match(r"(?i)(dinas|diskominfo|badan|bappeda)", name):
        return f"Kepala {name}"
    return f"Pimpinan {name}"


def _attention(application: Application) -> str:
    if not application.contacts:
        return "u.p. [nama narahubung]"
    first = application.contacts[0]
    reached = [said for said in (first.email, first.phone) if said]
    return _one_line(f"u.p. {first.name}" + (f" ({', '.join(reached)})" if reached else ""))


def _cooperation(publisher: Publisher) -> str:
    """Name the rules on cooperation between regions, where the donor is one."""
    if publisher.region is None:
        return ""
    return (
        " antardaerah menurut Peraturan Pemerintah Nomor 28 Tahun 2018 dan "
        "Peraturan Menteri Dalam Negeri Nomor 22 Tahun 2020"
    )


def _signature(ours: Sender) -> str:
    return (
        f"Kepala {OFFICE}\n{ours.region},\n\n\n\n[nama kepala dinas]\n[pangkat/golongan]\nNIP [NIP]\n\n"
        f"Tembusan:\n1. {ours.head} (sebagai laporan)\n2. Sekretaris Daerah {ours.region}"
    )


def _one_line(text: str) -> str:
    """Return text from outside as one line of bounded length, without what steers a terminal."""
    return " ".join(printable(text, multiline=True).split())[:LONGEST_VALUE]


def _wrapped(line: str) -> list[str]:
    """Wrap one paragraph, its further lines under its first word; an address is never broken."""
    hanging = _HANGING.match(line)
    indent = " " * len(hanging[0]) if hanging else ""
    return textwrap.wrap(
        line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    ) or [""]
