"""A thousand random tamperings with a journal, all found by a verifier that knows nothing of the writer."""

import ast
import base64
import hashlib
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from registry import journal
from registry.journal import verifier

SIGNER = Ed25519PrivateKey.generate()
PUBLIC = SIGNER.public_key().public_bytes_raw()
KEY = hashlib.sha256(PUBLIC).hexdigest()
KEYS = {KEY: PUBLIC}
ORIGIN = "https://katalog.example.go.id"
Row = dict[str, Any]


def seeded(number: int) -> random.Random:
    """Give the same chance at each run."""
    return random.Random(number)  # noqa: S311 - tampering at random, nothing secret


COLUMNS = ("serial", "at", "actor", "action", "subject", "before", "after", "detail", "previous", "hash")


def compact(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def link(row: Row) -> str:
    """Compute a row's hash as the documentation has it."""
    columns = [row[name] for name in ("serial", "at", "actor", "action", "subject", "detail", "previous")]
    if row["before"] is not None or row["after"] is not None:
        columns += [row["before"], row["after"]]
    return hashlib.sha256(compact(columns).encode()).hexdigest()


def chained(rows: Sequence[Row]) -> list[Row]:
    """Make a chain of rows, whatever they say: what an attacker with the database can do."""
    made, previous = [], "0" * 64
    for serial, said in enumerate(rows, start=1):
        row = {**said, "serial": serial, "previous": previous}
        row["hash"] = previous = link(row)
        made.append(row)
    return made


def checkpoint(row: Row, signer: Ed25519PrivateKey = SIGNER) -> Row:
    said = {"serial": row["serial"], "hash": row["hash"], "at": row["at"], "origin": ORIGIN}
    message = b"livinglab checkpoint v1\n" + compact(said).encode()
    signature = base64.b64encode(signer.sign(message)).decode()
    return {**said, "key": KEY, "signature": signature}


def story(length: int, chance: random.Random) -> list[Row]:
    return chained(
        [
            {
                "at": f"2026-11-22T02:{number // 60 % 60:02}:{number % 60:02}.000000Z",
                "actor": chance.choice(["operator", "worker", "person:3", "token:7"]),
                "action": chance.choice(["application.submitted", "release.published", "token.created"]),
                "subject": f"application:app-{chance.randrange(9)}",
                "before": chance.choice([None, f"{chance.randrange(16**64):064x}"]),
                "after": chance.choice([None, f"{chance.randrange(16**64):064x}"]),
                "detail": compact({"n": number, "tempat": "Kabupaten Sumedang – é"}),
            }
            for number in range(length)
        ]
    )


def faults(rows: Sequence[Row], checkpoints: Sequence[Row], *, links: bool = False) -> list[verifier.Fault]:
    return list(
        verifier.verify(
            (json.dumps(row) for row in rows), (json.dumps(one) for one in checkpoints), KEYS, links=links
        )
    )


def edit(rows: list[Row], chance: random.Random) -> list[Row]:
    row, column = chance.choice(rows), chance.choice(COLUMNS)
    old = row[column]
    if isinstance(old, int):
        row[column] = old + chance.choice([-1, 1, 1000])
    elif old is None or chance.random() < 0.2:
        row[column] = f"{chance.randrange(16**64):064x}"
    else:
        place = chance.randrange(len(old))
        row[column] = old[:place] + chance.choice("xyz") + old[place + 1 :]
    return rows if row[column] != old else edit(rows, chance)


def delete_one(rows: list[Row], chance: random.Random) -> list[Row]:
    del rows[chance.randrange(len(rows))]
    return rows


def delete_range(rows: list[Row], chance: random.Random) -> list[Row]:
    start = chance.randrange(len(rows) - 2)
    del rows[start : start + chance.randrange(2, 6)]
    return rows


def cut(rows: list[Row], chance: random.Random) -> list[Row]:
    return rows[: chance.randrange(len(rows))]


def insert(rows: list[Row], chance: random.Random) -> list[Row]:
    """Put in a row that is right in itself."""
    place = chance.randrange(len(rows))
    made = {**rows[place], "actor": "person:666", "serial": place + 1}
    made["hash"] = link(made)
    return [*rows[:place], made, *rows[place:]]


def swap(rows: list[Row], chance: random.Random) -> list[Row]:
    one, other = chance.sample(range(len(rows)), 2)
    rows[one], rows[other] = rows[other], rows[one]
    return rows


def swap_contents(rows: list[Row], chance: random.Random) -> list[Row]:
    """Let two rows change places and take each other's serial."""
    one, other = chance.sample(range(len(rows)), 2)
    rows[one], rows[other] = (
        {**rows[other], "serial": one + 1},
        {**rows[one], "serial": other + 1},
    )
    return rows


def replay(rows: list[Row], chance: random.Random) -> list[Row]:
    place = chance.randrange(len(rows))
    return [*rows[:place], rows[chance.randrange(len(rows))], *rows[place:]]


def drop_column(rows: list[Row], chance: random.Random) -> list[Row]:
    chance.choice(rows).pop(chance.choice(COLUMNS))
    return rows


def fork(rows: list[Row], chance: random.Random) -> list[Row]:
    """Rewrite history from some row on, every hash computed anew."""
    chance.choice(rows)["actor"] = "person:999"
    return chained(rows)


def fork_without_a_row(rows: list[Row], chance: random.Random) -> list[Row]:
    return chained(delete_one(rows, chance))


TAMPERINGS: list[Callable[[list[Row], random.Random], list[Row]]] = [
    edit,
    edit,
    delete_one,
    delete_range,
    cut,
    insert,
    swap,
    swap_contents,
    replay,
    drop_column,
    fork,
    fork_without_a_row,
]


def test_a_thousand_random_tamperings_are_all_found() -> None:
    chance = seeded(3211)
    missed = []
    for number in range(1000):
        rows = story(chance.randrange(6, 15), chance)
        signed = [checkpoint(rows[place]) for place in sorted({len(rows) // 3, len(rows) - 1})]
        if number % 10 == 0:
            assert faults(rows, signed) == []
        tampering = chance.choice(TAMPERINGS)
        tampered = tampering([dict(row) for row in rows], chance)
        assert tampered != rows
        if not faults(tampered, signed):
            missed.append((number, tampering.__name__))
    assert missed == []


def test_a_checkpoint_of_another_history_is_a_fork() -> None:
    chance = seeded(1)
    rows = story(12, chance)
    other = chained([{**row, "actor": "person:999"} for row in rows])
    signed = [checkpoint(rows[5]), checkpoint(other[5]), checkpoint(rows[11])]
    assert [(one.serial, one.kind) for one in faults(rows, signed)] == [(6, "fork")]


@pytest.mark.parametrize("column", ["serial", "hash", "at", "origin", "key", "signature"])
def test_an_edited_checkpoint_is_found(column: str) -> None:
    rows = story(9, seeded(2))
    signed = checkpoint(rows[8])
    signed[column] = 3 if column == "serial" else signed[column][:-3] + "AA="
    assert [one.kind for one in faults(rows, [signed])] == ["checkpoint"]


def test_a_checkpoint_signed_with_an_attackers_key_is_found() -> None:
    rows = story(9, seeded(3))
    signed = checkpoint(rows[8], Ed25519PrivateKey.generate())
    assert [one.kind for one in faults(rows, [signed])] == ["checkpoint"]


def test_the_public_form_shows_the_chain_and_every_fork_but_not_what_rows_say() -> None:
    chance = seeded(4)
    rows = story(30, chance)
    shown = [
        row if number % 3 else {name: row[name] for name in ("serial", "previous", "hash")}
        for number, row in enumerate(rows)
    ]
    signed = [checkpoint(rows[29])]
    assert faults(shown, signed, links=True) == []
    assert faults(shown, signed) != []
    assert faults(delete_one(list(shown), chance), signed, links=True) != []
    shown[4] = {**shown[4], "actor": "person:5"}
    assert [one.kind for one in faults(shown, signed, links=True)] == ["content"]


def chain_of_keys(count: int) -> tuple[list[Ed25519PrivateKey], list[Row]]:
    signers, keys = [Ed25519PrivateKey.generate() for _ in range(count)], []
    for signer in signers:
        public = signer.public_key().public_bytes_raw()
        said = {
            "at": "2026-11-22T00:00:00.000000Z",
            "key": base64.b64encode(public).decode(),
            "previous": keys[-1]["id"] if keys else None,
        }
        signature = base64.b64encode(signer.sign(b"livinglab key v1\n" + compact(said).encode())).decode()
        keys.append(
            {
                "id": hashlib.sha256(public).hexdigest(),
                "public": said["key"],
                "previous": said["previous"],
                "at": said["at"],
                "by_previous": None,
                "by_itself": signature,
            }
        )
    return signers, keys


def test_the_newest_key_vouches_for_those_before_it() -> None:
    _, keys = chain_of_keys(3)
    assert list(verifier.trusted(keys[2]["id"], keys)) == [key["id"] for key in reversed(keys)]


def test_a_key_slipped_in_before_ours_is_not_trusted() -> None:
    _, keys = chain_of_keys(2)
    _, forged = chain_of_keys(1)
    keys[1] = {**keys[1], "previous": forged[0]["id"]}
    with pytest.raises(verifier.KeysUntrusted):
        verifier.trusted(keys[1]["id"], [*forged, keys[1]])


@pytest.mark.parametrize(
    "line", ["", "[]", "null", '{"serial": 1, "serial": 2}', "[" * 100_000, '{"serial": "1"}', "\x00"]
)
def test_what_is_no_row_is_a_fault_and_no_crash(line: str) -> None:
    assert [one.kind for one in verifier.verify([line], [], {})] == ["unreadable"]
    assert [one.kind for one in verifier.verify([], [line], {})] == ["checkpoint"]


def test_the_verifier_shares_no_code_with_the_writer() -> None:
    tree = ast.parse(Path(str(verifier.__file__)).read_text())
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import) else [str(node.module)]
        )
    }
    assert imported == {
        "base64",
        "binascii",
        "collections",
        "cryptography",
        "dataclasses",
        "hashlib",
        "json",
        "typing",
    }
    assert Path(str(journal.__file__)).parent == Path(str(verifier.__file__)).parent
