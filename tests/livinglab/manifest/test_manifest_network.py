"""The addresses in a manifest are asked, carefully: a real server on this machine, and nobody else's."""

import ast
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from livinglab.manifest import connections, network

ROOT = Path(__file__).parents[3]
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89"
GIT = "application/x-git-upload-pack-advertisement"


class Site(BaseHTTPRequestHandler):
    """A region's site: pages, a repository, pictures, redirects, and an endless file."""

    def do_GET(self):
        self.server.asked.append((self.headers["Host"], self.path))
        answers = {
            "/sakip.git/info/refs?service=git-upload-pack": (200, GIT, b"001e# service"),
            "/halaman": (200, "text/html; charset=utf-8", b"<p>"),
            "/logo.png": (200, "image/png", PNG),
            "/palsu.png": (200, "image/png", b"GIF89a"),
            "/layar.jpg": (200, "image/jpeg", b""),
        }
        if self.path.startswith("/ke/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/ke/"))
            self.end_headers()
            return
        if self.path == "/tanpa-akhir.png":
            self._endless()
            return
        status, kind, body = answers.get(self.path, (404, "text/plain", b""))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _endless(self):
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"\0" * (64 << 10))
        except OSError:
            return

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def site():
    """A server on this machine; `asked` are the hosts and paths that it was asked for."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.asked = []
    server.url = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def named(site, sakip_text):
    """The problems of a manifest whose repository is on the site, with further keys."""

    def ask(*lines, url="/sakip.git", private=True):
        text = sakip_text.replace("https://git.example.go.id/sumedang/e-sakip.git", site.url + url)
        text = text.replace("landingURL: https://sakip.example.go.id\n", "").replace(
            "logo: aset/logo.svg\n", ""
        )
        text += "".join(f"{line.format(site=site.url)}\n" for line in lines)
        found = network.problems(text.encode(), private=private)
        return [(problem.level, problem.key, problem.line > 0) for problem in found]

    return ask


def test_addresses_that_answer_are_fine(named, site):
    assert named("landingURL: {site}/halaman", "logo: {site}/logo.png") == []
    assert site.asked == [
        (f"localhost:{site.server_port}", "/sakip.git/info/refs?service=git-upload-pack"),
        (f"localhost:{site.server_port}", "/halaman"),
        (f"localhost:{site.server_port}", "/logo.png"),
    ]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("landingURL: {site}/tidak-ada", "landingURL"),
        ("roadmap: {site}/tidak-ada", "roadmap"),
        ("logo: {site}/tidak-ada.png", "logo"),
        ("logo: {site}/halaman", "logo"),
        ("logo: {site}/palsu.png", "logo"),
        ("logo: {site}/tanpa-akhir.png", "logo"),
        ("landingURL: http://localhost:1/", "landingURL"),
        ("landingURL: http://tidak-ada.invalid/", "landingURL"),
        ("landingURL: {site}/ke/ftp://localhost/", "landingURL"),
    ],
)
def test_addresses_that_do_not_are_errors_at_their_keys(named, line, key):
    assert named(line) == [("error", key, True)]


def test_every_address_of_a_description_is_asked(named, site):
    keys = [
        "documentation: {site}/a",
        "apiDocumentation: {site}/b",
        "screenshots: ['{site}/layar.jpg', '{site}/c.png']",
    ]
    text = "\n".join(["description: {{en: {{" + ", ".join(keys) + "}}}}"])
    found = network.problems(text.format(site=site.url).encode(), private=True)
    assert [problem.key for problem in found] == [
        "description.en.documentation",
        "description.en.apiDocumentation",
        "description.en.screenshots[1]",
    ]


def test_a_page_is_not_a_repository(named):
    assert named(url="/halaman") == [("error", "url", True)]


def test_redirects_are_followed_and_counted(named, site):
    assert named("landingURL: {site}/ke/{site}/halaman") == []
    around = "/ke/" * 7
    assert named(f"landingURL: {{site}}{around}{{site}}/halaman") == [("error", "landingURL", True)]
    assert len([path for _, path in site.asked if path.startswith(around)]) == 1


def test_a_private_address_is_not_even_dialled(named, site):
    assert named(private=False) == [("error", "url", True)]
    assert site.asked == []


def test_a_redirect_into_a_private_network_is_not_followed(site):
    """A public host that sends its visitors to the cloud's metadata or to this machine."""

    def may_dial(address):
        return address == "127.0.0.1" or connections.is_public(address)

    for target in (
        "http://169.254.169.254/latest",
        f"http://[::1]:{site.server_port}/halaman",
        "http://10.0.0.1/",
    ):
        with pytest.raises(connections.Unreachable, match="not public"):
            connections.ask(f"http://127.0.0.1:{site.server_port}/ke/{target}", most=0, may_dial=may_dial)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "192.168.1.1",
            "172.16.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *(
            "168.63.129.16",
            "::1",
            "::",
            "fe80::1",
            "fe80::1%eth0",
            "fc00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "2002:7f00:1::",
        ),
        *("64:ff9b::7f00:1", "2001:db8::1", "::127.0.0.1"),
    ],
)
def test_what_is_not_public(address):
    assert not connections.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "103.28.14.1", "2606:4700::1111"])
def test_what_is_public(address):
    assert connections.is_public(address)


def test_not_more_than_so_many_addresses_are_asked(site):
    pages = ", ".join(f"'{site.url}/layar.jpg#{number}'" for number in range(network.MOST_ADDRESSES + 5))
    found = network.problems(f"description: {{en: {{screenshots: [{pages}]}}}}".encode(), private=True)
    assert [(problem.level, problem.key) for problem in found] == [("warning", "")]
    assert len(site.asked) == network.MOST_ADDRESSES


@pytest.mark.parametrize("text", [b"", b"[", b"- a", b"\xff", b"url: [a]", b"url: 'http://['", b"url: a b"])
def test_what_is_no_manifest_is_not_asked_about(text, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("asked"))
    assert network.problems(text) == ()


def test_the_service_and_the_room_itself_never_load_it():
    """Every outgoing request of the service goes through its own connector."""
    rooms = [*(ROOT / "registry").rglob("*.py"), *(ROOT / "cli/livinglab/checks").rglob("*.py")]
    rooms += [path for path in (ROOT / "cli/livinglab/manifest").glob("*.py") if path.stem != "network"]
    for path in rooms:
        imported = {
            f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        assert not {
            name
            for name in imported
            if name.startswith(("livinglab.manifest.network", "livinglab.manifest.connections"))
        }, path
