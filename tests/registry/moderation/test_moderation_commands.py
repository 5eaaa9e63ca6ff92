"""The operator's commands: the queue, quarantine, retirement and yanks at the registry's own shell."""

import argparse

import pytest

from registry.__main__ import _parser
from registry.errors import Conflict, Invalid
from registry.settings import Settings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def run(settings: Settings, sakip):
    """Give a shell at the registry."""

    def run(*words: str) -> int:
        asked: argparse.Namespace = _parser().parse_args(words)
        return int(asked.run(settings, asked))

    return run


def test_an_operator_hides_and_brings_back(run, client, capsys, reason) -> None:
    assert run("quarantine", "e-sakip", "--reason", reason) == 0
    assert client.get("/api/v1/applications/e-sakip").status_code == 404
    assert run("queue", "--state", "quarantined") == 0
    assert run("queue", "e-sakip") == 0
    said = capsys.readouterr().out
    assert "quarantined 1" in said
    assert f"application.quarantined by operator: {reason}" in said
    assert run("quarantine", "e-sakip", "--lift", "--reason", reason) == 0
    assert client.get("/api/v1/applications/e-sakip").status_code == 200


def test_an_operator_retires_and_yanks(run, client, reason) -> None:
    run("yank", "e-sakip", "1.0.0", "--reason", reason)
    assert client.get("/api/v1/applications/e-sakip").json()["latest_version"] is None
    run("yank", "e-sakip", "1.0.0", "--undo", "--reason", reason)
    run("retire", "e-sakip", "--reason", reason)
    assert client.get("/api/v1/applications").json()["items"] == []
    run("retire", "e-sakip", "--reopen", "--reason", reason)
    assert client.get("/api/v1/applications/e-sakip").json()["latest_version"] == "1.0.0"


def test_a_command_that_cannot_be_right_says_why(run, reason) -> None:
    with pytest.raises(Invalid):
        run("quarantine", "e-sakip", "--reason", "singkat")
    with pytest.raises(Conflict):
        run("approve", "e-sakip", "--reason", reason)
    for words in (("quarantine", "e-sakip"), ("queue", "--state", "gone")):
        with pytest.raises(SystemExit):
            run(*words)
