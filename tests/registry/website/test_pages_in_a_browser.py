"""The website in a real browser: what a person sees, and that the page asks nobody else for anything."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pyotp
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from registry import clock
from registry.access import links, people
from registry.access.callers import RegistryRole
from registry.app import create_app
from registry.database import Database
from registry.settings import Settings

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None,
    reason="no Chromium on this machine: install it (apt-get install chromium) to run the browser tests",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    """Give the address of a running registry."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Give a tab in Indonesian that fails the test on any request elsewhere and any error on the page."""
    context = browser.new_context(locale="id-ID", java_script_enabled=False)
    page = context.new_page()
    elsewhere: list[str] = []
    page.on(
        "request", lambda request: None if request.url.startswith(address) else elsewhere.append(request.url)
    )
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert elsewhere == []
    assert [trouble for trouble in troubles if "404" not in trouble] == []


def test_a_visitor_finds_an_application_and_reads_how_to_fetch_it(
    page: Page, address: str, publish: Callable[..., str]
) -> None:
    publish()
    page.goto(address)
    page.get_by_label("Cari aplikasi").fill("akuntabilitas")
    page.get_by_role("button", name="Cari").click()
    page.get_by_role("link", name="e-SAKIP").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("e-SAKIP")
    expect(page.get_by_text("livinglab fetch e-sakip --region 32.16")).to_be_visible()
    expect(page.get_by_text("1 Maret 2026")).to_be_visible()


def test_the_same_page_speaks_english_and_keeps_doing_so(
    page: Page, address: str, publish: Callable[..., str]
) -> None:
    publish()
    page.goto(address)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("button", name="Search")).to_be_visible()
    page.get_by_role("link", name="e-SAKIP").click()
    expect(page.get_by_text("1 March 2026")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_misspelt_word_is_forgiven_and_nonsense_gets_a_way_on(
    page: Page, address: str, publish: Callable[..., str]
) -> None:
    publish()
    page.goto(f"{address}/?q=akuntabiltas")
    expect(page.get_by_role("link", name="e-SAKIP")).to_be_visible()
    page.goto(f"{address}/?q=xqzwv")
    expect(page.get_by_text("Tidak ada aplikasi yang cocok")).to_be_visible()
    page.get_by_role("link", name="Tampilkan semua").click()
    expect(page.get_by_role("link", name="e-SAKIP")).to_be_visible()


def test_an_empty_catalog_and_a_wrong_address_say_what_to_do(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_text("belum berisi aplikasi")).to_be_visible()
    answer = page.goto(f"{address}/applications/tidak-ada")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_text("Tidak ada aplikasi bernama tidak-ada")).to_be_visible()


def test_what_a_donor_writes_stays_text(
    page: Page,
    address: str,
    publish: Callable[..., str],
    make_release: Callable[..., object],
    make_facts: Callable[..., object],
) -> None:
    attack = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    publish("serangan", make_release("1.0.0", manifest=make_facts(name=attack, short=attack)))
    for path in ("/", "/applications/serangan", "/?q=serangan"):
        page.goto(address + path)
        expect(page.get_by_text("<script>alert(2)</script>").first).to_be_visible()
        assert page.locator("script:not([src])").count() == 0


def test_somebody_sets_up_their_account_and_comes_back_to_it(
    page: Page, address: str, database: Database
) -> None:
    password = "sapi hijau naik kereta"
    with database.write() as session:
        siti = people.add(
            session, "siti@sumedangkab.go.id", "Siti", actor="operator", role=RegistryRole.CURATOR
        )
        link = links.make(session, siti, purpose=links.SIGN_IN, actor="operator")
    page.goto(f"{address}/sign-in/link/{link}")
    page.get_by_label("Kata sandi baru", exact=True).fill(password)
    page.get_by_label("Kata sandi baru, sekali lagi").fill(password)
    page.get_by_role("button", name="Simpan dan masuk").click()
    picture = page.locator("svg").bounding_box()
    assert picture is not None
    assert min(picture["width"], picture["height"]) > 150, "a telephone can read it"
    seed = page.locator("code.key").inner_text()
    page.get_by_label("Kode").fill(pyotp.TOTP(seed).at(clock.now()))
    page.get_by_label("Kata sandi saat ini").fill(password)
    page.get_by_role("button", name="Pasang faktor kedua").click()
    recovery = page.locator("ol code").all_inner_texts()
    page.get_by_role("link", name="Sudah saya simpan").click()
    page.get_by_role("button", name="Keluar").click()
    page.get_by_role("link", name="Masuk").click()
    page.get_by_label("Surel").fill("siti@sumedangkab.go.id")
    page.get_by_label("Kata sandi").fill(password)
    page.get_by_role("button", name="Masuk").click()
    page.get_by_label("Kode").fill(recovery[4])
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Akun Anda")
    expect(page.get_by_text("Kode yang belum dipakai: 9")).to_be_visible()


def test_a_catalog_of_many_pages_can_be_walked(page: Page, address: str, publish: Callable[..., str]) -> None:
    for number in range(27):
        publish(f"aplikasi-{number:02}")
    page.goto(address)
    assert page.get_by_role("listitem").count() == 25
    page.get_by_role("link", name="Berikutnya").click()
    assert page.get_by_role("listitem").count() == 2
    expect(page.get_by_role("link", name="Berikutnya")).to_have_count(0)
