"""Attacks on the signed index over real HTTP: each is refused, by the very function that is there for it."""

import base64
import hashlib
import http.server
import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from livinglab.client.folder import FolderCatalog
from livinglab.client.index import pins, verification, vouched, vouching
from livinglab.client.opening import open_catalog
from livinglab.contract import Application, Archive, CatalogEntry, License, Release
from livinglab.contract.catalog import Yanked
from livinglab.errors import NotVerified, Unreachable
from livinglab.output import Output

ORIGIN = "https://katalog.example.go.id"
NOW = datetime.now(UTC)
INDEX, KEYS = "/archives/index/index.json", "/archives/index/keys.json"
ENTRY = "/archives/applications/e-sakip.json"
SHARD = hashlib.sha256(b"e-sakip").hexdigest()[:2]


def compact(value):
    """Write canonical JSON as the documentation has it."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


class Key:
    """A signing key and its line in keys.json, signed by the one before."""

    def __init__(self, before=None):
        self.signer = Ed25519PrivateKey.generate()
        raw = self.signer.public_key().public_bytes_raw()
        self.id = hashlib.sha256(raw).hexdigest()
        self.public = base64.b64encode(raw).decode()
        said = {
            "at": "2026-11-22T00:00:00.000000Z",
            "key": self.public,
            "previous": before.id if before else None,
        }
        message = b"livinglab key v1\n" + compact(said)
        self.line = {
            "id": self.id,
            "public": self.public,
            "previous": said["previous"],
            "at": said["at"],
            "by_previous": before.sign(message) if before else None,
            "by_itself": self.sign(message),
        }

    def sign(self, message):
        """Sign a message."""
        return base64.b64encode(self.signer.sign(message)).decode()


def release(version="1.0.0", **changes):
    """Return a release of e-SAKIP."""
    commit = hashlib.sha1(version.encode(), usedforsecurity=False).hexdigest()
    digest = hashlib.sha256(version.encode()).hexdigest()
    made = Release(
        version=version,
        tag=f"v{version}",
        status="published",
        released_at=NOW - timedelta(days=30),
        bytes=100,
        commit=commit,
        tree=commit[::-1],
        snapshot_commit=commit,
        files=3,
        license=License(spdx="EUPL-1.2", file="LICENSE", usable=True),
        archives=[Archive(kind="snapshot", sha256=digest, bytes=7, path=f"archives/{digest[:2]}/x.bundle")],
    )
    return made.model_copy(update=changes)


def record(one):
    """Return what the index says of a release."""
    return {
        "status": one.status.value,
        "commit": one.commit,
        "tree": one.tree,
        "snapshot_commit": one.snapshot_commit,
        "yanked": one.yanked is not None,
        "archives": [
            {"kind": each.kind, "sha256": each.sha256, "bytes": each.bytes, "from_version": each.from_version}
            for each in one.archives
        ],
    }


class Registry:
    """Files that a server gives, signed as the service signs them. Whoever holds it can spoil any of them."""

    def __init__(self):
        self.key = Key()
        self.keys = [self.key]
        self.files = {}
        self.asked = []
        self.sent = 0
        self.version = int(NOW.timestamp()) - 1000
        self.publish([release()])

    def publish(self, releases, listed=None, **changes):
        """Write the entry and the next edition of the index; `listed` is what the index says instead."""
        application = Application(
            slug="e-sakip",
            name="e-SAKIP",
            publisher={"name": "Pemerintah Kabupaten Sumedang"},
            description={"id": "Akuntabilitas kinerja"},
            visibility="public",
            latest_version=releases[0].version,
            url="https://git.sumedang.example/e-sakip.git",
            releases=releases,
        )
        entry = CatalogEntry(application=application, releases=releases)
        self.files[ENTRY] = entry.model_dump_json().encode()
        self.sign({one.version: record(one) for one in (releases if listed is None else listed)}, **changes)

    def sign(self, records, **changes):
        """Sign an edition over these records."""
        self.shard = compact({"e-sakip": {"releases": records}})
        digest = hashlib.sha256(self.shard).hexdigest()
        self.files[self.shard_path(digest)] = self.shard
        self.version += 1
        said = {
            "type": "livinglab-index",
            "registry": ORIGIN,
            "version": self.version,
            "serial": 7,
            "hash": "ab" * 32,
            "made_at": NOW.isoformat(),
            "expires_at": (NOW + timedelta(days=7)).isoformat(),
            "shards": {SHARD: {"sha256": digest, "bytes": len(self.shard)}},
            **changes,
        }
        self.put(said)

    def put(self, said, key=None):
        """Put a signed statement and the keys."""
        key = key or self.key
        signature = key.sign(b"livinglab index v1\n" + compact(said))
        self.files[INDEX] = compact({"signed": said, "key": key.id, "signature": signature})
        self.files[KEYS] = compact({"registry": ORIGIN, "keys": [each.line for each in self.keys]})

    @property
    def said(self):
        """The statement that lies there now."""
        return json.loads(self.files[INDEX])["signed"]

    @staticmethod
    def shard_path(digest):
        """Return where a shard lies."""
        return f"/archives/index/{digest}.json"

    def write(self, folder):
        """Copy all files to a stick."""
        for path, content in self.files.items():
            place = folder / path[1:]
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)


class Handler(http.server.BaseHTTPRequestHandler):
    """Gives the registry's files, an endless one where the content is None."""

    registry: Registry

    def log_message(self, *arguments):
        """Stay silent."""

    def do_GET(self):
        """Answer one request."""
        path = self.path.partition("?")[0]
        self.registry.asked.append(path)
        if path not in self.registry.files:
            self.send_error(404)
            return
        content = self.registry.files[path]
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        for name, value in getattr(self.registry, "headers", {}).items():
            self.send_header(name, value)
        self.end_headers()
        if content is not None:
            self.wfile.write(content)
            return
        try:
            while self.registry.sent < 2**30:
                self.registry.sent += self.wfile.write(b" " * 65536)
        except OSError:
            return


@pytest.fixture
def registry():
    """Give the registry's files."""
    return Registry()


@pytest.fixture
def address(registry):
    """Serve them."""
    handler = type("Served", (Handler,), {"registry": registry})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Remember keys in a folder of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def ask(place, version=None, *, allow_expired=False):
    """Ask for e-SAKIP as fetch does."""
    below = FolderCatalog(place) if isinstance(place, Path) else open_catalog(place, language="en")
    try:
        catalog = vouched(below, Output("en"), allow_expired=allow_expired)
        return catalog.release(catalog.application("e-sakip"), version)
    finally:
        if not isinstance(place, Path):
            below.http.close()


# Each attack is made on a registry whose key is pinned; its name is that of the one function that refuses it.


def signed_by(registry):
    """Sign with an attacker's key in the name of ours."""
    envelope = json.loads(registry.files[INDEX])
    signature = Key().sign(b"livinglab index v1\n" + compact(envelope["signed"]))
    registry.files[INDEX] = compact({**envelope, "signature": signature})


def signed_by_edited(registry):
    """Edit the statement under its old signature."""
    envelope = json.loads(registry.files[INDEX])
    envelope["signed"]["version"] += 1
    registry.files[INDEX] = compact(envelope)


def known_key(registry):
    """Sign with an attacker's own key, and name it in keys.json."""
    registry.key = Key()
    registry.keys = [registry.key]
    registry.publish([release()])


def known_key_claimed(registry):
    """Claim that the attacker's key follows ours."""
    ours, attacker = registry.key, Key()
    attacker.line["previous"] = ours.id
    attacker.line["by_previous"] = attacker.line["by_itself"]
    registry.key, registry.keys = attacker, [ours, attacker]
    registry.publish([release()])


def not_older(registry):
    """Give an index that was honest once."""
    registry.version -= 500
    registry.publish([release()])


def not_expired(registry):
    """Hold newer ones back until this one has expired."""
    registry.publish(
        [release()],
        made_at=(NOW - timedelta(days=8)).isoformat(),
        expires_at=(NOW - timedelta(days=1)).isoformat(),
    )


def not_ahead(registry):
    """Use up all version numbers, so that nothing newer can ever come."""
    registry.version = 2**62
    registry.publish([release()])


def not_ahead_for_ever(registry):
    """Sign for a hundred years."""
    registry.publish([release()], expires_at=(NOW + timedelta(days=36500)).isoformat())


def not_ahead_in_time(registry):
    """Date it in the future."""
    registry.publish([release()], made_at=(NOW + timedelta(days=2)).isoformat())


def as_named(registry):
    """Put another shard in the place of the one that is signed."""
    forged = registry.shard.replace(b'"bytes":7', b'"bytes":8')
    registry.files[registry.shard_path(registry.said["shards"][SHARD]["sha256"])] = forged
    spoilt = release()
    entry = CatalogEntry.model_validate_json(registry.files[ENTRY])
    archives = [spoilt.archives[0].model_copy(update={"bytes": 8})]
    releases = [spoilt.model_copy(update={"archives": archives})]
    registry.files[ENTRY] = entry.model_copy(update={"releases": releases}).model_dump_json().encode()


def as_named_of_yesterday(registry):
    """Give yesterday's shard, signed honestly then, under today's index."""
    yesterday = registry.shard
    registry.publish([release("1.1.0"), release()])
    registry.files[registry.shard_path(registry.said["shards"][SHARD]["sha256"])] = yesterday
    entry = CatalogEntry.model_validate_json(registry.files[ENTRY])
    application = entry.application.model_copy(update={"releases": [release()], "latest_version": "1.0.0"})
    registry.files[ENTRY] = (
        CatalogEntry(application=application, releases=[release()]).model_dump_json().encode()
    )


def reasonable(registry):
    """Name a shard of a gigabyte."""
    named = {SHARD: {**registry.said["shards"][SHARD], "bytes": 2**30}}
    registry.put({**registry.said, "shards": named})


def short_enough(registry):
    """Blow the index up with white space, which changes nothing that is signed."""
    registry.files[INDEX] += b" " * (verification.MOST_INDEX)


def same_registry(registry):
    """Give another registry's index, honestly signed by that one."""
    registry.key = Key()
    registry.keys = [registry.key]
    registry.publish([release()], registry="https://katalog.lain.example.go.id")


def not_missing(registry):
    """Take the index away, so that nothing is compared."""
    del registry.files[INDEX]


def as_listed_commit(registry):
    """Describe another commit."""
    registry.publish([release(commit="0" * 40)], [release()])


def as_listed_tree(registry):
    """Describe another tree."""
    registry.publish([release(tree="0" * 40)], [release()])


def as_listed_snapshot(registry):
    """Describe another snapshot."""
    registry.publish([release(snapshot_commit="0" * 40)], [release()])


def as_listed_digest(registry):
    """Describe another archive."""
    archive = release().archives[0].model_copy(update={"sha256": "0" * 64})
    registry.publish([release(archives=[archive])], [release()])


def as_listed_bytes(registry):
    """Describe a longer archive."""
    archive = release().archives[0].model_copy(update={"bytes": 2**40})
    registry.publish([release(archives=[archive])], [release()])


def as_listed_another(registry):
    """Give the archive of another release."""
    registry.publish([release(archives=release("9.9.9").archives)], [release()])


def as_listed_at_all(registry):
    """Describe a release that was never published."""
    registry.publish([release("6.6.6")], [])


def as_listed_status(registry):
    """Call published what is quarantined."""
    registry.publish([release()], [release(status=release().status.__class__.QUARANTINED)])


def as_listed_yanked(registry):
    """Keep silent about a release being yanked."""
    registry.publish([release()], [release(yanked=Yanked(at=NOW, reason="bocor"))])


def nothing_hidden(registry):
    """Leave the newest release out of the answer."""
    registry.publish([release()], [release("1.1.0"), release()])


ATTACKS = [
    signed_by,
    signed_by_edited,
    known_key,
    known_key_claimed,
    not_older,
    not_expired,
    not_ahead,
    not_ahead_for_ever,
    not_ahead_in_time,
    as_named,
    as_named_of_yesterday,
    reasonable,
    short_enough,
    same_registry,
    not_missing,
    as_listed_commit,
    as_listed_tree,
    as_listed_snapshot,
    as_listed_digest,
    as_listed_bytes,
    as_listed_another,
    as_listed_at_all,
    as_listed_status,
    as_listed_yanked,
    nothing_hidden,
]
# What each verification does when it is switched off: nothing, or believe what it is told.
OFF = {
    "known_key": lambda _pin, envelope, keys: next(key.public for key in keys if key.id == envelope.key),
    "as_named": lambda content, _named: content,
}


def verification_of(attack):
    """Return the name of the function that refuses an attack."""
    return next(name for name in vars(verification) if attack.__name__.startswith(name) and name[0] != "_")


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_an_attack_is_refused(registry, address, attack):
    assert ask(address).version == "1.0.0"
    attack(registry)
    with pytest.raises(NotVerified) as refused:
        ask(address)
    assert refused.value.text.id != refused.value.text.en
    assert refused.value.hint


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_without_its_verification_that_attack_succeeds(registry, address, attack, monkeypatch):
    ask(address)
    attack(registry)
    name = verification_of(attack)
    monkeypatch.setattr(verification, name, OFF.get(name, lambda *_: None))
    assert ask(address).version in ("1.0.0", "6.6.6")


@pytest.mark.parametrize("path", [INDEX, KEYS, "shard"])
def test_endless_data_is_read_no_further_than_it_may_be(registry, address, path):
    if path == "shard":
        path = registry.shard_path(registry.said["shards"][SHARD]["sha256"])
    registry.files[path] = None
    with pytest.raises(NotVerified):
        ask(address)
    assert registry.sent < 32 * 2**20  # what the sockets' buffers take, of a gigabyte


def test_two_small_requests_are_enough_once_the_key_is_known(registry, address):
    ask(address)
    registry.asked.clear()
    ask(address)
    asked = [path for path in registry.asked if path.startswith("/archives/index/")]
    assert asked == [INDEX, registry.shard_path(registry.said["shards"][SHARD]["sha256"])]


def test_a_new_key_signed_by_the_old_one_is_followed_and_the_old_one_is_over(registry, address):
    ask(address)
    first = registry.key
    for _ in range(3):
        registry.key = Key(registry.keys[-1])
        registry.keys.append(registry.key)
    registry.publish([release()])
    ask(address)
    assert pins.of_registry(ORIGIN).key == registry.key.id
    registry.key = first
    registry.publish([release()])
    with pytest.raises(NotVerified):
        ask(address)


def test_what_is_remembered_is_for_its_owner_alone(registry, address, home):
    ask(address)
    [path] = (home / "livinglab" / "registries").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert pins.at_address(address).version == registry.version


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"registry": 1}', "\x00"])
def test_a_spoilt_memory_is_no_reason_to_trust_anew(registry, address, content):
    ask(address)
    pins.path_of(ORIGIN).write_text(content)
    with pytest.raises(NotVerified):
        ask(address)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"null", b"{}", b'{"signed": 1}', b"[" * 50_000, b"\xff\xfe", b"<h1>no</h1>"]
)
def test_what_is_no_index_is_refused_and_no_crash(registry, address, content):
    registry.files[INDEX] = content
    with pytest.raises(NotVerified):
        ask(address)


def test_a_moment_without_its_time_zone_is_no_index(registry, address):
    registry.publish([release()], expires_at="2030-01-01T00:00:00")
    with pytest.raises(NotVerified):
        ask(address)


def test_a_place_without_any_index_is_as_before(registry, address):
    for path in (INDEX, KEYS):
        del registry.files[path]
    assert ask(address).version == "1.0.0"


def test_an_index_that_cannot_be_had_is_not_taken_for_absent(registry, address, monkeypatch):
    ask(address)
    monkeypatch.setattr(Handler, "send_response", lambda self, _code: self.send_response_only(503))
    with pytest.raises(Unreachable):
        ask(address)


def test_a_stick_is_held_to_the_key_that_the_network_gave(registry, address, tmp_path):
    ask(address)
    registry.write(tmp_path / "stick")
    assert ask(tmp_path / "stick").version == "1.0.0"
    known_key(registry)
    registry.write(tmp_path / "stick")
    with pytest.raises(NotVerified):
        ask(tmp_path / "stick")


def test_a_stick_that_has_expired_is_taken_only_if_that_is_asked_for(registry, address, tmp_path):
    not_expired(registry)
    registry.write(tmp_path / "stick")
    with pytest.raises(NotVerified):
        ask(tmp_path / "stick")
    assert ask(tmp_path / "stick", allow_expired=True).version == "1.0.0"
    with pytest.raises(NotVerified):  # what is asked over the network can be fresh
        ask(address, allow_expired=True)


def test_an_expired_stick_is_never_older_than_what_was_seen(registry, address, tmp_path):
    not_expired(registry)
    registry.write(tmp_path / "stick")
    registry.publish([release()])
    ask(address)
    with pytest.raises(NotVerified):
        ask(tmp_path / "stick", allow_expired=True)


def test_two_registries_may_come_on_sticks_at_one_place(registry, tmp_path):
    registry.write(tmp_path / "stick")
    ask(tmp_path / "stick")
    same_registry(registry)
    registry.write(tmp_path / "stick")
    assert ask(tmp_path / "stick").version == "1.0.0"


def test_a_yanked_release_is_given_to_who_names_it(registry, address):
    yanked = release(yanked=Yanked(at=NOW, reason="bocor"))
    registry.publish([release("1.1.0"), yanked])
    assert ask(address, "1.0.0").yanked


def test_a_release_younger_than_the_index_is_waited_for(registry, address, monkeypatch):
    ask(address)
    monkeypatch.setattr(vouching, "WAITS", (0.05, 0.05, 0.05))
    registry.headers = {"Livinglab-Serial": "8"}
    registry.publish([release("1.1.0"), release()], [release()])
    registry.files["/api/v1/applications/e-sakip"] = compact(json.loads(registry.files[ENTRY])["application"])
    registry.files["/api/v1/applications/e-sakip/releases/1.1.0"] = compact(
        json.loads(registry.files[ENTRY])["releases"][0]
    )
    timer = threading.Timer(0.06, registry.sign, [{"1.1.0": record(release("1.1.0"))}])
    timer.start()
    assert ask(address).version == "1.1.0"
    timer.join()
