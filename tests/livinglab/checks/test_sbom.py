"""The bill of materials: CycloneDX that validates, reads back, and is the same wherever it is made."""

import json
from datetime import datetime, timedelta, timezone

import pytest
from cyclonedx.model.bom import Bom
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from livinglab.checks import sbom
from livinglab.checks.components import Component, Components

FOUND = (
    Component("laravel/framework", "v11.9.2", "composer", "MIT", False, "composer.lock"),
    Component("dompdf/dompdf", "2.0.4", "composer", "LGPL-2.1-only OR GPL-2.0-only", False, "composer.lock"),
    Component("@vue/compiler-core", "3.4.0", "npm", None, False, "package-lock.json"),
    Component("vite", "5.0.0", "npm", "Sesuai perjanjian", True, "package-lock.json"),
    Component("vite", "5.0.0", "npm", "MIT", True, "admin/package-lock.json"),
    Component("phpunit/phpunit", "11.1", "composer", "proprietary", True, "composer.lock"),
    Component("github.com/Google/uuid", "v1.6.0", "golang", None, False, "go.mod"),
    Component("flask", "3.0.3+local~1", "pypi", "((((", False, "uv.lock"),
)
ABOUT = {
    "name": "e-SAKIP",
    "version": "1.2.0",
    "supplier": "Pemerintah Kabupaten Sumedang",
    "license": "EUPL-1.2",
    "url": "https://git.example.go.id/sumedang/e-sakip.git",
}
RELEASED = datetime(2026, 11, 21, 22, 48, tzinfo=timezone(timedelta(hours=7)))


def bill(found=FOUND, **about):
    return sbom.write(Components(tuple(found), {}, ()), **ABOUT | about)


@pytest.mark.parametrize(
    "document",
    [
        bill(),
        bill(released=RELEASED),
        bill(()),
        bill(supplier=None, license=None, url=None),
        bill(license="LicenseRef-Perjanjian", url="https://git.example.go.id/a b"),
    ],
    ids=["full", "dated", "empty", "bare", "odd"],
)
def test_it_keeps_the_schema(document):
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(document.decode()) is None


def test_the_library_reads_back_what_was_written():
    read = Bom.from_json(json.loads(bill(released=RELEASED)))
    assert {str(one.purl) for one in read.components} == {one.purl for one in FOUND}
    assert (read.metadata.component.name, read.metadata.component.version) == ("e-SAKIP", "1.2.0")
    assert read.metadata.component.supplier.name == "Pemerintah Kabupaten Sumedang"
    assert read.metadata.timestamp == RELEASED


def test_a_package_in_two_lock_files_stands_once_with_both():
    [vite] = [one for one in json.loads(bill())["components"] if one["name"] == "vite"]
    assert [one["value"] for one in vite["properties"]] == ["admin/package-lock.json", "package-lock.json"]
    assert vite["licenses"] == [{"license": {"id": "MIT"}}]


def test_a_licence_that_is_no_spdx_is_told_in_its_own_words():
    [vite] = json.loads(bill(FOUND[3:4]))["components"]
    assert vite["licenses"] == [{"license": {"name": "Sesuai perjanjian"}}]


def test_names_have_their_groups_and_purls_and_licences():
    by_name = {one["name"]: one for one in json.loads(bill())["components"]}
    assert (by_name["framework"]["group"], by_name["compiler-core"]["group"]) == ("laravel", "@vue")
    assert by_name["compiler-core"]["purl"] == "pkg:npm/%40vue/compiler-core@3.4.0"
    assert "group" not in by_name["github.com/Google/uuid"]
    assert by_name["framework"]["licenses"] == [{"license": {"id": "MIT"}}]
    assert by_name["dompdf"]["licenses"] == [{"expression": "LGPL-2.1-only OR GPL-2.0-only"}]
    assert "licenses" not in by_name["compiler-core"]


def test_what_only_developers_need_is_optional():
    by_name = {one["name"]: one.get("scope") for one in json.loads(bill())["components"]}
    assert {name for name, scope in by_name.items() if scope == "optional"} == {"vite", "phpunit"}
    needed = (*FOUND, Component("vite", "5.0.0", "npm", None, False, "package-lock.json"))
    by_name = {one["name"]: one.get("scope") for one in json.loads(bill(needed))["components"]}
    assert by_name["vite"] is None


def test_the_same_components_give_the_same_bytes():
    assert bill() == bill(reversed(FOUND))
    assert bill() != bill(version="1.2.1")


def test_the_number_follows_from_the_content():
    numbers = {
        json.loads(one)["serialNumber"] for one in (bill(), bill(), bill(FOUND[1:]), bill(released=RELEASED))
    }
    assert len(numbers) == 3


def test_without_a_time_of_release_there_is_none():
    assert "timestamp" not in json.loads(bill())["metadata"]
    assert json.loads(bill(released=RELEASED))["metadata"]["timestamp"] == "2026-11-21T15:48:00+00:00"
