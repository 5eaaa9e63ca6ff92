"""Fill the catalog: regions, submissions, visits, overrides."""

import argparse
from pathlib import Path

from pydantic import ValidationError

from livinglab import contract
from livinglab.contract import Visibility
from livinglab.language import Text
from registry import journal, regions
from registry.access.callers import OPERATOR
from registry.adoption import cohorts
from registry.catalog import overrides, submissions
from registry.commands.preparation import ACTOR, DONE, FAILED, SENT_BACK, Commands, prepared, say, wrong
from registry.crawl import worker
from registry.errors import Invalid
from registry.settings import Settings

LARGEST_MANIFEST = 65_536


def add_to(commands: Commands) -> None:
    """Describe the commands."""
    loading = commands.add_parser("regions", help="load the 38 provinces and 514 regencies and cities")
    loading.set_defaults(run=lambda settings, _asked: load_regions(settings))
    submitting = commands.add_parser("submit", help="take an application into the queue of visits")
    submitting.add_argument("url", metavar="URL")
    submitting.add_argument("--slug", required=True)
    submitting.add_argument("--publisher", required=True, metavar="NAME")
    submitting.add_argument("--region", metavar="CODE")
    submitting.add_argument("--manifest", type=Path, metavar="FILE", help="a publiccode.yml by a curator")
    submitting.add_argument(
        "--visibility", type=Visibility, choices=list(Visibility), default=Visibility.PUBLIC
    )
    submitting.set_defaults(run=lambda settings, asked: submit(settings, request_of(asked)))
    overriding = commands.add_parser("override", help="let a finding pass that blocks, with a reason")
    overriding.add_argument("slug", metavar="SLUG")
    overriding.add_argument("code", metavar="CODE", nargs="?", help="without it, what passes is listed")
    overriding.add_argument("--version", metavar="V", help="this release alone; otherwise all")
    overriding.add_argument("--path", help="this file alone; otherwise all")
    overriding.add_argument("--reason", help="why, in 20 characters or more: everybody will read it")
    overriding.add_argument("--remove", action="store_true", help="let it block again")
    overriding.set_defaults(run=override)
    visiting = commands.add_parser("visit", help="visit one application now: 0 published, 3 sent back")
    visiting.add_argument("slug", metavar="SLUG")
    visiting.set_defaults(run=lambda settings, asked: visit(settings, asked.slug))


def load_regions(settings: Settings) -> int:
    """Load the regions of Indonesia, and the cohorts of them that come with the registry."""
    with prepared(settings) as database, database.write() as session:
        changed = regions.load(session)
        if changed:
            journal.append(
                session, actor=ACTOR, action="regions.loaded", subject="regions", detail={"changed": changed}
            )
        loaded = cohorts.load_packaged(session)
    say(f"{changed} regions new or changed")
    if loaded:
        say(f"{loaded} cohorts new or changed")
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
        raise wrong(error) from error


def submit(settings: Settings, request: contract.SubmissionRequest) -> int:
    """Take a submission into the queue."""
    with prepared(settings) as database, database.write() as session:
        made = submissions.submit(session, request, caller=OPERATOR, private_donors=settings.private_donors)
    say(f"submission {made.id}: {made.slug} is due for its first visit")
    return DONE


def visit(settings: Settings, slug: str) -> int:
    """Visit one application now. 0 published, 3 sent back with the reasons on standard output."""
    with prepared(settings) as database:
        report = worker.visit_now(database, settings, slug)
    say(f"{slug}: {report.outcome} in {report.seconds:.1f} s")
    for finding in report.findings:
        place = f" {finding.path or ''}{f':{finding.line}' if finding.line else ''}".rstrip()
        say(f"{finding.level} {finding.code}{place}: {finding.message.id} | {finding.message.en}")
        if finding.override:
            say(f"  overridden by {finding.override.actor}: {finding.override.reason}")
    if report.text:
        say(f"{report.text.id} | {report.text.en}")
    return {"published": DONE, "unchanged": DONE, "sent_back": SENT_BACK}.get(report.outcome, FAILED)


def override(settings: Settings, asked: argparse.Namespace) -> int:
    """Let a finding pass that blocks, or with --remove take that back; without a code, list what passes."""
    with prepared(settings) as database, database.write() as session:
        if asked.code is None:
            for one in overrides.shown(session, asked.slug, caller=OPERATOR):
                where = " ".join(part for part in (one.version or "*", one.path) if part)
                say(f"{one.code} {where}: {one.reason} ({one.actor}, {one.at:%Y-%m-%d})")
        elif asked.remove:
            place = {"version": asked.version, "path": asked.path}
            overrides.remove(session, asked.slug, asked.code, **place, actor=ACTOR)
            say(f"{asked.slug}: {asked.code} blocks again; what is published already stays")
        else:
            overrides.put(session, asked.slug, _override_of(asked), actor=ACTOR)
            say(f"{asked.slug}: {asked.code} no longer blocks; the next visit is due now")
    return DONE


def _override_of(asked: argparse.Namespace) -> contract.OverrideRequest:
    """Read the arguments of `override`. Raises Invalid."""
    try:
        return contract.OverrideRequest(
            code=asked.code, version=asked.version, path=asked.path, reason=(asked.reason or "").strip()
        )
    except ValidationError as error:
        raise wrong(error) from error


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
