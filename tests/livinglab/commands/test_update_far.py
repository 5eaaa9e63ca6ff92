"""`livinglab update` over many releases, and to releases that are run in another way."""

import json

import pytest

from livinglab.contract import ReleaseStatus
from registry.donor import serve_donor

COMPOSE = "services:\n  web:\n    build: .\n    ports: ['80:80']\n  db:\n    image: mariadb:11\n"


@pytest.fixture
def here(bekasi, donor, mirror):
    """E-SAKIP 1.0.0 as Bekasi has fetched it, with a file large enough that a delta pays."""
    large = b"".join(number.to_bytes(4, "big") * 7 for number in range(20_000))
    donor.release("1.0.0", {"LICENSE": "x", "index.php": "<?php\n", "large.bin": large})
    mirror.publish(donor, "1.0.0")
    bekasi.environment["LIVINGLAB_REGISTRY"] = str(mirror.folder)
    bekasi.good("fetch", "e-sakip", "--region", "32.16")
    return bekasi.home / "e-sakip"


def publish(donor, mirror, *versions):
    for version in versions:
        donor.release(version, {f"rilis-{version}.txt": version})
        mirror.publish(donor, version)
    return mirror.entries["e-sakip"].releases


def test_an_update_over_several_releases_takes_their_deltas_one_after_the_other(
    bekasi, donor, here, mirror, git
):
    releases = publish(donor, mirror, "1.1.0", "1.2.0", "1.3.0")
    for release in releases[:3]:
        mirror.bundle(release, "snapshot").unlink()
    bekasi.good("update", "--dry-run", cwd=here)
    bekasi.good("update", cwd=here)
    assert (here / "rilis-1.3.0.txt").is_file()
    refs = git(here, "for-each-ref", "--format=%(refname)", "refs/livinglab/snapshot/").split()
    assert refs == ["refs/livinglab/snapshot/1.0.0", "refs/livinglab/snapshot/1.3.0"]
    bekasi.good("verify", cwd=here)


def test_history_that_is_here_is_extended_from_the_donor_and_not_brought_anew(
    bekasi, donor, mirror, git, tmp_path
):
    with serve_donor(donor.folder.parent) as server:
        url = f"{server.url}/{donor.folder.name}/.git"
        bekasi.environment["LIVINGLAB_REGISTRY"] = str(mirror.folder)
        donor.release("1.0.0", {"LICENSE": "x", "index.php": "<?php // satu\n"})
        mirror.publish(donor, "1.0.0", history=True)
        mirror.write("e-sakip", mirror.entries["e-sakip"].releases, url=url)
        bekasi.good("fetch", "e-sakip", "--region", "32.16", "--history")
        donor.release("1.1.0", {"index.php": "<?php // satu\n// dua\n"})
        newest = mirror.publish(donor, "1.1.0", history=True)
        mirror.write("e-sakip", mirror.entries["e-sakip"].releases, url=url)
        mirror.bundle(newest, "history").unlink()
        bekasi.good("update", cwd=bekasi.home / "e-sakip")
    assert "summary rilis 1.1.0" in git(bekasi.home / "e-sakip", "blame", "--line-porcelain", "index.php")


def test_a_chain_with_a_gap_is_left_for_the_whole_snapshot(bekasi, donor, here, mirror):
    newest, middle, *older = publish(donor, mirror, "1.1.0", "1.2.0")
    archives = [archive for archive in middle.archives if archive.kind != "delta"]
    mirror.write("e-sakip", [newest, middle.model_copy(update={"archives": archives}), *older])
    mirror.bundle(newest, "delta").unlink()
    bekasi.good("update", cwd=here)
    assert (here / "rilis-1.2.0.txt").is_file()


def test_a_release_that_was_withdrawn_is_no_way_through(bekasi, donor, here, mirror):
    newest, middle, *older = publish(donor, mirror, "1.1.0", "1.2.0")
    mirror.write("e-sakip", [newest, middle.model_copy(update={"status": ReleaseStatus.QUARANTINED}), *older])
    mirror.bundle(middle, "delta").unlink()
    bekasi.good("update", cwd=here)
    assert (here / "rilis-1.2.0.txt").is_file()


def test_a_donors_new_compose_file_does_not_move_the_data_to_other_volumes(bekasi, donor, here, mirror):
    before = (here / "compose.livinglab.yaml").read_text()
    donor.release("1.1.0", {"docker-compose.yml": COMPOSE, "Dockerfile": "FROM php:8.3-fpm\n"})
    mirror.publish(donor, "1.1.0")
    bekasi.good("update", cwd=here)
    assert (here / "compose.livinglab.yaml").read_text() == before.replace("1.0.0", "1.1.0")
    assert json.loads((here / ".livinglab/lock.json").read_text())["overlay"]["id"] == "php"


def test_a_release_of_another_kind_warns_before_data_seems_lost(bekasi, donor, here, mirror):
    donor.release(
        "1.1.0", {"index.php": None, "go.mod": "module e-sakip\n\ngo 1.23\n", "main.go": "package main\n"}
    )
    mirror.publish(donor, "1.1.0")
    answered = bekasi.good("update", "--dry-run", cwd=here)
    assert "php becomes go" in answered.out + answered.err
