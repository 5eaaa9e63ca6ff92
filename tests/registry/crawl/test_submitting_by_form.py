"""The donor's whole way by the website: sent back with reasons by a real visit, mended, published."""

import hashlib

import pytest
from starlette.testclient import TestClient

from registry.access import memberships, organisations, people, sessions
from registry.access.callers import Role
from registry.access.organisations import Kind, VerifiedBy
from registry.app import create_app
from registry.crawl import worker

SUMEDANG = "Pemerintah Kabupaten Sumedang"


def sign_in(browser: TestClient, database) -> None:
    """Sign in somebody who may publish for Sumedang."""
    with database.write() as session:
        ours = organisations.create(
            session, SUMEDANG, kind=Kind.REGION, region_code="32.11", actor="operator"
        )
        organisations.verify(session, ours, by=VerifiedBy.OPERATOR, actor="operator")
        siti = people.add(session, "siti@sumedangkab.go.id", "Siti", actor="operator")
        memberships.put(session, ours, siti, Role.PUBLISHER, actor="operator")
        _, text = sessions.start(session, siti, agent="Firefox/145.0 Linux", proved=True)
    browser.cookies.set("livinglab-session", text, domain="localhost.local")


def by_visit(visitor) -> None:
    """Visit the donor's source in this process."""
    assert visitor.visit(1).outcome in ("sent_back", "published")


def by_worker(visitor) -> None:
    """Have a worker visit what is due, in a process of its own, as an operator's does."""
    assert worker.work(visitor.database, visitor.settings, once=True) == 1


@pytest.mark.long  # every run has a donor do this in a browser: tests/registry/website/browser
@pytest.mark.parametrize("visited", [by_visit, by_worker])
def test_an_application_is_sent_back_with_reasons_mended_and_published(
    sqlite_visitor, donor, visited
) -> None:
    database, settings = sqlite_visitor.database, sqlite_visitor.settings
    secret = hashlib.sha256(b"e-sakip").hexdigest()[:24]
    donor.release(
        "v1.0.0", **{".env": f"DB_PASSWORD={secret}\n", "config.php": f"<?php\n$api_key = '{secret}';\n"}
    )
    own_pages = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(create_app(settings), base_url="http://localhost", headers=own_pages) as browser:
        sign_in(browser, database)
        form = {"url": donor.url, "slug": "e-sakip", "publisher": SUMEDANG, "visibility": "public"}
        browser.get("/submit?lang=en")  # from here on the browser keeps the language
        waiting = browser.post("/submit", data=form)
        assert "waiting for its turn" in waiting.text
        visited(sqlite_visitor)
        back = browser.get("/submissions/1").text
        assert "Why it was sent back" in back
        assert "<code>.env</code>" in back
        assert "<code>config.php:2</code>" in back
        assert "provide an .env.example" in back
        assert secret not in back
        donor.release("v1.0.1")
        browser.post("/submissions/1/again")
        visited(sqlite_visitor)
        assert 'href="/applications/e-sakip"' in browser.get("/submissions/2").text
        assert browser.get("/applications/e-sakip").status_code == 200
