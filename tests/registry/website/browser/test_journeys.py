"""Three journeys, and an account, in both languages, with and without JavaScript, as people walk them."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from registry import clock
from registry.access import links, people
from registry.access.callers import RegistryRole
from registry.crawl import worker

expect.set_options(timeout=20_000)  # of a machine that has much else to do
COMMITTER = "Siti Rahma <siti@sumedangkab.go.id>"
PASSWORD = "sapi hijau naik kereta"
COMMAND = re.compile(r"livinglab fetch e-sakip")
# In both languages, with scripts and without: two of the four in every run.
WALKS = pytest.mark.parametrize(
    ("language", "scripts"),
    [
        pytest.param("id", True, id="scripts-id"),
        pytest.param("en", False, id="plain-en"),
        pytest.param("id", False, id="plain-id", marks=pytest.mark.long),
        pytest.param("en", True, id="scripts-en", marks=pytest.mark.long),
    ],
)
MANIFEST = """publiccodeYmlVersion: "0.5"
name: Pengaduan Warga
url: https://git.sumedangkab.go.id/pengaduan.git
"""
GIT = {
    "PATH": os.environ["PATH"],
    "HOME": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_COMMITTER_NAME": "Diskominfo Sumedang",
    "GIT_COMMITTER_EMAIL": "kominfo@sumedangkab.go.id",
}
Walk = Callable[..., Page]


@pytest.fixture
def walk(browser: Browser, registry: Any) -> Iterator[Walk]:
    """Give tabs of Indonesian browsers; each fails the test on an error or a request to another host."""
    contexts, troubles = [], list[str]()

    def open_tab(language: str, *, scripts: bool, who: str = "") -> Page:
        context = browser.new_context(locale="id-ID", java_script_enabled=scripts, reduced_motion="reduce")
        contexts.append(context)
        if scripts:
            context.grant_permissions(["clipboard-read", "clipboard-write"], origin=registry.address)
        if who:
            context.add_cookies([registry.cookie(who)])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda one: one.url.startswith(registry.address) or troubles.append(one.url))
        page.on("console", lambda one: one.type != "error" or troubles.append(one.text))
        page.goto(registry.address)
        if language == "en":
            page.get_by_role("link", name="English").click()
        return page

    yield open_tab
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def push(registry: Any) -> Callable[[str, dict[str, str]], str]:
    """Give a donor's hand: push files with a tag to a new repository, and get its address."""

    def push(name: str, files: dict[str, str]) -> str:
        folder = registry.donors.folder / f"{name}.git"
        subprocess.run(["git", "init", "--quiet", "--bare", "-b", "main", folder], env=GIT, check=True)
        stream = f"commit refs/heads/main\ncommitter {COMMITTER} 1772327000 +0700\ndata 5\nrilis\n"
        for path, text in files.items():
            stream += f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n"
        for command in (["fast-import", "--quiet"], ["tag", "-a", "-m", "Rilis", "v1.0.0", "main"]):
            git = ["git", f"--git-dir={folder}", *command]
            subprocess.run(git, input=stream + "done\n", env=GIT, check=True, text=True, capture_output=True)
        return f"{registry.donors.url}/{folder.name}"

    return push


@WALKS
def test_somebody_finds_an_application_and_takes_its_command(
    walk: Walk, language: str, scripts: bool
) -> None:
    page = walk(language, scripts=scripts)
    page.get_by_role("searchbox").first.fill({"id": "akuntabilitas", "en": "accountability"}[language])
    page.keyboard.press("Enter")
    page.get_by_role("link", name="e-SAKIP", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("e-SAKIP")
    command = page.locator(".command").filter(has_text=COMMAND).first
    expect(command.locator("code")).to_be_visible()
    button = command.get_by_role("button")
    if not scripts:
        expect(button).to_have_count(0)
        return
    button.click()
    expect(button).to_have_text({"id": "Tersalin", "en": "Copied"}[language])
    assert COMMAND.match(page.evaluate("navigator.clipboard.readText()"))


@WALKS
def test_a_donor_submits_and_reads_why_it_was_sent_back(
    walk: Walk, registry: Any, push: Callable[..., str], language: str, scripts: bool
) -> None:
    slug = f"pengaduan-{language}-{'skrip' if scripts else 'polos'}"
    url = push(slug, {"publiccode.yml": MANIFEST, ".env": "DB_PASSWORD=Rahasia-Sekali-2026\n"})
    page = walk(language, scripts=scripts, who="manager")
    if scripts:
        page.clock.install()
    page.get_by_role("link", name={"id": "Donasikan", "en": "Donate"}[language], exact=True).first.click()
    page.locator("#url").fill(url)
    page.locator("#slug").fill(slug)
    page.locator("#visibility-public").check()
    page.get_by_role("button", name={"id": "Ajukan", "en": "Submit"}[language]).click()
    expect(page).to_have_url(re.compile(r"/submissions/\d+$"))
    expect(page.locator("[aria-current=step]")).to_be_visible()
    worker.visit_now(registry.database, registry.settings, slug)
    if scripts:
        page.clock.fast_forward(6_000)
    else:
        page.get_by_role("link", name={"id": "Lihat lagi", "en": "Look again"}[language]).click()
    expect(page.locator(".findings.block li").filter(has_text="publiccode.yml").first).to_be_visible()
    expect(page.locator(".findings li").filter(has_text=".env").first).to_be_visible()
    expect(page.locator("#level-block")).to_contain_text({"id": "Harus", "en": "To be mended"}[language])
    assert "Rahasia-Sekali" not in page.content()


@WALKS
def test_somebody_looks_up_a_region_and_takes_its_table(
    walk: Walk, tmp_path: Path, language: str, scripts: bool
) -> None:
    page = walk(language, scripts=scripts)
    page.get_by_role("link", name={"id": "Daerah", "en": "Regions"}[language], exact=True).first.click()
    page.get_by_role("searchbox").first.fill("bekasi")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Kabupaten Bekasi").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bekasi")
    expect(page.get_by_role("link", name="e-SAKIP").first).to_be_visible()
    with page.expect_download() as download:
        page.locator(".exports").get_by_role("link", name="CSV").first.click()
    table = tmp_path / "region.csv"
    download.value.save_as(table)
    head, *rows = table.read_text(encoding="utf-8-sig").splitlines()
    assert "region" in head
    assert rows
    assert all("32.16" in row for row in rows)


def test_somebody_sets_up_their_account_and_comes_back_to_it(walk: Walk, registry: Any) -> None:
    with registry.database.write() as session:
        tuti = people.add(
            session, "tuti@sumedangkab.go.id", "Tuti", actor="operator", role=RegistryRole.CURATOR
        )
        link = links.make(session, tuti, purpose=links.SIGN_IN, actor="operator")
    page = walk("id", scripts=False)
    page.goto(f"{registry.address}/sign-in/link/{link}")
    page.get_by_label("Kata sandi baru", exact=True).fill(PASSWORD)
    page.get_by_label("Kata sandi baru, sekali lagi").fill(PASSWORD)
    page.get_by_role("button", name="Simpan dan masuk").click()
    picture = page.locator(".picture svg").bounding_box()
    assert picture is not None
    assert min(picture["width"], picture["height"]) > 150, "a telephone can read it"
    seed = page.locator("code.key").inner_text()
    page.get_by_label("Kode").fill(pyotp.TOTP(seed).at(clock.now()))
    page.get_by_label("Kata sandi saat ini").fill(PASSWORD)
    page.get_by_role("button", name="Pasang faktor kedua").click()
    recovery = page.locator("ol.codes code").all_inner_texts()
    page.get_by_role("link", name="Sudah saya simpan").click()
    page.get_by_role("button", name="Keluar").click()
    page.get_by_role("link", name="Masuk", exact=True).click()
    page.get_by_label("Surel").fill("tuti@sumedangkab.go.id")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.get_by_label("Kode").fill(recovery[4])
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Akun Anda")
    expect(page.get_by_text("Kode pemulihan yang belum dipakai: 9")).to_be_visible()


def test_what_a_donor_writes_stays_text(walk: Walk, registry: Any) -> None:
    page = walk("id", scripts=True)
    for path in ("/catalog?q=serangan", "/applications/serangan"):
        page.goto(registry.address + path)
        expect(page.get_by_text("<script>alert(2)</script>").first).to_be_visible()
        assert page.locator("script:not([src])").count() == 0
