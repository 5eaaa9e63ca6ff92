"""The corpora of URLs, network addresses and name servers' answers: each case with its verdict."""

import json
import socket
import threading
import time
import tomllib
from pathlib import Path

import pytest

from registry.catalog.addresses import AddressRefused, check
from registry.crawl import addresses
from registry.crawl.addresses import pin
from registry.crawl.errors import AddressForbidden, DonorUnreachable

CORPUS = Path(__file__).parent / "corpus"


def read(name):
    return [json.loads(line) for line in (CORPUS / name).read_text(encoding="utf-8").splitlines()]


URLS, ADDRESSES = read("urls.jsonl"), read("addresses.jsonl")
DNS = tomllib.loads((CORPUS / "dns.toml").read_text(encoding="utf-8"))["case"]


def test_the_corpora_are_as_large_as_promised():
    assert len(URLS) >= 100
    assert len(ADDRESSES) >= 60
    assert len(DNS) >= 10


@pytest.mark.parametrize("case", URLS, ids=lambda case: f"{case.get('why', 'good')}: {case['url'][:60]!r}")
def test_a_url_is_visited_or_refused_as_the_corpus_says(case):
    if case["verdict"] == "visited":
        address = check(case["url"])
        assert (address.url, address.private) == (case["as"], False)
        assert check(address.url) == address
        return
    with pytest.raises(AddressRefused) as refusal:
        check(case["url"])
    assert refusal.value.field == "url"
    assert refusal.value.text.id != refusal.value.text.en


@pytest.mark.parametrize(
    "url", ["http://git.kab.local:3000/a/b", "http://127.0.0.1:8080/a", "https://gitea/a/b"]
)
def test_an_operators_exception_opens_that_host_and_port_only(url):
    donors = ("git.kab.local:3000", "127.0.0.1:8080", "gitea:443")
    assert check(url, private_donors=donors).private
    for other in (url.replace(":3000", ":3001").replace(":8080", ":80").replace("gitea", "gitea2"),):
        with pytest.raises(AddressRefused):
            check(other, private_donors=donors)


@pytest.mark.parametrize(
    "url", ["http://gitea:443@evil/a", "http://127.0.0.1:8080/../a", "file://gitea:443/a"]
)
def test_an_operators_exception_loosens_nothing_else(url):
    with pytest.raises(AddressRefused):
        check(url, private_donors=("gitea:443", "127.0.0.1:8080"))


@pytest.mark.parametrize("case", ADDRESSES, ids=lambda case: f"{case['verdict']}: {case['address']!r}")
def test_an_address_is_public_only_as_the_corpus_says(case):
    assert addresses.is_public(case["address"]) is (case["verdict"] == "public")


@pytest.mark.parametrize("address", ["169.254.169.254", "0.0.0.0", "168.63.129.16", "224.0.0.1", "fe80::1"])
def test_not_even_an_operators_exception_leads_to_metadata(address):
    assert not addresses.is_allowed(address, private=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "192.168.1.1", "::1", "fd00::1"])
def test_an_operators_exception_leads_into_private_networks(address):
    assert addresses.is_allowed(address, private=True)
    assert not addresses.is_allowed(address, private=False)


class NameServer:
    """A name service by the table; counts its questions."""

    def __init__(self, case):
        self.case = case
        self.questions = 0
        self.over = threading.Event()

    def __call__(self, _host, _port):
        self.questions += 1
        if "error" in self.case:
            raise socket.gaierror(-2, self.case["error"])
        if self.case.get("silent"):
            self.over.wait(10)
            return ["93.184.215.14"]
        if "many" in self.case:
            return [f"93.184.{number // 250}.{number % 250}" for number in range(self.case["many"])]
        return self.case["answers"][min(self.questions, len(self.case["answers"])) - 1]


@pytest.mark.parametrize("case", DNS, ids=lambda case: case["name"])
def test_a_name_is_dialled_or_refused_as_the_corpus_says(case):
    server, began = NameServer(case), time.monotonic()
    address = check("https://git.contoh.go.id/a/b")
    if case["verdict"] == "dialled":
        assert list(pin(address, resolver=server).answers) == case["dialled"]
        assert server.questions == 1
        return
    wanted = AddressForbidden if case["verdict"] == "forbidden" else DonorUnreachable
    with pytest.raises(wanted):
        pin(address, resolver=server, seconds=0.3)
    server.over.set()
    assert time.monotonic() - began < 1
