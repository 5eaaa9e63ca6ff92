"""What was taken back: fetched by its exact version alone, and told to whoever runs it."""

from datetime import UTC, datetime

import pytest

from livinglab.contract.catalog import Standing, Yanked

WHY = "Menghitung capaian dua kali; pakailah 1.0.0 atau yang lebih baru."
YANKED = Yanked(at=datetime(2026, 11, 20, tzinfo=UTC), reason=WHY)
RETIRED = Standing(
    state="retired", at=datetime(2026, 11, 20, tzinfo=UTC), reason="Digantikan aplikasi nasional."
)


@pytest.fixture
def two(bekasi, donor, sakip, mirror):
    """Give e-SAKIP with 1.0.0 and a yanked 1.1.0; the way to write the entry anew."""
    donor.release("1.1.0", {"baru": "1.1.0"})
    newer = mirror.publish(donor, "1.1.0").model_copy(update={"yanked": YANKED})
    bekasi.environment["LIVINGLAB_REGISTRY"] = str(mirror.folder)

    def write(releases=(newer, sakip), **changes):
        mirror.write("e-sakip", list(releases), **{"latest_version": None, **changes})

    write(latest_version="1.0.0")
    return write


def test_who_names_no_version_gets_the_newest_that_is_not_yanked(bekasi, two):
    assert bekasi.good("--json", "fetch", "e-sakip", "--region", "32.16").json["version"] == "1.0.0"


def test_the_exact_version_is_fetched_with_a_loud_notice(bekasi, two):
    answered = bekasi.good("--lang", "id", "fetch", "e-sakip@1.1.0", "--region", "32.16")
    assert f"PERHATIAN: rilis 1.1.0 DITARIK dari katalog: {WHY}" in answered.out + answered.err
    assert (bekasi.home / "e-sakip" / "baru").exists()
    again = bekasi.run("--json", "fetch", "e-sakip@1.1.0", "dua", "--region", "32.16", "--dry-run")
    assert again.json["yanked"]["reason"] == WHY


def test_where_all_are_yanked_nothing_is_offered(bekasi, two, sakip):
    two([sakip.model_copy(update={"yanked": YANKED})])
    answered = bekasi.run("fetch", "e-sakip", "--region", "32.16")
    assert answered.code == 5
    assert "no release that may be fetched now" in answered.err
    shown = bekasi.good("show", "e-sakip").out
    assert f"yanked: {WHY}" in shown


def test_status_and_update_tell_who_runs_a_yanked_release(bekasi, two, mirror):
    bekasi.good("fetch", "e-sakip@1.1.0", "--region", "32.16")
    here = bekasi.home / "e-sakip"
    status = bekasi.run("--json", "status", cwd=here)
    assert (status.code, WHY in status.json["warnings"][0]) == (0, True)
    assert "WARNING: release 1.1.0 was YANKED" in bekasi.good("update", cwd=here).out


def test_an_update_passes_over_a_yanked_release(bekasi, donor, two, mirror, sakip):
    bekasi.good("fetch", "e-sakip@1.0.0", "--region", "32.16")
    here = bekasi.home / "e-sakip"
    status = bekasi.run("--json", "status", cwd=here)
    assert (status.code, status.json["newer"], status.json["warnings"]) == (0, [], [])
    asked = bekasi.run("update", "--to", "1.1.0", "--dry-run", cwd=here)
    assert "WARNING: release 1.1.0 was YANKED" in asked.out + asked.err


def test_what_is_retired_is_offered_by_its_version_alone(bekasi, two):
    two(standing=RETIRED)
    answered = bekasi.run("fetch", "e-sakip", "--region", "32.16")
    assert (answered.code, "is retired: Digantikan aplikasi nasional." in answered.err) == (5, True)
    assert "livinglab fetch e-sakip@VERSION" in answered.err
    assert "e-sakip" not in bekasi.run("search", "sakip").out
    fetched = bekasi.good("fetch", "e-sakip@1.0.0", "--region", "32.16")
    assert "is retired" in fetched.out + fetched.err
    status = bekasi.run("--json", "status", cwd=bekasi.home / "e-sakip")
    assert (status.json["newer"], "is retired" in status.json["warnings"][0]) == ([], True)


def test_who_runs_what_is_gone_is_sent_to_its_donor(bekasi, two, mirror):
    bekasi.good("fetch", "e-sakip", "--region", "32.16")
    (mirror.folder / "archives" / "applications" / "e-sakip.json").unlink()
    for command in ("status", "update", "verify"):
        answered = bekasi.run(command, cwd=bekasi.home / "e-sakip")
        assert answered.code == 5
        assert "e-sakip is no longer in the catalog" in answered.err
        assert "Pemerintah Kabupaten Sumedang" in answered.err
