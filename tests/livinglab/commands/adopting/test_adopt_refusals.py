"""`livinglab adopt` refuses what is wrong with the option and the fix, before or after the registry does."""

import json

import pytest

from registry.access.callers import Role


def test_dry_run_shows_all_and_sends_nothing(registry, unit):
    nobody = registry.laptop()
    answered = nobody.good("go-live", *unit, "--dry-run")
    assert "nothing is sent" in answered.out
    assert "1.0.0" in answered.out
    assert nobody.good("go-live", *unit, "--dry-run", json=True).json["request"]["unit"] == unit[1]
    assert nobody.good(*unit, json=True).json["adoption"] is None
    assert "seen after: livinglab login" in nobody.good(*unit).out


def test_who_is_not_signed_in_is_told_how(registry, unit):
    nobody = registry.laptop()
    for words in (("instalasi",), ("--list",), ("--correct", "1"), ("--affirm", "1")):
        answered = nobody.adopt(*words, *(unit if words[0] == "instalasi" else ()))
        assert answered.code == 4, words
        assert "livinglab login" in answered.err
    assert nobody.adopt("instalasi", *unit, LIVINGLAB_TOKEN="llab_" + "x" * 49).code == 4


def test_a_token_that_has_ended_is_said_to(registry, unit):
    nobody = registry.laptop()
    place = nobody.home / ".config/livinglab/credentials.json"
    place.parent.mkdir(parents=True)
    entry = {"place": "file", "token": "llab_x", "expires_at": "2026-01-01T00:00:00+00:00"}
    place.write_text(json.dumps({"registries": {registry.address: entry}}))
    place.chmod(0o600)
    answered = nobody.adopt("instalasi", *unit)
    assert answered.code == 4
    assert "ended on 2026-01-01" in answered.err


def test_two_organisations_are_listed_to_choose_from(registry, unit):
    budi = registry.laptop(registry.token("budi", jakarta=Role.RECORDER, pusat=Role.RECORDER))
    words = ("interest", "--application", "e-sakip", "--region", "31.71", *unit)
    refused = budi.adopt(*words, here=False)
    assert refused.code == 3
    assert f"--organisation {registry.pusat}" in refused.err
    budi.good(*words, "--organisation", str(registry.pusat), here=False)


def test_who_may_not_record_there_is_refused(registry, siti, unit):
    reader = registry.laptop(registry.token("rina", bekasi=Role.READER))
    assert reader.adopt("instalasi", *unit).code == 4
    elsewhere = siti.adopt("instalasi", "--region", "32.05", *unit)
    assert elsewhere.code == 4
    assert "whoami" in elsewhere.err


WRONG = [
    (["go-liev"], 2, "go-live"),
    (["retraction"], 2, "unknown"),
    (["go-live", "--date", "2099-01-01"], 2, "has not come yet"),
    (["go-live", "--date", "20/11/2026"], 2, "2026-11-20"),
    (["go-live", "--date", "20261120"], 2, "no date"),
    (["go-live", "--date", "1899-01-01"], 2, "no date"),
    (["go-live", "--document", "sk", "--document-date", "2099-01-01"], 2, "--document-date"),
    (["go-live", "--number", "555/12"], 2, "--document KIND; for go-live it is mostly: sk"),
    (["go-live", "--document", "skk"], 2, "Did you mean: sk"),
    (["go-live", "--document", "sk", "--file", "tidak-ada.pdf"], 2, "tidak-ada.pdf"),
    (["go-live", "--document", "sk", "--file", "."], 2, "not a regular file"),
    (["go-live", "--document", "sk", "--file", "/dev/zero"], 2, "not a regular file"),
    (["go-live", "--region", "99.99"], 5, "99.99"),
    (["go-live", "--region", "Bekassi"], 5, "Bekasi"),
    (["go-live", "--application", "e-sakib"], 5, "livinglab search"),
    (["--application", "e-sakib"], 5, "e-sakib"),
    (["go-live", "--reason", "no-staff"], 2, "only goes with the stage stopped"),
    (["stopped", "--reason", "no-staf"], 2, "no-staff"),
    (["go-live", "--note", "x" * 4001], 2, "--note: too long (at most 4000 letters)"),
    (["go-live", "--note", "tersembunyi\u202e"], 3, "--note"),
    (["go-live", "--version", "a b"], 2, "--version"),
    (["go-live", "--version", "1.1.0", "--organisation", "0"], 2, "--organisation"),
    (["--date", "2026-01-01"], 2, "of which stage?"),
    (["--list", "--date", "2026-01-01"], 2, "does not go with"),
    (["--list", "--state", "in-us"], 2, "in-use"),
    (["--list", "go-live"], 2, "does not go with"),
    (["--correct", "1", "--retract", "2"], 2, "does not go with"),
    (["--correct", "987654"], 5, "no record number 987654"),
    (["--affirm", "987654"], 5, "987654"),
    (["--affirm", "0"], 2, "--affirm"),
    (["--terms", "basis"], 2, "KEY=VALUE"),
    (["--terms", "publication=allowed"], 2, "no basis"),
    (["--terms", "basis=pkss"], 2, "pks"),
    (["--terms", "basis=pks", "basis=hibah"], 2, "twice"),
    (["--terms", "basis=pks", "publikasion=allowed"], 2, "publication"),
    (["--terms", "basis=pks", "support-until=besok"], 2, "support-until"),
    (["--terms", "basis=pks", "agreement=119/2026"], 2, "reference="),
]


@pytest.mark.parametrize(("words", "code", "said"), WRONG, ids=[" ".join(words)[:50] for words, *_ in WRONG])
def test_wrong_input_is_refused_with_the_option_and_the_fix(siti, words, code, said):
    answered = siti.adopt(*words)
    assert answered.code == code, answered
    assert said in answered.err


def test_a_refusal_as_json_carries_code_sentence_and_hint(siti):
    error = siti.adopt("go-liev", json=True).json["error"]
    assert error["code"] == 2
    assert "Did you mean: go-live" in error["hint"]


def test_outside_of_a_fetched_application_it_is_said_what_is_missing(siti):
    answered = siti.adopt("go-live", here=False)
    assert answered.code == 2
    assert "--application e-sakip --region 32.16" in answered.err
    assert siti.adopt("go-live", "--application", "e-sakip", here=False).code == 2
