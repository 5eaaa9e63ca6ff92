"""From one release to another: bring it, write the next vendor commit, look ahead, merge, extend `.env`."""

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from livinglab.client.cache import Cache
from livinglab.client.cached import remember
from livinglab.client.catalog import Catalog, Found
from livinglab.client.retrieval import Wanted, retrieve
from livinglab.contract import Archive, Release
from livinglab.errors import LivinglabError, LocalChanges
from livinglab.folders import cache_folder
from livinglab.language import Text
from livinglab.output import Output
from livinglab.repository import git
from livinglab.repository.errors import PrerequisiteMissing
from livinglab.repository.receiving import SNAPSHOT_REFS
from livinglab.scaffold import Stack, detect, dotenv, environment
from livinglab.scaffold import answers as scaffold_answers
from livinglab.scaffold.variables import Variable
from livinglab.workspace import found, history, merging, notes, route, vendor
from livinglab.workspace.admission import archive_to_fetch, preflight, refuse_full_disk
from livinglab.workspace.composing import Composed, compose
from livinglab.workspace.fetching import ENV_SCHEMA, example_of, variables_of
from livinglab.workspace.found import Workspace
from livinglab.workspace.listing import open_listing
from livinglab.workspace.lock import Lock
from livinglab.workspace.notes import Notes
from livinglab.workspace.outlook import newer_than

ANSWERS = ".livinglab/answers.toml"


class Step(NamedTuple):
    """One update: from which vendor commit to which release."""

    workspace: Workspace
    catalog: Catalog
    base: str
    installed: Lock
    target: Found


class Written(NamedTuple):
    """The next vendor commit, and what came to light while it was made."""

    commit: str
    composed: Composed
    variables: list[Variable]
    warnings: Sequence[Text]
    notes: Notes


class Outcome(NamedTuple):
    """What an update did, or would do."""

    step: Step
    written: Written
    conflicts: Sequence[str]
    in_the_way: Sequence[str] = ()
    added: Sequence[str] = ()
    unknown: Sequence[str] = ()

    def facts(self) -> dict[str, object]:
        """Return it for JSON."""
        return {
            "application": self.step.installed.slug,
            "from": self.step.installed.version,
            "to": self.step.target.release.version,
            "vendor_commit": self.written.commit,
            "conflicts": list(self.conflicts),
            "in_the_way": list(self.in_the_way),
            "new_keys": list(self.added),
            "unknown_keys": list(self.unknown),
            "releases": self.written.notes.facts(),
        }


def look_ahead(step: Step, output: Output) -> Outcome:
    """Do everything but the merge, in a repository aside: the directory is not touched at all."""
    with merging.aside(step.workspace) as git_dir:
        written = _write(step, git_dir, output)
        conflicts = merging.conflicts_ahead(step.workspace, git_dir, written.commit)
        in_the_way = merging.in_the_way(step.workspace, git_dir, step.base, written.commit)
    return Outcome(step, written, conflicts, in_the_way, _new_keys(step.workspace, written.variables))


def update(step: Step, output: Output) -> Outcome:
    """Merge the release into the region's branch; conflicts stay open in the directory, as in any merge."""
    merging.refuse_unready(step.workspace)
    written = _write(step, step.workspace.git_dir, output)
    release, slug = step.target.release, step.installed.slug
    message = f"{slug} {release.version} (from {step.installed.version})\n\nMerged by livinglab update."
    try:
        conflicts = merging.merge(step.workspace, written.commit, message)
    except LocalChanges:
        merging.forget(step.workspace, written.commit)
        raise
    if step.catalog.lasting:
        remember(Path(cache_folder()), step.catalog.address, step.target)
    if conflicts:
        return Outcome(step, written, conflicts)
    appended = extend_environment(step.workspace, written.variables)
    return Outcome(step, written, [], (), appended.added, appended.unknown)


def extend_environment(workspace: Workspace, variables: list[Variable]) -> environment.Appended:
    """Append keys that are new; make the file where a second operator has none yet."""
    path = workspace.root / ".env"
    try:
        return environment.append_new(path, variables)
    except FileNotFoundError:
        environment.write_new(path, variables)
        return environment.Appended(tuple(variable.key for variable in variables), ())


def _new_keys(workspace: Workspace, variables: list[Variable]) -> list[str]:
    try:
        known = dotenv.active(environment.contents(workspace.root / ".env"))
    except FileNotFoundError:
        known = {}
    return [variable.key for variable in variables if variable.key not in known]


def installed_variables(workspace: Workspace, base: str, installed: Lock) -> list[Variable]:
    """Plan the `.env` of the release that is here: an update that ended in conflicts had not come to it."""
    with open_listing(workspace.git_dir, installed.tree) as listing:
        stack = detect(listing, keep=installed.overlay_id)
        schema = found.show(workspace, base, ENV_SCHEMA)
        return environment.plan(example_of(listing, stack), schema, stack)


def _write(step: Step, git_dir: Path, output: Output) -> Written:
    """Bring the release's objects into `git_dir`, look through them, and write the vendor commit there."""
    application, release = step.target
    cache = Cache(Path(cache_folder()))
    refuse_full_disk(step.workspace.root, release.bytes)
    every = step.catalog.releases(application)
    _bring(step, every, cache, git_dir, output)
    warnings = preflight(git_dir, release.tree)
    parents = [step.base, *_history(step, cache, git_dir, output), str(release.snapshot_commit)]
    with open_listing(git_dir, release.tree) as listing:
        composed = compose(
            application,
            release,
            listing,
            region=_answers(step),
            catalog=step.catalog.lasting or step.installed.catalog,
            parents=parents,
            installed=step.installed.overlay_id,
        )
        variables = variables_of(composed, example_of(listing, composed.stack))
    commit, _ = vendor.write(git_dir, composed.vendor)
    told = notes.between(
        git_dir,
        _on_the_way(step, every),
        license_before=step.installed.license,
        old_tree=step.installed.tree,
        new_tree=release.tree,
    )
    changed = _other_kind(step.installed.overlay_id, composed.stack)
    return Written(commit, composed, variables, [*warnings, *changed, *composed.risks], told)


def _other_kind(installed: str | None, stack: Stack) -> list[Text]:
    """Warn where the release is run in another way than ours: data may lie in volumes of other names."""
    if installed in (None, stack.id):
        return []
    return [
        Text(
            id=f"Cara menjalankan berubah: {installed} menjadi {stack.id}. Cadangkan dahulu, bandingkan nama "
            "volume di compose.livinglab.yaml, dan sesuaikan COMPOSE_FILE di .env.",
            en=f"The way to run it changes: {installed} becomes {stack.id}. Back up first, compare the names "
            "of volumes in compose.livinglab.yaml, and adapt COMPOSE_FILE in .env.",
        )
    ]


def _bring(step: Step, every: Sequence[Release], cache: Cache, git_dir: Path, output: Output) -> None:
    """Take the deltas from our release where they lead to the target, else the full snapshot."""
    release = step.target.release
    full = archive_to_fetch(step.target)
    legs = route.deltas(every, step.installed.version, release, less_than=full.bytes)
    if legs:
        with contextlib.suppress(PrerequisiteMissing):
            for leg in legs:
                retrieve(_wanted(leg.release, leg.archive), step.catalog, cache, git_dir, output)
            _forget_between(git_dir, [leg.release.version for leg in legs[:-1]])
            return
    retrieve(_wanted(release, full), step.catalog, cache, git_dir, output)


def _wanted(release: Release, archive: Archive) -> Wanted:
    return Wanted(archive, commit=str(release.snapshot_commit), tree=release.tree)


def _forget_between(git_dir: Path, versions: list[str]) -> None:
    """Drop the refs of snapshots that only led the way."""
    lines = "".join(f"delete {SNAPSHOT_REFS}{version}\n" for version in versions).encode()
    git.run(["update-ref", "--stdin"], git_dir=git_dir, input=lines)


def _history(step: Step, cache: Cache, git_dir: Path, output: Output) -> list[str]:
    """Bring the donor's commits too, if the directory was fetched with them; do without if they are gone."""
    parents = found.run(step.workspace, "log", "-1", "--format=%P", step.base, "--").split()
    if step.installed.commit not in parents:
        return []
    try:
        return [history.extend(step.catalog, cache, step.target, git_dir, output)]
    except LivinglabError as error:
        output.note(error.text, style="yellow")
        return []


def _answers(step: Step) -> Mapping[str, str]:
    """Return the region's answers from its own file; the lock knows the region if that is gone."""
    region = {"region_code": step.installed.region_code, "region_name": step.installed.region_name}
    path = step.workspace.root / ANSWERS
    if path.is_file() and not path.is_symlink():
        said = scaffold_answers.parse(path.read_bytes())
        region.update({name: said[name] for name in scaffold_answers.OF_THE_REGION if said.get(name)})
    return region


def _on_the_way(step: Step, every: Sequence[Release]) -> list[Release]:
    """Return the releases after ours up to the target, oldest first."""
    target = step.target.release
    known = {each.version: each for each in every}
    passed = [each.version for each in newer_than(step.installed.version, list(every))]
    if target.version not in passed:
        return [target]
    return [known[version] for version in passed[: passed.index(target.version) + 1]]
