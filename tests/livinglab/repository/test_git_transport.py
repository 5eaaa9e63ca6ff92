"""What SERVICE lets git do on the network, seen from real HTTP servers."""

import http.server
import subprocess
import threading

import pytest

from livinglab.repository import git
from livinglab.repository.errors import GitError, RepositoryError

ADVERTISEMENT = b"001e# service=git-upload-pack\n0000003d" + b"1" * 40 + b" refs/heads/main\n0000"


class Server:
    """An HTTP server on loopback that remembers its visitors: a donor, or one that redirects elsewhere."""

    def __init__(self, redirect_to: str | None = None) -> None:
        self.visits = visits = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                visits.append((self.path, dict(self.headers)))
                if redirect_to:
                    self.send_response(302)
                    self.send_header("Location", redirect_to + self.path)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                self.send_response(200)
                self.send_header("Content-Type", "application/x-git-upload-pack-advertisement")
                self.send_header("Content-Length", str(len(ADVERTISEMENT)))
                self.end_headers()
                self.wfile.write(ADVERTISEMENT)

            def log_message(self, *_arguments: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def servers():
    """Start servers, and stop them after the test."""
    started = []

    def start(**options):
        started.append(Server(**options))
        return started[-1]

    yield start
    for server in started:
        server.close()


@pytest.fixture
def trap(servers, store):
    """A donor that redirects to an internal host, and a configuration whose URL-scoped section allows it."""
    internal = servers()
    donor = servers(redirect_to=internal.url)
    with (store.git_dir / "config").open("a") as config:
        config.write(
            f'[http "{donor.url}/e-sakip.git"]\n\tfollowRedirects = true\n\textraHeader = X-Leak: token\n'
        )
    return donor, internal, store


def test_a_url_scoped_section_would_beat_a_plain_option(trap):
    """The trap is real: the defence that everybody writes first does not hold."""
    donor, internal, store = trap
    command = ["git", "--git-dir", str(store.git_dir), "-c", "http.followRedirects=false", "ls-remote"]
    subprocess.run([*command, f"{donor.url}/e-sakip.git"], check=True, capture_output=True)
    assert internal.visits


def test_the_service_follows_no_redirect_whatever_a_configuration_says(trap):
    donor, internal, store = trap
    with pytest.raises(GitError):
        git.run(
            ["ls-remote", "--", f"{donor.url}/e-sakip.git"],
            git_dir=store.git_dir,
            profile=git.SERVICE.allow("http"),
            limits=git.Limits(seconds=20),
        )
    assert donor.visits
    assert not internal.visits
    assert "X-Leak" not in donor.visits[0][1]


def test_a_pinned_address_is_used_and_no_other(servers):
    donor = servers()
    url = f"http://donor.invalid:{donor.port}/e-sakip.git"
    pin = f"http.curloptResolve=donor.invalid:{donor.port}:127.0.0.1"
    profile = git.SERVICE.allow("http")
    assert b"refs/heads/main" in git.run(["ls-remote", "--", url], profile=profile, options=[pin])
    assert donor.visits[0][1]["Host"] == f"donor.invalid:{donor.port}"


def test_without_the_pin_the_name_leads_nowhere(servers):
    donor = servers()
    with pytest.raises(GitError):
        git.run(
            ["ls-remote", "--", f"http://donor.invalid:{donor.port}/x"], profile=git.SERVICE.allow("http")
        )
    assert not donor.visits


def test_http_is_refused_unless_allowed(servers):
    donor = servers()
    with pytest.raises(GitError):
        git.run(["ls-remote", "--", f"{donor.url}/e-sakip.git"], profile=git.SERVICE)
    assert not donor.visits


def test_an_address_that_would_break_its_own_option_is_refused():
    with pytest.raises(RepositoryError):
        git.run(["ls-remote", "--", "https://git.example.go.id/x?a=b"], profile=git.SERVICE)
