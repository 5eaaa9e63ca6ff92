"""Each defence against a donor's server, switched off: the attack then succeeds."""

import dataclasses
import threading

from registry.crawl import remote
from registry.crawl.connector import Connector
from registry.crawl.dialling import Waits

FOREVER = 600.0


def visit_in_thread(visitor, source):
    """Visit in a thread, so that a test can look whether it ever ends."""
    reports = []
    thread = threading.Thread(target=lambda: reports.append(visitor.visit(source)), daemon=True)
    thread.start()
    return thread, reports


def test_without_the_refusal_of_redirects_git_is_trapped(misbehaving, trap, sqlite_visitor, monkeypatch):
    monkeypatch.setattr(remote, "FOLLOW_REDIRECTS", "true")
    server = misbehaving.start({"at": "list", "does": "redirect_to_trap"})
    sqlite_visitor.visit(server.source)
    assert trap.visitors() == 1


def test_without_a_wall_clock_a_talkative_server_holds_the_visit_for_ever(misbehaving, sqlite_visitor):
    server = misbehaving.start({"at": "fetch", "does": "endless_progress"})
    sqlite_visitor.bounds |= {"seconds": FOREVER, "listing_seconds": FOREVER}
    thread, _ = visit_in_thread(sqlite_visitor, server.source)
    thread.join(8)
    assert thread.is_alive()
    server.stop()
    thread.join()


def test_without_a_low_speed_limit_a_silent_server_holds_git(misbehaving, sqlite_visitor):
    server = misbehaving.start({"at": "fetch", "does": "stall_in_the_middle"})
    sqlite_visitor.bounds |= {"low_speed_seconds": int(FOREVER), "seconds": FOREVER}
    thread, _ = visit_in_thread(sqlite_visitor, server.source)
    thread.join(4)
    assert thread.is_alive()
    server.stop()
    thread.join()


def test_without_a_deadline_a_trickle_holds_the_connector(misbehaving, sqlite_visitor, quick_waits):
    server = misbehaving.start({"at": "ask", "does": "trickle_headers"})
    endless = dataclasses.replace(quick_waits, whole=FOREVER)
    sqlite_visitor.connector = Connector(private_donors=(server.place,), waits=endless)
    thread, _ = visit_in_thread(sqlite_visitor, server.source)
    thread.join(4)
    assert thread.is_alive()
    server.stop()
    thread.join()


def test_the_waits_of_the_tests_are_shorter_than_the_real_ones(quick_waits):
    names = [field.name for field in dataclasses.fields(Waits)]
    assert all(getattr(quick_waits, name) < getattr(Waits(), name) for name in names)
