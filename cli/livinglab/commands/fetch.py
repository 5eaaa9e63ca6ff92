"""`livinglab fetch`: another region's application becomes a working tree of ours."""

import importlib
import sys
import threading

from livinglab.context import Context
from livinglab.errors import DONE, INTERRUPTED, UsageError
from livinglab.language import Text
from livinglab.parser import Commands

APP = Text(id="APLIKASI[@VERSI]", en="APP[@VERSION]")
FOLDER = Text(id="FOLDER", en="DIRECTORY")
REGION = Text(id="KODE|NAMA", en="CODE|NAME")
FILE = Text(id="BERKAS", en="FILE")
EXPIRED = Text(
    id="terima folder atau flash disk yang indeksnya kedaluwarsa",
    en="take a folder or stick whose signed index has expired",
)


def add_to(commands: Commands) -> None:
    """Describe the command."""
    fetch = commands.add(
        "fetch", Text(id="ambil aplikasi untuk daerah sendiri", en="fetch an application for a region")
    )
    fetch.argument("app", metavar=APP, help=Text(id="nama di katalog", en="its name in the catalog"))
    fetch.argument("directory", metavar=FOLDER, nargs="?", help=Text(id="tujuan", en="where to put it"))
    fetch.argument(
        "--region", metavar=REGION, help=Text(id="daerah yang memakai", en="the region that will run it")
    )
    fetch.argument("--domain", help=Text(id="nama domain aplikasi nanti", en="the domain it will run under"))
    fetch.argument("--contact", help=Text(id="kontak pengelola di daerah", en="whom to ask in the region"))
    fetch.argument(
        "--history",
        action="store_true",
        help=Text(id="bawa juga riwayat commit donor", en="also bring the donor's commits"),
    )
    fetch.argument(
        "--from-bundle",
        metavar=FILE,
        help=Text(id="bundel dari flash disk, tanpa jaringan", en="a bundle from a USB stick, no network"),
    )
    fetch.argument(
        "--entry", metavar=FILE, help=Text(id="entri katalog bundel itu", en="that bundle's catalog entry")
    )
    fetch.argument(
        "--offline",
        action="store_true",
        help=Text(id="hanya dari simpanan di sini", en="only from what is kept here"),
    )
    fetch.argument("--allow-expired-index", action="store_true", help=EXPIRED)
    fetch.argument(
        "--dry-run", action="store_true", help=Text(id="tunjukkan rencana saja", en="only show the plan")
    )
    fetch.argument("-y", "--yes", action="store_true", help=Text(id="jangan bertanya", en="do not ask"))


def run(context: Context) -> int:
    """Show the plan, then do it."""
    from livinglab.workspace.admission import refuse_old_git  # noqa: PLC0415 - heavy rooms only inside the command
    from livinglab.workspace.fetching import fetch  # noqa: PLC0415 - as above
    from livinglab.workspace.plan import Plan, planned  # noqa: PLC0415 - as above

    arguments = context.arguments
    refuse_old_git()
    slug, version = named(arguments.app)
    plan: Plan = planned(context, slug, version)
    plan.show(context.output)
    if arguments.dry_run:
        context.output.result({"dry_run": True, **plan.facts()})
        return DONE
    if not arguments.yes and not _agreed(context):
        return INTERRUPTED
    threading.Thread(
        target=importlib.import_module, args=("jinja2",), daemon=True
    ).start()  # while bytes come in
    fetched = fetch(plan, context.output, history_too=arguments.history)
    fetched.show(context.output)
    context.output.result({**plan.facts(), **fetched.facts()})
    return DONE


def named(app: str) -> tuple[str, str | None]:
    """Split `e-sakip@1.0.0`."""
    slug, at, version = app.partition("@")
    if not slug or (at and not version):
        raise UsageError(
            Text(id=f"'{app}' bukan APLIKASI[@VERSI].", en=f"'{app}' is not APP[@VERSION]."),
            Text(id="Contoh: e-sakip atau e-sakip@1.0.0", en="For example: e-sakip or e-sakip@1.0.0"),
        )
    return slug, version or None


def _agreed(context: Context) -> bool:
    """Ask a person at a terminal; a script has already said what it wants."""
    if context.output.as_json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    question = Text(id="Lanjutkan? [Y/t] ", en="Go on? [Y/n] ")
    sys.stderr.write(context.output.text(question))
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("", "y", "ya", "yes")
