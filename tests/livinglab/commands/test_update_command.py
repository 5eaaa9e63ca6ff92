"""`livinglab update`: own changes survive, conflicts are foreseen, secrets stay, it can be taken back."""

import json
import os
import subprocess

import pytest

INDEX = "<?php\n// satu\n// dua\n// tiga\n// empat\n// lima\n// enam\n// tujuh\necho 'e-SAKIP';\n"


@pytest.fixture
def here(bekasi, donor, mirror):
    """E-SAKIP 1.0.0 as Bekasi has fetched it; 1.1.0 is not out yet."""
    donor.release(
        "1.0.0", {"LICENSE": "x", "index.php": INDEX, ".env.example": "APP_SECRET=\nAPP_NAME=e-sakip\n"}
    )
    mirror.publish(donor, "1.0.0")
    bekasi.environment["LIVINGLAB_REGISTRY"] = str(mirror.folder)
    bekasi.good("fetch", "e-sakip", "--region", "32.16")
    return bekasi.home / "e-sakip"


def next_release(donor, mirror, version="1.1.0", **files):
    """Publish a release in which the donor changed the first line of index.php."""
    changed = {"index.php": INDEX.replace("// satu", "// satu oleh donor"), **files}
    donor.release(version, changed)
    return mirror.publish(donor, version)


def commit(git, here, path, content):
    """Change a file of the region's and commit it."""
    (here / path).write_text(content)
    git(here, "add", path)
    git(here, "commit", "--quiet", "-m", f"ubah {path}")


def test_an_update_brings_the_donors_change_under_the_regions_own(bekasi, donor, here, mirror, git):
    commit(git, here, "index.php", INDEX.replace("// tujuh", "// tujuh oleh Bekasi"))
    release = next_release(donor, mirror)
    bekasi.good("update", cwd=here)
    merged = (here / "index.php").read_text()
    assert "// satu oleh donor" in merged
    assert "// tujuh oleh Bekasi" in merged
    assert json.loads((here / ".livinglab/lock.json").read_text())["donor"]["commit"] == release.commit
    assert git(here, "status", "--porcelain") == ""
    assert len(git(here, "log", "-1", "--format=%P").split()) == 2
    bekasi.good("verify", cwd=here)


def test_an_update_takes_the_delta_and_not_the_whole(bekasi, donor, here, mirror):
    release = next_release(donor, mirror)
    mirror.bundle(release, "snapshot").unlink()
    bekasi.good("update", cwd=here)


def test_without_a_delta_from_our_release_the_whole_snapshot_is_taken(bekasi, donor, here, mirror):
    next_release(donor, mirror)
    newest = next_release(donor, mirror, "1.2.0", baru="1")
    assert {each.from_version for each in newest.archives} == {None, "1.1.0"}
    bekasi.good("update", cwd=here)
    assert (here / "baru").is_file()


def test_a_dry_run_tells_everything_and_touches_nothing(bekasi, donor, here, mirror, digest):
    next_release(donor, mirror, **{".env.example": "APP_SECRET=\nAPP_NAME=e-sakip\nBARU=1\n"})
    before, contents = digest(here, times=True), digest(here)
    answered = bekasi.good("--json", "update", "--dry-run", cwd=here)
    assert digest(here) == contents
    after = digest(here, times=True)
    moved = {path for path, what in after.items() if what != before[path]}
    assert all(path.startswith(".git/objects/") for path in moved), (
        "git itself freshens objects that it meets"
    )
    assert answered.json["to"] == "1.1.0"
    assert answered.json["conflicts"] == []
    assert "BARU" in answered.json["new_keys"]


def test_a_changed_line_conflicts_as_foretold_and_abort_restores_every_byte(
    bekasi, donor, here, mirror, git, digest
):
    commit(git, here, "index.php", INDEX.replace("// satu", "// satu oleh Bekasi"))
    next_release(donor, mirror, lain="x")
    refs, before = git(here, "for-each-ref"), digest(here)
    foretold = bekasi.run("--json", "update", "--dry-run", cwd=here)
    assert foretold.code == 8
    assert foretold.json["conflicts"] == ["index.php"]
    answered = bekasi.run("--json", "update", cwd=here)
    assert answered.code == 8
    assert answered.json["conflicts"] == ["index.php"]
    assert "<<<<<<<" in (here / "index.php").read_text()
    assert bekasi.run("update", cwd=here).code == 8
    bekasi.good("update", "--abort", cwd=here)
    assert git(here, "for-each-ref") == refs
    kept = {path: what for path, what in digest(here).items() if not path.startswith(".git/")}
    assert kept == {path: what for path, what in before.items() if not path.startswith(".git/")}
    assert git(here, "status", "--porcelain") == ""


def test_a_conflict_is_finished_by_an_ordinary_commit_and_the_keys_come_after(
    bekasi, donor, here, mirror, git
):
    commit(git, here, "index.php", INDEX.replace("// satu", "// satu oleh Bekasi"))
    next_release(donor, mirror, **{".env.example": "APP_SECRET=\nAPP_NAME=e-sakip\nBARU=1\n"})
    before = (here / ".env").read_text()
    assert bekasi.run("update", cwd=here).code == 8
    assert (here / ".env").read_text() == before
    (here / "index.php").write_text(INDEX.replace("// satu", "// satu oleh donor dan Bekasi"))
    git(here, "add", "index.php")
    git(here, "commit", "--quiet", "--no-edit")
    bekasi.good("update", cwd=here)
    after = (here / ".env").read_text()
    assert after.startswith(before)
    assert "BARU=1" in after
    bekasi.good("verify", cwd=here)


def test_an_overlay_file_that_the_donor_changes_too_does_not_conflict(bekasi, donor, here, mirror):
    next_release(donor, mirror, **{".gitignore": "*.log\n", "README.daerah.md": "milik donor\n"})
    answered = bekasi.run("--json", "update", cwd=here)
    assert ".gitignore" not in answered.json["conflicts"]
    assert "*.log" in (here / ".gitignore").read_text()


@pytest.mark.parametrize("count", [4, pytest.param(10, marks=pytest.mark.long)])
def test_update_after_update_never_rolls_a_secret_again(bekasi, donor, here, mirror, count):
    first = (here / ".env").read_text()
    for number in range(1, count + 1):
        keys = "".join(f"BARU_{each}_TOKEN=\n" for each in range(1, number + 1))
        next_release(
            donor,
            mirror,
            f"1.{number}.0",
            baru=str(number),
            **{".env.example": f"APP_SECRET=\nAPP_NAME=e-sakip\n{keys}"},
        )
        before = (here / ".env").read_text()
        bekasi.good("update", cwd=here)
        assert (here / ".env").read_text().startswith(before)
    lines = [line for line in (here / ".env").read_text().splitlines() if "=" in line and line[0] != "#"]
    keys = [line.split("=")[0] for line in lines]
    assert len(keys) == len(set(keys))
    assert {f"BARU_{each}_TOKEN" for each in range(1, count + 1)} <= set(keys)
    assert (here / ".env").read_text().startswith(first)


def test_a_donor_who_rewrote_history_does_not_matter(bekasi, donor, here, mirror, git):
    git(donor.folder, "checkout", "--quiet", "--orphan", "anew")
    release = next_release(donor, mirror)
    assert git(donor.folder, "log", "--format=%P", "-1", release.commit) == ""
    bekasi.good("update", cwd=here)
    assert "// satu oleh donor" in (here / "index.php").read_text()


def test_a_second_operator_updates_from_a_plain_clone_of_the_regions_repository(
    bekasi, donor, here, mirror, tmp_path, git
):
    origin = tmp_path / "origin.git"
    git(tmp_path, "init", "--quiet", "--bare", str(origin))
    git(here, "push", "--quiet", str(origin), "main")
    git(tmp_path, "clone", "--quiet", str(origin), "second")
    next_release(donor, mirror, **{".env.example": "APP_SECRET=\nAPP_NAME=e-sakip\nBARU=1\n"})
    second = tmp_path / "second"
    bekasi.good("update", cwd=second)
    assert "// satu oleh donor" in (second / "index.php").read_text()
    assert "BARU=1" in (second / ".env").read_text()
    bekasi.good("update", cwd=here)
    assert git(here, "rev-parse", "livinglab/vendor") == git(second, "rev-parse", "livinglab/vendor")


@pytest.mark.parametrize(
    ("clone", "driver"),
    [
        (False, "union"),
        (True, "ours"),
        *(
            pytest.param(*rest, marks=pytest.mark.long)
            for rest in ((False, "ours"), (False, "binary"), (True, "union"), (True, "binary"))
        ),
    ],
)
def test_a_donors_merge_driver_hides_no_conflict(bekasi, donor, here, mirror, git, tmp_path, driver, clone):
    next_release(donor, mirror, "1.0.1", **{".gitattributes": f"*.php merge={driver}\n", "index.php": INDEX})
    bekasi.good("update", cwd=here)
    place = here
    if clone:
        git(tmp_path, "clone", "--quiet", str(here), "second")
        place = tmp_path / "second"
        git(place, "config", "merge.ours.driver", "true")
    commit(git, place, "index.php", INDEX.replace("// satu", "// satu oleh Bekasi"))
    next_release(donor, mirror, "1.1.0")
    attributes = place / ".git/info/attributes"
    before = attributes.read_bytes() if attributes.exists() else None
    answered = bekasi.run("--json", "update", cwd=place)
    assert answered.json["conflicts"] == ["index.php"]
    assert "<<<<<<<" in (place / "index.php").read_text()
    assert (attributes.read_bytes() if attributes.exists() else None) == before


def test_uncommitted_work_is_refused_and_left_alone(bekasi, donor, here, mirror):
    next_release(donor, mirror)
    (here / "index.php").write_text("sedang dikerjakan")
    answered = bekasi.run("update", cwd=here)
    assert answered.code == 8
    assert "index.php" in answered.err
    assert (here / "index.php").read_text() == "sedang dikerjakan"


def test_an_untracked_file_in_the_way_is_foretold_and_never_overwritten(bekasi, donor, here, mirror, git):
    next_release(donor, mirror, **{"laporan.txt": "dari donor"})
    (here / "laporan.txt").write_text("milik Bekasi")
    refs = git(here, "for-each-ref")
    foretold = bekasi.run("--json", "update", "--dry-run", cwd=here)
    assert foretold.code == 8
    assert foretold.json["in_the_way"] == ["laporan.txt"]
    answered = bekasi.run("update", cwd=here)
    assert answered.code == 8
    assert "laporan.txt" in answered.err
    assert (here / "laporan.txt").read_text() == "milik Bekasi"
    assert git(here, "for-each-ref") == refs
    (here / "laporan.txt").unlink()
    bekasi.good("update", cwd=here)


def test_the_newest_release_is_chosen_and_an_older_one_only_when_asked(bekasi, donor, here, mirror):
    next_release(donor, mirror, "1.1.0")
    next_release(donor, mirror, "1.2.0", baru="2")
    assert bekasi.good("--json", "update", "--to", "1.1.0", cwd=here).json["to"] == "1.1.0"
    assert bekasi.good("--json", "update", cwd=here).json["to"] == "1.2.0"
    refused = bekasi.run("update", "--to", "1.1.0", cwd=here)
    assert refused.code == 2
    assert "--downgrade" in refused.err
    assert bekasi.good("--json", "update", "--to", "1.1.0", "--downgrade", cwd=here).json["to"] == "1.1.0"
    assert not (here / "baru").exists()


def test_the_notes_of_all_skipped_releases_come_in_their_order(bekasi, donor, here, mirror):
    next_release(donor, mirror, "1.1.0", **{"CHANGELOG.md": "# 1.1.0\n- peta jalan\n"})
    next_release(donor, mirror, "1.2.0", **{"CHANGELOG.md": "# 1.2.0\n- rekap\n# 1.1.0\n- peta jalan\n"})
    answered = bekasi.good("update", "--dry-run", cwd=here)
    assert answered.out.index("1.1.0  2026") < answered.out.index("1.2.0  2026")
    assert "- rekap" in answered.out
    assert "- peta jalan" in answered.out


def test_an_update_to_where_we_are_says_so(bekasi, here):
    answered = bekasi.good("update", cwd=here)
    assert "Already the newest release: 1.0.0" in answered.out


def test_abort_without_an_update_under_way_is_refused_and_a_merge_of_ones_own_is_left_alone(
    bekasi, here, git
):
    assert bekasi.run("update", "--abort", cwd=here).code == 2
    git(here, "checkout", "--quiet", "-b", "lain")
    commit(git, here, "index.php", "lain")
    git(here, "checkout", "--quiet", "main")
    commit(git, here, "index.php", "utama")
    git(here, "merge", "lain", check=False)
    assert bekasi.run("update", "--abort", cwd=here).code == 2
    assert (here / ".git/MERGE_HEAD").exists()


def test_on_the_vendor_branch_or_on_no_branch_nothing_is_merged(bekasi, donor, here, mirror, git):
    next_release(donor, mirror)
    for place in ("livinglab/vendor", "main^0"):
        git(here, "checkout", "--quiet", place)
        answered = bekasi.run("update", cwd=here)
        assert answered.code == 8
        assert "git switch main" in answered.err


def test_the_regions_hooks_do_not_run_while_we_merge(bekasi, donor, here, mirror):
    next_release(donor, mirror)
    for name in ("pre-merge-commit", "post-merge", "commit-msg", "post-checkout"):
        hook = here / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\ntouch ../hook-ran; exit 1\n")
        hook.chmod(0o755)
    bekasi.good("update", cwd=here)
    assert not (here.parent / "hook-ran").exists()


def test_a_person_without_a_git_identity_can_update(bekasi, donor, here, mirror):
    next_release(donor, mirror)
    for name in list(bekasi.environment):
        if name.startswith(("GIT_AUTHOR", "GIT_COMMITTER")):
            del bekasi.environment[name]
    bekasi.good("update", cwd=here)


def test_the_regions_answers_are_rendered_again_at_each_update(bekasi, donor, here, mirror, git):
    answers = (here / ".livinglab/answers.toml").read_text()
    commit(git, here, ".livinglab/answers.toml", answers + '\ndomain = "sakip.bekasikab.go.id"\n')
    next_release(donor, mirror)
    bekasi.good("update", cwd=here)
    found = subprocess.run(
        ["grep", "-rl", "sakip.bekasikab.go.id", ".livinglab"], cwd=here, capture_output=True, check=False
    )
    files = set(found.stdout.decode().split()) - {".livinglab/answers.toml"}
    assert files, "no rendered file carries the new domain"


def test_updating_offline_from_what_is_kept(bekasi, donor, here, mirror, serve):
    next_release(donor, mirror)
    address, faults = serve()
    bekasi.good("--registry", address, "fetch", "e-sakip", "other", "--region", "32.16")
    bekasi.good("--registry", address, "update", "--to", "1.1.0", cwd=here)
    faults.requests.clear()
    answered = bekasi.run("--registry", address, "update", "--offline", cwd=here)
    assert answered.code == 0
    assert faults.requests == []
    assert os.path.exists(here / ".env")
