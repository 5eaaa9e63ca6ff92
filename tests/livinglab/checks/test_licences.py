"""Licences: found where they stand, known by their text, held against what is declared."""

import json

import pytest

from livinglab.checks import licensing
from livinglab.checks.licensing import texts

LARAVEL = {"name": "laravel/laravel", "type": "project", "license": "MIT"}
PLUGIN = """<?php
/**
 * Plugin Name:       Evaluasi SAKIP
 * License:           GPL-2.0+
 * License URI:       http://www.gnu.org/licenses/gpl-2.0.txt
 */
"""


def package(**changed):
    return json.dumps({"name": "sumedang/e-sakip", "type": "project"} | changed, indent=4)


def laravel(**changed):
    return json.dumps(LARAVEL | changed)


def found(examination, level=None):
    ours = [one for one in examination.findings if one.code in {check.code for check in licensing.CHECKS}]
    return [(one.code, one.level) for one in ours if level in {None, one.level}]


def verdict(examination):
    license = examination.license
    return license.provenance, license.spdx, license.usable


@pytest.fixture
def gpl():
    """The text of the GPL-3.0, which does not say whether a later version will do."""
    return texts.text("GPL-3.0-only")


@pytest.mark.parametrize(
    "path",
    [
        "LICENSE",
        "LICENCE",
        "license.txt",
        "License.md",
        "LICENCSE",
        "COPYING",
        "LISENSI",
        "LISENSI.md",
        "LICENSE-EUPL",
        "LICENSE_OPENSID",
        "LICENSES/EUPL-1.2.txt",
    ],
)
def test_the_licence_file_is_found_under_its_usual_names(examine, eupl, publiccode, path):
    examined = examine({path: eupl, "publiccode.yml": publiccode()})
    assert (examined.license.file, found(examined)) == (path, [])
    assert verdict(examined) == ("declared", "EUPL-1.2", True)


@pytest.mark.parametrize(
    "path",
    ["src/LICENSE", "LICENSE.d/a/b", "license_checker.py", "license.php", "relicense", "vendor/LICENSE"],
)
def test_a_licence_elsewhere_does_not_count(examine, eupl, publiccode, path):
    examined = examine({path: eupl, "publiccode.yml": publiccode()})
    assert found(examined) == [("license-file-missing", "block")]
    assert verdict(examined) == ("none", None, False)
    assert "LICENSE" in examined.license.reason.id
    assert "--letter" in examined.license.reason.en


def test_a_licence_that_is_a_link_does_not_count(examine, publiccode):
    files = {"LICENSE": ("120000", "README.md"), "README.md": "x", "publiccode.yml": publiccode()}
    assert found(examine(files)) == [("license-file-missing", "block")]


def test_the_evidence_says_where_what_and_how_surely(examine, eupl, publiccode):
    examined = examine(
        {"LICENSE": eupl, "publiccode.yml": publiccode(), "composer.json": package(license="EUPL-1.2")}
    )
    assert [(one.source, one.path, one.line, one.spdx) for one in examined.license.evidence] == [
        ("manifest", "publiccode.yml", 14, "EUPL-1.2"),
        ("file", "LICENSE", 1, "EUPL-1.2"),
        ("package", "composer.json", 4, "EUPL-1.2"),
    ]
    assert examined.license.evidence[1].matched == "EUPL-1.2"
    assert 0.95 < examined.license.evidence[1].confidence <= 1


class TestOwnLicences:
    """The owner has said it, and the files bear it out."""

    @pytest.mark.parametrize(
        "declared", ["GPL-3.0-only", "GPL-3.0-or-later", "MIT OR GPL-3.0-only", "GPL-3.0-only AND MIT"]
    )
    def test_what_the_text_leaves_open_is_no_conflict(self, examine, gpl, mit, publiccode, declared):
        examined = examine({"LICENSE": gpl, "LICENSE-MIT": mit(), "publiccode.yml": publiccode(declared)})
        assert verdict(examined) == ("declared", declared, True)
        assert found(examined) == []

    def test_an_old_identifier_is_only_mentioned(self, examine, gpl, publiccode):
        examined = examine({"LICENSE": gpl, "publiccode.yml": publiccode("GPL-3.0")})
        assert found(examined) == [("license-deprecated-id", "info")]
        assert examined.license.usable is True

    def test_a_text_alone_is_a_statement_of_the_narrower_licence(self, examine, gpl):
        assert verdict(examine({"LICENSE": gpl})) == ("declared", "GPL-3.0-only", True)

    def test_the_package_says_what_the_text_cannot(self, examine, gpl):
        files = {"LICENSE": gpl, "composer.json": package(license="GPL-3.0-or-later")}
        assert verdict(examine(files)) == ("declared", "GPL-3.0-or-later", True)

    @pytest.mark.parametrize("said", ["GNU GPL v3", "GPLv3", "GPL-3.0", "GPL-3.0+", "GPLv3 or later"])
    def test_loose_words_in_a_package_do_not_conflict(self, examine, gpl, publiccode, said):
        files = {"LICENSE": gpl, "composer.json": package(license=said)}
        assert found(examine(files | {"publiccode.yml": publiccode("GPL-3.0-or-later")})) == []

    def test_a_plugins_header_is_a_statement(self, examine):
        files = {"LICENSE.txt": texts.text("GPL-2.0-only"), "wp-eval-sakip.php": PLUGIN}
        examined = examine(files)
        assert verdict(examined) == ("declared", "GPL-2.0-or-later", True)
        assert [one.line for one in examined.license.evidence if one.source == "header"] == [4]

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("composer.json", package(license="MIT")),
            ("composer.json", package(license=["MIT", "GPL-2.0-only"])),
            ("package.json", package(license="MIT")),
            ("pyproject.toml", '[project]\nname = "a"\nlicense = "MIT"\n'),
            ("pyproject.toml", '[project]\nlicense = {text = "MIT License"}\n'),
            ("pyproject.toml", '[project]\nclassifiers = ["License :: OSI Approved :: MIT License"]\n'),
            ("setup.cfg", "[metadata]\nlicense = MIT\n"),
            ("Cargo.toml", '[package]\nlicense = "MIT/Apache-2.0"\n'),
            ("app.py", "# SPDX-License-Identifier: MIT\n"),
        ],
    )
    def test_a_package_or_header_of_ones_own_will_do_though_the_text_is_missing(
        self, examine, publiccode, path, text
    ):
        alone = examine({path: text})
        assert alone.license.provenance == "declared"
        assert found(alone) == [("license-text-missing", "warn")]
        assert alone.license.usable is True
        borne_out = examine({path: text, "publiccode.yml": publiccode("MIT")})
        assert verdict(borne_out) == ("declared", "MIT", True)

    def test_one_of_several_licence_files_is_enough(self, examine, mit, eupl, gpl, publiccode):
        both = {"LICENSE-MIT": mit(), "LICENSE-EUPL": eupl, "publiccode.yml": publiccode("EUPL-1.2 OR MIT")}
        assert found(examine(both)) == []
        lesser = {"COPYING": gpl, "COPYING.LESSER": texts.text("LGPL-3.0-only")}
        examined = examine(lesser | {"publiccode.yml": publiccode("LGPL-3.0-or-later")})
        assert (examined.license.file, found(examined)) == ("COPYING.LESSER", [])

    def test_a_missing_part_of_an_expression_is_mentioned(self, examine, mit, publiccode):
        examined = examine({"LICENSE": mit(), "publiccode.yml": publiccode("MIT AND Apache-2.0")})
        assert found(examined) == [("license-text-missing", "warn")]

    def test_licences_of_single_files_lie_in_the_folder_of_reuse(self, examine, eupl, publiccode):
        files = {
            "LICENSES/CC0-1.0.txt": texts.text("CC0-1.0"),
            "LICENSES/EUPL-1.2.txt": eupl,
            "LICENSE": eupl,
        }
        assert found(examine(files | {"publiccode.yml": publiccode()})) == []
        assert verdict(examine(files)) == ("declared", "EUPL-1.2", True)

    def test_a_file_that_was_copied_in_keeps_its_header(self, examine, eupl, publiccode):
        own = {f"app/{name}.py": "# SPDX-License-Identifier: EUPL-1.2\n" for name in "abc"}
        files = own | {
            "LICENSE": eupl,
            "publiccode.yml": publiccode(),
            "a.py": "# SPDX-License-Identifier: MIT\n",
        }
        assert found(examine(files)) == []


class TestConflicts:
    """Two places that cannot both be true."""

    def test_a_licence_other_than_the_declared_one_blocks(self, examine, mit, publiccode):
        examined = examine({"LICENSE": mit(), "publiccode.yml": publiccode("GPL-3.0-or-later")})
        assert found(examined) == [("license-conflict", "block")]
        assert verdict(examined) == ("conflicting", None, False)
        assert "MIT" in examined.license.reason.en
        assert "GPL-3.0-or-later" in examined.license.reason.en

    def test_a_text_and_a_package_of_ones_own_that_disagree_are_both_named(self, examine, gpl):
        examined = examine({"LICENSE": gpl, "composer.json": package(license="MIT")})
        assert verdict(examined) == ("conflicting", None, False)
        assert [(one.path, one.line) for one in examined.findings if one.code == "license-conflict"] == [
            ("LICENSE", 1),
            ("composer.json", 4),
        ]

    def test_a_declaration_does_not_settle_what_the_package_denies(self, examine, gpl, publiccode):
        files = {"LICENSE": gpl, "composer.json": package(license="MIT")}
        examined = examine(files | {"publiccode.yml": publiccode("GPL-3.0-only")})
        assert [one.path for one in examined.findings if one.code == "license-conflict"] == ["composer.json"]

    @pytest.mark.parametrize("level", ["declared", "package"])
    def test_an_altered_text_bears_nothing_out(self, examine, mit, publiccode, level):
        altered = mit() + "\nPerangkat lunak ini hanya untuk instansi pemerintah.\n"
        said = {
            "declared": {"publiccode.yml": publiccode("MIT")},
            "package": {"composer.json": package(license="MIT")},
        }
        examined = examine({"LICENSE": altered} | said[level])
        assert found(examined) == [("license-unrecognised", "block")]
        assert verdict(examined) == ("conflicting", None, False)
        [text] = [one for one in examined.license.evidence if one.source == "file"]
        assert (text.spdx, text.matched, text.confidence < 1) == (None, "MIT", True)

    @pytest.mark.parametrize("declared", [None, "MIT"])
    def test_somebody_elses_text_beside_it_does_not_help_an_unknown_one(
        self, examine, mit, publiccode, declared
    ):
        files = {"LICENSE": "Milik kami saja.\n", "LICENSE-jquery.txt": mit("jQuery Foundation")}
        examined = examine(files | ({"publiccode.yml": publiccode(declared)} if declared else {}))
        assert verdict(examined) == ("conflicting", None, False)
        assert found(examined) == [("license-unrecognised", "block")]

    def test_somebody_elses_text_does_not_bear_out_what_licence_denies(self, examine, mit, gpl, publiccode):
        files = {"LICENSE": gpl, "LICENSE-jquery.txt": mit("jQuery Foundation")}
        examined = examine(files | {"publiccode.yml": publiccode("MIT")})
        assert [one.path for one in examined.findings if one.code == "license-conflict"] == ["LICENSE"]

    def test_somebody_elses_text_is_no_conflict(self, examine, mit, eupl, publiccode):
        files = {"LICENSE": eupl, "LICENSE-jquery.txt": mit("jQuery Foundation")}
        assert found(examine(files | {"publiccode.yml": publiccode()})) == []

    def test_an_agreement_does_not_settle_an_open_text(self, examine, mit):
        files = {"LICENSE": mit(), "LICENSES/LicenseRef-PKS.txt": "Perjanjian.\n"}
        examined = examine(files | {"composer.json": package(license="LicenseRef-PKS")})
        assert examined.license.provenance == "conflicting"

    def test_an_unknown_text_with_nothing_declared_is_not_usable(self, examine):
        examined = examine({"LICENSE": "Bebas dipakai.\n"})
        assert found(examined) == [("license-unrecognised", "block")]
        assert verdict(examined) == ("none", None, False)

    @pytest.mark.parametrize("content", ["", "x" * 300_000], ids=["empty", "huge"])
    def test_an_empty_or_huge_file_is_no_licence(self, examine, content):
        examined = examine({"LICENSE": content})
        assert examined.license.usable is False
        assert len(found(examined, "block")) == 1


class TestSkeletons:
    """What a new project carries before anybody has thought of a licence."""

    @pytest.mark.parametrize(
        "owner", ["Taylor Otwell", "British Columbia Institute of Technology", "CodeIgniter Foundation"]
    )
    def test_a_frameworks_own_licence_is_not_the_applications(self, examine, mit, publiccode, owner):
        files = {"LICENSE": mit(owner)}
        own = files | {"publiccode.yml": publiccode("MIT")}
        for examined in (examine(files), examine(files, publiccode("MIT").encode()), examine(own)):
            assert found(examined) == [("license-framework-boilerplate", "block")]
            assert verdict(examined) == ("boilerplate", None, False)

    @pytest.mark.parametrize(
        "changed",
        [
            {},
            {"name": "laravel/livewire-starter-kit"},
            {"name": "laravel/react-starter-kit"},
            {"name": "codeigniter4/appstarter"},
            {"name": "codeigniter/framework"},
            {"name": "yiisoft/yii2-app-advanced", "license": "BSD-3-Clause"},
            {"name": "cakephp/app"},
            {"name": "symfony/skeleton"},
            {
                "name": "sumedang/e-sakip",
                "description": "The skeleton application for the Laravel framework.",
            },
        ],
    )
    def test_a_skeletons_package_is_not_the_applications(self, examine, changed):
        readme = "## License\n\nThe Laravel framework is open-sourced, licensed under the [MIT license](x).\n"
        examined = examine({"composer.json": laravel(**changed), "README.md": readme})
        assert found(examined) == [("license-framework-boilerplate", "block")]
        assert verdict(examined) == ("boilerplate", None, False)
        assert len(examined.license.evidence) == 1

    def test_a_package_of_ones_own_on_a_framework_is_a_statement(self, examine):
        own = package(name="banjarnegara/e-sakip", keywords=["laravel", "framework"], license="MIT")
        assert verdict(examine({"composer.json": own})) == ("declared", "MIT", True)

    def test_a_skeleton_never_contradicts_the_owner(self, examine, gpl, publiccode):
        files = {"LICENSE": gpl, "composer.json": laravel()}
        assert verdict(examine(files)) == ("declared", "GPL-3.0-only", True)
        examined = examine(files | {"publiccode.yml": publiccode("GPL-3.0-only")})
        assert found(examined) == [("license-framework-boilerplate", "info")]

    def test_an_owner_beside_the_frameworks_makes_it_his(self, examine, mit):
        both = mit().replace("Copyright (c) 2026", "Copyright (c) Taylor Otwell 2011\nCopyright (c) 2026")
        assert verdict(examine({"LICENSE": both})) == ("declared", "MIT", True)

    def test_what_npm_init_writes_is_no_decision(self, examine, eupl, publiccode):
        examined = examine({"package.json": package(license="ISC")})
        assert verdict(examined) == ("boilerplate", None, False)
        files = {"LICENSE": eupl, "publiccode.yml": publiccode(), "package.json": package(license="ISC")}
        assert examine(files).license.usable is True

    def test_a_declaration_that_only_a_skeleton_could_bear_out_is_not(self, examine, publiccode):
        examined = examine({"composer.json": laravel(), "publiccode.yml": publiccode("EUPL-1.2")})
        assert verdict(examined) == ("boilerplate", None, False)


class TestNotOpen:
    """A licence that is clear, and yet gives not everybody the right to use, change and share."""

    @pytest.mark.parametrize("spdx", ["Aladdin", "CC-BY-NC-4.0", "CC-BY-ND-4.0", "SSPL-1.0"])
    def test_a_known_licence_that_is_not_open_blocks(self, examine, publiccode, spdx):
        examined = examine({"LICENSE": texts.text(spdx), "publiccode.yml": publiccode(spdx)})
        assert found(examined) == [("license-not-open", "block")]
        assert verdict(examined) == ("declared", spdx, False)
        assert spdx in examined.license.reason.id

    @pytest.mark.parametrize("said", ["proprietary", "UNLICENSED"])
    def test_a_package_may_say_that_it_is_nobodys_elses(self, examine, said):
        examined = examine({"composer.json": package(license=said)})
        assert ("license-not-open", "block") in found(examined)
        assert examined.license.usable is False

    @pytest.mark.parametrize("spdx", ["MIT", "EUPL-1.2", "CC0-1.0", "AGPL-3.0-only", "0BSD", "MPL-2.0"])
    def test_open_licences_are_usable(self, examine, publiccode, spdx):
        files = {"LICENSE": texts.text(spdx), "publiccode.yml": publiccode(spdx)}
        assert verdict(examine(files)) == ("declared", spdx, True)


class TestByAgreement:
    """`LicenseRef-…` and its document: shared, but not with everybody."""

    @pytest.mark.parametrize(
        "document",
        [
            {"LICENSES/LicenseRef-PKS-Sumedang.txt": "Perjanjian kerja sama.\n"},
            {"LICENSE": "Kode sumber dibagikan menurut LicenseRef-PKS-Sumedang: hubungi Diskominfo.\n"},
        ],
    )
    def test_an_agreement_with_its_document_is_shown_and_not_open(self, examine, document):
        examined = examine(document | {"composer.json": package(license="LicenseRef-PKS-Sumedang")})
        assert verdict(examined) == ("by-agreement", "LicenseRef-PKS-Sumedang", False)
        assert found(examined) == [("license-by-agreement", "warn")]
        assert "perjanjian" in examined.license.reason.id

    def test_without_its_document_it_is_nothing(self, examine):
        examined = examine({"composer.json": package(license="LicenseRef-PKS-Sumedang")})
        assert verdict(examined) == ("none", None, False)
        assert found(examined) == [("license-file-missing", "block")]


class TestReadme:
    """Prose supports a declaration, and makes none."""

    README = "# e-SAKIP\n\n## Lisensi\n\nAplikasi ini berlisensi {}.\n"

    def test_prose_alone_is_no_licence(self, examine):
        examined = examine({"README.md": self.README.format("MIT")})
        assert verdict(examined) == ("none", None, False)

    def test_prose_bears_out_what_the_authors_declare(self, examine, publiccode):
        files = {
            "README.md": self.README.format("GNU GPL v3"),
            "publiccode.yml": publiccode("GPL-3.0-or-later"),
        }
        examined = examine(files)
        assert verdict(examined) == ("declared", "GPL-3.0-or-later", True)
        assert found(examined) == [("license-text-missing", "warn")]

    def test_prose_never_conflicts(self, examine, eupl, publiccode):
        files = {
            "LICENSE": eupl,
            "publiccode.yml": publiccode(),
            "README.md": self.README.format("Proprietary"),
        }
        assert found(examine(files)) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("composer.json", "[" * 100_000),
        ("composer.json", '{"license": {"a": 1}}'),
        ("composer.json", '{"license": ["EUPL-1.2", 7, null]}'),
        ("package.json", "null"),
        ("package.json", '{"license": {"type": 3}}'),
        ("pyproject.toml", "[project"),
        ("pyproject.toml", "project = 3"),
        ("setup.cfg", "license = MIT"),
        ("Cargo.toml", "a = " + "[" * 5_000),
        ("app.php", "<?php // SPDX-License-Identifier: (((((("),
        ("README.md", "# Lisensi\n" + "GPL " * 10_000),
    ],
)
def test_strange_metadata_are_nobodys_statement(examine, eupl, publiccode, path, text):
    examined = examine({path: text, "LICENSE": eupl, "publiccode.yml": publiccode()})
    assert examined.license.usable is True


def test_what_withholds_are_exactly_the_blocking_checks_of_this_folder():
    assert "license-file-missing" in licensing.WITHHOLDING
    assert {check.code for check in licensing.CHECKS if check.level != "block"}.isdisjoint(
        licensing.WITHHOLDING
    )


LICENSES = ["", "own", "altered", "laravel"]
PACKAGES = ["", "GPL-3.0-only", "laravel", "LicenseRef-PKS"]


@pytest.mark.parametrize("declared", [None, "MIT", "curated"])
@pytest.mark.parametrize("text", LICENSES)
def test_whatever_comes_together_what_is_not_usable_is_said_and_blocks(
    examine, mit, publiccode, text, declared
):
    written = {
        "own": mit(),
        "altered": f"{mit()}\nDilarang dijual.\n",
        "laravel": mit("Taylor Otwell"),
    }
    for said in PACKAGES:
        files = {"LICENSE": written[text]} if text else {}
        if said:
            files["composer.json"] = laravel() if said == "laravel" else package(license=said)
        if declared == "MIT":
            files["publiccode.yml"] = publiccode("MIT")
        examined = examine(files, publiccode("MIT").encode() if declared == "curated" else None)
        license, blocking = examined.license, {code for code, level in found(examined) if level == "block"}
        assert blocking <= licensing.WITHHOLDING
        assert license.usable == (not blocking and license.provenance != "by-agreement"), (
            text,
            said,
            declared,
        )
        assert license.usable == (license.reason is None)
        assert not license.usable or license.spdx in {"MIT", said}
