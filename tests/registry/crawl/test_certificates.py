"""https as donors serve it: the certificate must be for the name, though the address is what is dialled."""

import ssl
import subprocess
import threading

import pytest

from registry.crawl import remote
from registry.crawl.connector import Connector
from registry.crawl.errors import DonorUnreachable
from registry.donor import DonorServer

HOST = "git.sumedangkab.go.id"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Make a certificate for HOST that nobody signed but itself."""
    folder = tmp_path_factory.mktemp("certificate")
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    names = ["-days", "2", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*command, *names, *files], check=True, capture_output=True)
    return folder


@pytest.fixture
def secure(donor, certificate):
    """Serve the donor by https on loopback."""
    donor.release()
    server = DonorServer(donor.git_dir.parent, "127.0.0.1", 0)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # clients that refuse the certificate hang up
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def point(secure, donor, certificate, sqlite_visitor):
    """Point a visitor at the server under a name; its connector trusts the certificate unless told not to."""

    def at(host, *, trusting=True):
        place = f"{host}:{secure.server_port}"
        sqlite_visitor.settings = sqlite_visitor.settings.model_copy(update={"private_donors": (place,)})
        context = ssl.create_default_context(cafile=certificate / "cert.pem") if trusting else None
        sqlite_visitor.connector = Connector(
            private_donors=(place,), resolver=lambda *_: ["127.0.0.1"], certificates=context
        )
        return f"https://{place}/{donor.git_dir.name}"

    return at


def test_a_donor_with_a_certificate_for_its_name_is_found_and_visited(
    point, certificate, sqlite_visitor, monkeypatch
):
    """The name exists in no name server here: both our connector and git dial the pinned address."""
    url = point(HOST)
    assert sqlite_visitor.connector.locate(url).canonical.url == url
    real = remote.options
    trust = [f"http.sslCAInfo={certificate / 'cert.pem'}"]
    monkeypatch.setattr(remote, "options", lambda *arguments: [*real(*arguments), *trust])
    report = sqlite_visitor.visit(sqlite_visitor.submit(url))
    assert report.outcome == "published", report.text


def test_a_certificate_for_another_name_is_refused(point, sqlite_visitor):
    url = point("git.bekasikab.go.id")
    with pytest.raises(DonorUnreachable):
        sqlite_visitor.connector.locate(url)


def test_a_certificate_that_nobody_signed_is_refused(point, sqlite_visitor):
    url = point(HOST, trusting=False)
    with pytest.raises(DonorUnreachable):
        sqlite_visitor.connector.locate(url)


def test_git_checks_the_certificate_again_by_itself(point, sqlite_visitor):
    report = sqlite_visitor.visit(sqlite_visitor.submit(point(HOST)))
    assert report.outcome == "failed"
    assert "certificate" in report.text.en
