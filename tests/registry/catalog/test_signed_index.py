"""The signed index: what it says follows the catalog, and every file of it is what it names."""

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlmodel import select
from starlette.testclient import TestClient

from registry import clock, journal
from registry.catalog import index, summaries
from registry.catalog.index import editions
from registry.catalog.store import FolderStore, Store, open_store
from registry.database import Database
from registry.journal import keyring
from registry.keys import Keys, open_keys, succeed
from registry.settings import Settings
from registry.tables import Application, IndexEdition

Publish = Callable[..., str]


@pytest.fixture
def store(settings: Settings) -> Store:
    return open_store(settings)


@pytest.fixture
def renew(database: Database, settings: Settings, store: Store) -> Callable[[], int | None]:
    return lambda: index.renew(database, settings, store, open_keys(settings))


def signed(store: Store) -> dict[str, Any]:
    """Read the index and hold its signature to the key of its own file of keys."""
    found: dict[str, Any] = json.loads(b"".join(store.read("index/index.json")))
    keys = json.loads(b"".join(store.read("index/keys.json")))["keys"]
    public = base64.b64decode(next(key["public"] for key in keys if key["id"] == found["key"]))
    said = json.dumps(found["signed"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    message = b"livinglab index v1\n" + said.encode()
    Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(found["signature"]), message)
    statement: dict[str, Any] = found["signed"]
    return statement


def everything(store: Store) -> dict[str, Any]:
    """Read all shards that the index names, each held to its digest and its length."""
    found: dict[str, Any] = {}
    for shard, named in signed(store)["shards"].items():
        content = b"".join(store.read(f"index/{named['sha256']}.json"))
        assert hashlib.sha256(content).hexdigest() == named["sha256"]
        assert len(content) == named["bytes"]
        for slug, said in json.loads(content).items():
            assert hashlib.sha256(slug.encode()).hexdigest()[:2] == shard
            found[slug] = said
    return found


def change(database: Database, slug: str, **columns: object) -> None:
    """Change an application as the curators' room does: its row and a row of the journal."""
    with database.write() as session:
        application = session.exec(select(Application).where(Application.slug == slug)).one()
        for name, value in columns.items():
            setattr(application, name, value)
        summaries.refresh(session, application)
        journal.append(
            session, actor="person:1", action="application.changed", subject=f"application:{slug}", detail={}
        )


def test_a_release_is_listed_with_its_commit_tree_and_archives(
    publish: Publish, renew: Callable[[], int | None], store: Store, bundle: bytes
) -> None:
    publish()
    renew()
    [release] = everything(store)["e-sakip"]["releases"].values()
    commit = hashlib.sha1(b"1.0.0", usedforsecurity=False).hexdigest()
    assert release == {
        "status": "published",
        "commit": commit,
        "tree": commit[::-1],
        "snapshot_commit": commit,
        "yanked": False,
        "archives": [
            {
                "kind": "snapshot",
                "sha256": hashlib.sha256(bundle).hexdigest(),
                "bytes": len(bundle),
                "from_version": None,
            }
        ],
    }


def test_an_empty_registry_has_no_index(renew: Callable[[], int | None], store: Store) -> None:
    assert renew() is None
    assert store.size("index/index.json") is None


def test_it_is_renewed_when_the_journal_moves_and_not_before(
    publish: Publish, renew: Callable[[], int | None]
) -> None:
    publish()
    first = renew()
    renew()  # the first edition put the key on record, which moved the journal
    assert renew() is None
    publish("spbe")
    again = renew()
    assert first is not None
    assert again is not None
    assert again > first


def test_only_shards_of_what_changed_are_new_and_the_old_one_goes_after_a_day(
    publish: Publish,
    renew: Callable[[], int | None],
    store: Store,
    database: Database,
    make_release: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for slug in ("e-sakip", "spbe", "jdih"):
        publish(slug)
    renew()
    before = {shard: named["sha256"] for shard, named in signed(store)["shards"].items()}
    publish("spbe", make_release("1.0.0"), make_release("1.1.0"))
    renew()
    after = {shard: named["sha256"] for shard, named in signed(store)["shards"].items()}
    [moved] = [shard for shard in before if before[shard] != after[shard]]
    assert list(everything(store)["spbe"]["releases"]) == ["1.0.0", "1.1.0"]
    assert index.sweep(database, store) == 0
    later = clock.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert index.sweep(database, store) == 1
    assert store.size(f"index/{before[moved]}.json") is None
    assert set(everything(store)) == {"e-sakip", "spbe", "jdih"}


def test_a_quarantined_application_is_not_in_it_and_comes_back(
    publish: Publish, renew: Callable[[], int | None], store: Store, database: Database
) -> None:
    publish()
    publish("spbe")
    change(database, "e-sakip", standing="quarantined")
    renew()
    assert set(everything(store)) == {"spbe"}
    change(database, "e-sakip", standing="open")
    renew()
    assert set(everything(store)) == {"e-sakip", "spbe"}


def test_half_way_to_its_end_it_is_renewed_although_nothing_moved(
    publish: Publish, renew: Callable[[], int | None], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish()
    renew()
    renew()
    first = signed(store)
    later = clock.now() + timedelta(days=3, hours=13)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert renew() is not None
    assert signed(store)["expires_at"] > first["expires_at"]
    assert signed(store)["shards"] == first["shards"]


def test_an_index_that_somebody_changed_in_the_store_is_made_anew(
    publish: Publish, renew: Callable[[], int | None], store: Store
) -> None:
    publish()
    renew()
    renew()
    store.put_bytes("index/index.json", b"{}")
    assert renew() is not None
    assert set(everything(store)) == {"e-sakip"}


def test_a_registry_restored_from_a_backup_goes_on_above_what_clients_have_seen(
    publish: Publish, renew: Callable[[], int | None], store: Store, database: Database
) -> None:
    publish()
    renew()
    seen = signed(store)["version"]
    with database.write() as session:
        for row in session.exec(select(IndexEdition)):
            session.delete(row)
    renew()
    assert signed(store)["version"] > seen


def test_an_old_key_signs_nothing_after_it_was_rotated(
    publish: Publish, renew: Callable[[], int | None], store: Store, database: Database, settings: Settings
) -> None:
    publish()
    renew()
    old = open_keys(settings)
    new = succeed(settings, old)
    with database.write() as session:
        keyring.rotate(session, old, new, actor="operator")
    with pytest.raises(keyring.ForeignKey):
        index.renew(database, settings, store, old)
    renew()
    assert json.loads(b"".join(store.read("index/index.json")))["key"] == new.id
    assert set(everything(store)) == {"e-sakip"}


def test_two_makers_at_once_put_one_edition_each_time(
    publish: Publish, database: Database, settings: Settings, store: Store
) -> None:
    publish()
    keys = open_keys(settings)
    index.renew(database, settings, store, keys)

    class Slow(FolderStore):
        """A store during whose first write somebody else makes the edition."""

        hurried = False

        def put_bytes(self, name: str, content: bytes) -> None:
            if not self.hurried:
                self.hurried = True
                index.renew(database, settings, store, keys)
            super().put_bytes(name, content)

    change(database, "e-sakip", standing="retired")
    publish("spbe")
    slow = Slow(settings.folder / "archives")
    assert index.renew(database, settings, slow, keys) is None
    with database.read() as session:
        last = editions.newest(session)
    assert last is not None
    assert signed(store)["version"] == last.version


def test_it_is_served_as_files_that_caches_may_keep(
    publish: Publish, renew: Callable[[], int | None], store: Store, client: TestClient
) -> None:
    publish()
    renew()
    answer = client.get("/archives/index/index.json")
    assert answer.json()["signed"] == signed(store)
    assert answer.headers["Cache-Control"] == "public, max-age=5"
    [named] = signed(store)["shards"].values()
    shard = client.get(f"/archives/index/{named['sha256']}.json")
    assert hashlib.sha256(shard.content).hexdigest() == named["sha256"]
    assert "immutable" in shard.headers["Cache-Control"]
    for _ in range(3):  # the service's own keeper runs beside the test, and may have signed a newer one
        tag = client.get("/archives/index/index.json").headers["ETag"]
        again = client.get("/archives/index/index.json", headers={"If-None-Match": tag})
        if again.status_code == 304:
            break
    assert again.status_code == 304
    assert client.get(f"/archives/index/{'0' * 64}.json").status_code == 404
    assert client.get("/archives/index/keys.json").json() == client.get("/api/v1/keys").json()


def test_a_keeper_signs_both_and_survives_a_key_that_is_not_its_own(
    publish: Publish, database: Database, settings: Settings, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    publish()
    keeper = index.Keeper(database, settings)
    keeper.keep()
    version = signed(store)["version"]
    (settings.folder / "keys" / "signing.pem").unlink()
    publish("spbe")
    keeper.keep()
    keeper.keep()
    assert signed(store)["version"] == version
    assert len([one for one in caplog.records if "not being signed" in one.message]) == 1
    with database.write() as session:
        keyring.replace(session, open_keys(settings), actor="operator")
    keeper.keep()
    assert signed(store)["version"] > version


def test_a_key_never_shows_itself(settings: Settings) -> None:
    keys: Keys = open_keys(settings)
    assert repr(keys.secret) not in repr(keys)
