"""Limits hold whoever counts: threads, processes, and a registry that was started again."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from registry import clock
from registry.access import limits
from registry.access.frequent import Frequent
from registry.access.limits import Limits
from registry.access.networks import Proxies, network
from registry.database import Database
from registry.errors import TooMany
from registry.keys import open_keys
from registry.settings import Settings
from registry.tables import Attempt

ROOT = Path(__file__).resolve().parents[3]
TRIES = """
import sys
from registry.access import limits
from registry.database import open_database
from registry.errors import TooMany
from registry.keys import open_keys
from registry.settings import Settings

settings = Settings.read()
counted = limits.Limits(open_database(settings), open_keys(settings))
accepted = 0
for number in range(int(sys.argv[1])):
    try:
        counted.sign_in("bupati@sumedangkab.go.id", f"203.0.113.{number % 200}")
        accepted += 1
    except TooMany:
        pass
print(accepted)
"""


class Moment:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 8, tzinfo=UTC)

    def pass_(self, **much: int) -> None:
        """Let time pass."""
        self.now += timedelta(**much)


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Moment:
    """Give the clock."""
    moment = Moment()
    monkeypatch.setattr(clock, "now", lambda: moment.now)
    return moment


@pytest.fixture
def counted(database: Database, settings: Settings) -> Limits:
    """Give the limits of one process."""
    return Limits(database, open_keys(settings))


def tries(counted: Limits, number: int, account: str = "ani", home: str = "192.0.2.1") -> int:
    """Try to sign in so many times; return how many were let through."""
    accepted = 0
    for _ in range(number):
        try:
            counted.sign_in(account, home)
            accepted += 1
        except TooMany:
            pass
    return accepted


def test_so_many_tries_and_no_more_until_time_has_passed(
    counted: Limits, database: Database, settings: Settings, moment: Moment
) -> None:
    assert tries(counted, 15) == 10
    with pytest.raises(TooMany) as refused:
        counted.sign_in("ani", "192.0.2.1")
    assert refused.value.seconds == 901
    moment.pass_(minutes=15, seconds=1)
    again = Limits(database, open_keys(settings))  # the process was started anew
    assert tries(again, 15) == 10


def test_one_address_with_many_accounts_is_stopped_too(counted: Limits, moment: Moment) -> None:
    assert sum(tries(counted, 1, f"person{number}") for number in range(40)) == 30


def test_many_addresses_with_one_account_are_stopped_and_its_owner_is_not(
    counted: Limits, moment: Moment
) -> None:
    counted.sign_in("ani", "192.0.2.1")
    counted.welcome("ani", "person:3", "192.0.2.1")
    assert sum(tries(counted, 1, home=f"203.0.113.{number}") for number in range(40)) == 20
    assert tries(counted, 1, home="198.51.100.7") == 0
    assert tries(counted, 5) == 5


def test_who_signed_in_starts_afresh(counted: Limits, database: Database, moment: Moment) -> None:
    assert tries(counted, 9) == 9
    counted.welcome("ani", "person:3", "192.0.2.1")
    assert tries(counted, 15) == 10
    moment.pass_(days=91)  # the place is forgotten
    counted.purge()
    with database.read() as session:
        assert list(session.exec(select(Attempt))) == []


def test_own_success_does_not_buy_tries_at_others(counted: Limits, moment: Moment) -> None:
    for number in range(30):
        tries(counted, 1, f"victim{number}")
        counted.sign_in("mallory", "192.0.2.1") if number < 2 else None
        counted.welcome("mallory", "person:9", "192.0.2.1")
    assert tries(counted, 1, "victim99") == 0


def test_codes_have_their_own_limit(counted: Limits, moment: Moment) -> None:
    for _ in range(5):
        counted.code("person:3", "192.0.2.1")
    with pytest.raises(TooMany):
        counted.code("person:3", "192.0.2.1")
    for number in range(5):
        counted.code("person:3", f"203.0.113.{number}")
    with pytest.raises(TooMany):
        counted.code("person:3", "203.0.113.99")


def test_what_one_limit_refuses_no_other_counts(counted: Limits, database: Database, moment: Moment) -> None:
    tries(counted, 15)
    with database.read() as session:
        assert len(list(session.exec(select(Attempt)))) == 10 * 4


def test_nothing_says_whom_it_counts(counted: Limits, database: Database) -> None:
    counted.sign_in("ani@sumedangkab.go.id", "192.0.2.1")
    counted.welcome("ani@sumedangkab.go.id", "person:3", "192.0.2.1")
    with database.read() as session:
        written = " ".join(row.bucket for row in session.exec(select(Attempt)))
    assert "ani" not in written
    assert "192.0.2.1" not in written
    assert "person:3" not in written


def test_threads_do_not_pass_together(database: Database, settings: Settings) -> None:
    with ThreadPoolExecutor(8) as threads:
        every = [Limits(database, open_keys(settings)) for _ in range(8)]
        accepted = sum(threads.map(lambda one: tries(one, 5), every))
    assert accepted == 10


def _processes(settings: Settings, number: int) -> Iterator[int]:
    environment = {
        "LIVINGLAB_FOLDER": str(settings.folder),
        "LIVINGLAB_DATABASE_URL": settings.database_url,
        "PYTHONPATH": f"{ROOT}:{ROOT / 'cli'}",
    }
    command = [sys.executable, "-c", TRIES, str(number)]
    started = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in range(2)]
    for process in started:
        yield int(process.communicate()[0])
        assert process.returncode == 0


@pytest.mark.parametrize(
    "number", [pytest.param(150, id="300"), pytest.param(5000, id="10000", marks=pytest.mark.long)]
)
def test_two_processes_and_a_restart_let_no_more_through(
    database: Database, settings: Settings, number: int
) -> None:
    open_keys(settings)
    first = sum(_processes(settings, number * 2 // 3))
    second = sum(_processes(settings, number // 3))
    assert (first, second) == (20, 0)


def test_normal_searching_costs_the_database_nothing(counted: Limits, database: Database) -> None:
    frequent = Frequent(database, counted)
    for number in range(100):
        frequent.take(limits.SEARCH, f"192.0.2.{number}")
    for _ in range(20):
        frequent.take(limits.SEARCH, "192.0.2.1")
    assert frequent.share() == 0
    with database.read() as session:
        assert list(session.exec(select(Attempt))) == []


def test_busy_searchers_are_known_at_every_process(
    counted: Limits, database: Database, moment: Moment
) -> None:
    here, there = Frequent(database, counted), Frequent(database, counted)
    assert _searches(here, 50) == 50
    assert here.share() == 1
    assert _searches(there, 30) == 30  # half, of which nobody hears
    assert there.share() == 1
    assert _searches(there, 10) == 0
    assert _searches(here, 5) == 5  # until the next sharing
    here.share()
    assert _searches(here, 5) == 0
    moment.pass_(seconds=11)
    here.share()
    assert _searches(here, 70) == 60


def _searches(frequent: Frequent, number: int) -> int:
    done = 0
    for _ in range(number):
        with suppress(TooMany):
            frequent.take(limits.SEARCH, "192.0.2.1")
            done += 1
    return done


@pytest.mark.parametrize(
    ("host", "counted_by"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        (None, "unknown"),
        ("testclient", "testclient"),
    ],
)
def test_somebody_is_counted_by_what_one_customer_holds(host: str | None, counted_by: str) -> None:
    assert network(host) == counted_by


def test_a_proxy_tells_nobody_apart() -> None:
    proxies = Proxies("127.0.0.1, 10.0.0.0/8,::1")
    assert [proxies.hide(host) for host in ("127.0.0.1", "10.9.9.9", "::1", None, "192.0.2.1")] == [
        *(True, True, True, True),
        False,
    ]
    assert Proxies("*").hide("192.0.2.1")
