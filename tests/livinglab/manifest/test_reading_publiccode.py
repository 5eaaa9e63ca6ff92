"""publiccode.yml: read as written, judged line by line, never more than its bounds."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


BOMBS = {
    "brackets": b"[" * 60_000,
    "braces": b"{a: " * 16_000,
    "question marks": b"? " * 30_000,
    "dashes": b"- " * 30_000,
    "laughs": b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
    "merge": b"a: &a {b: c}\nd:\n  <<: *a\n",
    "alias": b"a: *b",
    "python tag": b"name: !!python/object/apply:os.system [id]",
    "own tag": b"name: !x y",
    "too large": b"#" * (64 << 10) + b"\n",
    "too many keys": b"".join(b"k%d: 1\n" % number for number in range(4000)),
    "duplicate": b"name: a\nname: b\n",
    "two documents": b"name: a\n---\nname: b\n",
    "not utf-8": b"name: caf\xe9\n",
    "utf-16": "name: a".encode("utf-16"),
    "control character": b"name: a\x07b\n",
    "tab": b"a:\n\tb: c\n",
    "unclosed": b'name: "e-SAKIP\n',
    "no mapping": b"just words\n",
    "list": b"- a\n",
    "empty": b"",
    "comment only": b"# nothing\n",
    "complex key": b"? [a, b]\n: c\n",
    "sexagesimal": b"name: " + b"1:" * 30_000 + b"1\n",
    "quotes": b"'" * 60_000,
    "plain scalar": b"name: " + b"a " * 30_000 + b"\n",
    "null bytes": b"\0" * 100,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_and_riddles_are_refused_in_time(name):
    start = time.perf_counter()
    reading = manifest.read(BOMBS[name])
    assert time.perf_counter() - start < 3
    assert reading.manifest is None
    assert len(reading.problems) in range(1, 101)
    assert all(problem.line >= 0 for problem in reading.problems)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("brackets", "Nested deeper"),
        ("alias", "anchors or aliases"),
        ("laughs", "anchors or aliases"),
        ("own tag", "No YAML tags"),
        ("python tag", "No YAML tags"),
        ("too large", "more than 65536 bytes"),
        ("too many keys", "Too much content"),
        ("duplicate", "Duplicate key: name"),
        ("two documents", "One YAML document"),
        ("not utf-8", "not UTF-8"),
        ("complex key", "A key must be text"),
    ],
)
def test_each_bound_says_what_it_refused(name, reason):
    [problem] = manifest.read(BOMBS[name]).problems
    assert reason in problem.message.en


def test_windows_lines_are_fine(sakip):
    assert manifest.read(sakip().replace(b"\n", b"\r\n")).manifest is not None


def test_a_byte_order_mark_hides_the_first_key_from_the_reference_parser(sakip):
    [problem] = manifest.read(b"\xef\xbb\xbf" + sakip()).problems
    assert (problem.level, problem.key, problem.line) == ("error", "publiccodeYmlVersion", 0)
    assert "BOM" in problem.message.en


@given(st.binary(max_size=400))
def test_any_bytes_give_an_answer(content):
    assert manifest.read(content).manifest is None


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 160), noise=st.text(max_size=8))
def test_a_manifest_with_noise_anywhere_gives_an_answer(cut, noise):
    content = VALID[:cut] + noise.encode("utf-8", "replace") + VALID[cut:]
    reading = manifest.read(content)
    assert reading.manifest is not None or reading.problems


VALID = (
    b"name: e-SAKIP\nurl: https://git.example.go.id/a\nplatforms: [web]\n"
    b"description:\n  id:\n    features: [a]\n    longDescription: >\n      Panjang\n      sekali\n"
)
