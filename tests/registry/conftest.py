"""A registry with a story: Kabupaten Sumedang donates e-SAKIP."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from livinglab import contract
from livinglab.contract import Sentence
from registry.access import people, sessions, tokens
from registry.access.callers import OPERATOR, Caller, RegistryRole, Scope
from registry.access.tokens import Grant
from registry.app import create_app
from registry.catalog import publication, submissions
from registry.catalog.found import ManifestFacts, ReleaseFound, VisitOutcome
from registry.catalog.index import keeping
from registry.catalog.store import open_store
from registry.database import Database
from registry.settings import Settings
from registry.tables import Person

SUMEDANG = "Pemerintah Kabupaten Sumedang"
DONOR = "https://git.sumedangkab.go.id/diskominfo"
BUNDLE = b"# v2 git bundle\n" + bytes(range(256)) * 4096


def release(
    version: str = "1.0.0", *, findings: list[contract.Check] | None = None, **changes: object
) -> ReleaseFound:
    """Return a release as a visit of e-SAKIP finds it."""
    commit = hashlib.sha1(version.encode(), usedforsecurity=False).hexdigest()
    digest = hashlib.sha256(BUNDLE).hexdigest()
    values: dict[str, object] = {
        "version": version,
        "tag": f"v{version}",
        "commit": commit,
        "tree": commit[::-1],
        "released_at": datetime(2026, 3, 1, tzinfo=UTC),
        "files": 42,
        "bytes": 123_456,
        "license": contract.License(spdx="EUPL-1.2", file="LICENSE", blob=commit, usable=True),
        "manifest": ManifestFacts(
            name="e-SAKIP",
            license="EUPL-1.2",
            categories=["government-websites", "data-analytics"],
            development_status="stable",
            software_type="standalone/web",
            descriptions={
                "id": contract.Description(
                    short="Akuntabilitas kinerja instansi pemerintah",
                    long="Perencanaan, pengukuran dan pelaporan kinerja perangkat daerah.",
                    features=["Perjanjian kinerja", "Indikator kinerja utama"],
                ),
                "en": contract.Description(short="Performance accountability of government agencies"),
            },
        ),
        "findings": findings or [],
        "snapshot_commit": commit,
        "archives": [
            contract.Archive(
                kind="snapshot",
                sha256=digest,
                bytes=len(BUNDLE),
                path=f"archives/{digest[:2]}/{digest}.bundle",
            )
        ],
    }
    return ReleaseFound(**{**values, **changes})  # type: ignore[arg-type]  # a test's shorthand


def blocking(code: str = "env-tracked", **changes: object) -> contract.Check:
    """Return a finding that keeps a release out."""
    values: dict[str, object] = {
        "code": code,
        "level": contract.Level.BLOCK,
        "message": Sentence(id="Ada berkas .env.", en="There is a file .env."),
        "mend": Sentence(id="Hapus berkas itu.", en="Remove that file."),
        "path": ".env",
    }
    return contract.Check.model_validate({**values, **changes})


def unlicensed(version: str = "1.0.0", **changes: object) -> ReleaseFound:
    """Return a release with everything but a licence."""
    why = Sentence(id="Tidak ada berkas lisensi.", en="There is no licence file.")
    license = contract.License(
        spdx=None, file=None, usable=False, reason=why, declared="EUPL-1.2", provenance="none"
    )
    finding = blocking("license-file-missing", message=why, path=None)
    return release(version, findings=[finding], license=license, snapshot_commit=None, archives=[], **changes)


Publish = Callable[..., str]


@pytest.fixture
def submit(database: Database) -> Callable[..., int]:
    """Give a donor's hand: submit an application and get its source's number."""

    def submit(
        slug: str = "e-sakip", *, publisher: str = SUMEDANG, region: str | None = "32.11", **more: str
    ) -> int:
        request = contract.SubmissionRequest.model_validate(
            {"url": f"{DONOR}/{slug}.git", "slug": slug, "publisher": publisher, "region": region, **more}
        )
        with database.write() as session:
            return submissions.submit(session, request, caller=OPERATOR).source_id

    return submit


def tell(
    database: Database,
    settings: Settings,
    folder: Path,
    slug: str,
    *releases: ReleaseFound,
    caller: Caller = OPERATOR,
    **more: str,
) -> str:
    """Submit an application, store the bundle and record the releases, as a visit does."""
    values = {"url": f"{DONOR}/{slug}.git", "slug": slug, "publisher": SUMEDANG, **more}
    with database.write() as session:
        request = contract.SubmissionRequest.model_validate(values)
        source_id = submissions.submit(session, request, caller=caller).source_id
    found = releases or (release(),)
    bundle = folder / "made.bundle"
    bundle.write_bytes(BUNDLE)
    for archive in (archive for one in found for archive in one.archives):
        open_store(settings).put_file(archive.path.removeprefix("archives/"), bundle)
    outcome = VisitOutcome(releases=list(found), order=[one.version for one in found])
    with database.write() as session:
        return publication.record(session, source_id, outcome, actor="worker:test")


@pytest.fixture(scope="session")
def story() -> Callable[..., str]:
    """Give what `publish` does, for a registry that outlives one test."""
    return tell


@pytest.fixture
def publish(database: Database, settings: Settings, tmp_path: Path) -> Publish:
    """Give a whole visit's outcome: submit, store the bundle, record the releases."""

    def publish(slug: str = "e-sakip", *releases: ReleaseFound, **more: str) -> str:
        return tell(database, settings, tmp_path, slug, *releases, **{"region": "32.11", **more})

    return publish


@pytest.fixture
def client(database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Give a client of a running registry on the test's database."""
    # What is signed beside the requests, two seconds after the start, would stand between a test's own rows.
    monkeypatch.setattr(keeping, "EVERY", 60.0)
    own_pages = {"Sec-Fetch-Site": "same-origin"}  # as a browser says it of our own forms
    with TestClient(create_app(settings), base_url="http://localhost", headers=own_pages) as client:
        yield client


@pytest.fixture
def sign_in_as(database: Database, client: TestClient) -> Callable[..., Person]:
    """Give a short way in: somebody's account, made unless it is there, and a cookie of theirs."""

    def sign_in_as(
        email: str = "siti@sumedangkab.go.id",
        *,
        role: RegistryRole | None = None,
        proved: bool = True,
        browser: TestClient = client,
    ) -> Person:
        with database.write() as session:
            person = people.find_by_email(session, email)
            person = person or people.add(session, email, "Siti", actor="operator", role=role)
            _, text = sessions.start(session, person, agent="Firefox/145.0 Linux", proved=proved)
        # `.local` is what Python's cookie jar puts behind a host without a dot.
        browser.cookies.set("livinglab-session", text, domain="localhost.local")
        return person

    return sign_in_as


@pytest.fixture
def publisher_token(database: Database) -> str:
    """Give a token that may publish."""
    with database.write() as session:
        return tokens.create(session, Grant("sumedang", frozenset({Scope.PUBLISH})), actor="operator")[1]


@pytest.fixture(scope="session")
def make_release() -> Callable[..., ReleaseFound]:
    """Give the maker of releases."""
    return release


@pytest.fixture(scope="session")
def make_block() -> Callable[..., contract.Check]:
    """Give the maker of findings that block."""
    return blocking


@pytest.fixture(scope="session")
def make_unlicensed() -> Callable[..., ReleaseFound]:
    """Give the maker of releases with everything but a licence."""
    return unlicensed


@pytest.fixture
def bundle() -> bytes:
    """Give the bytes of the story's archive."""
    return BUNDLE


@pytest.fixture(scope="session")
def digest() -> str:
    """Give the SHA-256 of the story's archive."""
    return hashlib.sha256(BUNDLE).hexdigest()


@pytest.fixture
def make_facts() -> Callable[..., ManifestFacts]:
    """Give a maker of manifests with any name and short description."""

    def facts(*, name: str, short: str) -> ManifestFacts:
        return ManifestFacts(name=name, descriptions={"id": contract.Description(short=short)})

    return facts
