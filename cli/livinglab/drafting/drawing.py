"""From everything found to a draft: what is sure and valid is a value, all else an offer or a question."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from livinglab.drafting import (
    describing,
    document,
    ground,
    kinds,
    licensing,
    naming,
    notation,
    owning,
    privacy,
    running,
    sorting,
    speaking,
    verdict,
)
from livinglab.drafting.model import Draft, Found, Question
from livinglab.drafting.paper import said
from livinglab.language import Text

MOST_HINTS = 6
LOOKS = (
    naming.look,
    kinds.look,
    describing.look,
    licensing.look,
    owning.look,
    speaking.look,
    sorting.look,
    running.look,
)
_VERSION = Found("publiccodeYmlVersion", "0", "livinglab")


def draw(root: Path) -> Draft:
    """Draw the draft of a folder. Reads files and git's memory; runs nothing, asks no network."""
    seen = ground.survey(root)
    every = [found for look in LOOKS for found in look(seen)]
    language = next((one.key.split(".")[1] for one in every if one.key.startswith("description.")), None)
    language = language or describing.spoken(seen, [])
    table = document.keys(language)
    facts, hints = _settled(table, every)
    return Draft(language, facts, hints, open_questions(table, facts, hints), tuple(_notes(root, seen)))


def _notes(root: Path, seen: ground.Ground) -> Iterator[Text]:
    yield from seen.folder.notes
    if seen.past.note:
        yield seen.past.note
    here = root.resolve()
    above = next((folder for folder in here.parents if (folder / ".git").exists()), None)
    if above and not (here / ".git").exists():
        yield Text(
            id=f"Folder ini bagian dari repositori {above}; publiccode.yml dibaca di folder teratasnya.",
            en=f"This is a part of the repository {above}; publiccode.yml is read in its top folder.",
        )


def open_questions(
    table: tuple[Question, ...], facts: Mapping[str, Found], hints: Mapping[str, tuple[Found, ...]]
) -> tuple[Question, ...]:
    """Return what is left to ask: what must be there, what is usually known, what has offers."""
    return tuple(
        question
        for question in table
        if question.key not in facts and (question.required or question.asked or question.key in hints)
        if question.key != "isBasedOn" or "isBasedOn" in hints
        if _pertinent(question, facts)
    )


def _pertinent(question: Question, facts: Mapping[str, Found]) -> bool:
    """Tell whether a key may stand in the document: who is to be asked depends on who maintains it."""
    if question.kind == "contact" and "maintenance.type" not in facts:
        return True
    return question.kind not in ("contact", "contractor") or question.when(facts)


def _settled(
    table: tuple[Question, ...], every: list[Found]
) -> tuple[dict[str, Found], dict[str, tuple[Found, ...]]]:
    """Give each key the first sure value that the reader of manifests accepts; the others become offers."""
    facts: dict[str, Found] = {_VERSION.key: _VERSION}
    hints: dict[str, tuple[Found, ...]] = {}
    by_key: defaultdict[str, list[Found]] = defaultdict(list)
    for found in every:
        by_key[found.key].append(
            found._replace(value=notation.tidy(found.value), source=notation.inline(found.source))
        )
    for question in table:
        shown = [one for one in by_key[question.key] if not privacy.is_private(said(one.value))]
        good = [one for one in shown if verdict.complaint(one.key, one.value) is None]
        sure = next((one for one in good if one.sure), None)
        if sure:
            facts[question.key] = sure
        elif good:
            unlike = {repr(one.value): one for one in reversed(good)}
            hints[question.key] = tuple(reversed(unlike.values()))[:MOST_HINTS]
    return facts, hints
