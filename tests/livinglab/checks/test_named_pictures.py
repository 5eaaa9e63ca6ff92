"""What publiccode.yml names must be in the repository, and be what it says."""

import struct
import zlib

import pytest

HEADER = struct.pack(">II5B", 64, 64, 8, 6, 0, 0, 0)
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + HEADER + struct.pack(">I", zlib.crc32(b"IHDR" + HEADER))


@pytest.fixture
def codes(examine, publiccode, mit):
    """The codes of what is found in a repository whose publiccode.yml names `logo`, with these files."""

    def found(logo, **files):
        seen = examine(
            {
                "publiccode.yml": publiccode(license="MIT") + f"logo: {logo}\n",
                "LICENSE": mit(),
                **{path.replace("__", "."): content for path, content in files.items()},
            }
        )
        return [
            (finding.code, finding.line) for finding in seen.findings if finding.code.startswith("manifest")
        ]

    return found


def test_a_logo_that_is_there_is_fine(codes):
    assert codes("logo.png", logo__png=PNG) == []


def test_a_logo_that_is_not_there_blocks(codes):
    [(code, line)] = codes("logo.png")
    assert code == "manifest-invalid"
    assert line > 1


def test_a_logo_that_is_no_png_blocks(codes):
    assert [code for code, _ in codes("logo.png", logo__png=b"GIF89a")] == ["manifest-invalid"]


def test_a_logo_that_is_no_svg_is_only_a_warning(codes):
    assert [code for code, _ in codes("logo.svg", logo__svg=b"<html></html>")] == ["manifest-warning"]
