"""One release examined: what blocks it, what an adopter should know, and that nothing else is claimed."""

import pytest

from livinglab.repository import git


def codes(examination, level=None):
    return [finding.code for finding in examination.findings if level in {None, finding.level}]


def test_a_release_in_order_has_no_findings(examine, in_order):
    found = examine(in_order | {"app.py": "print()\n"})
    assert found.findings == []
    assert found.risks == []
    assert not found.blocked
    assert (found.described_by, found.manifest.name, found.survey.files) == ("authors", "e-SAKIP", 6)
    assert (found.license.spdx, found.license.file, found.license.usable) == ("EUPL-1.2", "LICENSE", True)
    assert len(found.license.blob) == 40


def test_both_profiles_see_the_same(examine, eupl, publiccode):
    files = {"LICENSE": eupl, "publiccode.yml": publiccode()}
    assert examine(files, profile=git.SERVICE) == examine(files, profile=git.LAPTOP)


def test_a_curators_manifest_describes_what_the_authors_have_not(examine, eupl, publiccode):
    found = examine({"LICENSE": eupl}, publiccode().encode())
    assert (found.described_by, found.blocked) == ("catalog", False)


def test_the_authors_own_manifest_wins(examine, eupl, publiccode):
    own = publiccode().replace("e-SAKIP", "Milik Sendiri")
    found = examine({"LICENSE": eupl, "publiccode.yml": own}, publiccode().encode())
    assert (found.described_by, found.manifest.name) == ("authors", "Milik Sendiri")


def test_a_broken_manifest_blocks_with_its_lines(examine, in_order, publiccode):
    found = examine(in_order | {"publiccode.yml": publiccode(status="selesai")})
    [finding] = found.findings
    assert (finding.code, finding.level, finding.path, finding.line) == (
        "manifest-invalid",
        "block",
        "publiccode.yml",
        5,
    )
    assert finding.message.en.startswith("developmentStatus: Must be one of")
    assert found.manifest is None


def test_no_manifest_at_all_blocks(examine, eupl):
    found = examine({"LICENSE": eupl})
    assert codes(found, "block") == ["manifest-missing"]
    assert found.described_by is None


@pytest.mark.parametrize(
    ("content", "code"),
    [(("120000", "README.md"), "manifest-missing"), ("x" * 70_000, "manifest-invalid")],
    ids=["link", "huge"],
)
def test_a_manifest_that_is_a_link_or_huge_is_not_read(examine, eupl, content, code):
    found = examine({"LICENSE": eupl, "README.md": "x", "publiccode.yml": content})
    assert found.manifest is None
    assert codes(found, "block") == [code]


@pytest.mark.parametrize("path", [".env", "config/.env", ".env.production", ".ENV", "backend/.env.local"])
def test_a_committed_env_blocks(examine, eupl, publiccode, path):
    found = examine({"LICENSE": eupl, "publiccode.yml": publiccode(), path: "DB_PASSWORD=hunter2\n"})
    assert codes(found, "block") == ["env-tracked"]
    assert found.findings[0].path == path
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize("path", [".env.example", ".env.sample", "docs/env.md", ".envrc.md", ".env.testing"])
def test_an_example_of_an_env_does_not(examine, in_order, path):
    assert examine(in_order | {path: "DB_PASSWORD=\n"}).findings == []


def test_an_env_among_tests_is_only_mentioned(examine, in_order):
    found = examine(in_order | {"tests/fixtures/.env": "A=1\n"})
    assert codes(found) == codes(found, "warn") == ["env-tracked"]


def test_a_large_dump_is_a_warning_and_a_small_schema_is_not(examine, in_order):
    files = in_order | {"db/schema.sql": "CREATE TABLE a (b);\n"}
    assert examine(files).findings == []
    found = examine(files | {"db/backup.sql": "INSERT INTO pegawai VALUES (1);\n" * 40_000})
    assert codes(found) == ["database-dump"]
    assert len(found.risks) == 1


def test_what_leaves_the_tree_blocks(examine, eupl, publiccode):
    files = {
        "LICENSE": eupl,
        "publiccode.yml": publiccode(),
        "lib": ("160000", "1" * 40),
        "public/storage": ("120000", "/var/www/storage"),
    }
    assert codes(examine(files), "block") == ["submodule", "symlink-escapes"]


def test_what_troubles_some_machines_is_said_and_does_not_block(examine, in_order):
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "a" * 64 + "\nsize 123456\n"
    files = in_order | {
        "aux.php": "x",
        "A.txt": "x",
        "a.txt": "x",
        "peta.tif": pointer,
        "tautan": ("120000", "aux.php"),
    }
    found = examine(files)
    assert not found.blocked
    assert codes(found) == ["windows-name", "case-collision", "case-collision", "lfs-pointer"]
    assert len(found.risks) == 4
    assert all(risk.id != risk.en for risk in found.risks)


@pytest.mark.parametrize("status", ["concept", "development", "beta", "obsolete"])
def test_an_unripe_application_is_a_risk(examine, eupl, publiccode, status):
    assert len(examine({"LICENSE": eupl, "publiccode.yml": publiccode(status=status)}).risks) == 1


def test_an_orphan_is_a_risk(examine, eupl, publiccode):
    found = examine({"LICENSE": eupl, "publiccode.yml": publiccode(maintenance="none")})
    assert [risk.en for risk in found.risks] == ["Nobody maintains it"]


def test_a_tree_that_must_not_be_checked_out_is_examined_no_further(examine, publiccode):
    found = examine({"/".join("d" * 70): "deep", "publiccode.yml": publiccode()})
    assert codes(found) == ["tree-refused"]
    assert found.survey is None
    assert found.license.usable is False
