"""Visits of what nobody may see: real git, and archives that lie where no route serves them."""

import pytest

from livinglab.contract.moderation import Decision
from registry.access.callers import OPERATOR
from registry.catalog import moderation, shelves
from registry.catalog.store import entry_name, open_store, quarantined_name
from registry.tables import Move

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WHY = "Laporan masuk: rilis ini memuat kode yang mengirim data ke luar."


@pytest.fixture
def decide(database, crawl_settings):
    """Give a curator's hand; files are moved at once."""

    def decide(decision):
        with database.write() as session:
            moderation.decide(session, "e-sakip", decision, WHY, caller=OPERATOR)
        assert shelves.carry_out(database, open_store(crawl_settings))

    return decide


def names(entry) -> list[str]:
    """Return the names of every bundle in an entry, in the store."""
    return [archive.path.removeprefix("archives/") for one in entry.releases for archive in one.archives]


def test_a_visit_of_what_is_hidden_puts_its_archives_out_of_the_way(
    visitor, donor, database, crawl_settings, decide
) -> None:
    donor.release("v1.0.0")
    source = visitor.submit(donor.url)
    assert visitor.visit(source).outcome == "published"
    store = open_store(crawl_settings)
    decide(Decision.QUARANTINE)
    donor.release("v1.1.0")
    assert visitor.visit(source).outcome == "published"
    assert store.size(entry_name("e-sakip")) is None
    with database.read() as session:
        assert session.get(Move, 1) is None
    decide(Decision.RELEASE)
    entry = visitor.entry("e-sakip")
    assert [one.version for one in entry.releases] == ["1.1.0", "1.0.0"]
    assert len(names(entry)) >= 4  # two snapshots, a delta, histories
    for name in names(entry):
        assert (store.size(name) is not None, store.size(quarantined_name(name))) == (True, None)
    decide(Decision.QUARANTINE)
    for name in names(entry):
        assert (store.size(name), store.size(quarantined_name(name)) is not None) == (None, True)


def test_what_was_hidden_while_its_visit_ran_has_no_files_to_be_had(
    visitor, donor, database, crawl_settings, decide, monkeypatch
) -> None:
    """The quarantine comes between the archives and the catalog's record of them."""
    donor.release("v1.0.0")
    source = visitor.submit(donor.url)
    visitor.visit(source)
    put, store = type(open_store(crawl_settings)).put_file, open_store(crawl_settings)
    brought = []

    def put_and_decide(self, name, path):
        put(self, name, path)
        brought.append(name)
        if len(brought) == 1:
            with database.write() as session:
                moderation.decide(session, "e-sakip", Decision.QUARANTINE, WHY, caller=OPERATOR)

    monkeypatch.setattr(type(store), "put_file", put_and_decide)
    donor.release("v1.1.0")
    visitor.visit(source)
    assert shelves.carry_out(database, store)
    assert brought
    for name in brought:
        assert (store.size(name), store.size(quarantined_name(name)) is not None) == (None, True)
