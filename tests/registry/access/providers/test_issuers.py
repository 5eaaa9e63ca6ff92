"""Issuers are asked within bounds, by their own name alone, and not more often than needed."""

import gzip
import json
import threading

import pytest

from registry.access.providers.discovery import Issuers
from registry.access.providers.wire import LARGEST, ProviderAway, is_allowed


class Hours:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def hours():
    return Hours()


@pytest.fixture
def asking(hours):
    known = Issuers(now=hours)
    yield known
    known.close()


def test_an_issuer_is_asked_once_for_many_tokens(issuer, asking):
    for _ in range(5):
        assert {key.kid for key in asking.keys(issuer.url, kid="rsa")} == {"rsa", "ec", "ed"}
    assert issuer.asked == ["/.well-known/openid-configuration", "/jwks"]


def test_many_at_once_ask_once(issuer, asking):
    threads = [
        threading.Thread(target=asking.keys, args=[issuer.url], kwargs={"kid": None}) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert issuer.asked.count("/jwks") == 1


def test_an_unknown_key_is_looked_for_once_a_minute(issuer, asking, hours):
    asking.keys(issuer.url, kid="rsa")
    for seconds, times in ((1, 1), (58, 1), (2, 2), (1, 2), (58, 2), (2, 3)):
        hours.seconds += seconds
        asking.keys(issuer.url, kid="unheard-of")
        assert issuer.asked.count("/jwks") == times


def test_a_new_key_is_found_and_one_taken_back_ends_within_ten_minutes(issuer, asking, hours):
    asking.keys(issuer.url, kid="rsa")
    issuer.keys["new"] = issuer.keys.pop("ec")
    issuer.publish_keys()
    hours.seconds += 61
    assert "new" in {key.kid for key in asking.keys(issuer.url, kid="new")}
    issuer.keys.pop("new")
    issuer.publish_keys()
    hours.seconds += 601
    assert {key.kid for key in asking.keys(issuer.url, kid="rsa")} == {"rsa", "ed"}


def test_an_issuer_that_has_just_failed_is_left_alone_for_a_moment(issuer, asking, hours):
    issuer.say("/jwks", {}, status=500)
    for _ in range(3):
        with pytest.raises(ProviderAway):
            asking.keys(issuer.url, kid="rsa")
    assert issuer.asked.count("/jwks") == 1
    issuer.publish_keys()
    hours.seconds += 11
    assert asking.keys(issuer.url, kid="rsa")


def test_keys_that_are_known_serve_while_looking_for_another_fails(issuer, asking, hours):
    asking.keys(issuer.url, kid="rsa")
    issuer.say("/jwks", {}, status=500)
    hours.seconds += 61
    with pytest.raises(ProviderAway):
        asking.keys(issuer.url, kid="unheard-of")
    assert asking.keys(issuer.url, kid="rsa")


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://other.example"},
        {"issuer": None},
        {"jwks_uri": "http://sso.example.go.id/jwks"},
        {"jwks_uri": "https://user:pass@sso.example.go.id/jwks"},
        {"jwks_uri": None},
        {"token_endpoint": "ftp://sso.example.go.id"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_metadata_that_leads_astray_is_refused(issuer, asking, changes):
    issuer.describe(**changes)
    with pytest.raises(ProviderAway):
        asking.metadata(issuer.url)


def test_the_name_must_be_the_setting_to_the_letter(issuer, asking):
    with pytest.raises(ProviderAway):
        asking.metadata(f"{issuer.url}/")


def test_a_redirect_is_not_followed(issuer, asking):
    issuer.headers["Location"] = f"{issuer.url}/elsewhere"
    issuer.say("/.well-known/openid-configuration", {}, status=302)
    with pytest.raises(ProviderAway):
        asking.metadata(issuer.url)
    assert "/elsewhere" not in issuer.asked


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"[" * 100_000, b" " * (LARGEST + 1)], ids=len)
def test_an_answer_that_is_no_small_json_object_is_refused(issuer, asking, body):
    issuer.say("/.well-known/openid-configuration", body)
    with pytest.raises(ProviderAway):
        asking.metadata(issuer.url)


def test_an_answer_that_is_right_and_too_long_is_refused(issuer, asking):
    _, metadata = issuer.said["/.well-known/openid-configuration"]
    issuer.say("/.well-known/openid-configuration", json.dumps(metadata).encode() + b" " * LARGEST)
    with pytest.raises(ProviderAway):
        asking.metadata(issuer.url)


def test_a_packed_answer_is_not_unpacked(issuer, asking):
    issuer.headers["Content-Encoding"] = "gzip"
    _, metadata = issuer.said["/.well-known/openid-configuration"]
    issuer.say("/.well-known/openid-configuration", gzip.compress(json.dumps(metadata).encode()))
    with pytest.raises(ProviderAway):
        asking.metadata(issuer.url)


def test_nobody_there_is_an_error_that_says_what_to_do(asking):
    with pytest.raises(ProviderAway) as caught:
        asking.metadata("http://127.0.0.1:1")
    assert "Coba lagi" in caught.value.text.id
    assert "Try again" in caught.value.text.en


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://sso.sumedangkab.go.id/realms/asn", True),
        ("http://127.0.0.1:8080/x", True),
        ("http://[::1]/x", True),
        ("http://localhost:8080", True),
        ("http://sso.sumedangkab.go.id", False),
        ("http://127.0.0.1.example.org", False),
        ("http://localhost.example.org", False),
        ("http://10.0.0.1", False),
        ("https://a:b@sso.sumedangkab.go.id", False),
        ("https://", False),
        ("https://sso.sumedangkab.go.id/#x", False),
        ("file:///etc/passwd", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_only_addresses_with_tls_or_of_this_machine_are_asked(url, allowed):
    assert is_allowed(url) is allowed
