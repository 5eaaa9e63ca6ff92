"""credentials.json: what is known of each registry's token; where there is no keyring, the token itself."""

import json
import os
import secrets
import stat
from collections.abc import Mapping

from livinglab.errors import UsageError
from livinglab.folders import credentials_file
from livinglab.language import Text

MAX_BYTES = 1024 * 1024
OTHERS = stat.S_IRWXG | stat.S_IRWXO

Entry = dict[str, str]


def read() -> dict[str, Entry]:
    """Return what is kept, by origin. Raises UsageError for a file that others can read, or nobody can."""
    path = credentials_file()
    try:
        with open(path, "rb") as file:
            _refuse_open(path, os.fstat(file.fileno()))
            content = file.read(MAX_BYTES)
    except FileNotFoundError:
        return {}
    try:
        kept = json.loads(content)["registries"]
        return {str(origin): _entry(entry) for origin, entry in kept.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _unreadable(path) from error


def write(kept: Mapping[str, Entry]) -> None:
    """Put the file in its place whole, readable for its owner alone from its first byte on."""
    path = credentials_file()
    folder = os.path.dirname(path)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    if os.name == "posix":
        os.chmod(folder, 0o700)
    partial = f"{path}.{secrets.token_hex(8)}"
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"registries": kept}, file, indent=2, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        os.unlink(partial)
        raise


def _entry(entry: Mapping[str, object]) -> Entry:
    return {str(name): value for name, value in entry.items() if isinstance(value, str)}


def _refuse_open(path: str, status: os.stat_result) -> None:
    if os.name != "posix":  # Windows keeps a user's folder from others by its own lists
        return
    if status.st_mode & OTHERS or status.st_uid != os.geteuid():
        raise UsageError(
            Text(
                id=f"{path} dapat dibaca atau dimiliki orang lain, jadi token di dalamnya tidak dipakai.",
                en=f"Others can read or own {path}, so the tokens in it are not used.",
            ),
            Text(
                id=f"Jalankan: chmod 600 {path}. Bila orang lain mungkin sudah membacanya: livinglab logout, "
                "lalu livinglab login.",
                en=f"Run: chmod 600 {path}. If others may have read it: livinglab logout, then "
                "livinglab login.",
            ),
        )


def _unreadable(path: str) -> UsageError:
    return UsageError(
        Text(id=f"{path} tidak terbaca.", en=f"{path} cannot be read."),
        Text(
            id="Hapus berkas itu, lalu masuk lagi: livinglab login.",
            en="Delete the file and sign in again: livinglab login.",
        ),
    )
