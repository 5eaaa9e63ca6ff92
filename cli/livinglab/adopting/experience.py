"""What an adoption took, as a TOML or JSON file tells it."""

import difflib
import json
import tomllib
from typing import Any

from pydantic import ValidationError

from livinglab.adopting import files
from livinglab.adopting.composing import why
from livinglab.contract.experiences import Experience, ExperienceRequest
from livinglab.errors import UsageError
from livinglab.language import Text

MAX_BYTES = 256 * 1024
KEYS = tuple(ExperienceRequest.model_fields)
EXAMPLE = Text(
    id='Contoh: person_days = 12.5, rupiah = 15000000, problems = "…", solutions = "…"',
    en='For example: person_days = 12.5, rupiah = 15000000, problems = "…", solutions = "…"',
)


def read(path: str) -> ExperienceRequest:
    """Read an experience; raises UsageError with the key that is wrong."""
    content = _content(path)
    for key in content:
        if key not in KEYS:
            raise _unknown(path, key)
    if not content:
        raise _misread(path, Text(id="tidak berisi apa-apa", en="there is nothing in it"))
    try:
        return ExperienceRequest(**content)
    except ValidationError as error:
        wrong = error.errors()[0]
        key = str(wrong["loc"][0]) if wrong["loc"] else ""
        said = why(wrong["type"], wrong.get("ctx", {}))
        raise _misread(path, Text(id=f"{key}: {said.id}", en=f"{key}: {said.en}")) from error


def received(experience: Experience) -> Text:
    """Say what becomes of it."""
    return Text(
        id=f"Diterima sebagai versi {experience.versions}. Terbuka untuk umum setelah disetujui kurator.",
        en=f"Received as version {experience.versions}. It is public once a curator has approved it.",
    )


def _content(path: str) -> dict[str, Any]:
    try:
        with open(path, "rb") as file:
            text = file.read(MAX_BYTES + 1).decode()
    except (OSError, ValueError) as error:
        raise _misread(path, files.why(error)) from error
    if len(text) > MAX_BYTES:
        raise _misread(path, Text(id="lebih dari 256 KiB", en="over 256 KiB"))
    try:
        content = json.loads(text) if path.lower().endswith(".json") else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _misread(path, Text(id=str(error), en=str(error))) from error
    if not isinstance(content, dict):
        raise _misread(path, Text(id="bukan objek JSON", en="not a JSON object"))
    return content


def _unknown(path: str, key: str) -> UsageError:
    near = difflib.get_close_matches(key, KEYS, n=1)
    meant = Text(f" (maksud Anda: {near[0]}?)", f" (did you mean: {near[0]}?)") if near else Text("", "")
    keys = ", ".join(KEYS)
    return UsageError(
        Text(
            id=f"--experience {path}: '{key}' tidak dikenal{meant.id}.",
            en=f"--experience {path}: '{key}' is unknown{meant.en}.",
        ),
        Text(id=f"Pilih dari: {keys}", en=f"Choose from: {keys}"),
    )


def _misread(path: str, reason: Text) -> UsageError:
    return UsageError(
        Text(
            id=f"--experience {path} tidak terbaca: {reason.id}.",
            en=f"--experience {path} cannot be read: {reason.en}.",
        ),
        EXAMPLE,
    )
