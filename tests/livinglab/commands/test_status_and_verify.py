"""`livinglab status` and `verify`: what is here, what is ours, whether it is still what was released."""

import hashlib
import json
import subprocess

import pytest

from livinglab.contract import Incident, License, ReleaseStatus


@pytest.fixture
def here(bekasi, fetched, mirror):
    """E-SAKIP as Bekasi has fetched it, with the mirror settled."""
    bekasi.environment["LIVINGLAB_REGISTRY"] = str(mirror.folder)
    return fetched


def test_status_of_the_newest_release_is_0_and_with_a_newer_one_10(bekasi, donor, here, mirror):
    assert bekasi.run("status", cwd=here).code == 0
    for version in ("1.1.0", "1.2.0"):
        donor.release(version, {"baru": version})
        mirror.publish(donor, version)
    answered = bekasi.run("--json", "status", cwd=here)
    assert answered.code == 10
    assert answered.json["behind"] == 2
    assert answered.json["newer"] == ["1.1.0", "1.2.0"]


def test_status_works_from_a_folder_further_down(bekasi, here):
    assert bekasi.run("status", "--offline", cwd=here / "public").code == 0


def test_status_outside_of_a_fetched_directory_says_so(bekasi):
    answered = bekasi.run("status", "--offline")
    assert answered.code == 2
    assert "lock.json" in answered.err


def test_a_pre_release_is_not_offered_to_who_runs_a_final_one(bekasi, donor, here, mirror):
    donor.release("2.0.0-rc.1", {"baru": "x"})
    mirror.publish(donor, "2.0.0-rc.1")
    assert bekasi.run("status", cwd=here).code == 0


def test_a_quarantined_release_is_not_offered(bekasi, donor, here, mirror, sakip):
    donor.release("1.1.0", {"baru": "x"})
    release = mirror.publish(donor, "1.1.0")
    mirror.write("e-sakip", [release.model_copy(update={"status": ReleaseStatus.QUARANTINED}), sakip])
    assert bekasi.run("status", cwd=here).code == 0


def test_what_the_region_changed_is_told_committed_or_not(bekasi, here, git):
    (here / "index.php").write_text("<?php // kami")
    git(here, "commit", "--quiet", "-am", "ubah")
    (here / "README.md").write_text("sedang dikerjakan")
    (here / "public/style.css").unlink()
    told = bekasi.run("--json", "status", "--offline", cwd=here).json
    assert told["modified"] == ["README.md", "index.php"]
    assert told["deleted"] == ["public/style.css"]
    assert told["uncommitted"] == ["README.md", "public/style.css"]
    assert "compose.lokal.yaml" in told["added"]


def test_an_open_merge_is_told(bekasi, donor, here, mirror, git):
    (here / "index.php").write_text("<?php // kami")
    git(here, "commit", "--quiet", "-am", "ubah")
    donor.release("1.1.0", {"index.php": "<?php // donor"})
    mirror.publish(donor, "1.1.0")
    assert bekasi.run("update", cwd=here).code == 8
    answered = bekasi.run("status", "--offline", cwd=here)
    assert "update --abort" in answered.out


def test_a_moved_tag_is_told_as_an_incident_and_changes_nothing(bekasi, here, mirror, sakip):
    incident = Incident(
        kind="tag-moved",
        version="1.0.0",
        seen_at=sakip.released_at,
        message={"id": "tag v1.0.0 dipindah", "en": "tag v1.0.0 was moved"},
    )
    mirror.write("e-sakip", [sakip], incidents=[incident])
    answered = bekasi.run("status", cwd=here)
    assert answered.code == 0
    assert "tag v1.0.0 was moved" in answered.out
    assert bekasi.run("verify", cwd=here).code == 7


def test_a_catalog_that_now_records_another_commit_is_told(bekasi, here, mirror, sakip):
    mirror.write("e-sakip", [sakip.model_copy(update={"commit": "1" * 40})])
    assert "111111111111" in bekasi.run("status", cwd=here).out
    answered = bekasi.run("--json", "verify", cwd=here)
    assert answered.code == 7
    assert answered.json["checks"]["catalog"] is False


def test_another_licence_of_the_newest_release_is_told(bekasi, donor, here, mirror):
    donor.release("1.1.0", {"LICENSE": "GPL"})
    found = License(spdx="GPL-3.0-only", file=None, blob=None, usable=True)
    mirror.publish(donor, "1.1.0", license=found)
    assert bekasi.run("--json", "status", cwd=here).json["license_changed"] is True
    assert "GPL-3.0-only" in bekasi.run("update", "--dry-run", cwd=here).out


def test_a_registry_that_does_not_answer_ends_status_with_6_after_what_is_known_here(bekasi, here):
    answered = bekasi.run("--registry", "http://127.0.0.1:9", "status", cwd=here)
    assert answered.code == 6
    assert "e-SAKIP 1.0.0" in answered.out


def test_an_untouched_directory_verifies_with_and_without_the_registry(bekasi, here):
    assert bekasi.good("--json", "verify", cwd=here).json["verified"] is True
    assert "catalog" not in bekasi.good("--json", "verify", "--offline", cwd=here).json["checks"]


def test_the_regions_own_commits_do_not_spoil_verification(bekasi, here, git):
    (here / "index.php").write_text("<?php // kami")
    git(here, "commit", "--quiet", "-am", "ubah")
    bekasi.good("verify", cwd=here)


def forge(git, here, change, *, lock=None):
    """Make a vendor commit that claims to be the same release, with files changed, and put main on it."""
    vendor = git(here, "rev-parse", "livinglab/vendor")
    git(here, "checkout", "--quiet", "-B", "main", vendor)
    change()
    if lock is not None:
        path = here / ".livinglab/lock.json"
        whole = json.loads(path.read_text())
        lock(whole)
        path.write_text(json.dumps(whole, sort_keys=True, indent=2, ensure_ascii=False) + "\n")
    git(here, "add", "--all")
    message = git(here, "log", "-1", "--format=%B", vendor)
    tree, parent = git(here, "write-tree"), git(here, "rev-parse", f"{vendor}^")
    machine = ("-c", "user.name=livinglab", "-c", "user.email=snapshot@livinglab.invalid")
    forged = subprocess.run(
        ["git", *machine, "commit-tree", tree, "-p", parent, "-m", message],
        cwd=here, capture_output=True, check=True,
    ).stdout.decode().strip()  # fmt: skip
    git(here, "reset", "--quiet", "--hard", forged)
    git(here, "update-ref", "refs/heads/livinglab/vendor", forged)


def test_a_vendor_commit_with_a_donors_file_changed_is_found_out(bekasi, here, git):
    forge(git, here, lambda: (here / "index.php").write_text("<?php system($_GET['x']);"))
    answered = bekasi.run("--json", "verify", "--offline", cwd=here)
    assert answered.code == 7
    assert answered.json["checks"]["tree"] is False


def test_a_lock_that_calls_a_donors_file_overlay_does_not_help_a_forger(bekasi, here, git):
    evil = "<?php system($_GET['x']);"

    def pretend(lock):
        lock["overlay"]["files"]["index.php"] = hashlib.sha256(evil.encode()).hexdigest()

    forge(git, here, lambda: (here / "index.php").write_text(evil), lock=pretend)
    answered = bekasi.run("--json", "verify", "--offline", cwd=here)
    assert answered.json["checks"]["tree"] is False


def test_a_lock_that_names_another_tree_is_found_out(bekasi, here, git):
    tree = git(here, "rev-parse", "livinglab/vendor^{tree}")

    def pretend(lock):
        lock["donor"]["tree"] = tree

    forge(git, here, lambda: None, lock=pretend)
    checks = bekasi.run("--json", "verify", "--offline", cwd=here).json["checks"]
    assert checks["snapshot"] is False
    assert checks["trailers"] is False


def test_a_changed_overlay_file_in_the_vendor_commit_is_found_out(bekasi, here, git):
    forge(git, here, lambda: (here / "compose.livinglab.yaml").write_text("services: {}\n"))
    assert bekasi.run("--json", "verify", "--offline", cwd=here).json["checks"]["overlay"] is False


def test_a_flipped_bit_in_the_object_store_is_found_out(bekasi, here):
    [pack] = [path for path in (here / ".git/objects/pack").glob("*.pack") if path.stat().st_size > 400][:1]
    pack.chmod(0o644)
    content = bytearray(pack.read_bytes())
    content[len(content) // 2] ^= 1
    pack.write_bytes(content)
    answered = bekasi.run("verify", "--offline", cwd=here)
    assert answered.code == 7
    assert "Traceback" not in answered.err


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"schema": 1}', '{"schema": 99}', "null", "{" * 100_000]
)
def test_a_broken_lock_is_a_sentence_and_not_a_traceback(bekasi, here, content):
    (here / ".livinglab/lock.json").write_text(content)
    answered = bekasi.run("status", "--offline", cwd=here)
    assert answered.code == 7
    assert "lock.json" in answered.err
