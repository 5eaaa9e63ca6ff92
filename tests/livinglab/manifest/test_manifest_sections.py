"""What goes for sections rather than keys: versions, unknown keys, who maintains, languages, Italy."""

import pytest

from livinglab.manifest.terms import MAINTENANCE, VERSIONS


def test_the_document_with_every_key_is_right(every_key, read):
    reading = read(every_key)
    assert reading.problems == ()
    assert reading.manifest.raw == every_key


@pytest.mark.parametrize(
    ("section", "lacking"),
    [
        ("legal", ["legal.license"]),
        ("maintenance", ["maintenance.type"]),
        ("localisation", ["localisation.localisationReady", "localisation.availableLanguages"]),
    ],
)
@pytest.mark.parametrize("absent", [True, False])
def test_a_section_that_is_not_there_lacks_its_mandatory_keys(judged, section, lacking, absent):
    reading = judged(section) if absent else judged(section, None)
    assert [problem.key for problem in reading.problems] == lacking


@pytest.mark.parametrize("version", VERSIONS)
def test_each_version_is_read_and_only_the_latest_without_a_warning(judged, version):
    reading = judged("publiccodeYmlVersion", version)
    assert reading.manifest is not None
    latest = version == "0" or version.startswith("0.7")
    assert [(p.level, p.key) for p in reading.problems] == (
        [] if latest else [("warning", "publiccodeYmlVersion")]
    )


@pytest.mark.parametrize("version", ["1", "1.0", "0.1", "0.6", "0.8", "", "v0", 0, 0.7, None, [], {}, True])
def test_no_other_version_is_looked_into(every_key, read, version):
    document = {**every_key, "publiccodeYmlVersion": version, "name": [], "tidak": "dikenal"}
    [problem] = read(document).problems
    assert (problem.level, problem.key) == ("error", "publiccodeYmlVersion")


@pytest.mark.parametrize("kind", MAINTENANCE)
def test_who_maintains_must_be_named(judged, every_key, kind):
    for given in ([], ["contacts"], ["contractors"], ["contacts", "contractors"]):
        made = {"type": kind, **{key: every_key["maintenance"][key] for key in given}}
        wanted = {"internal": "contacts", "community": "contacts", "contract": "contractors"}.get(kind)
        wrong = {wanted} - {None, *given} | ({"contractors"} & set(given) if kind != "contract" else set())
        assert {p.key for p in judged("maintenance", made).problems} == {
            f"maintenance.{key}" for key in wrong
        }


@pytest.mark.parametrize(
    "section",
    [
        *(
            "organisation",
            "fundedBy[0]",
            "supports[0]",
            "intendedAudience",
            "description.id",
            "legal",
            "maintenance",
        ),
        *(
            "maintenance.contractors[0]",
            "maintenance.contacts[0]",
            "localisation",
            "dependsOn",
            "dependsOn.open[0]",
        ),
    ],
)
def test_a_key_that_nobody_knows_is_an_error_in_every_section(judged, every_key, within, section):
    container, step = within(every_key, section)
    reading = judged(section, {**container[step], "kode": "32.11"})
    assert f"{section}.kode" in [problem.key for problem in reading.problems]
    assert reading.manifest is None


@pytest.mark.parametrize("key", ["kode", "ID", "DE", "It", "Name", "x-own", "", "🇮🇩"])
def test_a_key_that_nobody_knows_is_an_error_at_the_top(every_key, read, key):
    reading = read({**every_key, key: "a"})
    assert [(p.level, p.key) for p in reading.problems] == [("error", key)]


@pytest.mark.parametrize("tag", ["id", "en-GB", "zh-cmn-Hans-CN", "x-ya", "no"])
def test_descriptions_are_named_by_language_tags(judged, every_key, tag):
    reading = judged("description", {tag: every_key["description"]["id"]})
    assert set(reading.manifest.description) == {tag}


@pytest.mark.parametrize("tag", ["en_GB", "indonesia", "ind", "a.b", "a[0]", "1", "null", "é"])
def test_descriptions_are_not_named_by_anything_else(judged, every_key, tag):
    reading = judged("description", {tag: every_key["description"]["id"], "id": {}})
    assert [problem.key for problem in reading.problems] == ["description"]


def test_each_language_needs_its_text_and_its_features(judged, every_key):
    """The standard asks for them in one language, the reference parser in each."""
    keys = [p.key for p in judged("description", {**every_key["description"], "en-GB": {}}).problems]
    assert keys == [
        f"description[en-GB].{key}" for key in ("shortDescription", "longDescription", "features")
    ]


ITALY = {
    "countryExtensionVersion": "1.0",
    "conforme": {
        "lineeGuidaDesign": True,
        "modelloInteroperabilita": True,
        "misureMinimeSicurezza": True,
        "gdpr": False,
    },
    "riuso": {"codiceIPA": "pcm"},
    "piattaforme": {"spid": True, "cie": False, "anpr": False, "pagopa": True, "io": False},
}


@pytest.fixture
def italian(every_key, read):
    """The levels and keys of the problems of a document with the Italian section, some of it replaced."""

    def judge(spelling="IT", **changed):
        document = {**every_key, spelling: {**ITALY, **changed}}
        return [(problem.level, problem.key) for problem in read(document).problems]

    return judge


def test_the_italian_section_is_read_with_warnings_for_what_is_outdated(italian):
    """The standard deprecates the whole section, the reference parser two of its keys."""
    assert italian() == [("warning", "IT.conforme"), ("warning", "IT.riuso.codiceIPA")]


def test_the_italian_section_in_lower_case_is_outdated_as_well(italian):
    assert ("warning", "it") in italian("it")


def test_the_italian_section_cannot_be_there_twice(every_key, read):
    both = {**every_key, "IT": {}, "it": {}}
    found = [(p.level, p.key) for p in read(both).problems]
    assert found == [("warning", "it"), ("error", "it")]


@pytest.mark.parametrize("version", ["0.2", "1.0", None])
def test_versions_of_the_italian_section(italian, version):
    assert [level for level, _ in italian(countryExtensionVersion=version)] == ["warning", "warning"]


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"countryExtensionVersion": "2.0"}, "IT.countryExtensionVersion"),
        ({"countryExtensionVersion": 1.0}, "IT.countryExtensionVersion"),  # 1 to the reference parser
        ({"countryExtensionVersion": []}, "IT.countryExtensionVersion"),
        ({"conforme": "gdpr"}, "IT.conforme"),
        ({"conforme": {"gdpr": "yes"}}, "IT.conforme.gdpr"),
        ({"conforme": {"gdprs": True}}, "IT.conforme.gdprs"),
        ({"riuso": {"codiceIPA": "tidak_ada"}}, "IT.riuso.codiceIPA"),
        ({"riuso": "pcm"}, "IT.riuso"),
        ({"piattaforme": {"spid": "true"}}, "IT.piattaforme.spid"),
        ({"piattaforme": {"sipd": True}}, "IT.piattaforme.sipd"),
        ({"kode": "32.11"}, "IT.kode"),
    ],
)
def test_the_italian_section_has_its_rules(italian, changed, key):
    assert ("error", key) in italian(**changed)


def test_an_old_italian_code_becomes_the_organisation(every_key, read):
    document = {**{key: value for key, value in every_key.items() if key != "organisation"}, "IT": ITALY}
    found = read(document).manifest
    assert found.organisation_uri == "urn:x-italian-pa:pcm"
