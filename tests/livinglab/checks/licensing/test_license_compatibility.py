"""What may be combined with what: the FSF's matrix, the EUPL's appendix, alternatives and exceptions."""

import json

import pytest

from livinglab.checks.licensing import compatibility, texts

FITS = [  # part, work
    ("MIT", "EUPL-1.2"),
    ("MIT", "GPL-2.0-only"),
    ("BSD-3-Clause", "GPL-3.0-only"),
    ("Apache-2.0", "GPL-3.0-or-later"),
    ("Apache-2.0", "GPL-2.0-or-later"),
    ("Apache-2.0", "EUPL-1.2"),
    ("LGPL-2.1-or-later", "MIT"),
    ("LGPL-3.0-only", "EUPL-1.2"),
    ("LGPL-2.1-only", "GPL-2.0-only"),
    ("MPL-2.0", "GPL-2.0-only"),
    ("MPL-2.0", "MIT"),
    ("EPL-2.0", "EUPL-1.2"),
    ("EPL-2.0", "MIT"),
    ("GPL-2.0-only", "GPL-2.0-only"),
    ("GPL-2.0-only", "GPL-2.0-or-later"),
    ("GPL-2.0-or-later", "GPL-3.0-only"),
    ("GPL-2.0-or-later", "AGPL-3.0-only"),
    ("GPL-3.0-only", "GPL-2.0-or-later"),
    ("GPL-3.0-or-later", "AGPL-3.0-only"),
    ("AGPL-3.0-only", "GPL-3.0-only"),
    ("EUPL-1.2", "EUPL-1.2"),
    ("EUPL-1.2", "GPL-2.0-only"),
    ("EUPL-1.1", "EUPL-1.2"),
    ("OFL-1.1", "GPL-2.0-only"),
    ("CC-BY-4.0", "MIT"),
    ("CC0-1.0", "GPL-2.0-only"),
    ("PHP-3.01", "MIT"),
    ("MIT OR GPL-2.0-only", "EUPL-1.2"),
    ("GPL-2.0-only", "MIT OR GPL-2.0-only"),
    ("GPL-2.0-only", "MIT AND GPL-2.0-only"),
    ("GPL-2.0-or-later WITH Classpath-exception-2.0", "MIT"),
    ("GPL-2.0-with-classpath-exception", "MIT"),
    ("OSL-3.0", "OSL-3.0"),
    ("Bitstream-Vera", "GPL-3.0-only"),
    ("whatever they say", "MIT"),
    ("GPL-3.0-only", "LicenseRef not an expression"),
]
CLASHES = [
    ("GPL-3.0-only", "MIT"),
    ("GPL-2.0-or-later", "EUPL-1.2"),
    ("GPL-3.0-or-later", "Apache-2.0"),
    ("AGPL-3.0-only", "MIT"),
    ("AGPL-3.0-only", "GPL-2.0-only"),
    ("GPL-3.0-only", "GPL-2.0-only"),
    ("GPL-2.0-only", "GPL-3.0-only"),
    ("GPL-2.0-only", "AGPL-3.0-or-later"),
    ("Apache-2.0", "GPL-2.0-only"),
    ("LGPL-3.0-only", "GPL-2.0-only"),
    ("EUPL-1.2", "MIT"),
    ("EPL-2.0", "GPL-3.0-only"),
    ("CDDL-1.0", "GPL-2.0-or-later"),
    ("MPL-1.1", "GPL-3.0-only"),
    ("BSD-4-Clause", "GPL-3.0-only"),
    ("OSL-3.0", "MIT"),
    ("CC-BY-NC-4.0", "MIT"),
    ("CC-BY-ND-4.0", "GPL-3.0-only"),
    ("LicenseRef-proprietary", "MIT"),
    ("SSPL-1.0", "AGPL-3.0-only"),
    ("MIT AND GPL-3.0-only", "EUPL-1.2"),
    ("GPL-2.0-only OR CC-BY-NC-4.0", "MIT"),
    ("GPL-2.0-only", "MIT OR Apache-2.0"),
]


@pytest.mark.parametrize(("part", "work"), FITS)
def test_what_may_be_combined(part, work):
    assert compatibility.combines(part, work)


@pytest.mark.parametrize(("part", "work"), CLASHES)
def test_what_may_not_be_combined(part, work):
    assert not compatibility.combines(part, work)


@pytest.fixture
def clashes(examine, eupl, publiccode):
    """Examine some parts of an application under the EUPL, and return what clashes."""

    def run(files):
        examined = examine({"LICENSE": eupl, "publiccode.yml": publiccode()} | files)
        return [one for one in examined.findings if one.code == "vendored-license-incompatible"]

    return run


@pytest.mark.parametrize(
    "path",
    [
        "vendor/a/b/LICENSE",
        "node_modules/x/license.md",
        "public/plugins/chart/GPL-LICENSE.txt",
        "assets/lib/COPYING",
        "third_party/LICENCE",
    ],
)
def test_a_part_that_does_not_fit_is_a_warning_where_it_is(clashes, path):
    [finding] = clashes({path: texts.text("GPL-2.0-only")})
    assert (finding.level, finding.path) == ("warn", path)
    assert "GPL-2.0" in finding.message.en
    assert "EUPL-1.2" in finding.message.id


def test_parts_that_fit_are_no_finding(clashes, mit):
    parts = {"vendor/a/LICENSE": mit("A"), "vendor/b/COPYING": texts.text("LGPL-2.1-only")}
    assert clashes(parts | {"vendor/c/LICENSE": "Bebas dipakai siapa saja.\n"}) == []


def test_many_parts_of_a_licence_are_one_finding_with_their_number(clashes):
    [finding] = clashes({f"vendor/{name}/LICENSE": texts.text("AGPL-3.0-only") for name in "abcd"})
    assert (finding.path, finding.message.en[:18]) == ("vendor/a/LICENSE", "vendor/a and 3 mor")


def test_two_texts_in_one_folder_are_alternatives(clashes, mit):
    both = {"lib/jquery/MIT-LICENSE.txt": mit("A"), "lib/jquery/GPL-LICENSE.txt": texts.text("GPL-2.0-only")}
    assert clashes(both) == []


def test_the_text_of_the_gpl_2_may_be_for_later_versions_too(examine, publiccode):
    files = {"LICENSE": texts.text("GPL-3.0-only"), "publiccode.yml": publiccode("GPL-3.0-only")}
    files |= {"lib/a/COPYING": texts.text("GPL-2.0-only")}
    assert "vendored-license-incompatible" not in {one.code for one in examine(files).findings}


def test_what_is_never_shipped_and_fonts_do_not_count(clashes):
    for path in ("tests/fixtures/x/LICENSE", "public/fonts/dejavu/LICENSE"):
        assert clashes({path: texts.text("GPL-3.0-only")}) == []


def lock(name, license, key="packages"):
    empty = {"packages": [], "packages-dev": []}
    return json.dumps(empty | {key: [{"name": name, "version": "1.0", "license": [license]}]})


def test_packages_that_are_installed_count_and_those_for_development_do_not(clashes):
    [finding] = clashes({"composer.lock": lock("mpdf/mpdf", "GPL-2.0-only")})
    assert (finding.path, finding.message.en.partition(":")[0]) == ("composer.lock", "mpdf/mpdf")
    assert clashes({"composer.lock": lock("phpstan/phpstan", "GPL-2.0-only", "packages-dev")}) == []
    npm = {"node_modules/x": {"version": "1.0.0", "license": "UNLICENSED"}}
    [finding] = clashes({"package-lock.json": json.dumps({"lockfileVersion": 3, "packages": npm})})
    assert "proprietary" in finding.message.en


def test_without_a_licence_of_its_own_nothing_can_clash(examine):
    found = examine({"vendor/a/LICENSE": texts.text("GPL-2.0-only")})
    assert "vendored-license-incompatible" not in {one.code for one in found.findings}
