"""A manifest written and read again is the same manifest, whatever its texts look like to YAML."""

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from livinglab import manifest
from livinglab.manifest.terms import ALIASES, CATEGORIES, MAINTENANCE, SCOPES, SOFTWARE_TYPES, STATUSES

AWKWARD = [
    *(
        "no",
        "off",
        "Yes",
        "y",
        "null",
        "~",
        "true",
        "FALSE",
        "2024-01-01",
        "1:30:00",
        "0o7",
        "012",
        "1e3",
        ".inf",
    ),
    *(
        ": ",
        "a: b",
        "#",
        "a #b",
        "- a",
        "-",
        "?",
        "? a",
        "[",
        "{a",
        "&a",
        "*a",
        "!a",
        "%a",
        "@a",
        "`a",
        "|",
        ">",
    ),
    *(
        " a",
        "a ",
        "\ta",
        "a\t",
        "a\n",
        "\na",
        "a\n\nb",
        "a\nb\n",
        "a\n b",
        " a\nb",
        "a\nb \nc",
        "a\r\nb",
        "\n",
        "\n\n",
    ),
    *('"', "'", '"a', "\\", "\\n", "'' \"\"", "---", "...", "<<", "=", "a,b", "a:b", "a:", "1.0", "0", "-1"),
    *(
        "👨‍👩‍👧",
        "é",
        "e\u0301",
        "\u2028",
        "a\x85b",
        "\u2029",
        "\ufeff",
        "a\u202eb",
        "\u00ad",
        "\ue000",
        "𝒜",
        "\ufffd",
    ),
]
FORBIDDEN = "".join(
    chr(code) for code in [*range(9), 11, 12, *range(14, 32), *range(127, 133), *range(134, 160)]
)
TEXT = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters=FORBIDDEN + "\ufffe\uffff"), max_size=20
    ),
)
WORDS = TEXT.filter(bool)
LONG = st.builds(lambda start, text: start + text, st.sampled_from(["x" * 150, "Baris\n" * 150]), TEXT)
PAGE = st.sampled_from(
    ["https://sakip.example.go.id", "http://a.id/?a=b#c", "HTTPS://A.ID:80/%20", "https://a.id/'"]
)
EMAIL = st.sampled_from(["ani@sumedang.go.id", "'@a.id", "#@a.id"])
DATE = st.dates().map(str)
LANGUAGE = st.sampled_from(["id", "en-GB", "jv-Java", "no", "x-ya", "sl-IT-nedis"])
ORGANISATION = st.fixed_dictionaries(
    {"uri": st.sampled_from(["urn:x-kemendagri:32.11", "https://sumedangkab.go.id"])}, optional={"name": TEXT}
)
DESCRIPTION = st.fixed_dictionaries(
    {"shortDescription": WORDS, "longDescription": LONG, "features": st.lists(TEXT, min_size=1, max_size=3)},
    optional={
        "localisedName": TEXT,
        "genericName": TEXT,
        "documentation": PAGE,
        "apiDocumentation": PAGE,
        "screenshots": st.lists(st.sampled_from(["a b.png", "à/c.jpg", "- .png"]), max_size=2),
        "videos": st.lists(st.just("https://www.youtube.com/watch?v=a"), max_size=1),
        "awards": st.lists(TEXT, max_size=2),
    },
)
CONTACT = st.fixed_dictionaries(
    {"name": WORDS}, optional={"email": EMAIL, "affiliation": TEXT, "phone": TEXT}
)
CONTRACTOR = st.fixed_dictionaries({"name": WORDS, "until": DATE}, optional={"email": EMAIL, "website": PAGE})
DEPENDENCIES = st.lists(
    st.fixed_dictionaries({"name": WORDS}, optional={"version": TEXT, "optional": st.booleans()}), max_size=2
)


@st.composite
def maintenances(draw):
    """Every kind of maintenance, with who it must name."""
    kind = draw(st.sampled_from(MAINTENANCE))
    made = {"type": kind}
    if kind == "contract":
        made["contractors"] = draw(st.lists(CONTRACTOR, max_size=2))
    if kind in {"internal", "community"} or draw(st.booleans()):
        made["contacts"] = draw(st.lists(CONTACT, max_size=2))
    return made


DOCUMENTS = st.fixed_dictionaries(
    {
        "publiccodeYmlVersion": st.sampled_from(["0", "0.7", "0.2.1"]),
        "name": WORDS,
        "url": PAGE,
        "platforms": st.lists(TEXT, min_size=1, max_size=3),
        "developmentStatus": st.sampled_from(STATUSES),
        "softwareType": st.sampled_from(SOFTWARE_TYPES),
        "description": st.dictionaries(LANGUAGE, DESCRIPTION, min_size=1, max_size=2),
        "legal": st.fixed_dictionaries(
            {"license": st.sampled_from(["EUPL-1.2", "LicenseRef-pks-12", "MIT OR (GPL-2.0+ AND 0BSD)"])},
            optional={"mainCopyrightOwner": TEXT, "repoOwner": TEXT, "authorsFile": st.just("AUTHORS")},
        ),
        "maintenance": maintenances(),
        "localisation": st.fixed_dictionaries(
            {
                "localisationReady": st.booleans(),
                "availableLanguages": st.lists(LANGUAGE, min_size=1, max_size=2),
            }
        ),
    },
    optional={
        "applicationSuite": TEXT,
        "isBasedOn": st.lists(PAGE, max_size=2),
        "softwareVersion": TEXT,
        "releaseDate": DATE,
        "logo": st.sampled_from(["logo.svg", "a b/c#.png"]),
        "organisation": ORGANISATION,
        "inputTypes": st.lists(st.just("text/plain"), max_size=1),
        "categories": st.lists(st.sampled_from(CATEGORIES), max_size=2),
        "usedBy": st.lists(TEXT, max_size=2),
        "fundedBy": st.lists(ORGANISATION, max_size=2),
        "supports": st.lists(
            st.sampled_from([f"alias:{each}" for each in sorted(ALIASES)]).map(lambda id: {"id": id}),
            max_size=2,
        ),
        "intendedAudience": st.fixed_dictionaries(
            {},
            optional={"scope": st.lists(st.sampled_from(SCOPES), max_size=2), "countries": st.just(["ID"])},
        ),
        "dependsOn": st.fixed_dictionaries({}, optional={"open": DEPENDENCIES, "hardware": DEPENDENCIES}),
        "IT": st.fixed_dictionaries(
            {}, optional={"piattaforme": st.fixed_dictionaries({"spid": st.booleans()})}
        ),
    },
)
ROUND_TRIP = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@ROUND_TRIP
@given(DOCUMENTS)
def test_what_is_written_is_read_again_as_the_same(document):
    """JSON is YAML, and its writer is not ours."""
    reading = manifest.read(json.dumps(document, ensure_ascii=False).encode())
    assert [problem for problem in reading.problems if problem.level == "error"] == []
    assert reading.manifest.raw == document
    assert manifest.read(manifest.to_yaml(reading.manifest).encode()).manifest == reading.manifest


@pytest.mark.parametrize("text", AWKWARD)
def test_no_text_is_taken_for_something_else(sakip, text):
    valid = manifest.read(sakip()).manifest.raw
    for document in (
        {**valid, "name": text, "usedBy": [text]},
        {
            **valid,
            "description": {
                "id": {**valid["description"]["id"], "shortDescription": text, "features": [text]}
            },
        },
    ):
        first = manifest.read(json.dumps(document, ensure_ascii=False).encode()).manifest
        again = manifest.read(manifest.to_yaml(first).encode()).manifest
        assert again == first
        assert again.raw == document


@given(TEXT)
@example("Aplikasi ini\nmembantu.\n")
def test_what_is_written_needs_no_old_line_breaks_and_no_invisible_letters(text):
    made = {"name": text}
    written = manifest.to_yaml(_with_raw(made))
    assert not {"\x85", "\u2028", "\u2029", "\u202e", "\ufeff", "\r", "\t"}.intersection(written)


def test_text_of_several_lines_stays_readable(sakip):
    raw = manifest.read(sakip()).manifest.raw
    written = manifest.to_yaml(_with_raw({**raw, "applicationSuite": "Satu.\n\nDua: # tiga.\n"}))
    assert "applicationSuite: |\n  Satu.\n\n  Dua: # tiga.\n" in written
    assert "url: https://git.example.go.id/sumedang/e-sakip.git\n" in written
    assert "    - name: Ani Suryani\n" in written
    assert 'releaseDate: "2026-10-01"\n' in written


def _with_raw(raw):
    return manifest.Manifest(
        **{field: None for field in manifest.Manifest.__dataclass_fields__ if field != "raw"}, raw=raw
    )
