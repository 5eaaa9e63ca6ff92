"""The index that the service signs, as the command of a region's laptop reads it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from livinglab.contract.signed import grouped
from registry.catalog import entries, index
from registry.catalog.store import entry_name, open_store
from registry.database import Database
from registry.keys import open_keys
from registry.settings import Settings

# The command sees files alone, whatever database they were made from.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NOT_VERIFIED = 7
FETCH = ("fetch", "e-sakip", "--region", "32.16", "--dry-run")


@pytest.fixture
def mirror(publish: Callable[..., str], database: Database, settings: Settings) -> Path:
    """Give a registry's folder as a mirror copies it."""
    publish()
    store = open_store(settings)
    with database.read() as session:
        entry = entries.entry(session, "e-sakip")
    assert entry is not None
    store.put_bytes(entry_name("e-sakip"), entry)
    index.Keeper(database, settings).keep()
    return settings.folder


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Give the command on a laptop of its own."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "home"), "LANG": "en_US.UTF-8"}

    def run(mirror: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "livinglab", "--registry", str(mirror), *arguments]
        return subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
        )

    return run


def test_the_services_index_satisfies_the_command_which_shows_its_key(
    mirror: Path, run: Callable[..., subprocess.CompletedProcess[str]], settings: Settings
) -> None:
    fingerprint = grouped(open_keys(settings).id)
    first = run(mirror, *FETCH)
    assert first.returncode == 0, first.stderr
    assert fingerprint in first.stderr
    again = run(mirror, *FETCH)
    assert again.returncode == 0
    assert fingerprint not in again.stderr
    assert fingerprint in run(mirror, "doctor").stdout


def test_an_entry_that_somebody_changed_is_not_what_the_service_signed(
    mirror: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    path = mirror / "archives" / "applications" / "e-sakip.json"
    spoilt = path.read_text().replace('"bytes":1048592', '"bytes":1048593')
    assert spoilt != path.read_text()
    path.write_text(spoilt)
    answered = run(mirror, *FETCH)
    assert answered.returncode == NOT_VERIFIED
    assert "differ on e-sakip 1.0.0: archive" in answered.stderr


def test_a_mirror_without_its_index_is_refused_once_it_had_one(
    mirror: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    run(mirror, *FETCH)
    (mirror / "archives" / "index" / "index.json").unlink()
    answered = run(mirror, *FETCH)
    assert answered.returncode == NOT_VERIFIED
    assert "does not give its signed index any more" in answered.stderr
