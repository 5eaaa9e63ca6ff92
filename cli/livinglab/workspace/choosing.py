"""Which release an update goes to."""

from collections.abc import Sequence

from livinglab.client.catalog import Found, is_retired, yanked_notice
from livinglab.client.index import vouched
from livinglab.client.opening import open_catalog
from livinglab.context import Context
from livinglab.contract import Application, ReleaseBrief
from livinglab.errors import UsageError
from livinglab.language import Text
from livinglab.repository.versions import Version
from livinglab.workspace import merging, updating
from livinglab.workspace.found import Workspace, last_vendor, lock_of
from livinglab.workspace.lock import Lock
from livinglab.workspace.outlook import briefs, differences, known, newer_than, warnings
from livinglab.workspace.updating import Step


def next_step(context: Context, workspace: Workspace) -> Step | None:
    """Return the update to make; None if there is nothing newer, after the `.env` has been looked after."""
    arguments, output = context.arguments, context.output
    base = last_vendor(workspace)
    installed = lock_of(workspace, base)
    if not arguments.dry_run:
        merging.refuse_unready(workspace)
    catalog = open_catalog(
        context.registry(installed.catalog),
        language=output.language,
        offline=arguments.offline,
        region_code=installed.region_code,
    )
    catalog = vouched(catalog, output, allow_expired=arguments.allow_expired_index)
    application = known(catalog, installed)
    releases = briefs(catalog, application, installed.version)
    output.listed(warnings(application, releases, installed.version), style="red")
    wanted = arguments.to or _newest(application, releases, installed)
    if wanted is None:
        _already_there(context, workspace, base, installed)
        return None
    release = catalog.release(application, wanted)
    if release.version == installed.version:
        output.listed(differences(release, installed), style="red")
        _already_there(context, workspace, base, installed)
        return None
    if release.yanked:
        output.say(yanked_notice(release), style="red")
    _refuse_backwards(installed.version, release.version, allowed=arguments.downgrade)
    return Step(workspace, catalog, base, installed, Found(application, release))


def _newest(application: Application, releases: Sequence[ReleaseBrief], installed: Lock) -> str | None:
    if is_retired(application):
        return None
    newer = newer_than(installed.version, releases)
    return newer[-1].version if newer else None


def _refuse_backwards(here: str, wanted: str, *, allowed: bool) -> None:
    ours, theirs = Version.parse(here), Version.parse(wanted)
    if allowed or ours is None or theirs is None or theirs > ours:
        return
    raise UsageError(
        Text(id=f"{wanted} lebih lama daripada {here}.", en=f"{wanted} is older than {here}."),
        Text(
            id="Bila memang disengaja: --downgrade (basis data tidak ikut mundur).",
            en="If that is meant: --downgrade (the database does not go back with it).",
        ),
    )


def _already_there(context: Context, workspace: Workspace, base: str, installed: Lock) -> None:
    """Say so, and append the new keys that an update which ended in conflicts had to leave out."""
    added: tuple[str, ...] = ()
    if not context.arguments.dry_run:
        variables = updating.installed_variables(workspace, base, installed)
        added = updating.extend_environment(workspace, variables).added
    version = installed.version
    context.output.say(
        Text(id=f"Sudah rilis terbaru: {version}.", en=f"Already the newest release: {version}.")
    )
    if added:
        keys = ", ".join(added)
        context.output.say(Text(id=f"Ditambahkan ke .env: {keys}", en=f"Appended to .env: {keys}"))
    context.output.result(
        {"application": installed.slug, "from": version, "to": version, "new_keys": list(added)}
    )
