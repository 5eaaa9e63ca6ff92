"""Photograph the pages of a registry that runs: on a desk and on a telephone, light and dark.

    python tests/screens/take.py --address http://127.0.0.1:8000 --folder screenshots
    python tests/screens/take.py --demo screenshots/demo --port 8321 --folder screenshots

Which application, region and donor are shown is asked of the registry itself. With `--demo`, the folder that
`registry demo` left, that registry is served meanwhile, and what a curator sees is taken too.
"""

import argparse
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from registry.access import people, sessions
from registry.access.callers import RegistryRole
from registry.database import open_database
from registry.demo import stage
from registry.settings import Settings

CURATOR = "kurator@livinglab.invalid"
WINDOWS = {"desktop": (1280, 900), "phone": (360, 740)}
TALLEST = 4000  # pixels of one picture; what lies below is left out
THEMES = ("light", "dark")
# Name, address, and whether it is taken in English too.
PAGES = (
    ("home", "/", True),
    ("catalog", "/catalog", True),
    ("catalog-search", "/catalog?q=kinerja", False),
    ("catalog-nothing", "/catalog?q=xqzwv", False),
    ("application", "/applications/{application}", True),
    ("application-described", "/applications/{described}", False),
    ("release", "/applications/{application}/releases/{version}", False),
    ("materials", "/applications/{application}/materials", False),
    ("compare", "/compare?application={application}&application={described}", False),
    ("indicators", "/indicators", False),
    ("sessions", "/sessions", False),
    ("regions", "/regions", True),
    ("regions-found", "/regions?q={region_name}", False),
    ("province", "/regions/{province}", False),
    ("region", "/regions/{region}", True),
    ("statistics", "/statistics", True),
    ("donor", "/donors/{donor}", False),
    ("submit", "/submit", False),
    ("guide", "/guide", True),
    ("guide-adopt", "/guide/adopt", False),
    ("guide-law", "/guide/law", False),
    ("guide-licences", "/guide/licences", False),
    ("about", "/about", False),
    ("organisations", "/organisations", False),
    ("organisation", "/organisations/1", False),
    ("sign-in", "/sign-in", False),
    ("api", "/docs", False),
    ("not-found", "/tidak-ada", False),
)
SIGNED_IN = (
    ("account", "/account", False),
    ("account-second-factor", "/account/second-factor", False),
    ("account-tokens", "/account/tokens", False),
    ("device", "/device", False),
    ("submit-form", "/submit", False),
    ("submissions", "/submissions", False),
    ("submission", "/submissions/1", False),
    ("moderation", "/moderation?state=published", False),
    ("moderation-application", "/moderation/applications/{application}", False),
)


@dataclass(frozen=True)
class Asked:
    """What is to be taken from where; `only` is a part of the names to be taken."""

    address: str
    folder: Path
    only: str
    browser: str | None
    demo: Path | None
    port: int
    cookie: str = ""


def main() -> int:
    """Take the pictures. Exit 1 where a page is not there."""
    asked = _asked()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with _registry(asked) as asked, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=asked.browser, args=["--no-sandbox"])
        failed = [name for name in _take_all(browser, asked) if name]
        browser.close()
    for name in failed:
        sys.stderr.write(f"{name}\n")
    return 1 if failed else 0


def _take_all(browser: Browser, asked: Asked) -> Iterator[str]:
    """Take every picture; yield a line for each page that could not be taken."""
    names = _names(browser, asked.address)
    for window in WINDOWS:
        for theme in THEMES:
            for language in ("id", "en"):
                if language == "en" and theme == "dark":
                    continue
                for pages, cookie in ((PAGES, ""), (SIGNED_IN if asked.cookie else (), asked.cookie)):
                    wanted = [one for one in pages if asked.only in one[0] and (one[2] or language == "id")]
                    context = _context(browser, asked, window, theme, language, cookie)
                    for name, path, _ in wanted:
                        file = asked.folder / f"{name}-{window}-{theme}-{language}.png"
                        yield _take(context, asked, path.format(**names), file)
                    context.close()


@contextmanager
def _registry(asked: Asked) -> Iterator[Asked]:
    """Serve the registry that a demo left, and let a curator in; without `--demo` one runs already."""
    if asked.demo is None:
        yield asked
        return
    address = f"http://127.0.0.1:{asked.port}"
    settings = Settings(folder=asked.demo / "registry", public_url=address, examples=True)
    with closing(open_database(settings)) as database, database.write() as session:
        person = people.find_by_email(session, CURATOR)
        person = person or people.add(
            session, CURATOR, "Kurator", actor="operator", role=RegistryRole.CURATOR
        )
        _, cookie = sessions.start(session, person, agent="Firefox/145.0 Linux", proved=True)
    environment = os.environ | {
        "LIVINGLAB_FOLDER": str(settings.folder.absolute()),
        "LIVINGLAB_PUBLIC_URL": address,
        "LIVINGLAB_EXAMPLES": "true",
    }
    command = [sys.executable, "-m", "registry", "serve", "--port", str(asked.port)]
    with stage.process(command, cwd=stage.PROJECT, environment=environment):
        stage.await_answer(f"{address}/api/v1/applications")
        yield replace(asked, address=address, cookie=cookie)


def _context(
    browser: Browser, asked: Asked, window: str, theme: Any, language: str, cookie: str
) -> BrowserContext:
    width, height = WINDOWS[window]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=theme,
        locale=f"{language}-ID",
        reduced_motion="reduce",
    )
    if cookie:
        context.add_cookies([{"name": "livinglab-session", "value": cookie, "url": asked.address}])
    return context


def _take(context: BrowserContext, asked: Asked, path: str, file: Path) -> str:
    page = context.new_page()
    try:
        answer = page.goto(f"{asked.address}{path}")
        if answer is None or answer.status not in (200, 404) or (answer.status == 404) != ("tidak" in path):
            return f"{path}: {answer.status if answer else 'no answer'}"
        _photograph(page, file)
        return ""
    except Error as error:
        return f"{path}: {error.message.splitlines()[0]}"
    finally:
        page.close()


def _photograph(page: Page, file: Path) -> None:
    size = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollHeight]")
    width, height = size[0], min(size[1], TALLEST)
    page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})


def _names(browser: Browser, address: str) -> dict[str, str]:
    """Ask the registry what its pages may be of: one application that is adopted, one that is described."""
    context = browser.new_context()

    def ask(path: str) -> Any:
        answer = context.request.get(f"{address}/api/v1{path}")
        return answer.json() if answer.ok else {"items": []}

    items = ask("/applications?limit=100")["items"]
    released = [one["slug"] for one in items if one.get("latest_version")]
    described = [one["slug"] for one in items if not one.get("latest_version")]
    application = next(iter(released or described), "e-sakip")
    whole = ask(f"/applications/{application}")
    donor = re.search(r"/donors/(\d+)", context.request.get(f"{address}/applications/{application}").text())
    adopted = ask(f"/adoptions?application={application}&state=in-use&limit=1")["items"]
    region = adopted[0]["region"] if adopted else {"code": "32.16", "name": "Kabupaten Bekasi"}
    context.close()
    return {
        "application": application,
        "described": next(iter(described), application),
        "version": whole.get("latest_version") or "1.0.0",
        "donor": donor[1] if donor else "1",
        "region": region["code"],
        "region_name": region["name"].split()[-1],
        "province": region["code"].partition(".")[0],
    }


def _asked() -> Asked:
    parser = argparse.ArgumentParser(description="Photograph the pages of a registry that runs.")
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--folder", type=Path, default=Path("screenshots"))
    parser.add_argument("--demo", type=Path, help="the folder of a demo whose registry is to be served")
    parser.add_argument("--port", type=int, default=8321, help="where it is served")
    parser.add_argument("--only", default="", help="take the pages whose name holds this")
    parser.add_argument("--browser", default=shutil.which("chromium"), help="Chromium's program")
    given = parser.parse_args()
    address = given.address.rstrip("/")
    return Asked(address, given.folder, given.only, given.browser, given.demo, given.port)


if __name__ == "__main__":
    sys.exit(main())
