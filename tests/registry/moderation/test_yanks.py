"""Yanked releases: passed over, still there by their version, and told with the reason."""

import pytest

APP = "/api/v1/applications/e-sakip"
OLD, NEW = f"{APP}/releases/1.0.0", f"{APP}/releases/1.1.0"


@pytest.fixture
def sakip(publish, make_release) -> None:
    """Publish two releases of e-SAKIP."""
    publish("e-sakip", make_release("1.0.0"), make_release("1.1.0"))


def test_a_yanked_release_is_passed_over_and_shown_with_its_reason(client, people, reason) -> None:
    before = client.get(NEW).json()
    answer = client.post(f"{NEW}/yank", json={"reason": reason}, headers=people.owner)
    assert (answer.status_code, answer.json()["yanked"]["reason"]) == (200, reason)
    assert client.get(APP).json()["latest_version"] == "1.0.0"
    assert client.get(f"{APP}/releases/latest").json()["version"] == "1.0.0"
    shown = client.get(NEW).json()
    assert (shown.pop("yanked")["reason"], before.pop("yanked")) == (reason, None)
    assert shown == before  # what is published does not change
    briefs = client.get(APP).json()["releases"]
    assert [one["yanked"] is None for one in briefs] == [False, True]
    entry = client.get("/archives/applications/e-sakip.json").json()
    assert [one["yanked"] is None for one in entry["releases"]] == [False, True]
    assert client.get(f"/{before['archives'][0]['path']}").status_code == 200
    page = client.get("/applications/e-sakip?lang=en").text
    assert "yanked</span>" in page
    assert reason in page
    assert client.get("/api/v1/search?q=sakip").json()["items"][0]["latest_version"] == "1.0.0"


def test_a_yank_is_taken_back(client, people, reason) -> None:
    first = client.get(NEW).content
    for _ in range(2):  # again, as after a lost answer
        client.post(f"{NEW}/yank", json={"reason": reason}, headers=people.curator)
    for _ in range(2):
        answer = client.delete(f"{NEW}/yank", params={"reason": reason}, headers=people.curator)
        assert (answer.status_code, answer.json()["yanked"]) == (200, None)
    assert client.get(NEW).content == first
    assert client.get(APP).json()["latest_version"] == "1.1.0"
    moderated = client.get("/api/v1/moderation/applications/e-sakip", headers=people.auditor).json()
    assert [(one["action"], one["version"]) for one in moderated["history"]] == [
        ("release.unyanked", "1.1.0"),
        ("release.yanked", "1.1.0"),
    ]


def test_where_all_are_yanked_none_may_be_fetched(client, people, reason) -> None:
    for path in (OLD, NEW):
        client.post(f"{path}/yank", json={"reason": reason}, headers=people.owner)
    assert client.get(APP).json()["latest_version"] is None
    answer = client.get(f"{APP}/releases/latest")
    assert (answer.status_code, "boleh diambil saat ini" in answer.json()["detail"]) == (404, True)
    assert [one["slug"] for one in client.get("/api/v1/applications").json()["items"]] == ["e-sakip"]
    page = client.get("/applications/e-sakip?lang=en").text
    assert "No release is offered at present." in page
    assert client.get(APP).json()["license"] == "EUPL-1.2"


def test_only_its_own_publisher_and_curators_yank(client, people, reason) -> None:
    asked = {"reason": reason}
    assert client.post(f"{NEW}/yank", json=asked).status_code == 401
    for headers in (people.stranger,):
        assert client.post(f"{NEW}/yank", json=asked, headers=headers).status_code == 403
        assert client.delete(f"{NEW}/yank", params=asked, headers=headers).status_code == 403
    assert client.get(NEW).json()["yanked"] is None


def test_what_was_never_published_is_not_yanked(
    client, people, publish, make_release, make_block, reason
) -> None:
    publish(
        "e-lapor", make_release("1.0.0", findings=[make_block()], archives=[]), publisher="Warga", region=None
    )
    path = "/api/v1/applications/e-lapor/releases"
    answer = client.post(f"{path}/1.0.0/yank", json={"reason": reason}, headers=people.curator)
    assert answer.status_code == 409
    assert (
        client.post(f"{path}/9.9.9/yank", json={"reason": reason}, headers=people.curator).status_code == 404
    )
    assert (
        client.post(
            f"{APP}/releases/latest/yank", json={"reason": reason}, headers=people.curator
        ).status_code
        == 404
    )


def test_a_visit_leaves_a_yank_alone(client, people, visit, make_release, reason) -> None:
    client.post(f"{NEW}/yank", json={"reason": reason}, headers=people.owner)
    visit("e-sakip", make_release("1.0.0"), make_release("1.1.0"), make_release("1.2.0"))
    assert client.get(NEW).json()["yanked"]["reason"] == reason
    assert client.get(APP).json()["latest_version"] == "1.2.0"
