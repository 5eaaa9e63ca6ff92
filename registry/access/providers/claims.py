"""What a signed token of another issuer claims, once signature, audience and time hold (RFC 7519, 8725)."""

import base64
import json
from collections.abc import Sequence
from typing import Any

from joserfc import jws
from joserfc.errors import (
    ExpiredTokenError,
    InvalidClaimError,
    JoseError,
    MissingClaimError,
    UnsupportedAlgorithmError,
)
from joserfc.jwa import JWSAlgModel
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry

from livinglab.language import Text
from registry import clock
from registry.access.providers.discovery import Issuers, Key
from registry.errors import Unauthenticated

LEEWAY = 60  # seconds by which two clocks may differ
LARGEST = 16 * 1024  # characters of a token
FARTHEST = 24 * 3600  # seconds: a token that lasts longer is not the short-lived one that we expect
# No `none`, and nothing symmetric: whoever knows a public key could sign with it.
SHAPES = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP"}
UNREADABLE = Text(
    id="Token ini bukan JWT yang dapat dibaca. Kirimkan token OIDC dari forge sebagaimana adanya.",
    en="This is not a readable JWT. Send the forge's OIDC token as it is.",
)
UNSIGNED = Text(
    id="Tanda tangan token ini tidak sah menurut kunci penerbitnya. Mintalah token baru dan coba lagi.",
    en="This token's signature does not hold by its issuer's keys. Ask for a new token and try again.",
)
EXPIRED = Text(
    id="Token ini sudah kedaluwarsa. Mintalah token baru sesaat sebelum memakainya.",
    en="This token has expired. Ask for a new one just before you use it.",
)
WRONG = Text(
    id="Isi token ini tidak sesuai: penerbit, waktu, atau bagian wajibnya keliru. "
    "Periksa jam mesin penerbit.",
    en="This token's content is wrong: its issuer, its times or a part that it must have. "
    "Check the issuer's clock.",
)


class Untrusted(Unauthenticated):
    """A token that proves nothing."""


class _Signatures(JWSRegistry):
    """The algorithms that we take. `EdDSA` among them: RFC 9864 only gave it a second name."""

    max_header_length = 8 * 1024  # some issuers send a certificate along

    def get_alg(self, name: str) -> JWSAlgModel:
        if name not in SHAPES:
            raise UnsupportedAlgorithmError(f"Algorithm of '{name}' is not allowed")
        return self.algorithms[name]


_SIGNATURES = _Signatures(strict_check_header=False)


def issuer_of(text: str) -> str:
    """Return who a token says has issued it: nothing is verified yet. Raises Untrusted."""
    issuer = _parts(text)[1].get("iss")
    if not isinstance(issuer, str):
        raise Untrusted(WRONG)
    return issuer


def verified(issuers: Issuers, text: str, *, issuer: str, audience: Sequence[str]) -> dict[str, Any]:
    """Return what a token claims. Its audience is one of `audience`; more than one needs `azp` to say ours.

    Raises Untrusted, ProviderAway.
    """
    header, _ = _parts(text)
    key = _key(issuers, issuer, header)
    try:
        signed = jws.deserialize_compact(text, key, list(SHAPES), _SIGNATURES)
        claims = json.loads(signed.payload or b"")
        _check(claims, issuer)
    except ExpiredTokenError as error:
        raise Untrusted(EXPIRED) from error
    except (InvalidClaimError, MissingClaimError) as error:
        raise Untrusted(WRONG) from error
    except JoseError as error:
        raise Untrusted(UNSIGNED) from error
    except (ValueError, TypeError, RecursionError) as error:
        raise Untrusted(UNREADABLE) from error
    _check_audience(claims, audience)
    return dict(claims)


def _check(claims: dict[str, Any], issuer: str) -> None:
    now = int(clock.now().timestamp())
    needed = {name: {"essential": True} for name in ("aud", "exp", "iat", "sub")}
    rules = JWTClaimsRegistry(now, LEEWAY, iss={"essential": True, "value": issuer}, **needed)  # type: ignore[arg-type]  # a literal dict is not seen as its TypedDict
    rules.validate(claims)
    if claims["exp"] > now + FARTHEST or not claims["sub"]:
        raise Untrusted(WRONG)


def _check_audience(claims: dict[str, Any], audience: Sequence[str]) -> None:
    named = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    party = claims.get("azp", named[0] if len(named) == 1 else None)
    if not set(named) & set(audience) or party not in audience:
        raise Untrusted(
            Text(
                id=f"Token ini tidak dibuat untuk katalog ini: `aud` harus {audience[0]} saja.",
                en=f"This token was not made for this registry: its `aud` must be {audience[0]} alone.",
            )
        )


def _key(issuers: Issuers, issuer: str, header: dict[str, Any]) -> Key:
    """Return the one key that a header can mean. A key in the header itself, or an address, means nothing."""
    algorithm, kid = header.get("alg"), header.get("kid")
    shape = SHAPES.get(algorithm) if isinstance(algorithm, str) else None
    if shape is None or not (kid is None or isinstance(kid, str)):
        raise Untrusted(UNSIGNED)
    keys = [key for key in issuers.keys(issuer, kid=kid) if key.key_type == shape]
    fitting = [key for key in keys if (kid is None or key.kid == kid) and key.alg in (None, algorithm)]
    if len(fitting) != 1:
        raise Untrusted(UNSIGNED)
    return fitting[0]


def _parts(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    parts = text.split(".")
    if len(text) > LARGEST or len(parts) != 3 or not text.isascii():
        raise Untrusted(UNREADABLE)
    header, payload = _object(parts[0]), _object(parts[1])
    return header, payload


def _object(part: str) -> dict[str, Any]:
    try:
        value = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError) as error:
        raise Untrusted(UNREADABLE) from error
    if not isinstance(value, dict):
        raise Untrusted(UNREADABLE)
    return value
