"""Where to go after signing in: only addresses of ours, whatever a link asks for."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.website.accounts.returning import safe_path

OURS = [
    "/",
    "/account",
    "/applications/e-sakip",
    "/applications/e-sakip?lang=en",
    "/?q=sakip&cursor=eyJ9",
    "/organisations/3#people",
    "/device?code=ABCD-EFGH",
    "/a@b",
    "/%2e%2e",
    "/javascript:alert(1)",
]
HOSTILE = [
    None,
    "",
    "account",
    "./account",
    "../account",
    "?x=1",
    "#x",
    " /account",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "//evil.example/account",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/account\\..\\..",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "\t//evil.example",
    "/\x00/evil.example",
    "/\x0b/evil.example",
    "/\x7f",
    "/account\r\nSet-Cookie: a=b",
    "/account\nLocation: https://evil.example",
    "https://evil.example",
    "HTTPS://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "ftp://evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "mailto:a@b",
    "evil.example",
    "@evil.example",
    ":443//evil.example",
    "/a//evil.example",
    "/?to=https://evil.example",
    "/.//evil.example",
    "/;//evil.example",
    "\u2028//evil.example",
    "/\u2028/evil.example",
    "/\u00a0/evil.example",
    "/\u200b/evil.example",
    "/\u202eelpmaxe.live",
    "/\uff0fevil.example",
    "\uff0f\uff0fevil.example",
    "/\u2215evil.example",
    "/ /evil.example",
    "/" + "a" * 2000,
]


@pytest.mark.parametrize("path", OURS)
def test_a_path_of_ours_is_followed(path: str) -> None:
    assert safe_path(path) == path


@pytest.mark.parametrize("path", HOSTILE, ids=[ascii(path)[:30] for path in HOSTILE])
def test_everything_else_leads_to_the_account(path: str | None) -> None:
    assert safe_path(path) == "/account"


@settings(deadline=None)
@given(st.text("/\\\t\n\r.:@?#ae%5cC2fFhtps ", max_size=12))
def test_whatever_is_asked_for_stays_on_our_host(path: str) -> None:
    as_browsers_read_it = safe_path(path).translate({ord("\\"): "/", 9: None, 10: None, 13: None})
    there = urlsplit(urljoin("https://katalog.example.go.id/sign-in", as_browsers_read_it))
    assert (there.scheme, there.netloc) == ("https", "katalog.example.go.id")
