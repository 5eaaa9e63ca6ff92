"""What the user has settled once: which registry, which language, which region."""

import os
from typing import NamedTuple

from livinglab.errors import UsageError
from livinglab.folders import settings_file
from livinglab.language import Language, Text

KEYS = ("registry", "language", "region")
MAX_BYTES = 64 * 1024


class Settings(NamedTuple):
    """The settings file and the environment, before the command line has its say."""

    registry: str | None = None
    """From LIVINGLAB_REGISTRY, else from the file."""
    registry_chosen: bool = False
    """Whether the environment names it: then it goes before the one that a fetched directory remembers."""
    language: Language = "id"
    region: str | None = None


def load() -> Settings:
    """Read the settings file, if there is one, and the environment.

    Raises UsageError where the file is not understood: a misspelt key would otherwise be passed over.
    """
    filed = _read(settings_file())
    chosen = os.environ.get("LIVINGLAB_REGISTRY") or None
    return Settings(
        registry=chosen or filed.get("registry"),
        registry_chosen=chosen is not None,
        language=language_of(filed.get("language")),
        region=filed.get("region"),
    )


def language_of(chosen: str | None) -> Language:
    """Return the chosen language, else the one of the environment: Indonesian unless it asks for English."""
    if chosen:
        return "en" if chosen == "en" else "id"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "en" if value.lower().startswith("en") else "id"
    return "id"


def _read(path: str) -> dict[str, str]:
    try:
        with open(path, "rb") as file:
            text = file.read(MAX_BYTES)
    except OSError:
        return {}
    import tomllib  # noqa: PLC0415 - most start-ups have no settings file and need no parser

    try:
        content = tomllib.loads(text.decode())
    except ValueError as error:
        raise _misread(path, str(error)) from error
    return _checked(path, content)


def _checked(path: str, content: dict[str, object]) -> dict[str, str]:
    for key, value in content.items():
        if key not in KEYS:
            raise _misread(path, f"{key}?  ({', '.join(KEYS)})")
        if not isinstance(value, str) or (key == "language" and value not in ("id", "en")):
            raise _misread(path, f"{key} = {value!r}")
    return {key: str(value) for key, value in content.items()}


def _misread(path: str, reason: str) -> UsageError:
    return UsageError(
        Text(
            id=f"Berkas pengaturan {path} tidak terbaca: {reason}",
            en=f"Cannot read the settings file {path}: {reason}",
        )
    )
