"""Every key of publiccode.yml: the right values, the wrong types, the wrong values, and its absence."""

import json
from typing import NamedTuple

import pytest

from livinglab.manifest.terms import CATEGORIES, SCOPES, SOFTWARE_TYPES, STATUSES

LONG = "Aplikasi untuk pohon kinerja. " * 6
NO_TEXT = ([], ["a"], {}, {"a": "b"})
NO_LIST = ("a", 1, True, {}, {"a": "b"})
NO_SECTION = ("a", 1, True, [], ["a"])
NO_BOOLEAN = ("true", "yes", "no", "on", 1, 0, [], {})
ANY_TEXT = ("a", "é", "0", 1, 1.5, True, False)  # the reference parser takes numbers and booleans as text
HTTP = ("https://a.go.id", "http://a.id:8080/b?c=d#e", "HTTPS://A.ID", "http://[::1]/", "https://u:p@a.id")
NO_HTTP = ("a", "", "//a.id", "ftp://a.id", "https://", "https:/a", "mailto:a@b.id", "https:a.id", "urn:a:b")
DATES = ("2026-10-01", "2024-02-29", "0000-01-01")
NO_DATES = (
    "",
    "2026-02-29",
    "2026-13-01",
    "2026-1-1",
    "01-10-2026",
    "2026-10-01T00:00:00Z",
    "20261001",
    "kemarin",
)
LANGUAGES = (
    "id",
    "en-GB",
    "EN-gb",
    "jv-Java",
    "sl-IT-nedis",
    "zh-cmn-Hans-CN",
    "es-419",
    "x-ya",
    "i-klingon",
    "no",
)
LANGUAGES += ("de-DE-u-co-phonebk", "en-x-pribadi-saya", "de-CH-1996", "hy-Latn-IT-arevela", "en-a-bbb")
NO_LANGUAGES = (
    "",
    "en_GB",
    "xxx",
    "indonesia",
    "ind",
    "en-",
    "id-ZZZ",
    "en-999",
    "sl-nedissss",
    "abcd",
    "en-u",
    "x-",
)
NO_LANGUAGES += ("id--ID", "en-cmn", "de-a-bbb-u-co-phonebk", "é", "en-GB-GB", "a" * 101)
EMAILS = ("ani@sumedang.go.id", "a.b+c@d-e.id", '"ani s"@a.id', "é@è.id", "a@a.b-.id")
NO_EMAILS = (
    "",
    "ani",
    "@a.id",
    "ani@",
    "ani@id",
    "a b@c.id",
    "a..b@c.id",
    ".a@c.id",
    "Ani <a@b.id>",
    "a@b..id",
    "a@-b.id",
)
NO_EMAILS += ("a@b.1d", "a@b.id.", "a,b@c.id", "a" * 400 + "@b.id")
URIS = (
    "https://sumedangkab.go.id",
    "urn:x-kemendagri:32.11",
    "URN:a:b",
    "ftp://a.id",
    "urn:a:%2F(b)",
    "urn:x-italian-pa:pcm",
)
NO_URIS = (
    "",
    "a",
    "urn:foobar",
    "urn:urn:a",
    "urn:-a:b",
    "urn:a:b c",
    "urn:" + "a" * 33 + ":b",
    "urn:a:%2",
    "https://",
)
NO_URIS += ("/a/b", "mailto:a@b.id", "urn:x-italian-pa:tidak_ada")
MEDIA = ("text/plain", "application/vnd.oasis.opendocument.text", "image/svg+xml", " text/csv ")
NO_MEDIA = ("", "text", "text/", "/plain", "text/plain; charset=utf-8", "te xt/plain", "text/é")
VIDEOS = ("https://www.youtube.com/watch?v=a", "https://vimeo.com/1", "HTTPS://youtu.be/a")
NO_VIDEOS = ("https://sumedangkab.go.id/a.mp4", "https://www.youtube.com.example.id/watch?v=a", "a", "", None)


class Rule(NamedTuple):
    """One key, `right` values, `wrong` ones, and whether it must be there."""

    key: str
    right: tuple
    wrong: tuple
    required: bool = False


RULES = [
    Rule("name", ANY_TEXT, (*NO_TEXT, "", None), required=True),
    Rule("applicationSuite", (*ANY_TEXT, "", None), NO_TEXT),
    Rule("url", HTTP, (*NO_TEXT, *NO_HTTP, None, "javascript:alert(1)", "file:///etc/passwd"), required=True),
    Rule("landingURL", (*HTTP, None), (*NO_TEXT, *NO_HTTP)),
    Rule(
        "isBasedOn", (*HTTP, None, [], "ftp://a.id", ["https://a.id"]), ({}, {"a": "b"}, [["https://a.id"]])
    ),
    Rule("isBasedOn[0]", HTTP, ("a", "", None)),
    Rule("softwareVersion", (*ANY_TEXT, "", None), NO_TEXT),
    Rule("releaseDate", (*DATES, None), (*NO_TEXT, *NO_DATES, 2026)),
    Rule(
        "logo",
        ("a.svg", "a/b.SVGZ", "a b.png", "", None, "https://a.id/a.gif"),
        (*NO_TEXT, "a.gif", "/a.png", "a"),
    ),
    Rule("logo", ("./a.png", "b/../a.png"), ("file:a.png", "file:///a.png", "a.png/b", "a.png?b")),
    Rule("organisation", (None, {"uri": "urn:a:b"}), NO_SECTION),
    Rule("organisation.uri", URIS, (*NO_TEXT, *NO_URIS, None), required=True),
    Rule("organisation.name", (*ANY_TEXT, "", None), NO_TEXT),
    Rule("platforms", (["web"], ["televisi", "ios"], [""]), (*NO_LIST, [], None), required=True),
    Rule("platforms[0]", ANY_TEXT, ([], {})),
    Rule("categories", (None, [], list(CATEGORIES)), NO_LIST),
    Rule("categories[0]", ("other",), ("pemerintahan", "", None, "Accounting", 1)),
    Rule("usedBy", (None, [], ["a"]), NO_LIST),
    Rule("usedBy[0]", (*ANY_TEXT, ""), ([], {})),
    Rule("fundedBy", (None, [], [{"uri": "urn:a:b"}]), NO_LIST),
    Rule("fundedBy[0].uri", URIS, (*NO_URIS, None), required=True),
    Rule("fundedBy[0].name", (*ANY_TEXT, None), NO_TEXT),
    Rule("roadmap", (*HTTP, None), (*NO_TEXT, *NO_HTTP)),
    Rule("developmentStatus", STATUSES, (*NO_TEXT, "selesai", "", None, "Stable"), required=True),
    Rule("softwareType", SOFTWARE_TYPES, (*NO_TEXT, "standalone", "", None), required=True),
    Rule("supports", (None, [], [{"id": "alias:spid"}]), NO_LIST),
    Rule(
        "supports[0].id",
        ("alias:io", "urn:x-permen:panrb:59-2020", "https://peraturan.go.id/id/permenpanrb-no-59-tahun-2020"),
        ("alias:spbe", "alias:", "spbe", "urn:foobar", "", None),
        required=True,
    ),
    Rule("intendedAudience", (None, {}), NO_SECTION),
    Rule("intendedAudience.scope", (None, [], list(SCOPES)), NO_LIST),
    Rule("intendedAudience.scope[0]", ("government",), ("kesehatan", "", None)),
    Rule("intendedAudience.countries", (None, [], ["ID", "NO"]), NO_LIST),
    Rule("intendedAudience.countries[0]", ("ID", "TL"), ("Id", "IDN", "ZZ", "UK", "", None, 1)),
    Rule("intendedAudience.unsupportedCountries", (None, [], ["ID"]), NO_LIST),
    Rule("intendedAudience.unsupportedCountries[0]", ("ID",), ("Id", "ZZ")),
    Rule("description", (), (*NO_SECTION, {}, None), required=True),
    Rule("description.id.localisedName", (*ANY_TEXT, None, ""), NO_TEXT),
    Rule("description.id.shortDescription", ("a", "é" * 150), (*NO_TEXT, "é" * 151, "", None), required=True),
    Rule(
        "description.id.longDescription",
        (LONG, "e\u0301" * 150, "a" * 10_000),
        (*NO_TEXT, "", None),
        required=True,
    ),
    Rule("description.id.longDescription", ("👨‍👩‍👧" * 150,), ("a" * 149, "e\u0301" * 149, "a" * 10_001)),
    Rule("description.id.documentation", (*HTTP, None), (*NO_TEXT, *NO_HTTP)),
    Rule("description.id.apiDocumentation", (*HTTP, None), (*NO_TEXT, *NO_HTTP)),
    Rule("description.id.features", (["a"], [""]), (*NO_LIST, [], None), required=True),
    Rule("description.id.screenshots", (None, [], ["a.PNG"]), NO_LIST),
    Rule(
        "description.id.screenshots[0]",
        ("a.jpg", "a/b.png", "https://a.id/a"),
        ("a.jpeg", "a.svg", "/a.png", "file:a.png", ""),
    ),
    Rule("description.id.videos", (None, []), NO_LIST),
    Rule("description.id.videos[0]", VIDEOS, NO_VIDEOS),
    Rule("description.id.awards", (None, [], ["a"]), NO_LIST),
    Rule("legal", (), (*NO_SECTION,)),
    Rule(
        "legal.license",
        ("MIT", "mit", "GPL-2.0+", "MIT OR (0BSD AND LicenseRef-pks)"),
        (*NO_TEXT, "Bebas", "", None),
        required=True,
    ),
    Rule(
        "legal.license",
        ("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-3.0"),
        ("MIT or 0BSD", "MIT,0BSD", "MIT OR"),
    ),
    Rule("legal.mainCopyrightOwner", (*ANY_TEXT, "", None), NO_TEXT),
    Rule("maintenance", (), (*NO_SECTION,)),
    Rule("maintenance.type", ("contract",), (*NO_TEXT, "sukarela", "", None), required=True),
    Rule("maintenance.contractors", ([],), (*NO_LIST, None), required=True),
    Rule("maintenance.contractors[0].name", ("PT A",), ("", None), required=True),
    Rule("maintenance.contractors[0].until", DATES, (*NO_DATES, None), required=True),
    Rule("maintenance.contractors[0].email", (*EMAILS, None), NO_EMAILS),
    Rule("maintenance.contractors[0].website", (*HTTP, None), NO_HTTP),
    Rule("maintenance.contacts", ([], None), NO_LIST),
    Rule("maintenance.contacts[0].name", ("Ani",), ("", None), required=True),
    Rule("maintenance.contacts[0].email", (*EMAILS, None), NO_EMAILS),
    Rule("maintenance.contacts[0].phone", (*ANY_TEXT, "", None), NO_TEXT),
    Rule("maintenance.contacts[0].affiliation", (*ANY_TEXT, "", None), NO_TEXT),
    Rule("localisation", (), (*NO_SECTION,)),
    Rule("localisation.localisationReady", (True, False), (*NO_BOOLEAN, None), required=True),
    Rule("localisation.availableLanguages", (["id", "no"],), (*NO_LIST, [], None), required=True),
    Rule("localisation.availableLanguages[0]", LANGUAGES, (*NO_LANGUAGES, None, 1)),
    Rule("dependsOn", (None, {}), NO_SECTION),
    Rule("dependsOn.open", (None, []), NO_LIST),
    Rule("dependsOn.proprietary", (None, []), NO_LIST),
    Rule("dependsOn.hardware", (None, []), NO_LIST),
    Rule("dependsOn.open[0].name", ANY_TEXT, ("", None), required=True),
    Rule("dependsOn.open[0].versionMin", (*ANY_TEXT, None), NO_TEXT),
    Rule("dependsOn.open[0].versionMax", (*ANY_TEXT, None), NO_TEXT),
    Rule("dependsOn.open[0].version", (*ANY_TEXT, None), NO_TEXT),
    Rule("dependsOn.open[0].optional", (True, False, None), NO_BOOLEAN),
]
OUTDATED_RULES = [
    Rule("monochromeLogo", ("a.svg", "https://a.id/a"), (*NO_TEXT, "a.gif", "/a.png")),
    Rule("inputTypes", ([], ["text/csv"]), NO_LIST),
    Rule("inputTypes[0]", MEDIA, NO_MEDIA),
    Rule("outputTypes", ([], ["text/csv"]), NO_LIST),
    Rule("outputTypes[0]", MEDIA, NO_MEDIA),
    Rule("description.id.genericName", ("a", "é" * 35), (*NO_TEXT, "é" * 36)),
    Rule("legal.repoOwner", (*ANY_TEXT, ""), NO_TEXT),
    Rule("legal.authorsFile", ("AUTHORS", "a/b", "https://a.id/a"), (*NO_TEXT, "/AUTHORS", "file:AUTHORS")),
]


def cases(rules, values):
    """Name each case by its key and value, as the tests' names."""
    return [
        pytest.param(rule.key, value, id=f"{rule.key}={json.dumps(value)[:40]}")
        for rule in rules
        for value in getattr(rule, values)
    ]


@pytest.mark.parametrize(("key", "value"), cases(RULES, "right"))
def test_a_right_value_is_accepted(judged, key, value):
    assert judged(key, value).problems == ()


@pytest.mark.parametrize(("key", "value"), cases(RULES, "wrong"))
def test_a_wrong_value_is_an_error_at_its_key(judged, key, value):
    reading = judged(key, value)
    assert reading.manifest is None
    assert any(problem.key.startswith(key) for problem in reading.problems if problem.level == "error")
    assert all(problem.level == "error" for problem in reading.problems)


WHOLE = ("legal", "maintenance", "localisation")  # sections that are judged even where they are not there
KEYS = {rule.key: any(each.required for each in RULES if each.key == rule.key) for rule in RULES}


@pytest.mark.parametrize(
    ("key", "required"),
    [(key, required) for key, required in KEYS.items() if key[-1] != "]" and key not in WHOLE],
)
def test_only_what_is_mandatory_may_not_be_left_out(judged, key, required):
    problems = judged(key).problems
    assert (key in [problem.key for problem in problems]) is required
    assert bool(problems) is required


@pytest.mark.parametrize(("key", "value"), cases(OUTDATED_RULES, "right"))
def test_an_outdated_key_is_a_warning(judged_with, key, value):
    reading = judged_with(key, value)
    warned = key.partition("[")[0]
    assert reading.manifest is not None
    assert ("warning", warned) in [(p.level, p.key) for p in reading.problems]


@pytest.mark.parametrize(("key", "value"), cases(OUTDATED_RULES, "wrong"))
def test_an_outdated_key_keeps_its_rule(judged_with, key, value):
    reading = judged_with(key, value)
    assert reading.manifest is None
    assert any(p.key.startswith(key) for p in reading.problems if p.level == "error")


@pytest.mark.parametrize("key", sorted({rule.key for rule in OUTDATED_RULES if rule.key[-1] != "]"}))
def test_an_outdated_key_that_is_null_is_not_there(judged, key):
    assert judged(key, None).problems == ()
