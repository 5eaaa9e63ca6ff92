"""Which adoption is meant: the lock of a fetched application says so, unless the command line does."""

from collections.abc import Callable
from typing import NamedTuple

from livinglab.context import Context
from livinglab.contract.adoptions import AdoptionSummary
from livinglab.errors import UsageError
from livinglab.language import Text
from livinglab.regions import Place, resolve
from livinglab.workspace.found import find_around
from livinglab.workspace.lock import Lock


class Subject(NamedTuple):
    """One application in one region, or in a unit of it, and the release that runs there if known."""

    application: str
    place: Place
    unit: str
    version: str | None
    commit: str | None
    fetched: bool


def of(context: Context, lock: Lock | None, ask: Callable[[str], str | None]) -> Subject:
    """Return what is meant; `ask` knows names of districts. Raises UsageError, UnknownName."""
    said = context.arguments
    ours = lock is not None and said.application in (None, lock.slug)
    version, commit = _release(said.version, lock if ours else None)
    application = said.application or (lock.slug if lock else None)
    if not application:
        raise _unnamed()
    return Subject(
        application=application,
        place=_place(context, lock, ask),
        unit=(said.unit or "").strip(),
        version=version,
        commit=commit,
        fetched=ours,
    )


def recorded(adoption: AdoptionSummary) -> Subject:
    """Return what a recorded adoption is of, as it is named from anywhere."""
    place = Place(adoption.region.code, adoption.region.name)
    return Subject(adoption.application, place, adoption.unit, version=None, commit=None, fetched=False)


def lock_here() -> Lock | None:
    """Return the lock of the fetched application around us; None outside of one."""
    found = find_around()
    return found.lock if found else None


def _release(said: str | None, lock: Lock | None) -> tuple[str | None, str | None]:
    """Return version and commit. The lock's commit belongs to the lock's version alone."""
    if lock is None:
        return said or None, None
    if said is None or said in (lock.version, lock.tag):
        return lock.version, lock.commit
    return said or None, None


def _place(context: Context, lock: Lock | None, ask: Callable[[str], str | None]) -> Place:
    if context.arguments.region:
        return resolve(context.arguments.region, ask)
    if lock is not None:
        return Place(lock.region_code, lock.region_name)
    return resolve(context.settings.region, ask)


def _unnamed() -> UsageError:
    return UsageError(
        Text(
            id="Aplikasi mana? Folder ini tidak diambil dengan livinglab.",
            en="Which application? This directory was not fetched by livinglab.",
        ),
        Text(
            id="Masuk ke folder aplikasinya, atau sebutkan: --application e-sakip --region 32.16",
            en="Go into the application's directory, or name it: --application e-sakip --region 32.16",
        ),
    )
