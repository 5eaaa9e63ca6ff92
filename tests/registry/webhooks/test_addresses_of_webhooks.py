"""Where webhooks may lead when they are sent: never inside, whatever a name says or a receiver answers."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from registry.catalog import addresses as written
from registry.crawl import addresses
from registry.crawl.dialling import Waits
from registry.webhooks import signatures
from registry.webhooks.queue import Errand, Outcome
from registry.webhooks.sending import Sender

NAME = "https://hook.bekasikab.go.id/livinglab"
PUBLIC = "93.184.215.14"
SECRET = signatures.new_secret()
QUICK = Waits(resolve=1.0, connect=0.3, read=0.3, whole=2.0)
INNER = (
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fd00::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2130706433",
    "0x7f000001",
    "127.1",
    "",
)


class Trap:
    """Listens on loopback and counts who comes."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.listener = socket.create_server((host, port))
        self.listener.settimeout(0.05)
        self.port = self.listener.getsockname()[1]

    def visitors(self) -> int:
        count = 0
        while True:
            try:
                self.listener.accept()[0].close()
            except TimeoutError:
                return count
            count += 1


@pytest.fixture
def trap(monkeypatch: pytest.MonkeyPatch) -> Iterator[Trap]:
    """Give a trap whose port stands for 443, so that only its address speaks against it."""
    trap = Trap()
    monkeypatch.setitem(written.USUAL_PORTS, "https", trap.port)
    yield trap
    trap.listener.close()


def send(url: str, *answers: str, **more: Any) -> Outcome:
    """Send a notice to an address whose name has these answers."""
    errand = Errand("1", 1, url, SECRET, b"{}", datetime.now(UTC))
    return Sender(resolver=lambda *_: answers, waits=QUICK, **more).send(errand, SECRET)


def test_a_name_that_leads_inside_is_never_dialled(trap: Trap, monkeypatch: pytest.MonkeyPatch) -> None:
    for inner in INNER:
        assert send(NAME, inner).error == "no-public-address", inner
        assert send(NAME, PUBLIC, inner).error == "no-public-address", inner
    assert trap.visitors() == 0
    monkeypatch.setattr(addresses, "SPECIAL_RANGES", ())  # without the list it would have been
    assert send(NAME, "127.0.0.1").error in ("unreachable", "timeout")
    assert trap.visitors() > 0


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::ffff:127.0.0.1]/",
        "https://localhost/",
        "https://hook.bekasikab.go.id@127.0.0.1/",
        "http://hook.bekasikab.go.id/",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_is_kept_is_checked_again_when_it_is_sent_to(trap: Trap, url: str) -> None:
    assert send(url, "127.0.0.1").error == "no-public-address"
    assert trap.visitors() == 0


def test_a_name_that_changes_its_mind_is_dialled_where_it_was_checked(receiver: Any) -> None:
    trap = Trap("127.0.0.2", receiver.server_port)
    place = f"localhost:{receiver.server_port}"
    asked = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    errand = Errand("1", 1, f"http://{place}/hook", SECRET, b"{}", datetime.now(UTC))
    outcome = Sender(private=[place], resolver=rebinding, waits=QUICK).send(errand, SECRET)
    assert (outcome.status, asked, trap.visitors()) == (204, ["localhost"], 0)
    assert receiver.got[0].headers["host"] == place
    trap.listener.close()


def test_not_even_the_operators_exception_leads_to_a_metadata_service() -> None:
    for never in ("169.254.169.254", "0.0.0.0", "fe80::1"):
        assert send("http://hook:80/", never, private=["hook:80"]).error == "no-public-address"


def test_a_redirect_is_an_answer_and_not_followed(receiver: Any) -> None:
    trap = Trap()
    receiver.answer = lambda _: (307, {"Location": f"http://127.0.0.1:{trap.port}/"})
    outcome = send(receiver.url, "127.0.0.1", private=[receiver.place, f"127.0.0.1:{trap.port}"])
    assert (outcome.status, outcome.is_taken) == (307, False)
    assert trap.visitors() == 0
    trap.listener.close()


def test_no_proxy_of_the_environment_is_asked(receiver: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    trap = Trap()
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{trap.port}")
    assert send(receiver.url, "127.0.0.1", private=[receiver.place]).status == 204
    assert trap.visitors() == 0
    trap.listener.close()


@pytest.mark.parametrize(
    "says",
    [b"", b"HTTP/1.1 200", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000],
    ids=["silence", "half-a-line", "nonsense", "an-endless-header"],
)
def test_a_receiver_that_answers_badly_is_not_believed_and_not_waited_for(says: bytes) -> None:
    trap = Trap()
    waits = Waits(resolve=0.2, connect=0.2, read=0.2, whole=0.3)
    place = f"127.0.0.1:{trap.port}"
    errand = Errand("1", 1, f"http://{place}/", SECRET, b"{}", datetime.now(UTC))
    sender = Sender(private=[place], resolver=lambda *_: ["127.0.0.1"], waits=waits)

    def speak() -> None:
        connection, _ = trap.listener.accept()
        with connection, suppress(ConnectionError):
            connection.sendall(says)
            connection.settimeout(2)
            while connection.recv(4096):
                pass

    trap.listener.settimeout(2)
    with trap.listener:
        thread = threading.Thread(target=speak)
        thread.start()
        outcome = sender.send(errand, SECRET)
        thread.join()
    assert outcome.status is None
    assert outcome.error in ("timeout", "unreachable")


def test_the_body_of_an_answer_is_not_read(receiver: Any) -> None:
    receiver.answer = lambda _: (200, {"Content-Length": str(10**12), "Set-Cookie": "a=b"})
    assert send(receiver.url, "127.0.0.1", private=[receiver.place]).is_taken


def test_an_errand_keeps_its_secret_when_it_is_printed() -> None:
    assert SECRET not in repr(Errand("1", 1, NAME, SECRET, b"{}", datetime.now(UTC)))
