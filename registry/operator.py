"""What the operator's commands do. Each returns an exit code; what scripts read goes to standard output."""

import argparse
import logging
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

import uvicorn
from pydantic import ValidationError

from livinglab import contract
from livinglab.language import Text
from registry import demo, journal, regions, schema
from registry.access import tokens
from registry.access.tokens import Scope
from registry.app import create_app
from registry.catalog import overrides, search, submissions
from registry.crawl import worker
from registry.database import Database, UnsafeDatabase, open_database
from registry.errors import Invalid, RegistryError
from registry.folders import folders
from registry.settings import PREFIX, Settings

log = logging.getLogger("livinglab.registry")
ACTOR = "operator"
DONE, FAILED, SENT_BACK = 0, 1, 3
LARGEST_MANIFEST = 65_536
GRACE = 20  # seconds that requests in flight have when the service is asked to stop


def serve(settings: Settings, *, host: str, port: int) -> int:
    """Serve until asked to stop."""
    with _prepared(settings):
        pass  # migrated and found safe; the service opens its own
    config = uvicorn.Config(
        create_app(settings),
        host=host,
        port=port,
        access_log=False,
        timeout_graceful_shutdown=GRACE,
        h11_max_incomplete_event_size=64 * 1024,
    )
    uvicorn.Server(config).run()
    return DONE


def work(settings: Settings, *, once: bool) -> int:
    """Visit what is due; with `once` until nothing is."""
    with _prepared(settings) as database:
        worker.work(database, settings, once=once)
    return DONE


def migrate(settings: Settings) -> int:
    """Bring the schema up to date."""
    folders(settings)
    with closing(open_database(settings)) as database:
        _say(f"schema {schema.migrate(database)}")
    return DONE


def load_regions(settings: Settings) -> int:
    """Load the regions of Indonesia."""
    with _prepared(settings) as database, database.write() as session:
        changed = regions.load(session)
        if changed:
            journal.append(
                session, actor=ACTOR, action="regions.loaded", subject="regions", detail={"changed": changed}
            )
    _say(f"{changed} regions new or changed")
    return DONE


def create_token(settings: Settings, name: str, scope: Scope) -> int:
    """Make a token and print it alone."""
    with _prepared(settings) as database, database.write() as session:
        text = tokens.create(session, name=name, scope=scope, actor=ACTOR)
    _say(text)
    return DONE


def list_tokens(settings: Settings) -> int:
    """List the tokens: number, scope, state, since when, name."""
    with _prepared(settings) as database, database.read() as session:
        for token in tokens.known(session):
            state = "revoked" if token.revoked_at else "valid"
            _say(f"{token.id}\t{token.scope}\t{state}\t{token.created_at:%Y-%m-%d}\t{token.name}")
    return DONE


def revoke_token(settings: Settings, number: int) -> int:
    """End a token at once."""
    with _prepared(settings) as database, database.write() as session:
        token = tokens.revoke(session, number, actor=ACTOR)
    _say(f"token {number} ({token.name}) is revoked")
    return DONE


def request_of(asked: argparse.Namespace) -> contract.SubmissionRequest:
    """Read the arguments of `submit`. Raises Invalid."""
    try:
        return contract.SubmissionRequest(
            url=asked.url,
            slug=asked.slug,
            publisher=asked.publisher,
            region=asked.region,
            visibility=asked.visibility,
            manifest=_manifest(asked.manifest) if asked.manifest else None,
        )
    except ValidationError as error:
        raise _wrong(error) from error


def submit(settings: Settings, request: contract.SubmissionRequest) -> int:
    """Take a submission into the queue."""
    with _prepared(settings) as database, database.write() as session:
        made = submissions.submit(session, request, actor=ACTOR, private_donors=settings.private_donors)
    _say(f"submission {made.id}: {made.slug} is due for its first visit")
    return DONE


def visit(settings: Settings, slug: str) -> int:
    """Visit one application now. 0 published, 3 sent back with the reasons on standard output."""
    with _prepared(settings) as database:
        report = worker.visit_now(database, settings, slug)
    _say(f"{slug}: {report.outcome} in {report.seconds:.1f} s")
    for finding in report.findings:
        place = f" {finding.path or ''}{f':{finding.line}' if finding.line else ''}".rstrip()
        _say(f"{finding.level} {finding.code}{place}: {finding.message.id} | {finding.message.en}")
        if finding.override:
            _say(f"  overridden by {finding.override.actor}: {finding.override.reason}")
    if report.text:
        _say(f"{report.text.id} | {report.text.en}")
    return {"published": DONE, "unchanged": DONE, "sent_back": SENT_BACK}.get(report.outcome, FAILED)


def override(settings: Settings, asked: argparse.Namespace) -> int:
    """Let a finding pass that blocks, or with --remove take that back; without a code, list what passes."""
    with _prepared(settings) as database, database.write() as session:
        if asked.code is None:
            for one in overrides.shown(session, asked.slug):
                where = " ".join(part for part in (one.version or "*", one.path) if part)
                _say(f"{one.code} {where}: {one.reason} ({one.actor}, {one.at:%Y-%m-%d})")
        elif asked.remove:
            place = {"version": asked.version, "path": asked.path}
            overrides.remove(session, asked.slug, asked.code, **place, actor=ACTOR)
            _say(f"{asked.slug}: {asked.code} blocks again; what is published already stays")
        else:
            overrides.put(session, asked.slug, _override_of(asked), actor=ACTOR)
            _say(f"{asked.slug}: {asked.code} no longer blocks; the next visit is due now")
    return DONE


def _override_of(asked: argparse.Namespace) -> contract.OverrideRequest:
    """Read the arguments of `override`. Raises Invalid."""
    try:
        return contract.OverrideRequest(
            code=asked.code, version=asked.version, path=asked.path, reason=(asked.reason or "").strip()
        )
    except ValidationError as error:
        raise _wrong(error) from error


def rebuild_search(settings: Settings) -> int:
    """Build the search index anew."""
    with _prepared(settings) as database:
        count = search.rebuild(database, settings)
    _say(f"{count} applications indexed")
    return DONE


def examine(settings: Settings) -> int:
    """Say what is not in order, and list all settings with their values."""
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        value = ",".join(value) if isinstance(value, tuple) else value
        hidden = name == "database_url" and settings.database_url  # it may hold a password
        _say(f"{PREFIX}{name.upper()}={'…' if hidden else value}  # {field.description}")
    troubles = _troubles(settings)
    for trouble in troubles:
        _say(f"trouble: {trouble}")
    if not troubles:
        _say("everything is in order")
    return FAILED if troubles else DONE


def demonstrate(folder: Path, *, port: int, once: bool) -> int:
    """Run the whole story once, on loopback; every step that is not true ends it."""
    return demo.run(folder, port=port, once=once)


@contextmanager
def _prepared(settings: Settings) -> Iterator[Database]:
    """Open the database, bring it up to date and refuse one that could lose acknowledged writes."""
    folders(settings)
    with closing(open_database(settings)) as database:
        if not schema.is_current(database):
            schema.migrate(database)
        _refuse_unsafe(database)
        yield database


def _refuse_unsafe(database: Database) -> None:
    weaknesses = database.weaknesses()
    if weaknesses:
        found = ", ".join(weaknesses)
        raise UnsafeDatabase(
            Text(
                id=f"Basis data ini dapat kehilangan tulisan saat listrik padam: {found}. Perbaiki dahulu.",
                en=f"This database could lose acknowledged writes at a power failure: {found}. "
                "Mend that first.",
            )
        )


def _troubles(settings: Settings) -> list[str]:
    if not settings.folder.is_dir():
        return [f"{settings.folder} does not exist; `python -m registry migrate` begins a registry there"]
    found = []
    free = shutil.disk_usage(settings.folder).free
    if free < settings.free_bytes:
        found.append(f"only {free} bytes are free below {settings.folder}; visits need {settings.free_bytes}")
    try:
        with closing(open_database(settings)) as database:
            found += _troubles_of(database)
    except RegistryError as error:
        found.append(str(error))
    return found


def _troubles_of(database: Database) -> list[str]:
    if not schema.is_current(database):
        return ["the schema is not up to date; run `python -m registry migrate`"]
    found = [f"the database has {weakness}" for weakness in database.weaknesses()]
    with database.read() as session:
        broken = list(islice(journal.breaks(session), 5))
    if broken:
        found.append(f"the journal was tampered with: its chain breaks at {', '.join(map(str, broken))}")
    return found


def _wrong(error: ValidationError) -> Invalid:
    wrong = error.errors()[0]
    field = str(wrong["loc"][0])
    text = Text(id=f"--{field} tidak sah: {wrong['msg']}", en=f"--{field} is not valid: {wrong['msg']}")
    return Invalid(text, field=field)


def _manifest(path: Path) -> str:
    try:
        content = path.read_bytes()
        if len(content) > LARGEST_MANIFEST:
            raise Invalid(
                Text(id=f"{path} lebih dari 64 KiB.", en=f"{path} is over 64 KiB."), field="manifest"
            )
        return content.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(
            Text(id=f"{path} tidak dapat dibaca sebagai UTF-8.", en=f"{path} cannot be read as UTF-8."),
            field="manifest",
        ) from error


def _say(line: str) -> None:
    """Print a line; what a donor's names hold that a terminal would obey is shown as `?`."""
    line = "".join(character if character.isprintable() else "?" for character in line)
    print(line, flush=True)  # noqa: T201 - this is what scripts read
