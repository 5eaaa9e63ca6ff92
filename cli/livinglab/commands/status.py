"""`livinglab status`: which release is here, what we changed, and whether there is a newer one."""

from collections.abc import Mapping
from typing import Any

from livinglab.context import Context
from livinglab.errors import DONE, UPDATE_AVAILABLE
from livinglab.language import Text
from livinglab.output import Output
from livinglab.parser import Commands

SHOWN = 10


def add_to(commands: Commands) -> None:
    """Describe the command."""
    status = commands.add("status", Text(id="keadaan folder aplikasi ini", en="how this application stands"))
    status.argument(
        "--offline", action="store_true", help=Text(id="jangan tanya registri", en="do not ask the registry")
    )


def run(context: Context) -> int:
    """Look at the directory first; the registry, if it may be asked, says the rest."""
    from livinglab.workspace.found import find_here  # noqa: PLC0415 - only inside the command
    from livinglab.workspace.state import look  # noqa: PLC0415 - as above

    state = look(find_here())
    facts = _facts(state)
    _say(context.output, facts)
    code = DONE
    if not context.arguments.offline and context.knows_registry(state.installed.catalog):
        from livinglab.credentials import vault  # noqa: PLC0415 - only when the registry is asked
        from livinglab.workspace.outlook import ask  # noqa: PLC0415 - heavy, and as above

        outlook = ask(context, state.installed)
        outlook.show(context.output)
        vault.warn(context.registry(state.installed.catalog) or "", context.output)
        facts.update(outlook.facts())
        code = UPDATE_AVAILABLE if outlook.newer else DONE
    context.output.result(facts)
    return code


def _facts(state: Any) -> dict[str, Any]:
    installed = state.installed
    return {
        "application": installed.slug,
        "name": installed.name,
        "version": installed.version,
        "vendor_commit": state.vendor,
        "donor": {"name": installed.donor_name, "url": installed.donor_url, "commit": installed.commit},
        "license": installed.license,
        "region": {"code": installed.region_code, "name": installed.region_name},
        "modified": state.modified,
        "added": state.added,
        "deleted": state.deleted,
        "uncommitted": state.uncommitted,
        "merging": state.merging,
    }


def _say(output: Output, facts: Mapping[str, Any]) -> None:
    output.say(f"{facts['name']} {facts['version']}", style="bold")
    output.rows(
        [
            (Text(id="daerah", en="region"), f"{facts['region']['name']} ({facts['region']['code']})"),
            (Text(id="donor", en="donor"), facts["donor"]["name"]),
            (Text(id="lisensi", en="licence"), facts["license"] or "-"),
        ]
    )
    kinds = [
        (facts["modified"], Text(id="diubah daerah", en="changed by us")),
        (facts["deleted"], Text(id="dihapus daerah", en="deleted by us")),
        (facts["added"], Text(id="milik daerah", en="our own")),
        (facts["uncommitted"], Text(id="belum di-commit", en="not committed")),
    ]
    output.rows([(name, _some(paths)) for paths, name in kinds if paths])
    if facts["merging"]:
        output.say(
            Text(
                id="Penggabungan belum selesai: 'git commit' setelah beres, atau 'livinglab update --abort'.",
                en="A merge is open: 'git commit' when it is done, or 'livinglab update --abort'.",
            ),
            style="yellow",
        )


def _some(paths: list[str]) -> str:
    more = f" … (+{len(paths) - SHOWN})" if len(paths) > SHOWN else ""
    return f"{len(paths)}: {', '.join(paths[:SHOWN])}{more}"
