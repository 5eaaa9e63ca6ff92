"""Every filter of the list walks an index of its own: a page costs the same in a catalog of any size."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, event, text
from starlette.testclient import TestClient

from registry.catalog import applications
from registry.catalog.applications import Filters
from registry.database import Database

DISTRICT, VILLAGE = "32.11.01", "32.11.01.2001"
PLANS = {
    "ix_applications_listed_slug": Filters(),
    "ix_applications_province_slug": Filters(region="32"),
    "ix_applications_regency_slug": Filters(region="32.11"),
    "ix_applications_license_slug": Filters(license="EUPL-1.2"),
    "ix_applications_publisher_slug": Filters(publisher="Pemerintah Kabupaten Sumedang"),
    "application_categories": Filters(category="data-analytics"),
}


def plan(database: Database, filters: Filters) -> str:
    """Return how the database goes about one page, forbidding PostgreSQL what it prefers for small tables."""
    asked = []

    def remember(
        _connection: Connection, _cursor: object, statement: str, values: object, *_: object
    ) -> None:
        asked.append((statement, values))

    with database.read() as session:
        connection = session.connection()
        if not database.is_sqlite:
            for way in ("seqscan", "bitmapscan", "sort"):
                connection.execute(text(f"SET LOCAL enable_{way} = off"))
        event.listen(connection, "before_cursor_execute", remember)
        applications.find(session, filters, after="e", limit=26)
        event.remove(connection, "before_cursor_execute", remember)
        statement, parameters = asked[-1]
        explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        rows = connection.exec_driver_sql(f"{explain} {statement}", parameters).all()
    return "\n".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize("index", PLANS)
def test_each_filter_walks_its_own_index_in_the_order_of_slugs(database: Database, index: str) -> None:
    found = plan(database, PLANS[index])
    assert index in found, found
    for slow in ("SCAN", "Seq Scan", "TEMP B-TREE", "Sort"):
        assert slow not in found, found


def test_a_category_is_looked_up_where_another_filter_leads_to_fewer_rows(database: Database) -> None:
    found = plan(database, Filters(category="data-analytics", region="32.11"))
    assert "ix_applications_regency_slug" in found, found


def test_a_village_is_found_by_all_that_it_lies_in(client: TestClient, publish: Callable[..., str]) -> None:
    publish("opensid-cipaku", publisher="Desa Cipaku", region=VILLAGE)
    publish("e-sakip", region="32.11")
    publish("e-surat", publisher="Kota Banjar", region="32.79")

    def listed(region: str) -> list[str]:
        page = client.get("/api/v1/applications", params={"region": region}).json()
        return [item["slug"] for item in page["items"]]

    assert listed("32") == ["e-sakip", "e-surat", "opensid-cipaku"]
    assert listed("32.11") == ["e-sakip", "opensid-cipaku"]
    assert listed(DISTRICT) == listed(VILLAGE) == ["opensid-cipaku"]
    assert listed("32.11.02") == []
