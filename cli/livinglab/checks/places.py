"""What a path says of a file before it is read: whose it is, and what kind of file.

A visit asks this of the same 10,000 paths at each of 25 releases: answers are kept, and names are looked up
in sets before any pattern is tried.
"""

import re
from functools import lru_cache

_KEPT = 1 << 16
_FOREIGN_FOLDERS = """
vendor vendors third_party third-party thirdparty node_modules bower_components site-packages
wp-admin wp-includes
test tests __tests__ spec testing testdata fixture fixtures factory factories mock mocks stub stubs
doc docs documentation dokumentasi example examples sample samples contoh demo demos playground
"""
_FOREIGN = frozenset(_FOREIGN_FOLDERS.split())
_FRAMEWORK = re.compile(r"(^|/)system/(core|libraries|database|helpers)/")  # CodeIgniter 3 keeps itself there
_EXAMPLE = re.compile(
    r".*[._-](example|sample|dist|template|tpl|stub|contoh|default|demo|testing|test|ci)([._-].*)?"
    r"|.*[._-](spec|test)\.[a-z]+|(phpunit|contoh|example|sample|readme).*|.+\.(md|mdx|rst|adoc)"
    r"|.+(test|tests|cest)\.php"
)
_LOCK_NAMES = """
composer.lock package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml pipfile.lock go.sum bun.lockb
"""
_LOCKS = frozenset(_LOCK_NAMES.split())
_UNREADABLE_SUFFIXES = """
png jpg jpeg gif webp bmp ico icns tif tiff psd ai eps svg svgz woff woff2 ttf otf eot mp3 mp4 m4a
ogg wav webm avi mov mkv flv swf pdf doc docx xls xlsx ppt pptx odt ods odp zip gz tgz bz2 xz 7z rar
tar phar jar war class exe dll so dylib o a bin dat wasm pyc map ldf mdf frm ibd myd myi sqlite
sqlite3 db mmdb afm ufm traineddata onnx
"""
_UNREADABLE = frozenset(_UNREADABLE_SUFFIXES.split())
_DATA_SUFFIXES = "css scss sass less z geojson topojson kml gml po pot mo sql csv tsv log"
_DATA = frozenset(_DATA_SUFFIXES.split())
_BUNDLE = re.compile(r".*([._-](min|bundle)|[.-][0-9a-f]{8,20})\.(js|css|mjs)")
_WIDGET_FOLDERS = (
    "dist tinymce bower_components lang langs language languages locale locales i18n translations"
)
_WIDGETS = frozenset(_WIDGET_FOLDERS.split())
_WIDGET = re.compile(r"(^|/)(assets/(plugins?|libs?|vendors?)|public/build|ckeditor[^/]*)/")
_PLUGIN = re.compile(r"(^|/)plugins?/.*(?<!\.php)$")
_ENVIRONMENT = re.compile(
    r"\.env(\.(local|prod|production|staging|live|server|dev|development|docker|php|backup|bak|old|save"
    r"|orig|[0-9]{1,8}))?"
)


@lru_cache(maxsize=_KEPT)
def is_environment(path: str) -> bool:
    """Tell whether a file is an environment with values in it, rather than the example of one."""
    name = path.rpartition("/")[2].lower()
    return name.startswith(".env") and _ENVIRONMENT.fullmatch(name) is not None


@lru_cache(maxsize=_KEPT)
def is_foreign(path: str) -> bool:
    """Tell whether a file is somebody else's, a test's, documentation or an example: it weighs less."""
    *folders, name = path.lower().split("/")
    return (
        not _FOREIGN.isdisjoint(folders)
        or _EXAMPLE.fullmatch(name) is not None
        or _FRAMEWORK.search(path) is not None
    )


def is_lock_file(path: str) -> bool:
    """Tell whether a file is a package manager's record, full of digests that are no secrets."""
    name = path.rpartition("/")[2].lower()
    return name in _LOCKS or name.endswith(".lock")


def is_unreadable(path: str) -> bool:
    """Tell by its name that a file is no text that people write: pictures, fonts, archives, source maps."""
    return suffix(path) in _UNREADABLE


@lru_cache(maxsize=_KEPT)
def is_machine_made(path: str) -> bool:
    """Tell whether a file is a bundle, a widget's source, a translation or data: names in it tell little."""
    lowered = path.lower()
    *folders, name = lowered.split("/")
    return (
        suffix(name) in _DATA
        or not _WIDGETS.isdisjoint(folders)
        or _BUNDLE.fullmatch(name) is not None
        or _WIDGET.search(lowered) is not None
        or _PLUGIN.search(lowered) is not None
    )


def suffix(path: str) -> str:
    """Return what stands behind the last dot of a file's name, in small letters."""
    return path.rpartition("/")[2].rpartition(".")[2].lower()


def is_text(content: bytes) -> bool:
    """Tell text from binary as git does: a NUL among the first 8,000 bytes."""
    return b"\0" not in content[:8000]
