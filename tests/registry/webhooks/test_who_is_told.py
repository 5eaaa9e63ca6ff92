"""Who is told of what: by event, application and region; nothing of what is hidden or not for them."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import select, update

from registry import outbox
from registry.database import Database
from registry.tables import Adoption, Application, Organisation, OutboxRow


def adopt(database: Database, *, organisation: int, unit: str = "", slug: str = "e-sakip") -> int:
    """Record that a region adopts an application, as far as telling goes."""
    with database.write() as session:
        application = session.exec(select(Application).where(Application.slug == slug)).one()
        row = Adoption(
            application_id=application.id,
            region_code="32.16",
            unit=unit,
            organisation_id=organisation,
            created_at=application.created_at,
            state="interested",
            since=date(2026, 3, 1),
            changed_serial=application.changed_serial,
        )
        session.add(row)
        session.flush()
        outbox.put(
            session,
            "adoption.changed",
            serial=application.changed_serial,
            application_slug=slug,
            region_code="32.16",
            detail={"adoption": row.id, "stage": "interest", "note": "rahasia", "region": "32.16"},
        )
        return row.id or 0


@pytest.fixture
def five(scene: Any) -> dict[str, str]:
    """Give webhooks for adoptions by path: adopter, donor, registry, and two narrow ones."""
    base, events = scene.receiver.url, ["adoption.changed"]
    scene.webhook(url=f"{base}/bekasi", events=events)
    scene.webhook("sumedang", url=f"{base}/sumedang", events=events)
    scene.webhook("operator", url=f"{base}/registry", events=events)
    scene.webhook("operator", url=f"{base}/jabar", events=events, region="32")
    scene.webhook("operator", url=f"{base}/jateng", events=events, region="33")
    return {name: f"/hook/{name}" for name in ("bekasi", "sumedang", "registry", "jabar", "jateng")}


def told(scene: Any) -> set[str]:
    """Deliver what is due and return who was told."""
    before = len(scene.receiver.got)
    scene.deliver()
    return {got.path.rpartition("/")[2] for got in scene.receiver.got[before:]}


@pytest.mark.usefixtures("five")
def test_an_adoption_is_told_to_all_who_asked_and_to_adopter_and_donor_alone_where_source_is_restricted(
    scene: Any, donate: Any
) -> None:
    donate()
    number = adopt(scene.database, organisation=scene.organisations["bekasi"])
    assert told(scene) == {"bekasi", "sumedang", "registry", "jabar"}
    notice = scene.receiver.got[-1].notice
    assert notice["detail"] == {"adoption": number, "stage": "interest"}  # and no note
    assert notice["links"]["adoption"].endswith(f"/api/v1/adoptions/{number}")
    scene.change(visibility="agreement")
    adopt(scene.database, organisation=scene.organisations["bekasi"], unit="Bappeda")
    assert told(scene) == {"bekasi", "sumedang"}


@pytest.mark.usefixtures("five")
def test_what_became_restricted_before_it_was_sent_is_not_sent_to_others_and_leaves_no_trace(
    scene: Any, donate: Any
) -> None:
    donate()
    scene.receiver.answer = lambda _: (500, {})
    adopt(scene.database, organisation=scene.organisations["bekasi"])
    told(scene)
    scene.change(visibility="agreement")
    scene.hurry()
    assert told(scene) == {"bekasi", "sumedang"}
    assert [len(scene.log(number)) for number in (1, 2, 3, 4)] == [1, 1, 0, 0]


def test_what_is_hidden_is_told_when_it_is_open_again_and_not_before(scene: Any, donate: Any) -> None:
    hook = scene.webhook()
    donate()
    scene.change(standing="quarantined", listed=False)
    assert scene.deliver() == []
    assert scene.log(hook["id"]) == []
    scene.change(standing="open", listed=True)
    scene.receiver.answer = lambda _: (500, {})
    assert len(scene.deliver()) == 1
    scene.change(standing="quarantined", listed=False)  # between two tries
    scene.hurry()
    assert scene.deliver() == []
    assert [(one["status"], one["attempts"]) for one in scene.log(hook["id"])] == [("waiting", 1)]
    scene.change(standing="open", listed=True)
    scene.hurry()
    assert len(scene.deliver()) == 1


def test_one_application_or_region_may_be_asked_for_and_who_is_closed_is_told_nothing(
    scene: Any, donate: Any
) -> None:
    donate()
    with scene.database.write() as session:
        session.exec(update(OutboxRow).values(fanned_at=OutboxRow.created_at))
    base = scene.receiver.url
    scene.webhook(url=f"{base}/application", application="e-sakip")
    scene.webhook(url=f"{base}/region", region="32.11")
    scene.webhook(url=f"{base}/other", region="32.16")
    scene.webhook(url=f"{base}/event", events=["adoption.changed"])
    donate("e-kinerja", region="32.11")
    assert told(scene) == {"region"}
    bekasi = update(Organisation).where(Organisation.id == scene.organisations["bekasi"])
    with scene.database.write() as session:
        session.exec(bekasi.values(closed_at=Organisation.created_at))
    donate("simpeg", region="32.11")
    assert told(scene) == set()
