"""Organisations: regional governments, central agencies, communities; and what makes one to be believed."""

import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

from sqlalchemy import update
from sqlmodel import Session, col, select

from livinglab.contract import RegionBrief
from livinglab.contract.organisations import Organisation as Shown
from livinglab.contract.organisations import OrganisationKind
from livinglab.language import Text
from registry import clock, journal
from registry.access import mail_domains, tokens
from registry.errors import Conflict, Invalid, NotFound
from registry.tables import Link, Organisation, Publisher, Region, Token

GOVERNING = ("province", "regency", "city")
LONGEST_NAME = 200


class Kind(StrEnum):
    """What an organisation is. Regional governments and agencies are government (PP 71/2019)."""

    REGION = "region"
    AGENCY = "agency"
    COMMUNITY = "community"


class VerifiedBy(StrEnum):
    """Who said that an organisation is what it says."""

    OPERATOR = "operator"
    PROVIDER = "provider"
    MAIL = "mail"


def create(
    session: Session,
    name: str,
    *,
    kind: Kind,
    region_code: str | None = None,
    mail_domain: str | None = None,
    actor: str,
) -> Organisation:
    """Add an organisation, which nobody believes yet: it gives no rights before `verify`.

    Only an operator says a `mail_domain`: whoever reads mail there can prove the organisation. Raises
    Conflict where the name is taken or the region has its government, Invalid for a bad part.
    """
    name, kind = clean_name(name), Kind(kind)
    domain = mail_domains.clean(mail_domain, government=kind != Kind.COMMUNITY) if mail_domain else None
    region = _governed(session, kind, region_code)
    _refuse_second(session, name, region)
    made = Organisation(
        name=name,
        kind=kind,
        region_code=region.code if region else None,
        mail_domain=domain,
        created_at=clock.now(),
    )
    session.add(made)
    session.flush()
    detail = {"name": name, "kind": str(kind), "region": made.region_code, "mail_domain": domain}
    change = (None, journal.state_of(made))
    tell(session, made, "organisation.created", detail, actor=actor, change=change)
    return made


def verify(session: Session, organisation: Organisation, *, by: VerifiedBy, actor: str) -> None:
    """Believe an organisation from now on, and let it speak for the publisher of its name.

    Verifying it again changes nothing. Raises Conflict for a closed one.
    """
    hold(session, organisation)
    if organisation.verified_at is not None:
        return
    before = journal.state_of(organisation)
    organisation.verified_at, organisation.verified_by = clock.now(), VerifiedBy(by)
    session.flush()
    publisher = _speak_for_publisher(session, organisation)
    detail = {"by": str(by), "publisher": publisher.id if publisher else None}
    change = (before, journal.state_of(organisation))
    tell(session, organisation, "organisation.verified", detail, actor=actor, change=change)


def close(session: Session, organisation: Organisation, *, actor: str) -> None:
    """End an organisation: its people keep no right through it, and its tokens are revoked.

    Closing it again changes nothing. Its name stays taken.
    """
    look_again(session, organisation)
    if organisation.closed_at is not None:
        return
    before = journal.state_of(organisation)
    organisation.closed_at = clock.now()
    query = select(Token.id).where(Token.organisation_id == organisation.id, col(Token.revoked_at).is_(None))
    for number in session.exec(query.order_by(col(Token.id))).all():
        tokens.revoke(session, number or 0, actor=actor)
    change = (before, journal.state_of(organisation))
    tell(
        session, organisation, "organisation.closed", {"name": organisation.name}, actor=actor, change=change
    )


def set_mail_domain(session: Session, organisation: Organisation, domain: str, *, actor: str) -> None:
    """Say whose mail proves an organisation: an operator alone may. Links sent before are void.

    Raises Conflict for a closed organisation, Invalid for a bad domain.
    """
    hold(session, organisation)
    before = journal.state_of(organisation)
    organisation.mail_domain = mail_domains.clean(domain, government=organisation.kind != Kind.COMMUNITY)
    void = update(Link).where(col(Link.organisation_id) == organisation.id, col(Link.used_at).is_(None))
    session.execute(void.values(used_at=clock.now()))
    session.flush()
    change = (before, journal.state_of(organisation))
    detail = {"mail_domain": organisation.mail_domain}
    tell(session, organisation, "organisation.changed", detail, actor=actor, change=change)


def get(session: Session, number: int) -> Organisation:
    """Return an organisation by its number. Raises NotFound."""
    found = session.get(Organisation, number)
    if found is None:
        raise _unknown(f"{number}")
    return found


def find(session: Session, name: str) -> Organisation:
    """Return an organisation by its name. Raises NotFound."""
    found = session.exec(select(Organisation).where(Organisation.name == clean_name(name))).first()
    if found is None:
        raise _unknown(name)
    return found


def of_region(session: Session, region_code: str) -> Organisation | None:
    """Return the government of a region that is not closed, verified or not."""
    query = select(Organisation).where(
        Organisation.region_code == region_code,
        Organisation.kind == Kind.REGION,
        col(Organisation.closed_at).is_(None),
    )
    return session.exec(query).first()


def known(session: Session, *, after: int = 0, limit: int) -> Sequence[Organisation]:
    """Return the organisations that are not closed in the order of their numbers, at most `limit`."""
    query = select(Organisation).where(col(Organisation.closed_at).is_(None), col(Organisation.id) > after)
    return session.exec(query.order_by(col(Organisation.id)).limit(limit)).all()


def show(session: Session, organisation: Organisation) -> Shown:
    """Return an organisation as it travels."""
    region = session.get(Region, organisation.region_code) if organisation.region_code else None
    return Shown(
        id=organisation.id or 0,
        name=organisation.name,
        kind=OrganisationKind(organisation.kind),
        region=RegionBrief(code=region.code, name=region.name) if region else None,
        verified=organisation.verified_at is not None,
        verified_at=organisation.verified_at,
        closed_at=organisation.closed_at,
    )


def hold(session: Session, organisation: Organisation) -> None:
    """Read an organisation anew and let nobody else change it or its people until the commit.

    Raises Conflict for a closed one.
    """
    look_again(session, organisation)
    if organisation.closed_at is not None:
        raise Conflict(
            Text(
                id=f"{organisation.name} sudah ditutup dan tidak dapat diubah lagi.",
                en=f"{organisation.name} is closed and cannot be changed any more.",
            )
        )


def look_again(session: Session, organisation: Organisation) -> None:
    """Read an organisation as it is now, and let nobody else change anything until the commit."""
    journal.hold(session)
    session.refresh(organisation)


def tell(
    session: Session,
    organisation: Organisation,
    action: str,
    detail: Mapping[str, object],
    *,
    actor: str,
    change: tuple[str | None, str | None] = (None, None),
) -> None:
    """Write what happened to an organisation into the journal; `change`: digests before and after."""
    before, after = change
    journal.append(
        session,
        actor=actor,
        action=action,
        subject=f"organisation:{organisation.id}",
        detail=detail,
        before=before,
        after=after,
    )


def clean_name(text: str) -> str:
    """Return a name in one form: NFC, single spaces. Raises Invalid for one that is empty or hides signs."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    hidden = any(unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs") for sign in name)
    if hidden or not 0 < len(name) <= LONGEST_NAME:
        raise Invalid(
            Text(
                id=f"Nama organisasi kosong, lebih dari {LONGEST_NAME} huruf, atau memuat karakter yang "
                "tidak terlihat. Tulislah ulang dengan huruf biasa.",
                en=f"The organisation's name is empty, over {LONGEST_NAME} letters or holds invisible "
                "characters. Write it again in plain letters.",
            ),
            field="name",
        )
    return name


def _governed(session: Session, kind: Kind, region_code: str | None) -> Region | None:
    """Return the region of a regional government, and let nobody else found one there until the commit."""
    if kind != Kind.REGION:
        return session.get(Region, region_code) if region_code else None
    journal.hold(session)
    region = session.get(Region, region_code or "")
    if region is None or region.kind not in GOVERNING:
        raise Invalid(
            Text(
                id="Pemerintah daerah perlu kode provinsi, kabupaten, atau kota, misalnya 32.11.",
                en="A regional government needs the code of a province, regency or city, such as 32.11.",
            ),
            field="region_code",
        )
    return region


def _refuse_second(session: Session, name: str, region: Region | None) -> None:
    named = session.exec(select(Organisation).where(Organisation.name == name)).first()
    governing = of_region(session, region.code) if region else None
    other = named or governing
    if other is not None:
        state = Text(id=", sudah ditutup", en=", closed") if other.closed_at else Text(id="", en="")
        raise Conflict(
            Text(
                id=f"Sudah ada: {other.name} (nomor {other.id}{state.id}). Nama tidak dipakai dua kali, dan "
                "satu wilayah mempunyai satu pemerintah.",
                en=f"There already is {other.name} (number {other.id}{state.en}). Names are not used twice, "
                "and a region has one government.",
            )
        )


def _speak_for_publisher(session: Session, organisation: Organisation) -> Publisher | None:
    """Let a verified organisation speak for the publisher of its name, if nobody does yet."""
    query = select(Publisher).where(Publisher.name == organisation.name)
    publisher = session.exec(query).first()
    if publisher is None or publisher.organisation_id is not None:
        return publisher
    if organisation.kind == Kind.REGION and publisher.region_code not in (None, organisation.region_code):
        return None
    publisher.organisation_id = organisation.id
    session.add(publisher)
    session.flush()
    return publisher


def _unknown(name: str) -> NotFound:
    return NotFound(
        Text(
            id=f"Tidak ada organisasi {name}. Lihat daftarnya di /organisations.",
            en=f"There is no organisation {name}. /organisations lists them.",
        )
    )
