"""What may be part of a work under another licence.

After the FSF's "Various Licenses and Comments about Them" and the matrix in its "Frequently Asked Questions
about the GNU Licenses" (gnu.org/licenses/gpl-faq.html#AllCompatibility), section 13 of GPL-3.0 and AGPL-3.0,
section 3.3 of MPL-2.0, and the appendix of the EUPL-1.2. It warns where combining is known not to work, and
keeps silent where the rules leave room: a part is taken at the most generous of what it offers.
"""

import re
from typing import Literal

from livinglab.checks.licensing import expressions

Group = Literal[
    "permissive", "apart", "apache", "gpl-incompatible", "library", "file", "eupl", "gpl2", "gpl2+", "gpl3",
    "agpl", "reciprocal", "closed"
]  # fmt: skip

_GROUPS: tuple[tuple[str, Group], ...] = (  # the first that fits; ids without -only, -or-later unless said
    (r"CC-BY-N[CD].*|LicenseRef-proprietary|SSPL-.*|BUSL-.*|Elastic-.*|PolyForm-.*|Aladdin", "closed"),
    (r"AGPL-.*", "agpl"),
    (r"LGPL-.*", "library"),
    (r"GPL-3\.0.*", "gpl3"),
    (r"GPL-2\.0-only", "gpl2"),
    (r"GPL-[12]\.0.*", "gpl2+"),
    (r"EUPL-.*", "eupl"),
    (r"MPL-2\.0", "library"),  # section 3.3: the larger work may be under a GNU licence
    (r"Apache-2\.0", "apache"),
    (r"CECILL-B|CECILL-C", "library"),
    (r"MPL-.*|EPL-.*|CDDL-.*|CPL-1\.0|NPL-.*|APSL-.*|SPL-1\.0|MS-RL", "file"),
    (r"BSD-4-Clause.*|OpenSSL.*|Apache-1\..*|PHP-3\..*|Zend-2\.0|MS-PL|XFree86-1\.1", "gpl-incompatible"),
    (r"CC-BY-[1-4]\.0|CC-BY-SA-.*|GFDL-.*|OFL-.*|ODbL-.*|ODC-By-.*|LPPL-.*|IPA", "apart"),
    (
        r"OSL-.*|CECILL-.*|RPL-.*|QPL-.*|Sleepycat|CPAL-1\.0|NPOSL-3\.0|LiLiQ-R.*|CAL-1\.0.*|OCLC-2\.0",
        "reciprocal",
    ),
)
_GNU: frozenset[Group] = frozenset({"gpl2", "gpl2+", "gpl3", "agpl"})
# Whatever a part of some group may go into, beside works of its own family.
_INTO: dict[Group, frozenset[Group]] = {
    "gpl2": frozenset({"gpl2", "gpl2+"}),
    "gpl2+": _GNU,
    "gpl3": frozenset({"gpl2+", "gpl3", "agpl"}),
    "agpl": frozenset({"gpl3", "agpl"}),
    "reciprocal": frozenset(),
    "closed": frozenset(),
}
_EUPL_APPENDIX = re.compile(
    r"[AL]?GPL-(2\.0|2\.1|3\.0)|OSL-(2\.1|3\.0)|EPL-1\.0|CECILL-2\.[01]|MPL-2\.0|EUPL-1\.[12]|LiLiQ-R.*"
)


def combines(part: str, work: str) -> bool:
    """Tell whether a part under one expression may be in a work under another.

    Of alternatives the best counts, on both sides; of what holds together, every part of the part, and one
    licence of the work. What is no SPDX expression combines with everything: nobody knows.
    """
    if not expressions.identifiers(part) or not expressions.identifiers(work):
        return True
    return expressions.holds(part, lambda leaf: _fits_one(leaf, work), exceptions=_is_linkable)


def _fits_one(part: str, work: str) -> bool:
    return any(_fits(part, spdx) for spdx in expressions.identifiers(work))


def _fits(part: str, work: str) -> bool:
    """Tell whether a part under one licence may be in a work under another one."""
    mine, theirs = group(part), group(work)
    if mine == "closed":
        return False
    if expressions.family(part) == expressions.family(work) and "gpl2" not in (mine, theirs):
        return True
    if mine in _INTO:
        return theirs in _INTO[mine]
    if mine == "eupl":
        return _EUPL_APPENDIX.fullmatch(expressions.family(work)) is not None
    return theirs not in _refused(part, mine)


def _refused(part: str, mine: Group) -> frozenset[Group]:
    """Return the groups of works that a part which asks nothing of the whole cannot be in all the same."""
    if mine == "apache" or (mine == "library" and part.startswith("LGPL-3.0")):
        return frozenset({"gpl2"})
    if mine in {"gpl-incompatible", "file"}:
        return _GNU
    return frozenset()


def group(spdx: str) -> Group:
    """Return what kind of conditions a licence makes; the many that are not named here make few."""
    return next((kind for pattern, kind in _GROUPS if re.fullmatch(pattern, spdx)), "permissive")


def _is_linkable(exception: str) -> bool:
    """Tell whether an exception lets other code be combined, as Classpath's or a font's does."""
    return (
        re.search(r"classpath|linking|font|gcc|bison|autoconf|foss|runtime|FLTK|Qt|ecos", exception, re.I)
        is not None
    )
