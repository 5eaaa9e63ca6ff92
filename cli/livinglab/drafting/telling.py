"""What is said after a draft was made: where each value came from, what is open, what to do next."""

from pathlib import Path
from typing import Any

from livinglab.drafting.model import ANSWER, Draft, Found, Question
from livinglab.drafting.paper import said, written
from livinglab.language import Text
from livinglab.output import Output

SHOWN = 48  # letters of a value in the table


def tell(draft: Draft, target: Path | None, output: Output) -> None:
    """Print the table, the open questions and the next step; beside a printed draft, as notes."""
    output.result(_answer(draft, target, output))
    say = output.note if target is None else output.say
    if output.as_json:
        return
    if target:
        say(Text(id=f"Ditulis: {target}", en=f"Written: {target}"), style="green")
    found_by_key = [(key, found) for key, found in draft.facts.items() if key != "publiccodeYmlVersion"]
    rows = [(key, _cut(said(found.value)), _source(found, output)) for key, found in found_by_key]
    widths = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
    for key, value, source in rows:
        say(f"  {key.ljust(widths[0])}  {value.ljust(widths[1])}  {source}")
    _open(draft, output, say)
    path = f" {target.parent}" if target and target.parent != Path() else ""
    if target:
        say(Text(id=f"Berikutnya: livinglab check{path}", en=f"Next: livinglab check{path}"), style="bold")


def _open(draft: Draft, output: Output, say: Any) -> None:
    needed = [question for question in draft.questions if question.required]
    if not needed:
        say(Text(id="Semua isian wajib terisi.", en="Everything that must be said is said."))
        return
    say(
        Text(
            id=f"Masih terbuka, {len(needed)} isian wajib (cari `# ?` di berkasnya):",
            en=f"Still open, {len(needed)} that must be said (look for `# ?` in the file):",
        ),
        style="yellow",
    )
    width = max(len(question.key) for question in needed)
    for question in needed:
        say(f"  {question.key.ljust(width)}  {output.text(question.ask)}")


def _source(found: Found, output: Output) -> str:
    return output.text(Text(id="jawaban", en="answer")) if found.source == ANSWER else found.source


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def _answer(draft: Draft, target: Path | None, output: Output) -> dict[str, Any]:
    facts = [{"key": key, "value": found.value, "source": found.source} for key, found in draft.facts.items()]
    questions = [_question(draft, question, output) for question in draft.questions]
    answer = {"path": str(target) if target else None, "facts": facts, "questions": questions}
    return answer if target else {**answer, "document": written(draft)}


def _question(draft: Draft, question: Question, output: Output) -> dict[str, Any]:
    hints = draft.hints.get(question.key, ())
    return {
        "key": question.key,
        "question": output.text(question.ask),
        "required": question.required,
        "choices": list(question.choices),
        "suggestions": [{"value": hint.value, "source": hint.source} for hint in hints],
    }
