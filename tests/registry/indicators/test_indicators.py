"""SPBE's indicators: the instruments as the regulation has them, and what applications can support."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from starlette.testclient import TestClient

from livinglab import contract
from livinglab.contract.indicators import Certainty
from livinglab.manifest.urls import is_uri
from registry import indicators
from registry.errors import NotFound

NEW = "permenpanrb-59-2020"


def application(name: str = "Aplikasi", *, short: str = "", **more: object) -> contract.Application:
    """Return an application as everybody reads it."""
    values = {"slug": "apl", "name": name, "publisher": {"name": "Sumedang"}, "visibility": "public"}
    return contract.Application.model_validate({**values, "description": {"id": short}, "url": None, **more})


def found(one: contract.Application) -> dict[int, str]:
    """Return what an application can support: certainty by number, without the general ones."""
    return {each.number: each.certainty.value for each in indicators.supported(one).items if not each.general}


def test_weights_add_up_as_in_the_regulation() -> None:
    instrument = indicators.get(NEW)
    assert [one.number for one in instrument.indicators] == list(range(1, 48))
    for part in (instrument.domains, instrument.aspects, instrument.indicators):
        assert sum(round(100 * one.weight) for one in part) == 10_000
    for aspect in instrument.aspects:
        weights = [one.weight for one in instrument.indicators if one.aspect == aspect.number]
        assert sum(weights) == pytest.approx(aspect.weight)
    for one in instrument.indicators:
        assert (len(one.criteria), all(one.criteria), len(instrument.levels_of(one))) == (5, True, 5)
        assert one.name.id != one.name.en


def test_each_year_has_its_instrument_and_none_is_guessed() -> None:
    ids = {year: one.id if (one := indicators.of_year(year)) else None for year in (2017, 2020, 2021, 2026)}
    assert ids == {2017: None, 2020: "permenpanrb-5-2018", 2021: NEW, 2026: None}
    assert indicators.get("permenpanrb-5-2018").indicators == []  # not confirmed by a second source


def test_a_publiccode_names_an_indicator_by_a_urn() -> None:
    named = indicators.urn(indicators.get(NEW), 40)
    assert (named, is_uri(named)) == ("urn:id:spbe:permenpanrb-59-2020:40", True)
    known = indicators.named_by(named.upper())
    assert known
    assert (known[0].id, known[1].number) == (NEW, 40)
    for other in ("alias:gdpr", f"{named}0", named[:-1] + "040", "urn:id:spbe:pemdi-2026:1", f"{named}\n1"):
        assert indicators.named_by(other) is None


def test_claims_come_first_and_unknown_ones_are_told() -> None:
    claimed = [f"urn:id:spbe:{NEW}:41", f"urn:id:spbe:{NEW}:40", f"urn:id:spbe:{NEW}:99", "alias:gdpr"]
    said = indicators.supported(application("e-SAKIP", supports=claimed))
    assert [(one.number, one.certainty) for one in said.items] == [
        (40, Certainty.CLAIMED),
        (41, Certainty.CLAIMED),
        (15, Certainty.SUGGESTED),
    ]
    assert said.unknown == [f"urn:id:spbe:{NEW}:99"]
    assert all(one.why.id and one.why.en for one in said.items)


@pytest.mark.parametrize(
    ("one", "numbers"),
    [
        (application("e-SAKIP", short="Perencanaan dan pelaporan kinerja"), [40]),
        (application("SIMPEG", short="Sistem kepegawaian"), [36]),
        (application("Portal", short="Satu Data daerah"), [23, 43]),
        (application("Catatan", categories=["knowledge-management"]), [26]),
        (application("Peta", short="Peta bencana"), []),
        (application("Bekal", short="Bukan dpaku, bukan srkad"), []),  # words are whole
    ],
)
def test_suggestions_follow_from_words_and_categories(one: contract.Application, numbers: list[int]) -> None:
    assert found(one) == dict.fromkeys(numbers, "suggested")


def test_what_is_not_there_says_where_to_look() -> None:
    with pytest.raises(NotFound, match="permenpanrb-59-2020"):
        indicators.get("pemdi")
    with pytest.raises(NotFound, match="/indicators"):
        indicators.indicator(indicators.get(NEW), 48)


def test_the_api_and_the_pages_tell_them(
    client: TestClient, publish: Callable[..., str], make_release, make_facts
) -> None:
    publish("e-sakip")
    listed = client.get("/api/v1/indicators").json()["items"]
    assert [(one["id"], len(one["indicators"])) for one in listed] == [(NEW, 47), ("permenpanrb-5-2018", 0)]
    table = client.get("/api/v1/indicators", params={"format": "csv"}).content.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(table)))
    assert (len(rows), rows[39]["name_id"]) == (47, "Layanan Akuntabilitas Kinerja Organisasi")
    mine = client.get("/api/v1/applications/e-sakip/indicators").json()
    assert [one["number"] for one in mine["items"]] == [40, 15]
    table = client.get("/api/v1/applications/e-sakip/indicators", params={"format": "csv"}).text
    assert table.count("\r\n") == 3
    path = f"/api/v1/indicators/{NEW}/40/applications"
    publish("akuntabel", make_release(manifest=make_facts(name="Lain", short="Bukan esakipp")))
    for number, slugs in ((40, ["e-sakip"]), (15, ["akuntabel", "e-sakip"]), (36, [])):
        found = client.get(path.replace("40", str(number))).json()
        assert ([one["slug"] for one in found["items"]], found["next"]) == (slugs, None)
    first = client.get(path.replace("40", "15"), params={"limit": 1}).json()
    rest = client.get(path.replace("40", "15"), params={"limit": 1, "cursor": first["next"]}).json()
    assert (rest["items"][0]["slug"], rest["next"]) == ("e-sakip", None)
    assert client.get(path, params={"format": "csv"}).text.count("\r\n") == 2
    assert client.get("/api/v1/applications/tidak-ada/indicators").status_code == 404
    for language, word in (("id", "Layanan Kepegawaian"), ("en", "Staff (personnel) service")):
        shown = client.get("/indicators", params={"lang": language})
        assert (shown.status_code, word in shown.text) == (200, True)
    page = client.get(f"/indicators/{NEW}/40", params={"lang": "en"}).text
    assert f"urn:id:spbe:{NEW}:40" in page
    assert 'href="/applications/e-sakip"' in page
    assert "Organisational performance accountability service" in page
    for path in (f"{NEW}/48", "pemdi/1", "permenpanrb-5-2018/1"):
        assert client.get(f"/indicators/{path}", headers={"Accept": "text/html"}).status_code == 404
