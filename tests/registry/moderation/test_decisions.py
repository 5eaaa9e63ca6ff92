"""Decisions: who may, which fit, and that each leaves one row with its reason."""

import json

import pytest
from sqlmodel import select

from registry.database import Database
from registry.tables import JournalRow

APP = "/api/v1/applications/e-sakip"
MODERATED = "/api/v1/moderation/applications/e-sakip"
QUEUE = "/api/v1/moderation/queue"


@pytest.fixture
def rows(database: Database):
    """Give the decisions in the journal."""

    def rows() -> list[tuple[str, str, str]]:
        with database.read() as session:
            found = session.exec(select(JournalRow).order_by(JournalRow.serial)).all()
            said = [(row.action, row.actor, json.loads(row.detail).get("reason")) for row in found]
            assert all(row.before != row.after for row in found if row.after)
        return [one for one in said if one[2]]

    return rows


def test_each_decision_leaves_one_row_with_its_reason(client, decide, rows, reason, people) -> None:
    for decision in ("quarantine", "release-from-quarantine", "retire", "reopen"):
        assert decide(decision) == 200
        assert decide(decision) == 200  # again, as after a lost answer
    assert [(action, said) for action, _, said in rows()] == [
        ("application.quarantined", reason),
        ("application.released", reason),
        ("application.retired", reason),
        ("application.reopened", reason),
    ]
    assert all(actor.startswith("token:") for _, actor, _ in rows())
    history = client.get(MODERATED, headers=people.auditor).json()["history"]
    assert [one["action"] for one in history] == [action for action, _, _ in rows()][::-1]
    assert history[0]["reason"] == reason


@pytest.mark.parametrize(
    ("standing", "unfit"),
    [
        ([], ["approve", "release-from-quarantine", "reopen"]),
        (["quarantine"], ["approve", "request-changes", "retire", "reopen"]),
        (["retire"], ["approve", "request-changes", "release-from-quarantine"]),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(client, people, decide, standing, unfit) -> None:
    for decision in standing:
        assert decide(decision) == 200
    for decision in unfit:
        asked = {"decision": decision, "reason": "Keputusan ini tidak sesuai keadaannya."}
        answer = client.post(MODERATED, json=asked, headers=people.curator)
        assert answer.status_code == 409
        assert "Yang mungkin: " in answer.json()["detail"]


@pytest.mark.parametrize("reason", ["", "terlalu pendek", " " * 40, "x" * 2001, "\u200b" * 30, "\0" * 25])
def test_a_reason_that_says_nothing_is_refused(client, people, rows, reason) -> None:
    asked = {"decision": "quarantine", "reason": reason}
    answer = client.post(MODERATED, json=asked, headers=people.curator)
    assert (answer.status_code, "reason" in answer.json()["errors"][0]["field"]) == (422, True)
    yanked = client.post(f"{APP}/releases/1.0.0/yank", json={"reason": reason}, headers=people.curator)
    assert yanked.status_code == 422
    assert rows() == []


def test_who_may_not_decide_is_told_so(client, people, reason) -> None:
    for decision in ("quarantine", "retire"):
        asked = {"decision": decision, "reason": reason}
        assert client.post(MODERATED, json=asked).status_code == 401
        assert client.post(MODERATED, json=asked, headers=people.stranger).status_code == 403
    asked = {"decision": "quarantine", "reason": reason}
    assert client.post(MODERATED, json=asked, headers=people.owner).status_code == 403
    assert client.get(MODERATED, headers=people.owner).status_code == 403
    assert client.get("/api/v1/moderation/queue", headers=people.owner).status_code == 403
    assert client.get("/api/v1/moderation/queue").status_code == 401


def test_an_owner_retires_their_own_and_a_curator_reopens_it(client, people, decide, reason) -> None:
    asked = {"decision": "retire", "reason": reason}
    assert client.post(MODERATED, json=asked, headers=people.owner).status_code == 200
    again = {"decision": "reopen", "reason": reason}
    assert client.post(MODERATED, json=again, headers=people.owner).status_code == 403
    assert decide("reopen") == 200


def test_what_is_retired_leaves_lists_and_stays_at_its_address(client, decide, reason) -> None:
    decide("retire")
    assert client.get("/api/v1/applications").json()["items"] == []
    assert client.get("/api/v1/search?q=sakip").json()["items"] == []
    shown = client.get(APP).json()
    assert (shown["latest_version"], shown["standing"]["reason"]) == (None, reason)
    assert client.get(f"{APP}/releases/latest").status_code == 404
    assert client.get(f"{APP}/releases/1.0.0").json()["version"] == "1.0.0"
    digest = client.get(f"{APP}/releases/1.0.0").json()["archives"][0]["path"]
    assert client.get(f"/{digest}").status_code == 200
    assert client.get("/archives/applications/e-sakip.json").json()["application"]["standing"]
    page = client.get("/applications/e-sakip")
    assert (page.status_code, reason in page.text, "livinglab fetch e-sakip " in page.text) == (
        200,
        True,
        False,
    )
    decide("reopen")
    assert client.get(APP).json()["latest_version"] == "1.0.0"


def test_a_name_stays_taken_whatever_became_of_it(client, people, decide, reason, submit) -> None:
    asked = {"url": "https://git.example.go.id/x.git", "slug": "e-sakip", "region": "32.16"}
    stranger = {**asked, "publisher": "Pemerintah Kabupaten Bekasi"}
    owner = {**asked, "publisher": "Pemerintah Kabupaten Sumedang", "region": "32.11"}
    for decision in ("retire", "quarantine"):
        decide(decision)
        answer = client.post("/api/v1/submissions", json=stranger, headers=people.stranger)
        assert (answer.status_code, "belongs to another" in answer.text or "dipakai" in answer.text) == (
            409,
            True,
        )
        answer = client.post("/api/v1/submissions", json=owner, headers=people.owner)
        assert (answer.status_code, reason in answer.json()["detail"]) == (409, True)


def test_the_queue_follows_a_submission_to_its_end(
    client, submit, visit, people, decide, make_release, make_block, reason
) -> None:
    def state() -> str:
        return str(client.get(f"{MODERATED[:-7]}e-lapor", headers=people.auditor).json()["state"])

    def listed(wanted: str) -> list[str]:
        items = client.get(QUEUE, params={"state": wanted}, headers=people.auditor).json()["items"]
        return [one["slug"] for one in items]

    submit("e-lapor", publisher="Warga", region=None)
    assert (state(), listed("submitted")) == ("submitted", ["e-sakip", "e-lapor"])
    assert decide("request-changes", "e-lapor") == 409  # it has not been visited yet
    visit("e-lapor", make_release("1.0.0", findings=[make_block()], archives=[]))
    assert (state(), listed("needs-changes")) == ("needs-changes", ["e-lapor"])
    submit("e-lapor", publisher="Warga", region=None)
    visit("e-lapor", make_release("1.0.0"))
    assert (state(), listed("published")) == ("published", ["e-lapor"])
    assert decide("request-changes", "e-lapor") == 200
    [queued] = client.get(QUEUE, params={"state": "needs-changes"}, headers=people.auditor).json()["items"]
    assert queued["error"]["id"] == f"Kurator meminta: {reason}"
    assert client.get("/api/v1/applications/e-lapor").status_code == 200  # what is published stays
    assert decide("approve", "e-lapor") == 200
    assert (state(), listed("in-review")) == ("published", [])
    for decision, wanted in (("quarantine", "quarantined"), ("release-from-quarantine", "published")):
        decide(decision, "e-lapor")
        assert (state(), "e-lapor" in listed(wanted)) == (wanted, True)


def test_the_queue_comes_in_pages(client, submit, people) -> None:
    for number in range(4):
        submit(f"aplikasi-{number}", publisher="Warga", region=None)
    asked = {"state": "submitted", "limit": "2"}
    seen = []
    while True:
        page = client.get(QUEUE, params=asked, headers=people.auditor).json()
        seen += [one["slug"] for one in page["items"]]
        if page["next"] is None:
            break
        asked["cursor"] = page["next"]
    assert seen == ["e-sakip", *(f"aplikasi-{number}" for number in range(4))]
    assert client.get(QUEUE, params={"state": "gone"}, headers=people.auditor).status_code == 422
