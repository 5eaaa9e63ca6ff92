"""Experiences at the registry's own shell: what waits for a curator, and decisions about it."""

import argparse

from pydantic import ValidationError

from livinglab.contract.experiences import ExperienceDecision, ExperienceRequest, ExperienceVersion
from registry.access.callers import OPERATOR
from registry.adoption import experience_moderation
from registry.commands.preparation import DONE, Commands, prepared, say, wrong
from registry.settings import Settings

MOST = 100  # experiences that one call lists
CONTENT = tuple(ExperienceRequest.model_fields)


def add_to(commands: Commands) -> None:
    """Describe the commands."""
    experience = commands.add_parser("experience", help="moderate what regions write about their adoptions")
    actions = experience.add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="show what waits for a curator, whole")
    listing.set_defaults(run=lambda settings, _asked: show(settings))
    for name, decision, says in (
        ("publish", "published", "let everybody read a version"),
        ("refuse", "refused", "refuse a version, or take back one that is public"),
    ):
        action = actions.add_parser(name, help=says)
        action.add_argument("experience", metavar="NUMBER", type=int)
        action.add_argument("version", metavar="VERSION", type=int)
        action.add_argument(
            "--reason", required=True, help="why, in 10 characters or more: its author reads it"
        )
        action.set_defaults(run=decide, decision=decision)


def show(settings: Settings) -> int:
    """Show what waits: a line with the numbers to decide with, then what was written."""
    with prepared(settings) as database, database.read() as session:
        for _, one in experience_moderation.queue(session, after=0, limit=MOST):
            what = f"{one.application} in {one.region.name}, adoption {one.adoption}"
            say(f"{one.experience} {one.version.number}\t{what}, by {one.version.author}")
            _say_content(one.version)
    return DONE


def decide(settings: Settings, asked: argparse.Namespace) -> int:
    """Publish a version, or refuse it."""
    try:
        request = ExperienceDecision(decision=asked.decision, reason=asked.reason)
    except ValidationError as error:
        raise wrong(error) from error
    with prepared(settings) as database, database.write() as session:
        experience_moderation.decide(session, asked.experience, asked.version, request, caller=OPERATOR)
    say(f"experience {asked.experience} version {asked.version}: {asked.decision}")
    return DONE


def _say_content(version: ExperienceVersion) -> None:
    for name in CONTENT:
        value = getattr(version, name)
        if value is not None:
            for line in str(value).splitlines():
                say(f"\t{name}: {line}")
