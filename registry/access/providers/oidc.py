"""People who come from the operator's identity provider: OpenID Connect, authorization code with PKCE."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus

from authlib.oauth2.rfc6749.parameters import (  # type: ignore[import-untyped]  # Authlib has no types
    prepare_grant_uri,
)
from authlib.oauth2.rfc7636 import (  # type: ignore[import-untyped]  # likewise
    create_s256_code_challenge,
)
from sqlalchemy import delete
from sqlmodel import Session, col

from registry import clock
from registry.access.providers import claims, vouching
from registry.access.providers.discovery import Issuers, Metadata
from registry.access.providers.refusals import (
    Denied,
    NotProved,
    NotSetUp,
    NotUnderWay,
)
from registry.access.providers.vouching import Identity
from registry.access.providers.wire import ProviderAway
from registry.settings import Settings
from registry.tables import ProviderSignIn

LASTS = timedelta(minutes=10)
SCOPE = "openid email profile"
LONGEST_CODE = 4096
CALLBACK = "/sign-in/provider/callback"


@dataclass(frozen=True)
class Expected:
    """What must come back from the provider to the browser that was sent there."""

    state: str
    nonce: str
    verifier: str
    return_to: str


@dataclass(frozen=True)
class Answer:
    """What the provider sends back with the browser."""

    code: str | None = None
    state: str | None = None
    error: str | None = None
    issuer: str | None = None


def metadata(issuers: Issuers, settings: Settings) -> Metadata:
    """Return where the operator's provider has its endpoints. Raises NotSetUp, ProviderAway."""
    if not settings.oidc_issuer or not settings.oidc_client_id:
        raise NotSetUp
    found = issuers.metadata(settings.oidc_issuer)
    if not found.authorization_endpoint or not found.token_endpoint:
        raise ProviderAway("it has no endpoints for people")
    return found


def begin(session: Session, found: Metadata, settings: Settings, *, return_to: str) -> tuple[str, str]:
    """Begin a sign-in; return the provider's address to go to, and the text of this browser's cookie."""
    now = clock.now()
    session.execute(delete(ProviderSignIn).where(col(ProviderSignIn.expires_at) <= now))
    text, state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(4))
    session.add(
        ProviderSignIn(
            sha256=digest(text),
            state=state,
            nonce=nonce,
            verifier=verifier,
            return_to=return_to,
            expires_at=now + LASTS,
        )
    )
    more = {"acr_values": " ".join(settings.oidc_acr)} if settings.oidc_acr else {}
    address: str = prepare_grant_uri(
        found.authorization_endpoint,
        settings.oidc_client_id,
        "code",
        redirect_uri=callback(settings),
        scope=SCOPE,
        state=state,
        nonce=nonce,
        code_challenge=create_s256_code_challenge(verifier),
        code_challenge_method="S256",
        **more,
    )
    return address, text


def take(session: Session, text: str) -> Expected:
    """Return what is expected back in the browser with this cookie, once. Raises NotUnderWay."""
    statement = (
        delete(ProviderSignIn).where(col(ProviderSignIn.sha256) == digest(text)).returning(ProviderSignIn)
    )
    row = session.scalars(statement).first()
    if row is None or row.expires_at <= clock.now():
        raise NotUnderWay
    return Expected(row.state, row.nonce, row.verifier, row.return_to)


def identify(issuers: Issuers, settings: Settings, expected: Expected, answer: Answer) -> Identity:
    """Return whom the provider vouches for, once everything about its answer holds.

    Raises NotUnderWay, Denied, NotProved, Unverified, ProviderAway.
    """
    found = metadata(issuers, settings)
    _check_answer(found, expected, answer)
    tokens = _redeem(issuers, found, settings, expected, answer.code or "")
    try:
        said = claims.verified(
            issuers, _text(tokens, "id_token"), issuer=found.issuer, audience=[settings.oidc_client_id]
        )
    except claims.Untrusted as error:
        raise NotProved("the ID token does not hold") from error
    if not _is_same(said.get("nonce"), expected.nonce):
        raise NotProved("the ID token answers another request")
    if "email" not in said:
        said = {**_userinfo(issuers, found, tokens, said["sub"]), **said}
    return vouching.read(said, settings)


def callback(settings: Settings) -> str:
    """Return the address to which the provider sends people back."""
    return f"{str(settings.public_url).rstrip('/')}{CALLBACK}"


def digest(text: str) -> str:
    """Return what the database keeps of a cookie's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _check_answer(found: Metadata, expected: Expected, answer: Answer) -> None:
    if not _is_same(answer.state, expected.state):
        raise NotUnderWay
    # Another provider's answer must not be taken to this one (mix-up, RFC 9207).
    if (answer.issuer is None and found.names_itself) or answer.issuer not in (None, found.issuer):
        raise NotProved("the answer names another issuer")
    if answer.error is not None:
        raise Denied(answer.error if re.fullmatch(r"[a-z_]{1,50}", answer.error) else "unknown")
    if not answer.code or len(answer.code) > LONGEST_CODE:
        raise NotProved("the answer has no code")


def _redeem(
    issuers: Issuers, found: Metadata, settings: Settings, expected: Expected, code: str
) -> dict[str, Any]:
    """Change the code for tokens at the provider itself."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": callback(settings),
        "code_verifier": expected.verifier,
    }
    form, headers = _with_secret(found, settings, form)
    status, answer = issuers.wire.post(found.token_endpoint or "", form, headers=headers)
    if status >= 500:
        raise ProviderAway(f"status {status} for a code")
    if status != 200:
        error = str(answer.get("error"))
        raise NotProved(f"the code was refused: {error if re.fullmatch('[a-z_]{1,50}', error) else status}")
    return answer


def _with_secret(
    found: Metadata, settings: Settings, form: dict[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Say who we are: as a header, in the form, or by our name alone where there is no secret."""
    name, secret = settings.oidc_client_id, settings.oidc_client_secret.get_secret_value()
    if not secret:
        return {**form, "client_id": name}, {}
    if "client_secret_basic" not in found.token_methods and "client_secret_post" in found.token_methods:
        return {**form, "client_id": name, "client_secret": secret}, {}
    # RFC 6749 §2.3.1: each is encoded as in a form before they are joined.
    pair = base64.b64encode(f"{quote_plus(name)}:{quote_plus(secret)}".encode()).decode()
    return form, {"Authorization": f"Basic {pair}"}


def _userinfo(
    issuers: Issuers, found: Metadata, tokens: Mapping[str, Any], subject: str
) -> Mapping[str, Any]:
    if found.userinfo_endpoint is None:
        return {}
    said = issuers.wire.get(found.userinfo_endpoint, bearer=_text(tokens, "access_token"))
    if said.get("sub") != subject:
        raise NotProved("userinfo speaks of somebody else")
    return said


def _text(tokens: Mapping[str, Any], name: str) -> str:
    text = tokens.get(name)
    if not isinstance(text, str):
        raise NotProved(f"its answer has no {name}")
    return text


def _is_same(given: object, expected: str) -> bool:
    return isinstance(given, str) and hmac.compare_digest(given.encode(), expected.encode())
