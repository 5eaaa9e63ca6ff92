"""`livinglab fetch` from a folder and from a stick: what stands there afterwards, and what is refused."""

import json
import os
import shutil
import stat
from pathlib import Path

import pytest

from livinglab.contract import License, ReleaseStatus, Sentence


def test_a_fetched_directory_holds_the_donors_files_byte_for_byte(fetched, donor):
    for path in ("index.php", "LICENSE", "public/style.css", ".env.example"):
        assert (fetched / path).read_bytes() == (donor.folder / path).read_bytes()


def test_the_vendor_commit_stands_on_the_snapshot_and_main_on_the_vendor_commit(fetched, sakip, git):
    vendor = git(fetched, "rev-parse", "livinglab/vendor")
    assert git(fetched, "rev-parse", "main^") == vendor
    assert git(fetched, "log", "-1", "--format=%P", vendor) == sakip.snapshot_commit
    assert git(fetched, "rev-parse", "refs/livinglab/snapshot/1.0.0") == sakip.snapshot_commit
    trailers = git(fetched, "log", "-1", "--format=%(trailers)", vendor)
    assert f"Donor-Commit: {sakip.commit}" in trailers
    assert f"Donor-Tree: {sakip.tree}" in trailers
    assert "Donor-Release: 1.0.0" in trailers
    assert "Donor-URL: https://git.sumedang.example/e-sakip.git" in trailers


def test_nothing_is_left_to_commit_after_a_fetch(fetched, git):
    assert git(fetched, "status", "--porcelain", "--untracked-files=all") == ""
    assert git(fetched, "symbolic-ref", "HEAD") == "refs/heads/main"


def test_the_lock_is_canonical_and_names_the_release(fetched, sakip):
    content = (fetched / ".livinglab" / "lock.json").read_bytes()
    lock = json.loads(content)
    assert content == (json.dumps(lock, sort_keys=True, indent=2, ensure_ascii=False) + "\n").encode()
    assert lock["donor"]["commit"] == sakip.commit
    assert lock["donor"]["swhid_dir"] == f"swh:1:dir:{sakip.tree}"
    assert lock["snapshot"]["sha256"] == sakip.archives[0].sha256
    assert lock["license"] == {"spdx": "MIT", "file": "LICENSE", "blob": sakip.license.blob}
    assert str(fetched.parent) not in content.decode()


def test_two_operators_get_the_same_vendor_commit(bekasi, fetched, mirror, git):
    bekasi.good(
        "--registry", str(mirror.folder), "fetch", "e-sakip", "second", "--region", "Kabupaten Bekasi"
    )
    first = git(fetched, "rev-parse", "livinglab/vendor")
    assert git(bekasi.home / "second", "rev-parse", "livinglab/vendor") == first


def test_the_environment_file_is_private_ignored_and_has_secrets_of_its_own(fetched, git):
    path = fetched / ".env"
    content = path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "rahasia-donor" not in content
    assert git(fetched, "check-ignore", ".env") == ".env"
    assert "/.env" in (fetched / ".git/info/exclude").read_text()
    assert "/.env" in (fetched / ".gitignore").read_text()
    values = dict(line.split("=", 1) for line in content.splitlines() if "=" in line and line[0] != "#")
    assert len(values["DB_PASSWORD"]) >= 32


def test_the_donors_own_ignore_rules_stay(bekasi, donor, mirror, git):
    donor.release("1.0.0", {"LICENSE": "x", "index.php": "<?php", ".gitignore": "*.log"})
    mirror.publish(donor, "1.0.0")
    bekasi.good("--registry", str(mirror.folder), "fetch", "e-sakip", "--region", "32.16")
    ignored = (bekasi.home / "e-sakip/.gitignore").read_text().splitlines()
    assert "*.log" in ignored
    assert "/.env" in ignored


def test_the_donor_is_a_remote_that_nothing_can_be_pushed_to_and_origin_is_not_guessed(fetched, git):
    assert git(fetched, "remote") == "donor"
    assert git(fetched, "remote", "get-url", "donor") == "https://git.sumedang.example/e-sakip.git"
    assert git(fetched, "remote", "get-url", "--push", "donor").startswith("no-push://")
    assert git(fetched, "config", "remote.donor.tagOpt") == "--no-tags"


def test_the_regions_own_files_are_in_main_and_not_in_the_vendor_commit(fetched, git):
    added = git(fetched, "diff", "--name-only", "--diff-filter=A", "livinglab/vendor", "main").splitlines()
    assert "compose.lokal.yaml" in added
    assert ".livinglab/answers.toml" in added
    assert ".livinglab/lock.json" not in added


def test_a_plan_is_shown_and_a_dry_run_downloads_nothing(bekasi, sakip, mirror):
    shutil.rmtree(mirror.folder / "archives" / sakip.archives[0].sha256[:2])
    answered = bekasi.good(
        "--registry", str(mirror.folder), "fetch", "e-sakip", "--region", "32.16", "--dry-run"
    )
    for word in ("e-SAKIP 1.0.0", "Kabupaten Sumedang", "Kabupaten Bekasi (32.16)", "MIT", "6 files"):
        assert word in answered.out
    assert list(bekasi.home.glob("e-sakip")) == []


def test_the_answer_as_json_is_one_object(bekasi, sakip, mirror):
    answered = bekasi.good(
        "--registry", str(mirror.folder), "--json", "fetch", "e-sakip", "--region", "32.16"
    )
    assert answered.json["commit"] == sakip.commit
    assert answered.json["region"] == {"code": "32.16", "name": "Kabupaten Bekasi"}
    assert answered.json["stack"] == "php"


@pytest.mark.parametrize("said", ["32.16", "3216", "Kabupaten Bekasi", "kab. bekasi", "KABUPATEN  BEKASI"])
def test_a_region_is_known_by_code_and_by_name(bekasi, sakip, mirror, said):
    arguments = (
        "--registry",
        str(mirror.folder),
        "--json",
        "fetch",
        "e-sakip",
        "--dry-run",
        "--region",
        said,
    )
    assert bekasi.good(*arguments).json["region"]["code"] == "32.16"


@pytest.mark.parametrize(
    ("said", "offered"),
    [("Bekasi", "Kota Bekasi (32.75)"), ("Kab Bekassi", "Kabupaten Bekasi"), ("99.99", "")],
)
def test_an_unclear_region_is_refused_with_what_comes_near(bekasi, sakip, mirror, said, offered):
    answered = bekasi.run("--registry", str(mirror.folder), "fetch", "e-sakip", "--region", said)
    assert answered.code == 5
    assert offered in answered.err


def test_a_village_is_accepted_by_its_code_without_a_network(bekasi, sakip, mirror):
    arguments = ("--registry", str(mirror.folder), "--json", "fetch", "e-sakip", "--dry-run")
    assert bekasi.good(*arguments, "--region", "32.16.06.2001").json["region"]["code"] == "32.16.06.2001"


def test_an_unknown_version_is_refused_with_the_ones_there_are(bekasi, donor, mirror, sakip):
    donor.release("1.1.0", {"index.php": "<?php"})
    mirror.publish(donor, "1.1.0")
    answered = bekasi.run("--registry", str(mirror.folder), "fetch", "e-sakip@1.1.1", "--region", "32.16")
    assert answered.code == 5
    assert "1.1.0" in answered.err


@pytest.mark.parametrize("asked", ["1.0.0", "v1.0.0"])
def test_an_older_version_is_fetched_by_number_or_by_tag(bekasi, donor, mirror, sakip, asked):
    donor.release("1.1.0", {"index.php": "<?php"})
    mirror.publish(donor, "1.1.0")
    answered = bekasi.good(
        "--registry", str(mirror.folder), "--json", "fetch", f"e-sakip@{asked}", "--region", "32.16"
    )
    assert answered.json["version"] == "1.0.0"


def test_an_unknown_application_is_refused_with_what_comes_near(bekasi, sakip, mirror):
    answered = bekasi.run("--registry", str(mirror.folder), "fetch", "e-sakib", "--region", "32.16")
    assert answered.code == 5
    assert "e-sakip" in answered.err


@pytest.mark.parametrize("status", ["quarantined", "sent_back"])
def test_a_release_that_is_not_published_is_refused_with_where_to_look(bekasi, donor, mirror, sakip, status):
    mirror.write("e-sakip", [sakip.model_copy(update={"status": ReleaseStatus(status)})])
    answered = bekasi.run("--registry", str(mirror.folder), "fetch", "e-sakip@1.0.0", "--region", "32.16")
    assert answered.code == 4
    assert "livinglab show e-sakip" in answered.err


def test_an_unusable_licence_is_refused_with_the_reason_and_the_way_out(bekasi, donor, mirror, sakip):
    reason = Sentence(id="hanya lisensi kerangka Laravel", en="only the framework's licence")
    unusable = License(spdx=None, file="LICENSE", blob=sakip.license.blob, usable=False, reason=reason)
    mirror.write("e-sakip", [sakip.model_copy(update={"license": unusable})])
    answered = bekasi.run("--registry", str(mirror.folder), "fetch", "e-sakip", "--region", "32.16")
    assert answered.code == 4
    assert "only the framework's licence" in answered.err
    assert "PKS" in answered.err


def test_a_directory_that_is_not_empty_is_refused_and_left_alone(bekasi, sakip, mirror):
    taken = bekasi.home / "e-sakip"
    taken.mkdir()
    (taken / "skripsi.doc").write_text("milik saya")
    answered = bekasi.run("--registry", str(mirror.folder), "fetch", "e-sakip", "--region", "32.16")
    assert answered.code == 9
    assert [path.name for path in taken.iterdir()] == ["skripsi.doc"]


def test_an_empty_directory_is_good_enough(bekasi, sakip, mirror):
    (bekasi.home / "kosong").mkdir()
    bekasi.good("--registry", str(mirror.folder), "fetch", "e-sakip", "kosong", "--region", "32.16")
    assert (bekasi.home / "kosong/index.php").is_file()


def test_a_release_larger_than_the_disk_is_refused_before_the_download(bekasi, donor, mirror, sakip):
    mirror.write("e-sakip", [sakip.model_copy(update={"bytes": 10**16})])
    answered = bekasi.run("--registry", str(mirror.folder), "fetch", "e-sakip", "--region", "32.16")
    assert answered.code == 9
    assert "disk" in answered.err


def script(folder: Path, name: str, text: str) -> str:
    """Put a program before all others in PATH."""
    folder.mkdir(exist_ok=True)
    place = folder / name
    place.write_text(text)
    place.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


OLD_GIT = 'case "$*" in *version*) echo git version 2.30.1;; *) exec REAL "$@";; esac'
UNSAFE_GIT = """
case "$*" in *a.b*)
  while [ "$1" != --file ]; do shift; done
  printf '[a]\\n\\tb = v\\r\\n' > "$2"
  exit 0;;
esac
exec REAL "$@"
"""


@pytest.mark.parametrize(("program", "word"), [(OLD_GIT, "2.38"), (UNSAFE_GIT, "CVE-2025-48384")])
def test_a_git_that_is_old_or_unsafe_is_refused(bekasi, sakip, mirror, tmp_path, program, word):
    path = script(tmp_path / "bin", "git", "#!/bin/sh\n" + program.replace("REAL", str(shutil.which("git"))))
    answered = bekasi.run(
        "--registry", str(mirror.folder), "fetch", "e-sakip", "--region", "32.16", PATH=path
    )
    assert answered.code == 9
    assert word in answered.err


def test_no_git_at_all_is_said_plainly(bekasi, sakip, mirror, tmp_path):
    (tmp_path / "empty").mkdir()
    answered = bekasi.run(
        "--registry",
        str(mirror.folder),
        "fetch",
        "e-sakip",
        "--region",
        "32.16",
        PATH=str(tmp_path / "empty"),
    )
    assert answered.code == 9
    assert "git" in answered.err


def test_a_bundle_on_a_stick_is_enough(bekasi, sakip, mirror, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    shutil.copy(mirror.bundle(sakip), stick / "sakip.bundle")
    shutil.copy(mirror.folder / "archives/applications/e-sakip.json", stick)
    bekasi.good("fetch", "e-sakip", "--region", "32.16", "--from-bundle", str(stick / "sakip.bundle"))
    assert (bekasi.home / "e-sakip/index.php").is_file()


def test_a_bundle_in_the_static_layout_finds_its_entry(bekasi, sakip, mirror):
    bekasi.good("fetch", "e-sakip", "--region", "32.16", "--from-bundle", str(mirror.bundle(sakip)))
    assert (bekasi.home / "e-sakip/index.php").is_file()


def test_a_bundle_without_an_entry_is_refused_because_nothing_vouches_for_it(bekasi, sakip, mirror, tmp_path):
    lone = tmp_path / "lone" / "deep" / "sakip.bundle"
    lone.parent.mkdir(parents=True)
    shutil.copy(mirror.bundle(sakip), lone)
    answered = bekasi.run("fetch", "e-sakip", "--region", "32.16", "--from-bundle", str(lone))
    assert answered.code == 6
    entry = mirror.folder / "archives/applications/e-sakip.json"
    bekasi.good("fetch", "e-sakip", "--region", "32.16", "--from-bundle", str(lone), "--entry", str(entry))


def test_a_bundle_with_one_bit_changed_is_refused(bekasi, sakip, mirror):
    bundle = mirror.bundle(sakip)
    content = bytearray(bundle.read_bytes())
    content[-40] ^= 1
    bundle.write_bytes(content)
    for arguments in (["--from-bundle", str(bundle)], ["--registry", str(mirror.folder)]):
        answered = bekasi.run("fetch", "e-sakip", "--region", "32.16", *arguments)
        assert answered.code == 7, answered.err
    assert list(bekasi.home.glob("*sakip*")) == []


def test_a_catalog_that_names_another_tree_than_the_bundle_holds_is_refused(
    bekasi, donor, mirror, sakip, git
):
    other = git(donor.folder, "mktree", stdin=b"")
    mirror.write("e-sakip", [sakip.model_copy(update={"tree": other})])
    answered = bekasi.run("--registry", str(mirror.folder), "fetch", "e-sakip", "--region", "32.16")
    assert answered.code == 7
    assert not (bekasi.home / "e-sakip").exists()


def test_a_licence_file_other_than_the_recorded_one_is_refused(bekasi, donor, mirror, sakip):
    changed = sakip.license.model_copy(update={"blob": "0" * 40})
    mirror.write("e-sakip", [sakip.model_copy(update={"license": changed})])
    answered = bekasi.run("--registry", str(mirror.folder), "fetch", "e-sakip", "--region", "32.16")
    assert answered.code == 7


def test_history_makes_log_and_blame_of_the_donors_files_work(bekasi, donor, mirror, git):
    donor.release("0.9.0", {"index.php": "<?php\n// lama\n", "LICENSE": "x"})
    donor.release("1.0.0", {"index.php": "<?php\n// lama\n// baru\n"})
    release = mirror.publish(donor, "1.0.0", history=True)
    bekasi.good("--registry", str(mirror.folder), "fetch", "e-sakip", "--region", "32.16", "--history")
    here = bekasi.home / "e-sakip"
    assert git(here, "rev-parse", "refs/livinglab/donor/v1.0.0") == release.commit
    assert "rilis 0.9.0" in git(here, "log", "--format=%s", "--", "index.php")
    blame = git(here, "blame", "--line-porcelain", "index.php")
    assert "summary rilis 0.9.0" in blame
    assert "author Dinas Sumedang" in blame
    assert "livinglab snapshot" not in blame
    bekasi.good("--registry", str(mirror.folder), "verify", cwd=here)


def test_history_that_nobody_has_is_refused_with_the_way_out(bekasi, donor, mirror, sakip):
    mirror.write("e-sakip", [sakip], url="ext::sh -c 'touch /tmp/owned'")
    answered = bekasi.run(
        "--registry", str(mirror.folder), "fetch", "e-sakip", "--region", "32.16", "--history"
    )
    assert answered.code == 6
    assert "--history" in answered.err
    assert not (bekasi.home / "e-sakip").exists()
