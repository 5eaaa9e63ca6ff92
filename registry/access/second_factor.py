"""The second factor: codes by time (RFC 6238) and recovery codes for the day that the telephone is lost."""

import base64
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Sequence

import pyotp
from sqlalchemy import delete, func, or_, update
from sqlmodel import Session, col, select

from livinglab.language import Text
from registry import clock, journal
from registry.access import sessions
from registry.errors import Invalid, Unauthenticated
from registry.keys import Keys
from registry.tables import Person, RecoveryCode

SEALED_FOR = "totp-seed"
STEP_SECONDS = 30
LEEWAY = 1  # steps before and after the present one
DIGITS = 6
CODES, CODE_BYTES = 10, 10  # 80 random bits each: nobody tries them all
GROUP = 4
ISSUER = "livinglab"
WRONG = Text(
    id="Kode ini tidak cocok, atau sudah dipakai. Tunggu kode berikutnya di aplikasi Anda lalu coba lagi, "
    "atau pakai kode pemulihan.",
    en="This code does not match, or was used before. Wait for the next one in your app and try again, or "
    "use a recovery code.",
)


class WrongCode(Unauthenticated):
    """A code that is not right now, was taken before, or belongs to nobody."""

    title = Text(id="Kode tidak cocok", en="The code does not match")


def new_seed() -> str:
    """Return a new secret to be shared with somebody's app: 160 bits as base32 (RFC 4226, 4)."""
    return pyotp.random_base32()


def address(seed: str, person: Person) -> str:
    """Return what an app reads from the picture: an otpauth:// address."""
    return pyotp.TOTP(seed).provisioning_uri(name=person.email, issuer_name=ISSUER)


def is_set(person: Person) -> bool:
    """Say whether a person has a second factor."""
    return person.totp_since is not None and person.totp_seed is not None


def enrol(session: Session, keys: Keys, person: Person, *, seed: str, code: str, keep: int) -> list[str]:
    """Take a seed as a person's second factor once a code of it is right; return ten new recovery codes.

    Every session of the person ends save the one numbered `keep`: it alone has shown the factor.
    Raises Invalid for a wrong code.
    """
    step = _step(seed, _normal(code))
    if step is None:
        raise Invalid(WRONG, field="code")
    person.totp_seed = keys.seal(SEALED_FOR, seed)
    person.totp_since, person.totp_step = clock.now(), step
    session.add(person)
    actor = f"person:{person.id}"
    journal.append(session, actor=actor, action="factor.added", subject=actor, detail={})
    sessions.end_all(session, person, actor=actor, but=keep)
    return _replace_codes(session, person)


def remove(session: Session, person: Person, *, actor: str) -> None:
    """Take a person's second factor and recovery codes away. Without one nothing changes."""
    if not is_set(person):
        return
    person.totp_seed = person.totp_since = person.totp_step = None
    session.add(person)
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person.id))
    sessions.forget_proof(session, person)
    journal.append(session, actor=actor, action="factor.removed", subject=f"person:{person.id}", detail={})


def show(session: Session, keys: Keys, person: Person, code: str) -> None:
    """Take a code of the app, or a recovery code, once. Raises WrongCode."""
    entered = _normal(code)
    if not (
        is_set(person)
        and (_take_code(session, keys, person, entered) or _take_recovery(session, person, entered))
    ):
        raise WrongCode(WRONG)


def renew_codes(session: Session, person: Person) -> list[str]:
    """Return ten new recovery codes; the ones before are worth nothing."""
    actor = f"person:{person.id}"
    journal.append(session, actor=actor, action="recovery-codes.made", subject=actor, detail={})
    return _replace_codes(session, person)


def codes_left(session: Session, person: Person) -> int:
    """Return how many recovery codes are not used yet."""
    query = select(func.count()).select_from(RecoveryCode)
    unused = query.where(RecoveryCode.person_id == person.id, col(RecoveryCode.used_at).is_(None))
    return session.exec(unused).one()


def _take_code(session: Session, keys: Keys, person: Person, entered: str) -> bool:
    seed = keys.unseal(SEALED_FOR, person.totp_seed or "")
    step = _step(seed, entered)
    if step is None:
        return False
    # No step is taken twice (RFC 6238, 5.2), nor by two at the same moment: the database itself compares.
    unused = or_(col(Person.totp_step).is_(None), col(Person.totp_step) < step)
    statement = update(Person).where(col(Person.id) == person.id, unused).values(totp_step=step)
    return bool(session.execute(statement).rowcount)  # type: ignore[attr-defined]  # SQLAlchemy types execute() by its general result


def _step(seed: str, entered: str) -> int | None:
    """Return the newest time step whose code was entered; each is compared, whichever it is."""
    if len(entered) != DIGITS or not entered.isdecimal():
        return None
    now, app = int(clock.now().timestamp()) // STEP_SECONDS, pyotp.TOTP(seed)
    steps = range(now - LEEWAY, now + LEEWAY + 1)
    found = [step for step in steps if hmac.compare_digest(app.generate_otp(step), entered)]
    return max(found, default=None)


def _take_recovery(session: Session, person: Person, entered: str) -> bool:
    statement = update(RecoveryCode).where(
        col(RecoveryCode.person_id) == person.id,
        col(RecoveryCode.sha256) == _digest(entered),
        col(RecoveryCode.used_at).is_(None),
    )
    taken = session.execute(statement.values(used_at=clock.now()))
    if not taken.rowcount:  # type: ignore[attr-defined]  # SQLAlchemy types execute() by its general result
        return False
    actor = f"person:{person.id}"
    journal.append(session, actor=actor, action="recovery-code.used", subject=actor, detail={})
    return True


def _replace_codes(session: Session, person: Person) -> list[str]:
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person.id))
    texts = [_new_code() for _ in range(CODES)]
    assert person.id is not None  # noqa: S101 - a person that the database gave has a number
    session.add_all(RecoveryCode(person_id=person.id, sha256=_digest(_normal(text))) for text in texts)
    return texts


def _new_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower()
    return "-".join(_groups(letters))


def _groups(letters: str) -> Sequence[str]:
    return [letters[start : start + GROUP] for start in range(0, len(letters), GROUP)]


def _normal(code: str) -> str:
    """Return a code without the spaces and hyphens that people and apps put into it."""
    letters = unicodedata.normalize("NFKC", code).lower()
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
