"""The guide, what is said about the data, and the API's list: whole in both languages."""

import re
from itertools import pairwise

import pytest
from babel.messages.pofile import read_po
from starlette.testclient import TestClient

from livinglab.language import Language
from registry.website import api_page, translations
from registry.website.guide import pages as guide
from registry.website.guide import words as guide_words

PAGES = ("/guide", *(f"/guide/{chapter}" for chapter in guide.CHAPTERS), "/about", "/submit")
LANGUAGES: tuple[Language, ...] = ("id", "en")
LARGEST = 20_000  # bytes of a page as it travels


def test_each_page_is_whole_in_both_languages(client: TestClient) -> None:
    pages = {
        language: {path: client.get(path, params={"lang": language}).text for path in PAGES}
        for language in LANGUAGES
    }
    for language, texts in pages.items():
        for path, page in texts.items():
            assert f'<html lang="{language}">' in page, path
            assert page.count("<h1") == 1, path
            levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
            assert all(below - above <= 1 for above, below in pairwise(levels)), path
            for target in re.findall(r'href="([^"]*#[^"]+)"', page):
                address, _, anchor = target.partition("#")
                assert f'id="{anchor}"' in texts[address or path], target
    english = [sentence for sentence in ours() if len(sentence) > 40]
    for path, page in pages["id"].items():
        assert not [sentence for sentence in english if sentence in page], path
    for said in ("bukan repositori Pasal 38", "bukan nasihat hukum"):
        assert said in pages["id"]["/guide/law"]
    small = client.get("/guide/adopt", headers={"accept-encoding": "gzip"})
    assert int(small.headers["content-length"]) < LARGEST
    assert client.get("/guide/none").status_code == 404


def ours() -> list[str]:
    """Return the English sentences of these pages."""
    found = []
    for name in ("guide.po", "submit.po"):
        with (translations.LOCALE / "id" / name).open("rb") as file:
            found += [message.id for message in read_po(file) if isinstance(message.id, str)]
    return found


def test_words_are_in_the_order_of_their_language() -> None:
    for language in LANGUAGES:
        names = [word.name.to(language).lower() for word in guide_words.in_order(language)]
        assert names == sorted(names)
    assert len({word.anchor for word in guide_words.WORDS}) == len(guide_words.WORDS)


def test_the_api_is_grouped_by_what_it_is_about() -> None:
    paths = {
        "/b": {"post": {"tags": ["webhooks"], "description": "Send `x`."}},
        "/a": {"get": {"tags": ["new things"], "summary": "Read"}},
    }
    groups = api_page.grouped({"paths": paths})
    assert [(group.anchor, group.name.id) for group in groups] == [
        ("tag-new-things", "New things"),
        ("tag-webhooks", "Webhook"),
    ]
    assert groups[1].operations[0]["said"] == ["Send ", "x", "."]


@pytest.mark.long  # the whole description is made once in a process, and that takes a second
def test_the_api_is_listed_with_its_anchors(client: TestClient) -> None:
    page = client.get("/docs?lang=en").text
    assert page.count("<h1") == 1
    for said in ("/api/v1/submissions/{number}", 'id="tag-submissions"', 'href="/api/v1/openapi.json"'):
        assert said in page
