"""An entry in the words of others: schema.org, CodeMeta 3.0 and publiccode.yml."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from livinglab import contract, manifest
from livinglab.contract import ReleaseStatus
from registry.exchange import linked_data

ENTRY = "/api/v1/applications/e-sakip"
JSON, LINKED = {"Accept": "application/json"}, {"Accept": "application/ld+json"}

# schema.org, by type: properties that it has of its own or from what it descends from.
THING = {"identifier", "url", "description", "name", "sameAs"}
WORK = {
    *THING,
    *("publisher", "maintainer", "license", "keywords", "creativeWorkStatus", "datePublished", "version"),
    "conditionsOfAccess",
}
ORGANISATION = {*THING, "areaServed"}
SCHEMA_ORG = {
    "SoftwareSourceCode": {*WORK, "codeRepository", "targetProduct"},
    "SoftwareApplication": {
        *WORK,
        *("applicationCategory", "applicationSubCategory", "featureList", "softwareVersion", "downloadUrl"),
    },
    "Organization": ORGANISATION,
    "GovernmentOrganization": ORGANISATION,
    "AdministrativeArea": THING,
    "Person": {*THING, "email", "telephone", "affiliation"},
    "CreativeWork": WORK,
}
# CodeMeta 3.0's context: what it takes from schema.org for software, and its own.
SOFTWARE = {
    *WORK,
    *("codeRepository", "applicationCategory", "softwareVersion", "downloadUrl", "developmentStatus"),
} - {"creativeWorkStatus", "conditionsOfAccess"}
CODEMETA = {**SCHEMA_ORG, "SoftwareSourceCode": SOFTWARE, "SoftwareApplication": SOFTWARE}


def things(said: Any) -> Iterator[dict[str, Any]]:
    """Yield every thing with a type, however deep."""
    if isinstance(said, list):
        for one in said:
            yield from things(one)
    if isinstance(said, dict):
        if "@type" in said or "type" in said:
            yield said
        for one in said.values():
            yield from things(one)


def unknown(said: Any, vocabulary: dict[str, set[str]]) -> list[str]:
    """Name each property that its type does not have."""
    found = []
    for thing in things(said):
        kind = thing.get("@type", thing.get("type"))
        words = {name for name in thing if not name.startswith("@")} - {"type", "id"}
        found += [f"{kind}.{word}" for word in sorted(words - vocabulary[kind])]
    return found


@pytest.fixture
def told(publish: Callable[..., str], make_release: Any) -> None:
    """Tell of one application for everybody and one under agreement, each with a contact."""
    found = make_release()
    contact = contract.Contact(name="Siti", email="siti@sumedangkab.go.id", affiliation="Diskominfo")
    facts = found.manifest.__class__(**{**vars(found.manifest), "contacts": [contact]})
    publish("e-sakip", make_release(manifest=facts))
    publish("e-rahasia", make_release(manifest=facts), visibility="agreement")


def test_an_entry_is_software_source_code_of_schema_org(client: TestClient, told: None) -> None:
    answer = client.get(ENTRY, headers=LINKED)
    assert answer.headers["content-type"] == "application/ld+json"
    said = answer.json()
    assert (said["@context"], said["@type"]) == ("https://schema.org", "SoftwareSourceCode")
    assert unknown(said, SCHEMA_ORG) == []
    assert said["license"] == "https://spdx.org/licenses/EUPL-1.2"
    assert said["codeRepository"] == "https://git.sumedangkab.go.id/diskominfo/e-sakip.git"
    assert {one["@language"] for one in said["description"]} == {"id", "en"}
    product = said["targetProduct"]
    assert (product["@type"], product["softwareVersion"]) == ("SoftwareApplication", "1.0.0")
    assert client.get(product["downloadUrl"].replace("http://127.0.0.1:8000", "")).status_code == 200


def test_an_entry_is_codemeta(client: TestClient, told: None) -> None:
    said = client.get(f"{ENTRY}/codemeta.json", headers={"Accept-Language": "en"}).json()
    assert said["@context"] == "https://w3id.org/codemeta/3.0"
    assert unknown(said, CODEMETA) == []
    assert said["description"] == "Performance accountability of government agencies"
    assert said["developmentStatus"] == "https://www.repostatus.org/#active"
    indonesian = client.get(f"{ENTRY}/codemeta.json").json()
    assert indonesian["description"] == "Akuntabilitas kinerja instansi pemerintah"


def test_an_answer_kept_for_one_form_is_not_given_for_the_other(client: TestClient, told: None) -> None:
    asked = (JSON, LINKED, JSON, LINKED, {"Accept": "application/ld+json;q=0.5, application/json"})
    answers = [client.get(ENTRY, headers=headers) for headers in asked]
    kinds = [answer.headers["content-type"].partition("+")[0] for answer in answers]
    assert kinds == ["application/json", "application/ld"] * 2 + ["application/json"]
    assert all("accept" in answer.headers["vary"].lower().split(", ") for answer in answers)
    etags = {answer.headers["etag"] for answer in answers}
    assert len(etags) == 2
    crossed = client.get(ENTRY, headers={**LINKED, "If-None-Match": answers[0].headers["etag"]})
    assert crossed.status_code == 200
    unchanged = client.get(ENTRY, headers={**LINKED, "If-None-Match": answers[1].headers["etag"]})
    assert unchanged.status_code == 304


def test_of_restricted_source_only_the_safe_text_is_told(client: TestClient, told: None) -> None:
    entry = "/api/v1/applications/e-rahasia"
    linked, codemeta = client.get(entry, headers=LINKED), client.get(f"{entry}/codemeta.json")
    assert linked.json()["@type"] == codemeta.json()["type"] == "SoftwareApplication"
    assert unknown(linked.json(), SCHEMA_ORG) == unknown(codemeta.json(), CODEMETA) == []
    for answer in (linked, codemeta):
        assert "git.sumedangkab.go.id" not in answer.text
        assert "Perjanjian kinerja" not in answer.text
        assert "downloadUrl" not in answer.text
    assert client.get(f"{entry}/publiccode.yml").status_code == 401


def test_its_publiccode_yml_is_one(client: TestClient, told: None) -> None:
    answer = client.get(f"{ENTRY}/publiccode.yml")
    assert answer.headers["content-type"] == "application/yaml"
    read = manifest.read(answer.content)
    assert [problem for problem in read.problems if problem.level == "error"] == []
    assert read.manifest is not None
    assert read.manifest.name == "e-SAKIP"


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("MIT", "https://spdx.org/licenses/MIT"),
        ("MIT OR EUPL-1.2", ["https://spdx.org/licenses/MIT", "https://spdx.org/licenses/EUPL-1.2"]),
        ("MIT AND EUPL-1.2", {"@type": "CreativeWork", "name": "MIT AND EUPL-1.2"}),
        ("LicenseRef-own", {"@type": "CreativeWork", "name": "LicenseRef-own"}),
    ],
)
def test_a_licence_is_an_address_where_spdx_has_one(expression: str, said: Any) -> None:
    assert linked_data.license_of(expression, kind="@type") == said


def test_an_entry_without_a_release_to_fetch_is_described_too(
    client: TestClient, publish: Callable[..., str], make_unlicensed: Any
) -> None:
    publish("e-sakip", make_unlicensed())
    assert client.get(f"{ENTRY}/releases").json()["items"][0]["status"] == ReleaseStatus.WITHHELD
    said = client.get(ENTRY, headers=LINKED).json()
    assert not {"version", "license"} & set(said)
    assert unknown(said, SCHEMA_ORG) == []
    assert client.get(f"{ENTRY}/codemeta.json").status_code == 200


def test_there_is_nothing_of_what_is_not_there(client: TestClient) -> None:
    for form in ("codemeta.json", "publiccode.yml"):
        answer = client.get(f"/api/v1/applications/none/{form}")
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
