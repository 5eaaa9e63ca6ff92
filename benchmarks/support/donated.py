"""A donor, a registry that has published its two newest releases, and clients that fetch and clone them."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support import servers, synthetic
from support.servers import ROOT, Server

from livinglab import checks
from livinglab.repository.versions import Version

SLUG, REGION = "contoh", "32.16"
REPOSITORY = os.environ.get("LIVINGLAB_BENCH_REPOSITORY", "")
MANIFEST = """\
publiccodeYmlVersion: "0"
name: Contoh
url: https://example.invalid/contoh.git
platforms: [web]
categories: [other]
developmentStatus: stable
softwareType: standalone/web
description:
  id:
    shortDescription: Aplikasi yang dipakai untuk mengukur.
    longDescription: |
      Keterangan ini hanya ada supaya registri menerbitkan repositori yang diukur. Keterangan yang sebenarnya
      menyebut untuk siapa aplikasinya, apa yang dikerjakannya, dan apa yang diperlukan untuk menjalankannya.
    features: [diukur]
legal: {license: %s}
maintenance: {type: none}
localisation: {localisationReady: false, availableLanguages: [id]}
"""


class CommandFailed(Exception):
    """A command that was measured or needed ended badly; the message has what it said."""


@dataclass(frozen=True)
class Donated:
    """Where everything is. `older` and `newer` are tags; the registry calls them without their `v`."""

    folder: Path
    repository: Path
    donor: Server
    registry: Server
    older: str
    newer: str

    @property
    def url(self) -> str:
        """The donor's repository over smart HTTP."""
        return f"{self.donor.url}/{SLUG}.git"

    def livinglab(self, *arguments: str, cwd: Path, registry: str = "") -> float:
        """Run the command; return its seconds. Raises CommandFailed."""
        environment = _clean() | {
            "LIVINGLAB_REGISTRY": registry or self.registry.url,
            "XDG_CACHE_HOME": str(self.folder / "cache"),
        }
        return timed([sys.executable, "-m", "livinglab", *arguments], cwd=cwd, environment=environment)

    def git(self, *arguments: str, cwd: Path) -> float:
        """Run git as a person without settings of their own would; return its seconds."""
        return timed(["git", *arguments], cwd=cwd, environment=_clean())


@contextmanager
def donated() -> Iterator[Donated]:
    """Serve the repository that LIVINGLAB_BENCH_REPOSITORY names, or a synthetic one, and publish it."""
    with tempfile.TemporaryDirectory(prefix="livinglab-bench-") as name:
        folder = Path(name)
        repository = _repository(folder)
        older, newer = _two_newest(repository)
        with servers.donor(repository.parent) as donor:
            environment = _publish(folder, repository, donor, newer)
            with servers.registry(environment) as registry:
                yield Donated(folder, repository, donor, registry, older, newer)


def timed(command: Sequence[str], *, cwd: Path, environment: dict[str, str]) -> float:
    """Run a command and return how long it took. Raises CommandFailed."""
    began = time.monotonic()
    ended = subprocess.run(command, cwd=cwd, env=environment, check=False, capture_output=True, text=True)
    if ended.returncode:
        raise CommandFailed(f"{' '.join(command)}: {ended.returncode}\n{ended.stdout}{ended.stderr}")
    return time.monotonic() - began


def describe(stage: Donated) -> str:
    """Say in a line what is measured."""
    files = _git(stage.repository, "ls-tree", "-r", "--name-only", stage.newer).count("\n")
    what = Path(REPOSITORY).name if REPOSITORY else "synthetic"
    return f"{what}: {files:,} files, {stage.older} and {stage.newer}"


def _repository(folder: Path) -> Path:
    """A folder of donors with a link in it: the repository itself is not touched."""
    (folder / "donors").mkdir()
    place = folder / "donors" / f"{SLUG}.git"
    if REPOSITORY:
        place.symlink_to(Path(REPOSITORY).absolute())
    else:
        synthetic.build(place)
    return place


def _two_newest(repository: Path) -> tuple[str, str]:
    versions = [(version, tag) for tag in _git(repository, "tag").split() if (version := Version.parse(tag))]
    (_, older), (_, newer) = sorted(versions)[-2:]
    return older, newer


def _publish(folder: Path, repository: Path, donor: Server, newest: str) -> dict[str, str]:
    manifest = folder / "publiccode.yml"
    manifest.write_text(MANIFEST % _license(repository, newest))
    environment = _clean() | {
        "LIVINGLAB_FOLDER": str(folder / "registry"),
        "LIVINGLAB_PRIVATE_DONORS": donor.url.removeprefix("http://"),
        "LIVINGLAB_MAX_RELEASES": "2",
    }
    url = f"{donor.url}/{SLUG}.git"
    submit = ["submit", url, "--slug", SLUG, "--publisher", "Contoh", "--manifest", str(manifest)]
    for command in (["migrate"], ["regions"], submit, ["visit", SLUG]):
        timed([sys.executable, "-m", "registry", *command], cwd=ROOT, environment=environment)
    return environment


def _license(repository: Path, tag: str) -> str:
    tree = _git(repository, "rev-parse", f"{tag}^{{tree}}").strip()
    found = checks.examine(repository, tag, tree, None).license.spdx
    assert found, "the repository has no licence file that could be declared"
    return f"{found}-only" if found.startswith(("GPL", "LGPL", "AGPL")) else found


def _git(repository: Path, *arguments: str) -> str:
    command = ["git", "-c", "safe.directory=*", f"--git-dir={repository}", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _clean() -> dict[str, str]:
    """The environment without our own settings and without anybody's git configuration."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIVINGLAB_", "GIT_"))}
    me = {"GIT_AUTHOR_NAME": "Ani", "GIT_AUTHOR_EMAIL": "ani@example.invalid"}
    me |= {"GIT_COMMITTER_NAME": "Ani", "GIT_COMMITTER_EMAIL": "ani@example.invalid"}
    return kept | me | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}
