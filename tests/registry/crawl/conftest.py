"""What the crawl's tests share: donors on loopback, repositories built by script, and visits of them."""

import os
import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer
from sqlmodel import col, select

from livinglab.contract import CatalogEntry, SubmissionRequest, Visibility
from registry.access.callers import OPERATOR
from registry.catalog import publication, submissions
from registry.catalog.found import KnownRelease
from registry.catalog.store import open_store
from registry.crawl import frontier, visits
from registry.crawl.bounds import Bounds
from registry.crawl.connector import Connector
from registry.crawl.dialling import Waits
from registry.database import Database
from registry.donor import DonorServer, serve_donor
from registry.settings import Settings
from registry.tables import Archive, Release

CORPUS = Path(__file__).parent / "corpus"
WORKER = "test-worker"

ASSETS = CORPUS / "assets"
TEXTS = {name: (ASSETS / name).read_text(encoding="utf-8") for name in ("LICENSE", "publiccode.yml")}

GIT = {
    "PATH": os.environ["PATH"],
    "HOME": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Diskominfo Sumedang",
    "GIT_AUTHOR_EMAIL": "kominfo@sumedangkab.go.id",
    "GIT_COMMITTER_NAME": "Diskominfo Sumedang",
    "GIT_COMMITTER_EMAIL": "kominfo@sumedangkab.go.id",
    "GIT_AUTHOR_DATE": "2026-03-01T08:00:00+07:00",
    "GIT_COMMITTER_DATE": "2026-03-01T08:00:00+07:00",
}


@dataclass
class Donor:
    """A donor's repository, bare, and the address where it is served."""

    git_dir: Path
    url: str

    def git(self, *arguments: str, input: str | None = None) -> str:
        """Run git in the repository."""
        ran = subprocess.run(
            ["git", f"--git-dir={self.git_dir}", *arguments],
            input=input,
            env=GIT,
            check=True,
            capture_output=True,
            text=True,
        )
        return ran.stdout.strip()

    def commit(self, files: dict[str, str], *, tag: str | None = None, branch: str = "main") -> str:
        """Commit exactly these files to a branch, and tag the commit."""
        parent = f"from refs/heads/{branch}^0\n" if branch in self.git("branch", "--list", branch) else ""
        stamp = "Diskominfo Sumedang <kominfo@sumedangkab.go.id> 1772327000 +0700"
        stream = f"commit refs/heads/{branch}\ncommitter {stamp}\ndata 5\nrilis\n{parent}deleteall\n"
        for path, text in files.items():
            stream += f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n"
        self.git("fast-import", "--quiet", "--force", input=stream + "done\n")
        commit = self.git("rev-parse", f"refs/heads/{branch}")
        if tag is not None:
            self.git("tag", "--force", "--annotate", "-m", f"Rilis {tag}", tag, commit)
        return commit

    def release(self, tag: str | None = "v1.0.0", **files: str) -> str:
        """Commit a publishable application with these further files, and tag it."""
        return self.commit({**TEXTS, "app.py": f"# {tag}\n", **files}, tag=tag)


@pytest.fixture(scope="session")
def donor_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DonorServer]:
    """Serve a folder of bare repositories by real smart HTTP on loopback."""
    with serve_donor(tmp_path_factory.mktemp("donors")) as server:
        yield server


@pytest.fixture
def new_donor(donor_server: DonorServer) -> Callable[[], Donor]:
    """Make an empty repository at the server."""

    def make() -> Donor:
        number = len(list(donor_server.folder.iterdir()))
        git_dir = donor_server.folder / f"donor-{number}.git"
        subprocess.run(["git", "init", "--quiet", "--bare", "-b", "main", git_dir], env=GIT, check=True)
        return Donor(git_dir, f"{donor_server.url}/{git_dir.name}")

    return make


@pytest.fixture
def donor(new_donor: Callable[[], Donor]) -> Donor:
    """Give an empty donor's repository."""
    return new_donor()


@pytest.fixture
def crawl_settings(settings: Settings, donor_server: DonorServer) -> Settings:
    """Give settings that allow the loopback donor and keep little disk free."""
    return settings.model_copy(
        update={"private_donors": (donor_server.place,), "free_bytes": 0, "visit_seconds": 60}
    )


@dataclass
class Visitor:
    """Submits donors and visits them in this process."""

    database: Database
    settings: Settings
    connector: Connector | None = None
    bounds: dict[str, object] = field(default_factory=dict)

    def submit(
        self, url: str, slug: str = "e-sakip", *, manifest: str | None = None, visibility: str = "public"
    ) -> int:
        """Submit a donor and return its source's id."""
        request = SubmissionRequest(
            url=url,
            slug=slug,
            publisher=f"Publisher of {slug}",
            manifest=manifest,
            visibility=Visibility(visibility),
        )
        with self.database.write() as session:
            donors = self.settings.private_donors
            made = submissions.submit(session, request, caller=OPERATOR, private_donors=donors)
            return made.source_id

    def visit(self, source_id: int) -> visits.VisitReport:
        """Lease a source and visit it."""
        with self.database.write() as session:
            assert frontier.lease(session, WORKER, seconds=600, source_id=source_id) is not None
        return visits.visit(
            self.database,
            self.settings,
            source_id,
            worker=WORKER,
            connector=self.connector,
            bounds=Bounds.of(self.settings).but(**self.bounds),
        )

    def known(self, source_id: int) -> dict[str, KnownRelease]:
        """Return what the catalog has of a source, by version, oldest first."""
        with self.database.read() as session:
            return {release.version: release for release in publication.known(session, source_id)}

    def archives(self, version: str) -> dict[str, Archive]:
        """Return the archives of one release by their kind."""
        query = select(Archive).join(Release, col(Release.id) == Archive.release_id)
        with self.database.read() as session:
            return {
                archive.kind: archive for archive in session.exec(query.where(Release.version == version))
            }

    def content(self, archive: Archive, *, prefix: str = "") -> bytes:
        """Return an archive's bytes from the store."""
        name = f"{prefix}{archive.sha256[:2]}/{archive.sha256}.bundle"
        return b"".join(open_store(self.settings).read(name))

    def entry(self, slug: str = "e-sakip") -> CatalogEntry:
        """Return an application's static entry from the store."""
        stored = b"".join(open_store(self.settings).read(f"applications/{slug}.json"))
        return CatalogEntry.model_validate_json(stored)

    def leftovers(self) -> list[Path]:
        """Return whatever a visit forgot in quarantine."""
        folder = self.settings.folder / "quarantine"
        return list(folder.rglob("*")) if folder.exists() else []


@pytest.fixture
def visitor(database: Database, crawl_settings: Settings) -> Visitor:
    """Give a visitor of loopback donors."""
    return Visitor(database, crawl_settings)


@pytest.fixture
def sqlite_visitor(sqlite_template: Path, donor_server: DonorServer, tmp_path: Path) -> Iterator[Visitor]:
    """Give a visitor on SQLite alone, for cases about donors and not about databases."""
    folder = tmp_path / "registry"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "livinglab.sqlite3")
    settings = Settings(
        folder=folder, private_donors=(donor_server.place,), free_bytes=0, visit_seconds=10, max_releases=5
    )
    database = Database(settings.database)
    yield Visitor(database, settings)
    database.close()


@pytest.fixture(scope="session")
def texts() -> dict[str, str]:
    """Give the files that a donor needs to be published."""
    return TEXTS


@pytest.fixture(scope="session")
def bucket_server() -> Iterator[str]:
    """Serve S3 on loopback and return its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(bucket_server: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Make an empty bucket and return the settings that lead to it."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-southeast-3")
    name = f"archives-{uuid.uuid4().hex[:12]}"
    client = boto3.client("s3", endpoint_url=bucket_server)
    where = {"LocationConstraint": "ap-southeast-3"}
    client.create_bucket(Bucket=name, CreateBucketConfiguration=where)
    client.close()
    return {"archive_url": f"s3://{name}/livinglab", "s3_endpoint": bucket_server}


@pytest.fixture
def scripted_donor(new_donor: Callable[[], Donor], tmp_path: Path) -> Callable[[str], Donor]:
    """Build a repository of the corpus by its script."""

    def build(name: str) -> Donor:
        donor = new_donor()
        folder = CORPUS / "repositories"
        work = tmp_path / f"script-{name}"
        work.mkdir()
        subprocess.run(
            ["bash", "-c", f". {folder}/lib.sh; . {folder}/{name}.sh"],
            env={
                "PATH": os.environ["PATH"],
                "REPO": str(donor.git_dir),
                "ASSETS": str(ASSETS),
                "WORK": str(work),
            },
            check=True,
            capture_output=True,
        )
        return donor

    return build


@pytest.fixture(scope="session")
def quick_waits() -> Waits:
    """Give waits short enough for a test of a silent donor."""
    return Waits(resolve=1.0, connect=1.0, read=1.0, whole=2.0)
