"""The form of a submission: what was typed, what is wrong with it, and what it offers to whom."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from pydantic import BaseModel, ValidationError
from sqlmodel import Session

from livinglab import contract
from livinglab.contract import Visibility
from livinglab.language import Text
from registry.access import identity, people, rights
from registry.access.callers import Caller
from registry.access.rights import Right
from registry.catalog import addresses, submission_progress
from registry.catalog.submission_progress import Donor
from registry.errors import Conflict, Forbidden, Invalid, RegistryError

LONGEST_NAME = 60  # of an application
FIELDS = ("url", "slug", "publisher", "region", "visibility", "manifest")
WRONG = {
    "url": Text(
        id="Tuliskan alamat repositori, misalnya https://git.contoh.go.id/diskominfo/e-sakip.git.",
        en="Write the repository's address, such as https://git.example.go.id/diskominfo/e-sakip.git.",
    ),
    "slug": Text(
        id="Nama pendek terdiri atas 3 sampai 60 huruf kecil, angka, atau tanda hubung, dan tidak diawali "
        "atau diakhiri tanda hubung. Contoh: e-sakip.",
        en="The short name has 3 to 60 small letters, digits or hyphens, and neither begins nor ends with a "
        "hyphen. Example: e-sakip.",
    ),
    "publisher": Text(
        id="Tuliskan nama penerbit, paling panjang 200 huruf.",
        en="Write the publisher's name, 200 characters at most.",
    ),
    "region": Text(
        id="Kode wilayah ditulis dengan angka dan titik, misalnya 32.16 untuk Kabupaten Bekasi.",
        en="A region's code is digits and dots, such as 32.16 for Kabupaten Bekasi.",
    ),
    "visibility": Text(
        id="Pilih salah satu: siapa yang boleh memperoleh kode sumbernya.",
        en="Choose one: who may have the source code.",
    ),
    "manifest": Text(
        id="Isi publiccode.yml paling panjang 65.536 huruf.",
        en="The publiccode.yml has 65,536 characters at most.",
    ),
}

NOT_THEIRS = Text(
    id="Anda tidak dapat mengajukan atas nama penerbit ini. Bila ia terdaftar di sini, mintalah pengelolanya "
    "memberi Anda peran penerbit; bila belum, kurator yang mengajukan.",
    en="You cannot submit in this publisher's name. If it is registered here, ask one of its managers to "
    "make you a publisher; if not yet, a curator submits for it.",
)


class Typed(BaseModel):
    """What somebody typed, or an address filled in for them. Nothing of it is judged yet."""

    url: str = ""
    slug: str = ""
    publisher: str = ""
    region: str = ""
    visibility: str = ""
    manifest: str = ""

    def as_request(self, *, private_donors: tuple[str, ...] = ()) -> contract.SubmissionRequest:
        """Read it as a submission. Raises Refused, which names every field that is wrong."""
        values: dict[str, Any] = {
            "url": self.url.strip(),
            "slug": self.slug.strip() or suggested(self.url),
            "publisher": self.publisher.strip(),
            "region": self.region.strip() or None,
            "visibility": self.visibility,
            "manifest": self.manifest.replace("\r\n", "\n") if self.manifest.strip() else None,
        }
        wrong = _wrong_address(values["url"], private_donors)
        try:
            request = contract.SubmissionRequest.model_validate(values)
        except ValidationError as error:
            named = [str(one["loc"][0]) for one in error.errors()]
            raise Refused({name: WRONG[name] for name in FIELDS if name in named} | wrong) from error
        if wrong:
            raise Refused(wrong)
        return request


def _wrong_address(url: str, private_donors: tuple[str, ...]) -> dict[str, Text]:
    if not url:
        return {"url": WRONG["url"]}
    try:
        addresses.check(url, private_donors=private_donors)
    except addresses.AddressRefused as error:
        return {"url": error.text}
    return {}


class Refused(Exception):
    """A form that cannot be taken: what is wrong, by field, with the status of the answer."""

    def __init__(self, errors: Mapping[str, Text], *, status: int = 422) -> None:
        super().__init__(", ".join(errors))
        self.errors = {name: errors[name] for name in (*FIELDS, "") if name in errors}
        self.status = status

    @classmethod
    def of(cls, error: RegistryError) -> Self:
        """Tie an error of the catalog to the field that it is about; "" is the form as a whole."""
        name = ""
        if isinstance(error, Invalid) and error.field in FIELDS:
            name = error.field
        elif isinstance(error, Conflict):
            name = "slug"
        elif isinstance(error, Forbidden):
            return cls({"publisher": NOT_THEIRS}, status=error.status)
        return cls({name: error.text}, status=error.status)


@dataclass(frozen=True)
class Offered:
    """What the form offers to somebody.

    `donors` are the publishers to choose from; `names_any` lets them type any; `asks_region` where a
    publisher's region may not be known yet; `wants_factor` where only a second factor is missing.
    """

    known: bool = False
    donors: list[Donor] = field(default_factory=list)
    names_any: bool = False
    wants_factor: bool = False

    @property
    def may_submit(self) -> bool:
        """Whether there is anybody in whose name they may submit."""
        return self.names_any or bool(self.donors)

    @property
    def asks_region(self) -> bool:
        """Whether the form asks for a region."""
        return self.names_any or any(one.region_code is None for one in self.donors)


def offered(session: Session, caller: Caller) -> Offered:
    """Return what the form offers to a caller."""
    if caller.person_id is None:
        return Offered()
    person = people.get(session, caller.person_id)
    return Offered(
        known=True,
        donors=submission_progress.donors(session, caller),
        names_any=rights.allows(caller, Right.CURATE),
        wants_factor=not caller.proved and identity.demands_proof(session, person),
    )


def suggested(url: str) -> str:
    """Return a short name for the repository at an address, empty where its last part gives none."""
    last = url.strip().rstrip("/").rpartition("/")[2].removesuffix(".git")
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_NAME].strip("-")


VISIBILITIES = {
    Visibility.PUBLIC: (
        Text(id="Terbuka", en="Public"),
        Text(
            id="Siapa pun boleh mengunduh kode sumbernya, sesuai lisensinya. Pilihan biasa untuk aplikasi "
            "berlisensi terbuka.",
            en="Anybody may download the source, under its licence. The usual choice for software with an "
            "open licence.",
        ),
    ),
    Visibility.GOVERNMENT: (
        Text(id="Instansi pemerintah terverifikasi", en="Verified government organisations"),
        Text(
            id="Keterangannya terlihat semua orang; kode sumbernya hanya untuk anggota pemerintah daerah dan "
            "instansi pusat yang terverifikasi di sini.",
            en="Everybody sees its description; its source goes only to members of regional governments and "
            "central agencies that are verified here.",
        ),
    ),
    Visibility.AGREEMENT: (
        Text(id="Berdasarkan perjanjian", en="By agreement"),
        Text(
            id="Keterangannya terlihat semua orang; kode sumbernya hanya untuk instansi yang perjanjiannya "
            "dengan Anda (misalnya PKS) dicatat di sini.",
            en="Everybody sees its description; its source goes only to organisations whose agreement with "
            "you (such as a PKS) is recorded here.",
        ),
    ),
}
