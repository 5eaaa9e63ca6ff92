"""Both applications at both releases, really running from a clone of the donated repository."""

import csv
import io
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

RELEASES = ["v1.0.0", "v1.1.0"]


def table(site, year):
    answer = site.browser.get(f"/ekspor.csv?year={year}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("tag", [pytest.param(RELEASES[0], marks=pytest.mark.long), *RELEASES[1:]])
def test_the_own_tests_of_each_release_pass(application, check_out, tag):
    work = check_out(application, tag)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist"]
    done = subprocess.run(
        command, cwd=work, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\d\d+ passed", done.stdout)


@pytest.mark.parametrize("tag", RELEASES)
def test_each_release_runs_for_the_region_of_its_settings(application, check_out, serve, tag):
    with serve(application, check_out(application, tag)) as site:
        health = site.browser.get("/health")
        assert (health.status_code, health.json()["status"]) == (200, "ok")
        assert f"v{health.json()['version']}" == tag
        page = site.text("/")
        assert "Kabupaten Bekasi" in page
        assert "DATA CONTOH." in page
        assert "EXAMPLE DATA." in site.text("/?lang=en")


@pytest.mark.parametrize("tag", RELEASES)
def test_health_tells_when_the_database_is_gone(application, check_out, serve, tag, tmp_path):
    with serve(application, check_out(application, tag)) as site:
        (tmp_path / f"{application.package}.sqlite3").unlink()
        answer = site.browser.get("/health")
        assert (answer.status_code, answer.json()["database"]) == (503, "error")


@pytest.mark.parametrize("tag", RELEASES)
def test_a_wrong_setting_stops_the_start_with_its_name(application, check_out, tag):
    work = check_out(application, tag)
    command = [sys.executable, "-m", application.package, "serve"]
    environment = {"PATH": os.environ["PATH"], "REGION_NAME": "Kabupaten Bekasi", "REGION_CODE": "Bekasi"}
    done = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "REGION_CODE:" in done.stderr
    assert "SECRET_KEY:" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("tag", RELEASES)
def test_entry_stays_closed_without_a_password(application, check_out, serve, tag):
    with serve(application, check_out(application, tag), OPERATOR_PASSWORD="") as site:
        assert "Pengisian ditutup" in site.text("/masuk")
        assert site.browser.post("/masuk", data={"password": "", "to": "/"}).status_code == 403


@pytest.mark.parametrize("tag", RELEASES)
def test_a_realisation_is_checked_before_it_is_kept(e_sakip, check_out, serve, tag):
    with serve(e_sakip, check_out(e_sakip, tag)) as site:
        site.sign_in()
        path = re.search(r'href="(/indikator/\d+/2026)"', site.text("/"))[1]
        for wrong in ("", "12.5", "banyak", "1e9", "<script>"):
            answer = site.submit(path, {"value": wrong})
            assert (answer.status_code, "<script>" in answer.text) == (422, False)
        assert site.submit(path, {"value": "97,125", "note": "=1+1"}).status_code == 303
        assert "97,125" in site.text("/")


@pytest.mark.parametrize("tag", RELEASES)
def test_a_level_is_checked_before_it_is_kept(spbe_index, check_out, serve, tag):
    with serve(spbe_index, check_out(spbe_index, tag)) as site:
        site.sign_in()
        for wrong in ("0", "6", "tiga", "3,5"):
            assert site.submit("/aspek/6/2025", {"level.29": wrong}).status_code == 422
        assert site.submit("/aspek/6/2025", {"level.29": "2", "level.30": "3"}).status_code == 303
        assert "2 / 47" in site.text("/?year=2025")


@pytest.mark.parametrize("tag", RELEASES)
def test_a_form_without_our_token_is_refused(application, check_out, serve, tag):
    path = {"esakip": "/indikator/1/2026", "spbeindex": "/aspek/1/2025"}[application.package]
    with serve(application, check_out(application, tag)) as site:
        site.sign_in()
        sent = {"value": "1", "level.1": "1"}
        assert site.browser.post(path, data=sent).status_code == 403
        assert site.browser.post(path, data={**sent, "token": "x" * 64}).status_code == 403


def test_the_update_of_e_sakip_keeps_what_was_entered(e_sakip, check_out, serve):
    with serve(e_sakip, check_out(e_sakip, "v1.0.0")) as site:
        site.sign_in()
        path = re.search(r'href="(/indikator/\d+/2026)"', site.text("/"))[1]
        assert site.submit(path, {"value": "91,25", "note": "sebelum pembaruan"}).status_code == 303
        assert site.browser.get("/evaluasi").status_code == 404
    with serve(e_sakip, check_out(e_sakip, "v1.1.0"), EVALUATOR="Inspektorat Bekasi") as site:
        assert site.browser.get("/health").status_code == 200
        kept = next(row for row in table(site, 2026) if row["Catatan"] == "sebelum pembaruan")
        assert (kept["Realisasi"], kept["Bukti dukung"]) == ("91,25", "")
        assert "Inspektorat Bekasi" in site.text("/evaluasi")
        site.sign_in()
        sent = {"value": "92,5", "evidence": '=HYPERLINK("http://jahat.example")', "note": "-1+1"}
        assert site.submit(path, sent).status_code == 303
        now = next(row for row in table(site, 2026) if row["Realisasi"] == "92,5")
        assert (now["Bukti dukung"][0], now["Catatan"][0]) == ("'", "'")
        assert "sebelum pembaruan" in site.text(path)


def test_the_update_of_the_index_keeps_what_was_entered(spbe_index, check_out, serve):
    with serve(spbe_index, check_out(spbe_index, "v1.0.0")) as site:
        before = re.search(r'<p class="big">([^<]+)<span>([^<]+)', site.text("/?year=2024")).groups()
        site.sign_in()
        assert site.submit("/aspek/4/2025", {"level.19": "4", "level.20": "5"}).status_code == 303
        assert site.browser.get("/ekspor.csv?year=2025").status_code == 404
    with serve(spbe_index, check_out(spbe_index, "v1.1.0"), INDEX_TARGET="4,20") as site:
        levels = {row["Nomor"]: row["Tingkat"] for row in table(site, 2025) if row["Tingkat"]}
        assert levels == {"19": "4", "20": "5"}
        page = site.text("/?year=2024")
        assert re.search(r'<p class="big">([^<]+)<span>([^<]+)', page).groups() == before
        assert "Target indeks daerah 4,20" in page
        site.sign_in()
        sent = {"level.19": "4", "evidence.19": "@SUM(1)", "level.20": "5", "target.19": "5"}
        assert site.submit("/aspek/4/2025", sent).status_code == 303
        assert next(row for row in table(site, 2025) if row["Nomor"] == "19")["Bukti dukung"] == "'@SUM(1)"


def test_an_older_release_says_that_the_database_is_too_new_for_it(application, check_out, serve):
    with serve(application, check_out(application, "v1.1.0")) as site:
        assert site.browser.get("/health").status_code == 200
    with serve(application, check_out(application, "v1.0.0")) as site:
        assert site.browser.get("/health").status_code == 503


DYING = """
import itertools, os, pathlib, sys
from {package} import database
whole = database._statements
def dying(script):
    yield from itertools.islice(whole(script), {statements})
    os.kill(os.getpid(), 9)
database._statements = dying
database.migrate(pathlib.Path(sys.argv[1]))
"""


@pytest.mark.parametrize("statements", [0, 1, 2])
def test_an_update_killed_anywhere_is_done_at_the_next_start(
    application, check_out, serve, tmp_path, statements
):
    file = tmp_path / f"{application.package}.sqlite3"
    with serve(application, check_out(application, "v1.0.0")) as site:
        assert site.browser.get("/health").status_code == 200
    before = schema(file)
    work = check_out(application, "v1.1.0")
    program = DYING.format(package=application.package, statements=statements)
    killed = subprocess.run([sys.executable, "-c", program, str(file)], cwd=work, check=False)
    assert killed.returncode == -9
    assert schema(file) == before
    with serve(application, work) as site:
        assert site.browser.get("/health").status_code == 200
    assert schema(file)[0] == 2


def schema(file):
    with closing(sqlite3.connect(file)) as connection:
        number = connection.execute("PRAGMA user_version").fetchone()[0]
        return number, connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
