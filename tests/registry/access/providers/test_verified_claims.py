"""A token of another issuer is believed only if signature, issuer, audience and times all hold."""

import base64
import json
import time

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from registry.access.providers import claims
from registry.access.providers.claims import Untrusted, verified

AUDIENCE = ["livinglab"]
HOUR = 3600


def check(issuers, issuer, text, audience=AUDIENCE):
    return verified(issuers, text, issuer=issuer.url, audience=audience)


@pytest.mark.parametrize("by", ["rsa", "ec", "ed"])
def test_a_token_of_each_kind_of_key_is_believed(issuers, issuer, by):
    assert check(issuers, issuer, issuer.sign(issuer.claims(), by=by))["sub"] == "person-7"


def test_a_token_with_pss_is_believed(issuers, issuer):
    issuer.keys["rsa"] = ("PS256", issuer.keys["rsa"][1])
    issuer.publish_keys()
    assert check(issuers, issuer, issuer.sign(issuer.claims()))["sub"] == "person-7"


def test_a_key_for_one_algorithm_serves_no_other(issuers, issuer):
    with pytest.raises(Untrusted):
        check(issuers, issuer, issuer.sign(issuer.claims(), algorithm="PS256"))


def test_a_token_without_a_signature_is_refused(issuers, issuer):
    for name in ("none", "None", "NONE"):
        unsigned = issuer.sign(issuer.claims(), algorithm="none")
        header = base64.urlsafe_b64encode(json.dumps({"alg": name, "kid": "rsa"}).encode()).decode()
        text = ".".join([header.rstrip("="), unsigned.split(".")[1], ""])
        with pytest.raises(Untrusted):
            check(issuers, issuer, text)


def test_the_public_key_is_no_secret_to_sign_with(issuers, issuer):
    """Algorithm confusion: HS256 with what everybody may read as its key."""
    half = issuer.keys["rsa"][1].public_key()
    written = [
        half.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
        half.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo),
    ]
    for secret in written:
        with pytest.raises(Untrusted):
            check(issuers, issuer, issuer.sign(issuer.claims(), algorithm="HS256", key=secret))


def test_a_published_symmetric_key_is_passed_over(issuers, issuer):
    secret = b"0123456789abcdef0123456789abcdef"
    encoded = base64.urlsafe_b64encode(secret).decode().rstrip("=")
    issuer.publish_keys({"kty": "oct", "kid": "shared", "k": encoded, "alg": "HS256"})
    with pytest.raises(Untrusted):
        check(issuers, issuer, issuer.sign(issuer.claims(), algorithm="HS256", key=secret, kid="shared"))


def test_a_strangers_signature_is_refused(issuers, issuer, stranger):
    with pytest.raises(Untrusted):
        check(issuers, issuer, issuer.sign(issuer.claims(), key=stranger))


def test_a_key_that_comes_with_the_token_is_not_used(issuers, issuer, stranger, providers_jwk):
    own = providers_jwk("mine", stranger)
    for header in ({"jwk": own}, {"jku": f"{issuer.url}/evil"}, {"jwk": own, "kid": None}):
        with pytest.raises(Untrusted):
            check(issuers, issuer, issuer.sign(issuer.claims(), key=stranger, **header))
    assert "/evil" not in issuer.asked


@pytest.fixture
def providers_jwk():
    def jwk(name: str, key: rsa.RSAPrivateKey) -> dict[str, str]:
        numbers = key.public_key().public_numbers()
        parts = {"n": numbers.n.to_bytes(key.key_size // 8), "e": numbers.e.to_bytes(3)}
        written = {
            part: base64.urlsafe_b64encode(value).decode().rstrip("=") for part, value in parts.items()
        }
        return {"kty": "RSA", "kid": name, **written}

    return jwk


def test_weak_keys_and_keys_for_encryption_are_passed_over(issuers, issuer, stranger, providers_jwk):
    weak = rsa.generate_private_key(65537, 1024)  # noqa: S505 - weak on purpose
    issuer.publish_keys(
        providers_jwk("weak", weak), {**providers_jwk("enc", stranger), "use": "enc"}, {"kty": "RSA"}, 7
    )
    for name, key in (("weak", weak), ("enc", stranger)):
        with pytest.raises(Untrusted):
            check(issuers, issuer, issuer.sign(issuer.claims(), key=key, kid=name))
    assert check(issuers, issuer, issuer.sign(issuer.claims()))["sub"] == "person-7"


def test_without_a_kid_the_only_key_of_its_kind_is_meant(issuers, issuer, stranger, providers_jwk):
    text = issuer.sign(issuer.claims(), kid=None)
    issuer.publish_keys({**providers_jwk("enc", stranger), "use": "enc"})
    assert check(issuers, issuer, text)["sub"] == "person-7"
    issuer.publish_keys(providers_jwk("other", stranger))
    with pytest.raises(Untrusted):
        check(type(issuers)(), issuer, text)


def test_what_must_be_understood_and_is_not_is_refused(issuers, issuer):
    with pytest.raises(Untrusted):
        check(issuers, issuer, issuer.sign(issuer.claims(), crit=["bank"], bank=1))


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"aud": None},
        {"aud": "somebody-else"},
        {"aud": []},
        {"aud": 7},
        {"aud": ["livinglab", "somebody-else"]},
        {"azp": "somebody-else"},
        {"aud": ["livinglab", "somebody-else"], "azp": "somebody-else"},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"iat": None},
        {"exp": None},
        {"exp": True},
        {"exp": "tomorrow"},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"exp": 10**300},
    ],
    ids=str,
)
def test_each_claim_that_is_wrong_is_refused(issuers, issuer, changes):
    with pytest.raises(Untrusted):
        check(issuers, issuer, issuer.sign(issuer.claims(**changes)))


@pytest.mark.parametrize(
    ("name", "seconds", "believed"),
    [
        ("exp", -30, True),
        ("exp", -90, False),
        ("exp", 25 * HOUR, False),
        ("iat", 30, True),
        ("iat", 90, False),
        ("nbf", 30, True),
        ("nbf", 90, False),
    ],
)
def test_clocks_may_differ_by_a_minute_and_no_more(issuers, issuer, name, seconds, believed):
    text = issuer.sign(issuer.claims(**{name: int(time.time()) + seconds}))
    if believed:
        assert check(issuers, issuer, text)
        return
    with pytest.raises(Untrusted):
        check(issuers, issuer, text)


def test_several_audiences_hold_if_ours_is_the_authorized_party(issuers, issuer):
    said = issuer.claims(aud=["account", "livinglab"], azp="livinglab")
    assert check(issuers, issuer, issuer.sign(said))["azp"] == "livinglab"


@pytest.mark.parametrize(
    "text",
    ["", "a.b", "a.b.c.d", "é.e.e", "..", "W10.W10.", "e30.W10.", "x" * 20_000, "e30.e30." + "A" * 16_000],
)
def test_what_is_no_token_is_refused(issuers, issuer, text):
    with pytest.raises(Untrusted):
        check(issuers, issuer, text)
    with pytest.raises(Untrusted):
        claims.issuer_of(text)


def test_a_token_nested_without_end_is_refused(issuers, issuer):
    deep = base64.urlsafe_b64encode(b'{"a":' * 1500 + b"1" + b"}" * 1500).decode().rstrip("=")
    for text in (f"{deep}.e30.", f"e30.{deep}."):
        with pytest.raises(Untrusted):
            check(issuers, issuer, text)


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), max_size=60))
@how(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_change_of_a_token_is_believed(issuers, issuer, noise):
    """Whatever is put in the place of a part, nothing but a refusal comes out."""
    parts = issuer.sign(issuer.claims()).split(".")
    for place in range(3):
        changed = [*parts[:place], noise, *parts[place + 1 :]]
        if changed == parts:
            continue
        with pytest.raises(Untrusted):
            check(issuers, issuer, ".".join(changed))
