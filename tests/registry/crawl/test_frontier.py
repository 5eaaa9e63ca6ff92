"""The frontier holds every source for one worker at a time, by the database's clock."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from sqlmodel import select

from livinglab.contract import SubmissionRequest
from registry.access.callers import OPERATOR
from registry.catalog import submissions
from registry.crawl import frontier
from registry.tables import Frontier, Source


@pytest.fixture
def submit(database):
    """Submit one source and return its id."""

    def one(slug, host=None):
        url = f"https://{host or slug + '.contoh.go.id'}/a/{slug}"
        with database.write() as session:
            request = SubmissionRequest(url=url, slug=slug, publisher=f"Publisher of {slug}")
            return submissions.submit(session, request, caller=OPERATOR).source_id

    return one


def take(database, owner, **options):
    with database.write() as session:
        return frontier.lease(session, owner, **{"seconds": 60, **options})


def place_of(database, source):
    with database.read() as session:
        return session.get(Frontier, source)


def shift(database, source, **seconds):
    """Move a source's moments, as if time had passed."""
    with database.write() as session:
        place = session.get(Frontier, source)
        for column, by in seconds.items():
            setattr(place, column, getattr(place, column) + timedelta(seconds=by))
        session.add(place)


def test_what_was_due_first_is_taken_first(database, submit):
    first, second = submit("aplikasi-satu"), submit("aplikasi-dua")
    assert take(database, "a").source_id == first
    assert take(database, "b").source_id == second
    assert take(database, "c") is None


def test_a_held_source_is_given_to_nobody_else(database, submit):
    source = submit("aplikasi")
    assert take(database, "a", source_id=source).owner == "a"
    assert take(database, "b", source_id=source) is None


def test_two_sources_of_one_host_are_not_visited_at_once(database, submit):
    first = submit("aplikasi-satu", "git.contoh.go.id")
    second = submit("aplikasi-dua", "git.contoh.go.id")
    third = submit("aplikasi-tiga", "git.contoh.go.id.evil.net")
    assert take(database, "a").source_id == first
    assert take(database, "b").source_id == third
    assert take(database, "c") is None
    with database.write() as session:
        assert frontier.succeed(session, first, "a", interval=3600)
    assert take(database, "c").source_id == second


def test_the_host_that_counts_is_where_redirects_led(database, submit):
    first, second = submit("aplikasi-satu", "lama.go.id"), submit("aplikasi-dua", "baru.go.id")
    with database.write() as session:
        session.get(Source, first).canonical_url = "https://baru.go.id/a/aplikasi-satu"
    assert take(database, "a").source_id == first
    assert take(database, "b") is None
    assert second


def test_a_lease_that_ran_out_is_taken_over_and_counted(database, submit):
    source = submit("aplikasi")
    take(database, "a")
    shift(database, source, lease_until=-61)
    taken = take(database, "b")
    assert (taken.owner, taken.attempts) == ("b", 1)
    with database.write() as session:
        assert not frontier.extend(session, source, "a", seconds=60)
        assert not frontier.is_held(session, source, "a")
        assert not frontier.succeed(session, source, "a", interval=1)
        assert frontier.is_held(session, source, "b")
    assert place_of(database, source).lease_owner == "b"


def test_a_source_that_keeps_killing_its_workers_has_to_wait(database, submit):
    source = submit("aplikasi")
    for _ in range(frontier.MOST_LOSSES):
        assert take(database, "a") is not None
        shift(database, source, lease_until=-61)
    assert take(database, "b") is None
    place = place_of(database, source)
    assert (place.lease_owner, place.last_error) == (None, frontier.VANISHED)
    with database.read() as session:
        assert place.due_at > frontier.moment(session) + timedelta(seconds=frontier.FIRST_RETRY)


def test_a_lease_can_be_extended_while_it_is_held(database, submit):
    source = submit("aplikasi")
    lease = take(database, "a", seconds=5)
    with database.write() as session:
        assert frontier.extend(session, source, "a", seconds=500)
        assert not frontier.extend(session, source, "b", seconds=500)
    assert place_of(database, source).lease_until > lease.until + timedelta(seconds=400)


def test_failures_wait_longer_each_time_and_not_all_equally(database, submit):
    source = submit("aplikasi")
    waits = []
    for attempt in range(1, 13):
        with database.write() as session:
            frontier.lease(session, "a", seconds=60, source_id=source)
            before = frontier.moment(session)
            assert frontier.fail(session, source, "a", error="broken")
        place = place_of(database, source)
        assert place.attempts == attempt
        waits.append((place.due_at - before).total_seconds())
    for attempt, wait in enumerate(waits):
        usual = min(frontier.LONGEST_RETRY, frontier.FIRST_RETRY * 2**attempt)
        assert usual * (1 - frontier.JITTER) <= wait <= usual * (1 + frontier.JITTER) + 1
    assert len({round(wait, 2) for wait in waits[-3:]}) == 3


def test_a_success_forgets_the_failures_before_it(database, submit):
    source = submit("aplikasi")
    take(database, "a")
    with database.write() as session:
        frontier.fail(session, source, "a", error="broken")
        frontier.lease(session, "a", seconds=60, source_id=source)
        frontier.succeed(session, source, "a", interval=3600)
    place = place_of(database, source)
    assert (place.attempts, place.last_error, place.lease_owner) == (0, None, None)


def test_a_worker_that_goes_home_gives_its_source_back_at_once(database, submit):
    source = submit("aplikasi")
    take(database, "a")
    with database.write() as session:
        assert frontier.abandon(session, source, "a")
    assert take(database, "b").source_id == source


def test_the_clock_is_the_databases_own(database, submit, monkeypatch):
    """A worker whose clock is ten years ahead takes over nothing."""
    submit("aplikasi")
    take(database, "a")
    monkeypatch.setattr("time.time", lambda: 2_100_000_000.0)
    assert take(database, "b") is None


def test_many_workers_at_once_never_hold_one_source_twice(database, submit):
    sources = [submit(f"aplikasi-{number:02}") for number in range(20)]
    held, lock, start = Counter(), threading.Lock(), threading.Barrier(8)

    def work(name):
        start.wait()
        while (lease := take(database, name)) is not None:
            with lock:
                held[lease.source_id] += 1

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert held == Counter(sources)
    with database.read() as session:
        assert all(place.lease_owner for place in session.exec(select(Frontier)))


def test_many_workers_at_once_never_visit_one_host_twice(database, submit):
    for number in range(10):
        submit(f"aplikasi-{number:02}", "git.contoh.go.id")
    taken, start = [], threading.Barrier(8)

    def work(name):
        start.wait()
        taken.append(take(database, name))

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(lease is not None for lease in taken) == 1
