"""A report as people read it: the verdict first, then what to do, then what else is known."""

import shutil
import textwrap
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from livinglab import provenance
from livinglab.contract import Check, CheckReport, Level
from livinglab.language import Text
from livinglab.output import Output

NARROWEST, WIDEST = 40, 100
_HEADINGS = {
    Level.BLOCK: (Text(id="Menghalangi", en="What blocks"), "red"),
    Level.WARN: (Text(id="Peringatan", en="Warnings"), "yellow"),
    Level.INFO: (Text(id="Catatan", en="Notes"), "dim"),
}


NOT_COMMITTED = Text(id="belum di-commit", en="not committed yet")


def tell(
    report: CheckReport, output: Output, *, titles: Mapping[str, Text], changed: Collection[str] = ()
) -> None:
    """Print a report.

    `titles` are the checks' own sentences by their codes, `changed` the paths that HEAD does not have like
    this: what is found there would be published by the next `git add -A` and commit.
    """
    counts = {level: len(_grouped(report.checks, level)) for level in Level}
    style = "red" if not report.shareable else "yellow" if counts[Level.WARN] else "green"
    _wrapped(output, "", output.text(_verdict(report, counts)), indent=0, style=style)
    tell_findings(report.checks, output, titles=titles, changed=changed)
    output.say()
    _facts(report, output)
    _wrapped(output, "", output.text(_next(report)), indent=0)


def tell_findings(
    found: Sequence[Check],
    output: Output,
    *,
    titles: Mapping[str, Text] = MappingProxyType({}),
    changed: Collection[str] = (),
) -> None:
    """Print findings by level and check; a check without a title says what it says of its first place."""
    for level in Level:
        groups = _grouped(found, level)
        if groups:
            output.say()
            output.say(f"{output.text(_HEADINGS[level][0])} ({len(groups)})", style=_HEADINGS[level][1])
        for code, findings in groups.items():
            _group(findings, titles.get(code), output, changed)


def _grouped(found: Sequence[Check], level: Level) -> dict[str, list[Check]]:
    """Put findings of one level together by check, in the order in which people should mend them."""
    groups: dict[str, list[Check]] = {}
    for check in found:
        if check.level is level:
            groups.setdefault(check.code, []).append(check)
    return groups


def _verdict(report: CheckReport, counts: Mapping[Level, int]) -> Text:
    block, warn, info = counts[Level.BLOCK], counts[Level.WARN], counts[Level.INFO]
    said = [
        Text(id=f"{block} hal menghalangi", en=f"{block} thing{'s block' if block != 1 else ' blocks'}"),
        Text(id=f"{warn} peringatan", en=f"{warn} warning{'s' if warn != 1 else ''}"),
        Text(id=f"{info} catatan", en=f"{info} note{'s' if info != 1 else ''}"),
    ]
    shown = [text for text, count in zip(said, (block, warn, info), strict=True) if count]
    opening = (
        Text(id="Dapat dibagikan", en="Ready to be shared")
        if report.shareable
        else Text(id="Belum dapat dibagikan", en="Not ready to be shared")
    )
    details = Text(id=", ".join(text.id for text in shown), en=", ".join(text.en for text in shown))
    return Text(
        id=f"{opening.id}{': ' if shown else ''}{details.id}.",
        en=f"{opening.en}{': ' if shown else ''}{details.en}.",
    )


def _group(findings: Sequence[Check], title: Text | None, output: Output, changed: Collection[str]) -> None:
    """Print one check's findings: its sentence once, each place, and how to mend it."""
    first = findings[0]
    messages = {_message(finding, output) for finding in findings}
    heading = output.text(title) if title and len(findings) > 1 else _message(first, output)
    if len(findings) == 1:
        where = _where(first, output, changed)
        _wrapped(output, f"{where}: " if where else "", f"{heading} [{first.code}]", indent=2)
    elif title or len(messages) == 1:
        _wrapped(output, "", f"{heading} [{first.code}]", indent=2)
    for finding in findings if len(findings) > 1 else ():
        _place(finding, heading if title or len(messages) == 1 else "", output, changed)
    if first.mend:
        _wrapped(output, "→ ", output.text(Text(first.mend.id, first.mend.en)), indent=4)


def _place(finding: Check, heading: str, output: Output, changed: Collection[str]) -> None:
    """Print one of several places, with what it says beyond the heading; without one, by itself."""
    message = _message(finding, output).removeprefix(heading).strip()
    if not heading:
        message = f"{message} [{finding.code}]"
    where = _where(finding, output, changed)
    _wrapped(output, f"{where}: " if where and message else where, message, indent=4 if heading else 2)


def _where(finding: Check, output: Output, changed: Collection[str]) -> str:
    if finding.path is None:
        return ""
    place = f"{finding.path}:{finding.line}" if finding.line else finding.path
    return f"{place} ({output.text(NOT_COMMITTED)})" if finding.path in changed else place


def _message(finding: Check, output: Output) -> str:
    return output.text(Text(finding.message.id, finding.message.en))


def _facts(report: CheckReport, output: Output) -> None:
    output.rows(
        [
            (Text(id="diperiksa", en="looked at"), _looked_at(report)),
            (Text(id="komponen", en="components"), str(report.components)),
            (Text(id="lisensi", en="licence"), provenance.in_words(report.license)),
        ]
    )
    for place in provenance.places(report.license):
        output.say(f"    - {output.text(place)}")
    if report.risks:
        output.say(Text(id="Yang akan dibaca pengguna:", en="What adopters will read:"))
    for risk in report.risks:
        _wrapped(output, "- ", output.text(Text(risk.id, risk.en)), indent=2)


def _looked_at(report: CheckReport) -> Text:
    commit = (report.commit or "")[:12]
    count = report.uncommitted
    if not commit:
        return Text(id=f"{count} berkas, belum ada commit", en=f"{_files(count)}, nothing committed yet")
    if not count:
        return Text(id=f"commit {commit}", en=f"commit {commit}")
    return Text(
        id=f"commit {commit} dan {count} berkas yang belum di-commit",
        en=f"commit {commit} and {_files(count)} not committed yet",
    )


def _files(count: int) -> str:
    return f"{count} file" + ("" if count == 1 else "s")


def _next(report: CheckReport) -> Text:
    if not report.shareable:
        return Text(
            id="Berikutnya: perbaiki yang menghalangi, lalu jalankan livinglab check lagi.",
            en="Next: mend what blocks, then run livinglab check again.",
        )
    if report.uncommitted or report.commit is None:
        return Text(
            id="Berikutnya: commit, beri tag, push, lalu livinglab submit ALAMAT --slug … --publisher …",
            en="Next: commit, tag a version, push, then livinglab submit URL --slug … --publisher …",
        )
    return Text(
        id="Berikutnya: livinglab submit ALAMAT --slug … --publisher …",
        en="Next: livinglab submit URL --slug … --publisher …",
    )


def _wrapped(output: Output, opening: str, text: str, *, indent: int, style: str | None = None) -> None:
    """Print a paragraph as wide as the terminal. A path is never broken: it is copied from here."""
    width = min(max(shutil.get_terminal_size((80, 24)).columns, NARROWEST), WIDEST)
    lines = textwrap.wrap(
        f"{output.text(opening)}{text}",
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )
    for line in lines:
        output.say(line, style=style)
