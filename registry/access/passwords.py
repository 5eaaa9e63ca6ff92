"""Passwords: which are taken, and how they are kept. Length decides, not kinds of letters (NIST 800-63B)."""

import secrets
import threading
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session

from livinglab.language import Text
from registry import journal
from registry.access import sessions
from registry.errors import Invalid, Unauthenticated
from registry.tables import Person

SHORTEST, LONGEST = 12, 200
# OWASP, Password Storage: argon2id with 19 MiB, 2 rounds, 1 lane at the least; this is a round more.
HASHER = PasswordHasher(time_cost=3, memory_cost=19 * 1024, parallelism=1)
AT_ONCE = 4  # hashes made at the same moment, so that a flood of sign-ins takes time and not memory
SHORT_NAME = 3  # the part of an address before the @ counts from this length on
COMMONEST = frozenset((Path(__file__).with_name("commonest_passwords.txt")).read_text().split())
WRONG = Text(
    id="Surel atau kata sandi tidak cocok. Periksa keduanya; bila lupa, mintalah tautan baru kepada "
    "pengelola katalog ini.",
    en="E-mail and password do not match. Check both; if you forgot, ask the operator of this registry for a "
    "new link.",
)
_turns = threading.BoundedSemaphore(AT_ONCE)


class WrongPassword(Unauthenticated):
    """E-mail and password do not belong together, or cannot be used: nobody learns which."""

    title = Text(id="Tidak dapat masuk", en="Cannot sign in")


def check(person: Person | None, password: str) -> Person:
    """Return the person if the password is theirs. Raises WrongPassword, after the same work in any case."""
    nobodys = _nobodys()
    usable = person is not None and person.password_hash is not None and person.disabled_at is None
    kept = (person.password_hash if person and usable else None) or nobodys
    if not _matches(kept, password) or person is None or not usable:
        raise WrongPassword(WRONG)
    return person


def make_hash(password: str, *, email: str) -> str:
    """Return what is kept of a new password. Raises Invalid for one that would be guessed.

    It takes a while: make it before a transaction has begun to write.
    """
    new = _normal(password)
    refuse_weak(new, email=email)
    with _turns:
        return HASHER.hash(new)


def keep_hash(
    session: Session, person: Person, password_hash: str, *, actor: str, but: int | None = None
) -> None:
    """Give a person a new password and end their sessions, save the one numbered `but`."""
    person.password_hash = password_hash
    session.add(person)
    journal.append(session, actor=actor, action="password.set", subject=f"person:{person.id}", detail={})
    sessions.end_all(session, person, actor=actor, but=but)


def is_outdated(person: Person) -> bool:
    """Say whether a password was hashed with less work than today's."""
    return person.password_hash is not None and HASHER.check_needs_rehash(person.password_hash)


def hash_again(password: str) -> str:
    """Return what is kept of a password that was just found right, made with today's work."""
    with _turns:
        return HASHER.hash(_normal(password))


def refuse_weak(password: str, *, email: str) -> None:
    """Raise Invalid for a password that is too short, too long, too common or holds the person's name."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise _refused(
            f"Kata sandi harus {SHORTEST} sampai {LONGEST} karakter. Beberapa kata yang tidak berhubungan "
            "mudah diingat dan sulit ditebak.",
            f"A password has {SHORTEST} to {LONGEST} characters. A few words that have nothing to do with "
            "each other are easy to keep in mind and hard to guess.",
        )
    plain = password.casefold()
    if plain in COMMONEST or len(set(plain)) == 1:
        raise _refused(
            "Kata sandi ini termasuk yang pertama kali dicoba orang. Pilih yang lain.",
            "This password is among the first that people try. Choose another.",
        )
    name = email.partition("@")[0].casefold()
    if len(name) >= SHORT_NAME and name in plain:
        raise _refused(
            "Kata sandi memuat nama dari alamat surel Anda. Pilih yang lain.",
            "The password holds the name in your e-mail address. Choose another.",
        )


def _refused(indonesian: str, english: str) -> Invalid:
    return Invalid(Text(id=indonesian, en=english), field="password")


@cache
def _nobodys() -> str:
    """Comparing with it takes what a real one takes: the time does not tell which addresses have accounts."""
    return HASHER.hash(secrets.token_urlsafe())


def _matches(kept: str, password: str) -> bool:
    # Too long cannot be right; it is cut so that it costs what any other costs.
    with _turns:
        try:
            return HASHER.verify(kept, _normal(password[: LONGEST + 1]))
        except (VerificationError, InvalidHashError):
            return False


def _normal(password: str) -> str:
    """The same letters as the same characters, on whatever keyboard they were typed (RFC 8265, NFKC)."""
    return unicodedata.normalize("NFKC", password)
