"""Moderate the catalog at the registry's own shell: the queue, quarantine, retirement, yanked releases."""

import argparse

from livinglab.contract.moderation import Decision, QueueState
from registry.access.callers import OPERATOR
from registry.catalog import moderation, moderation_queue, shelves, yanks
from registry.catalog.store import open_store
from registry.commands.preparation import DONE, Commands, prepared, say
from registry.settings import Settings

MOST = 100  # applications that one call lists


def add_to(commands: Commands) -> None:
    """Describe the commands."""
    queue = commands.add_parser("queue", help="list the applications that wait for a curator")
    queue.add_argument("--state", type=QueueState, choices=list(QueueState), default=QueueState.IN_REVIEW)
    queue.add_argument("slug", metavar="SLUG", nargs="?", help="what was decided about this one")
    queue.set_defaults(run=show_queue)
    for decision, says in (
        (Decision.APPROVE, "list an application that was in review"),
        (Decision.REQUEST_CHANGES, "send an application back to its donor"),
    ):
        _deciding(commands, decision, says).set_defaults(lift=False)
    hiding = _deciding(commands, Decision.QUARANTINE, "hide an application everywhere at once")
    hiding.add_argument("--lift", action="store_true", help="bring it back as it was")
    retiring = _deciding(commands, Decision.RETIRE, "take an application off the lists; its page stays")
    retiring.add_argument("--reopen", dest="lift", action="store_true", help="list it again")
    yanking = commands.add_parser("yank", help="take a release back: only who names its version gets it")
    yanking.add_argument("slug", metavar="SLUG")
    yanking.add_argument("version", metavar="VERSION")
    yanking.add_argument("--undo", action="store_true", help="offer it again")
    _add_reason(yanking)
    yanking.set_defaults(run=yank)


def _deciding(commands: Commands, decision: Decision, says: str) -> argparse.ArgumentParser:
    command = commands.add_parser(decision.value, help=says)
    command.add_argument("slug", metavar="SLUG")
    _add_reason(command)
    command.set_defaults(run=lambda settings, asked: decide(settings, decision, asked))
    return command


def _add_reason(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--reason", required=True, help="why, in 20 characters or more: everybody can read it"
    )


def show_queue(settings: Settings, asked: argparse.Namespace) -> int:
    """List one state of the queue; with a slug, how that application stands and came to."""
    with prepared(settings) as database, database.read() as session:
        if asked.slug:
            one = moderation_queue.one(session, asked.slug)
            say(f"{one.slug}: {one.state}{f', {one.reason}' if one.reason else ''}")
            for each in one.history:
                version = f" {each.version}" if each.version else ""
                say(f"{each.at:%Y-%m-%d %H:%M} {each.action}{version} by {each.actor}: {each.reason}")
            return DONE
        counts = moderation_queue.counts(session)
        say(", ".join(f"{state} {count}" for state, count in counts.items()))
        for _, queued in moderation_queue.queue(session, asked.state, after=0, limit=MOST):
            like = f", like {', '.join(queued.resembles)}" if queued.resembles else ""
            say(f"{queued.since:%Y-%m-%d} {queued.slug} ({queued.publisher}){like}: {queued.url}")
    return DONE


def decide(settings: Settings, decision: Decision, asked: argparse.Namespace) -> int:
    """Decide about an application, or take such a decision back, and move its files at once."""
    backwards = {Decision.QUARANTINE: Decision.RELEASE, Decision.RETIRE: Decision.REOPEN}
    chosen = backwards[decision] if asked.lift else decision
    with prepared(settings) as database:
        with database.write() as session:
            application = moderation.decide(session, asked.slug, chosen, asked.reason, caller=OPERATOR)
        whole = shelves.carry_out(database, open_store(settings))
    rest = "" if whole else "; its files are moved as soon as the store allows"
    say(f"{application.slug}: {application.standing}{rest}")
    return DONE


def yank(settings: Settings, asked: argparse.Namespace) -> int:
    """Take a release back, or offer it again."""
    change = yanks.take_back if asked.undo else yanks.yank
    with prepared(settings) as database:
        with database.write() as session:
            change(session, asked.slug, asked.version, asked.reason, caller=OPERATOR)
        shelves.carry_out(database, open_store(settings))
    say(f"{asked.slug} {asked.version}: {'offered again' if asked.undo else 'yanked'}")
    return DONE
