"""Invitations: a manager takes somebody in by their mail address."""

from dataclasses import dataclass

from pydantic import AnyHttpUrl
from sqlmodel import Session

from livinglab.language import Text
from registry import mail
from registry.access import links, mail_domains, memberships, people, rights
from registry.access.callers import Caller, Role
from registry.access.rights import Right
from registry.errors import NotFound
from registry.mail import Letter
from registry.tables import Organisation, Person

SIGN_IN = "/sign-in/link/"  # where the website takes such a link
UNKNOWN = Text(
    id="Belum ada akun dengan alamat ini. Di bawah domain organisasi Anda sendiri akun dibuatkan otomatis; "
    "untuk alamat lain mintalah operator: `python -m registry account add`.",
    en="There is no account with this address yet. Under your organisation's own domain one is made for you; "
    "for other addresses ask the operator: `python -m registry account add`.",
)


@dataclass(frozen=True)
class Invitation:
    """Who was taken in, and the letter that lets them in for the first time, if they need one."""

    person: Person
    letter: Letter | None


def invite(
    session: Session,
    organisation: Organisation,
    email: str,
    role: Role,
    *,
    caller: Caller,
    entrance: AnyHttpUrl | None,
) -> Invitation:
    """Give somebody a role in one's organisation, making their account where its mail domain vouches for it.

    `entrance` is the registry's public address, None where it cannot send mail; then no account is made.
    Send the letter after the commit. Raises Forbidden, Invalid, NotFound for an address without an account.
    """
    rights.require(caller, Right.MANAGE, memberships.thing(organisation))
    email = people.normal_email(mail.address(email))
    domain = mail_domains.of(session, organisation)
    ours = entrance is not None and domain is not None and mail_domains.is_within(email, domain)
    person = people.find_by_email(session, email)
    if person is None and not ours:
        raise NotFound(UNKNOWN)
    person = person or people.add(session, email, email.partition("@")[0], actor=caller.actor)
    memberships.change(session, organisation, person, role, caller=caller)
    if not ours or entrance is None or _has_a_way_in(person):
        return Invitation(person, None)
    text = links.make(session, person, purpose=links.SIGN_IN, actor=caller.actor)
    return Invitation(person, _letter(organisation, email, f"{str(entrance).rstrip('/')}{SIGN_IN}{text}"))


def take_back(session: Session, person: Person) -> None:
    """Make a link that could not be sent worth nothing; the membership stays."""
    links.void(session, person, purpose=links.SIGN_IN)


def _has_a_way_in(person: Person) -> bool:
    return person.password_hash is not None or person.issuer is not None


def _letter(organisation: Organisation, to: str, link: str) -> Letter:
    name = organisation.name
    return Letter(
        to,
        subject=Text(id=f"Undangan dari {name}", en=f"An invitation of {name}"),
        body=Text(
            id=f"{name} mengundang Anda ke katalog aplikasi daerah. Tetapkan kata sandi Anda di sini:\n\n"
            f"{link}\n\nTautan berlaku 24 jam dan satu kali.",
            en=f"{name} invites you to the catalog of regional software. Choose your password here:\n\n"
            f"{link}\n\nThe link is valid for 24 hours, once.",
        ),
    )
