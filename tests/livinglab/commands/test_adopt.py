"""`livinglab adopt` against a registry that is served: what is recorded, shown, corrected and refused."""

import gc
import hashlib
import http.server
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import uvicorn

from livinglab import contract
from livinglab.__main__ import main
from livinglab.adopting import meaning, usual
from livinglab.client import adoptions as client
from livinglab.commands.adopt import STAGES
from livinglab.contract import adoption_words
from livinglab.contract.adoptions import (
    Adoption,
    AdoptionEvent,
    Basis,
    DocumentKind,
    Stage,
    State,
    StopReason,
)
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


def today(ago=0):
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


@pytest.fixture(scope="module")
def registry(tmp_path_factory, sqlite_template):
    """One registry for all; each test records for a unit of its own."""
    made = Registry(tmp_path_factory.mktemp("registry"), sqlite_template)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def siti(registry):
    """Siti's machine: she records for Kabupaten Bekasi."""
    return registry.laptop(registry.token("siti", bekasi=Role.RECORDER))


@pytest.fixture
def unit(request):
    """An office that no other test records for."""
    return "--unit", request.node.name


class Between:
    """A server between the command and the registry that passes requests on, and loses answers."""

    def __init__(self, registry):
        self.address, self.lose, self.pause, self.keys = "", 0, 0.0, []
        between, listening = self, socket.create_server(("127.0.0.1", 0))
        listening.close()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments):
                pass

            def do_GET(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name: value for name, value in self.headers.items() if name != "Host"}
                if self.command == "POST":
                    between.keys.append(self.headers["Idempotency-Key"])
                address = registry.address + self.path
                answer = httpx.request(
                    self.command, address, content=body, headers=headers, timeout=60, trust_env=False
                )
                time.sleep(between.pause)
                if self.command == "POST" and between.lose:
                    between.lose -= 1
                    self.close_connection = True
                    self.connection.close()
                    return
                self.send_response(answer.status_code)
                self.send_header("Content-Type", answer.headers["Content-Type"])
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)

            do_POST = do_GET

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None  # who was killed does not take its answer
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()


@pytest.fixture
def between(registry, monkeypatch):
    """A server in between; the command does not wait between its tries."""
    monkeypatch.setattr(client, "PAUSES", (0.0, 0.0))
    made = Between(registry)
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_nothing_recorded_is_said_with_how_to_begin(siti, unit):
    out = siti.good(*unit).out
    assert "Nothing is recorded yet" in out
    assert f'livinglab adopt installation --unit "{unit[1]}"' in out
    told = siti.good(*unit, "--application", "e-sakip", "--region", "32.16", here=False, json=True).json
    assert told["adoption"] is None
    assert told["next"]["stage"] == "interest"
    assert told["next"]["command"].startswith("livinglab adopt interest --application e-sakip --region 32.16")


def test_the_lock_file_tells_application_region_version_and_commit(siti, unit):
    letter = siti.home / "SK.pdf"
    letter.write_bytes(b"%PDF-1.7 keputusan bupati")
    words = (
        "--document",
        "sk",
        "--number",
        "555/12",
        "--document-date",
        str(today(3)),
        "--file",
        str(letter),
    )
    told = siti.good("go-live", *unit, "--date", str(today(2)), *words, "--note", "Resmi.", json=True).json
    (event,) = told["adoption"]["events"]
    digest = hashlib.sha256(letter.read_bytes()).hexdigest()
    assert told["new"] is True
    assert (told["adoption"]["application"], told["adoption"]["region"]["code"]) == ("e-sakip", "32.16")
    assert (event["version"], event["commit"]) == ("1.0.0", COMMITS["1.0.0"])
    assert event["document"] == {
        "kind": "sk", "number": "555/12", "date": str(today(3)), "sha256": digest
    }  # fmt: skip
    assert "keputusan" not in json.dumps(told)


def test_where_it_stands_is_shown_with_stages_days_documents_and_what_comes_next(siti, unit):
    siti.good("minat", *unit, "--date", "2026-01-05")
    siti.good(
        "instalasi", *unit, "--date", "2026-03-02", "--document", "laporan-instalasi", "--number", "7/2026"
    )
    out = siti.good(*unit, LANG="id_ID.UTF-8").out
    assert "uji coba sejak 2 Maret 2026" in out
    assert "1.0.0, tertinggal 1 rilis dari 1.1.0" in out
    assert "5 Januari 2026  minat" in out
    assert "laporan instalasi, No. 7/2026" in out
    assert f'livinglab adopt training --unit "{unit[1]}"' in out
    assert "piloting since 2 March 2026" in siti.good(*unit).out


def test_from_anywhere_application_and_region_are_named(siti):
    told = siti.good(
        "interest", "--application", "e-sakip", "--region", "Kabupaten Bekasi", here=False, json=True
    ).json
    assert told["adoption"]["unit"] == ""
    assert told["recorded"].get("version") is None
    assert told["recorded"]["date"] == str(today())


def test_the_same_recorded_twice_counts_once(siti, unit):
    siti.good("study-visit", *unit)
    told = siti.good("Studi", "tiru", *unit, json=True).json
    assert told["new"] is False
    assert len(told["adoption"]["events"]) == 1


def test_a_correction_takes_the_place_and_keeps_what_is_not_said_anew(siti, unit):
    words = ("--date", "2026-02-01", "--document", "pks", "--number", "119/1", "--note", "Ditandatangani.")
    first = siti.good("pks", *unit, *words, json=True).json["adoption"]["events"][0]
    number = str(first["id"])
    told = siti.good("--correct", number, "--date", "2026-02-02", "--note", "", *unit, json=True).json
    before, after = told["adoption"]["events"]
    assert before["corrected_by"] == after["id"]
    assert (after["date"], after["stage"], after["note"]) == ("2026-02-02", "agreement", None)
    assert (after["document"], after["version"]) == (first["document"], None)
    assert told["adoption"]["since"] == "2026-02-02"
    other = ("--number", "119/2", "--document-date", "")
    told = siti.good("--correct", str(after["id"]), *other, *unit, json=True).json
    kept = {"kind": "pks", "number": "119/2", "date": None, "sha256": None}
    assert told["adoption"]["events"][-1]["document"] == kept
    last = str(told["adoption"]["events"][-1]["id"])
    told = siti.good("--correct", last, "--document", "", *unit, json=True).json
    assert told["adoption"]["events"][-1]["document"] is None
    again = siti.adopt("--correct", number, "--date", "2026-02-03", *unit)
    assert again.code == 2
    assert f"--correct {after['id']}" in again.err
    assert f"does not stand, see {after['id']}" in siti.good(*unit).out


def test_a_record_is_taken_back_and_stays_to_be_seen(siti, unit):
    event = siti.good("evaluasi", *unit, json=True).json["adoption"]["events"][0]
    told = siti.good("--retract", str(event["id"]), "--note", "Keliru.", *unit, json=True).json
    assert told["adoption"]["state"] == "none"
    out = siti.good(*unit).out
    assert "no record stands" in out
    assert f"takes back {event['id']}" in out
    gone = told["adoption"]["events"][1]["id"]
    assert siti.adopt("--correct", str(gone), *unit).code == 2
    assert siti.good("evaluasi", *unit, json=True).json["new"] is True


def test_use_must_be_confirmed_and_a_lapse_is_told(siti, unit):
    siti.good("go-live", *unit, "--date", f"{today().year - 1}-{today().month:02}-01")
    assert "that it is still in use: livinglab adopt confirm --unit" in siti.good(*unit).out
    assert "confirmation: still in use: livinglab adopt confirm" in siti.good(*unit).out
    told = siti.good("konfirmasi", *unit, json=True).json
    assert told["adoption"]["state"] == "in-use"
    assert siti.good(*unit, json=True).json["next"]["stage"] == "registration"
    lapsed = ("--unit", f"{unit[1]} lama")
    siti.good("go-live", *lapsed, "--date", "2024-01-15")
    out = siti.good(*lapsed).out
    assert "lapsed" in out
    assert "on 31 January 2025" in out


def test_stopping_says_why(siti, unit):
    siti.good("instalasi", *unit, "--date", "2026-05-01")
    refused = siti.adopt("dihentikan", *unit)
    assert refused.code == 2
    assert "no-staff" in refused.err
    out = siti.good("stopped", *unit, "--reason", "kekurangan tenaga", "--note", "Pindah tugas.").out
    assert "stopped since" in out
    assert "(no staff)" in out
    assert "If it begins anew: livinglab adopt" in siti.good(*unit).out


def test_terms_are_recorded_and_shown(siti, unit):
    words = ("basis=pks", "nomor=119/2026", "redistribution=dilarang", "support-until=2030-12-31")
    assert siti.adopt("--terms", *words, *unit).code == 5  # nothing to have terms for
    siti.good("pks", *unit)
    told = siti.good(*unit, "--terms", *words, json=True).json
    assert told["adoption"]["terms"][0]["redistribution"] == "forbidden"
    out = siti.good(*unit).out
    assert "cooperation agreement (PKS) 119/2026" in out
    assert "31 December 2030" in out


def test_the_donor_says_its_word_and_the_adopter_sees_it(registry, siti, unit):
    number = str(siti.good("go-live", *unit, json=True).json["adoption"]["id"])
    asep = registry.laptop(registry.token("asep", sumedang=Role.PUBLISHER))
    assert "confirmed by the donor" in asep.good("--affirm", number, here=False).out
    why = asep.adopt("--dispute", number, here=False)
    assert why.code == 2
    assert "--note" in why.err
    asep.good("--dispute", number, "--note", "Versinya lain.", here=False)
    assert "disputed by the donor: Versinya lain." in siti.good(*unit).out
    asep.good("--withdraw", number, here=False)
    assert "statement" not in siti.good(*unit).out
    assert siti.adopt("--affirm", number).code == 4
    assert asep.adopt("instalasi", *unit).code == 4  # a donor never records for an adopter


def test_ones_own_adoptions_are_listed_with_state_versions_behind_and_expiry(registry, siti, unit):
    siti.good("go-live", *unit, "--date", "2026-06-01")
    out = siti.good("--list", here=False).out
    assert f"Kabupaten Bekasi (32.16), {unit[1]}" in out
    assert "in use since 1 June 2026; 1.0.0, 1 release behind 1.1.0" in out
    assert "holds until 30 June 2027" in out
    told = siti.good("--list", "--state", "dipakai", "--region", "32.16", here=False, json=True).json
    assert {each["state"] for each in told["items"]} == {"in-use"}
    asep = registry.laptop(registry.token("asep2", sumedang=Role.READER))
    assert "No adoption is recorded yet" in asep.good("--list").out
    stranger = registry.laptop(registry.token("stranger")).adopt("--list")
    assert (stranger.code, "belongs to no organisation" in stranger.err) == (4, True)
    assert asep.good("--list", "--all", "--application", "e-sakip", json=True).json["items"]


def test_a_lost_answer_is_asked_for_again_and_counts_once(registry, between, unit):
    siti = registry.laptop(registry.token("siti2", bekasi=Role.RECORDER), between.address)
    between.lose = 1
    told = siti.good("uat", *unit, json=True).json
    assert len(told["adoption"]["events"]) == 1
    assert len(between.keys) == 2
    assert len(set(between.keys)) == 1


def test_where_no_answer_comes_repeating_is_safe(registry, between, unit):
    siti = registry.laptop(registry.token("siti3", bekasi=Role.RECORDER), between.address)
    between.lose = 3
    answered = siti.adopt("uat", *unit)
    assert answered.code == 6
    assert "Nothing is known to be recorded" in answered.err
    assert "not counted twice" in answered.err
    told = siti.good("uat", *unit, json=True).json
    assert len(told["adoption"]["events"]) == 1
    assert len(set(between.keys)) == 1
    siti.good("--retract", str(told["adoption"]["events"][0]["id"]), *unit)
    assert (
        siti.good("uat", *unit, json=True).json["new"] is True
    )  # a record of its own, under a key of its own
    assert len(set(between.keys)) == 3


@pytest.mark.long
def test_a_command_that_is_killed_before_its_answer_is_repeated_under_the_same_key(registry, between, unit):
    siti = registry.laptop(registry.token("siti4", bekasi=Role.RECORDER), between.address)
    between.pause = 5.0
    environment = {**siti.environment, "PYTHONPATH": os.pathsep.join(sys.path)}
    words = [sys.executable, "-m", "livinglab", "adopt", "uat", *unit]
    process = subprocess.Popen(words, cwd=siti.app, env=environment, stdout=subprocess.DEVNULL)
    while not between.keys:
        time.sleep(0.02)
    process.kill()
    process.wait()
    between.pause = 0.0
    assert len(siti.good("uat", *unit, json=True).json["adoption"]["events"]) == 1
    assert len(between.keys) == 2
    assert len(set(between.keys)) == 1


def test_dry_run_shows_all_and_sends_nothing(registry, unit):
    nobody = registry.laptop()
    answered = nobody.good("go-live", *unit, "--dry-run")
    assert "nothing is sent" in answered.out
    assert "1.0.0" in answered.out
    assert nobody.good("go-live", *unit, "--dry-run", json=True).json["request"]["unit"] == unit[1]
    assert nobody.good(*unit, json=True).json["adoption"] is None
    assert "seen after: livinglab login" in nobody.good(*unit).out


def test_who_is_not_signed_in_is_told_how(registry, unit):
    nobody = registry.laptop()
    for words in (("instalasi",), ("--list",), ("--correct", "1"), ("--affirm", "1")):
        answered = nobody.adopt(*words, *(unit if words[0] == "instalasi" else ()))
        assert answered.code == 4, words
        assert "livinglab login" in answered.err
    assert nobody.adopt("instalasi", *unit, LIVINGLAB_TOKEN="llab_" + "x" * 49).code == 4


def test_a_token_that_has_ended_is_said_to(registry, unit):
    nobody = registry.laptop()
    place = nobody.home / ".config/livinglab/credentials.json"
    place.parent.mkdir(parents=True)
    entry = {"place": "file", "token": "llab_x", "expires_at": "2026-01-01T00:00:00+00:00"}
    place.write_text(json.dumps({"registries": {registry.address: entry}}))
    place.chmod(0o600)
    answered = nobody.adopt("instalasi", *unit)
    assert answered.code == 4
    assert "ended on 2026-01-01" in answered.err


def test_two_organisations_are_listed_to_choose_from(registry, unit):
    budi = registry.laptop(registry.token("budi", jakarta=Role.RECORDER, pusat=Role.RECORDER))
    words = ("interest", "--application", "e-sakip", "--region", "31.71", *unit)
    refused = budi.adopt(*words, here=False)
    assert refused.code == 3
    assert f"--organisation {registry.pusat}" in refused.err
    budi.good(*words, "--organisation", str(registry.pusat), here=False)


def test_who_may_not_record_there_is_refused(registry, siti, unit):
    reader = registry.laptop(registry.token("rina", bekasi=Role.READER))
    assert reader.adopt("instalasi", *unit).code == 4
    elsewhere = siti.adopt("instalasi", "--region", "32.05", *unit)
    assert elsewhere.code == 4
    assert "whoami" in elsewhere.err


def test_a_version_that_the_catalog_does_not_know_is_recorded_and_pointed_out(siti, unit):
    out = siti.good("instalasi", *unit, "--version", "9.9").out
    assert "does not know version 9.9" in out


WRONG = [
    (["go-liev"], 2, "go-live"),
    (["retraction"], 2, "unknown"),
    (["go-live", "--date", "2099-01-01"], 2, "has not come yet"),
    (["go-live", "--date", "20/11/2026"], 2, "2026-11-20"),
    (["go-live", "--date", "20261120"], 2, "no date"),
    (["go-live", "--date", "1899-01-01"], 2, "no date"),
    (["go-live", "--document", "sk", "--document-date", "2099-01-01"], 2, "--document-date"),
    (["go-live", "--number", "555/12"], 2, "--document KIND; for go-live it is mostly: sk"),
    (["go-live", "--document", "skk"], 2, "Did you mean: sk"),
    (["go-live", "--document", "sk", "--file", "tidak-ada.pdf"], 2, "tidak-ada.pdf"),
    (["go-live", "--document", "sk", "--file", "."], 2, "not a regular file"),
    (["go-live", "--document", "sk", "--file", "/dev/zero"], 2, "not a regular file"),
    (["go-live", "--region", "99.99"], 5, "99.99"),
    (["go-live", "--region", "Bekassi"], 5, "Bekasi"),
    (["go-live", "--application", "e-sakib"], 5, "livinglab search"),
    (["--application", "e-sakib"], 5, "e-sakib"),
    (["go-live", "--reason", "no-staff"], 2, "only goes with the stage stopped"),
    (["stopped", "--reason", "no-staf"], 2, "no-staff"),
    (["go-live", "--note", "x" * 4001], 2, "--note: too long (at most 4000 letters)"),
    (["go-live", "--note", "tersembunyi\u202e"], 3, "--note"),
    (["go-live", "--version", "a b"], 2, "--version"),
    (["go-live", "--version", "1.1.0", "--organisation", "0"], 2, "--organisation"),
    (["--date", "2026-01-01"], 2, "of which stage?"),
    (["--list", "--date", "2026-01-01"], 2, "does not go with"),
    (["--list", "--state", "in-us"], 2, "in-use"),
    (["--list", "go-live"], 2, "does not go with"),
    (["--correct", "1", "--retract", "2"], 2, "does not go with"),
    (["--correct", "987654"], 5, "no record number 987654"),
    (["--affirm", "987654"], 5, "987654"),
    (["--affirm", "0"], 2, "--affirm"),
    (["--terms", "basis"], 2, "KEY=VALUE"),
    (["--terms", "publication=allowed"], 2, "no basis"),
    (["--terms", "basis=pkss"], 2, "pks"),
    (["--terms", "basis=pks", "basis=hibah"], 2, "twice"),
    (["--terms", "basis=pks", "publikasion=allowed"], 2, "publication"),
    (["--terms", "basis=pks", "support-until=besok"], 2, "support-until"),
    (["--terms", "basis=pks", "agreement=119/2026"], 2, "reference="),
]


@pytest.mark.parametrize(("words", "code", "said"), WRONG, ids=[" ".join(words)[:50] for words, *_ in WRONG])
def test_wrong_input_is_refused_with_the_option_and_the_fix(siti, words, code, said):
    answered = siti.adopt(*words)
    assert answered.code == code, answered
    assert said in answered.err


def test_a_refusal_as_json_carries_code_sentence_and_hint(siti):
    error = siti.adopt("go-liev", json=True).json["error"]
    assert error["code"] == 2
    assert "Did you mean: go-live" in error["hint"]


def test_outside_of_a_fetched_application_it_is_said_what_is_missing(siti):
    answered = siti.adopt("go-live", here=False)
    assert answered.code == 2
    assert "--application e-sakip --region 32.16" in answered.err
    assert siti.adopt("go-live", "--application", "e-sakip", here=False).code == 2


def test_a_registry_that_is_away_is_no_record(siti, unit, monkeypatch):
    monkeypatch.setattr(client, "PAUSES", (0.0, 0.0))
    answered = siti.adopt("go-live", *unit, "--registry", "http://127.0.0.1:9")
    assert answered.code == 6
    assert "Nothing is known to be recorded" in answered.err


def test_an_experience_is_sent_from_a_file_and_waits_for_a_curator(siti, unit):
    siti.good("go-live", *unit)
    file = siti.home / "pengalaman.toml"
    file.write_text('person_days = 12.5\nrupiah = 15_000_000\nproblems = "PHP 7.4"\n')
    assert "Received as version 1" in siti.good("--experience", str(file), *unit).out
    (siti.home / "x.json").write_text('{"rupiah": 1000000, "months": 2}')
    told = siti.good("--experience", str(siti.home / "x.json"), *unit, json=True).json
    assert (told["versions"], told["newest"]["rupiah"], told["published"]) == (2, 1_000_000, None)
    for content, said in (
        ("person_day = 1", "did you mean: person_days"),
        ("rupiah = -1", "rupiah: the number is out of bounds"),
        ("rupiah = ", "cannot be read"),
        ("", "nothing in it"),
    ):
        file.write_text(content)
        answered = siti.adopt("--experience", str(file), *unit)
        assert answered.code == 2, content
        assert said in answered.err


def event(number, stage, day, **more):
    """Return an event as the registry tells it."""
    told = {"recorded_by": "person:1", "recorded_at": datetime(2026, 1, 1, tzinfo=UTC), "serial": 1}
    return AdoptionEvent(id=number, stage=stage, date=f"2026-01-{day:02}", **told, **more)


@pytest.mark.parametrize(
    ("stages", "fetched", "following"),
    [
        (["interest"], False, "study-visit"),
        (["interest"], True, "installation"),
        (["grant-or-loan"], False, "source-handover"),
        (["go-live"], True, "registration"),
        (["go-live", "interest"], True, "registration"),
        (["go-live", "evaluation"], True, "confirmation"),
        (["evaluation", "stopped"], True, "installation"),
        (["evaluation", "stopped", "go-live"], True, "registration"),
        (["confirmation"], True, "registration"),
    ],
)
def test_what_mostly_comes_next(stages, fetched, following):
    events = [event(number, stage, number) for number, stage in enumerate(stages, 1)]
    region = contract.RegionBrief(code="32.16", name="Kabupaten Bekasi")
    adoption = Adoption(
        id=1, application="e-sakip", application_name="e-SAKIP", region=region, state="piloting",
        organisation=1, organisation_name="Bekasi", events=events,
    )  # fmt: skip
    assert usual.following(adoption, fetched=fetched, today=today()) == following


def test_every_word_of_an_adoption_exists_in_both_languages():
    kinds = (
        (Stage, adoption_words.STAGES),
        (State, adoption_words.STATES),
        (StopReason, adoption_words.REASONS),
        (DocumentKind, adoption_words.DOCUMENTS),
        (Basis, adoption_words.BASES),
    )
    for kind, words in kinds:
        assert set(words) == set(kind)
        assert all(text.id and text.en for text in words.values())
    assert {meaning.stage(name) for name in STAGES} == set(Stage) - {Stage.RETRACTION}


def test_shells_complete_stages(registry, siti):
    script = siti.run("completion", "bash", cwd=siti.home).out
    asked = f"{script}\nCOMP_WORDS=(livinglab adopt go); COMP_CWORD=2; _livinglab; echo ${{COMPREPLY[@]}}"
    assert subprocess.run(["bash", "-c", asked], capture_output=True, check=True).stdout == b"go-live\n"
    assert "-a bimtek" in siti.run("completion", "fish", cwd=siti.home).out


@pytest.fixture
def served(tmp_path, sqlite_template, sakip):
    """A registry that knows the very release that the mirror has, so that it can be really fetched."""
    facts = {name: getattr(sakip, name) for name in ("commit", "tree", "license", "snapshot_commit")}
    made = Registry(tmp_path / "served", sqlite_template, release("1.0.0", **facts))
    yield made
    made.stop()


def test_status_tells_the_regions_own_use_and_warns_before_it_lapses(served, donor, mirror, serve):
    siti = served.laptop(served.token("siti", bekasi=Role.RECORDER))
    stick = ("--registry", str(mirror.folder))
    fetched = siti.run(*stick, "fetch", "e-sakip", "sakip", "--region", "32.16", cwd=siti.home)
    here = siti.home / "sakip"
    assert "livinglab adopt installation" in fetched.out
    answered = siti.run("status", cwd=here)
    assert "No record of its use is seen: livinglab adopt installation" in answered.out
    assert "The catalog's record changed" not in answered.out
    soon = f"{today().year - 1}-{today().month:02}-01"
    told = siti.run("--json", "adopt", "go-live", "--date", soon, cwd=here).json
    out = siti.run("status", cwd=here).out
    assert "in use since 1 " in out
    assert "that it is still in use: livinglab adopt confirm" in out
    number = str(told["adoption"]["events"][0]["id"])
    siti.run("adopt", "--correct", number, "--date", "2024-01-15", cwd=here)
    assert siti.run("--json", "status", cwd=here).json["adoption"]["state"] == "lapsed"
    assert "adoption" not in siti.run("--json", "status", "--offline", cwd=here).json
    older, _ = serve()
    answered = siti.run("--json", "--registry", older, "status", cwd=here)
    assert (answered.code, answered.json["adoption"]) == (0, None)
    donor.release("1.1.0", {"baru": "x"})
    mirror.publish(donor, "1.1.0")
    assert "livinglab adopt installation" in siti.run(*stick, "update", cwd=here).out
    assert "Version 1.0.0 is recorded, here is 1.1.0" in siti.run("status", cwd=here).out
