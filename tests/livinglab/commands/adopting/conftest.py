"""Kabupaten Bekasi records its use of e-SAKIP, which Sumedang donates, at a registry that is served."""

import gc
import io
import json
import os
import shutil
import signal
import socket
import threading
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import uvicorn

from livinglab import contract
from livinglab.__main__ import main
from livinglab.workspace import lock
from registry import clock
from registry.access import memberships, organisations, people, tokens
from registry.access.callers import OPERATOR, Role, Scope
from registry.access.organisations import Kind, VerifiedBy
from registry.access.tokens import Grant
from registry.app import create_app
from registry.catalog import publication, submissions
from registry.catalog.found import ManifestFacts, ReleaseFound, VisitOutcome
from registry.database import Database
from registry.settings import Settings

COMMITS = {"1.0.0": "1" * 40, "1.1.0": "2" * 40}
SUMEDANG = "Pemerintah Kabupaten Sumedang"


def days_ago(ago=0):
    """Return the day so many days ago in Jakarta."""
    return clock.date_in_jakarta() - timedelta(days=ago)


@dataclass
class Answered:
    """What one run said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Laptop:
    """A machine of somebody. The command runs in this process: each start of its own costs half a second."""

    def __init__(self, home, address, token=None):
        self.home = home
        home.mkdir(parents=True)
        kept = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "en_US.UTF-8"}
        self.environment = {**kept, "LIVINGLAB_REGISTRY": address}
        if token:
            self.environment["LIVINGLAB_TOKEN"] = token
        self.app = home / "e-sakip"
        (self.app / ".git").mkdir(parents=True)
        (self.app / ".livinglab").mkdir()
        self.install("1.0.0", address)

    def install(self, version, address):
        """Leave the lock file that a fetch of e-SAKIP for Kabupaten Bekasi leaves."""
        facts = {
            "app": {"id": "e-sakip", "name": "e-SAKIP", "catalog": address},
            "donor": {
                "name": SUMEDANG,
                "url": "https://git.sumedangkab.go.id/e-sakip.git",
                "version": version,
                "tag": f"v{version}",
                "commit": COMMITS[version],
                "tree": "3" * 40,
            },
            "snapshot": {"commit": "4" * 40},
            "license": {"spdx": "MIT", "file": None, "blob": None},
            "region": {"code": "32.16", "name": "Kabupaten Bekasi"},
        }
        (self.app / lock.PATH).write_bytes(lock.compose(facts, {"id": None, "files": {}}))

    def adopt(self, *words, here=True, json=False, **environment):
        """Run `livinglab adopt` inside the fetched application, or outside of it."""
        words = [*(["--json"] if json else []), "adopt", *words]
        return self.run(*words, cwd=self.app if here else self.home, **environment)

    def run(self, *words, cwd, **environment):
        """Run a command of livinglab's."""
        out, err = io.StringIO(), io.StringIO()
        before, handler = dict(os.environ), signal.getsignal(signal.SIGTERM)
        os.environ.clear()
        os.environ.update({**self.environment, **environment})
        try:
            with chdir(cwd), redirect_stdout(out), redirect_stderr(err):
                code = main(words)
        finally:
            os.environ.clear()
            os.environ.update(before)
            signal.signal(signal.SIGTERM, handler)
            gc.enable()
        assert "Traceback" not in err.getvalue()
        return Answered(code, out.getvalue(), err.getvalue())

    def good(self, *words, **options):
        """Run it and insist on success."""
        answered = self.adopt(*words, **options)
        assert answered.code == 0, (words, answered)
        return answered


def release(version, **changes):
    """Return a release of e-SAKIP as a visit finds it."""
    values = {
        "version": version,
        "tag": f"v{version}",
        "commit": COMMITS.get(version),
        "tree": "3" * 40,
        "released_at": datetime(2026, 1, 1, tzinfo=UTC),
        "files": 1,
        "bytes": 1,
        "license": contract.License(spdx="MIT", file="LICENSE", blob="5" * 40, usable=True),
        "manifest": ManifestFacts(name="e-SAKIP", license="MIT"),
    }
    return ReleaseFound(**{**values, **changes})


class Registry:
    """A registry that listens: Sumedang donates e-SAKIP, Siti records for Kabupaten Bekasi."""

    def __init__(self, folder, template, *releases):
        self.folder = folder
        (folder / "registry").mkdir(parents=True)
        shutil.copy(template, folder / "registry/livinglab.sqlite3")
        listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = Settings(folder=folder / "registry", public_url=self.address)
        self.database = Database(settings.database)
        config = uvicorn.Config(create_app(settings), log_level="critical", ws="none", access_log=False)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, args=([listening],), daemon=True)
        self.thread.start()
        self.publish(releases or (release("1.0.0"), release("1.1.0")))
        with self.database.write() as session:
            self.bekasi = self._organisation(session, "Pemerintah Kabupaten Bekasi", "32.16")
            self.jakarta = self._organisation(session, "Pemerintah Provinsi DKI Jakarta", "31")
            self.pusat = self._organisation(session, "Kota Administrasi Jakarta Pusat", "31.71")
            self.sumedang = self._organisation(session, SUMEDANG, "32.11")
        self.laptops = 0

    def _organisation(self, session, name, code):
        row = organisations.create(session, name, kind=Kind.REGION, region_code=code, actor="operator")
        organisations.verify(session, row, by=VerifiedBy.OPERATOR, actor="operator")
        return row.id

    def publish(self, releases):
        """Put releases of e-SAKIP into the catalog, as a visit does."""
        request = contract.SubmissionRequest(
            url="https://git.sumedangkab.go.id/e-sakip.git",
            slug="e-sakip",
            publisher=SUMEDANG,
            region="32.11",
        )
        with self.database.write() as session:
            source = submissions.submit(session, request, caller=OPERATOR).source_id
        outcome = VisitOutcome(releases=list(releases), order=[each.version for each in releases])
        with self.database.write() as session:
            publication.record(session, source, outcome, actor="worker:test")

    def token(self, name, **roles):
        """Make a person with roles in organisations, and a token of theirs."""
        with self.database.write() as session:
            person = people.add(session, f"{name}@bekasikab.go.id", name, actor="operator")
            person.totp_since = clock.now()
            for organisation, role in roles.items():
                row = organisations.get(session, getattr(self, organisation))
                memberships.put(session, row, person, role, actor="operator")
            grant = Grant(name, frozenset({Scope.READ, Scope.RECORD, Scope.PUBLISH}), person_id=person.id)
            return tokens.create(session, grant, actor="operator")[1]

    def laptop(self, token=None, address=None):
        """Give a machine with e-SAKIP fetched on it."""
        self.laptops += 1
        return Laptop(self.folder / f"laptop-{self.laptops}", address or self.address, token)

    def stop(self):
        self.server.should_exit = True
        self.thread.join()
        self.database.close()


@pytest.fixture(scope="session")
def registry(tmp_path_factory, sqlite_template):
    """One registry for all; each test records for a unit of its own."""
    made = Registry(tmp_path_factory.mktemp("registry"), sqlite_template)
    yield made
    made.stop()


@pytest.fixture(scope="session")
def siti(registry):
    """Siti's machine: she records for Kabupaten Bekasi."""
    return registry.laptop(registry.token("siti", bekasi=Role.RECORDER))


@pytest.fixture
def unit(request):
    """An office that no other test records for."""
    return "--unit", request.node.name


@pytest.fixture
def today():
    """Give days by how long ago they were."""
    return days_ago


@pytest.fixture
def served(tmp_path, sqlite_template, sakip):
    """A registry that knows the very release that the mirror has, so that it can be really fetched."""
    facts = {name: getattr(sakip, name) for name in ("commit", "tree", "license", "snapshot_commit")}
    made = Registry(tmp_path / "served", sqlite_template, release("1.0.0", **facts))
    yield made
    made.stop()
