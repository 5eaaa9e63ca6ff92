"""Adoptions for those who copy, follow or subscribe: Kabupaten Bekasi uses what Kabupaten Sumedang donates."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session, select

from livinglab.contract.adoptions import Stage
from registry import clock, journal
from registry.adoption import derived, telling
from registry.database import Database
from registry.tables import Adoption, AdoptionEvent, Application, Organisation

Adopt = Callable[..., int]


def _organisation(session: Session, region: str) -> Organisation:
    name = f"Pemerintah {region}"
    found = session.exec(select(Organisation).where(Organisation.name == name)).first()
    if found is None:
        found = Organisation(name=name, kind="region", region_code=region, created_at=clock.now())
        session.add(found)
        session.flush()
    return found


def _adoption(session: Session, application: Application, region: str) -> Adoption:
    query = select(Adoption).where(Adoption.application_id == application.id, Adoption.region_code == region)
    found = session.exec(query).first()
    if found is None:
        found = Adoption(
            application_id=application.id or 0,
            region_code=region,
            organisation_id=_organisation(session, region).id or 0,
            created_at=clock.now(),
            state="none",
            changed_serial=0,
        )
        session.add(found)
        session.flush()
    return found


@pytest.fixture
def adopt(database: Database) -> Adopt:
    """Record a stage of a region's adoption, as the adopter does, and give the adoption's number."""

    def adopt(
        slug: str,
        region: str = "32.16",
        stage: Stage = Stage.GO_LIVE,
        day: date | None = None,
        **more: object,
    ) -> int:
        with database.write() as session:
            application = session.exec(select(Application).where(Application.slug == slug)).one()
            adoption = _adoption(session, application, region)
            before = derived.counted(adoption, derived.standing(session, adoption))
            event = AdoptionEvent.model_validate(
                {
                    "adoption_id": adoption.id,
                    "stage": str(stage),
                    "happened_on": day or clock.date_in_jakarta(),
                    "recorded_by": "person:1",
                    "recorded_at": clock.now(),
                    "serial": journal.serial(session) + 1,
                    **more,
                }
            )
            session.add(event)
            session.flush()
            detail = {"stage": str(stage)}
            telling.tell(
                session,
                adoption,
                application,
                "adoption.recorded",
                row=event,
                detail=detail,
                actor="person:1",
            )
            derived.refresh(session, adoption, before=before)
            return adoption.id or 0

    return adopt
