"""Devices: command lines that wait until a person, signed in on the website, lets them in (RFC 8628)."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import delete
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from livinglab.language import Text
from registry import clock, journal
from registry.access import token_requests, tokens
from registry.access.callers import Caller, Scope
from registry.access.token_requests import Wish
from registry.errors import NotFound, TooMany
from registry.tables import Device, Organisation, Person, Token

CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels, no digits: nothing to confuse, no words (RFC 8628 §6.1)
HALF = 4
LASTS = timedelta(minutes=10)
INTERVAL = 5  # seconds
EARLY = 0.8  # of the interval: what a question may lose on its way through the network
KEPT = timedelta(hours=1)  # after it expired, so that a device code which is used twice is still known
MOST_WAITING = 10_000  # anybody may ask: this bounds the table, whatever limits stand before it
GONE = Text(
    id="Kode ini tidak dikenal, sudah dipakai, atau kedaluwarsa (10 menit). "
    "Jalankan `livinglab login` sekali lagi dan masukkan kode yang baru.",
    en="This code is unknown, used or expired (10 minutes). Run `livinglab login` once more and enter its "
    "new code.",
)


class Refusal(StrEnum):
    """Why there is no token: the names of RFC 8628 §3.5 and RFC 6749 §5.2."""

    PENDING = "authorization_pending"
    SLOW_DOWN = "slow_down"
    DENIED = "access_denied"
    EXPIRED = "expired_token"
    INVALID = "invalid_grant"


@dataclass(frozen=True)
class Started:
    """A device that waits, with both codes. The device's own is kept nowhere."""

    device_code: str
    user_code: str


def start(session: Session, *, name: str, scopes: frozenset[Scope], organisation_id: int | None) -> Started:
    """Let a device wait. Nobody is behind it yet, so the journal knows nothing of it. Raises TooMany."""
    _tidy(session)
    known = organisation_id is not None and session.get(Organisation, organisation_id) is not None
    started = Started(secrets.token_urlsafe(32), _new_code())
    session.add(
        Device(
            device_sha256=_digest(started.device_code),
            user_code=started.user_code,
            name=token_requests.machine_name(name),
            scopes=" ".join(scope for scope in Scope if scope in {*scopes, Scope.READ}),
            organisation_id=organisation_id if known else None,
            expires_at=clock.now() + LASTS,
        )
    )
    return started


def find(session: Session, user_code: str) -> Device:
    """Return the device that waits with a code, however people write it. Raises NotFound."""
    return _waiting(session.exec(_with_code(user_code)).first())


def scopes_of(device: Device) -> frozenset[Scope]:
    """Return the scopes that a device asks for."""
    return frozenset(Scope(scope) for scope in device.scopes.split())


def approve(
    session: Session,
    user_code: str,
    *,
    caller: Caller,
    scopes: frozenset[Scope],
    organisation_id: int | None,
) -> None:
    """Let a device in, with no more than it asked for and the person may. Raises NotFound, Forbidden."""
    device = _claim(session, user_code)
    given = scopes & scopes_of(device)
    token_requests.granted(session, caller, Wish(device.name or "?", given, organisation_id))
    before = journal.state_of(device)
    device.scopes = " ".join(scope for scope in Scope if scope in {*given, Scope.READ})
    device.organisation_id = organisation_id
    device.person_id, device.approved_at = caller.person_id, clock.now()
    detail = {"scopes": device.scopes, "organisation": organisation_id}
    _tell(session, device, "device.approved", detail, actor=caller.actor, before=before)


def deny(session: Session, user_code: str, *, caller: Caller) -> None:
    """Turn a device away for good. Raises NotFound."""
    device = _claim(session, user_code)
    before = journal.state_of(device)
    device.person_id, device.denied_at = caller.person_id, clock.now()
    _tell(session, device, "device.denied", {}, actor=caller.actor, before=before)


def exchange(session: Session, device_code: str) -> tuple[Token, str] | Refusal:
    """Give a device its token, once; or say why not yet, or never."""
    digest = _digest(device_code)
    device = session.exec(select(Device).where(Device.device_sha256 == digest).with_for_update()).first()
    if device is None:
        return Refusal.INVALID
    if device.taken_at is not None:
        return _used_twice(session, device)
    if device.denied_at is not None:
        return Refusal.DENIED
    if device.expires_at <= clock.now():
        return Refusal.EXPIRED
    if device.approved_at is None:
        return _not_yet(device)
    return _take(session, device)


def _with_code(user_code: str) -> SelectOfScalar[Device]:
    letters = "".join(letter for letter in user_code.upper() if letter in CODE_LETTERS)
    return select(Device).where(Device.user_code == f"{letters[:HALF]}-{letters[HALF:]}")


def _claim(session: Session, user_code: str) -> Device:
    """Find the device and hold its row: of two answers to one code the first counts."""
    return _waiting(session.exec(_with_code(user_code).with_for_update()).first())


def _waiting(device: Device | None) -> Device:
    if device is None or device.approved_at or device.denied_at or device.expires_at <= clock.now():
        raise NotFound(GONE)
    return device


def _not_yet(device: Device) -> Refusal:
    before, device.polled_at = device.polled_at, clock.now()
    hasty = before is not None and device.polled_at - before < timedelta(seconds=INTERVAL * EARLY)
    return Refusal.SLOW_DOWN if hasty else Refusal.PENDING


def _take(session: Session, device: Device) -> tuple[Token, str] | Refusal:
    """Make the token. What the person may do is looked at on each use of it; here, whether they are there."""
    person = session.get(Person, device.person_id)
    if person is None or person.disabled_at is not None:
        return Refusal.DENIED
    grant = tokens.Grant(
        name=f"livinglab login: {device.name or '?'}",
        scopes=scopes_of(device),
        person_id=person.id,
        organisation_id=device.organisation_id,
    )
    token, text = tokens.create(session, grant, actor=f"person:{person.id}")
    device.taken_at, device.token_id = clock.now(), token.id
    return token, text


def _used_twice(session: Session, device: Device) -> Refusal:
    """Two hold the same device code, or an answer was lost: nobody keeps the token (RFC 6749 §10.5)."""
    if device.token_id is not None:
        tokens.revoke(session, device.token_id, actor=f"person:{device.person_id}")
    return Refusal.INVALID


def _tell(
    session: Session,
    device: Device,
    action: str,
    detail: Mapping[str, str | int | None],
    *,
    actor: str,
    before: str,
) -> None:
    subject, after = f"device:{device.id}", journal.state_of(device)
    journal.append(
        session, actor=actor, action=action, subject=subject, detail=detail, before=before, after=after
    )


def _tidy(session: Session) -> None:
    session.execute(delete(Device).where(col(Device.expires_at) < clock.now() - KEPT))
    waiting = session.exec(select(func.count()).select_from(Device)).one()
    if waiting >= MOST_WAITING:
        raise TooMany(int(LASTS.total_seconds()))


def _new_code() -> str:
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(2 * HALF))
    return f"{letters[:HALF]}-{letters[HALF:]}"


def _digest(device_code: str) -> str:
    return hashlib.sha256(device_code.encode()).hexdigest()
