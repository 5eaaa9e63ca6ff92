"""The registry's public keys, one after the other, each naming the one before and signed by it."""

import base64
from collections.abc import Sequence

from sqlmodel import Session, col, select

from livinglab.contract.index import RegistryKey, RegistryKeys
from livinglab.contract.signed import KEY, message
from livinglab.language import Text
from registry import clock, journal
from registry.errors import RegistryError
from registry.keys import Keys
from registry.tables import SigningKey

ACTION = "key."


class ForeignKey(RegistryError):
    """The key in the file is not the newest key of this registry: nothing is signed with it."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                id="Kunci di berkas bukan kunci terbaru katalog ini, jadi tidak dipakai menandatangani. "
                "Kembalikan dari cadangan. Bila hilang untuk selamanya: `python -m registry key replace`; "
                "semua klien lalu bertanya kepada orangnya.",
                en="The key in the file is not this registry's newest, so nothing is signed with it. Restore "
                "it from a backup. If it is lost for good: `python -m registry key replace`; every client "
                "then asks its people.",
            )
        )


def known(session: Session) -> Sequence[SigningKey]:
    """Return all keys, oldest first."""
    return session.exec(select(SigningKey).order_by(col(SigningKey.number))).all()


def shown(session: Session, *, registry: str) -> RegistryKeys:
    """Return the keys as they travel."""
    return RegistryKeys(registry=registry, keys=[show(row) for row in known(session)])


def show(row: SigningKey) -> RegistryKey:
    """Return one key as it travels."""
    return RegistryKey.model_validate(row.model_dump(exclude={"number"}))


def confirm(session: Session, keys: Keys, *, actor: str = "registry") -> None:
    """Make sure that a key may sign, and record the registry's very first one. Raises ForeignKey."""
    rows = known(session)
    if not rows:
        _add(session, keys, before=None, by=None, action="key.made", actor=actor)
    elif rows[-1].id != keys.id:
        raise ForeignKey


def rotate(session: Session, old: Keys, new: Keys, *, actor: str) -> None:
    """Let a new key follow ours, signed by it. Raises ForeignKey where ours is not the newest."""
    confirm(session, old, actor=actor)
    _add(session, new, before=known(session)[-1], by=old, action="key.rotated", actor=actor)


def replace(session: Session, new: Keys, *, actor: str) -> None:
    """Let a key follow one that was lost. Clients that know the old one refuse it until people agree."""
    rows = known(session)
    if rows and rows[-1].id != new.id:
        _add(session, new, before=rows[-1], by=None, action="key.replaced", actor=actor)


def _add(
    session: Session, keys: Keys, *, before: SigningKey | None, by: Keys | None, action: str, actor: str
) -> None:
    public = base64.b64encode(keys.public).decode()
    previous = before.id if before else None
    at = clock.stamp(clock.now())
    said = message(KEY, {"at": at, "key": public, "previous": previous})
    row = SigningKey(
        number=before.number + 1 if before else 1,
        id=keys.id,
        public=public,
        previous=previous,
        at=at,
        by_previous=by.sign(said) if by else None,
        by_itself=keys.sign(said),
    )
    session.add(row)
    session.flush()
    journal.append(
        session,
        actor=actor,
        action=action,
        subject=f"key:{keys.id}",
        detail={"previous": previous, "signed": by is not None},
        before=journal.state_of(before) if before else None,
        after=journal.state_of(row),
    )
