"""Each defence, switched off: the attack then succeeds, so that the tests of the defence mean something."""

import ipaddress
import socket
from pathlib import Path

import pytest

from livinglab.checks import examination
from livinglab.repository import git, trees
from livinglab.repository.git import GitError
from registry.catalog import addresses as written
from registry.crawl import addresses, quarantine, remote
from registry.crawl.bounds import Allowance, Bounds
from registry.crawl.connector import Connector
from registry.crawl.errors import AddressForbidden, DonorUnreachable, VisitFailed
from registry.donor import serve_donor

PUBLIC = "93.184.215.14"


class Trap:
    """Listens on loopback and counts who comes."""

    def __init__(self, host="127.0.0.1", port=0):
        self.listener = socket.create_server((host, port))
        self.listener.settimeout(0.05)
        self.port = self.listener.getsockname()[1]

    def visitors(self):
        count = 0
        while True:
            try:
                self.listener.accept()[0].close()
            except TimeoutError:
                return count
            count += 1


@pytest.fixture
def trap():
    trap = Trap()
    yield trap
    trap.listener.close()


@pytest.fixture
def loopback_service(trap, monkeypatch):
    """Let the trap's port stand for 443, so that only its address speaks against it."""
    monkeypatch.setitem(written.USUAL_PORTS, "https", trap.port)
    return "https://git.contoh.go.id/a/b"


def locate(url, *answers, waits):
    Connector(resolver=lambda *_: answers, waits=waits).locate(url)


def test_the_list_of_special_ranges(loopback_service, trap, quick_waits, monkeypatch):
    with pytest.raises(AddressForbidden):
        locate(loopback_service, "127.0.0.1", waits=quick_waits)
    assert trap.visitors() == 0
    monkeypatch.setattr(addresses, "SPECIAL_RANGES", ())
    with pytest.raises(DonorUnreachable):
        locate(loopback_service, "127.0.0.1", waits=quick_waits)
    assert trap.visitors() > 0


def test_the_range_of_public_ipv6(monkeypatch):
    monkeypatch.setattr(addresses, "SPECIAL_RANGES", ())
    assert not addresses.is_public("fd00::1")
    monkeypatch.setattr(addresses, "PUBLIC_V6", ipaddress.ip_network("::/0"))
    assert addresses.is_public("fd00::1")


def test_the_rule_that_every_answer_must_be_public(loopback_service, trap, quick_waits, monkeypatch):
    with pytest.raises(AddressForbidden):
        locate(loopback_service, "127.0.0.1", PUBLIC, waits=quick_waits)
    assert trap.visitors() == 0
    monkeypatch.setattr(addresses, "REQUIRED", any)
    with pytest.raises(VisitFailed):
        locate(loopback_service, "127.0.0.1", PUBLIC, waits=quick_waits)
    assert trap.visitors() > 0


@pytest.fixture
def rebound(sqlite_visitor, donor):
    """A donor at 127.0.0.2 whose name leads git's own resolver to a trap at 127.0.0.1, on the same port."""
    donor.release()
    with serve_donor(donor.git_dir.parent, host="127.0.0.2") as server:
        trap = Trap(port=server.server_port)
        place = f"localhost:{server.server_port}"
        sqlite_visitor.settings = sqlite_visitor.settings.model_copy(update={"private_donors": (place,)})
        sqlite_visitor.connector = Connector(private_donors=(place,), resolver=lambda *_: ["127.0.0.2"])
        sqlite_visitor.bounds = {"low_speed_seconds": 1, "seconds": 5.0}
        yield sqlite_visitor.submit(f"http://{place}/{donor.git_dir.name}"), trap
        trap.listener.close()


def test_the_pin_holds_git_at_the_checked_address(rebound, sqlite_visitor):
    source, trap = rebound
    assert sqlite_visitor.visit(source).outcome == "published"
    assert trap.visitors() == 0


def test_without_the_pin_git_asks_again_and_is_rebound(rebound, sqlite_visitor, monkeypatch):
    source, trap = rebound
    real = remote.options

    def unpinned(*arguments):
        return [option for option in real(*arguments) if "curloptResolve" not in option]

    monkeypatch.setattr(remote, "options", unpinned)
    assert sqlite_visitor.visit(source).outcome == "failed"
    assert trap.visitors() > 0


@pytest.mark.parametrize("protocol", ["file", "ext"])
def test_the_list_of_protocols(protocol, donor, tmp_path):
    donor.release()
    owned = tmp_path / "owned"
    command = f"sh -c touch% {owned};exit% 1"
    url = f"file://{donor.git_dir}" if protocol == "file" else f"ext::{command}"
    arguments = ["ls-remote", "--", url]
    with pytest.raises(GitError, match="not allowed"):
        git.run(arguments, profile=git.SERVICE)
    assert not owned.exists()
    allowed = git.SERVICE.allow(protocol)
    if protocol == "file":
        assert b"refs/tags/v1.0.0" in git.run(arguments, profile=allowed)
        return
    with pytest.raises(GitError):
        git.run(arguments, profile=allowed)
    assert owned.exists()


SWITCHES = {
    "duplicate-names": ("failed", {"fsck": False}),
    "commit-without-author": ("failed", {"fsck": False}),
    "zero-padded-modes-in-release": ("sent_back", {"check_trees": False}),
    "too-many-tags": ("failed", {"refs": 10_000}),
    "zeros": ("failed", {"blob_bytes": 1 << 30}),
    "many-small-bombs": ("failed", {"inflated_bytes": 1 << 40}),
    "too-many-objects": ("failed", {"objects": 1 << 40}),
}
TIGHT = {
    "too-many-tags": {"refs": 200},
    "zeros": {"blob_bytes": 1 << 24},
    "many-small-bombs": {"inflated_bytes": 1 << 23},
    "too-many-objects": {"objects": 100},
}


@pytest.mark.parametrize("name", SWITCHES)
def test_a_bound_that_is_switched_off_lets_its_attack_through(name, sqlite_visitor, scripted_donor):
    outcome, off = SWITCHES[name]
    source = sqlite_visitor.submit(scripted_donor(name).url)
    sqlite_visitor.bounds = TIGHT.get(name, {})
    assert sqlite_visitor.visit(source).outcome == outcome
    sqlite_visitor.bounds = off
    assert sqlite_visitor.visit(source).outcome == "published"


def test_the_survey_of_checkout_paths(sqlite_visitor, scripted_donor, monkeypatch):
    source = sqlite_visitor.submit(scripted_donor("endless-depth").url)
    assert sqlite_visitor.visit(source).outcome == "sent_back"

    def unlimited(git_dir, tree, *, profile):
        return trees.survey(git_dir, tree, limits=trees.TreeLimits(depth=1000), profile=profile)

    parts = {"survey": staticmethod(unlimited), "listing": staticmethod(trees.listing)}
    surveyed = type("Surveyed", (), parts)
    monkeypatch.setattr(examination, "trees", surveyed)
    assert sqlite_visitor.visit(source).outcome == "published"


def test_the_watchdog_over_the_disk(sqlite_visitor, scripted_donor, monkeypatch):
    """The kernel's limit on file size is the first line: with it away, the watchdog alone must hold."""
    real = Allowance.limits
    source = sqlite_visitor.submit(scripted_donor("too-large-pack").url)
    sqlite_visitor.bounds = {"bytes": 3_000_000, "watch_seconds": 0.01}

    def without_file_size(*arguments, **options):
        limits = real(*arguments, **options)
        return git.Limits(limits.seconds, output_bytes=limits.output_bytes)

    monkeypatch.setattr(Allowance, "limits", without_file_size)
    report = sqlite_visitor.visit(source)
    assert (report.outcome, "larger than the limit" in report.text.en) == ("failed", True)
    monkeypatch.setattr(quarantine.Watch, "_look", lambda _: None)
    assert sqlite_visitor.visit(source).outcome == "published"


def test_the_kernels_limit_on_file_size(sqlite_visitor, scripted_donor, monkeypatch):
    monkeypatch.setattr(quarantine.Watch, "_look", lambda _: None)
    source = sqlite_visitor.submit(scripted_donor("too-large-pack").url)
    sqlite_visitor.bounds = {"bytes": 3_000_000}
    assert sqlite_visitor.visit(source).outcome == "failed"


def test_every_switch_is_on_by_itself(sqlite_visitor):
    bounds = Bounds.of(sqlite_visitor.settings)
    assert bounds.fsck
    assert bounds.check_trees
    assert remote.FOLLOW_REDIRECTS == "false"
    assert addresses.REQUIRED is all


def test_the_corpus_has_a_script_for_every_switch():
    folder = Path(__file__).parent / "corpus" / "repositories"
    assert all((folder / f"{name}.sh").exists() for name in SWITCHES)
