"""Experiences: Bekasi writes what e-SAKIP took; a curator lets it pass; from then on everybody reads it."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from livinglab.contract import experiences as wire
from livinglab.contract.adoptions import State
from registry import clock
from registry.__main__ import main
from registry.access import tokens
from registry.access.callers import Caller, RegistryRole, Role, Scope
from registry.access.tokens import Grant
from registry.adoption import experience_moderation, experiences, naming
from registry.database import Database
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from registry.settings import Settings
from registry.tables import (
    Adoption,
    Application,
    Cohort,
    CohortMember,
    ExperienceVersion,
    JournalRow,
    Organisation,
    Publisher,
)

SUMEDANG = "Pemerintah Kabupaten Sumedang"
TOOK: dict[str, Any] = {"person_days": 40, "rupiah": 30_000_000, "problems": "Data pegawai lama tidak cocok."}
CURATOR = Caller(actor="person:90", person_id=90, registry_role=RegistryRole.CURATOR, proved=True)
AUDITOR = Caller(actor="person:91", person_id=91, registry_role=RegistryRole.AUDITOR, proved=True)
FITS = {"decision": "published", "reason": "Sudah dibaca dan layak."}


@dataclass
class Story:
    """The adoptions by application, and who takes part."""

    adoptions: dict[str, int] = field(default_factory=dict)
    callers: dict[str, Caller] = field(default_factory=dict)
    bekasi: int = 0


@pytest.fixture
def told(database: Database, publish: Callable[..., str]) -> Story:
    """Sumedang donates e-SAKIP to everybody and Kinerja under agreement; Bekasi has adopted both."""
    publish()
    publish("kinerja", visibility="agreement")
    with database.write() as session:
        donor, bekasi = _organisation(session, SUMEDANG, "32.11"), _organisation(session, "Bekasi", "32.16")
        publisher = session.exec(select(Publisher).where(Publisher.name == SUMEDANG)).one()
        publisher.organisation_id = donor
        made = Story(bekasi=bekasi)
        for application in session.exec(select(Application)).all():
            row = _adoption(application, bekasi)
            session.add(row)
            session.flush()
            made.adoptions[application.slug] = row.id or 0
    made.callers = {
        "recorder": Caller(actor="person:1", person_id=1, roles={bekasi: Role.RECORDER}),
        "reader": Caller(actor="person:2", person_id=2, roles={bekasi: Role.READER}),
        "donor": Caller(actor="person:3", person_id=3, roles={donor: Role.MANAGER}, proved=True),
        "nobody": Caller(),
    }
    return made


def _organisation(session: Any, name: str, code: str) -> int:
    now = clock.now()
    made = Organisation(name=name, kind="region", region_code=code, verified_at=now, created_at=now)
    session.add(made)
    session.flush()
    return int(made.id or 0)


def _adoption(application: Application, organisation: int) -> Adoption:
    return Adoption(
        application_id=application.id or 0,
        region_code="32.16",
        organisation_id=organisation,
        created_at=clock.now(),
        state=State.PILOTING,
        changed_serial=1,
    )


@pytest.fixture
def write(database: Database, told: Story) -> Callable[..., wire.Experience]:
    """Give the recorder's hand."""

    def write(slug: str = "e-sakip", *, by: str = "recorder", **content: Any) -> wire.Experience:
        caller = told.callers[by]
        with database.write() as session:
            adoption, application = naming.find(session, told.adoptions[slug], caller)
            request = wire.ExperienceRequest.model_validate(content or TOOK)
            experiences.write(session, adoption, application, request, caller=caller)
            return experiences.show(session, adoption, application, caller=caller)

    return write


@pytest.fixture
def read(database: Database, told: Story) -> Callable[..., wire.Experience | None]:
    """Give anybody's eyes: what they read of an experience, None for nothing."""

    def read(by: str | Caller = "nobody", slug: str = "e-sakip") -> wire.Experience | None:
        caller = by if isinstance(by, Caller) else told.callers[by]
        with database.read() as session:
            try:
                found = naming.find(session, told.adoptions[slug], caller)
                return experiences.show(session, *found, caller=caller)
            except NotFound:
                return None

    return read


@pytest.fixture
def decide(database: Database) -> Callable[..., None]:
    """Give the curator's hand, which decides about the first experience unless told otherwise."""

    def decide(number: int, decision: str = "published", *, by: Caller = CURATOR) -> None:
        request = wire.ExperienceDecision.model_validate({**FITS, "decision": decision})
        with database.write() as session:
            experience_moderation.decide(session, _first(session), number, request, caller=by)

    return decide


def _first(session: Any) -> int:
    return int(session.exec(select(ExperienceVersion.experience_id).limit(1)).one())


def queue(database: Database) -> list[int]:
    """Return the numbers of the versions that wait."""
    with database.read() as session:
        return [one.version.number for _, one in experience_moderation.queue(session, after=0, limit=10)]


def test_nobody_else_reads_it_before_a_curator_let_it_pass(write, read, decide) -> None:
    written = write()
    assert (written.published, written.waiting, written.versions) == (None, 1, 1)
    assert [read(who) for who in ("nobody", "donor")] == [None, None]
    for who in ("recorder", "reader", CURATOR, AUDITOR):
        assert read(who).newest.problems == TOOK["problems"]
    decide(1)
    seen = read()
    assert (seen.published.rupiah, seen.versions, seen.waiting, seen.newest) == (30_000_000, 1, 0, None)
    assert seen.published.decision_reason is None
    assert read("recorder").published.decision_reason == FITS["reason"]


def test_what_is_public_stays_so_until_the_next_version_is(write, read, decide, database) -> None:
    write()
    decide(1)
    write(person_days=55)
    assert read().published.person_days == 40
    write(person_days=60)  # before a curator came to the second one
    assert queue(database) == [3]
    with pytest.raises(Conflict, match="version 3"):
        decide(2)
    decide(3)
    assert (read().published.person_days, read().versions) == (60, 2)
    decide(3, "refused")
    assert read() is None
    assert [one.decision for one in all_versions(database)] == ["published", "superseded", "refused"]
    with pytest.raises(NotFound):
        decide(9)


def all_versions(database: Database) -> list[ExperienceVersion]:
    """Return all versions in their order."""
    with database.read() as session:
        return list(session.exec(select(ExperienceVersion).order_by(col(ExperienceVersion.number))).all())


def test_the_same_content_and_the_same_decision_change_nothing(write, decide, database: Database) -> None:
    def serial() -> int:
        with database.read() as session:
            return len(session.exec(select(JournalRow)).all())

    write()
    decide(1)
    before = serial()
    write(**{**TOOK, "problems": f"  {TOOK['problems']}\r\n"})
    decide(1)
    assert serial() == before
    assert len(all_versions(database)) == 1


def test_only_the_adopters_recorders_write_and_only_curators_who_did_not_decide(
    write, decide, told: Story
) -> None:
    for who in ("reader", "donor"):
        with pytest.raises(Forbidden):
            write(by=who)
    write()
    told.callers["recorder"] = Caller(
        actor="person:1", person_id=1, roles={told.bekasi: Role.RECORDER}, registry_role=RegistryRole.CURATOR
    )
    for caller in (told.callers["recorder"], told.callers["donor"], AUDITOR):
        with pytest.raises(Forbidden):
            decide(1, by=caller)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"person_days": None}, "person_days"),
    ({"alternative_basis": "DPA 2025"}, "person_days"),
    ({"alternative_rupiah": 5}, "alternative_basis"),
    ({"rupiah": 5, "alternative_basis": "DPA 2025"}, "alternative_rupiah"),
    ({"problems": " \n "}, "problems"),
    ({"changes": "aman\u202etxt.exe"}, "changes"),
    ({"solutions": "nul\0"}, "solutions"),
]


def test_what_says_nothing_or_hides_something_is_sent_back_with_the_field(write, database: Database) -> None:
    for content, named in WRONG:
        with pytest.raises(Invalid) as refused:
            write(**content)
        assert refused.value.field == named
    assert all_versions(database) == []


def test_the_journal_has_each_step_and_none_of_the_words(write, decide, database: Database) -> None:
    write()
    decide(1)
    decide(1, "refused")
    with database.read() as session:
        query = select(JournalRow).where(col(JournalRow.action).startswith("experience."))
        rows = session.exec(query.order_by(col(JournalRow.serial))).all()
        adoption = session.get_one(Adoption, int(rows[0].subject.removeprefix("adoption:")))
        assert adoption.changed_serial == rows[-1].serial
    assert [row.action for row in rows] == [
        "experience.written",
        "experience.published",
        "experience.refused",
    ]
    assert all(set(json.loads(row.detail)) == {"experience", "version"} for row in rows)


def test_experiences_over_http(
    client: TestClient, database: Database, told: Story, decide: Callable[..., None]
) -> None:
    with database.write() as session:
        for slug, codes in (("bekasi", ["32.16"]), ("lain", ["32.15"])):
            session.add(Cohort(slug=slug, name=slug, note_id="-", note_en="-", source="-"))
            session.flush()
            for code in codes:
                more = {"evidence": "-", "source": "-", "confidence": "high"}
                session.add(CohortMember(cohort_slug=slug, region_code=code, **more))
        grants = {
            "bekasi": Grant("b", frozenset({Scope.RECORD}), organisation_id=told.bekasi),
            "own": Grant("o", frozenset({Scope.CURATE})),
        }
        keys = {
            name: {"Authorization": f"Bearer {tokens.create(session, grant, actor='operator')[1]}"}
            for name, grant in grants.items()
        }
    both = {**TOOK, "alternative_rupiah": 90_000_000, "alternative_basis": "DPA 2025, Rp90 juta"}
    for slug, content in (("e-sakip", both), ("kinerja", TOOK)):
        path = f"/api/v1/adoptions/{told.adoptions[slug]}/experience"
        assert client.put(path, json=content).status_code == 401
        assert client.put(path, json=content, headers=keys["own"]).status_code == 403
        assert client.put(path, json=content, headers=keys["bekasi"]).json()["waiting"] == 1
        assert client.get(path).status_code == 404
    assert client.get("/api/v1/moderation/experiences", headers=keys["bekasi"]).status_code == 403
    for waiting in client.get("/api/v1/moderation/experiences", headers=keys["own"]).json()["items"]:
        place = f"/api/v1/moderation/experiences/{waiting['experience']}/versions/1/decision"
        assert client.post(place, json=FITS, headers=keys["bekasi"]).status_code == 403
        assert client.post(place, json=FITS, headers=keys["own"]).json()["version"]["decision"] == "published"
    assert client.get("/api/v1/moderation/experiences", headers=keys["own"]).json()["items"] == []

    def listed(headers: dict[str, str] | None = None, **filters: Any) -> tuple[list[str], int, int]:
        page = client.get("/api/v1/experiences", params=filters, headers=headers or {}).json()
        return [one["application"] for one in page["items"]], page["total"], page["unnamed"]

    assert listed() == (["e-sakip"], 2, 1)
    assert listed(keys["bekasi"]) == (["e-sakip", "kinerja"], 2, 0)
    assert listed(counted=True) == (["e-sakip"], 1, 0)
    assert listed(counted=False) == ([], 1, 1)
    assert listed(application="kinerja") == ([], 0, 0)
    assert listed(region="31") == ([], 0, 0)
    assert [listed(cohort=cohort)[1] for cohort in ("bekasi", "lain")] == [2, 0]
    assert client.get("/api/v1/experiences?cohort=none").json()["errors"][0]["field"] == "cohort"
    assert listed(keys["bekasi"], limit=1) == (["e-sakip"], 2, 0)
    public = client.get(f"/api/v1/adoptions/{told.adoptions['e-sakip']}/experience/versions").json()
    assert [(one["number"], one["alternative_rupiah"]) for one in public["items"]] == [(1, 90_000_000)]
    assert client.get(f"/api/v1/adoptions/{told.adoptions['kinerja']}/experience/versions").status_code == 404
    place = f"/api/v1/adoptions/{told.adoptions['e-sakip']}/experience"
    for name, value in (("rupiah", -1), ("rupiah", True), ("months", "3"), ("person_days", 10**7)):
        bad = client.put(place, json={name: value}, headers=keys["bekasi"])
        assert (bad.status_code, bad.json()["errors"][0]["field"]) == (422, name)


def test_the_operators_commands_show_and_decide(
    write: Callable[..., Any],
    read: Callable[..., Any],
    database: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write(problems="Satu.\nDua.", person_days=2)
    monkeypatch.setenv("LIVINGLAB_FOLDER", str(settings.folder))
    monkeypatch.setenv("LIVINGLAB_DATABASE_URL", settings.database_url)
    with database.read() as session:
        number = str(_first(session))
    for arguments, code, said in (
        (["list"], 0, f"{number} 1\te-sakip in Kabupaten Bekasi, adoption "),
        (["publish", number, "1", "--reason", "pendek"], 1, "reason"),
        (["publish", number, "1", "--reason", FITS["reason"]], 0, "version 1: published"),
        (["list"], 0, ""),
        (["publish", number, "2", "--reason", FITS["reason"]], 1, "There is no version 2"),
    ):
        assert main(["experience", *arguments]) == code
        printed = capsys.readouterr()
        assert said in printed.out + printed.err
        if arguments == ["list"] and said:
            assert printed.out.splitlines()[1:] == [
                "\tperson_days: 2.0",
                "\tproblems: Satu.",
                "\tproblems: Dua.",
            ]
    assert read().published.person_days == 2
    assert main(["experience", "refuse", number, "1", "--reason", "Ada nama pegawai di dalamnya."]) == 0
    assert read() is None


def test_the_same_experience_sent_twice_at_once_is_one_version(write, database: Database) -> None:
    with ThreadPoolExecutor(3) as threads:
        told = list(threads.map(lambda _: write(), range(3)))
    assert [one.versions for one in told] == [1, 1, 1]
    assert len(all_versions(database)) == 1
