"""Reminders: a confirmation that runs out is told to the adopter's people in time, by mail and in feeds."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, case
from sqlmodel import Session, col, select

from livinglab.contract.adoptions import State
from registry import clock, mail
from registry.access.callers import Role
from registry.adoption import naming, reminder_letters
from registry.adoption.filters import within
from registry.adoption.reminder_letters import Expiry
from registry.database import Database
from registry.errors import Invalid, RegistryError
from registry.mail import NotSent
from registry.settings import Settings
from registry.tables import Adoption, Application, Membership, Organisation, Person, Region, Reminder

NOTICES = (60, 14)  # days before the last day, that one included
TOLD = (Role.RECORDER, Role.PUBLISHER, Role.MANAGER)
MOST_DUE = 10_000  # lines of one round; what is beyond them is due in the next
MOST_REFUSED = 20  # letters in one round, before the mail server is given up
log = logging.getLogger("livinglab.registry")


@dataclass(frozen=True)
class Due:
    """What one person is to be told: all in one letter."""

    person_id: int
    email: str
    expiries: Sequence[Expiry]


def remind(database: Database, settings: Settings) -> int:
    """Send what is due, one letter for each person, and return how many were sent; 0 without a mail server.

    What a mail server refuses is due again the next time. Raises NotSent where not one letter was taken.
    """
    if not mail.is_set_up(settings):
        return 0
    with database.read() as session:
        waiting = due(session, clock.date_in_jakarta())
    sent, refused = 0, list[RegistryError]()
    for one in waiting:
        try:
            mail.send(settings, reminder_letters.letter(one.email, one.expiries, origin=settings.origin))
        except (NotSent, Invalid) as error:
            log.warning("a reminder to person %s was not sent; it is tried again", one.person_id)
            refused.append(error)
        else:
            _note(database, one)
            sent += 1
        if len(refused) == MOST_REFUSED:
            break
    if refused and not sent:
        raise refused[0]
    return sent


def due(session: Session, today: date) -> list[Due]:
    """Return whom to write to, and of what: adopters' people who may record, once for each notice.

    Whoever's turn it is first changes with the day, so that a mailbox that refuses holds up nobody for long.
    """
    rows = session.execute(_due(today)).all()
    found = [
        Due(number, email, [_expiry(row, row.days) for row in theirs])
        for (number, email), theirs in groupby(rows, key=lambda row: (row.Person.id, row.Person.email))
    ]
    first = today.toordinal() % len(found) if found else 0
    return found[first:] + found[:first]


def of_region(session: Session, region_code: str, today: date, *, limit: int = 100) -> list[Expiry]:
    """Return what runs out in a region and all that lies in it, each notice for itself, the newest first.

    Only what everybody may be told of: this is for feeds. Beyond the limit the most urgent ones stay.
    """
    query = _running_out(select(Adoption, Application, Region), today)
    query = query.where(within(region_code), naming.named())
    rows = session.execute(query.order_by(col(Adoption.expires_on), col(Adoption.id)).limit(limit))
    begun = [_expiry(row, days) for row in rows for days in NOTICES if _is_told(row, days, today)]
    return sorted(begun, key=lambda one: (one.told_on, one.adoption_id), reverse=True)


def _due(today: date) -> Select:  # type: ignore[type-arg]  # of four tables and a number
    early, late = NOTICES
    days = case((col(Adoption.expires_on) <= today + timedelta(days=late), late), else_=early)
    columns = select(Adoption, Application, Region, Person).add_columns(days.label("days"))
    query = _running_out(columns, today)
    told = (
        (col(Reminder.adoption_id) == Adoption.id)
        & (col(Reminder.expires_on) == Adoption.expires_on)
        & (col(Reminder.person_id) == Person.id)
        & (col(Reminder.days) == days)
    )
    return (
        query.join(Organisation, col(Organisation.id) == Adoption.organisation_id)
        .join(Membership, col(Membership.organisation_id) == Organisation.id)
        .join(Person, col(Person.id) == Membership.person_id)
        .outerjoin(Reminder, told)
        .where(
            col(Reminder.days).is_(None),
            col(Organisation.closed_at).is_(None),
            col(Organisation.verified_at).is_not(None),
            col(Membership.role).in_(TOLD),
            col(Person.disabled_at).is_(None),
            col(Application.standing).in_(naming.SHOWN_STANDINGS),
        )
        .order_by(col(Person.id), col(Adoption.expires_on), col(Adoption.id))
        .limit(MOST_DUE)
    )


def _running_out(query: Select, today: date) -> Select:  # type: ignore[type-arg]  # of whatever columns it has
    return (
        query.select_from(Adoption)
        .join(Application, col(Application.id) == Adoption.application_id)
        .join(Region, col(Region.code) == Adoption.region_code)
        .where(
            col(Adoption.state) == State.IN_USE,
            col(Adoption.expires_on) >= today,
            col(Adoption.expires_on) <= today + timedelta(days=NOTICES[0]),
        )
    )


def _expiry(row: Row[Any], days: int) -> Expiry:
    return Expiry(
        adoption_id=row.Adoption.id,
        application_slug=row.Application.slug,
        application_name=row.Application.name,
        region_code=row.Region.code,
        region_name=row.Region.name,
        unit=row.Adoption.unit,
        expires_on=row.Adoption.expires_on,
        days=days,
    )


def _is_told(row: Row[Any], days: int, today: date) -> bool:
    last: date = row.Adoption.expires_on
    return (last - today).days <= days


def _note(database: Database, one: Due) -> None:
    """Keep that a letter was sent, at once: a process that is killed then writes at most one twice."""
    with database.write() as session:
        for expiry in one.expiries:
            row = Reminder(
                adoption_id=expiry.adoption_id,
                expires_on=expiry.expires_on,
                days=expiry.days,
                person_id=one.person_id,
                sent_at=clock.now(),
            )
            session.merge(row)
