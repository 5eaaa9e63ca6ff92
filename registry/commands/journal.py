"""Verify, export and sign the journal; look after the key that signs."""

import argparse
import heapq
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from livinglab.contract.signed import grouped
from livinglab.language import Text
from registry.commands.preparation import ACTOR, DONE, FAILED, Commands, prepared, say
from registry.errors import Invalid
from registry.journal import checkpoints, export, keyring, reading, verifier
from registry.keys import open_keys, succeed
from registry.settings import Settings

MOST_FAULTS = 20
LARGEST_CHECKPOINT = 65_536


def add_to(commands: Commands) -> None:
    """Describe the commands."""
    journal = commands.add_parser("journal", help="verify, export and sign the journal")
    actions = journal.add_subparsers(required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="look for every tampering: 0 none, 1 found")
    verify.add_argument("--export", type=Path, metavar="FOLDER", help="an export instead of the database")
    verify.add_argument("--against", type=Path, metavar="FILE", help="a checkpoint that somebody kept")
    verify.add_argument("--key", metavar="ID", help="the key to trust; otherwise our own, or the export's")
    verify.set_defaults(run=verify_journal)
    exporting = actions.add_parser("export", help="write the journal, its checkpoints and keys as files")
    exporting.add_argument("folder", type=Path, metavar="FOLDER")
    exporting.add_argument("--whole", action="store_true", help="also what is not for everybody")
    exporting.set_defaults(run=export_journal)
    signing = actions.add_parser("checkpoint", help="sign where the journal stands now, and print it")
    signing.set_defaults(run=lambda settings, _asked: sign_checkpoint(settings))
    key = commands.add_parser("key", help="look after the key that signs index and journal")
    actions = key.add_subparsers(required=True, metavar="ACTION")
    showing = actions.add_parser("show", help="show the fingerprints, the newest last")
    showing.set_defaults(run=lambda settings, _asked: show_keys(settings))
    rotating = actions.add_parser("rotate", help="make a new key, signed by the old one")
    rotating.set_defaults(run=lambda settings, _asked: rotate_key(settings))
    replacing = actions.add_parser("replace", help="go on with the key in the file; the old one is lost")
    replacing.set_defaults(run=lambda settings, _asked: replace_key(settings))


def verify_journal(settings: Settings, asked: argparse.Namespace) -> int:
    """Verify the database's journal, or an export."""
    kept = [_kept(asked.against)] if asked.against else []
    if asked.export:
        rows, signed, said = export.read(asked.export)
        found = said["keys"]
        keys = [key for key in found if isinstance(key, dict)] if isinstance(found, list) else []
        newest = asked.key or str(keys[-1].get("id") if keys else "")
        say(f"key {grouped(newest)}" + ("" if asked.key else " (the export's own: compare it)"))
        return _verify(rows, _merged(signed, kept), newest, keys, links=said.get("whole") is not True)
    newest = asked.key or open_keys(settings).id
    with prepared(settings) as database, database.read() as session:
        keys = [keyring.show(row).model_dump() for row in keyring.known(session)]
        rows, signed = reading.lines(session, whole=True), export.checkpoint_lines(session)
        if not keys and not kept:
            say("nothing is signed yet; only the chain is verified")
            return _tell(verifier.verify(rows, [], {}))
        return _verify(rows, _merged(signed, kept), newest, keys)


def export_journal(settings: Settings, asked: argparse.Namespace) -> int:
    """Write the journal as files."""
    with prepared(settings) as database:
        with database.write() as session:
            checkpoints.make(session, open_keys(settings), origin=settings.origin)
        with database.read() as session:
            count = export.write(session, asked.folder, registry=settings.origin, whole=asked.whole)
    say(f"{count} rows written to {asked.folder}")
    return DONE


def sign_checkpoint(settings: Settings) -> int:
    """Sign where the journal stands now, and print the newest checkpoint as JSON."""
    with prepared(settings) as database, database.write() as session:
        checkpoints.make(session, open_keys(settings), origin=settings.origin)
        newest = checkpoints.newest(session)
    say(checkpoints.show(newest).model_dump_json() if newest else "the journal is empty")
    return DONE


def show_keys(settings: Settings) -> int:
    """Show the fingerprints of all keys, and whether ours is the newest."""
    ours = open_keys(settings).id
    with prepared(settings) as database, database.read() as session:
        rows = keyring.known(session)
    for row in rows:
        say(f"{row.number}\t{row.at}\t{grouped(row.id)}{'  (in the file)' if row.id == ours else ''}")
    if all(row.id != ours for row in rows):
        say(f"-\tin the file, not in use yet\t{grouped(ours)}")
    return DONE


def rotate_key(settings: Settings) -> int:
    """Make a new key signed by the old one, and put it in the old one's place, which is kept beside."""
    old = open_keys(settings)
    with prepared(settings) as database, database.write() as session:
        keyring.confirm(session, old)
        new = succeed(settings, old)  # the file first: a key on record that nobody has would be worse
        keyring.rotate(session, old, new, actor=ACTOR)
    say(f"key {grouped(new.id)}")
    say("Back up the new key now. Every node needs it; no process has to be restarted.")
    return DONE


def replace_key(settings: Settings) -> int:
    """Go on with the key in the file."""
    keys = open_keys(settings)
    with prepared(settings) as database, database.write() as session:
        keyring.replace(session, keys, actor=ACTOR)
    say(f"key {grouped(keys.id)}")
    return DONE


def _verify(
    rows: Iterable[str],
    signed: Iterable[str],
    newest: str,
    keys: list[dict[str, object]],
    *,
    links: bool = False,
) -> int:
    try:
        known = verifier.trusted(newest, keys)
    except verifier.KeysUntrusted as error:
        say(f"fault: {error}")
        return FAILED
    return _tell(verifier.verify(rows, signed, known, links=links))


def _tell(faults: Iterator[verifier.Fault]) -> int:
    found = list(islice(faults, MOST_FAULTS + 1))
    for fault in found[:MOST_FAULTS]:
        say(f"fault: row {fault.serial}: {fault.kind}: {fault.explanation}")
    if len(found) > MOST_FAULTS:
        say("… and more")
    if not found:
        say("the journal is whole")
    return FAILED if found else DONE


def _merged(signed: Iterable[str], kept: list[str]) -> Iterator[str]:
    return heapq.merge(signed, kept, key=_serial)


def _kept(path: Path) -> str:
    """Read a checkpoint that somebody kept, as one line. Raises Invalid."""
    try:
        with path.open(encoding="utf-8") as file:
            return json.dumps(json.loads(file.read(LARGEST_CHECKPOINT)))
    except (OSError, ValueError) as error:
        text = Text(id=f"{path} bukan titik periksa.", en=f"{path} is no checkpoint.")
        raise Invalid(text, field="against") from error


def _serial(line: str) -> int:
    try:
        serial = json.loads(line)["serial"]
    except (ValueError, TypeError, KeyError):
        return 0
    return serial if isinstance(serial, int) else 0
