"""Every route, every role, every kind of object: the answers are those of docs/authorization.md.

After a deliberate change: `LIVINGLAB_TEST_WRITE_MATRIX=1 pytest tests/registry/authorization`, and read the
difference line by line before it is committed.
"""

import os
import re
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

DOCUMENT = Path(__file__).resolve().parents[3] / "docs/authorization.md"
BEGIN, END = "<!-- the table begins -->", "<!-- the table ends -->"
ROW = re.compile(r"\| `([A-Z]+ /\S*)` \| (\S+) \|(.*)\|")
WRITE = "LIVINGLAB_TEST_WRITE_MATRIX" in os.environ
PEOPLE = "reader recorder publisher manager stranger community auditor curator operator".split()  # noqa: SIM905 - as the head of the table
TOKENS = ["registry", "reading", "limited"]
CALLERS = ["nobody", *PEOPLE, *TOKENS]
APPLICATIONS = {
    "own": "e-sakip",
    "other": "e-arsip",
    "government": "simpeg",
    "agreement": "perizinan",
    "quarantined": "aduan-warga",
    "unowned": "buku-tamu",
}
OWN_OR_OTHER = ("own", "other")
REASON = "Sudah diperiksa bersama pemiliknya, lihat berita acara."
# What stands in a path beside the application, where it does not depend on who asks.
PLACES = {
    "version": "1.0.0",
    "code": "32.11",
    "text": "tautan",
    "day": "latest",
    "name": "applications.csv",
    "experience": "1",
    "number": "1",
    "instrument": "permenpanrb-59-2020",
    "instrument_id": "permenpanrb-59-2020",
    "chapter": "adopt",
}
PROGRAMS = ("/api/", "/archives/", "/v1/", "/feeds/", "/dumps/")  # the rest is for browsers
# Doors that open to what is brought, whoever brings it: here it is brought in vain.
BROUGHT = {
    "POST /api/v1/sign-in/pipeline": "a forge's token",
    "POST /api/v1/sign-in/token": "a device's code",
    "POST /sign-in": "a password",
    "POST /sign-in/code": "a one-time code",
    "POST /sign-in/link/{text}": "a new password",
    "POST /organisations/{number}/proof": "a mail server, of which this registry has none",
    "POST /organisations/proof": "a letter's link",
    "GET /sign-in/provider/callback": "the identity provider's answer",
    "GET /sign-in/provider": "a provider, of which this registry has none",
    "POST /account/password": "the password so far",
    "POST /account/second-factor": "a one-time code",
    "POST /device": "a device's code",
    "POST /submissions/{number}/again": "a submission that was sent back",
    "GET /archives/{shelf}/{digest}.cdx.json": "the digest of a bill that is there",
    "GET /archives/restricted/{shelf}/{digest}.cdx.json": "a signature",
    "GET /archives/restricted/{shelf}/{digest}.bundle": "a signature",
    "GET /archives/index/{digest}.json": "the digest of a part of the index",
    "GET /api/v1/applications/{slug}/releases/{version}/sbom": "a release with lock files",
    "DELETE /api/v1/applications/{slug}/overrides": "an override that is there",
    "POST /api/v1/applications/{slug}/overrides": "a finding that blocks",
}
MANUAL = {"kind": "manual", "title": {"id": "Buku pengguna"}, "url": "https://example.go.id/buku.pdf"}
TYPED = {"kind": "manual", "title_id": "Buku pengguna", "url": "https://example.go.id/buku.pdf"}
INTEREST = {"stage": "interest", "date": "2026-01-05"}
# A whole, valid body for each request that takes one: only the caller may be what is wrong.
BODIES: dict[str, dict[str, Any]] = {
    "POST /api/v1/submissions": {
        "url": "https://git.example.go.id/e-surat.git",
        "slug": "e-surat",
        "publisher": "Pemerintah Kabupaten Sumedang",
    },
    "POST /api/v1/applications/{slug}/overrides": {"code": "env-tracked", "reason": REASON},
    "POST /api/v1/applications/{slug}/releases/{version}/yank": {"reason": REASON},
    "POST /api/v1/moderation/applications/{slug}": {"decision": "quarantine", "reason": REASON},
    "POST /api/v1/applications/{slug}/agreements": {
        "organisation": 2,
        "reference": "PKS/13/2026",
        "signed_on": "2026-01-01",
        "expires_on": (date.today() + timedelta(days=365)).isoformat(),
    },
    "PUT /api/v1/applications/{slug}/visibility": {"visibility": "agreement", "reason": REASON},
    "POST /api/v1/applications/{slug}/workflows": {
        "issuer": "https://gitlab.com",
        "repository": "diskominfo/aplikasi",
    },
    "POST /api/v1/sign-in/pipeline": {"token": "a.b.c", "application": "e-sakip"},
    "POST /api/v1/sign-in/device": {"name": "laptop"},
    "POST /api/v1/sign-in/token": {
        "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
        "device_code": "none",
    },
    "POST /api/v1/applications/{slug}/materials": MANUAL,
    "PUT /api/v1/applications/{slug}/materials/{number}": MANUAL,
    "POST /applications/{slug}/materials/new": TYPED,
    "POST /applications/{slug}/materials/{number}": TYPED,
    "POST /api/v1/adoptions": {**INTEREST, "application": "buku-tamu", "region": "32.11"},
    "POST /api/v1/adoptions/{number}/events": {**INTEREST, "stage": "request"},
    "POST /api/v1/adoptions/{number}/statements": {"verdict": "disputed", "note": REASON},
    "POST /api/v1/adoptions/{number}/terms": {"basis": "license"},
    "PUT /api/v1/adoptions/{number}/experience": {"person_days": 4},
    "POST /api/v1/moderation/experiences/{experience}/versions/{number}/decision": {
        "decision": "published",
        "reason": REASON,
    },
    "POST /api/v1/webhooks": {
        "url": "https://hook.example.go.id/",
        "events": ["release.published"],
        "organisation": 1,
    },
    "POST /moderation/applications/{slug}": {"decision": "quarantine", "reason": REASON},
    "POST /moderation/applications/{slug}/releases": {
        "version": "1.0.0",
        "change": "yank",
        "reason": REASON,
    },
    "POST /submit": {
        "url": "https://git.example.go.id/e-surat.git",
        "slug": "e-surat",
        "publisher": "Pemerintah Kabupaten Sumedang",
        "visibility": "public",
    },
    "POST /organisations": {"region": "32.04"},
    "POST /organisations/{number}/proof": {"email": "diskominfo@sumedangkab.go.id"},
    "POST /organisations/proof": {"link": "tautan"},
    "POST /organisations/{number}/members": {"email": "auditor@example.go.id", "role": "reader"},
    "POST /organisations/{number}/members/{person_number}": {"role": "recorder"},
    "POST /organisations/{number}/offers": {
        "application": "simpeg",
        "to": "Pemerintah Kabupaten Bekasi",
    },
    "POST /organisations/{number}/offers/{offer_number}/accept": {
        "url": "https://git.example.go.id/e-arsip.git"
    },
    "POST /sign-in": {"email": "manager@example.go.id", "password": "bukan kata sandinya"},
    "POST /account/password": {"current": "lama", "password": "sandi baru yang panjang"},
    "POST /account/tokens": {"name": "laptop", "scope": "read", "scopes": "read", "days": "30"},
}
# The source of these is not for everybody: `200*` is an answer that shows it.
SOURCE = re.compile("pengukuran dan pelaporan kinerja|archives/restricted/|git.sumedangkab")
QUERIES = {
    "GET /api/v1/search": {"q": "sakip"},
    "GET /feeds/search.atom": {"q": "sakip"},
    "GET /api/v1/statistics/versions": {"application": "e-sakip"},
    "DELETE /api/v1/applications/{slug}/overrides": {"code": "env-tracked"},
    "DELETE /api/v1/applications/{slug}/releases/{version}/yank": {"reason": REASON},
}


class Row(NamedTuple):
    """One line of the table."""

    route: str
    thing: str
    answers: list[str]

    def __str__(self) -> str:
        return f"| `{self.route}` | {self.thing} | {' | '.join(self.answers)} |"


def _table() -> list[Row]:
    rows = (ROW.fullmatch(line) for line in DOCUMENT.read_text().splitlines())
    return [Row(row[1], row[2], [cell.strip() for cell in row[3].split("|")]) for row in rows if row]


def _routes(world) -> Iterator[str]:
    """Yield each route: those of the OpenAPI document, and those of the website."""
    for path, methods in world.app.openapi()["paths"].items():
        yield from (f"{method.upper()} {path}" for method in methods)
    for included in world.app.routes:
        for route in getattr(getattr(included, "original_router", None), "routes", []):
            if not route.include_in_schema and not route.path.startswith(PROGRAMS):
                yield from (f"{method} {route.path}" for method in sorted(route.methods - {"HEAD"}))


def _things(route: str) -> tuple[str, ...]:
    """Return the kinds of objects that a route is asked for."""
    if "/agreements/{" in route:
        return ("agreement",)
    if any(part in route for part in ("/cohorts/{", "{experience}", "/indicators/{", "/sitemaps/")):
        return ("-",)
    if "/adoptions/{" in route:
        return (*OWN_OR_OTHER, "agreement")
    if "/software/{" in route:
        return tuple(APPLICATIONS)
    if "/workflows/{" in route or ("{slug}" not in route and "{number}" in route):
        return OWN_OR_OTHER
    return tuple(APPLICATIONS) if "{slug}" in route else ("-",)


def _path(world, route: str, thing: str, caller: str) -> str:
    """Return the address at which a caller asks for a kind of object."""
    digest = world.numbers["digest"]
    values = {**PLACES, "digest": digest, "shelf": digest[:2], "slug": APPLICATIONS.get(thing, "")}
    kind = re.search(r"/(\w+)/\{number\}", route)
    if kind and "{experience}" not in route:
        values["number"] = _number(world, kind[1], thing, caller)
    if "/cohorts/{" in route:
        values["slug"] = "idsl"
    if "/static/{" in route:
        values["name"] = "page.css"
    named = re.search(r"/(\w+)/\{identity\}", route)
    if named:
        values["identity"] = world.numbers[f"{named[1]}:{values['slug']}"]
    values["delivery"] = world.numbers.get(f"delivery:{thing}", "")
    values["person_number"] = world.numbers["person:reader" if thing == "own" else "person:stranger"]
    values["offer_number"] = world.numbers.get(f"offer:{thing}", "")
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], route.split(" ", 1)[1])


def _number(world, kind: str, thing: str, caller: str) -> str:
    numbers = world.numbers
    own_or_operators = caller if thing == "own" and caller in PEOPLE else "operator"
    return {
        "tokens": numbers[f"token:{own_or_operators}"],
        "sessions": numbers[f"session:{own_or_operators}"],
    }.get(kind) or numbers[f"{kind.removesuffix('s')}:{thing}"]


def _answer(world, route: str, thing: str, caller: str) -> str:
    """Ask once as somebody; what the request changed is put back."""
    method = route.split(" ", maxsplit=1)[0]
    web = not route.split(" ")[1].startswith(PROGRAMS)
    if web and caller in TOKENS:
        return "·"
    headers = {"Sec-Fetch-Site": "same-origin"} if web else world.bearers.get(caller, {})
    world.client.cookies = world.cookies.get(caller, {}) if web else {}
    body = {"data" if web else "json": BODIES.get(route, {})} if method in ("POST", "PUT") else {}
    answer = world.client.request(
        method, _path(world, route, thing, caller), headers=headers, params=QUERIES.get(route), **body
    )
    if answer.status_code in (401, 403):
        world.restore.forget_attempts()
    elif method not in ("GET", "HEAD"):
        world.restore()
    whole = thing in ("government", "agreement") and SOURCE.search(answer.text)
    return f"{answer.status_code}{'*' if whole and method == 'GET' else ''}"


def _rows(world) -> Iterator[Row]:
    for route in _routes(world):
        for thing in _things(route):
            yield Row(route, thing, [_answer(world, route, thing, caller) for caller in CALLERS])


def _is_sampled(row: Row, caller: str) -> bool:
    """Choose nobody, and half of the others by their names: each route another half."""
    return caller == "nobody" or zlib.crc32(f"{row.route} {row.thing} {caller}".encode()) % 2 == 0


@pytest.mark.skipif(WRITE, reason="the table is being written")
def test_every_route_answers_half_of_all_as_the_table_says(world) -> None:
    asked = {(route, thing) for route in _routes(world) for thing in _things(route)}
    table = _table()
    assert asked == {(row.route, row.thing) for row in table}, "the table has the routes that there are"
    wrong = [
        f"{row.route} of {row.thing} to {caller}: {found}, not {expected}"
        for row in table
        for caller, expected in zip(CALLERS, row.answers, strict=True)
        if _is_sampled(row, caller) and (found := _answer(world, row.route, row.thing, caller)) != expected
    ]
    assert wrong == []


@pytest.mark.long
def test_every_route_answers_everybody_as_the_table_says(world) -> None:
    found = list(_rows(world))
    if WRITE:
        _write(found)
    expected = _table()
    assert [str(row) for row in found if row not in expected] == []
    assert [str(row) for row in expected if row not in found] == [], "these routes are gone"


def test_no_row_is_decided_by_a_request_that_is_wrong_for_everybody() -> None:
    refused = {row.route for row in _table()} - {row.route for row in _table() if _lets_somebody(row)}
    assert refused == set(BROUGHT)
    undecided = [row.route for row in _table() if set(row.answers) == {"422"}]
    assert undecided == []


def test_nobody_is_answered_with_a_failure_of_ours() -> None:
    assert [str(row) for row in _table() if "500" in row.answers] == []


def _lets_somebody(row: Row) -> bool:
    return any(answer[0] in "23" for answer in row.answers)


def _write(rows: list[Row]) -> None:
    before, _, rest = DOCUMENT.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    head = f"| request | of | {' | '.join(CALLERS)} |\n|---|---|{'---|' * len(CALLERS)}"
    table = "\n".join(map(str, rows))
    DOCUMENT.write_text(f"{before}{BEGIN}\n{head}\n{table}\n{END}{after}")


if WRITE:
    pytestmark = pytest.mark.timeout(900)
