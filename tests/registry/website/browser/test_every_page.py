"""Every page in a real browser: fit for everybody, narrow, light, quiet, and asking nobody else."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

from registry.app import FACES

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HEAVIEST = 100_000  # bytes over the wire, with all that a page needs
NARROW, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
SLUGS = ("e-sakip", "opensid", "e-kinerja", "e-arsip")
# By the path of its route: where each page is looked at, and as whom if not as nobody.
PAGES = {
    "/": ["/"],
    "/catalog": ["/catalog", "/catalog?q=xqzwv", "/catalog?q=kinerja"],
    "/applications/{slug}": [
        f"/applications/{one}" for one in ("e-sakip", "e-kinerja", "e-arsip", "opensid")
    ],
    "/applications/{slug}/releases/{version}": ["/applications/e-sakip/releases/1.0.0"],
    "/applications/{slug}/materials": ["/applications/e-sakip/materials"],
    "/applications/{slug}/materials/new": ["/applications/e-sakip/materials/new as manager"],
    "/applications/{slug}/materials/{number}": ["/applications/e-sakip/materials/1 as manager"],
    "/sessions": ["/sessions"],
    "/indicators": ["/indicators"],
    "/indicators/{instrument_id}/{number}": ["/indicators/permenpanrb-59-2020/40"],
    "/compare": ["/compare?application=e-sakip&application=e-arsip"],
    "/regions": ["/regions"],
    "/regions/{code}": ["/regions/32.16", "/regions/32", "/regions/32.11", "/regions/91.05"],
    "/statistics": ["/statistics"],
    "/donors": ["/donors"],
    "/donors/{number}": ["/donors/1"],
    "/submit": ["/submit as manager", "/submit", "/submit as curator"],
    "/submissions": ["/submissions as manager"],
    "/submissions/{number}": ["/submissions/4 as manager", "/submissions/1 as manager"],
    "/guide": ["/guide"],
    "/guide/{chapter}": ["/guide/adopt", "/guide/licences", "/guide/donate", "/guide/law", "/guide/words"],
    "/about": ["/about"],
    "/docs": ["/docs"],
    "/organisations": ["/organisations as manager", "/organisations"],
    "/organisations/{number}": ["/organisations/8 as manager", "/organisations/1"],
    "/sign-in": ["/sign-in"],
    "/account": ["/account as manager", "/account as curator"],
    "/account/password": ["/account/password as manager"],
    "/account/second-factor": ["/account/second-factor as manager"],
    "/account/tokens": ["/account/tokens as manager"],
    "/device": ["/device as manager"],
    "/moderation": ["/moderation?state=published as curator"],
    "/moderation/applications/{slug}": ["/moderation/applications/e-sakip as curator"],
    "nowhere": ["/tidak-ada"],
}
# No pages: files for programs, pictures, and addresses that lead elsewhere.
OTHERS = {
    "/v1/{_rest:path}",
    "/api/v1/openapi.json",
    "/static/{name}",
    "/badge/{slug}.svg",
    "/applications/{slug}/pictures/{digest}",
    "/sitemap.xml",
    "/sitemaps/pages.xml",
    "/sitemaps/applications-{number}.xml",
    "/robots.txt",
    "/sign-in/code",
    "/sign-in/link/{text}",  # in test_journeys.py, as is the next
    "/organisations/proof",
    "/sign-in/provider",
    "/sign-in/provider/callback",
    "/account/recovery-codes",
}


# What is asked for most: the sentences of the others are told in English by the long run.
IN_ENGLISH = {
    "/",
    "/catalog",
    "/applications/e-sakip",
    "/regions/32.16",
    "/statistics",
    "/submit as manager",
    "/guide",
}


def visits() -> Iterator[Any]:
    """Yield each address with each language.

    Told in every run: the first address of each route in Indonesian, those of IN_ENGLISH in English too, and
    the second one in Indonesian. The rest in the long run.
    """
    for addresses in PAGES.values():
        for place, address in enumerate(addresses):
            for language in ("id", "en"):
                kept = place == 0 and (language == "id" or address in IN_ENGLISH)
                is_long = not (kept or (place == 1 and language == "id"))
                marks = [pytest.mark.long] if is_long else []
                yield pytest.param(address, language, id=f"{address} {language}", marks=marks)


@dataclass
class Seen:
    """What the browser did for one page: bytes by address, requests elsewhere, and what it complained of."""

    home: str
    weights: dict[str, int] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def clear(self) -> None:
        """Begin anew."""
        self.weights.clear()
        self.elsewhere.clear()
        self.complaints.clear()

    def request(self, request: Request) -> None:
        """Note a request to another host."""
        if not request.url.startswith(self.home):
            self.elsewhere.append(request.url)

    def message(self, message: ConsoleMessage) -> None:
        """Note an error in the console; that an error page is one is known."""
        if message.type == "error" and "the server responded with a status of" not in message.text:
            self.complaints.append(message.text)


@dataclass(frozen=True)
class Reader:
    """A tab of one person in one language, and what it sees."""

    page: Page
    seen: Seen


@pytest.fixture(scope="module")
def readers(browser: Browser, registry: Any) -> Iterator[dict[tuple[str, str], Reader]]:
    """Give a tab for each person and language, opened when it is asked for."""
    made: dict[tuple[str, str], Reader] = {}
    yield made
    for reader in made.values():
        reader.page.context.close()


def open_tab(browser: Browser, registry: Any, who: str, language: str) -> Reader:
    """Open a tab that caches nothing and notes all."""
    # Without motion: colours on their way from one theme to the other are neither's.
    context = browser.new_context(locale=f"{language}-ID", viewport=WIDE, reduced_motion="reduce")
    if who:
        context.add_cookies([registry.cookie(who)])
    page, seen = context.new_page(), Seen(registry.address)
    page.on("request", seen.request)
    page.on("console", seen.message)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    devtools.on("Network.loadingFinished", lambda told: _weigh(seen, told))
    return Reader(page, seen)


def _weigh(seen: Seen, told: dict[str, Any]) -> None:
    seen.weights[told["requestId"]] = int(told["encodedDataLength"])


def impossible(page: Page, rules: dict[str, Any]) -> list[str]:
    """Return what axe-core finds on a page, one line for each rule with the first places."""
    found = page.evaluate(
        "(how) => axe.run(document, how)", {**rules, "resultTypes": ["violations"], "preload": False}
    )
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: "
        + "; ".join(f"{node['target'][0]} {node['html'][:120]}" for node in one["nodes"][:3])
        for one in found["violations"]
    ]


@pytest.mark.parametrize(("address", "language"), list(visits()))
def test_a_page_is_fit_for_everybody(
    browser: Browser,
    registry: Any,
    readers: dict[tuple[str, str], Reader],
    address: str,
    language: str,
) -> None:
    path, _, who = address.partition(" as ")
    key = (who, language)
    reader = readers[key] if key in readers else readers.setdefault(key, open_tab(browser, registry, *key))
    page, seen = reader.page, reader.seen
    seen.clear()
    answer = page.goto(f"{registry.address}{path}")
    assert answer is not None
    assert answer.status == (404 if path == "/tidak-ada" else 200), "the list has such a page"
    assert page.locator("html").get_attribute("lang") == language
    troubles = [*_travels(answer, who), *seen.elsewhere, *seen.complaints]
    if sum(seen.weights.values()) >= HEAVIEST:
        troubles.append(f"it weighs {sum(seen.weights.values())} bytes with what it needs")
    page.evaluate(AXE)
    # Colours are the same in both languages.
    colours = {"color-contrast": {"enabled": language == "id"}}
    troubles += impossible(page, {"runOnly": {"type": "tag", "values": RULES}, "rules": colours})
    if language == "id":
        page.emulate_media(color_scheme="dark")
        dark = impossible(page, {"runOnly": {"type": "rule", "values": ["color-contrast"]}})
        troubles += [f"dark: {one}" for one in dark]
        page.emulate_media(color_scheme="light")
    troubles += _wider_than(page, NARROW)
    assert not troubles, "\n".join(troubles)


def _travels(answer: Response, who: str) -> Iterator[str]:
    """Say what is wrong with how a page travels: gzipped where nothing is secret, with a strong ETag."""
    headers = answer.headers
    if answer.status == 200 and not headers.get("etag", "").startswith('"'):
        yield f"no strong ETag: {headers.get('etag')}"
    if not who and answer.status == 200 and headers.get("content-encoding") != "gzip":
        yield "not gzipped"
    if "unsafe-inline" in headers.get("content-security-policy", "unsafe-inline"):
        yield f"its Content-Security-Policy is {headers.get('content-security-policy')}"


def _wider_than(page: Page, viewport: Any) -> Iterator[str]:
    """Say what reaches beyond a narrow window, where the page scrolls sideways."""
    page.set_viewport_size(viewport)
    width = page.evaluate("document.scrollingElement.scrollWidth")
    if width > viewport["width"]:
        over = page.evaluate(
            """(most) => [...document.querySelectorAll("body *")]
                .filter((one) => one.getBoundingClientRect().right > most + 1 && !one.closest(".wide, pre"))
                .slice(0, 3).map((one) => one.outerHTML.slice(0, 120))""",
            viewport["width"],
        )
        yield f"{width} px wide in a window of {viewport['width']}: {over}"
    page.set_viewport_size(WIDE)


def test_every_page_of_the_website_is_in_the_list() -> None:
    routes = [route for face in FACES for route in face.router.routes if isinstance(route, APIRoute)]
    pages = {route.path for route in routes if "GET" in route.methods and not route.include_in_schema}
    assert pages - OTHERS == set(PAGES) - {"nowhere"}
