"""`livinglab fetch` over HTTP: lines that drop, servers that lie, registries that are half down."""

import os
import random
import signal
import subprocess
import time

import pytest

WORDS = ("fetch", "e-sakip", "--region", "32.16")


@pytest.fixture
def large(donor, mirror):
    """E-SAKIP with 2 MB of logos that do not compress."""
    noise = random.Random(3216)  # noqa: S311 - the same bytes at each run, nothing secret
    files = {f"public/logo{number}.bin": noise.randbytes(200_000) for number in range(10)}
    donor.release("1.0.0", {"LICENSE": "x", "index.php": "<?php", **files})
    return mirror.publish(donor, "1.0.0")


def ranges(faults):
    """Return the ranges that were asked for, archive requests only."""
    return [headers.get("Range") for path, headers in faults.requests if path.endswith(".bundle")]


def test_a_static_mirror_without_an_api_is_enough(bekasi, large, serve):
    address, faults = serve()
    bekasi.good("--registry", address, *WORDS)
    assert (bekasi.home / "e-sakip/public/logo9.bin").stat().st_size == 200_000
    assert ranges(faults) == [None]


@pytest.mark.parametrize("status", [500, 502, 503])
def test_an_api_that_is_down_is_replaced_by_the_static_files(bekasi, large, serve, status):
    address, _ = serve(api_status=status)
    bekasi.good("--registry", address, *WORDS)


def test_the_region_is_told_with_the_download_and_no_token_is_sent_that_was_not_given(bekasi, large, serve):
    address, faults = serve()
    bekasi.good("--registry", address, *WORDS)
    [headers] = [headers for path, headers in faults.requests if path.endswith(".bundle")]
    assert headers["Livinglab-Region"] == "32.16"
    assert "Authorization" not in headers


def test_a_token_goes_to_the_registry_and_never_to_where_it_redirects(bekasi, large, serve):
    store, stored = serve()
    address, asked = serve(redirect=store)
    bekasi.good("--registry", address, *WORDS, LIVINGLAB_TOKEN="rahasia")
    assert all(headers["Authorization"] == "Bearer rahasia" for _, headers in asked.requests)
    [headers] = [headers for _, headers in stored.requests]
    assert "Authorization" not in headers
    assert "Livinglab-Region" not in headers


def test_a_redirect_that_goes_in_circles_is_given_up(bekasi, large, serve):
    address, faults = serve()
    faults.redirect = address
    answered = bekasi.run("--registry", address, *WORDS)
    assert answered.code == 6
    assert len(ranges(faults)) == 4


@pytest.mark.parametrize("target", ["file:///etc", "ftp://127.0.0.1", "gopher://x"])
def test_a_redirect_to_another_kind_of_address_is_refused(bekasi, large, serve, target):
    address, _ = serve(redirect=target)
    assert bekasi.run("--registry", address, *WORDS).code == 6


def test_a_token_is_not_sent_in_the_clear_to_another_machine():
    from livinglab.client.web import WebCatalog  # noqa: PLC0415 - the one test that looks inside

    for address, sent in (("https://katalog.example", True), ("http://katalog.example", False)):
        catalog = WebCatalog(address, language="id", token="rahasia")
        assert ("Authorization" in catalog.http.headers) == sent
        catalog.http.close()


def test_a_line_that_drops_every_300_kilobytes_gets_there_without_loading_anything_twice(
    bekasi, large, serve
):
    address, faults = serve(drop_every=300_000)
    answered = bekasi.good("--registry", address, *WORDS)
    size = large.archives[0].bytes
    assert ranges(faults)[1:] == [f"bytes={at}-" for at in range(300_000, size, 300_000)]
    assert "the line dropped" in answered.err


def test_a_resumed_download_says_which_bytes_it_has(bekasi, large, serve):
    address, faults = serve(drop_every=700_000)
    bekasi.good("--registry", address, *WORDS)
    second = [headers for path, headers in faults.requests if path.endswith(".bundle")][1]
    assert second["If-Range"] == f'"{large.archives[0].sha256}"'


def test_a_server_without_ranges_is_read_from_the_start_and_the_known_bytes_are_skipped(bekasi, large, serve):
    address, _ = serve(ranges=False)
    bekasi.good("--registry", address, *WORDS)
    leave_a_partial(bekasi, large)
    answered = bekasi.good("--registry", address, "fetch", "e-sakip", "again", "--region", "32.16")
    assert "resuming" in answered.err


def test_a_server_that_lies_about_ranges_is_found_out(bekasi, large, serve):
    address, _ = serve(drop_every=900_000, lie=True)
    answered = bekasi.run("--registry", address, *WORDS)
    assert answered.code == 7, answered.err
    assert list(bekasi.home.glob("*sakip*")) == []


def test_bytes_that_were_changed_on_the_way_are_found_out_and_not_kept(bekasi, large, serve):
    address, faults = serve(spoil=True)
    answered = bekasi.run("--registry", address, *WORDS)
    assert answered.code == 7
    faults.spoil = False
    bekasi.good("--registry", address, *WORDS)


def test_a_truncated_archive_ends_in_a_plain_error_and_leaves_nothing(bekasi, large, serve):
    address, _ = serve(truncate=500_000)
    answered = bekasi.run("--registry", address, *WORDS)
    assert answered.code == 6
    assert "Traceback" not in answered.err
    assert list(bekasi.home.glob("*sakip*")) == []


def test_an_archive_longer_than_promised_is_refused(bekasi, large, mirror, serve):
    bundle = mirror.bundle(large)
    bundle.write_bytes(bundle.read_bytes() + b"more")
    address, _ = serve()
    assert bekasi.run("--registry", address, *WORDS).code == 7


def leave_a_partial(operator, release, *, spoilt=False):
    """Turn the cached archive into what a killed download leaves: its first half."""
    digest = release.archives[0].sha256
    cached = operator.home / "cache/livinglab/archives" / digest[:2] / f"{digest}.bundle"
    content = bytearray(cached.read_bytes()[: release.archives[0].bytes // 2])
    if spoilt:
        content[1000] ^= 1
    cached.unlink()
    cached.with_name(f"{digest}.0123456789abcdef.partial").write_bytes(content)


def test_a_killed_download_is_carried_on_by_the_next_run(bekasi, large, serve):
    address, faults = serve()
    bekasi.good("--registry", address, *WORDS)
    leave_a_partial(bekasi, large)
    faults.requests.clear()
    bekasi.good("--registry", address, "fetch", "e-sakip", "again", "--region", "32.16")
    assert ranges(faults) == [f"bytes={large.archives[0].bytes // 2}-"]


def test_a_spoilt_leftover_costs_a_second_download_and_nothing_else(bekasi, large, serve):
    address, faults = serve()
    bekasi.good("--registry", address, *WORDS)
    leave_a_partial(bekasi, large, spoilt=True)
    faults.requests.clear()
    bekasi.good("--registry", address, "fetch", "e-sakip", "again", "--region", "32.16")
    assert ranges(faults)[-1] is None


def test_what_was_fetched_once_is_fetched_again_offline(bekasi, large, serve):
    address, faults = serve()
    bekasi.good("--registry", address, *WORDS)
    faults.requests.clear()
    again = ("fetch", "e-sakip", "again", "--region", "32.16", "--offline")
    bekasi.good("--registry", address, *again)
    assert faults.requests == []


def test_offline_without_a_kept_archive_says_what_to_do(bekasi, large, serve):
    address, _ = serve()
    answered = bekasi.run("--registry", address, *WORDS, "--offline")
    assert answered.code == 5
    bekasi.good("--registry", address, *WORDS)
    for path in (bekasi.home / "cache/livinglab/archives").rglob("*.bundle"):
        path.unlink()
    answered = bekasi.run(
        "--registry", address, "fetch", "e-sakip", "again", "--region", "32.16", "--offline"
    )
    assert answered.code == 6
    assert "--from-bundle" in answered.err


def test_a_kept_archive_is_hashed_at_every_use(bekasi, large, serve):
    address, faults = serve()
    bekasi.good("--registry", address, *WORDS)
    [kept] = (bekasi.home / "cache/livinglab/archives").rglob("*.bundle")
    content = bytearray(kept.read_bytes())
    content[5000] ^= 1
    kept.write_bytes(content)
    faults.requests.clear()
    bekasi.good("--registry", address, "fetch", "e-sakip", "again", "--region", "32.16")
    assert ranges(faults) == [None]


def test_one_registrys_archive_is_never_taken_for_anothers(bekasi, donor, large, mirror, serve, tmp_path):
    """Two registries may use one name for different things: only digests count (giget's cache mixed them)."""
    address, _ = serve()
    bekasi.good("--registry", address, *WORDS)
    donor.release("1.0.0", {"index.php": "<?php // lain"})
    mirror.entries.clear()
    mirror.publish(donor, "1.0.0")
    other, _ = serve()
    bekasi.good("--registry", other, "fetch", "e-sakip", "other", "--region", "32.16")
    assert (bekasi.home / "other/index.php").read_text() == "<?php // lain"
    answered = bekasi.run(
        "--registry", "http://127.0.0.1:9", "fetch", "e-sakip", "x", "--region", "32.16", "--offline"
    )
    assert answered.code == 5


def test_names_from_the_network_never_become_paths(bekasi, large, mirror, serve):
    archive = large.archives[0].model_copy(update={"path": "archives/../../../../escaped"})
    release = large.model_copy(update={"archives": [archive]})
    mirror.write("e-sakip", [release], name="../../evil")
    address, _ = serve()
    bekasi.good("--registry", address, *WORDS)
    assert not [
        path for path in bekasi.home.parent.rglob("*") if "escaped" in path.name or "evil" in path.name
    ]


def test_a_registry_that_is_not_there_is_a_plain_error(bekasi):
    answered = bekasi.run("--registry", "http://127.0.0.1:9", *WORDS)
    assert answered.code == 6
    assert "doctor" in answered.err


def test_ctrl_c_ends_with_130_and_leaves_nothing_but_the_partial_download(bekasi, large, serve):
    address, _ = serve(slow=0.2)
    process = subprocess.Popen(
        bekasi.command("--registry", address, *WORDS),
        cwd=bekasi.home,
        env=bekasi.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    partials = bekasi.home / "cache/livinglab/archives"
    while not any(path.stat().st_size > 300_000 for path in partials.rglob("*.partial")):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, words = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in words
    assert [path.name for path in bekasi.home.iterdir() if "sakip" in path.name] == []
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
