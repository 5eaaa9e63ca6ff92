"""Adoptions for those who copy, follow or subscribe: Bekasi uses what Sumedang donates."""

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
# What asks the database nothing that another test does not ask as well: on PostgreSQL in the long run alone.
ON_SQLITE = {
    "test_an_answer_kept_for_one_form_is_not_given_for_the_other",
    "test_an_entry_is_codemeta",
    "test_its_publiccode_yml_is_one",
    "test_of_restricted_source_only_the_safe_text_is_told",
    "test_there_is_nothing_of_what_is_not_there",
    "test_an_impossible_page_is_refused",
    "test_many_rows_that_concern_nobody_are_passed_in_pieces",
    "test_pages_lead_to_the_end_and_stay_there",
    "test_what_is_withdrawn_is_told_by_its_number_alone",
    "test_a_second_dump_of_a_day_takes_the_place_of_the_first",
    "test_dumps_are_served_by_range_and_with_digests",
    "test_no_canary_is_in_any_file",
    "test_no_cell_is_a_formula",
    "test_nothing_else_is_served_below_dumps",
    "test_the_operator_dumps_at_the_shell",
    "test_the_same_content_gives_the_same_bytes",
    "test_a_feed_holds_the_newest_fifty",
    "test_a_feed_speaks_the_readers_language",
    "test_a_reader_who_has_it_already_gets_nothing_again",
    "test_an_unknown_feed_is_a_problem",
    "test_ids_and_links_follow_the_public_address_and_never_the_host",
    "test_names_with_markup_and_control_characters_do_not_break_a_feed",
    "test_what_is_quarantined_is_in_no_feed_from_then_on",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave to the long run what would be told twice."""
    for item in items:
        name, _, parameter = item.name.partition("[")
        if name in ON_SQLITE and parameter.startswith("postgresql"):
            item.add_marker(pytest.mark.long)


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
