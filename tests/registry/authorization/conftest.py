"""A small country: two governments and a community, one person for each role, an application of each kind."""

import hashlib
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from livinglab.contract.adoptions import AdoptionRequest, Stage
from livinglab.contract.experiences import ExperienceRequest
from livinglab.contract.webhooks import WebhookRequest
from registry import clock, journal
from registry.access import identity, sessions, tokens
from registry.access.callers import OPERATOR, Caller, Role, Scope
from registry.access.tokens import Grant
from registry.adoption import cohorts, experiences, recording
from registry.app import create_app
from registry.database import Database, open_database
from registry.exchange import dump
from registry.exchange.open_catalog import catalogs, identities
from registry.journal import checkpoints, keyring
from registry.keys import Keys, open_keys
from registry.settings import Settings
from registry.tables import (
    AccountSession,
    Agreement,
    Application,
    Delivery,
    Link,
    Material,
    Membership,
    Organisation,
    OutboxRow,
    Person,
    Picture,
    Publisher,
    Submission,
    Transfer,
    TrustedWorkflow,
)
from registry.webhooks import records as webhooks

SUMEDANG, BEKASI = "Pemerintah Kabupaten Sumedang", "Pemerintah Kabupaten Bekasi"
COMMUNITY, FRESH = "Komunitas Kode Terbuka", "Pemerintah Kabupaten Garut"
LATER = timedelta(days=30)
# A role, the organisation in which it is held, and the registry's role.
ROLES = {
    "reader": (SUMEDANG, "reader", None),
    "recorder": (SUMEDANG, "recorder", None),
    "publisher": (SUMEDANG, "publisher", None),
    "manager": (SUMEDANG, "manager", None),
    "stranger": (BEKASI, "manager", None),
    "community": (COMMUNITY, "manager", None),
    "auditor": (None, None, "auditor"),
    "curator": (None, None, "curator"),
    "operator": (None, None, "operator"),
}
# Tokens that are not a person's with every scope: the registry's own, one that may only read, and one that is
# limited to an application that nobody asks for here. The last two are the manager's.
TOKENS = {
    "registry": {"scopes": frozenset(Scope)},
    "reading": {"scopes": frozenset({Scope.READ}), "of": "manager"},
    "limited": {"scopes": frozenset(Scope), "of": "manager", "application_slug": "e-kinerja"},
}
# Applications: whose, visibility, standing.
APPLICATIONS = {
    "e-sakip": (SUMEDANG, "public", "open"),
    "e-arsip": (BEKASI, "public", "open"),
    "simpeg": (SUMEDANG, "government", "open"),
    "perizinan": (SUMEDANG, "agreement", "open"),
    "aduan-warga": (SUMEDANG, "public", "quarantined"),
    "buku-tamu": (None, "public", "open"),
}
# By the kinds of objects that the table has.
OBJECTS = dict(
    zip(("own", "other", "government", "agreement", "quarantined", "unowned"), APPLICATIONS, strict=True)
)
# Adoptions: who adopted which application.
ADOPTIONS = {
    "own": (SUMEDANG, "32.11", "e-arsip"),
    "other": (BEKASI, "32.16", "e-sakip"),
    "agreement": (BEKASI, "32.16", "perizinan"),
}


@dataclass
class World:
    """A running registry, who may ask it, and what stands in the place of each path's parameter."""

    client: TestClient
    app: FastAPI
    bearers: dict[str, dict[str, str]]
    cookies: dict[str, dict[str, str]]
    numbers: dict[str, str]
    database: Database
    restore: "Restore"


@dataclass(frozen=True)
class Restore:
    """Puts the database and the store back to how they were, after a request that changed something."""

    live: Path
    kept: Path
    archives: Path
    archives_kept: Path

    def keep(self) -> None:
        """Remember this moment."""
        _copy(self.live, self.kept)
        shutil.copytree(self.archives, self.archives_kept)

    def forget_attempts(self) -> None:
        """Let what was tried and refused count against no limit: nothing else was changed."""
        with closing(sqlite3.connect(self.live)) as live, live:
            live.execute("DELETE FROM attempts")

    def __call__(self) -> None:
        _copy(self.kept, self.live)
        shutil.copytree(self.archives_kept, self.archives, dirs_exist_ok=True)  # the index is being written


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as whole, closing(sqlite3.connect(target)) as into:
        whole.backup(into)


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, story, digest) -> Iterator[World]:
    """Give the country, as it is before anybody asks for anything."""
    folder = tmp_path_factory.mktemp("country")
    shutil.copy(sqlite_template, folder / "livinglab.sqlite3")
    settings = Settings(folder=folder)
    database = open_database(settings)
    with database.write() as session:
        people = _people(session)
    for slug, (owner, visibility, _) in APPLICATIONS.items():
        caller = _spokesman(database, owner) if owner else OPERATOR
        named = {"publisher": owner or "Relawan", "visibility": visibility}
        story(database, settings, folder, slug, caller=caller, **named)
    with database.write() as session:
        numbers = _finish(session, people)
        bearers = {role: _bearer(session, role, person, numbers) for role, person in people.items()}
        numbers["digest"] = digest
        keys = open_keys(settings)
        keyring.confirm(session, keys)
        assert checkpoints.make(session, keys, origin=str(settings.public_url))
        session.add(_link(people["reader"]))
        bearers |= {name: _special(session, name, people) for name in TOKENS}
        cookies = {role: _cookie(session, role, person, numbers) for role, person in people.items()}
    with database.write() as session:
        cohorts.load_packaged(session)
        numbers |= _adoptions(session) | _webhooks(session, keys, settings) | _identities(session)
        numbers |= _materials(session, digest)
    dump.dump(database, settings)
    restore = Restore(
        folder / "livinglab.sqlite3", folder / "kept.sqlite3", folder / "archives", folder / "archives-kept"
    )
    whole = create_app(settings)
    with TestClient(
        whole,
        base_url=str(settings.public_url).rstrip("/"),
        follow_redirects=False,
        raise_server_exceptions=False,
    ) as client:
        restore.keep()
        yield World(client, _inner(whole), bearers, cookies, numbers, database, restore)
    database.close()


def _spokesman(database: Database, name: str) -> Caller:
    """Return somebody who publishes for an organisation."""
    with database.read() as session:
        number = session.exec(select(Organisation.id).where(Organisation.name == name)).one()
    return Caller(actor="person:1", person_id=1, roles={number: Role.PUBLISHER}, proved=True)


def _inner(app: object) -> FastAPI:
    """Return what the middlewares stand around."""
    while not isinstance(app, FastAPI):
        app = app.app  # type: ignore[attr-defined]  # each keeps what it wraps under this name
    return app


def _people(session: Session) -> dict[str, Person]:
    now = clock.now()
    regions = {SUMEDANG: "32.11", BEKASI: "32.16", FRESH: "32.05"}
    for name in (SUMEDANG, BEKASI, COMMUNITY, FRESH):
        session.add(
            Organisation(
                name=name,
                kind="region" if name in regions else "community",
                region_code=regions.get(name),
                verified_at=None if name == FRESH else now,
                verified_by=None if name == FRESH else "operator",
                created_at=now,
            )
        )
    session.flush()
    by_name = {one.name: one for one in session.exec(select(Organisation))}
    people = {}
    for role, (where, held, registry_role) in ROLES.items():
        person = Person(
            email=f"{role}@example.go.id",
            name=role.title(),
            totp_since=now,
            totp_seed="",
            registry_role=registry_role,
            created_at=now,
        )
        session.add(person)
        session.flush()
        people[role] = person
        if where:
            session.add(
                Membership(person_id=person.id, organisation_id=by_name[where].id, role=held, since=now)
            )
    session.flush()
    return people


def _bearer(session: Session, role: str, person: Person, numbers: dict[str, str]) -> dict[str, str]:
    """Give a person's token with every scope: what it may do is what the person may."""
    grant = Grant(role, frozenset(Scope), person_id=person.id)
    token, text = tokens.create(session, grant, actor=OPERATOR.actor)
    numbers[f"token:{role}"] = str(token.id)
    return {"Authorization": f"Bearer {text}"}


def _link(person: Person) -> Link:
    """Give somebody a link that signs them in."""
    return Link(
        sha256=hashlib.sha256(b"tautan").hexdigest(),
        purpose="sign-in",
        person_id=person.id,
        created_at=clock.now(),
        expires_at=clock.now() + LATER,
    )


def _special(session: Session, name: str, people: dict[str, Person]) -> dict[str, str]:
    held = TOKENS[name]
    person = people.get(held.get("of", ""))
    grant = Grant(
        name,
        held["scopes"],
        person_id=person.id if person else None,
        application_slug=held.get("application_slug"),
    )
    return {"Authorization": f"Bearer {tokens.create(session, grant, actor=OPERATOR.actor)[1]}"}


def _cookie(session: Session, role: str, person: Person, numbers: dict[str, str]) -> dict[str, str]:
    now = clock.now()
    row = AccountSession(
        sha256=hashlib.sha256(role.encode()).hexdigest(),
        person_id=person.id,
        created_at=now,
        seen_at=now,
        expires_at=now + LATER,
        proved_at=now,
    )
    session.add(row)
    session.flush()
    row.rights = sessions.rights_of(identity.by_session(session, row))  # else the first page changes its text
    numbers[f"session:{role}"] = str(row.id)
    return {"livinglab-session": role}


def _finish(session: Session, people: dict[str, Person]) -> dict[str, str]:
    """Make an agreement, a quarantine and a submission; return the numbers that paths need."""
    found = {one.slug: one for one in session.exec(select(Application))}
    bekasi = session.exec(select(Organisation).where(Organisation.name == BEKASI)).one()
    agreement = Agreement(
        application_id=found["perizinan"].id,
        organisation_id=bekasi.id,
        reference="PKS/12/2026",
        signed_on=date(2026, 1, 1),
        expires_on=date(2099, 1, 1),
        recorded_by="operator",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    sumedang = session.exec(select(Organisation).where(Organisation.name == SUMEDANG)).one()
    owned_by = {"own": (sumedang.id, people["manager"].id), "other": (bekasi.id, people["stranger"].id)}
    workflows = {
        thing: TrustedWorkflow(
            application_id=found[slug].id,
            organisation_id=owned_by[thing][0],
            person_id=owned_by[thing][1],
            issuer="https://gitlab.com",
            repository=f"diskominfo/{slug}",
            created_at=clock.now(),
        )
        for thing, slug in (("own", "e-sakip"), ("other", "e-arsip"))
    }
    # `own` is offered to Sumedang, `other` by it: either side may end an offer, one side takes it.
    offers = {
        "own": Transfer(
            application_id=found["e-arsip"].id,
            from_organisation_id=bekasi.id,
            to_organisation_id=sumedang.id,
            offered_by="person:5",
            created_at=clock.now(),
            expires_at=clock.now() + LATER,
        ),
        "other": Transfer(
            application_id=found["e-sakip"].id,
            from_organisation_id=sumedang.id,
            to_organisation_id=bekasi.id,
            offered_by="person:4",
            created_at=clock.now(),
            expires_at=clock.now() + LATER,
        ),
    }
    session.add_all([agreement, *workflows.values(), *offers.values()])
    session.flush()
    hidden = found["aduan-warga"]
    hidden.standing, hidden.listed = "quarantined", False
    hidden.standing_reason, hidden.standing_at = "Memuat kode yang mencurigakan.", clock.now()
    hidden.changed_serial = journal.append(
        session,
        actor="operator",
        action="application.quarantined",
        subject="application:aduan-warga",
        detail={"reason": hidden.standing_reason},
    )
    ours = session.exec(select(Submission).where(Submission.slug == "e-sakip")).first()
    theirs = session.exec(select(Submission).where(Submission.slug == "e-arsip")).first()
    assert ours
    assert theirs
    owned = session.exec(select(Publisher).where(col(Publisher.organisation_id).is_not(None))).all()
    assert {one.name for one in owned} == {SUMEDANG, BEKASI}
    numbers = {f"person:{role}": str(person.id) for role, person in people.items()}
    numbers |= {f"workflow:{thing}": str(row.id) for thing, row in workflows.items()}
    numbers |= {f"offer:{thing}": str(row.id) for thing, row in offers.items()}
    numbers |= {"submission:own": str(ours.id), "submission:other": str(theirs.id)}
    named = {one.organisation_id: one.id for one in owned}
    for thing, number in (("own", named[sumedang.id]), ("other", named[bekasi.id])):
        numbers |= {f"publisher:{thing}": str(number), f"donor:{thing}": str(number)}
    numbers |= {"organisation:own": str(sumedang.id), "organisation:other": str(bekasi.id)}
    return numbers | {"agreement:agreement": str(agreement.id)}


def _adoptions(session: Session) -> dict[str, str]:
    """Have each government adopt what the other donates, restricted ones too, and tell of one adoption."""
    numbers = {}
    for thing, (adopter, region, slug) in ADOPTIONS.items():
        caller = _recorder(session, adopter)
        request = AdoptionRequest(
            application=slug, region=region, stage=Stage.INTEREST, date=clock.date_in_jakarta()
        )
        recorded = recording.record(session, request, caller=caller)
        numbers[f"adoption:{thing}"] = str(recorded.adoption.id)
        if thing == "own":
            told = ExperienceRequest(person_days=3)
            experiences.write(session, recorded.adoption, recorded.application, told, caller=caller)
            held = experiences.of(session, recorded.adoption)
            assert held
            numbers["experience"] = str(held.id)
    return numbers


def _recorder(session: Session, name: str) -> Caller:
    number = session.exec(select(Organisation.id).where(Organisation.name == name)).one()
    return Caller(
        actor="token:99", token_id=99, roles={number: Role.RECORDER}, governments=frozenset({number})
    )


def _webhooks(session: Session, keys: Keys, settings: Settings) -> dict[str, str]:
    """Give each government a webhook, and each webhook a delivery."""
    numbers = {}
    for thing, name in (("own", SUMEDANG), ("other", BEKASI)):
        organisation = session.exec(select(Organisation).where(Organisation.name == name)).one()
        manager = Caller(
            actor="person:4", person_id=4, roles={organisation.id or 0: Role.MANAGER}, proved=True
        )
        request = WebhookRequest(
            url="https://hook.example.go.id/", events=["release.published"], organisation=organisation.id
        )
        made = webhooks.create(session, keys, settings, request, caller=manager).webhook
        happening = session.exec(select(OutboxRow).order_by(col(OutboxRow.id))).first()
        assert happening
        delivery = Delivery(
            id=str(uuid.UUID(int=made.id or 0, version=4)),
            webhook_id=made.id or 0,
            outbox_id=happening.id or 0,
            status="failed",
            next_at=clock.now(),
        )
        session.add(delivery)
        numbers |= {f"webhook:{thing}": str(made.id), f"delivery:{thing}": delivery.id}
    return numbers


def _materials(session: Session, digest: str) -> dict[str, str]:
    """Give each application a manual, and a picture of its source."""
    numbers = {}
    for thing, slug in OBJECTS.items():
        application = session.exec(select(Application).where(Application.slug == slug)).one()
        row = Material(
            application_id=application.id or 0,
            kind="manual",
            title_id="Buku panduan",
            url="https://example.go.id/panduan.pdf",
            recorded_by="operator",
            recorded_at=clock.now(),
        )
        session.add(row)
        session.add(Picture(application_id=application.id or 0, sha256=digest, content=b"RIFF....WEBP"))
        session.flush()
        numbers[f"material:{thing}"] = str(row.id)
    return numbers


def _identities(session: Session) -> dict[str, str]:
    """Return the names that other catalogs' clients have for things."""
    known = identities.identities(session)
    applications = session.exec(select(Application)).all()
    publisher = session.exec(select(Publisher).where(Publisher.name == SUMEDANG)).one()
    return {f"software:{one.slug}": known.of("software", one.id or 0) for one in applications} | {
        "publishers:": known.of("publisher", publisher.id or 0),
        "catalogs:": catalogs.ROOT,
    }
