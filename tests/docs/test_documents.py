"""The documents among themselves: links, languages, dependencies, and what must stand in no file."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from livinglab import manifest

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\(([^)\s]+)\)")
# Spelt in two parts, so that this file may be looked through like any other.
HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "ruby" + "gems.org",
    "crates" + ".io",
    "packagist" + ".org",
    "proxy." + "golang.org",
    "deb.deb" + "ian.org",
    "ghcr" + ".io",
    "docker" + ".io",
    "quay" + ".io",
]
PATHS = [r"(?<![\w.])/" + "work/", r"(?<![\w.])/" + "root/", r"/home/(?!bekasi\b)[a-z]+/\w", r"C:\\\\Users"]


def test_no_relative_link_is_broken(documents: list[Path]) -> None:
    broken = [
        f"{document.relative_to(ROOT)}: {link}"
        for document in documents
        for link in LINK.findall(document.read_text())
        if "://" not in link and not (document.parent / link.partition("#")[0]).exists()
    ]
    assert broken == []


def test_files_that_are_named_exist(documents: list[Path]) -> None:
    missing = []
    for document in (ROOT / "docs").glob("*.md"):
        for name in re.findall(r"`([\w./-]+/[\w.-]+\.(?:py|txt|csv|yaml|md))`", document.read_text()):
            if not any((base / name).exists() for base in (ROOT, ROOT / "cli", ROOT / "cli/livinglab")):
                missing.append(f"{document.name}: {name}")
    assert missing == []


@pytest.mark.parametrize("of", ["headings", "links", "commands"])
def test_both_readmes_say_the_same(of: str, shell_lines: Callable[[Path], list[list[str]]]) -> None:
    english, indonesian = ROOT / "README.md", ROOT / "README.id.md"
    look = {
        "headings": lambda path: re.findall(r"^(#+) ", path.read_text(), re.MULTILINE),
        "links": lambda path: [_neutral(link) for link in LINK.findall(path.read_text())],
        "commands": shell_lines,
    }[of]
    assert look(english) == look(indonesian)
    assert look(english)


def test_every_make_target_that_is_named_exists(documents: list[Path]) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        name
        for document in documents
        for name in re.findall(r"(?:^ *|`)make ([a-z-]+)", document.read_text(), re.MULTILINE)
    }
    assert named
    assert named <= targets


def test_every_dependency_has_its_reason_and_nothing_else(
    section: Callable[[str, str], str], rows: Callable[[str], list[list[str]]]
) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = {
        "The command": project["project"]["dependencies"],
        "Extra `check`": project["project"]["optional-dependencies"]["check"],
        "Extra `registry`": project["project"]["optional-dependencies"]["registry"],
        "Development": project["dependency-groups"]["dev"],
    }
    for heading, wanted in groups.items():
        said = {row[0].strip("`"): row[1] for row in rows(section("docs/dependencies.md", heading))}
        assert set(said) == {name for name in map(_name, wanted) if name != "livinglab"}, heading
        assert all(said.values())


def test_every_decision_is_listed(section: Callable[[str, str], str]) -> None:
    listed = set(LINK.findall((ROOT / "docs/decisions/README.md").read_text()))
    assert listed == {path.name for path in (ROOT / "docs/decisions").glob("*.md")} - {"README.md"}


def test_no_file_names_a_package_registry_or_a_path_of_a_machine(tracked: list[Path]) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {found}" for path in tracked for found in _unwanted(path.read_bytes())
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "line",
    ["see https://" + HOSTS[0] + "/simple", "cd /" + "work/main", "/" + "root/.cache", "/home/" + "budi/x"],
)
def test_what_must_not_stand_in_a_file_is_seen(line: str) -> None:
    assert _unwanted(line.encode()) != []


def test_our_own_publiccode_has_nothing_to_mend() -> None:
    reading = manifest.read((ROOT / "publiccode.yml").read_bytes())
    assert reading.problems == ()
    assert reading.manifest is not None
    assert reading.manifest.license == "EUPL-1.2"


def test_our_version_and_licence_are_said_the_same_everywhere() -> None:
    version = re.search(r'__version__ = "(.+)"', (ROOT / "cli/livinglab/__init__.py").read_text())[1]
    declared = manifest.read((ROOT / "publiccode.yml").read_bytes()).manifest
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert declared.software_version == version
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text()
    assert project["license"] == declared.license


def _neutral(link: str) -> str:
    return link.replace("README.id.md", "README.md").replace(".id.svg", ".svg").replace(".en.svg", ".svg")


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=~! ]", requirement)[0].lower()


def _unwanted(content: bytes) -> list[str]:
    if b"\0" in content:
        return []
    text = content.decode("utf-8", "replace")
    found = [host for host in HOSTS if host in text]
    return found + [match[0] for pattern in PATHS if (match := re.search(pattern, text))]
