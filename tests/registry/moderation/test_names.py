"""Names that could be mistaken for one another wait for a curator; nobody is refused for them."""

import pytest

from registry.catalog import names
from registry.database import Database

REGIONS = frozenset({"sumedang", "bandung-barat", "jawa-barat"})
APP = "/api/v1/moderation/applications/e-saklp"


@pytest.mark.parametrize(
    "slug",
    [
        "esakip",
        "e-saklp",
        "e-sak1p",
        "e--sakip",
        "sakip-e",
        "e-sakib",
        "e-skaip",
        "e-sakipp",
        "e-sakp",
        "e-sakip-resmi",
        "official-e-sakip",
        "e-sakip-baru",
        "esakip-sumedang",
        "bandung-barat-e-sakip",
        "e-sakip-kab-sumedang",
        "e-saklp-resmi",
    ],
)
def test_a_name_that_reads_like_another_is_noticed(slug) -> None:
    assert names.alike(slug, ["e-lapor", "e-sakip", "spbe"], regions=REGIONS) == ["e-sakip"]


@pytest.mark.parametrize(
    "slug", ["e-kinerja", "sakip-desa-digital", "sipd", "spba", "e-sapi", "simpeg-sumedang"]
)
def test_another_name_is_not(slug) -> None:
    assert names.alike(slug, ["e-lapor", "e-sakip", "spbe"], regions=REGIONS) == []


@pytest.mark.parametrize(("one", "other"), [("modern", "modem"), ("vvarga", "warga"), ("l0g1n", "login")])
def test_letters_that_look_alike_are_one(one, other) -> None:
    assert names.key(one) == names.key(other)


def ask(slug: str, **changes: str) -> dict[str, str]:
    """Return a submission by Bekasi."""
    url = f"https://git.bekasikab.go.id/{slug}.git"
    return {
        "url": url,
        "slug": slug,
        "publisher": "Pemerintah Kabupaten Bekasi",
        "region": "32.16",
        **changes,
    }


def test_a_near_identical_name_waits_for_a_curator(
    client, people, visit, make_release, decide, reason
) -> None:
    made = client.post("/api/v1/submissions", json=ask("e-saklp"), headers=people.stranger)
    assert (made.status_code, made.json()["status"]) == (201, "queued")
    assert "e-sakip" in made.json()["review"]["id"]
    visit("e-saklp", make_release("1.0.0"))
    followed = client.get(made.headers["Location"], headers=people.stranger).json()
    assert followed["status"] == "in_review"
    assert client.get("/api/v1/applications/e-saklp").status_code == 404
    assert client.get("/api/v1/applications/e-saklp", headers=people.stranger).status_code == 200
    [queued] = client.get("/api/v1/moderation/queue", headers=people.auditor).json()["items"]
    assert (queued["slug"], queued["resembles"]) == ("e-saklp", ["e-sakip"])
    assert decide("approve", "e-saklp") == 200
    followed = client.get(made.headers["Location"], headers=people.stranger).json()
    assert (followed["status"], followed["review"]) == ("published", None)
    assert client.get("/api/v1/applications/e-saklp").status_code == 200


def test_quarantine_and_its_end_do_not_approve(client, people, visit, make_release, decide) -> None:
    client.post("/api/v1/submissions", json=ask("e-saklp"), headers=people.stranger)
    visit("e-saklp", make_release("1.0.0"))
    for decision, status in (("quarantine", 200), ("release-from-quarantine", 200), ("retire", 409)):
        assert decide(decision, "e-saklp") == status
        assert client.get("/api/v1/applications/e-saklp").status_code == 404
    assert client.get(APP, headers=people.auditor).json()["state"] == "in-review"


def test_what_waits_for_its_name_has_no_files_to_be_had(
    client, people, visit, make_release, decide, carry_out, bundle
) -> None:
    client.post("/api/v1/submissions", json=ask("e-saklp"), headers=people.stranger)
    visit("e-saklp", make_release("1.0.0"))
    assert carry_out()
    assert client.get("/archives/applications/e-saklp.json").status_code == 404


def test_one_publisher_may_have_names_that_are_alike(client, people) -> None:
    own = ask("e-sakip-desa", publisher="Pemerintah Kabupaten Sumedang", region="32.11")
    for slug in ("esakip", "e-sakip-2"):
        made = client.post("/api/v1/submissions", json={**own, "slug": slug}, headers=people.owner)
        assert (made.status_code, made.json()["review"]) == (201, None)


def test_what_a_curator_submits_is_looked_at_already(database: Database, submit, client, people) -> None:
    submit("e-saklp", publisher="Warga", region=None)
    assert client.get(APP, headers=people.auditor).json()["standing"] == "open"


def test_the_name_of_what_is_retired_is_still_one_to_be_mistaken_for(client, people, decide) -> None:
    decide("retire")
    made = client.post("/api/v1/submissions", json=ask("esakip"), headers=people.stranger)
    assert "e-sakip" in made.json()["review"]["en"]
