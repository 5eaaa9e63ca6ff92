"""Badges: one fact in a small picture that other sites may show; and never a number that is not for all."""

import xml.etree.ElementTree as ET
from collections.abc import Callable

from starlette.testclient import TestClient

from registry.app import create_app
from registry.database import Database
from registry.settings import Settings
from registry.website.badges.drawing import COLOURS, Badge, draw

PATH = "/badge/e-sakip.svg"
Publish = Callable[..., str]


def title(text: str) -> str:
    """Return what a badge says, as a screen reader does."""
    found = ET.fromstring(text).findtext("{http://www.w3.org/2000/svg}title")  # noqa: S314 - our own drawing
    assert found is not None
    return found


def test_each_fact_is_drawn_in_both_languages_for_any_site(client: TestClient, publish: Publish) -> None:
    publish()
    for show, language, said in (
        ("adopters", "id", "pemakai: 0"),
        ("adopters", "en", "adopters: 0"),
        ("license", "id", "lisensi: EUPL-1.2"),
        ("license", "en", "licence: EUPL-1.2"),
        ("health", "en", "health: "),
    ):
        answer = client.get(PATH, params={"show": show, "lang": language})
        assert answer.headers["content-type"] == "image/svg+xml"
        assert title(answer.text).startswith(said)
    assert answer.headers["cache-control"] == "public, max-age=3600"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["access-control-allow-origin"] == "*"
    known = {"if-none-match": answer.headers["etag"]}
    assert client.get(str(answer.url), headers=known).status_code == 304
    for path in ("/badge/none.svg", "/badge/A_b%00.svg", f"{PATH}?show=stars"):
        answer = client.get(path)
        assert (answer.status_code, title(answer.text)) == (404, "livinglab: tidak dikenal")


def test_adopters_of_restricted_software_are_not_counted_for_all(
    client: TestClient, publish: Publish
) -> None:
    publish(visibility="agreement")
    assert title(client.get(PATH, params={"lang": "en"}).text) == "adopters: not public"
    assert title(client.get(PATH, params={"lang": "en", "show": "license"}).text) == "licence: by agreement"


def test_a_licence_that_is_none_is_not_shown_as_one(
    client: TestClient, publish: Publish, make_unlicensed
) -> None:
    publish("e-sakip", make_unlicensed())
    assert "EUPL" not in client.get(PATH, params={"show": "license"}).text


def test_examples_are_named_so(database: Database, settings: Settings, publish: Publish) -> None:
    publish()
    shown = create_app(settings.model_copy(update={"examples": True}))
    with TestClient(shown, base_url="http://localhost") as browser:
        assert title(browser.get(PATH).text) == "pemakai: 0 (contoh)"


def test_words_are_fitted_and_escaped() -> None:
    drawn = draw(Badge('a<b>&"', "x" * 100, "good"), "en")
    assert title(drawn).startswith('a<b>&"')
    texts = ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314 - our own drawing
    assert all(int(one.attrib["textLength"]) > 0 for one in texts)


def test_white_words_can_be_read_on_every_colour() -> None:
    for colour in COLOURS.values():
        parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        assert 1.05 / (luminance + 0.05) >= 4.5
