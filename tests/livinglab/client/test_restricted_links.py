"""Signed addresses as a client keeps them: apart from the record, and only where they look like ours."""

from datetime import UTC, datetime

import pytest

from livinglab.client.folder import archive_path
from livinglab.client.restricted import Links
from livinglab.contract import Archive, License, Release, Sbom

PATH = f"archives/restricted/ab/{'ab' * 32}.bundle"
SIGNED = f"until=1795312800&signature={'3f' * 32}"


def release(path: str) -> Release:
    """Return a release with one archive at a path."""
    digest = "ab" * 32
    return Release(
        version="1.0.0",
        status="published",
        released_at=datetime(2026, 1, 1, tzinfo=UTC),
        bytes=1,
        commit="a" * 40,
        tree="b" * 40,
        files=1,
        license=License(spdx="MIT", file=None, usable=True),
        archives=[Archive(kind="snapshot", sha256=digest, bytes=1, path=path)],
        sbom=Sbom(
            path=f"archives/restricted/ab/{digest}.cdx.json?{SIGNED}", sha256=digest, bytes=1, components=1
        ),
    )


def test_a_signed_address_is_kept_apart_from_what_is_recorded() -> None:
    links = Links()
    kept = links.keep("e-sakip", release(f"{PATH}?{SIGNED}"))
    assert "signature" not in kept.model_dump_json()
    assert kept.archives[0].path == PATH == archive_path(kept.archives[0])
    link = links.of(kept.archives[0])
    assert link is not None
    assert (link.slug, link.version, link.query) == ("e-sakip", "1.0.0", SIGNED)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "signature=" + "3f" * 32,
        f"{SIGNED}&next=https://evil.example",
        f"{SIGNED}#x",
        f"{SIGNED}\nHost: evil.example",
        "until=99999999999999999999&signature=" + "3f" * 32,
        "until=1795312800&signature=" + "3F" * 32,
    ],
)
def test_what_does_not_look_like_a_signature_of_ours_goes_into_no_address(query: str) -> None:
    links = Links()
    kept = links.keep("e-sakip", release(f"{PATH}?{query}"))
    assert links.of(kept.archives[0]) is None
    assert kept.archives[0].path == PATH
