"""Servers that misbehave on purpose: raw sockets that pass on a good donor's answers until they do not."""

import gzip
import http.client
import itertools
import socket
import struct
import threading
import time

import pytest

from registry.crawl.connector import Connector

WALL = 5.0
BOUNDS = {"seconds": WALL, "listing_seconds": 3.0, "low_speed_seconds": 1, "bytes": 8_000_000}
GIT = b"application/x-git-upload-pack-advertisement"
SECRET = "/app.git"


class Server:
    """A TCP server that speaks HTTP by hand. It passes requests on to a real donor until it misbehaves."""

    def __init__(self, donor, at, does, trap=""):
        self.donor, self.at, self.does, self.trap = donor, at, does, trap
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.place = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.over = threading.Event()
        self.connections = []
        self.asked = []
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.thread.start()

    def accept(self):
        while not self.over.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections.append(connection)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            if self.at == "connect":
                self.does(self, connection, b"")
                return
            method, path, headers, body = read_request(connection)
            kind = kind_of(method, path, headers, body)
            self.asked.append(kind)
            answer = pass_on(self.donor, method, path, headers, body)
            if kind == self.at:
                self.does(self, connection, answer)
            else:
                connection.sendall(head(200, len(answer[1]), answer[0]) + answer[1])
        except (OSError, ValueError):
            pass
        finally:
            connection.close()

    def stop(self):
        if self.over.is_set():
            return
        self.over.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self.connections:
            connection.close()
        self.thread.join()


def kind_of(method, path, headers, body):
    """Tell the connector's question from git's: git's own agent is longer, and its list is a POST."""
    if method == "GET":
        return "ask" if b"livinglab" in headers.get(b"user-agent", b"") else "hello"
    return "list" if b"command=ls-refs" in body else "fetch"


def read_request(connection):
    raw = b""
    while b"\r\n\r\n" not in raw:
        part = connection.recv(65536)
        if not part:
            raise ValueError("closed")
        raw += part
    start, _, body = raw.partition(b"\r\n\r\n")
    line, *rest = start.split(b"\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (one.partition(b":") for one in rest)}
    while len(body) < int(headers.get(b"content-length", 0)):
        body += connection.recv(65536)
    if headers.get(b"content-encoding") == b"gzip":
        body = gzip.decompress(body)
    method, path, _ = line.split(b" ")
    return method.decode(), path.decode(), headers, body


def pass_on(donor, method, path, headers, body):
    """Return content type and body of the real donor's answer."""
    host, _, rest = donor.url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host)
    kept = {"Git-Protocol": headers.get(b"git-protocol", b"").decode()}
    kept["Content-Type"] = headers.get(b"content-type", b"").decode()
    connection.request(method, f"/{rest}{path.removeprefix(SECRET)}", body=body or None, headers=kept)
    answer = connection.getresponse()
    content = answer.headers.get("Content-Type", "").encode(), answer.read()
    connection.close()
    return content


def head(status, length=None, kind=b"text/html", more=b""):
    lines = b"HTTP/1.1 %d X\r\nConnection: close\r\nContent-Type: %s\r\n%s" % (status, kind, more)
    return lines + (b"" if length is None else b"Content-Length: %d\r\n" % length) + b"\r\n"


def status(number, more=b""):
    def answer(server, connection, _):
        connection.sendall(head(number, 5, more=more) + b"sorry")

    return answer


def say_nothing(server, connection, _):
    server.over.wait(WALL * 3)


def hang_up(server, connection, _):
    connection.close()


def babble(server, connection, _):
    connection.sendall(b"hello, I speak no TLS\r\n" * 100)


def trickle_headers(server, connection, _):
    for letter in itertools.chain(b"HTTP/1.1 200 OK\r\nX-Slow: ", itertools.repeat(97)):
        connection.sendall(bytes([letter]))
        if server.over.wait(0.2):
            return


def endless_headers(server, connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in itertools.count():
        connection.sendall(b"X-%d: %s\r\n" % (number, b"a" * 1000))


def page(server, connection, _):
    connection.sendall(head(200, 13) + b"<html></html>")


def page_as_git(server, connection, _):
    connection.sendall(head(200, 13, GIT) + b"<html></html>")


def dumb(server, connection, _):
    connection.sendall(head(200, 59, b"text/plain") + b"a" * 40 + b"\trefs/heads/main\n..")


def redirect_to_itself(server, connection, _):
    to = f"Location: http://{server.place}{SECRET}/info/refs?service=git-upload-pack\r\n".encode()
    connection.sendall(head(301, 0, more=to))


def redirect_to_trap(server, connection, _):
    to = f"Location: http://{server.trap}{SECRET}/git-upload-pack\r\n".encode()
    connection.sendall(head(307, 0, more=to))


def endless_refs(server, connection, _):
    connection.sendall(head(200, kind=b"application/x-git-upload-pack-result"))
    for number in itertools.count():
        line = b"%040x refs/tags/v1.0.%d\n" % (number + 1, number)
        connection.sendall(b"%04x%s" % (len(line) + 4, line))


def gzip_bomb(server, connection, _):
    bomb = gzip.compress(b"003d" + b"0" * 40 + b" refs/tags/v1.0.0\n" + b"\0" * (1 << 28))
    more = b"Content-Encoding: gzip\r\n"
    connection.sendall(head(200, len(bomb), b"application/x-git-upload-pack-result", more) + bomb)


def noise(server, connection, answer):
    connection.sendall(head(200, 4000, answer[0]) + bytes(range(250)) * 16)


def length_too_long(server, connection, answer):
    connection.sendall(head(200, len(answer[1]) + 100, answer[0]) + answer[1])


def length_too_short(server, connection, answer):
    connection.sendall(head(200, len(answer[1]) - 10, answer[0]) + answer[1])


def stall_in_the_middle(server, connection, answer):
    connection.sendall(head(200, len(answer[1]), answer[0]) + answer[1][: len(answer[1]) // 2])
    server.over.wait(WALL * 3)


def trickle(server, connection, answer):
    connection.sendall(head(200, len(answer[1]), answer[0]))
    for byte in answer[1]:
        connection.sendall(bytes([byte]))
        if server.over.wait(0.1):
            return


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def reset_in_the_middle(server, connection, answer):
    connection.sendall(head(200, len(answer[1]), answer[0]) + answer[1][: len(answer[1]) // 2])
    time.sleep(0.1)
    reset(connection)


def reset_at_once(server, connection, answer):
    connection.sendall(head(200, len(answer[1]), answer[0]) + answer[1][:1])
    reset(connection)


def turn_a_bit(server, connection, answer):
    body = bytearray(answer[1])
    body[len(body) * 2 // 3] ^= 1
    connection.sendall(head(200, len(body), answer[0]) + bytes(body))


def sideband(channel, content):
    return b"%04x%c%s" % (len(content) + 5, channel, content)


def endless_pack(server, connection, answer):
    """One blob that grows for ever: a pack header, an object of 2 GiB, and noise that zlib stores."""
    connection.sendall(head(200, kind=answer[0]) + b"000dpackfile\n")
    start = b"PACK" + struct.pack(">II", 2, 1) + b"\xb0\x80\x80\x80\x40" + b"\x78\x01"
    connection.sendall(sideband(1, start))
    block = bytes(range(256)) * 200
    stored = b"\x00" + struct.pack("<HH", len(block), len(block) ^ 0xFFFF) + block
    while True:
        connection.sendall(sideband(1, stored))


def cut_politely(server, connection, answer):
    body = answer[1]
    connection.sendall(head(200, len(body) - 60, answer[0]) + body[:-60])


def endless_progress(server, connection, answer):
    connection.sendall(head(200, kind=answer[0]) + b"000dpackfile\n")
    while not server.over.wait(0.0005):
        connection.sendall(sideband(2, b"Counting objects: for ever\r" * 8))


def slow_but_honest(server, connection, answer):
    connection.sendall(head(200, len(answer[1]), answer[0]))
    for start in range(0, len(answer[1]), 512):
        connection.sendall(answer[1][start : start + 512])
        time.sleep(0.05)


BEHAVIOURS = {f"status_{number}": status(number) for number in (401, 404, 410, 500, 503)} | {
    "status_429": status(429, b"Retry-After: 120\r\n")
}


class Trap:
    """Listens and counts: nobody may come."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(0.02)
        self.place = f"127.0.0.1:{self.listener.getsockname()[1]}"

    def visitors(self):
        try:
            self.listener.accept()[0].close()
        except TimeoutError:
            return 0
        return 1


@pytest.fixture
def trap():
    trap = Trap()
    yield trap
    trap.listener.close()


class Misbehaving:
    """Starts servers that misbehave as cases say, in front of a good donor, and points a visitor at them."""

    def __init__(self, donor, trap, visitor, waits):
        self.donor, self.trap, self.visitor, self.waits = donor, trap, visitor, waits
        self.servers = []

    def start(self, case):
        """Start the server of a case and return it; the visitor's source is `server.source`."""
        behaviour = BEHAVIOURS.get(case["does"]) or globals()[case["does"]]
        server = Server(self.donor, case["at"], behaviour, self.trap.place)
        self.servers.append(server)
        donors = (server.place,)
        visitor = self.visitor
        visitor.settings = visitor.settings.model_copy(update={"private_donors": donors})
        visitor.connector = Connector(private_donors=donors, waits=self.waits)
        visitor.bounds = dict(BOUNDS)
        server.source = visitor.submit(f"http{'s' if case.get('tls') else ''}://{server.place}{SECRET}")
        return server


@pytest.fixture
def misbehaving(donor, trap, sqlite_visitor, quick_waits):
    """Give what starts misbehaving servers."""
    donor.release()
    starter = Misbehaving(donor, trap, sqlite_visitor, quick_waits)
    yield starter
    for server in starter.servers:
        server.stop()
