"""What a visit makes ready for people, from real repositories: READMEs, pictures, particulars."""

import hashlib
import subprocess
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import delete, select

from livinglab import contract
from livinglab.contract import Visibility
from registry import tables
from registry.catalog import presentations, visibility_changes
from registry.catalog.found import MANIFEST_FACTS
from registry.tables import Application, Archive, JournalRow, Release

README = """# e-SAKIP

Aplikasi ini untuk perangkat daerah yang menyusun perjanjian kinerja dan laporan kinerja. Pasang dengan
perintah di bawah ini, atau baca [panduan](docs/PANDUAN.md) dan jalankan contoh yang tersedia di server.

![Layar utama](docs/layar.png) ![Lencana](https://img.shields.io/badge/x.svg)
"""
ENGLISH = "# e-SAKIP\n\nWith this you can plan, and report on, the performance of an agency."
MORE = """isBasedOn: https://git.example.go.id/e-sakip-lama.git
logo: docs/logo.png
intendedAudience:
  scope: [government, local-authorities]
supports:
  - id: https://spbe.go.id/indikator/2023/10
dependsOn:
  open:
    - {name: MariaDB, versionMin: "10.6", versionMax: "11.4"}
  hardware:
    - {name: Pemindai, optional: true}
"""
PARTS = """    documentation: https://docs.sumedangkab.go.id/e-sakip
    screenshots: [docs/layar.png]
    features:"""
CONTRACT = """  type: contract
  contractors:
    - {name: CV Sakip, until: "2027-12-31", website: "https://sakip.example"}
"""


def png(width, height, color="teal"):
    file = BytesIO()
    Image.new("RGB", (width, height), color).save(file, "PNG")
    return file.getvalue()


def manifest(texts):
    said = texts["publiccode.yml"].replace("    features:", PARTS)
    start, end = said.index("  type: internal"), said.index("localisation:")
    return said[:start] + CONTRACT + said[end:] + MORE


def commit(donor, files, *, tag="v1.0.0", links=()):
    """Commit files of bytes, and symbolic links, and tag the commit."""
    stamp = "Diskominfo Sumedang <kominfo@sumedangkab.go.id> 1772327000 +0700"
    stream = f"commit refs/heads/main\ncommitter {stamp}\ndata 5\nrilis\ndeleteall\n".encode()
    for path, content in files.items():
        said = content if isinstance(content, bytes) else content.encode()
        mode = "120000" if path in links else "100644"
        stream += f"M {mode} inline {path}\ndata {len(said)}\n".encode() + said + b"\n"
    command = ["git", f"--git-dir={donor.git_dir}", "fast-import", "--quiet", "--force"]
    subprocess.run(command, input=stream + b"done\n", check=True, capture_output=True)
    donor.git("tag", tag, "refs/heads/main")


def donate(donor, texts, **more):
    pictures = {"docs/layar.png": png(1200, 600), "docs/logo.png": png(300, 300, "maroon")}
    app = {
        "composer.json": '{"require": {"laravel/framework": "^12"}}',
        "artisan": "",
        "bootstrap/app.php": "<?php",
    }
    readmes = {"README.md": README, "README.en.md": ENGLISH}
    commit(
        donor,
        {
            "LICENSE": texts["LICENSE"],
            "publiccode.yml": manifest(texts),
            **app,
            **readmes,
            **pictures,
            **more,
        },
    )


@pytest.fixture
def patient(sqlite_visitor):
    """Give a visitor who loses nothing to haste where the machine is busy."""
    sqlite_visitor.settings = sqlite_visitor.settings.model_copy(update={"visit_seconds": 120})
    return sqlite_visitor


def shown(visitor):
    """Return the application as everybody and as the entitled read it, and its presentation."""
    with visitor.database.read() as session:
        row = session.exec(select(Application)).one()
        safe = contract.Application.model_validate_json(row.body)
        whole = contract.Application.model_validate_json(row.full_body or row.body)
        summary = contract.ApplicationSummary.model_validate_json(row.summary)
        return safe, whole, summary, presentations.of_application(session, row)


def test_a_visit_brings_what_people_read_and_look_at(patient, donor, texts):
    donate(donor, texts)
    assert patient.visit(patient.submit(donor.url)).outcome == "published"
    application, _, summary, seen = shown(patient)
    assert [(one.language, one.path) for one in seen.readmes] == [("id", "README.md"), ("en", "README.en.md")]
    assert seen.readme("en").html.startswith('<h3 id="readme-e-sakip">e-SAKIP</h3>')
    assert seen.readme("id").html.count("<img ") == 1
    assert "Lencana" not in seen.readme("id").html
    assert "membantu perangkat daerah" in seen.descriptions["id"]
    assert (application.logo.width, application.logo.height) == (160, 160)
    (screenshot,) = application.screenshots
    assert (screenshot.source, screenshot.width, screenshot.height) == ("docs/layar.png", 960, 480)
    assert f"/{screenshot.path}" in seen.readme("id").html
    with patient.database.read() as session:
        pictures = session.exec(select(tables.Picture)).all()
    assert {hashlib.sha256(one.content).hexdigest() for one in pictures} == {one.sha256 for one in pictures}
    assert {one.sha256 for one in pictures} == {one.sha256 for one in seen.pictures}
    assert (summary.technologies, summary.deployment) == (["PHP", "Laravel"], "known-stack")
    assert (summary.license_provenance, summary.fields) == ("declared", ["government", "local-authorities"])
    assert application.documents["id"].documentation == "https://docs.sumedangkab.go.id/e-sakip"
    assert [(one.name, str(one.until)) for one in application.contractors] == [("CV Sakip", "2027-12-31")]
    needed = [(one.kind, one.name, one.version, one.optional) for one in application.dependencies]
    assert needed == [("open", "MariaDB", "10.6 – 11.4", False), ("hardware", "Pemindai", None, True)]
    assert application.based_on == ["https://git.example.go.id/e-sakip-lama.git"]
    assert (application.platforms, application.supports) == (
        ["web"],
        ["https://spbe.go.id/indikator/2023/10"],
    )
    _restrict(patient)  # from here on only the entitled see what comes from the source
    safe, whole, summary, _ = shown(patient)
    assert whole.logo == application.logo
    assert whole.dependencies == application.dependencies
    assert (whole.technologies, whole.deployment) == (["PHP", "Laravel"], "known-stack")
    assert (summary.technologies, summary.deployment) == (safe.technologies, safe.deployment) == ([], None)
    assert (safe.logo, safe.screenshots, safe.documents, safe.dependencies) == (None, [], {}, [])
    assert (safe.based_on, [one.website for one in safe.contractors]) == ([], [None])
    assert _show_nothing(patient) == []


def test_a_hostile_repository_is_published_and_harms_nobody(patient, donor, texts):
    hostile = (
        '# Judul <script>alert(1)</script>\n\n<img src="docs/layar.png" onerror="alert(1)">\n' + "[" * 50_000
    )
    files = {
        "README.md": "![a b](docs/tautan.png) ![c d](../../etc/passwd) ![e f](docs/potong.jpg)\n\n" + README,
        "README.en.md": hostile + "\n\n" + ENGLISH,
        "docs/logo.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 2_000,
        "docs/layar.png": b"<svg onload='alert(1)'/>",
        "docs/potong.jpg": b"\xff\xd8\xff\xe0" + b"x" * 500,
        "docs/tautan.png": "../LICENSE",
    }
    commit(
        donor,
        {"LICENSE": texts["LICENSE"], "publiccode.yml": texts["publiccode.yml"], "app.py": "", **files},
        links=("docs/tautan.png",),
    )
    assert patient.visit(patient.submit(donor.url)).outcome == "published"
    application, _, _, seen = shown(patient)
    assert (application.logo, application.screenshots, seen.pictures) == (None, [], [])
    html = seen.readme("id").html + seen.readme("en").html
    assert "<img" not in html
    assert "<script" not in html
    assert "onerror" not in html
    assert "passwd" not in html


def test_a_release_of_before_is_presented_by_its_next_visit_and_never_changes(patient, donor, texts):
    donate(donor, texts)
    source = patient.submit(donor.url)
    patient.visit(source)
    with patient.database.write() as session:  # as version 0.5 left it
        session.exec(delete(tables.Picture))
        session.exec(delete(tables.Presentation))
        release = session.exec(select(Release)).one()
        facts = MANIFEST_FACTS.validate_json(release.manifest)
        release.manifest = MANIFEST_FACTS.dump_json(facts, exclude={"documents", "contractors"}).decode()
        session.add(release)
    before = _unchanging(patient)
    patient.visit(source)
    application, _, summary, seen = shown(patient)
    assert application.logo
    assert application.contractors
    assert summary.technologies == ["PHP", "Laravel"]
    assert seen.readme("id")
    assert _unchanging(patient) == before
    assert patient.visit(source).outcome == "unchanged"
    with patient.database.read() as session:
        actions = session.exec(select(JournalRow.action).order_by(JournalRow.serial)).all()
    assert actions.count("release.presented") == 1


def _restrict(visitor):
    with visitor.database.write() as session:
        application = session.exec(select(Application)).one()
        visibility_changes.change(
            session, application, Visibility.GOVERNMENT, reason="Perjanjian baru", actor="operator"
        )


def _show_nothing(visitor):
    """Present the release as if it had become empty; return what is left of its pictures."""
    with visitor.database.write() as session:
        empty = presentations.Presented(presentations.Presentation())
        presentations.put(session, session.exec(select(Release)).one(), empty)
        return session.exec(select(tables.Picture.id)).all()


def _unchanging(visitor):
    with visitor.database.read() as session:
        release = session.exec(select(Release)).one()
        archives = session.exec(select(Archive.sha256).order_by(Archive.id)).all()
        return release.commit, release.tree, release.snapshot_commit, release.body, archives
