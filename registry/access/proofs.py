"""Proofs by mail: who reads mail under an organisation's domain shows that it is what it says."""

from datetime import timedelta

from pydantic import AnyHttpUrl
from sqlalchemy import func
from sqlmodel import Session, col, select

from livinglab.language import Text
from registry import clock, mail
from registry.access import links, mail_domains, memberships, organisations
from registry.access.callers import RANK, Caller, Role
from registry.access.organisations import VerifiedBy
from registry.errors import Conflict, Forbidden, Invalid, TooMany
from registry.mail import Letter
from registry.tables import Link, Organisation, Person

PATH = "/organisations/proof"
WINDOW = timedelta(hours=1)
MOST_OF_PERSON, MOST_OF_ORGANISATION = 5, 20  # links asked for within the window


def ask(
    session: Session, organisation: Organisation, email: str, *, person: Person, public_url: AnyHttpUrl
) -> Letter:
    """Return the letter whose link proves that this person reads an organisation's mail.

    Send it after the commit, and `take_back` where that fails. Raises Conflict for an organisation without
    a domain or a closed one, Invalid for an address elsewhere, TooMany.
    """
    organisations.hold(session, organisation)
    to = _address(session, organisation, email)
    _refuse_many(session, organisation, person)
    actor = f"person:{person.id}"
    text = links.make(
        session,
        person,
        purpose=links.PROVE_ORGANISATION,
        actor=actor,
        organisation_id=organisation.id,
    )
    return _letter(to, organisation, person, f"{str(public_url).rstrip('/')}{PATH}?link={text}")


def take_back(session: Session, organisation: Organisation, person: Person) -> None:
    """Make a link that could not be sent worth nothing."""
    links.void(session, person, purpose=links.PROVE_ORGANISATION, organisation_id=organisation.id)


def shown(session: Session, text: str, *, caller: Caller) -> Organisation:
    """Return the organisation that a link would prove, using nothing up. Raises NotFound, Forbidden."""
    link = links.find(session, text, purpose=links.PROVE_ORGANISATION)
    _refuse_other(link, caller)
    return organisations.get(session, link.organisation_id or 0)


def accept(session: Session, text: str, *, caller: Caller) -> Organisation:
    """Use a link up: believe the organisation, and make the person its reader, or its first manager.

    Manager is only whose proof made the organisation be believed, while nobody manages it. Who is a member
    already keeps a higher role. Raises NotFound for a link that is not valid, Forbidden for who did not ask
    for it, Conflict for a closed organisation; then the link is not used up.
    """
    link = links.use(session, text, purpose=links.PROVE_ORGANISATION)
    _refuse_other(link, caller)
    organisation = organisations.get(session, link.organisation_id or 0)
    person = session.get_one(Person, link.person_id)
    organisations.hold(session, organisation)
    first = organisation.verified_at is None and not memberships.has_manager(session, organisation)
    organisations.verify(session, organisation, by=VerifiedBy.MAIL, actor=caller.actor)
    role = Role.MANAGER if first else Role.READER
    held = memberships.role_of(session, organisation, person)
    if held is None or RANK[held] < RANK[role]:
        memberships.put(session, organisation, person, role, actor=caller.actor)
    return organisation


def _address(session: Session, organisation: Organisation, email: str) -> str:
    domain = mail_domains.of(session, organisation)
    if domain is None:
        raise Conflict(
            Text(
                id="Organisasi ini tidak mempunyai domain surel yang dikenal katalog. Mintalah operator "
                "memverifikasinya.",
                en="The registry knows no mail domain of this organisation. Ask the operator to verify it.",
            )
        )
    to = mail.address(email)
    if not mail_domains.is_within(to, domain):
        raise Invalid(
            Text(
                id=f"Alamat itu tidak di bawah {domain}. Pakailah alamat dinas Anda di sana.",
                en=f"That address is not under {domain}. Use your office's address there.",
            ),
            field="email",
        )
    return to


def _refuse_many(session: Session, organisation: Organisation, person: Person) -> None:
    recent = (
        select(func.count())
        .select_from(Link)
        .where(col(Link.purpose) == links.PROVE_ORGANISATION, col(Link.created_at) > clock.now() - WINDOW)
    )
    theirs = session.exec(recent.where(col(Link.person_id) == person.id)).one()
    all_of_it = session.exec(recent.where(col(Link.organisation_id) == organisation.id)).one()
    if theirs >= MOST_OF_PERSON or all_of_it >= MOST_OF_ORGANISATION:
        raise TooMany(int(WINDOW.total_seconds()))


def _refuse_other(link: Link, caller: Caller) -> None:
    if caller.person_id == link.person_id and caller.token_id is None:
        return
    raise Forbidden(
        Text(
            id="Tautan ini diminta oleh akun lain. Masuklah dengan akun yang memintanya.",
            en="Another account asked for this link. Sign in with the one that asked.",
        )
    )


def _letter(to: str, organisation: Organisation, person: Person, link: str) -> Letter:
    name = organisation.name
    return Letter(
        to,
        subject=Text(id=f"Bukti untuk {name}", en=f"Proof for {name}"),
        body=Text(
            id=f"Pemilik akun {person.email} menyatakan bekerja di {name} dan meminta tautan ini.\n\n"
            f"{link}\n\nTautan berlaku 24 jam, satu kali, dan hanya untuk akun itu. Bila bukan Anda yang "
            "memintanya, abaikan surel ini.",
            en=f"The owner of the account {person.email} says to work at {name} and asked for this link.\n\n"
            f"{link}\n\nIt is valid for 24 hours, once, and for that account alone. If you did not ask for "
            "it, ignore this mail.",
        ),
    )
