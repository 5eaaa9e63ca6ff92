"""The examples of the demo: made up, the same each time, and only where the registry says so."""

from pathlib import Path

import pytest
from sqlmodel import col, func, select

from registry.access.callers import OPERATOR
from registry.adoption import cohorts
from registry.catalog import describing
from registry.commands import descriptions
from registry.database import Database
from registry.demo import examples
from registry.errors import Conflict
from registry.settings import Settings
from registry.tables import Adoption, AdoptionEvent

ENTRIES = Path(examples.__file__).with_name("applications.json")


def test_a_registry_that_does_not_say_so_gets_none(database: Database, settings: Settings) -> None:
    with pytest.raises(Conflict):
        examples.fill(database, settings)
    with database.read() as session:
        assert session.exec(select(Adoption)).all() == []


def test_they_reach_many_regions_and_come_once(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examples, "POPULAR", (("opensid", 12, 44),))
    said = settings.model_copy(update={"examples": True})
    with database.write() as session:
        cohorts.load_packaged(session)
        for entry in descriptions.read(ENTRIES):
            if entry.slug == "opensid":
                describing.describe(session, entry, caller=OPERATOR)
    assert examples.fill(database, said).adoptions == 12
    assert examples.fill(database, said).adoptions == 0
    with database.read() as session:
        assert session.exec(select(func.count(func.distinct(col(Adoption.region_code))))).one() == 12
        actors = set(session.exec(select(AdoptionEvent.recorded_by)).all())
    assert actors == {"example"}, "whoever reads the records sees that they are made up"
