"""The texts of licences that a repository carries for itself: in its top folder, or in REUSE's LICENSES/."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from livinglab.checks.licensing import detection, expressions, frameworks, templates
from livinglab.checks.licensing.found import LicenseEvidence
from livinglab.checks.subject import Subject
from livinglab.repository.trees import Entry

LARGEST = 256 << 10  # bytes of a licence file that are worth reading
MOST_FILES = 20
REUSE = re.compile(r"LICENSES/([^/]{1,80})\.txt")  # reuse.software/spec-3.3

_NAME = re.compile(r"(un)?(licen[cs]{1,2}es?|lisensi|copying|gpl)([-_. ][^/]{0,40})?", re.IGNORECASE)
_MAIN = re.compile(r"(un)?(licen[cs]{1,2}es?|lisensi|copying)(\.(md|txt|rst))?", re.IGNORECASE)
_CODE = re.compile(r".*\.(php|js|ts|py|go|java|rb|json|ya?ml|sh|html?|css|c|h|lock)", re.IGNORECASE)
_REFERENCE = re.compile(r"LicenseRef-[A-Za-z0-9.-]{1,60}")


class Read(NamedTuple):
    """What one file says: `spdx` None is a text that nobody knows."""

    spdx: str | None
    matched: str | None
    confidence: float
    framework: str | None
    line: int = 1


def evidence(subject: Subject) -> Iterator[LicenseEvidence]:
    """Yield what each licence file is. Where it is empty or too large, it is a text that nobody knows."""
    chosen = sorted(filter(is_license, subject.files), key=lambda entry: (len(entry.path), entry.path))
    for entry, found in subject.each("license-text", read, chosen[:MOST_FILES], most=LARGEST):
        said = (found.spdx, found.matched, found.confidence, found.framework)
        yield LicenseEvidence("file", entry.path, found.line, *said)


def is_license(entry: Entry) -> bool:
    """Tell whether a file's name says that it holds a licence of the whole repository."""
    if REUSE.fullmatch(entry.path):
        return True
    return bool(_NAME.fullmatch(entry.path)) and not is_code(entry.path)


def is_main(path: str) -> bool:
    """Tell whether a licence file is the one for the whole: LICENSE, not LICENSE-THIRD-PARTY."""
    return _MAIN.fullmatch(path) is not None


def is_code(name: str) -> bool:
    """Tell whether a file's name is that of a program or of its data, whatever else it says."""
    return _CODE.fullmatch(name) is not None


def read(path: str, content: bytes) -> Read:
    """Say which licence a file holds: its text, a notice that gives it, or a document by a `LicenseRef-`."""
    text = content.decode("utf-8", "replace")
    named = REUSE.fullmatch(path)
    if named and _REFERENCE.fullmatch(named[1]):
        return Read(named[1], None, 1.0, None)
    found = detection.detect(text)
    if found.spdx:
        framework = frameworks.of_text(text)
        return Read(expressions.family(found.spdx), found.matched, found.confidence, framework)
    return _unusual(text, found)


def _unusual(text: str, found: detection.Detected) -> Read:
    """Say what a text is that is no licence by itself, or one that was altered."""
    together = detection.several(text)
    if together:
        return Read(together, None, detection.CERTAIN, None)
    given = templates.notice(text) if found.confidence < detection.CERTAIN else None
    if given:
        return Read(given, given, detection.CERTAIN, None)
    reference = _REFERENCE.search(text)
    if reference:
        return Read(reference[0], found.matched, 1.0, None)
    return Read(None, found.matched, found.confidence, None, found.line)
