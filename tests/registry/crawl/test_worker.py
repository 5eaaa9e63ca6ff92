"""Workers take what is due, and a worker that dies leaves nothing behind."""

from sqlmodel import select

from registry.crawl import worker
from registry.tables import Frontier, Visit


def test_a_worker_visits_all_that_is_due_and_stops(visitor, new_donor):
    for slug in ("e-sakip", "spbe-index"):
        donor = new_donor()
        donor.release()
        visitor.submit(donor.url, slug)
    assert worker.work(visitor.database, visitor.settings, once=True) == 2
    with visitor.database.read() as session:
        assert [visit.outcome for visit in session.exec(select(Visit))] == ["published", "published"]
        assert {place.lease_owner for place in session.exec(select(Frontier))} == {None}


def test_a_visit_on_demand_reports_how_it_ended(visitor, donor):
    donor.release(**{".env": "DB_PASSWORD=rahasia\n"})
    visitor.submit(donor.url)
    report = worker.visit_now(visitor.database, visitor.settings, "e-sakip")
    assert report.outcome == "sent_back"
    assert "env-tracked" in {finding.code for finding in report.findings}
