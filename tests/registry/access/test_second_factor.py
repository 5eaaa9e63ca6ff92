"""The second factor: what is taken, once, and what is kept of it."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from sqlmodel import select

from registry import clock
from registry.access import people, second_factor, sessions
from registry.access.second_factor import WrongCode
from registry.database import Database
from registry.errors import Invalid
from registry.keys import Keys, KeyUnusable, open_keys
from registry.settings import Settings
from registry.tables import RecoveryCode

Show = Callable[[str], bool]


def code(seed: str, *, steps: int = 0) -> str:
    """Return an app's code, so many steps from now."""
    return pyotp.TOTP(seed).at(clock.now() + steps * timedelta(seconds=second_factor.STEP_SECONDS))


@pytest.fixture
def keys(settings: Settings) -> Keys:
    """Give the registry's keys."""
    return open_keys(settings)


@pytest.fixture
def siti(database: Database) -> int:
    """Give the number of a person without a second factor."""
    with database.write() as session:
        return people.add(session, "siti@sumedangkab.go.id", "Siti", actor="operator").id or 0


@pytest.fixture
def seed() -> str:
    """Give a secret as it is shown to an app."""
    return second_factor.new_seed()


@pytest.fixture
def recovery(database: Database, keys: Keys, siti: int, seed: str) -> list[str]:
    """Give the recovery codes of a second factor that was set up with the code of a step ago."""
    with database.write() as session:
        found = people.get(session, siti)
        return second_factor.enrol(session, keys, found, seed=seed, code=code(seed, steps=-1), keep=0)


@pytest.fixture
def show(database: Database, keys: Keys, siti: int, recovery: list[str]) -> Show:
    """Give a hand that shows a code and says whether it was taken."""

    def show(text: str) -> bool:
        try:
            with database.write() as session:
                second_factor.show(session, keys, people.get(session, siti), text)
        except WrongCode:
            return False
        return True

    return show


def test_a_code_is_taken_once_and_never_one_before_it(show: Show, seed: str) -> None:
    now, following = code(seed), code(seed, steps=1)
    assert show(now)
    assert not show(now)
    assert show(following)
    assert not show(now)
    assert not show(following)


def test_the_code_that_set_it_up_is_used_up(show: Show, seed: str) -> None:
    assert not show(code(seed, steps=-1))


def test_codes_are_read_as_people_write_them(show: Show, seed: str, recovery: list[str]) -> None:
    text = code(seed)
    spaced = f"\u00a0{text[:3]} {text[3:]}\t"
    assert show(spaced)
    assert not show(text), "the same code without its spaces is the same code (TOB-PYPI26-9)"
    assert show(recovery[0].upper().replace("-", " "))
    assert not show(recovery[0])


NO_CODES = ("", "12345", "1234567", "abcdef", "½23456", "-12345", "0" * 1000, "\x00")


def test_codes_of_other_times_and_what_is_no_code_are_refused(show: Show, seed: str) -> None:
    # One step further than the leeway, so that a step may pass while the test runs.
    for text in (*(code(seed, steps=steps) for steps in (-9, -3, -2, 3, 9)), *NO_CODES):
        assert not show(text), text


def test_a_recovery_code_works_once_and_is_counted(
    show: Show, database: Database, recovery: list[str], siti: int
) -> None:
    assert all(re.fullmatch(r"[a-z2-7]{4}(-[a-z2-7]{4}){3}", one) for one in recovery)
    assert show(recovery[9])
    assert not show(recovery[9])
    with database.read() as session:
        assert second_factor.codes_left(session, people.get(session, siti)) == 9


def test_neither_seed_nor_codes_can_be_read_in_the_database(
    database: Database, recovery: list[str], seed: str, siti: int, keys: Keys
) -> None:
    with database.read() as session:
        found = people.get(session, siti)
        rows = session.exec(select(RecoveryCode.sha256)).all()
    assert seed not in (found.totp_seed or "")
    assert not {one for one in recovery if one.replace("-", "") in rows}
    with pytest.raises(KeyUnusable):
        keys.unseal("another purpose", found.totp_seed or "")


def test_new_codes_void_the_old_ones(show: Show, database: Database, recovery: list[str], siti: int) -> None:
    with database.write() as session:
        fresh = second_factor.renew_codes(session, people.get(session, siti))
    assert not show(recovery[0])
    assert show(fresh[0])


def test_a_wrong_code_sets_nothing_up(database: Database, keys: Keys, siti: int, seed: str) -> None:
    with pytest.raises(Invalid), database.write() as session:
        second_factor.enrol(
            session, keys, people.get(session, siti), seed=seed, code=code(seed, steps=9), keep=0
        )
    with database.read() as session:
        assert not second_factor.is_set(people.get(session, siti))


def test_setting_it_up_ends_other_sessions_and_taking_it_away_ends_proof(
    database: Database, keys: Keys, siti: int, seed: str
) -> None:
    with database.write() as session:
        found = people.get(session, siti)
        _, elsewhere = sessions.start(session, found, agent="a", proved=False)
        here, text = sessions.start(session, found, agent="b", proved=True)
        second_factor.enrol(session, keys, found, seed=seed, code=code(seed), keep=here.id or 0)
    with database.write() as session:
        assert sessions.find(session, elsewhere) is None
        second_factor.remove(session, people.get(session, siti), actor="operator")
    with database.read() as session:
        kept = sessions.find(session, text)
        assert kept is not None
        assert kept.proved_at is None
        assert session.exec(select(RecoveryCode)).all() == []


@pytest.mark.parametrize("kind", ["code", "recovery"])
def test_of_many_at_the_same_moment_one_is_let_in(
    show: Show, seed: str, recovery: list[str], kind: str
) -> None:
    text = code(seed) if kind == "code" else recovery[0]
    taken: list[bool] = []
    threads = [threading.Thread(target=lambda: taken.append(show(text))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False] * 5 + [True]
