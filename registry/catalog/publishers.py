"""Publishers: who donates, by the name under which they are known."""

import unicodedata

from sqlmodel import Session, col, select

from livinglab.language import Text
from registry import regions
from registry.errors import Invalid
from registry.tables import Organisation, Publisher


def named(session: Session, name: str, region: str | None) -> Publisher:
    """Return the publisher of this name, made where it is new. Raises Invalid, NotFound for a region.

    A new one speaks for the verified organisation of the very same name, if there is one.
    """
    name = _clean_name(name)
    region_code = regions.accept(session, region).code if region else None
    known = session.exec(select(Publisher).where(Publisher.name == name)).first()
    if known is None:
        wanted = select(Organisation).where(Organisation.name == name, col(Organisation.closed_at).is_(None))
        organisation = session.exec(wanted.where(col(Organisation.verified_at).is_not(None))).first()
        known = Publisher(
            name=name,
            region_code=(organisation.region_code if organisation else None) or region_code,
            organisation_id=organisation.id if organisation else None,
        )
        session.add(known)
        session.flush()
    if region_code and known.region_code != region_code:
        raise Invalid(
            Text(
                id=f"{name} sudah terdaftar dengan wilayah {known.region_code or '(tanpa wilayah)'}.",
                en=f"{name} is already known with the region {known.region_code or '(none)'}.",
            ),
            field="region",
        )
    return known


def _clean_name(text: str) -> str:
    name = " ".join(unicodedata.normalize("NFC", text).split())
    hidden = any(unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs") for character in name)
    if hidden or not name:
        raise Invalid(
            Text(
                id="Nama penerbit kosong atau memuat karakter yang tidak terlihat. "
                "Tulislah ulang dengan huruf biasa.",
                en="The publisher's name is empty or holds invisible characters. "
                "Write it again in plain letters.",
            ),
            field="publisher",
        )
    return name
