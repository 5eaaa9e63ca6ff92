"""`livinglab update`: bring the donor's newer release under the region's own changes."""

from livinglab.context import Context
from livinglab.errors import DONE, LocalChanges
from livinglab.language import Text
from livinglab.parser import Commands

VERSION = Text(id="VERSI", en="VERSION")


def add_to(commands: Commands) -> None:
    """Describe the command."""
    update = commands.add(
        "update", Text(id="gabungkan rilis baru dari donor", en="merge the donor's newer release")
    )
    update.argument(
        "--to", metavar=VERSION, help=Text(id="ke rilis ini, bukan yang terbaru", en="to this release")
    )
    update.argument(
        "--dry-run",
        action="store_true",
        help=Text(id="tunjukkan saja akibatnya", en="only show what would happen"),
    )
    update.argument(
        "--abort",
        action="store_true",
        help=Text(id="batalkan pembaruan yang terbuka", en="take an open update back"),
    )
    update.argument(
        "--downgrade", action="store_true", help=Text(id="boleh ke rilis lama", en="allow an older release")
    )
    update.argument(
        "--offline", action="store_true", help=Text(id="hanya dari simpanan", en="only what is kept here")
    )
    update.argument(
        "--allow-expired-index",
        action="store_true",
        help=Text(
            id="terima folder atau flash disk yang indeksnya kedaluwarsa",
            en="take a folder or stick whose signed index has expired",
        ),
    )


def run(context: Context) -> int:
    """Abort, look ahead, or update."""
    from livinglab.workspace import merging, updating  # noqa: PLC0415 - heavy rooms only inside the command
    from livinglab.workspace.admission import refuse_old_git  # noqa: PLC0415 - as above
    from livinglab.workspace.choosing import next_step  # noqa: PLC0415 - as above
    from livinglab.workspace.found import find_here  # noqa: PLC0415 - as above
    from livinglab.workspace.telling import tell  # noqa: PLC0415 - as above

    refuse_old_git()
    output, arguments = context.output, context.arguments
    workspace = find_here()
    if arguments.abort:
        merging.abort(workspace)
        output.say(Text(id="Dibatalkan: semua seperti semula.", en="Taken back: everything is as before."))
        output.result({"aborted": True})
        return DONE
    step = next_step(context, workspace)
    if step is None:
        return DONE
    outcome = updating.look_ahead(step, output) if arguments.dry_run else updating.update(step, output)
    tell(outcome, output, dry_run=arguments.dry_run)
    blocked = outcome.conflicts or outcome.in_the_way
    return LocalChanges.exit_code if blocked else DONE
