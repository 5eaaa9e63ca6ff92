"""Files that a manifest names: how they may be called, and whether they are what they say."""

import posixpath
from collections.abc import Callable, Collection, Iterator

from livinglab.language import Text
from livinglab.manifest import files as on_disk
from livinglab.manifest import urls
from livinglab.manifest.files import MOST_READ, Files
from livinglab.manifest.model import Level

Remark = tuple[Level, Text]

LOGOS = (".svg", ".svgz", ".png")
SCREENSHOTS = (".jpg", ".png")  # standard: "JPG"; the parser refuses .jpeg

_LOOKS: dict[str, Callable[[bytes], bool]] = {
    ".png": on_disk.is_png,
    ".jpg": on_disk.is_jpeg,
    ".svg": on_disk.is_svg,
    ".svgz": on_disk.is_svgz,
}
_ABSOLUTE = Text(
    id="Jalur mutlak tidak diterima: beri jalur dalam repositori atau URL",
    en="Not an absolute path: give a path in the repository or a URL",
)
_FILE_URL = Text(
    id="URL file: tidak diterima: beri jalur dalam repositori atau URL",
    en="Not a file: URL: give a path in the repository or a URL",
)
_OUTSIDE = Text(id="Jalur ini keluar dari repositori", en="This path leads out of the repository")
_MISSING = Text(id="Berkas ini tidak ada dalam repositori", en="This file is not in the repository")
_UNLIKE = Text(
    id="Isi berkas ini bukan gambar seperti kata namanya", en="This file is not the picture its name says"
)
_TOO_LARGE = Text(
    id="Gambar ini terlalu besar untuk diperiksa", en="This picture is too large to be looked into"
)


def of_picture(path: str, kinds: Collection[str], files: Files | None, *, strict: bool) -> Iterator[Remark]:
    """Yield what is wrong with a logo or a screenshot, by its name and, where files are given, by its bytes.

    A URL is left to the network. `strict`: a PNG that is none is an error, as the parser has it for
    logos; what the parser does not look into is a warning.
    """
    if message := _elsewhere(path):
        yield "error", message
    elif not urls.is_absolute(path):
        kind = posixpath.splitext(posixpath.normpath(f"/{path}"))[1].lower()
        if kind not in kinds:
            listed = ", ".join(kinds)
            yield "error", Text(id=f"Harus berakhiran {listed}", en=f"Must end in {listed}")
        elif files is not None:
            yield from _of_file(path, kind, files, strict=strict)


def of_authors(path: str, files: Files | None) -> Iterator[Remark]:
    """Yield what is wrong with the path of legal.authorsFile, and that the file is not there."""
    message = _elsewhere(path)
    if message is None and files is not None and not urls.is_absolute(path):
        message = _absent(path, files)
    if message is not None:
        yield "error", message


def unlike(kind: str, content: bytes) -> bool:
    """Tell whether bytes are not the picture that an ending such as `.png` says."""
    return kind in _LOOKS and not _LOOKS[kind](content)


def _elsewhere(path: str) -> Text | None:
    if path.startswith("/"):
        return _ABSOLUTE
    return _FILE_URL if path.startswith("file:") else None


def _of_file(path: str, kind: str, files: Files, *, strict: bool) -> Iterator[Remark]:
    if message := _absent(path, files):
        yield "error", message
        return
    content = files.start(on_disk.normalised(path) or "", most=MOST_READ)
    if content is None:
        yield "warning", _TOO_LARGE
    elif unlike(kind, content):
        yield ("error" if strict and kind == ".png" else "warning"), _UNLIKE


def _absent(path: str, files: Files) -> Text | None:
    inside = on_disk.normalised(path)
    if inside is None:
        return _OUTSIDE
    return _MISSING if files.size(inside) is None else None
