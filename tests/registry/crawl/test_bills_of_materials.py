"""A bill of materials lies beside a release's archives, under its own SHA-256."""

import hashlib
import json

import pytest
from sqlmodel import select

from registry.catalog import bodies
from registry.catalog.store import open_store
from registry.tables import Release

LOCK = json.dumps(
    {
        "lockfileVersion": 3,
        "packages": {
            "": {"name": "e-sakip", "version": "1.0.0"},
            "node_modules/vue": {"version": "3.4.0", "license": "MIT"},
        },
    }
)


def bill(visitor, path: str) -> bytes:
    """Return a bill from the store."""
    return b"".join(open_store(visitor.settings).read(path.removeprefix("archives/")))


@pytest.mark.parametrize(("visibility", "start"), [("public", ""), ("agreement", "restricted/")])
def test_a_release_with_lock_files_gets_a_bill_of_their_packages(visitor, donor, visibility, start) -> None:
    donor.release("v1.0.0", **{"package-lock.json": LOCK})
    assert visitor.visit(visitor.submit(donor.url, visibility=visibility)).outcome == "published"
    assert bool(visitor.entry().releases[0].sbom) is (visibility == "public")
    with visitor.database.read() as session:
        found = bodies.whole_release(session.exec(select(Release)).one()).sbom
    content = bill(visitor, found.path)
    assert found.path == f"archives/{start}{found.sha256[:2]}/{found.sha256}.cdx.json"
    assert (hashlib.sha256(content).hexdigest(), len(content)) == (found.sha256, found.bytes)
    told = json.loads(content)
    assert told["bomFormat"] == "CycloneDX"
    assert [one["purl"] for one in told["components"]] == ["pkg:npm/vue@3.4.0"]
    assert found.components == 1


def test_a_release_without_lock_files_has_no_bill(visitor, donor) -> None:
    donor.release("v1.0.0")
    visitor.visit(visitor.submit(donor.url))
    assert visitor.entry().releases[0].sbom is None
    assert not list(visitor.settings.folder.glob("archives/**/*.cdx.json"))


def test_a_release_that_is_withheld_has_no_bill(visitor, donor, texts) -> None:
    files = {"publiccode.yml": texts["publiccode.yml"], "package-lock.json": LOCK}
    donor.commit(files, tag="v1.0.0")
    visitor.visit(visitor.submit(donor.url))
    assert visitor.entry().releases[0].sbom is None
