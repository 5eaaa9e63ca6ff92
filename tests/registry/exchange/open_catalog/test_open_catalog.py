"""The Open Catalog API as its clients know it: our own expectations, written down, over one story."""

import base64
import re

import pytest

from livinglab import contract, manifest
from registry.access.callers import OPERATOR
from registry.catalog import moderation, safe_text
from registry.catalog.found import ManifestFacts
from registry.catalog.moderation import Decision
from registry.exchange import publiccode
from registry.exchange.open_catalog.cursors import Window
from registry.exchange.open_catalog.identities import Identities

WHY = "Donor meminta aplikasi ini ditarik dari katalog."
UUID = re.compile(r"[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
NOTHING = {"data": [], "links": {"prev": None, "next": None}}


def urls(page):
    return [item["url"].rpartition("/")[2].removesuffix(".git") for item in page["data"]]


def test_software_is_what_is_public_and_open_in_the_order_in_which_it_came(v1):
    assert urls(v1("/software")) == ["e-sakip", "spbe-index", "ppid"]
    every = v1("/software", all="true")
    assert [(url, item["active"]) for url, item in zip(urls(every), every["data"], strict=True)] == [
        ("e-sakip", True),
        ("spbe-index", True),
        ("ppid", True),
        ("simpeg-lama", False),
    ]
    assert urls(v1("/software", all="maybe")) == ["e-sakip", "spbe-index", "ppid"]
    for item in every["data"]:
        assert UUID.fullmatch(item["id"])
        assert MOMENT.fullmatch(item["createdAt"])
        assert MOMENT.fullmatch(item["updatedAt"])
        assert set(item) - {"catalogId"} == {
            *("id", "createdAt", "updatedAt", "publiccodeYml", "url", "active"),
        }
        assert v1(f"/software/{item['id']}") == item
        for part in ("logs", "analysis"):
            assert "rahasia" not in str(v1(f"/software/{item['id']}/{part}"))


def test_what_is_not_public_is_nowhere(client, v1):
    for path in ("/software", "/publishers", "/logs", "/catalogs", "/catalogs/∅/software"):
        said = client.get(f"/v1{path}", params={"all": "true", "page[size]": 100}).text
        assert "rahasia" not in said
        assert "karantina" not in said
    assert v1("/software", url="https://git.rahasia.go.id/rahasia.git", all="true") == NOTHING


def test_software_is_found_by_its_address_however_that_is_written(v1):
    [one] = v1("/software", url="https://git.sumedangkab.go.id/diskominfo/e-sakip.git")["data"]
    for url in (one["url"].removesuffix(".git"), one["url"] + "/", one["url"].replace("git.s", "WWW.GIT.S")):
        assert v1("/software", url=url)["data"] == [one]
    assert v1("/software", url="https://git.sumedangkab.go.id/diskominfo/simpeg-lama.git") == NOTHING
    assert v1("/software", url="not an address") == NOTHING
    assert v1("/software", url="https://a\0b") == NOTHING == v1("/logs", search="a\0b")


def test_pages_lead_to_each_other_both_ways(client, v1):
    first = v1("/software", **{"page[size]": 2})
    assert first["links"]["prev"] is None
    assert re.fullmatch(r"\?page\[after\]=[\w-]+&page\[size\]=2", first["links"]["next"])
    second = client.get(f"/v1/software{first['links']['next']}").json()
    assert (urls(first), urls(second)) == (["e-sakip", "spbe-index"], ["ppid"])
    assert second["links"]["next"] is None
    back = client.get(f"/v1/software{second['links']['prev']}").json()
    assert back == {**first, "links": {"prev": None, "next": first["links"]["next"]}}
    newest = v1("/logs", **{"page[size]": 1, "search": "RELEASE.published"})
    older = client.get(f"/v1/logs{newest['links']['next']}").json()
    assert newest["data"][0]["message"].startswith("simpeg-lama: release.published {")
    assert older["data"][0]["message"].startswith("ppid: release.published {")
    assert "search=RELEASE.published" in older["links"]["prev"]


@pytest.mark.parametrize("size", ["0", "-1", "ten", "1.5", "1_0", "٣", "9" * 30])
def test_a_size_that_is_none_is_refused_in_the_shape_of_the_api(size, v1):
    problem = v1("/software", 422, **{"page[size]": size})
    assert set(problem) == {"title", "detail", "status"}
    assert "page[size]" in problem["detail"]


def test_other_wrong_parts_are_refused_and_unknown_ones_passed_over(v1):
    assert urls(v1("/software", **{"page[size]": "1000", "colour": "blue", "from": ""})) == [
        *("e-sakip", "spbe-index", "ppid")
    ]
    theirs = base64.b64encode(b'["2022-06-07T14:56:23Z","bff12345"]').decode()
    for cursor in (theirs, "x", "%00", base64.b64encode(b"#99999999999999999999").decode()):
        for name in ("page[before]", "page[after]"):
            assert name in v1("/logs", 422, **{name: cursor})["detail"]
    for moment in ("yesterday", "2026-02-30T00:00:00Z", "2026-03-01", "0001-01-01T00:00:00+14:00"):
        assert "from" in v1("/publishers", 422, **{"from": moment})["detail"]


def test_moments_narrow_lists(v1):
    assert v1("/software", **{"from": "2999-01-01T00:00:00+07:00"}) == NOTHING
    assert len(v1("/software", **{"from": "2020-01-01T00:00:00Z", "to": "2999-01-01T00:00:00Z"})["data"]) == 3
    for path in ("/publishers", "/logs", "/catalogs/∅/software", "/catalogs/∅/publishers"):
        assert v1(path, to="2020-01-01T00:00:00.5Z") == NOTHING


def test_publishers_have_their_repositories(v1):
    shown = v1("/publishers")["data"]
    assert [(one["description"], len(one["codeHosting"]), one["active"]) for one in shown] == [
        ("Pemerintah Kabupaten Sumedang", 2, True),
        ("Pemerintah Kabupaten Bekasi", 1, True),
        ("Komunitas PPID", 1, True),
    ]
    assert {hosting["group"] for one in shown for hosting in one["codeHosting"]} == {False}
    assert all(v1(f"/publishers/{one['id']}") == one for one in shown)


def test_catalogs_are_this_registry_and_whence_something_came(client, v1):
    ours, theirs = v1("/catalogs")["data"]
    listed = {"driver": "json", "url": "http://127.0.0.1:8000/v1/software?page%5Bsize%5D=100"}
    assert (ours["alternativeId"], ours["sources"]) == ("∅", [{**listed, "args": ["$.data[*].url"]}])
    assert theirs["sources"] == [{"driver": "list", "url": "urn:sha256:" + "a" * 64}]
    assert v1("/catalogs/∅") == ours == v1(f"/catalogs/{ours['id']}")
    for one, names, who in ((ours, ["e-sakip", "spbe-index"], 2), (theirs, ["ppid"], 1)):
        found = v1(f"/catalogs/{one['id']}/software")
        assert urls(found) == names
        assert {item.get("catalogId", ours["id"]) for item in found["data"]} == {one["id"]}
        assert v1(f"/catalogs/{one['id']}/software", url=found["data"][0]["url"])["data"] == found["data"][:1]
        assert len(v1(f"/catalogs/{one['id']}/publishers")["data"]) == who
        assert v1(f"/catalogs/{one['id']}/analysis") == {}
    first = v1("/catalogs", **{"page[size]": 1})
    second = client.get(f"/v1/catalogs{first['links']['next']}").json()
    assert (first["data"], second["data"]) == ([ours], [theirs])
    assert client.get(f"/v1/catalogs{second['links']['prev']}").json() == first


def test_an_application_says_whence_it_came_unless_its_source_is_no_longer_public(client):
    whole = client.get("/api/v1/applications/ppid").json()
    assert (whole["origin"]["catalog"], whole["origin"]["id"]) == ("sha256:" + "a" * 64, "7")
    assert client.get("/api/v1/applications/e-sakip").json()["origin"] is None
    page = client.get("/applications/ppid", headers={"Accept": "text/html"}).text
    assert "<dt>Diimpor dari</dt><dd><code>sha256:aaa" in page
    assert "Diimpor dari" not in client.get("/applications/e-sakip", headers={"Accept": "text/html"}).text
    shown = safe_text.application(contract.Application.model_validate(whole))
    assert shown.origin is None


def test_analysis_is_the_health_of_today_and_the_findings(v1):
    said = v1(f"/software/{v1('/software')['data'][0]['id']}/analysis")
    assert set(said) == {"livinglab-health", "livinglab-checks"}
    assert said["livinglab-checks"]["findings"] == {"block": 0, "warn": 0, "info": 0}
    assert {one["v"] for one in said.values()} == {1}


def test_the_text_is_the_releases_own_where_it_was_kept_and_else_a_valid_one(v1):
    made, own, *_ = [item["publiccodeYml"] for item in v1("/software")["data"]]
    assert own == "name: SPBE\n"
    reading = manifest.read(made.encode())
    assert reading.manifest, reading.problems
    assert (reading.manifest.name, reading.manifest.license) == ("e-SAKIP", "EUPL-1.2")
    assert reading.manifest.url == "https://git.sumedangkab.go.id/diskominfo/e-sakip.git"


def test_what_is_not_there_is_not_found_and_nothing_can_be_changed(client, v1):
    [ours, theirs] = [one["id"] for one in v1("/catalogs")["data"]]
    for path in (
        *("/software/x", f"/software/{ours}", f"/software/{ours}/logs", f"/software/{theirs}/analysis"),
        *(
            f"/publishers/{ours}",
            "/publishers/∅",
            "/catalogs/x/software",
            "/catalogs/x/publishers",
            "/nowhere",
        ),
    ):
        assert set(v1(path, 404)) == {"title", "detail", "status"}
    for method, path in (("POST", "/software"), ("PATCH", f"/software/{ours}"), ("DELETE", "/webhooks/1")):
        refused = client.request(method, f"/v1{path}", json={})
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
        assert set(refused.json()) == {"title", "detail", "status"}


def test_an_answer_is_kept_ready_and_new_after_each_change(client, database):
    before = client.get("/v1/software")
    asked = {"If-None-Match": before.headers["etag"]}
    assert client.get("/v1/software", headers=asked).status_code == 304
    with database.write() as session:
        moderation.decide(session, "e-sakip", Decision.RETIRE, WHY, caller=OPERATOR)
    assert urls(client.get("/v1/software", headers=asked).json()) == ["spbe-index", "ppid"]
    with database.write() as session:
        moderation.decide(session, "e-sakip", Decision.REOPEN, WHY, caller=OPERATOR)
    assert urls(client.get("/v1/software", headers=asked).json()) == ["e-sakip", "spbe-index", "ppid"]
    assert client.get("/v1/status").status_code == 204


def test_identities_are_of_one_registry_and_one_kind() -> None:
    ours, theirs = Identities("a" * 64), Identities("b" * 64)
    for number in (0, 1, 2**40):
        name = ours.of("software", number)
        assert UUID.fullmatch(name)
        assert ours.number("software", name) == number
        assert theirs.number("software", name) is None
        assert ours.number("publisher", name) is None
        assert ours.number("software", name.upper()) is None


def test_a_text_is_made_even_of_hardly_anything() -> None:
    for facts in (ManifestFacts(name="x"), ManifestFacts(name="x", text="y" * (publiccode.LONGEST + 1))):
        text = publiccode.text(facts, url="https://git.example.go.id/a", publisher="b", license=None)
        assert manifest.read(text.encode()).manifest, text


def test_a_page_that_ends_at_a_cursor_keeps_its_order() -> None:
    shown, links = Window(size=2, before=9).page([8, 7, 6], key=int)
    assert shown == [7, 8]
    assert None not in (links.prev, links.next)
    assert Window(size=2, after=3, before=9).backward is False
