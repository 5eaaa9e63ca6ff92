"""Licences: found by name, known by text, held against what is declared."""

import pytest

from livinglab.checks.licensing import fingerprints

GNU = (
    "GNU GENERAL PUBLIC LICENSE\n   Version 3, 29 June 2007\n\n Copyright (C) 2007 Free Software Foundation\n"
)
BSD = """Redistribution and use in source and binary forms, with or without
modification, are permitted provided that the following conditions are met:
"""
TEXTS = {
    "GPL-3.0": GNU,
    "GPL-2.0": "\t\t    GNU GENERAL PUBLIC LICENSE\n\t\t       Version 2, June 1991\n",
    "LGPL-3.0": "GNU LESSER GENERAL PUBLIC LICENSE\n Version 3, 29 June 2007\n",
    "LGPL-2.1": "GNU LESSER GENERAL PUBLIC LICENSE\n Version 2.1, February 1999\n",
    "AGPL-3.0": "GNU AFFERO GENERAL PUBLIC LICENSE\n Version 3, 19 November 2007\n",
    "Apache-2.0": "   Apache License\n   Version 2.0, January 2004\n   http://www.apache.org/licenses/\n",
    "MPL-2.0": 'Mozilla Public License Version 2.0\n===\n1.4. "Covered Software"\n',
    "CC0-1.0": "Creative Commons Legal Code\n\nCC0 1.0 Universal\n",
    "BSD-2-Clause": f"{BSD}2. Redistributions in binary form must reproduce the above copyright notice\n",
    "BSD-3-Clause": f"{BSD}Neither the name of its holder may be used to endorse or promote products\n",
}


@pytest.mark.parametrize("spdx", TEXTS)
def test_common_licences_are_known_by_their_text(spdx):
    assert fingerprints.recognise(TEXTS[spdx]) == spdx
    assert fingerprints.recognise(TEXTS[spdx].replace("\n", "\r\n  ").upper()) == spdx


def test_the_texts_of_mit_and_eupl_are_known(mit, eupl):
    assert fingerprints.recognise(mit()) == "MIT"
    assert fingerprints.recognise(eupl) == "EUPL-1.2"


@pytest.mark.parametrize(
    "text", ["", "All rights reserved", "Hak cipta dilindungi undang-undang", "MIT", "GPL v3"]
)
def test_a_mere_name_is_no_licence(text):
    assert fingerprints.recognise(text) is None


def only(findings):
    [finding] = findings
    return finding.code, finding.level


@pytest.mark.parametrize(
    "path",
    [
        "LICENSE",
        "LICENCE",
        "license.txt",
        "License.md",
        "COPYING",
        "LISENSI",
        "LICENSE-EUPL",
        "LICENSES/EUPL-1.2.txt",
    ],
)
def test_the_licence_file_is_found_under_its_usual_names(examine, eupl, publiccode, path):
    found = examine({path: eupl, "publiccode.yml": publiccode()})
    assert (found.license.file, found.license.usable, found.findings) == (path, True, [])


@pytest.mark.parametrize("path", ["src/LICENSE", "LICENSE.d/a/b", "license_checker.py/x", "relicense"])
def test_a_licence_elsewhere_does_not_count(examine, eupl, publiccode, path):
    found = examine({path: eupl, "publiccode.yml": publiccode()})
    assert only(found.findings) == ("license-file-missing", "block")
    assert found.license.usable is False
    assert "LICENSE" in found.license.reason.id


def test_a_licence_that_is_a_link_does_not_count(examine, publiccode):
    found = examine({"LICENSE": ("120000", "README.md"), "README.md": "x", "publiccode.yml": publiccode()})
    assert only(found.findings) == ("license-file-missing", "block")


def test_a_licence_other_than_the_declared_one_blocks(examine, mit, publiccode):
    found = examine({"LICENSE": mit(), "publiccode.yml": publiccode("GPL-3.0-or-later")})
    assert only(found.findings) == ("license-conflict", "block")
    assert found.license.usable is False
    assert "MIT" in found.license.reason.en
    assert "GPL-3.0-or-later" in found.license.reason.en


@pytest.mark.parametrize("declared", ["GPL-3.0-only", "GPL-3.0-or-later", "GPL-3.0", "MIT OR GPL-3.0-only"])
def test_what_the_text_leaves_open_is_no_conflict(examine, publiccode, declared):
    found = examine({"LICENSE": GNU, "publiccode.yml": publiccode(declared)})
    assert (found.license.spdx, found.license.usable, found.findings) == (declared, True, [])


def test_one_of_several_licence_files_is_enough(examine, mit, eupl, publiccode):
    found = examine(
        {"LICENSE-MIT": mit(), "LICENSE-EUPL": eupl, "publiccode.yml": publiccode("EUPL-1.2 OR MIT")}
    )
    assert found.findings == []
    lesser = {
        "COPYING": GNU,
        "COPYING.LESSER": TEXTS["LGPL-3.0"],
        "publiccode.yml": publiccode("LGPL-3.0-or-later"),
    }
    assert examine(lesser).license.file == "COPYING.LESSER"


def test_an_unknown_text_is_a_warning_and_a_risk(examine, publiccode):
    found = examine({"LICENSE": "Bebas dipakai pemerintah daerah.\n", "publiccode.yml": publiccode()})
    assert only(found.findings) == ("license-unrecognised", "warn")
    assert found.license.usable is True
    assert len(found.risks) == 1


def test_an_unknown_text_with_nothing_declared_is_not_usable(examine):
    found = examine({"LICENSE": "Bebas dipakai.\n"})
    assert (found.license.spdx, found.license.usable) == (None, False)
    assert found.license.reason is not None


@pytest.mark.parametrize(
    "owner", ["Taylor Otwell", "British Columbia Institute of Technology", "CodeIgniter Foundation"]
)
def test_a_frameworks_own_licence_is_not_the_applications(examine, mit, publiccode, owner):
    files = {"LICENSE": mit(owner)}
    assert only(examine(files, publiccode("MIT").encode()).findings) == (
        "license-framework-boilerplate",
        "block",
    )
    declared = examine(files | {"publiccode.yml": publiccode("MIT")})
    assert only(declared.findings) == ("license-framework-boilerplate", "warn")
    assert declared.license.usable is True
