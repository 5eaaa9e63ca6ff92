"""The CLI against the real service: donate, be sent back, be published, search, fetch, be counted, update."""

import json
import os
import socket
import subprocess
import sys
import threading
import time

import httpx
import pytest

from registry.donor import DonorServer

MANIFEST = """publiccodeYmlVersion: "0.4"
name: e-SAKIP
url: URL
platforms: [web]
developmentStatus: stable
softwareType: standalone/web
description:
  id:
    shortDescription: Akuntabilitas kinerja instansi pemerintah
    longDescription: LONG
    features: [Pohon kinerja]
  en:
    shortDescription: Performance accountability of government agencies
    longDescription: LONG
    features: [Performance tree]
legal:
  license: MIT
maintenance:
  type: internal
  contacts:
    - name: Diskominfo
localisation:
  localisationReady: true
  availableLanguages: [id]
"""
MIT = """MIT License

Copyright (c) 2026 Pemerintah Kabupaten Sumedang

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


class Service:
    """A registry with a worker, and a donors' git server, each a process or thread of its own."""

    def __init__(self, folder):
        self.repositories = folder / "repositories"
        self.repositories.mkdir()
        self.donors = DonorServer(self.repositories, "127.0.0.1", 0)
        threading.Thread(target=self.donors.serve_forever, daemon=True).start()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "KF_RULE_CACHE_DIR": os.environ["KF_RULE_CACHE_DIR"],
            "LIVINGLAB_FOLDER": str(folder / "registry"),
            "LIVINGLAB_PUBLIC_URL": self.address,
            "LIVINGLAB_PRIVATE_DONORS": self.donors.place,
        }
        self.processes = []

    def operate(self, *words):
        """Run one command of the operator's door."""
        return subprocess.run(
            [sys.executable, "-m", "registry", *words], env=self.environment, capture_output=True, check=True
        ).stdout.decode().strip()  # fmt: skip

    def begin(self):
        """Migrate, make a token, start web and worker, and wait for the first answer."""
        self.operate("migrate")
        self.operate("regions")
        self.token = self.operate("token", "create", "--name", "cli", "--scope", "publish")
        for words in (["serve", "--port", str(self.port)], ["work"]):
            self.processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "registry", *words], env=self.environment,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )
            )  # fmt: skip
        for _ in range(300):
            try:
                httpx.get(f"{self.address}/api/v1/applications").raise_for_status()
                return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise AssertionError("the registry did not start")

    def end(self):
        """Stop all of it."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=30)
        self.donors.shutdown()
        self.donors.server_close()


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """One service for all tests of this file."""
    service = Service(tmp_path_factory.mktemp("service"))
    service.begin()
    yield service
    service.end()


@pytest.fixture
def sumedang(bekasi, service):
    """An operator with a token, who also knows the registry."""
    bekasi.environment |= {"LIVINGLAB_REGISTRY": service.address, "LIVINGLAB_TOKEN": service.token}
    return bekasi


def donate(service, donor, git, slug):
    """Put the donor's repository on its server and return its address."""
    place = service.repositories / f"{slug}.git"
    if not place.exists():
        git(donor.folder, "clone", "--quiet", "--bare", str(donor.folder), str(place))
    git(donor.folder, "push", "--quiet", "--all", str(place))
    git(donor.folder, "push", "--quiet", "--tags", str(place))
    return f"{service.donors.url}/{slug}.git"


def manifest(url):
    """Return a publiccode.yml that is in order."""
    return MANIFEST.replace("URL", url).replace("LONG", "Aplikasi untuk " + "mengukur kinerja " * 20)


def files(service, slug):
    """Return the files of a repository that is in order."""
    url = f"{service.donors.url}/{slug}.git"
    return {
        "LICENSE": MIT,
        "publiccode.yml": manifest(url),
        "index.php": "<?php // satu\n",
        ".env.example": "APP_SECRET=\n",
    }


def submit(operator, url, slug, *words):
    """Donate by the command."""
    return operator.run("submit", url, "--slug", slug, "--publisher", "Pemerintah Kabupaten Sumedang", *words)


def test_an_application_is_donated_found_fetched_counted_and_updated(sumedang, service, donor, git):
    donor.release("1.0.0", files(service, "kinerja"))
    url = donate(service, donor, git, "kinerja")
    answered = submit(sumedang, url, "kinerja", "--region", "Kabupaten Sumedang", "--wait")
    assert answered.code == 0, answered.out + answered.err
    assert "Published: kinerja" in answered.out
    deadline = time.monotonic() + 20
    while not (found := sumedang.good("--json", "search", "akuntabilitas", "kinerja").json["items"]):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert found[0]["slug"] == "kinerja"
    assert sumedang.good("--json", "show", "kinerja").json["release"]["version"] == "1.0.0"
    told = sumedang.good("--json", "fetch", "kinerja", "--region", "32.16").json
    assert told["license"] == "MIT"
    here = sumedang.home / "kinerja"
    assert json.loads((here / ".livinglab/lock.json").read_text())["app"]["catalog"] == service.address
    del sumedang.environment["LIVINGLAB_REGISTRY"]
    sumedang.good("status", cwd=here)
    sumedang.good("verify", cwd=here)
    deadline = time.monotonic() + 20  # downloads are counted in batches, never in a download's way
    while not (counts := httpx.get(f"{service.address}/api/v1/applications/kinerja/fetches").json()["items"]):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    [count] = counts
    assert (count["region_code"], count["count"]) == ("32.16", 1)
    donor.release("1.1.0", {"index.php": "<?php // dua\n"})
    donate(service, donor, git, "kinerja")
    service.operate("visit", "kinerja")
    assert sumedang.run("status", cwd=here).code == 10
    sumedang.good("update", cwd=here)
    assert (here / "index.php").read_text() == "<?php // dua\n"
    sumedang.good("verify", cwd=here)


def test_what_is_sent_back_is_explained_line_by_line_with_code_3(sumedang, service, donor, git):
    broken = manifest("https://git.example/x.git").replace(
        "softwareType: standalone/web", "softwareType: magic"
    )
    donor.release("1.0.0", {"publiccode.yml": broken, "index.php": "<?php"})
    url = donate(service, donor, git, "rusak")
    answered = submit(sumedang, url, "rusak", "--wait")
    assert answered.code == 3, answered.out + answered.err
    assert "What blocks" in answered.out
    assert "publiccode.yml:6: " in answered.out
    assert "→ Mend that line" in answered.out
    assert "[license-file-missing]" in answered.out


def test_submitting_needs_a_token(bekasi, service):
    bekasi.environment["LIVINGLAB_REGISTRY"] = service.address
    answered = submit(bekasi, "https://git.example/x.git", "tanpa-token")
    assert answered.code == 4
    assert "livinglab login" in answered.err


def test_an_address_that_the_registry_refuses_is_explained(sumedang):
    answered = submit(sumedang, "https://127.0.0.1/x.git", "lokal", "--wait")
    assert answered.code in (1, 3), answered.out + answered.err
    assert "Traceback" not in answered.err
    assert answered.out + answered.err != ""


def test_a_misspelt_application_is_answered_with_what_was_meant(sumedang, service, donor, git):
    donor.release("1.0.0", files(service, "perizinan"))
    url = donate(service, donor, git, "perizinan")
    assert submit(sumedang, url, "perizinan", "--wait").code == 0
    time.sleep(2)
    answered = sumedang.run("fetch", "perizinn", "--region", "32.16")
    assert answered.code == 5
    assert "perizinan" in answered.err
    answered = sumedang.run("fetch", "perizinan@1.0.1", "--region", "32.16")
    assert answered.code == 5
    assert "1.0.0" in answered.err


def test_history_comes_from_the_donor_where_the_registry_has_none(sumedang, service, donor, git):
    donor.release("0.9.0", files(service, "riwayat"))
    donor.release("1.0.0", {"index.php": "<?php // satu\n// dua\n"})
    url = donate(service, donor, git, "riwayat")
    assert submit(sumedang, url, "riwayat", "--wait").code == 0
    sumedang.good("fetch", "riwayat", "--region", "32.16", "--history")
    assert "summary rilis 0.9.0" in git(sumedang.home / "riwayat", "blame", "--line-porcelain", "index.php")


def test_check_says_beforehand_what_the_visit_will_say(sumedang, service, donor, git):
    given = files(service, "periksa") | {
        ".env": "DB_PASSWORD=" + "Kx9vT2" * 3 + "\n",
        "aux.php": "<?php\n",
        "app/Helper.php": "<?php // Kabupaten Sumedang\n$judul = 'Kabupaten Sumedang';\n",
        "composer.lock": json.dumps({"packages": [{"name": "laravel/framework", "version": "v11.0.0"}]}),
    }
    donor.release("1.0.0", given)
    said = sumedang.run("check", "--json", str(donor.folder)).json
    assert said["shareable"] is False
    url = donate(service, donor, git, "periksa")
    answered = submit(sumedang, url, "periksa", "--wait", "--json")
    assert answered.code == 3
    assert answered.json["checks"] == said["checks"]


def test_an_application_without_a_licence_is_shown_and_its_donor_is_asked(sumedang, service, donor, git):
    given = files(service, "tanpa-lisensi")
    del given["LICENSE"]
    donor.release("1.0.0", given)
    url = donate(service, donor, git, "tanpa-lisensi")
    answered = submit(sumedang, url, "tanpa-lisensi", "--wait")
    assert answered.code == 3, answered.out + answered.err
    assert "license-file-missing" in answered.out, answered.err
    for words in (("fetch", "tanpa-lisensi"), ("fetch", "tanpa-lisensi@1.0.0", "--dry-run")):
        refused = sumedang.run(*words, "--region", "32.16")
        assert refused.code == 4, answered.out + refused.err
        assert "Pemerintah Kabupaten Sumedang (Diskominfo)" in refused.err
    said = sumedang.run("check", "--json", str(donor.folder)).json
    release = httpx.get(f"{service.address}/api/v1/applications/tanpa-lisensi/releases/1.0.0").json()
    assert (release["license"], release["risks"]) == (said["license"], said["risks"])
    found = httpx.get(
        f"{service.address}/api/v1/applications/tanpa-lisensi/releases/1.0.0/checks", params={"limit": 100}
    )
    assert found.json()["items"] == said["checks"]
    out = sumedang.good("show", "tanpa-lisensi").out
    assert "withheld for its licence" in out
    assert "What blocks:" in out
    letter = sumedang.good("show", "tanpa-lisensi", "--letter", "--region", "32.16").out
    assert url in letter
    assert "PEMERINTAH KABUPATEN BEKASI" in letter


def test_doctor_is_content_with_the_registry(sumedang):
    assert sumedang.good("--json", "doctor").json["registry"]["ok"] is True
