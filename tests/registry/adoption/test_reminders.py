"""Reminders, with a real mail server: one letter a person, once for each last day and notice."""

import socket
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pydantic import SecretStr
from sqlmodel import select

from livinglab.contract.adoptions import State
from registry import clock
from registry.access.callers import Role
from registry.adoption import reminders
from registry.database import Database
from registry.mail import NotSent
from registry.settings import Settings
from registry.tables import Adoption, Application, Membership, Organisation, Person, Reminder

LAST_DAY = date(2026, 11, 30)
PEOPLE = {
    "ani": Role.RECORDER,
    "budi": Role.PUBLISHER,
    "cici": Role.MANAGER,
    "dedi": Role.READER,
    "eka": Role.MANAGER,  # whose account is closed
}


class Mailbox:
    """Takes letters; refuses those to `refused`."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refused: set[str] = set()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.refused & {recipient.partition("@")[0] for recipient in envelope.rcpt_tos}:
            return "451 come back later"
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append(message)
        return "250 taken"

    def taken(self) -> list[str]:
        """Return who got a letter since the last look."""
        letters, self.letters = self.letters, []
        return sorted(str(letter["To"]).partition("@")[0] for letter in letters)


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Mailbox, int]]:
    """Give a mail server's mailbox and its port."""
    mailbox = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield mailbox, port
    controller.stop()


@pytest.fixture
def mailbox(server: tuple[Mailbox, int]) -> Mailbox:
    """Give the mailbox, empty."""
    server[0].letters, server[0].refused = [], set()
    return server[0]


@pytest.fixture
def told(database: Database, publish: Callable[..., str]) -> int:
    """Bekasi uses e-SAKIP and, under agreement, Kinerja, both to the end of November; give its number."""
    publish()
    publish("kinerja", visibility="agreement")
    now = clock.now()
    with database.write() as session:
        bekasi = Organisation(
            name="Bekasi", kind="region", region_code="32.16", verified_at=now, created_at=now
        )
        session.add(bekasi)
        session.flush()
        number = bekasi.id or 0
        for application in session.exec(select(Application)).all():
            session.add(_adoption(application.id or 0, number))
        for name, role in PEOPLE.items():
            closed = now if name == "eka" else None
            person = Person(email=f"{name}@bekasikab.go.id", name=name, created_at=now, disabled_at=closed)
            session.add(person)
            session.flush()
            session.add(Membership(person_id=person.id or 0, organisation_id=number, role=role, since=now))
    return number


def _adoption(application_id: int, organisation_id: int) -> Adoption:
    return Adoption(
        application_id=application_id,
        region_code="32.16",
        unit="Dinas Arsip" if application_id % 2 else "",
        organisation_id=organisation_id,
        created_at=clock.now(),
        state=State.IN_USE,
        expires_on=LAST_DAY,
        changed_serial=1,
    )


@pytest.fixture
def remind(
    database: Database, settings: Settings, server: tuple[Mailbox, int], monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], int]:
    """Give the daily chore, so many days before the last one."""
    sending = settings.model_copy(update={"smtp_url": SecretStr(f"smtp://127.0.0.1:{server[1]}")})

    def remind(days: int) -> int:
        monkeypatch.setattr(clock, "date_in_jakarta", lambda: LAST_DAY - timedelta(days=days))
        return reminders.remind(database, sending)

    return remind


def test_each_person_who_records_gets_one_letter_at_each_notice(
    told: int, remind: Callable[[int], int], mailbox: Mailbox
) -> None:
    assert remind(61) == 0
    assert remind(60) == 3
    (letter, *_) = mailbox.letters
    text = letter.get_content()
    assert text.count("e-SAKIP") == 4  # both adoptions, in both languages
    assert "Dinas Arsip, Kabupaten Bekasi: sampai 2026-11-30" in text
    assert "Kabupaten Bekasi: until 2026-11-30" in text
    assert letter["Subject"].startswith("2 pemakaian")
    assert mailbox.taken() == ["ani", "budi", "cici"]
    assert [remind(59), remind(15)] == [0, 0]
    assert remind(13) == 3
    assert remind(0) == 0
    mailbox.taken()
    assert remind(-1) == 0  # it has lapsed


def test_what_the_server_refuses_is_sent_the_next_time_and_to_nobody_twice(
    told: int, remind: Callable[[int], int], mailbox: Mailbox
) -> None:
    mailbox.refused = {"budi"}
    assert remind(60) == 2
    assert mailbox.taken() == ["ani", "cici"]
    mailbox.refused = set()
    assert remind(59) == 1
    assert mailbox.taken() == ["budi"]
    mailbox.refused = set(PEOPLE)
    with pytest.raises(NotSent):
        remind(14)
    mailbox.refused = set()
    assert remind(14) == 3


def test_a_new_last_day_is_told_of_again_and_what_is_hidden_is_not(
    database: Database, told: int, remind: Callable[[int], int], mailbox: Mailbox
) -> None:
    assert remind(60) == 3
    with database.write() as session:
        for application in session.exec(select(Application)).all():
            application.standing = "quarantined" if application.slug == "kinerja" else "open"
            session.add(application)
        for adoption in session.exec(select(Adoption)).all():
            adoption.expires_on = LAST_DAY + timedelta(days=31)
            session.add(adoption)
    mailbox.taken()
    assert remind(-1) == 3
    assert mailbox.letters[0]["Subject"].startswith("1 pemakaian")
    with database.read() as session:
        assert len(session.exec(select(Reminder)).all()) == 3 * (2 + 1)


def test_without_a_mail_server_nobody_is_written_to(
    database: Database, settings: Settings, told: int
) -> None:
    assert reminders.remind(database, settings) == 0
    with database.read() as session:
        assert len(reminders.due(session, LAST_DAY)) == 3


def test_a_regions_feed_tells_each_notice_of_what_everybody_may_know(database: Database, told: int) -> None:
    def seen(code: str, days: int) -> list[tuple[str, int]]:
        with database.read() as session:
            found = reminders.of_region(session, code, LAST_DAY - timedelta(days=days))
            return [(one.application_slug, one.days) for one in found]

    assert seen("32.16", 61) == []
    assert seen("32.16", 20) == [("e-sakip", 60)]
    assert seen("32", 10) == [("e-sakip", 14), ("e-sakip", 60)]
    assert seen("32.15", 10) == []
    assert seen("32.16", -1) == []


def test_nobody_waits_for_good_behind_a_mailbox_that_refuses(database: Database, told: int) -> None:
    def first(today: date) -> Any:
        with database.read() as session:
            return reminders.due(session, today)[0].email

    assert len({first(LAST_DAY - timedelta(days=days)) for days in (20, 21, 22)}) == 3
