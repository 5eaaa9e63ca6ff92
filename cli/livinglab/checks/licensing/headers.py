"""What code and README say of the licence in passing."""

import re
from collections import Counter
from collections.abc import Iterator

from livinglab.checks.components import FOREIGN
from livinglab.checks.licensing import expressions, frameworks
from livinglab.checks.licensing.found import LicenseEvidence
from livinglab.checks.subject import Subject

MOST_FILES = 100  # of source code, the ones nearest to the top
LARGEST = 64 << 10  # bytes of a file that is read for its head
WEAK = 0.5  # confidence in a README's prose: it may bear out a statement, and makes none

_HEAD = 8 << 10  # characters in which a header stands (WordPress reads as much)
_CODE = re.compile(r".+\.(php|js|mjs|ts|tsx|jsx|vue|py|go|java|kt|dart|rs|rb|c|h|cs|css|scss|sh|sql)")
_TAG = re.compile(r"SPDX-License-Identifier:[ \t]{0,20}([A-Za-z0-9.+:() -]{1,200})")
_PLUGIN = re.compile(r"^[ \t/*#@]{0,20}(Plugin|Theme) Name:", re.MULTILINE)
_PLUGIN_LICENSE = re.compile(r"^[ \t/*#@]{0,20}License:[ \t]{0,40}([^\r\n*]{1,120})", re.MULTILINE)
_README = re.compile(r"README(\.[a-z]{2})?(\.(md|txt|rst))?", re.IGNORECASE)
_HEADING = re.compile(r"^ {0,3}(#{1,6}|=+|-+)", re.MULTILINE)
_ABOUT = re.compile(
    r"^[#*= \t]{0,10}[^\w\n]{0,10}(licen[cs]e|licensing|lisensi|hak cipta)\b.{0,60}$", re.IGNORECASE
)
_SECTION = 12  # lines after such a heading
_NAMES = re.compile(
    r"\b((?:GNU )?(?:Affero |Lesser )?General Public License,? ?(?:version |v)?[23](?:\.[01])?"
    r"(?: or (?:any )?later)?"
    r"|(?:GNU )?[AL]?GPL[- ]?(?:v|version )?[23](?:\.[01])?(?:\+|-only|-or-later| or later)?"
    r"|EUPL[- ]v?1\.[12]|Apache(?: License)?,?(?: version)?[- ]2(?:\.0)?|BSD[- ][23]-Clause|MIT|ISC"
    r"|MPL[- ]2\.0|Aladdin(?= free)|Unlicense|proprietary)(?!\w|\.[0-9])",
    re.IGNORECASE,
)


def evidence(subject: Subject) -> Iterator[LicenseEvidence]:
    """Yield a plugin's header, the tag that most source files carry, and what the README says (WEAK)."""
    yield from _plugins(subject)
    yield from _tagged(subject)
    yield from _readme(subject)


def _plugins(subject: Subject) -> Iterator[LicenseEvidence]:
    """developer.wordpress.org/plugins/plugin-basics/header-requirements: a PHP file of the top folder."""
    tops = [entry for entry in subject.files if re.fullmatch(r"[^/]{1,80}\.php|style\.css", entry.path)]
    for _, found in subject.each("license-plugin", _plugin, tops[:MOST_FILES], most=LARGEST):
        if found is not None:
            yield found


def _plugin(path: str, content: bytes) -> LicenseEvidence | None:
    head = content[:_HEAD].decode("utf-8", "replace")
    said = _PLUGIN_LICENSE.search(head) if _PLUGIN.search(head) else None
    spdx = expressions.normalise(said[1]) if said else None
    if said is None or spdx is None:
        return None
    return LicenseEvidence("header", path, _line(head, said.start(1)), spdx, spdx)


def _tagged(subject: Subject) -> Iterator[LicenseEvidence]:
    """spdx.github.io/spdx-spec, annex on short-form identifiers. What only some files have is in passing."""
    code = [
        entry for entry in subject.files if _CODE.fullmatch(entry.path) and not FOREIGN.search(entry.path)
    ]
    nearest = sorted(code, key=lambda entry: (entry.path.count("/"), entry.path))[:MOST_FILES]
    seen = [found for _, found in subject.each("license-tag", _tag, nearest, most=LARGEST) if found]
    counted = Counter(found.spdx for found in seen)
    for spdx, count in counted.most_common(1):
        first = next(found for found in seen if found.spdx == spdx)
        yield first if 2 * count >= len(nearest) else first._replace(confidence=WEAK)


def _tag(path: str, content: bytes) -> LicenseEvidence | None:
    head = content[:_HEAD].decode("utf-8", "replace")
    said = _TAG.search(head)
    spdx = expressions.normalise(said[1]) if said else None
    if said is None or spdx is None:
        return None
    return LicenseEvidence("header", path, _line(head, said.start()), spdx, spdx)


def _readme(subject: Subject) -> Iterator[LicenseEvidence]:
    files = [entry for entry in subject.files if _README.fullmatch(entry.path)]
    for _, found in subject.each("license-readme", _prose, files[:3], most=LARGEST):
        if found is not None:
            yield found


def _prose(path: str, content: bytes) -> LicenseEvidence | None:
    """Find the one licence that the section about the licence names; none if it names several."""
    found: dict[str, int] = {}
    left = 0
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        if _ABOUT.match(line[:200]):
            left = _SECTION
        elif left and _HEADING.match(line):
            left = 0
        if left and not frameworks.speaks(line):
            left -= 1
            for name in _NAMES.findall(line[:1000]):
                found.setdefault(expressions.normalise(name) or "", number)
    if len(found) != 1:
        return None
    [(spdx, line_number)] = found.items()
    return LicenseEvidence("header", path, line_number, spdx, spdx, WEAK) if spdx else None


def _line(text: str, at: int) -> int:
    return 1 + text.count("\n", 0, at)
