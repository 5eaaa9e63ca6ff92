"""The repositories that the demo donates: made the same everywhere, and fit for the registry."""

import re
import shutil
import subprocess
import sys

import pytest

from livinglab import checks, manifest

RELEASES = ["v1.0.0", "v1.1.0"]


def git(repository, *arguments):
    done = subprocess.run(
        ["git", "-C", str(repository), *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def refs(repository):
    return git(repository, "for-each-ref", "--format=%(refname) %(objectname)").splitlines()


def test_releasing_in_two_steps_gives_the_same_repository_as_in_one(builder, application, tmp_path):
    first = builder.build(application.folder, tmp_path / "steps.git", until="v1.0.0")
    assert [line.split()[0] for line in refs(tmp_path / "steps.git")] == [
        "refs/heads/main",
        "refs/tags/v1.0.0",
    ]
    second = builder.build(application.folder, tmp_path / "steps.git")
    assert second[: len(first)] == first
    assert len(second) > len(first) > 2
    builder.build(application.folder, tmp_path / "once.git")
    assert refs(tmp_path / "steps.git") == refs(tmp_path / "once.git")


def test_the_settings_of_a_machine_do_not_change_the_commits(builder, application, tmp_path):
    expected = builder.build(application.folder, tmp_path / "here.git")
    home = tmp_path / "home"
    home.mkdir()
    settings = "[core]\n\tautocrlf = true\n[commit]\n\tgpgsign = true\n[user]\n\tname = Lain\n\temail = x@y\n"
    (home / ".gitconfig").write_text(settings)
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "TZ": "America/Lima",
        "GIT_AUTHOR_NAME": "Lain",
    }
    command = [
        sys.executable,
        str(application.folder.parent / "build_repository.py"),
        str(application.folder),
    ]
    subprocess.run([*command, str(tmp_path / "there.git")], env=environment, check=True, capture_output=True)
    assert git(tmp_path / "there.git", "rev-parse", "main") == expected[-1]


def test_going_back_moves_nothing(builder, application, tmp_path):
    builder.build(application.folder, tmp_path / "donor.git")
    before = refs(tmp_path / "donor.git")
    builder.build(application.folder, tmp_path / "donor.git", until="v1.0.0")
    assert refs(tmp_path / "donor.git") == before


def test_a_repository_of_somebody_else_is_left_alone(builder, e_sakip, spbe_index, tmp_path):
    builder.build(e_sakip.folder, tmp_path / "donor.git")
    before = refs(tmp_path / "donor.git")
    with pytest.raises(builder.BuildRefused):
        builder.build(spbe_index.folder, tmp_path / "donor.git")
    assert refs(tmp_path / "donor.git") == before


def test_an_unknown_release_is_refused_and_leaves_nothing(builder, application, tmp_path):
    with pytest.raises(builder.BuildRefused, match=r"v9\.9\.9; known are v1\.0\.0, v1\.1\.0"):
        builder.build(application.folder, tmp_path / "donor.git", until="v9.9.9")
    assert not (tmp_path / "donor.git").exists()


def test_what_the_application_ignores_is_never_donated(builder, application, tmp_path):
    expected = builder.build(application.folder, tmp_path / "clean.git")
    shutil.copytree(application.folder, tmp_path / "used", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "used" / ".env").write_text("SECRET_KEY=rahasia\n")
    (tmp_path / "used" / "data").mkdir()
    (tmp_path / "used" / "data" / "kinerja.sqlite3").write_text("data daerah")
    assert builder.build(tmp_path / "used", tmp_path / "used.git") == expected


def test_the_newest_release_is_the_folder_without_its_releases(application, check_out):
    work = check_out(application, "v1.1.0")
    donated = git(work, "ls-files").splitlines()
    assert donated
    assert not [path for path in donated if path.startswith("releases/")]
    for path in donated:
        assert (work / path).read_bytes() == (application.folder / path).read_bytes(), path


def test_the_releases_differ_in_code_database_settings_and_notes(application, check_out):
    work = check_out(application, "v1.1.0")
    changed = git(work, "diff", "--name-only", "v1.0.0", "v1.1.0").splitlines()
    for path in (".env.example", "CHANGELOG.md", f"{application.package}/app.py", "publiccode.yml"):
        assert path in changed
    assert [path for path in changed if "/migrations/0002_" in path]


def test_the_history_tells_who_when_and_why(application, check_out):
    work = check_out(application, "v1.1.0")
    lines = git(work, "log", "--format=%ae %ai %s").splitlines()
    assert all(re.match(r"\S+@livinglab\.invalid 2026-\d\d-\d\d .+: .+", line) for line in lines)
    assert git(work, "cat-file", "-t", "v1.0.0") == "tag"
    git(work, "fsck", "--strict")


@pytest.mark.parametrize("tag", RELEASES)
def test_each_release_passes_the_checks_of_the_registry(application, check_out, tag):
    work = check_out(application, tag)
    commit, tree = git(work, "rev-parse", "HEAD"), git(work, "rev-parse", "HEAD^{tree}")
    found = checks.examine(work / ".git", commit, tree, None)
    assert [finding for finding in found.findings if finding.level != "info"] == []
    assert (found.license.spdx, found.license.usable) == ("EUPL-1.2", True)


@pytest.mark.parametrize("tag", RELEASES)
def test_the_manifest_of_each_release_is_valid_and_names_it(application, check_out, tag):
    reading = manifest.read((check_out(application, tag) / "publiccode.yml").read_bytes())
    assert list(reading.problems) == []
    found = reading.manifest
    assert f"v{found.software_version}" == tag
    assert found.organisation_uri == "urn:x-id-kemendagri:32.11"
    assert set(found.description) == {"id", "en"}
    assert all(len(each.long) >= 150 for each in found.description.values())


@pytest.mark.parametrize("tag", RELEASES)
def test_no_region_is_in_the_code(application, check_out, tag):
    work = check_out(application, tag)
    files = [file for file in (work / application.package).rglob("*") if file.is_file()]
    named = re.compile(r"Sumedang|Bekasi|32\.1\d")
    assert files
    assert [file.name for file in files if named.search(file.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("tag", RELEASES)
def test_the_image_is_pinned_healthy_and_not_root(application, check_out, tag):
    work = check_out(application, tag)
    recipe = (work / "Dockerfile").read_text()
    assert recipe.startswith("FROM python:3.11-slim\n")
    assert "--require-hashes" in recipe
    assert f"\nUSER {application.package}\n" in recipe
    assert "\nHEALTHCHECK " in recipe
    pins = (work / "requirements.txt").read_text()
    assert all("==" in line for line in pins.splitlines() if line and line[0] not in " #")
    assert "http" not in pins.replace("httptools", "").replace("httpx", "")


def test_the_readme_says_whose_code_it_is_not(application):
    readme = (application.folder / "README.md").read_text(encoding="utf-8")
    assert "bukan kode milik Kabupaten Sumedang" in readme
    assert "It is not the code of Kabupaten Sumedang" in readme
