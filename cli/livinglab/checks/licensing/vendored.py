"""Other people's code that a repository carries or installs, and whether its licence fits."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from livinglab.checks import components
from livinglab.checks.check import Check, Evidence
from livinglab.checks.licensing import compatibility, expressions, files
from livinglab.checks.licensing.provenance import judge
from livinglab.checks.subject import Subject
from livinglab.language import Text
from livinglab.repository.names import printable
from livinglab.repository.trees import Entry

MOST_FILES = 300  # licence files below the top folder, the ones nearest to it

_NAME = re.compile(
    r"[^/]{0,40}(licen[cs]e|copying)[^/]{0,40}", re.IGNORECASE
)  # jQuery's plugins have MIT-LICENSE.txt
_NOT_COMBINED = re.compile(  # what is never shipped, and fonts, which are works of their own
    r"(^|/)(tests?|testdata|fixtures|examples?|(web)?-?fonts?|\.[^/]+)/", re.IGNORECASE
)


class _Part(NamedTuple):
    """Somebody's code: where it is, its name for people, and under what it comes."""

    path: str
    name: str
    license: str


def _parts(subject: Subject) -> Iterator[_Part]:
    yield from _carried(subject)
    yield from _installed(subject)


def _carried(subject: Subject) -> Iterator[_Part]:
    """Folders with a licence of their own; several texts in one folder are taken for alternatives."""
    chosen = sorted(filter(_is_below, subject.files), key=lambda entry: (entry.path.count("/"), entry.path))
    folders: dict[str, list[tuple[str, str]]] = {}
    for entry, found in subject.each("license-text", files.read, chosen[:MOST_FILES], most=files.LARGEST):
        if found.spdx and expressions.identifiers(found.spdx):
            folders.setdefault(entry.path.rpartition("/")[0], []).append((entry.path, _generous(found.spdx)))
    for folder, texts in folders.items():
        names = dict.fromkeys(spdx for _, spdx in texts)
        yield _Part(texts[0][0], folder, " OR ".join(names))


def _generous(spdx: str) -> str:
    """Take the text of the GPL for any later version too: whoever gave it may have said so elsewhere."""
    return f"{spdx}-or-later" if expressions.deprecated(spdx) == (spdx,) else spdx


def _installed(subject: Subject) -> Iterator[_Part]:
    """Packages of the lock files that the application needs where it runs."""
    for one in subject.once(components.read).found:
        spdx = expressions.normalise(one.license) if one.license and not one.dev else None
        if spdx:
            yield _Part(one.path, one.name, spdx)


def _is_below(entry: Entry) -> bool:
    folder, _, name = entry.path.rpartition("/")
    if not folder or folder == "LICENSES" or _NOT_COMBINED.search(entry.path):
        return False
    return bool(_NAME.fullmatch(name)) and not files.is_code(name)


def _incompatible(subject: Subject) -> Iterator[Evidence]:
    """Once for each licence: the first place, and how many more there are."""
    found = subject.once(judge)
    work = found.spdx or found.declared
    if not work:
        return
    clashing: dict[str, list[_Part]] = {}
    for part in _parts(subject):
        if not compatibility.combines(part.license, work):
            clashing.setdefault(part.license, []).append(part)
    for license, parts in clashing.items():
        yield Evidence(parts[0].path, None, _message(license, work, parts))


def _message(license: str, work: str, parts: list[_Part]) -> Text:
    name, more = printable(parts[0].name), len(parts) - 1
    also_id, also_en = (f" dan {more} lainnya", f" and {more} more") if more else ("", "")
    shown = license.removeprefix("LicenseRef-")
    return Text(
        id=f"{name}{also_id}: lisensi {shown} tidak dapat digabung ke dalam karya berlisensi {work}.",
        en=f"{name}{also_en}: {shown} cannot be combined into a work under {work}.",
    )


CHECK = Check(
    "vendored-license-incompatible",
    "warn",
    Text(
        id="Kode pihak lain di sini berlisensi yang tidak cocok dengan lisensi aplikasi.",
        en="Other people's code in here has a licence that does not fit the application's.",
    ),
    Text(
        id="Ganti bagian itu, minta lisensi lain kepada pembuatnya, atau pilih lisensi aplikasi yang cocok.",
        en="Replace that part, ask its authors for another licence, or choose a fitting one for the whole.",
    ),
    _incompatible,
)
