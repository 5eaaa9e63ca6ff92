"""The main job: a region's developer fetches another region's app, and keeps it whatever happens."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
MIT = ROOT / "tests/registry/crawl/corpus/assets/LICENSE"


def test_the_demo_is_true_from_beginning_to_end(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "registry",
        "demo",
        "--once",
        "--folder",
        str(tmp_path / "demo"),
        "--port",
        "0",
    ]
    path = os.pathsep.join([str(ROOT), str(ROOT / "cli")])
    ours = {"XDG_STATE_HOME": str(tmp_path / "ours"), "XDG_CONFIG_HOME": str(tmp_path / "ours")}
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **ours, "PYTHONPATH": path}
    )
    assert ended.returncode == 0, ended.stdout[-4000:] + ended.stderr[-2000:]
    assert "Every step was true" in ended.stdout
    assert not (tmp_path / "ours").exists(), (
        "the key of a registry of an hour must not stay in anybody's memory"
    )


def test_the_demo_does_not_touch_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("ours")
    command = [sys.executable, "-m", "registry", "demo", "--once", "--folder", str(tmp_path), "--port", "0"]
    path = os.pathsep.join([str(ROOT), str(ROOT / "cli")])
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": path}
    )
    assert (ended.returncode, (tmp_path / "letter.txt").read_text()) == (1, "ours")


def test_a_published_release_is_fetched_with_the_donor_gone(
    published, remove_donor: Callable[[], None]
) -> None:
    remove_donor()
    assert published.registry("visit", "e-sakip").code == 1
    assert published.api("applications/e-sakip").json()["donor_reachable"] is False
    fetched = published.livinglab("fetch", "e-sakip", "--region", "32.16", "--yes")
    assert fetched.code == 0, fetched.err
    lock = json.loads((published.folder / "e-sakip/.livinglab/lock.json").read_text())
    assert lock["donor"]["tag"] == "v1.0.0"
    assert (published.folder / "e-sakip" / "esakip").is_dir()


def test_a_published_release_is_fetched_with_the_database_gone(published, without_database: str) -> None:
    fetched = published.livinglab(
        "--registry", without_database, "fetch", "e-sakip", "--region", "32.16", "--yes"
    )
    assert fetched.code == 0, fetched.err
    assert (
        published.livinglab("--registry", without_database, "verify", cwd=published.folder / "e-sakip").code
        == 0
    )


def test_an_app_whose_licence_is_in_doubt_is_shown_but_not_handed_out_until_it_is_mended(stage) -> None:
    url = stage.donate()
    text = stage.git("e-sakip", "show", "v1.0.0:LICENSE")
    _commit(stage, "e-sakip", {"LICENSE": MIT.read_text()}, tag="v1.0.1")
    stage.git("e-sakip", "tag", "-d", "v1.0.0")
    assert stage.registry("submit", url, "--slug", "e-sakip", "--publisher", "Kabupaten Sumedang").code == 0
    visited = stage.registry("visit", "e-sakip")
    assert visited.code == 3
    assert "license-conflict" in visited.out
    shown = stage.api("applications/e-sakip").json()
    assert (shown["latest_version"], shown["releases"][0]["status"]) == (None, "withheld")
    assert [item["slug"] for item in stage.api("search?q=akuntabilitas").json()["items"]] == ["e-sakip"]
    refused = stage.livinglab("fetch", "e-sakip", "--region", "32.16", "--yes")
    assert (refused.code, "Kabupaten Sumedang" in refused.err) == (4, True), refused.err
    assert not (stage.folder / "e-sakip").exists()
    letter = stage.livinglab("show", "e-sakip", "--letter")
    assert (letter.code, "Kabupaten Sumedang" in letter.out) == (0, True), letter.err
    _commit(stage, "e-sakip", {"LICENSE": text}, tag="v1.0.2")
    assert stage.registry("visit", "e-sakip").code == 0
    assert stage.livinglab("fetch", "e-sakip", "--region", "32.16", "--yes").code == 0


def test_no_curator_can_give_a_licence_and_says_why_anything_else_may_pass(stage) -> None:
    url = stage.donate()
    password = "".join(["vQ7", "rT2x", "Lm9", "Zc4"])  # looks like one that is in use
    _commit(stage, "e-sakip", {".env": f"DB_PASSWORD={password}\n"}, tag="v1.0.1")
    stage.git("e-sakip", "tag", "-d", "v1.0.0")
    stage.registry("submit", url, "--slug", "e-sakip", "--publisher", "Kabupaten Sumedang")
    assert stage.registry("visit", "e-sakip").code == 3
    reason = "Kata sandi itu milik kontainer contoh dan sudah diganti."
    refused = stage.registry("override", "e-sakip", "license-conflict", "--reason", reason)
    assert (refused.code, "cannot give rights" in refused.err) == (1, True)
    assert stage.registry("override", "e-sakip", "env-tracked", "--reason", "sudah").code == 1
    passed = stage.registry("override", "e-sakip", "env-tracked", "--version", "1.0.1", "--reason", reason)
    assert passed.code == 0, passed.err
    visited = stage.registry("visit", "e-sakip")
    assert (visited.code, reason in visited.out) == (0, True), visited.out
    entry = httpx.get(f"{stage.address}/archives/applications/e-sakip.json", trust_env=False).json()
    page = httpx.get(f"{stage.address}/applications/e-sakip", trust_env=False).text
    checks = stage.api("applications/e-sakip/releases/1.0.1/checks").json()["items"]
    told = [one for one in checks if one["code"] == "env-tracked"]
    assert told == entry["releases"][0]["overridden"]
    assert (told[0]["override"]["reason"], told[0]["override"]["actor"]) == (reason, "operator")
    assert reason in page


@pytest.mark.long
def test_a_curators_words_are_told_from_the_authors_on_every_face_until_theirs_win(stage) -> None:
    url = stage.donate()
    manifest = stage.folder / "curated.yml"
    text = stage.git("e-sakip", "show", "v1.0.0:publiccode.yml")
    manifest.write_text(text)
    _commit(stage, "e-sakip", {"publiccode.yml": None}, tag="v1.0.1")
    stage.git("e-sakip", "tag", "-d", "v1.0.0")
    asked = ("submit", url, "--slug", "e-sakip", "--publisher", "Kabupaten Sumedang")
    assert stage.registry(*asked, "--manifest", str(manifest)).code == 0
    assert stage.registry("visit", "e-sakip").code == 0

    def faces() -> tuple[str, str, bool, bool]:
        entry = httpx.get(f"{stage.address}/archives/applications/e-sakip.json", trust_env=False).json()
        pages = [
            httpx.get(f"{stage.address}/applications/e-sakip?lang={lang}", trust_env=False).text
            for lang in ("id", "en")
        ]
        return (
            stage.api("applications/e-sakip").json()["described_by"],
            entry["application"]["described_by"],
            "ditulis oleh katalog, belum oleh pembuatnya" in pages[0],
            "Described by the catalog, not yet by its authors" in pages[1],
        )

    assert faces() == ("catalog", "catalog", True, True)
    _commit(stage, "e-sakip", {"publiccode.yml": text}, tag="v1.0.2")
    assert stage.registry("visit", "e-sakip").code == 0
    assert faces() == ("authors", "authors", False, False)


def test_a_moved_tag_is_shown_and_changes_nothing_that_was_published(published) -> None:
    before = published.api("applications/e-sakip/releases/1.0.0").json()
    commit = _commit(published, "e-sakip", {"esakip/back_door.py": "print('new')"}, tag=None)
    published.git("e-sakip", "tag", "-f", "v1.0.0", commit)
    assert published.registry("visit", "e-sakip").code == 0
    assert published.api("applications/e-sakip/releases/1.0.0").json() == before
    [incident] = published.api("applications/e-sakip").json()["incidents"]
    assert (incident["kind"], incident["version"]) == ("tag-moved", "1.0.0")
    assert published.livinglab("fetch", "e-sakip", "--region", "32.16", "--yes").code == 0
    assert not (published.folder / "e-sakip/esakip/back_door.py").exists()
    shown = published.livinglab("status", "--json", cwd=published.folder / "e-sakip")
    assert "moved the tag" in shown.out


def test_a_donor_submits_with_a_token_and_the_worker_publishes(stage) -> None:
    url = stage.donate()
    made = stage.registry("token", "create", "--name", "sumedang", "--scope", "publish")
    assert made.code == 0
    token = made.out.strip()
    assert made.out == f"{token}\n", "the token is printed alone"
    assert token.startswith("llab_")
    asked = ("submit", url, "--slug", "e-sakip", "--publisher", "Kabupaten Sumedang", "--region", "32.11")
    assert stage.livinglab(*asked, LIVINGLAB_TOKEN="llab_wrong").code != 0
    submitted = stage.livinglab(*asked, LIVINGLAB_TOKEN=token)
    assert submitted.code == 0, submitted.err
    assert stage.registry("work", "--once").code == 0
    assert stage.api("applications/e-sakip").json()["latest_version"] == "1.0.0"
    found = stage.api("search?q=akuntabilitas").json()
    assert [item["slug"] for item in found["items"]] == ["e-sakip"]


def test_an_app_by_agreement_is_shown_but_not_handed_to_strangers(stage) -> None:
    url = stage.donate()
    arguments = ("--slug", "e-sakip", "--publisher", "Kabupaten Sumedang", "--visibility", "agreement")
    assert stage.registry("submit", url, *arguments).code == 0
    assert stage.registry("visit", "e-sakip").code == 0
    assert stage.api("applications/e-sakip").json()["visibility"] == "agreement"
    refused = stage.livinglab("fetch", "e-sakip", "--region", "32.16", "--yes")
    assert refused.code == 4, refused.err
    token = stage.registry("token", "create", "--name", "bekasi", "--scope", "read").out.strip()
    refused = stage.livinglab("fetch", "e-sakip", "--region", "32.16", "--yes", LIVINGLAB_TOKEN=token)
    assert refused.code == 4, "the registry's own token is nobody's that an agreement names"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("submit", "file:///etc", "--slug", "e-sakip", "--publisher", "X"), 1, "https"),
        (("submit", "https://git.go.id/x.git", "--slug", "E SAKIP", "--publisher", "X"), 1, "slug"),
        (
            (
                "submit",
                "https://git.go.id/x.git",
                "--slug",
                "abc",
                "--publisher",
                "X",
                "--manifest",
                "none.yml",
            ),
            1,
            "none.yml",
        ),
        (("visit", "tidak-ada"), 1, "tidak-ada"),
        (("token", "create", "--name", "x", "--scope", "everything"), 2, "scope"),
        (("wisit",), 2, "wisit"),
    ],
)
def test_the_operators_mistakes_are_said_plainly(
    stage, arguments: tuple[str, ...], code: int, words: str
) -> None:
    ended = stage.registry(*arguments)
    assert (ended.code, words in ended.err) == (code, True), ended.err


def test_a_misspelt_setting_is_refused(stage) -> None:
    stage.environment["LIVINGLAB_PRIVATE_DONOR"] = "127.0.0.1:1"
    ended = stage.registry("doctor")
    assert (ended.code, "LIVINGLAB_PRIVATE_DONOR is not a setting" in ended.err) == (2, True)


def _commit(stage, name: str, files: dict[str, str | None], *, tag: str | None) -> str:
    """Commit changed (or, with None, removed) files on the donor's main branch, and tag the commit."""
    clone = stage.folder / "donor-clone"
    identity = ["-c", "user.name=Donor", "-c", "user.email=donor@example.invalid"]
    subprocess.run(["git", "clone", "-q", str(stage.donors / f"{name}.git"), str(clone)], check=True)
    for path, content in files.items():
        if content is None:
            (clone / path).unlink()
        else:
            (clone / path).write_text(content)
    subprocess.run(["git", "-C", str(clone), "add", "--force", "--all"], check=True)
    subprocess.run(["git", "-C", str(clone), *identity, "commit", "-qm", "change"], check=True)
    if tag:
        subprocess.run(["git", "-C", str(clone), "tag", tag], check=True)
    subprocess.run(["git", "-C", str(clone), "push", "-q", "origin", "HEAD:main", "--tags"], check=True)
    head = subprocess.run(
        ["git", "-C", str(clone), "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    )
    subprocess.run(["rm", "-rf", str(clone)], check=True)
    return head.stdout.strip()
