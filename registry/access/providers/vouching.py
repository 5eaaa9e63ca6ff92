"""What the provider vouches for in its claims: who, by which address, how surely, of which region."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from livinglab.contract import REGION_CODE
from registry.access.providers.refusals import NotProved, Unverified
from registry.settings import Settings

SECOND_FACTORS = {"mfa", "otp", "hwk"}  # RFC 8176
LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, §2


@dataclass(frozen=True)
class Identity:
    """Whom the provider vouches for. `proved`: with a second factor, just now.

    `region_code` means something only where the provider `tells_regions`: then none is "of no region".
    """

    issuer: str
    subject: str
    email: str
    name: str
    proved: bool
    tells_regions: bool = False
    region_code: str | None = None


def read(said: Mapping[str, Any], settings: Settings) -> Identity:
    """Return whom verified claims speak of. Raises Unverified for an address, NotProved for the rest."""
    email, name = said.get("email"), said.get("name") or said.get("preferred_username")
    verified = said.get("email_verified")
    if not isinstance(email, str) or (verified is not True and verified != "true"):
        raise Unverified
    if len(said["sub"]) > LONGEST_SUBJECT:
        raise NotProved("its subject is over the limit")
    return Identity(
        issuer=settings.oidc_issuer,
        subject=said["sub"],
        email=email,
        name=name if isinstance(name, str) else email.partition("@")[0],
        proved=_is_proved(said, settings),
        tells_regions=bool(settings.oidc_region_claim),
        region_code=_region(said, settings),
    )


def _is_proved(said: Mapping[str, Any], settings: Settings) -> bool:
    methods = said.get("amr")
    shown = {one for one in methods if isinstance(one, str)} if isinstance(methods, list) else set()
    return bool(shown & SECOND_FACTORS) or said.get("acr") in settings.oidc_acr


def _region(said: Mapping[str, Any], settings: Settings) -> str | None:
    """Return the region in the operator's claim: one code, also as the only one of a list."""
    value = said.get(settings.oidc_region_claim) if settings.oidc_region_claim else None
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, str) and re.fullmatch(REGION_CODE, value) else None
