"""A release's page: what changed, what exactly it is, and how to get that and nothing else."""

import hashlib
from collections.abc import Callable
from html import unescape

from starlette.testclient import TestClient

from livinglab import contract
from registry.access.callers import OPERATOR
from registry.catalog import yanks
from registry.database import Database

PATH = "/applications/e-sakip/releases"


def read(client: TestClient, path: str, *, language: str = "en", status: int = 200) -> str:
    """Return a page's text."""
    answer = client.get(path, params={"lang": language})
    assert answer.status_code == status, answer.text
    return " ".join(unescape(answer.text).split())


def test_a_release_says_what_changed_and_what_exactly_it_is(
    client: TestClient, publish: Callable[..., str], make_release, make_block, digest: str
) -> None:
    before = make_block("lockfile-missing", level="warn", path="composer.json")
    after = make_block("changelog-missing", level="warn", path=None)
    license = contract.License(spdx="MIT", file="LICENSE", usable=True)
    publish(
        "e-sakip",
        make_release("1.0.0", findings=[before], bytes=3_000_000, license=license),
        make_release("1.1.0", findings=[after], bytes=4_500_000, files=57),
    )
    page = read(client, f"{PATH}/1.1.0")
    gone, new = page.index("Findings that are gone"), page.index("Findings that are new")
    assert gone < page.index("lockfile-missing", gone) < new < page.index("changelog-missing", new)
    commit = hashlib.sha1(b"1.1.0", usedforsecurity=False).hexdigest()
    for expected in ("+1.5 MB", "+15", ">changed<", commit, commit[::-1], digest, "1.0 MB"):
        assert expected in page
    assert "livinglab fetch e-sakip@1.1.0 --region 32.16" in page
    assert "+1,5 MB" in read(client, f"{PATH}/1.1.0", language="id")
    first = read(client, f"{PATH}/1.0.0")
    assert "No release was published before this one." in first
    assert 'The release that is offered now is <a href="/applications/e-sakip/releases/1.1.0">' in first


def test_latest_leads_to_the_newest_and_a_yanked_one_says_why(
    client: TestClient, database: Database, publish, make_release, make_unlicensed
) -> None:
    publish("e-sakip", make_release("1.0.0"), make_release("1.1.0"))
    answer = client.get(f"{PATH}/latest", follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (307, f"{PATH}/1.1.0")
    with database.write() as session:
        yanks.yank(session, "e-sakip", "1.1.0", "Kebocoran data di laporan.", caller=OPERATOR)
    assert "Kebocoran data di laporan." in read(client, f"{PATH}/1.1.0")
    assert client.get(f"{PATH}/latest", follow_redirects=False).headers["Location"] == f"{PATH}/1.0.0"
    missing = read(client, f"{PATH}/9", language="id", status=404)
    assert "Tidak ada rilis “9”." in missing
    assert f'href="{PATH}/1.0.0"' in missing
    for hostile in ("%00", "%ff", "v" * 3000, "<b>"):
        answer = client.get(f"{PATH}/{hostile}")
        assert (answer.status_code, "<b>" in answer.text) == (404, False)
    publish("surat", make_unlicensed())
    assert "None of its releases may be fetched" in read(
        client, "/applications/surat/releases/latest", status=404
    )
    withheld = read(client, "/applications/surat/releases/1.0.0")
    assert "livinglab fetch" not in withheld
    assert "There is no licence file." in withheld
    assert "There is no such application" in read(client, "/applications/tidak-ada/releases/1", status=404)
