"""An application's page: whatever it stands like, it says what it is, how to get it, and how sure that is."""

from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

from starlette.testclient import TestClient

from livinglab import contract
from livinglab.contract import Sentence
from registry.access.callers import OPERATOR
from registry.catalog import describing, yanks
from registry.catalog.described import Entry
from registry.catalog.found import ManifestFacts
from registry.database import Database
from registry.settings import Settings

PATH = "/applications/e-sakip"
BOTH = ("id", "en")
EVIDENCE = [
    contract.LicenseEvidence(
        source="file", path="LICENSE", line=1, spdx="EUPL-1.2", matched="EUPL-1.2", confidence=0.985
    ),
    contract.LicenseEvidence(source="package", path="composer.json", line=7, spdx="MIT", framework="Laravel"),
]
LICENSE = contract.License(
    spdx="EUPL-1.2",
    file="LICENSE",
    usable=True,
    declared="EUPL-1.2",
    provenance="declared",
    evidence=EVIDENCE,
)
OVERRIDE = contract.Override(
    reason="Berkas itu hanya contoh; <b>sudah</b> diperiksa.",
    actor="token:kurator",
    at=datetime(2026, 11, 2, tzinfo=UTC),
)


def read(client: TestClient, language: str, path: str = PATH, status: int = 200) -> str:
    """Return a page's text."""
    answer = client.get(path, params={"lang": language})
    assert answer.status_code == status, answer.text
    return " ".join(unescape(answer.text).split())


def test_a_withheld_application_says_why_and_whom_to_ask(
    client: TestClient, publish: Callable[..., str], make_unlicensed
) -> None:
    contact = contract.Contact(name="Siti Rahma", email="siti@sumedangkab.go.id", phone="+62 261 201234")
    facts = ManifestFacts(name="e-SAKIP", contacts=[contact], described_by="catalog")
    publish("e-sakip", make_unlicensed(manifest=facts))
    words = {
        "id": ("Kode belum boleh diambil", "Tidak ada berkas lisensi.", "belum oleh pembuatnya"),
        "en": ("The code may not be fetched yet", "There is no licence file.", "not yet by its authors"),
    }
    for language in BOTH:
        page = read(client, language)
        for expected in (*words[language], "mailto:siti@sumedangkab.go.id", "+62 261 201234"):
            assert expected in page
        assert "livinglab show e-sakip --letter" in page
        assert "livinglab fetch" not in page


def test_licence_findings_and_health_are_shown_with_what_they_rest_on(
    client: TestClient, publish, make_release, make_block
) -> None:
    warning = make_block(
        "lockfile-missing",
        level="warn",
        path="composer.json",
        line=3,
        message=Sentence(id="W-id", en="W-en"),
        mend=Sentence(id="Jalankan `composer install`.", en="Run `composer install`."),
    )
    passed = make_block("dump-found", path="a.sql", override=OVERRIDE)
    digest = "ab" * 32
    sbom = contract.Sbom(path=f"archives/ab/{digest}.cdx.json", sha256=digest, bytes=2, components=17)
    publish(
        "e-sakip",
        make_release("1.0.0", license=LICENSE, findings=[warning, passed], sbom=sbom),
        make_release("2.0.0", findings=[make_block()]),
    )
    words = {
        "id": (
            *("dinyatakan pemiliknya", "berkas lisensi", "98,5 %", "bawaan Laravel", "17 komponen"),
            *("Harus diperbaiki sebelum terbit", "Hapus berkas itu.", "W-id", "Belum diketahui berapa orang"),
            "Jalankan <code>composer install</code>.",
            "Dikecualikan oleh token:kurator, 2 November 2026:",
        ),
        "en": (
            *("declared by its owner", "licence file", "98.5 %", "from the skeleton of Laravel"),
            *("To be mended before publication", "Remove that file.", "W-en", "17 components"),
            "Let pass by token:kurator, 2 November 2026:",
        ),
    }
    health = client.get("/api/v1/applications/e-sakip/health").json()
    for language in BOTH:
        page = read(client, language)
        for expected in (*words[language], "LICENSE:1", "composer.json:7", "env-tracked"):
            assert expected in page
        assert f'href="/archives/ab/{digest}.cdx.json"' in page
        assert page.index("env-tracked") < page.index("lockfile-missing"), "what keeps it out is first"
        assert [one["code"] for one in health["inputs"] if one["message"][language] not in page] == []
    assert "&lt;b&gt;sudah&lt;/b&gt;" in client.get(PATH).text


def test_what_is_restricted_shows_nothing_of_its_source(client: TestClient, publish, make_release) -> None:
    digest = "ab" * 32
    sbom = contract.Sbom(path=f"archives/ab/{digest}.cdx.json", sha256=digest, bytes=2, components=17)
    publish("rahasia", make_release("1.0.0", license=LICENSE, sbom=sbom), visibility="government")
    page = read(client, "en", "/applications/rahasia") + read(
        client, "en", "/applications/rahasia/releases/1.0.0"
    )
    for kept in (
        "components",
        "cdx.json",
        "composer.json",
        "git.sumedangkab.go.id",
        "livinglab fetch rahasia",
    ):
        assert kept not in page
    assert "only for verified government organisations" in page
    assert "who uses it is told only to those who may have it" in page
    assert "Findings name places in the source" in page


def test_what_nobody_visited_reads_as_described_and_leads_to_its_kin(
    client: TestClient, database: Database
) -> None:
    entry = {
        "slug": "opensid",
        "name": "OpenSID",
        "publisher": "OpenDesa",
        "url": "https://github.com/OpenSID/OpenSID",
        "seen_on": "2026-08-01",
        "description": {"id": "Sistem informasi desa", "en": "Village information"},
        "license": "GPL-3.0-or-later",
        "license_provenance": "declared",
        "license_note": {"id": "Dinyatakan di LICENSE.", "en": "Stated in LICENSE."},
        "categories": ["content-management"],
    }
    fork = {**entry, "slug": "opensid-multi", "name": "OpenSID Multi", "publisher": "Gresik"}
    fork |= {
        "url": "https://git.gresikkab.go.id/opensid",
        "based_on": ["https://github.com/opensid/OpenSID.git"],
    }
    with database.write() as session:
        for one in (entry, fork):
            describing.describe(session, Entry.model_validate(one), caller=OPERATOR)
    page = read(client, "en", "/applications/opensid")
    for expected in (
        *("A public repository, seen August 2026.", "Stated in LICENSE.", "GPL-3.0-or-later"),
        *("No region has recorded", 'href="/applications/opensid-multi"', "Derived from it"),
        *('href="https://github.com/OpenSID/OpenSID"', 'href="/catalog?category=content-management"'),
    ):
        assert expected in page
    assert "livinglab fetch" not in page
    assert "It derives from" in read(client, "en", "/applications/opensid-multi")
    assert "Repositori publik, dilihat Agustus 2026." in read(client, "id", "/applications/opensid")


def test_a_name_that_nobody_has_leads_to_names_that_are_near(client: TestClient, publish) -> None:
    publish("e-sakip")
    for asked in ("e-sakp", "E SAKIP", "e" * 300, "%00", "%ff%fe", "e-sakip%0a"):
        page = read(client, "id", f"/applications/{asked}", status=404)
        assert "Tidak ada aplikasi itu" in page
    page = read(client, "en", "/applications/e-sakp", status=404)
    assert "There is no such application" in page
    assert 'href="/applications/e-sakip"' in page
    assert "<b>" not in client.get("/applications/<b>").text


def test_what_is_retired_is_offered_no_more_and_says_since_when(
    client: TestClient, database: Database, publish, make_release
) -> None:
    publish("e-sakip", make_release("1.0.0"), make_release("1.1.0"))
    with database.write() as session:
        yanks.yank(session, "e-sakip", "1.1.0", "Kebocoran data di laporan.", caller=OPERATOR)
    page = read(client, "id")
    assert "livinglab fetch e-sakip --region" in page
    assert "Kebocoran data di laporan." in page
    with database.write() as session:
        yanks.yank(session, "e-sakip", "1.0.0", "Kebocoran data di laporan.", caller=OPERATOR)
    page = read(client, "en")
    assert "livinglab fetch e-sakip@1.1.0 --region" in page
    assert "No release is offered at present." in page


def test_a_page_says_its_canonical_address_and_what_it_is(
    client: TestClient, publish, settings: Settings
) -> None:
    publish("e-sakip")
    page = read(client, "en")
    assert f'<link rel="canonical" href="{settings.origin}/applications/e-sakip">' in page
    assert '<meta property="og:title" content="e-SAKIP · livinglab">' in page
    assert '<meta property="og:description" content="Performance accountability' in page
    for anchor in ("adopters", "versions", "license", "checks", "health", "machines"):
        assert f'href="#{anchor}"' in page
        assert f'id="{anchor}"' in page
