"""Passwords: which are refused, how they are kept, and that a wrong one tells nothing."""

import statistics
import time
import unicodedata
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from registry.access import passwords
from registry.errors import Invalid
from registry.tables import Person

EMAIL = "siti@sumedangkab.go.id"
GOOD = "sapi hijau naik kereta"


def person(password_hash: str | None = None, **changes: object) -> Person:
    values = {"email": EMAIL, "name": "Siti", "created_at": datetime(2026, 11, 1, tzinfo=UTC)}
    return Person(id=1, password_hash=password_hash, **{**values, **changes})


@pytest.fixture(scope="module")
def kept() -> str:
    """Give what is kept of the good password."""
    return passwords.make_hash(GOOD, email=EMAIL)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "x" * 11,
        "sebelas ka1",
        "x" * 201,
        "password1234",
        "PassWord1234",
        "bismillah123",
        "aaaaaaaaaaaaaaaa",
        "saya siti rahma sekali",
        "SITI dan sapi hijau",
        "ｐａｓｓｗｏｒｄ１２３４",  # full-width letters are the same letters
    ],
)
def test_a_password_that_would_be_guessed_is_refused(password: str) -> None:
    with pytest.raises(Invalid) as refusal:
        passwords.make_hash(password, email=EMAIL)
    assert refusal.value.field == "password"


def test_length_is_counted_in_characters_at_both_ends() -> None:
    for password in ("dua belas 12", "é" * 6 + "ü" * 6, "ab" * 100):
        passwords.refuse_weak(password, email=EMAIL)


def test_a_name_of_two_letters_forbids_nothing() -> None:
    passwords.refuse_weak("ab dan sapi hijau", email="ab@sumedangkab.go.id")


def test_it_is_kept_as_argon2id_with_at_least_what_owasp_asks(kept: str) -> None:
    found = extract_parameters(kept)
    assert found.type is Type.ID
    assert found.memory_cost >= 19 * 1024
    assert found.time_cost >= 2
    assert GOOD not in kept


def test_the_same_letters_typed_otherwise_are_the_same_password() -> None:
    composed = unicodedata.normalize("NFC", "café serabi enhaii")
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    kept = passwords.make_hash(composed, email=EMAIL)
    assert passwords.check(person(kept), decomposed)


def test_every_way_of_not_matching_sounds_the_same(kept: str) -> None:
    now = datetime(2026, 11, 2, tzinfo=UTC)
    refusals = set()
    for found, password in (
        (None, GOOD),
        (person(), GOOD),
        (person(kept, disabled_at=now), GOOD),
        (person(kept), "salah sama sekali"),
        (person(kept), GOOD + "x" * 200),
        (person("not a hash"), GOOD),
    ):
        with pytest.raises(passwords.WrongPassword) as refusal:
            passwords.check(found, password)
        refusals.add((refusal.value.status, refusal.value.text))
    assert len(refusals) == 1


def test_an_unknown_account_costs_the_same_work_as_a_wrong_password(
    kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    verify = PasswordHasher.verify

    def counting(self: PasswordHasher, hash: str, password: str) -> bool:
        done.append(hash)
        return verify(self, hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    for found in (None, person(), person(kept)):
        with pytest.raises(passwords.WrongPassword):
            passwords.check(found, "salah sama sekali")
    assert [extract_parameters(hash) for hash in done] == [extract_parameters(kept)] * 3


def test_what_was_hashed_with_less_work_is_noticed(kept: str) -> None:
    weaker = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(GOOD)
    assert passwords.is_outdated(person(weaker))
    assert not passwords.is_outdated(person(kept))
    assert not passwords.is_outdated(person())
    assert passwords.check(person(passwords.hash_again(GOOD)), GOOD)


@pytest.mark.long
def test_the_time_does_not_tell_whether_an_account_exists(kept: str) -> None:
    """S11: medians less than 5 ms apart, measured in turns."""
    times: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(60):
        for known in (True, False):
            start = time.process_time()
            with pytest.raises(passwords.WrongPassword):
                passwords.check(person(kept) if known else None, "salah sama sekali")
            times[known].append(time.process_time() - start)
    assert abs(statistics.median(times[True]) - statistics.median(times[False])) < 0.005
