"""publiccode.yml: read as written, judged line by line, never more than its bounds."""

import pytest

from livinglab import manifest


def test_a_valid_manifest_is_read(sakip):
    reading = manifest.read(sakip())
    assert reading.problems == ()
    found = reading.manifest
    assert (found.name, found.license, found.maintenance_type) == ("e-SAKIP", "EUPL-1.2", "internal")
    assert found.description["id"].features == ("Pohon kinerja", "Laporan LKjIP")
    assert found.description["id"].short.startswith("Kinerja instansi")
    assert (found.platforms, found.categories, found.languages) == (("web",), ("data-collection",), ("id",))
    assert found.organisation_uri == "urn:x-kemendagri:32.11"
    assert found.raw["localisation"]["localisationReady"] is True


def test_nothing_is_guessed_about_values(sakip):
    """PyYAML would make 1.1, a date and a boolean of these."""
    found = manifest.read(sakip(("name: e-SAKIP", "name: no"))).manifest
    assert (found.name, found.software_version, found.release_date) == ("no", "1.10", "2026-10-01")


@pytest.mark.parametrize(
    ("old", "new", "key", "line"),
    [
        ("name: e-SAKIP\n", "", "name", 1),
        ("name: e-SAKIP", "name:", "name", 2),
        ("name: e-SAKIP", "name: ''", "name", 2),
        ("name: e-SAKIP", "name: [a]", "name", 2),
        ('"0"', '"0.6"', "publiccodeYmlVersion", 0),
        ("https://git.example.go.id/sumedang/e-sakip.git", "sumedang/e-sakip", "url", 3),
        ("https://git.example.go.id/sumedang/e-sakip.git", "file:///etc/passwd", "url", 3),
        ("2026-10-01", "2026-02-30", "releaseDate", 6),
        ("2026-10-01", "1 Oktober 2026", "releaseDate", 6),
        ("aset/logo.svg", "/aset/logo.svg", "logo", 7),
        ("aset/logo.svg", "aset/logo.gif", "logo", 7),
        ("urn:x-kemendagri:32.11", "urn:foobar", "organisation.uri", 9),
        ("platforms:\n  - web", "platforms: web", "platforms", 11),
        ("platforms:\n  - web", "platforms: []", "platforms", 11),
        ("data-collection", "pemerintahan", "categories[0]", 14),
        ("developmentStatus: stable", "developmentStatus: selesai", "developmentStatus", 15),
        ("standalone/web", "standalone", "softwareType", 16),
        ("  id:\n    shortDescription", "  in_ID:\n    shortDescription", "description", 17),
        ("Kinerja instansi pemerintah, dari", "x" * 140, "description.id.shortDescription", 19),
        ("shortDescription", "shortDescripton", "description.id.shortDescripton", 19),
        ("EUPL-1.2", "Bebas", "legal.license", 27),
        ("  type: internal", "  type: sukarela", "maintenance.type", 29),
        ("  contacts:\n    - name: Ani Suryani\n", "", "maintenance.contacts", 29),
        ("localisationReady: true", "localisationReady: yes", "localisation.localisationReady", 33),
        ("localisationReady: true", 'localisationReady: "true"', "localisation.localisationReady", 33),
        ("    - id\n", "    - id_ID\n", "localisation.availableLanguages[0]", 35),
        ("legal:\n  license: EUPL-1.2\n", "", "legal.license", 0),
        ("name: e-SAKIP", "name: e-SAKIP\nnama: e-SAKIP", "nama", 3),
        ("name: e-SAKIP", "name: e-SAKIP\nID: {kode: '32.11'}", "ID", 3),
    ],
)
def test_each_mistake_is_named_with_its_key_and_line(sakip, old, new, key, line):
    reading = manifest.read(sakip((old, new)))
    assert reading.manifest is None
    errors = [problem for problem in reading.problems if problem.level == "error"]
    assert (key, line) in [(problem.key, problem.line) for problem in errors]
    assert all(problem.message.id and problem.message.en for problem in errors)


def test_all_mistakes_are_named_at_once_in_the_order_of_their_lines(sakip):
    reading = manifest.read(
        sakip(("EUPL-1.2", "Bebas"), ("developmentStatus: stable", "developmentStatus: x"))
    )
    assert [problem.key for problem in reading.problems] == ["developmentStatus", "legal.license"]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("name: e-SAKIP", "name: e-SAKIP\nmonochromeLogo: a.png", "monochromeLogo"),
        ("  license: EUPL-1.2", "  license: EUPL-1.2\n  repoOwner: Sumedang", "legal.repoOwner"),
        ("name: e-SAKIP", "name: e-SAKIP\nit: {countryExtensionVersion: '1.0'}", "it"),
    ],
)
def test_what_is_only_outdated_is_a_warning(sakip, old, new, key):
    reading = manifest.read(sakip((old, new)))
    assert reading.manifest is not None
    assert [(problem.level, problem.key) for problem in reading.problems] == [("warning", key)]


@pytest.mark.parametrize(
    "expression",
    ["MIT", "GPL-3.0-or-later", "MIT OR Apache-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"],
)
def test_spdx_expressions_are_understood(sakip, expression):
    assert manifest.read(sakip(("EUPL-1.2", expression))).manifest.license == expression


def test_lengths_count_what_a_reader_sees(sakip):
    family = "👨‍👩‍👧" * 40  # three people joined into one sign, forty times
    short = ("Kinerja instansi pemerintah, dari rencana sampai laporan.", "e\u0301" * 150)
    assert manifest.read(sakip(short)).manifest is not None
    assert manifest.read(sakip((short[0], "é" * 151))).manifest is None
    assert manifest.read(sakip((short[0], family))).manifest is not None


def test_windows_lines_are_fine(sakip):
    assert manifest.read(sakip().replace(b"\n", b"\r\n")).manifest is not None


def test_a_byte_order_mark_hides_the_first_key_from_the_reference_parser(sakip):
    [problem] = manifest.read(b"\xef\xbb\xbf" + sakip()).problems
    assert (problem.level, problem.key, problem.line) == ("error", "publiccodeYmlVersion", 0)
    assert "BOM" in problem.message.en


@pytest.mark.parametrize(
    ("old", "new", "key", "line", "column"),
    [
        (
            "developmentStatus: stable",
            "developmentStatus: x",
            "developmentStatus",
            15,
            1,
        ),  # a wrong value: its key
        ("license: EUPL-1.2", "license: Bebas", "legal.license", 27, 3),
        ("  - data-collection", "  -   kinerja", "categories[0]", 14, 7),  # an item: itself
        (
            "  license: EUPL-1.2\n",
            "  mainCopyrightOwner: A\n",
            "legal.license",
            27,
            3,
        ),  # missing: the first key
        (
            "legal:\n  license: EUPL-1.2",
            "legal: {mainCopyrightOwner: A}",
            "legal.license",
            26,
            8,
        ),  # or the brace
        ("legal:\n  license: EUPL-1.2", "legal:", "legal.license", 26, 7),  # or where a value would be
        ("legal:\n  license: EUPL-1.2\n", "", "legal.license", 0, 0),  # or nowhere, without its section
        ("name: e-SAKIP\n", "", "name", 1, 1),
        ("    - name: Ani Suryani", "    - email: ani@a.id", "maintenance.contacts[0].name", 31, 7),
        ("  license: EUPL-1.2", "  license: []", "legal.license", 27, 1),  # a wrong type: column 1
        ("  localisationReady: true", "  localisationReady: yes", "localisation.localisationReady", 33, 1),
        ("organisation:\n", "organisation:\n  kode: 32\n", "organisation.kode", 9, 1),
        ('"0"', '"0.6"', "publiccodeYmlVersion", 0, 0),
        ('"0"', "0", "publiccodeYmlVersion", 1, 1),
        ("url: https://git", "url: https://%git", "", 0, 0),  # an address that cannot be read
        ("name: e-SAKIP", "name: 'e-SAKIP", "", 2, 1),  # a quote that nobody closed
        (
            "  id:\n    shortDescription",
            "  en-GB:\n    shortDescripton",
            "description.en-GB.shortDescripton",
            19,
            1,
        ),
        ("      - Pohon kinerja\n      - Laporan LKjIP\n", "      []\n", "description.id.features", 23, 5),
    ],
)
def test_places_are_the_reference_parsers(sakip, old, new, key, line, column):
    found = manifest.read(sakip((old, new))).problems
    assert (key, line, column) in [(problem.key, problem.line, problem.column) for problem in found]
