"""A directory that came from a stick: what can be said of it where no registry is chosen."""

import re

import pytest


@pytest.fixture
def here(bekasi, fetched):
    """E-SAKIP as Bekasi has fetched it from a folder; the folder is gone and no registry is chosen."""
    bekasi.environment.pop("LIVINGLAB_REGISTRY", None)
    return fetched


@pytest.mark.parametrize("command", ["status", "verify"])
def test_what_needs_no_registry_is_told_and_that_none_was_asked(bekasi, here, command):
    answered = bekasi.run(command, cwd=here)
    assert answered.code == 0
    assert "LIVINGLAB_REGISTRY" in answered.err
    assert answered.out == bekasi.run(command, "--offline", cwd=here).out


def test_an_archive_that_is_here_already_is_not_called_received(bekasi, mirror, sakip):
    bekasi.environment["LIVINGLAB_REGISTRY"] = str(mirror.folder)
    answered = bekasi.good("--lang", "id", "fetch", "e-sakip", "--region", "32.16")
    assert "sudah ada di sini: " in answered.err
    assert "diterima" not in answered.err


def test_figures_have_the_decimal_comma_in_indonesian(bekasi, mirror, sakip, serve):
    address, _faults = serve()
    answered = bekasi.good("--lang", "id", "--registry", address, "fetch", "e-sakip", "--region", "32.16")
    assert re.search(r"diterima: [^.]+ dalam \d+,\d detik", answered.err)
