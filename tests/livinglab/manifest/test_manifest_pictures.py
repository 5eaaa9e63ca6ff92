"""Files that a manifest names must be in the repository, and be what their names say."""

import gzip
import struct
import zlib

import pytest

from livinglab import manifest
from livinglab.manifest import files
from livinglab.manifest.files import Folder


def png(width=64, height=64, *, depth=8, colour=6, spoilt=False):
    """Return the start of a PNG."""
    header = b"IHDR" + struct.pack(">II5B", width, height, depth, colour, 0, 0, 0)
    checksum = zlib.crc32(header) ^ spoilt
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", checksum) + b"\0\0\0\0IEND"
    )


def jpeg(width=64, *, notes=0):
    """Return the start of a JPEG, its frame behind so many bytes of a camera's notes."""
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", 48, width) + b"\x03" + bytes(9)
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", notes + 2) + bytes(notes) + frame


SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'
RIGHT = {
    "a.png": png(),
    "a.svg": SVG,
    "b.svg": b"\xef\xbb\xbf" + b"<!-- " + b"x" * 1000 + b" --><svg:svg>",
    "a.svgz": gzip.compress(SVG),
    "a.jpg": jpeg(),
    "b.jpg": jpeg(notes=60_000),
}
WRONG = {
    "empty.png": b"",
    "jpeg.png": jpeg(),
    "flat.png": png(width=0),
    "huge.png": png(width=1 << 31),
    "depth.png": png(depth=3),
    "colour.png": png(colour=5),
    "spoilt.png": png(spoilt=True),
    "cut.png": png()[:30],
    "html.svg": b"<html><body>Tidak ditemukan</body></html>",
    "svgs.svg": b"<svgs/>",
    "plain.svgz": SVG,
    "other.svgz": gzip.compress(b"<html>"),
    "cut.svgz": gzip.compress(SVG)[:8],
    "png.jpg": png(),
    "cut.jpg": jpeg()[:8],
    "narrow.jpg": jpeg(width=0),
}
LOOKS = {".png": files.is_png, ".jpg": files.is_jpeg, ".svg": files.is_svg, ".svgz": files.is_svgz}


def looks(name, content):
    """Ask what the name says of the content."""
    return LOOKS[name[name.index(".") :]](content)


@pytest.mark.parametrize("name", RIGHT)
def test_a_picture_is_told_by_its_first_bytes(name):
    assert looks(name, RIGHT[name])


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_such_picture_is_told_as_well(name):
    assert not looks(name, WRONG[name])


def test_a_packed_picture_is_unpacked_to_a_bound():
    bomb = gzip.compress(b" " * (64 << 20) + SVG)
    assert len(bomb) < 100_000
    assert not files.is_svgz(bomb)


@pytest.fixture
def found(tmp_path, sakip):
    """The levels and keys of the problems where files lie beside the manifest, which names them."""
    (tmp_path / "outside.png").write_bytes(png())
    top = tmp_path / "repository"
    (top / "aset").mkdir(parents=True)
    for name, content in {**RIGHT, **WRONG}.items():
        (top / "aset" / name).write_bytes(content)
    (top / "AUTHORS").write_text("Ani", "utf-8")
    (top / "link.png").symlink_to(tmp_path / "outside.png")
    (top / "folder.png").mkdir()

    def read(line, value):
        text = sakip(("logo: aset/logo.svg\n", "")).decode()
        text = text.replace("    shortDescription", f"    {line}: {value}\n    shortDescription", 1)
        if line in {"logo", "monochromeLogo"}:
            text = sakip(("logo: aset/logo.svg", f"{line}: {value}")).decode()
        if line == "authorsFile":
            text = sakip(
                ("aset/logo.svg", "aset/a.svg"), ("legal:\n", f"legal:\n  authorsFile: {value}\n")
            ).decode()
        return [
            (problem.level, problem.key) for problem in manifest.read(text.encode(), Folder(top)).problems
        ]

    return read


@pytest.mark.parametrize(
    "path", ["aset/a.png", "./aset//a.svg", "aset/../aset/a.svgz", "aset/b.svg", "https://a.id/b.png"]
)
def test_a_logo_that_is_there_is_fine(found, path):
    assert found("logo", path) == []


@pytest.mark.parametrize(
    ("path", "level"),
    [
        *(
            (path, "error")
            for path in ("aset/tidak-ada.png", "folder.png", "../outside.png", "link.png", "aset/a.png/x.png")
        ),
        *(("aset/" + name, "error") for name in WRONG if name.endswith(".png")),
        *(("aset/" + name, "warning") for name in WRONG if name.endswith((".svg", ".svgz"))),
    ],
)
def test_a_logo_that_is_not_what_it_says(found, path, level):
    """A PNG that is none is an error to the reference parser; into the others it does not look."""
    assert found("logo", path) == [(level, "logo")]


def test_an_outdated_logo_has_the_same_rules(found):
    assert found("monochromeLogo", "aset/a.png") == [("warning", "monochromeLogo")]
    assert found("monochromeLogo", "aset/cut.png") == [
        ("warning", "monochromeLogo"),
        ("error", "monochromeLogo"),
    ]


@pytest.mark.parametrize(
    ("path", "level"),
    [
        ("aset/a.png", None),
        ("aset/b.jpg", None),
        ("aset/tidak-ada.jpg", "error"),
        ("aset/png.jpg", "warning"),
    ],
)
def test_screenshots_are_looked_at(found, path, level):
    key = "description.id.screenshots[0]"
    assert found("screenshots", f"[{path}]") == ([] if level is None else [(level, key)])


def test_the_authors_file_must_be_there(found):
    assert found("authorsFile", "AUTHORS") == [("warning", "legal.authorsFile")]
    assert found("authorsFile", "PENULIS") == [
        ("warning", "legal.authorsFile"),
        ("error", "legal.authorsFile"),
    ]


def test_without_files_nothing_is_looked_for(sakip):
    assert manifest.read(sakip()).problems == ()


@pytest.mark.parametrize(
    "path", ["\0.png", "a" * 5000 + ".png", "~/.ssh/id.png", "//etc/passwd", "a\\..\\b.png"]
)
def test_a_strange_path_finds_nothing(tmp_path, path):
    assert Folder(tmp_path).size(path) is None
    assert Folder(tmp_path).start(path, most=10) is None


@pytest.mark.parametrize(
    ("name", "warned"),
    [
        ("e-SAKIP", False),
        ("é-SAKIP ꦱ", False),
        ("👨‍👩‍👧 KIA", False),
        ("Сакип", False),  # all Cyrillic
        ("e-SАKIP", True),  # the A is Cyrillic
        ("e-SAKIP\u200b", True),
        ("\u202ePIKAS-e", True),
    ],
)
def test_a_name_that_may_pass_for_another_is_a_warning(every_key, read, name, warned):
    every_key["name"] = every_key["description"]["id"]["localisedName"] = every_key["organisation"][
        "name"
    ] = name
    keys = [(problem.level, problem.key) for problem in read(every_key).problems]
    places = ["name", "organisation.name", "description.id.localisedName"]
    assert keys == ([("warning", key) for key in places] if warned else [])
