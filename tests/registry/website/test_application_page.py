"""An application's page: licence, findings, overrides, health and whom to ask, in both languages."""

from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest
from starlette.testclient import TestClient

from livinglab import contract
from livinglab.contract import Sentence
from registry.catalog.found import ManifestFacts

PATH = "/applications/e-sakip"
BOTH = pytest.mark.parametrize("language", ["id", "en"])


def read(client: TestClient, language: str, path: str = PATH) -> str:
    """Return a page's text."""
    answer = client.get(path, params={"lang": language})
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


@BOTH
def test_a_withheld_application_says_why_and_whom_to_ask(
    client: TestClient, publish: Callable[..., str], make_unlicensed, language: str
) -> None:
    contact = contract.Contact(name="Siti Rahma", email="siti@sumedangkab.go.id", phone="+62 261 201234")
    facts = ManifestFacts(name="e-SAKIP", contacts=[contact], described_by="catalog")
    publish("e-sakip", make_unlicensed(manifest=facts))
    page = read(client, language)
    words = {
        "id": ("Kode belum boleh diambil", "Tidak ada berkas lisensi.", "belum oleh pembuatnya"),
        "en": ("The code may not be fetched yet", "There is no licence file.", "not yet by its authors"),
    }
    for expected in (*words[language], "siti@sumedangkab.go.id", "+62 261 201234"):
        assert expected in page
    assert "livinglab show e-sakip --letter" in page
    assert "livinglab fetch" not in page
    assert {"id": "kode belum boleh diambil", "en": "code may not be fetched yet"}[language] in read(
        client, language, "/"
    )


@BOTH
def test_the_licence_is_shown_with_its_provenance_and_evidence(
    client: TestClient, publish, make_release, language: str
) -> None:
    found = contract.License(
        spdx="EUPL-1.2",
        file="LICENSE",
        usable=True,
        declared="EUPL-1.2",
        provenance="declared",
        evidence=[
            contract.LicenseEvidence(
                source="file",
                path="LICENSE",
                line=1,
                spdx="EUPL-1.2",
                matched="EUPL-1.2",
                confidence=0.985,
            ),
            contract.LicenseEvidence(
                source="package", path="composer.json", line=7, spdx="MIT", framework="Laravel"
            ),
        ],
    )
    publish("e-sakip", make_release("1.0.0", license=found))
    page = read(client, language)
    words = {
        "id": ("dinyatakan pemiliknya", "berkas lisensi", "98,5 %", "bawaan Laravel"),
        "en": ("declared by its owner", "licence file", "98.5 %", "from the skeleton of Laravel"),
    }
    for expected in (*words[language], "LICENSE:1", "composer.json:7"):
        assert expected in page


@BOTH
def test_findings_say_how_to_mend_them_by_level(
    client: TestClient, publish, make_release, make_block, language: str
) -> None:
    warning = make_block(
        "lockfile-missing", level="warn", path="composer.json", line=3, message=Sentence(id="W-id", en="W-en")
    )
    publish(
        "e-sakip", make_release("1.0.0", findings=[warning]), make_release("2.0.0", findings=[make_block()])
    )
    page = read(client, language)
    words = {
        "id": ("Harus diperbaiki sebelum terbit", "Hapus berkas itu.", "W-id"),
        "en": ("To be mended before publication", "Remove that file.", "W-en"),
    }
    for expected in (*words[language], "composer.json:3", "env-tracked", "2.0.0"):
        assert expected in page
    assert page.index("env-tracked") < page.index("lockfile-missing"), "what keeps the newest out comes first"


@BOTH
def test_an_override_is_shown_with_who_why_and_when(
    client: TestClient, publish, make_release, make_block, language: str
) -> None:
    override = contract.Override(
        reason="Berkas itu hanya contoh; <b>sudah</b> diperiksa.",
        actor="token:kurator",
        at=datetime(2026, 11, 2, tzinfo=UTC),
    )
    publish("e-sakip", make_release("1.0.0", findings=[make_block(override=override)]))
    page = read(client, language)
    date = {"id": "2 November 2026", "en": "2 November 2026"}[language]
    assert f"token:kurator, {date}: Berkas itu hanya contoh; &lt;b&gt;sudah" in page
    assert {"id": "Dikecualikan oleh", "en": "Let pass by"}[language] in page


@BOTH
def test_health_is_shown_with_every_input_and_its_share(
    client: TestClient, publish, make_release, language: str
) -> None:
    publish("e-sakip", make_release("1.0.0"))
    page = unescape(read(client, language))
    assert {"id": "Belum diketahui berapa orang", "en": "Not known yet how many people"}[language] in page
    assert {"id": "belum diketahui", "en": "unknown"}[language] in page
    told = client.get("/api/v1/applications/e-sakip/health").json()
    assert [one["code"] for one in told["inputs"] if one["message"][language] not in page] == []


def test_the_bill_of_materials_is_linked_for_all_who_may_read_it(
    client: TestClient, publish, make_release
) -> None:
    digest = "ab" * 32
    sbom = contract.Sbom(path=f"archives/ab/{digest}.cdx.json", sha256=digest, bytes=2, components=17)
    publish("e-sakip", make_release("1.0.0", sbom=sbom))
    assert "17 komponen" in read(client, "id")
    assert f'href="/archives/ab/{digest}.cdx.json"' in read(client, "id")
    publish("rahasia", make_release("1.0.0", sbom=sbom), visibility="government")
    page = read(client, "en", "/applications/rahasia")
    assert "17 components" not in page
    assert "cdx.json" not in page
