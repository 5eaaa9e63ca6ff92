"""Versions as donors write them: read, ordered, suggested."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livinglab.repository.versions import Version, closest, newest

ORDERED = [  # semver.org §11, then the usual disorder
    [
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.beta",
        "1.0.0-beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0-rc.1",
        "1.0.0",
    ],
    ["v0.9", "v0.10", "v1", "v1.0.1", "v1.1", "v2.0"],
    ["1.0.dev1", "1.0a1", "1.0b1", "1.0rc1", "1.0rc2", "1.0", "1.0.post1"],
    ["v22.05", "v23.01", "v2206.0.0", "v2312.0.0", "v2410.0.0"],
    ["2023.12.31", "2024.1.1", "2024.10.1"],
    ["2024-09-30", "2024-10-01"],
    ["release-1.2", "release-1.10", "release-2"],
    ["1.2.3-SNAPSHOT", "1.2.3", "1.2.3-hotfix1", "1.2.3-hotfix.2", "1.2.4"],
    ["v9.6.0", "v9.6.1", "v9.10.0-rc1", "v9.10.0"],
]


@pytest.mark.parametrize("tags", ORDERED, ids=lambda tags: tags[0])
def test_versions_come_in_the_order_that_people_mean(tags):
    versions = [Version.parse(tag) for tag in tags]
    assert None not in versions
    for start in range(len(versions)):
        turned = versions[start:] + versions[:start]
        assert [version.tag for version in sorted(turned)] == tags


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("v1.2.3", "1.2.3"),
        ("V1.2", "1.2"),
        ("1.2", "1.2"),
        ("v2410.0.0", "2410.0.0"),
        ("2024.10.1", "2024.10.1"),
        ("release-1.2", "1.2"),
        ("release/v3.0", "3.0"),
        ("versi-2", "2"),
        ("e-sakip-v1.0.0-rc.1", "1.0.0-rc.1"),
        ("e-sakip@2.1.0", "2.1.0"),
        ("r2023.1", "2023.1"),
        ("v.1.4", "1.4"),
        ("1.2.3+build.5", "1.2.3+build.5"),
    ],
)
def test_the_text_of_a_version_is_its_tag_without_prefix(tag, text):
    version = Version.parse(tag)
    assert (version.text, version.tag) == (text, tag)


@pytest.mark.parametrize(
    "tag",
    [
        "",
        "main",
        "feature-2",
        "akhir-tahap-2",
        "impor-data",
        "latest",
        "v",
        "v-1",
        "1..2",
        "1.2.",
        "x1.2y",
        "1.2/../3",
        "v1.2\n",
        "1 2",
        "٣.١",
        "1" * 30,
        "v1." + "x" * 200,
        "1.2.3.4.5.6.7.8",
    ],
)
def test_what_is_no_version_is_not_read_as_one(tag):
    assert Version.parse(tag) is None


def test_the_newest_is_the_highest_final_version():
    read = lambda *tags: [Version.parse(tag) for tag in tags]  # noqa: E731 - shorter than its use
    assert newest(read("v1.9", "v2.0-rc1", "v1.10")).tag == "v1.10"
    assert newest(read("v1.0-beta", "v1.0-alpha")).tag == "v1.0-beta"
    assert newest([]) is None


def test_a_misspelt_version_suggests_the_known_ones():
    known = ["v1.0.0", "v1.1.0", "v2.0.0", "v10.0.0"]
    assert closest("1.1.0", known)[0] == "v1.1.0"
    assert closest("1.1", known)[0] == "v1.1.0"
    assert closest("v1.1.1", known)[0] in {"v1.1.0", "v1.0.0"}
    assert closest("kopi", known) == []


tags = st.from_regex(
    r"\A[vV]?[0-9]{1,4}(\.[0-9]{1,4}){0,3}([-.]?(alpha|beta|rc|dev|post|foo)[.]?[0-9]{0,3})?\Z"
)


@given(st.lists(tags, min_size=3, max_size=3))
def test_the_order_is_total(found):
    first, second, third = (Version.parse(tag) for tag in found)
    assert (first < second) + (first == second) + (first > second) == 1
    if first <= second <= third:
        assert first <= third
    assert (hash(first) == hash(second)) or first != second


@given(tags)
def test_reading_a_text_again_gives_the_same_version(tag):
    version = Version.parse(tag)
    assert Version.parse(version.text) == version
    assert version == Version.parse(tag)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    version = Version.parse(text)
    assert version is None or version.text in text


@given(st.text(max_size=40), st.lists(tags, max_size=10))
def test_suggestions_are_known_versions(text, known):
    assert set(closest(text, known)) <= set(known)
