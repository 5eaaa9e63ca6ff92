"""The reference parser's own v0 fixtures, where they are at hand: each file gets its class."""

import os
from collections import Counter
from pathlib import Path

import pytest

from livinglab import manifest
from livinglab.manifest.files import Folder

NAMED = os.environ.get("LIVINGLAB_PUBLICCODE_TESTDATA")
CLASSES = ("valid", "valid_with_warnings", "invalid")
NEEDS_NETWORK = {"logo_missing_url.yml"}
NEEDS_FILES = {
    "description_en_screenshots_missing_file.yml",
    "legal_authorsFile_missing_file.yml",
    "logo_invalid_png.yml",
    "logo_missing_file.yml",
    "monochromeLogo_invalid_png.yml",
    "monochromeLogo_missing_file.yml",
}  # seven: logo_missing_file.yml is there twice

pytestmark = pytest.mark.skipif(
    NAMED is None,
    reason="LIVINGLAB_PUBLICCODE_TESTDATA does not name the testdata/ of publiccode-parser-go",
)


def fixtures():
    """Return every v0 fixture; the folder itself, its parent or its v0 may be named."""
    top = Path(NAMED or "/nowhere")
    top = next(
        (each for each in (top / "testdata" / "v0", top / "v0", top) if (each / "invalid").is_dir()), top
    )
    return sorted(path for name in CLASSES for path in (top / name).rglob("*.yml"))


def expected(path):
    """Return the class that a fixture's folder says."""
    return next(part for part in reversed(path.parts) if part in CLASSES)


def judged(path, files):
    """Return the class that a fixture gets."""
    reading = manifest.read(path.read_bytes(), files)
    if reading.manifest is None:
        return "invalid"
    return "valid_with_warnings" if reading.problems else "valid"


def test_all_of_them_are_there():
    assert Counter(map(expected, fixtures())) == {"invalid": 132, "valid": 30, "valid_with_warnings": 11}


@pytest.mark.parametrize("path", fixtures(), ids=lambda path: path.stem)
def test_a_fixture_gets_its_class(path):
    assert (judged(path, Folder(path.parent)) == expected(path)) is (path.name not in NEEDS_NETWORK)


@pytest.mark.parametrize(
    "path", [path for path in fixtures() if path.name not in NEEDS_NETWORK | NEEDS_FILES]
)
def test_its_text_alone_is_enough_for_its_class(path):
    assert judged(path, None) == expected(path)
