"""From a plan to a working tree: download, look through it, write the commits, check out, make `.env`."""

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from livinglab.client.cache import Cache
from livinglab.client.cached import remember
from livinglab.client.catalog import donor_url
from livinglab.client.retrieval import Wanted, retrieve
from livinglab.folders import cache_folder
from livinglab.language import Text
from livinglab.output import Output
from livinglab.repository import git
from livinglab.scaffold import Stack, environment
from livinglab.scaffold.variables import Variable
from livinglab.workspace import history, vendor
from livinglab.workspace.admission import preflight
from livinglab.workspace.building import beside
from livinglab.workspace.composing import Composed, compose
from livinglab.workspace.configuration import prepare
from livinglab.workspace.listing import TreeListing, open_listing
from livinglab.workspace.plan import Plan

ENV_SCHEMA = ".livinglab/env.schema.toml"
LARGEST_EXAMPLE = 256 * 1024
AHEAD = 60  # seconds
PATIENT = git.Limits(seconds=1800)


class Fetched(NamedTuple):
    """What stands in the directory now."""

    target: Path
    vendor: str
    stack: Stack
    warnings: Sequence[Text]
    to_fill: Sequence[str]

    def show(self, output: Output) -> None:
        """Say what is there and what to do next."""
        output.say(f"{self.stack.name}: {output.text(self.stack.reason)}")
        output.listed([*self.warnings, *self.stack.notes], style="yellow")
        if self.to_fill:
            keys = ", ".join(self.to_fill)
            output.say(Text(id=f"Isi sendiri di .env: {keys}", en=f"Fill in yourself in .env: {keys}"))
        output.say(Text(id=f"Selesai: {self.target}", en=f"Done: {self.target}"), style="green")
        output.say(Text(id="Berikutnya:", en="Next:"))
        output.listed(NEXT_STEPS)

    def facts(self) -> dict[str, object]:
        """Return it for JSON."""
        return {
            "vendor_commit": self.vendor,
            "stack": self.stack.id,
            "warnings": [warning.en for warning in self.warnings],
            "to_fill": list(self.to_fill),
        }


NEXT_STEPS = (
    Text(
        id="baca README.daerah.md: cara menjalankan, dan daftar periksa",
        en="read README.daerah.md: how to run it",
    ),
    Text(
        id="git remote add origin ALAMAT-REPOSITORI-DAERAH && git push -u origin main livinglab/vendor",
        en="git remote add origin ADDRESS-OF-YOUR-REPOSITORY && git push -u origin main livinglab/vendor",
    ),
    Text(
        id="livinglab status, lalu livinglab update bila ada rilis baru",
        en="livinglab status, then livinglab update",
    ),
    Text(
        id="catat pemakaiannya setelah terpasang: livinglab adopt installation",
        en="record its use once it is installed: livinglab adopt installation",
    ),
)


def fetch(plan: Plan, output: Output, *, history_too: bool) -> Fetched:
    """Build the directory beside its place; it appears there complete, or not at all."""
    application, release = plan.found
    cache = Cache(Path(cache_folder()))
    with beside(plan.target) as partial:
        git_dir = prepare(partial, donor_url=donor_url(application))
        wanted = Wanted(plan.archive, commit=str(release.snapshot_commit), tree=release.tree)
        retrieve(wanted, plan.catalog, cache, git_dir, output)
        warnings = preflight(git_dir, release.tree)
        parents = [wanted.commit]
        if history_too:
            parents.insert(0, history.bring(plan.catalog, cache, plan.found, git_dir, output))
        with _checking_out(partial, git_dir, wanted.commit), open_listing(git_dir, release.tree) as listing:
            composed = compose(
                application,
                release,
                listing,
                region=plan.region,
                catalog=plan.catalog.lasting,
                parents=parents,
            )
            example = example_of(listing, composed.stack)
            commit = _written(git_dir, composed)
        _add_ours(partial, git_dir, wanted.commit)
        written = environment.write_new(partial / ".env", variables_of(composed, example))
    if plan.catalog.lasting:
        remember(Path(cache_folder()), plan.catalog.address, plan.found)
    warned = [*warnings, *composed.risks]
    return Fetched(plan.target, commit, composed.stack, warned, written.to_fill)


def example_of(listing: TreeListing, stack: Stack) -> bytes | None:
    """Return the application's own `.env.example`."""
    return listing.read(stack.env_example, LARGEST_EXAMPLE) if stack.env_example else None


def variables_of(composed: Composed, example: bytes | None) -> list[Variable]:
    """Plan the `.env`: the application's example, corrected by the overlay's schema."""
    schema = composed.vendor.files.get(ENV_SCHEMA)
    return environment.plan(example, schema.content if schema else None, composed.stack)


def _written(git_dir: Path, composed: Composed) -> str:
    commit, _ = vendor.write(git_dir, composed.vendor, main=composed.region, now=int(time.time()))
    return commit


@contextmanager
def _checking_out(root: Path, git_dir: Path, snapshot: str) -> Iterator[None]:
    """Let git write the donor's files while we render ours: both take a second, on a core each.

    `read-tree` runs no hook, and info/attributes has switched off every filter.
    """
    with git.start(
        ["read-tree", "-m", "-u", snapshot],
        git_dir=git_dir,
        work_tree=root,
        limits=PATIENT,
        stdin=subprocess.DEVNULL,
    ):
        yield


def _add_ours(root: Path, git_dir: Path, snapshot: str) -> None:
    """Move index and files from the snapshot to main: only what the overlay adds is written.

    Files as young as their index would all be read again, as git cannot tell whether they changed since. Here
    nobody else writes yet, so the index is dated later; the one that git now writes has its true date again.
    """
    later = time.time() + AHEAD
    os.utime(git_dir / "index", (later, later))
    git.run(["read-tree", "-m", "-u", snapshot, vendor.MAIN], git_dir=git_dir, work_tree=root, limits=PATIENT)
