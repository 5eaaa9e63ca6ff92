"""Where a release's licence comes from, and whether the files bear out what is declared."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from livinglab.checks.licensing import expressions, files, headers, packages, reasons
from livinglab.checks.licensing.found import LicenseEvidence, LicenseFound, Provenance
from livinglab.checks.subject import Subject

_KEY = re.compile(r"^[ \t{]{0,20}(?:legal:[ \t{]{0,20})?(license):", re.MULTILINE)


class Sources(NamedTuple):
    """What the places of one tree say. `owned`: the declaration is the authors' own, not a curator's.

    `statements` are the owner's with a licence that we know, `unknown` the texts of which nobody knows what
    they give, `skeleton` what came with a framework, `passing` a README's prose: it supports, and no more.
    """

    declared: str | None
    owned: bool
    statements: tuple[LicenseEvidence, ...]
    unknown: tuple[LicenseEvidence, ...]
    skeleton: tuple[LicenseEvidence, ...]
    passing: tuple[LicenseEvidence, ...]
    manifest: LicenseEvidence | None = None

    @property
    def agreeing(self) -> list[LicenseEvidence]:
        """The owner's statements that bear out what is declared."""
        return [one for one in self.statements if self.agrees(one)]

    @property
    def against(self) -> list[LicenseEvidence]:
        """The places that cannot be true together with the others, or with what is declared."""
        if self.declared is None:
            return _disagreeing([one for one in self.statements if not _is_stock(one)])
        has_text = any(one.source == "file" for one in self.agreeing)
        found = [one for one in self.statements if not self.agrees(one) and not _is_stock(one)]
        return [one for one in found if not (has_text and self._may_stand_beside(one))]

    def _may_stand_beside(self, one: LicenseEvidence) -> bool:
        """Tell whether a text is a further one: somebody else's, or the GPL's that the LGPL builds on."""
        if one.source != "file":
            return False
        lesser = {f"L{name}" for name in expressions.families(one.spdx or "")}
        return not files.is_main(one.path) or not lesser.isdisjoint(expressions.families(self.declared or ""))

    def agrees(self, one: LicenseEvidence) -> bool:
        """Tell whether a place bears out what is declared."""
        return bool(self.declared and one.spdx and expressions.agree(self.declared, one.spdx))


def judge(subject: Subject) -> LicenseFound:
    """Find the licence of a tree and hold it against what is declared, by the authors or by a curator.

    `declared` is what a statement of the owner bears out: a publiccode.yml by a text, a header or metadata of
    its own package; without one, such a statement alone. Text cannot tell `GPL-3.0-only` from `-or-later`:
    the statement does, and without any the narrower one holds.
    """
    sources = subject.once(read)
    provenance = _provenance(sources)
    spdx = _repeatable(sources, provenance)
    usable = provenance == "declared" and spdx is not None and expressions.is_open(spdx)
    chosen, places = _file(sources), _places(sources)
    return LicenseFound(
        spdx=spdx,
        file=chosen,
        blob=subject.by_path[chosen].oid if chosen else None,
        usable=usable,
        reason=None if usable else reasons.why(provenance, places, sources.declared),
        declared=sources.declared,
        provenance=provenance,
        evidence=places,
    )


def read(subject: Subject) -> Sources:
    """Ask every place of a tree that may speak of its licence."""
    found = [*files.evidence(subject), *packages.evidence(subject), *headers.evidence(subject)]
    firm = [one for one in found if one.framework is None and one.confidence > headers.WEAK]
    unknown = [one for one in found if one.spdx is None and one.framework is None]
    return Sources(
        declared=subject.manifest.license if subject.manifest else None,
        owned=subject.described_by == "authors",
        statements=tuple(one for one in firm if one.spdx),
        unknown=tuple(unknown),
        skeleton=tuple(one for one in found if one.framework),
        passing=tuple(one for one in found if one.confidence == headers.WEAK and one not in unknown),
        manifest=_manifest(subject),
    )


def _places(sources: Sources) -> tuple[LicenseEvidence, ...]:
    """Return every place that speaks: publiccode.yml, then the owner's statements, then the rest."""
    first = (sources.manifest,) if sources.manifest else ()
    return (*first, *sources.statements, *sources.unknown, *sources.skeleton, *sources.passing)


def _manifest(subject: Subject) -> LicenseEvidence | None:
    declared, path = subject.manifest and subject.manifest.license, subject.manifest_path
    if not declared or not path:
        return None
    text = subject.text(path) or ""
    place = _KEY.search(text)
    line = 1 + text.count("\n", 0, place.start(1)) if place else None
    return LicenseEvidence("manifest", path, line, declared, declared)


def _provenance(sources: Sources) -> Provenance:
    if sources.against or (sources.declared and _is_unreadable(sources)):
        return "conflicting"
    named = sources.declared or _said(sources.statements)
    if named and _agreements(named):
        return "by-agreement" if _document(sources, named) else "none"
    if sources.statements and _is_unreadable(sources):
        return "conflicting"
    if sources.agreeing or (sources.statements and not sources.declared):
        return "declared"
    return _borne_out_by_others(sources)


def _is_unreadable(sources: Sources) -> bool:
    """Tell whether the text that counts is one that nobody knows: LICENSE itself, or the only one."""
    known = any(one.source == "file" and not _is_stock(one) for one in sources.statements)
    return any(files.is_main(one.path) or not known for one in sources.unknown)


def _agreements(named: str) -> list[str]:
    """Return what an expression leaves to an agreement, if it has no open alternative to it."""
    if expressions.is_open(named):
        return []
    return [ref for ref in expressions.references(named) if ref != expressions.PROPRIETARY]


def _borne_out_by_others(sources: Sources) -> Provenance:
    """Say what is left where the owner has declared at most in publiccode.yml."""
    supporting = [one for one in sources.passing if sources.agrees(one)]
    if sources.owned and supporting:
        return "declared"
    return "boilerplate" if sources.skeleton and not sources.unknown else "none"


def _repeatable(sources: Sources, provenance: Provenance) -> str | None:
    """Return what the catalog may say: nothing that the files do not bear out."""
    if provenance not in {"declared", "by-agreement"}:
        return None
    return sources.declared or _said(sources.statements)


def _said(statements: Iterable[LicenseEvidence]) -> str | None:
    """Return the most exact of some statements that agree: the text is silent on `or later`."""
    said = [one.spdx for one in sorted(statements, key=_exactness) if one.spdx]
    if not said:
        return None
    return f"{said[0]}-only" if expressions.deprecated(said[0]) == (said[0],) else said[0]


def _exactness(one: LicenseEvidence) -> tuple[bool, bool, bool]:
    vague = one.spdx is None or bool(expressions.deprecated(one.spdx))
    return vague, _is_stock(one), one.source != "header"


def _document(sources: Sources, named: str) -> bool:
    wanted = set(_agreements(named))
    return any(one.source == "file" and one.spdx in wanted for one in sources.statements)


def _file(sources: Sources) -> str | None:
    texts = [one for one in _places(sources) if one.source == "file"]
    agreeing = [one for one in texts if sources.agrees(one)]
    return next((one.path for one in (*agreeing, *texts)), None)


def _is_stock(one: LicenseEvidence) -> bool:
    """Tell whether a text only lies in REUSE's folder, where every licence of any file is kept."""
    return one.source == "file" and files.REUSE.fullmatch(one.path) is not None


def _disagreeing(statements: list[LicenseEvidence]) -> list[LicenseEvidence]:
    """Return the statements if no licence is in all of them; several texts side by side are one statement."""
    groups: dict[str, frozenset[str]] = {}
    for one in statements:
        key = "file" if one.source == "file" else one.path
        groups[key] = groups.get(key, frozenset()) | expressions.families(one.spdx or "")
    shared = frozenset.intersection(*groups.values()) if groups else frozenset("-")
    return [] if shared else statements
