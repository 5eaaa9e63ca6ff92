"""Whether the addresses in a manifest answer: for the command on a person's machine, never for the service.

What the reference parser does with its network on. Nothing here is imported by the rest of the room.
"""

import posixpath
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from livinglab.language import Text
from livinglab.manifest import nodes, pictures, places, urls
from livinglab.manifest.connections import Answer, Unreachable, ask, is_public
from livinglab.manifest.files import MOST_READ
from livinglab.manifest.keys import DOCUMENT
from livinglab.manifest.model import Level, Problem
from livinglab.manifest.nodes import Keys

MOST_ADDRESSES = 50
MOST_SECONDS = 120.0

Ask = Callable[..., Answer]  # connections.ask with its last question answered
_TOO_MANY = Text(
    id=f"Hanya {MOST_ADDRESSES} alamat atau {MOST_SECONDS:.0f} detik yang diperiksa",
    en=f"Only {MOST_ADDRESSES} addresses or {MOST_SECONDS:.0f} seconds are looked at",
)
_NO_REPOSITORY = Text(
    id="Bukan repositori git yang dapat diambil", en="Not a git repository that can be fetched"
)
_NO_PICTURE = Text(id="Bukan gambar seperti kata namanya", en="Not the picture that its name says")


class _Named(NamedTuple):
    """An address in a manifest: where, what for, and the address itself."""

    key: str
    purpose: str  # "page", "repository", "logo", "screenshot" or "file"
    url: str


def problems(text: bytes, *, private: bool = False) -> tuple[Problem, ...]:
    """Return what is wrong with the addresses that a manifest names, in the order of their lines.

    Asks each http(s) address once: pages and files must answer 200 after at most five redirects, `url` must
    be a git repository that speaks the smart protocol, logos must be what their names say. Hosts that resolve
    to anything but public addresses are refused unless `private`. At most MOST_ADDRESSES addresses and about
    MOST_SECONDS seconds. A text that is no manifest at all has none: `read` says what is wrong with it.
    """
    try:
        tree = nodes.load(text)
    except nodes.Unreadable:
        return ()
    if not isinstance(tree, Keys):
        return ()
    values, _ = DOCUMENT.read_on(tree)
    may_dial = _any if private else is_public
    found = [
        Problem(level, key, message, *(places.of_key(tree, key) if key else nodes.NOWHERE))
        for key, level, message in _asked(_named(values), partial(ask, may_dial=may_dial))
    ]
    return tuple(sorted(found, key=lambda problem: (problem.line, problem.column)))


def _any(_address: str) -> bool:
    return True


def _asked(named: Iterator[_Named], ask: Ask) -> Iterator[tuple[str, Level, Text]]:
    until = time.monotonic() + MOST_SECONDS
    for number, one in enumerate(named):
        if number >= MOST_ADDRESSES or time.monotonic() > until:
            yield "", "warning", _TOO_MANY
            return
        message = _answered(one, ask)
        if message is not None:
            yield one.key, "error", message


def _answered(one: _Named, ask: Ask) -> Text | None:
    """Return what is wrong with one address."""
    try:
        if one.purpose == "repository":
            return _repository(one.url, ask)
        ending = posixpath.splitext(urlsplit(one.url).path)[1].lower()
        kinds = {"logo": pictures.LOGOS, "screenshot": pictures.SCREENSHOTS}.get(one.purpose, ())
        if kinds and ending not in kinds:
            listed = ", ".join(kinds)
            return Text(id=f"Harus berakhiran {listed}", en=f"Must end in {listed}")
        answer = ask(one.url, most=MOST_READ if kinds else 0)
    except Unreachable as error:
        return error.message
    return _NO_PICTURE if one.purpose == "logo" and pictures.unlike(ending, answer.start) else None


def _repository(url: str, ask: Ask) -> Text | None:
    """Ask as `git ls-remote` does first: any server that git can fetch from answers this so."""
    answer = ask(f"{url.rstrip('/')}/info/refs?service=git-upload-pack", most=0)
    return None if answer.media_type == "application/x-git-upload-pack-advertisement" else _NO_REPOSITORY


def _named(values: Mapping[str, Any]) -> Iterator[_Named]:
    """Yield the addresses in the reference parser's order."""
    for key, purpose in (
        ("url", "repository"),
        ("landingURL", "page"),
        ("roadmap", "page"),
        ("logo", "logo"),
        ("monochromeLogo", "logo"),
    ):
        yield from _address(key, purpose, values.get(key))
    yield from _address("legal.authorsFile", "file", (values.get("legal") or {}).get("authorsFile"))
    for language, said in (values.get("description") or {}).items():
        path = f"description.{language}"
        for key in ("documentation", "apiDocumentation"):
            yield from _address(f"{path}.{key}", "page", said.get(key))
        for number, screenshot in enumerate(said.get("screenshots") or ()):
            yield from _address(f"{path}.screenshots[{number}]", "screenshot", screenshot)


def _address(key: str, purpose: str, value: str | None) -> Iterator[_Named]:
    """Yield an address that can be asked. Anything else is an error of `read`, or a file."""
    if value and urls.is_http_url(value):
        yield _Named(key, purpose, value)
