"""Signs of life: commits and hands of the last two years, counted in the mirror, without names."""

from datetime import UTC, datetime, timedelta

from sqlmodel import select

from registry.catalog.found import SIGNS
from registry.tables import Source


def commit(donor, who: str, days_ago: int, *, tag: str | None = None) -> None:
    """Commit by somebody some days ago, on top of main, without a change."""
    stamp = int((datetime.now(UTC) - timedelta(days=days_ago)).timestamp())
    line = f"{who} {stamp} +0700"
    stream = (
        f"commit refs/heads/main\nauthor {line}\ncommitter {line}\ndata 5\nrilis\nfrom refs/heads/main^0\n"
    )
    donor.git("fast-import", "--quiet", "--force", input=f"{stream}\ndone\n")
    if tag:
        donor.git("tag", tag, "refs/heads/main")


def signs(visitor):
    """Return what the catalog keeps, as text and read."""
    with visitor.database.read() as session:
        kept = session.exec(select(Source.signs)).one()
    return kept, SIGNS.validate_json(kept)


def test_hands_are_counted_once_each_and_machines_not_at_all(visitor, donor, texts) -> None:
    donor.commit({**texts, "app.py": "print(1)\n"})
    commit(donor, "Budi <budi@sumedangkab.go.id>", 1500)
    commit(donor, "Budi <Budi@sumedangkab.go.id>", 300)
    commit(donor, "Budi S. <budi@sumedangkab.go.id>", 200)
    commit(donor, "dependabot[bot] <bot@example.invalid>", 50)
    commit(donor, "Siti <siti@sumedangkab.go.id>", 40, tag="v1.0.0")
    visitor.visit(visitor.submit(donor.url))
    kept, found = signs(visitor)
    assert (found.people, found.commits) == (2, 4)
    assert (datetime.now(UTC) - found.last_change).days == 40
    assert "budi" not in kept.lower(), "numbers only"


def test_what_comes_later_is_seen_at_the_next_visit(visitor, donor) -> None:
    donor.release("v1.0.0")
    source = visitor.submit(donor.url)
    visitor.visit(source)
    first = signs(visitor)[1]
    commit(donor, "Siti <siti@sumedangkab.go.id>", 1, tag="v1.1.0")
    visitor.visit(source)
    assert signs(visitor)[1].last_change > first.last_change


def test_a_date_from_the_future_counts_as_now(visitor, donor) -> None:
    donor.release("v1.0.0")
    commit(donor, "Siti <siti@sumedangkab.go.id>", -4000, tag="v1.1.0")
    visitor.visit(visitor.submit(donor.url))
    _, found = signs(visitor)
    assert found.last_change <= found.seen_at
