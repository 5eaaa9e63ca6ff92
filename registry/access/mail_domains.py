"""Mail domains: at which addresses an organisation's own people read their mail."""

import re

from sqlmodel import Session

from livinglab.language import Text
from registry.errors import Invalid
from registry.tables import Organisation, Region

GOVERNMENT = ".go.id"
LONGEST = 253
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


def of(session: Session, organisation: Organisation) -> str | None:
    """Return the domain whose mail proves an organisation: an operator's word, else the rule for regions.

    By the rule a regency has `<name>kab.go.id` and a city `<name>kota.go.id`, the name in small letters and
    without spaces. Where the name has other signs, or the region does not govern itself, there is none.
    """
    if organisation.mail_domain or organisation.kind != "region":
        return organisation.mail_domain
    region = session.get_one(Region, organisation.region_code)
    suffix = {"regency": "kab", "city": "kota"}.get(region.kind)
    name = region.name.partition(" ")[2].lower()
    if suffix is None or name.startswith("administrasi ") or not re.fullmatch(r"[a-z]+(?: [a-z]+)*", name):
        return None
    return f"{name.replace(' ', '')}{suffix}{GOVERNMENT}"


def is_within(address: str, domain: str) -> bool:
    """Say whether a mail address is at a domain or below it."""
    host = address.rpartition("@")[2].lower()
    return host == domain or host.endswith(f".{domain}")


def clean(text: str, *, government: bool) -> str:
    """Return a mail domain in small letters. Raises Invalid; governments have theirs below .go.id."""
    domain = text.strip().lower()
    good = len(domain) <= LONGEST and DOMAIN.fullmatch(domain) is not None
    if good and (not government or domain.endswith(GOVERNMENT)):
        return domain
    raise Invalid(
        Text(
            id="Domain surel tidak sah. Untuk pemerintah daerah dan instansi pusat harus di bawah .go.id, "
            "misalnya sumedangkab.go.id.",
            en="The mail domain is not valid. For regional governments and agencies it must be below .go.id, "
            "such as sumedangkab.go.id.",
        ),
        field="mail_domain",
    )
