"""The draft on paper: valid YAML, values with their sources, open keys as comments that ask."""

from collections.abc import Iterator, Sequence

from livinglab.drafting import document, notation
from livinglab.drafting.model import ANSWER, Draft, Found, Question, Value

_HEAD = """\
# publiccode.yml: draf dari `livinglab draft`, standar 0.7 (https://yml.publiccode.tools)
# `# ?` adalah pertanyaan: isi kuncinya dan hapus tanda # di depannya. Lalu periksa: livinglab check
# `# ?` is a question: fill in its key and remove the # before it. Then look again: livinglab check
"""
MOST_CHOICES = 10  # more are not read by anybody
_LONGEST_HINT = 300

Entry = tuple[list[str], Question]


def written(draft: Draft) -> str:
    """Write a draft as the text of a publiccode.yml."""
    opened = {question.key for question in draft.questions}
    entries = [
        (question.key.split("."), question)
        for question in document.keys(draft.language)
        if question.key in draft.facts or question.key in opened
    ]
    parts = [_HEAD]
    parts += [
        "".join(f"{line}\n" for line in _section(draft, group, "", off=False)) for group in _groups(entries)
    ]
    return "\n".join(parts)


def _groups(entries: Sequence[Entry]) -> list[list[Entry]]:
    groups: dict[str, list[Entry]] = {}
    for path, question in entries:
        groups.setdefault(path[0], []).append((path, question))
    return list(groups.values())


def _section(draft: Draft, group: list[Entry], indent: str, *, off: bool) -> Iterator[str]:
    """Write the entries below one name; a section with nothing but questions is a comment as a whole."""
    path, question = group[0]
    if len(path) == 1:
        yield from _leaf(draft, path[0], question, indent, off=off)
        return
    empty = off or not any(one.key in draft.facts for _, one in group)
    below = [(path[1:], one) for path, one in group]
    inner = [line for part in _groups(below) for line in _section(draft, part, "", off=empty)]
    if empty and not off:
        yield f"{indent}# {path[0]}:"
        yield from (f"{indent}#   {line}" for line in inner)
        return
    yield f"{indent}{path[0]}:"
    yield from (f"{indent}  {line}" if line else "" for line in inner)


def _leaf(draft: Draft, name: str, question: Question, indent: str, *, off: bool) -> Iterator[str]:
    """Write a value with its source, or the question with what may be the answer."""
    found = draft.facts.get(question.key)
    if found:
        source = "" if found.source in (ANSWER, "livinglab") else f"dari {found.source}"
        yield from (f"{indent}{line}" if line else "" for line in notation.lines(name, found.value, source))
        return
    mark = f"{indent}#"
    optional = ("", "") if question.required else (" (boleh kosong)", " (optional)")
    yield f"{mark} ? {question.ask.id}{optional[0]}"
    yield f"{mark}   {question.ask.en}{optional[1]}"
    if len(question.choices) <= MOST_CHOICES and question.choices:
        yield f"{mark}   {' | '.join(question.choices)}"
    hints = draft.hints.get(question.key, ())
    yield from (f"{mark}   mungkin/maybe: {_shown(hint)}" for hint in hints)
    yield f"{indent}{name}:" if off else f"{mark} {name}:"


def _shown(hint: Found) -> str:
    shown = notation.inline(said(hint.value))
    cut = shown if len(shown) <= _LONGEST_HINT else f"{shown[:_LONGEST_HINT]}…"
    return f"{cut} ({hint.source})"


def said(value: Value) -> str:
    """Return a value as people say it, in one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return notation.inline(value)
    return ", ".join(item if isinstance(item, str) else " ".join(dict(item).values()) for item in value)
