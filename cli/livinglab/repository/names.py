"""Names from outside: which may become refs, which may become paths, which may be printed."""

import re
import unicodedata
from functools import lru_cache

from livinglab.language import Text

LONGEST_WINDOWS_PATH = 240  # MAX_PATH is 260 with the drive and the directory it lies in
LONGEST_COMPONENT = 255

_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,127}")
_REF_FORBIDDEN = re.compile(r"\.\.|//|/\.|\./|/-|\.lock(/|$)|[./]$")
_SIMPLE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_ -]{0,80}(\.[A-Za-z0-9_-]{1,40}){0,6}")
_WINDOWS_DEVICE = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\..*)?", re.IGNORECASE | re.DOTALL
)
_WINDOWS_CHARACTER = re.compile(r'[<>:"|?*\\\x00-\x1f]')
_NTFS_GIT = re.compile(r"(\.git|git~1)[ .]*(:.*)?", re.IGNORECASE | re.DOTALL)
_HFS_IGNORED = dict.fromkeys([*range(0x200C, 0x2010), *range(0x202A, 0x202F), *range(0x206A, 0x2070), 0xFEFF])


def safe_ref(name: str) -> bool:
    """Tell whether a tag or branch (without `refs/...`) may be handed to git and become part of a ref."""
    return _REF.fullmatch(name) is not None and _REF_FORBIDDEN.search(name) is None


def printable(text: str, *, multiline: bool = False) -> str:
    """Return `text` without what steers a terminal or hides: control, format and bidi characters, surrogates.

    With `multiline`, newlines and tabs stay.
    """
    if text.isascii() and text.isprintable():
        return text
    kept = "\n\t" if multiline else ""
    return "".join(character for character in text if character in kept or _shows(character))


def _shows(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def path_problems(path: str) -> list[Text]:
    """Say what is wrong with a path of a tree, for any of the systems it may be checked out on."""
    components = path.split("/")
    found = [problem for name in components for problem in (attack(name), windows_problem(name)) if problem]
    if len(path) > LONGEST_WINDOWS_PATH:
        found.append(
            Text(
                id=f"Jalurnya lebih panjang dari {LONGEST_WINDOWS_PATH} huruf; Windows menolaknya",
                en=f"The path is longer than {LONGEST_WINDOWS_PATH} characters; Windows refuses it",
            )
        )
    return found


@lru_cache(maxsize=16384)
def attack(name: str) -> Text | None:
    """Say why one path component must never be written anywhere: it leaves the tree or enters `.git`."""
    if name in {"", ".", ".."} or "/" in name or "\0" in name:
        return Text(
            id=f"Nama yang keluar dari pohon: {printable(name)!r}",
            en=f"A name that leaves the tree: {printable(name)!r}",
        )
    if _is_dot_git(name):
        return Text(
            id=f"Nama yang masuk ke .git pada sebagian sistem: {printable(name)!r}",
            en=f"A name that reaches into .git on some systems: {printable(name)!r}",
        )
    return None


def _is_dot_git(name: str) -> bool:
    """Know `.git` as NTFS (git~1, trailing dots, streams, backslash) and HFS+ (ignorables) see it."""
    first = name.split("\\", 1)[0]
    return _NTFS_GIT.fullmatch(first) is not None or name.translate(_HFS_IGNORED).lower() == ".git"


@lru_cache(maxsize=16384)
def windows_problem(name: str) -> Text | None:
    """Say why Windows cannot hold a file of this name, or None."""
    if _SIMPLE.fullmatch(name) and not _WINDOWS_DEVICE.fullmatch(name) and not name.endswith(" "):
        return None
    shown = printable(name)
    if _WINDOWS_DEVICE.fullmatch(name):
        return Text(
            id=f"{shown!r} adalah nama perangkat di Windows", en=f"{shown!r} is a device name on Windows"
        )
    if name.endswith((" ", ".")):
        return Text(
            id=f"{shown!r} berakhir dengan titik atau spasi; Windows membuangnya",
            en=f"{shown!r} ends in a dot or a space; Windows drops it",
        )
    return _character_problem(name, shown)


def _character_problem(name: str, shown: str) -> Text | None:
    if _WINDOWS_CHARACTER.search(name):
        return Text(
            id=f"{shown!r} berisi huruf yang tidak boleh di Windows",
            en=f"{shown!r} contains a character that Windows does not allow",
        )
    if any("\ud800" <= character <= "\udfff" for character in name):
        return Text(id=f"{shown!r} bukan nama UTF-8", en=f"{shown!r} is not a UTF-8 name")
    if len(name) > LONGEST_COMPONENT:
        return Text(id=f"Nama terlalu panjang: {shown[:40]}…", en=f"The name is too long: {shown[:40]}…")
    return None


def folded(name: str) -> str:
    """Return the name as a file system that ignores case and normalisation compares it."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()
