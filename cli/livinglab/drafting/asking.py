"""A conversation at the terminal: each open question once, its offer accepted by Enter, nothing forced."""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from livinglab import regions
from livinglab.drafting import document, drawing, owning, sorting, verdict
from livinglab.drafting.model import ANSWER, Draft, Found, Question, Value
from livinglab.drafting.notation import tidy
from livinglab.drafting.paper import MOST_CHOICES, said
from livinglab.errors import LivinglabError
from livinglab.language import Text
from livinglab.manifest import terms

MOST_LINES = 200  # of one answer
_NUMBERED = ("line", "contact")  # whose offers can be chosen by their number
_YES, _NO = {"y", "ya", "yes", "true", "1"}, {"t", "tidak", "n", "no", "false", "0"}
_OFFICE = re.compile(r"(pemerintah( daerah)?|pemda|pemprov) ", re.IGNORECASE)
_SHORT = {"pemkab ": "Kabupaten ", "pemkot ": "Kota "}

_EMAIL = Text(id="  Surelnya (boleh kosong)", en="  The e-mail address (optional)")
_UNTIL = Text(id="  Kontrak sampai (YYYY-MM-DD)", en="  Contract until (YYYY-MM-DD)")

Say = Callable[[Text | str], None]
Read = Callable[[str], str | None]


class Stopped(Exception):
    """The person has had enough; what was answered stands."""


class Conversation:
    """Puts a draft's open questions. `facts` grows with each answer, so that an interruption loses none.

    `read` shows a prompt and returns a line, None at the end of input. `addresses` are committers' e-mail
    addresses by name: one is written only when the person agrees to it here.
    """

    def __init__(self, draft: Draft, say: Say, read: Read, addresses: Mapping[str, str] = {}) -> None:
        self._draft, self._say, self._read, self._addresses = draft, say, read, addresses
        self._table = document.keys(draft.language)
        self._open = {question.key for question in draft.questions} | {"maintenance.contractors"}
        self.facts: dict[str, Found] = dict(draft.facts)

    @property
    def draft(self) -> Draft:
        """The draft with what has been answered so far."""
        facts = {each.key: self.facts[each.key] for each in self._table if each.key in self.facts}
        return replace(
            self._draft, facts=facts, questions=drawing.open_questions(self._table, facts, self._draft.hints)
        )

    def hold(self) -> None:
        """Ask everything in the document's order. Ends early when the input ends."""
        asked: list[str] = []
        try:
            while waiting := [each for each in self._table if self._waits(each) and each.key not in asked]:
                question = waiting[0]
                asked.append(question.key)
                self._ask(question, len(asked), len(asked) + len(waiting) - 1)
        except Stopped:
            self._say("")

    def _waits(self, question: Question) -> bool:
        if question.key in self.facts or question.key not in self._open:
            return False
        return (question.asked or question.required) and question.when(self.facts)

    def _ask(self, question: Question, number: int, of: int) -> None:
        """Ask one question until the answer is valid, or left open."""
        self._introduce(question, number, of)
        default = self._default(question)
        while True:
            answer = self._answer(question, default)
            if answer is None:
                return
            value = tidy(answer)
            wrong = verdict.complaint(question.key, value)
            if wrong is None:
                self.facts[question.key] = Found(question.key, value, ANSWER)
                return
            self._complain(question, value, wrong)

    def _introduce(self, question: Question, number: int, of: int) -> None:
        self._say("")
        head = f"[{number}/{of}] "
        language = self._draft.language if question.key.startswith("description.") else ""
        tail = f" ({language})" if language else ""
        self._say(Text(id=f"{head}{question.ask.id}{tail}", en=f"{head}{question.ask.en}{tail}"))
        if question.choices and len(question.choices) <= MOST_CHOICES:
            numbered = (f"{place} {word}" for place, word in enumerate(question.choices, 1))
            self._say("      " + "   ".join(numbered))
        for place, hint in enumerate(self._hints(question), 1):
            mark = place if question.kind in _NUMBERED else "•"
            self._say(f"      {mark} {said(hint.value)}  ← {hint.source}")

    def _hints(self, question: Question) -> tuple[Found, ...]:
        """The offers for a question; a name of the owner helps to answer for its address."""
        key = "organisation.name" if question.kind == "organisation" else question.key
        return self._draft.hints.get(key, ())

    def _default(self, question: Question) -> Value | None:
        if question.kind == "organisation":
            return None
        if question.key == "organisation.name":
            uri = str(self.facts["organisation.uri"].value)
            name = regions.bundled().get(uri.removeprefix(owning.URN))
            if name:
                return f"Pemerintah {name}"
        hints = self._draft.hints.get(question.key, ())
        return hints[0].value if hints else None

    def _answer(self, question: Question, default: Value | None) -> Value | None:
        """Return one answer as it was given; None to leave the question open."""
        if question.kind in ("contact", "contractor"):
            return self._person(question)
        line = self._line(question, "" if default is None else _short(said(default)))
        if line in ("", "-"):
            return default if not line else None
        if question.kind in ("long", "lines"):
            return self._more(question, line)
        if question.kind == "organisation":
            return self._owner(line)
        return _understood(question, line, self._offered(question))

    def _offered(self, question: Question) -> tuple[str, ...]:
        """The offers that a number may stand for."""
        if question.kind not in _NUMBERED:
            return ()
        return tuple(said(hint.value) for hint in self._hints(question))

    def _line(self, question: Question, default: str) -> str:
        """Read one line; `?` explains and asks again."""
        while True:
            line = self._read(f"  [{default}] > " if default else "  > ")
            if line is None:
                raise Stopped
            if line.strip() != "?":
                return line.strip()
            self._say(question.explain)

    def _more(self, question: Question, first: str) -> Value:
        """Read on until an empty line."""
        lines = [first]
        while len(lines) < MOST_LINES and (line := self._read("  | ")):
            if not line.strip():
                break
            lines.append(line.strip())
        if question.kind == "long":
            return "\n".join(lines)
        return tuple(line.removeprefix("- ").removeprefix("* ") for line in lines)

    def _person(self, question: Question) -> Value | None:
        """Ask for a name and what belongs to it; an offered name may be given by its number."""
        name = _word(self._line(question, ""), self._offered(question))
        if name in ("", "-"):
            return None
        person = {"name": name}
        if question.kind == "contractor":
            return self._with(question, person, "until", _UNTIL)
        self.facts[question.key] = Found(
            question.key, tidy((person,)), ANSWER
        )  # should the next one be the end
        known = self._addresses.get(name)
        if known is None:
            return self._with(question, person, "email", _EMAIL)
        self._say(Text(id=f"  Tulis surelnya, {known}? [y/T]", en=f"  Write the address {known}? [y/N]"))
        agreed = self._line(question, "").lower() in _YES
        return ({**person, "email": known},) if agreed else (person,)

    def _with(self, question: Question, person: dict[str, str], field: str, ask: Text) -> Value | None:
        """Ask for one thing about a person until it is valid; nothing leaves it out."""
        self._say(ask)
        while (said := self._line(question, "")) not in ("", "-"):
            whole = tidy(({**person, field: said},))
            wrong = verdict.complaint(question.key, whole)
            if wrong is None:
                return whole
            self._complain(question, whole, wrong)
        return (person,) if field == "email" else None

    def _owner(self, line: str) -> Value:
        """Take an address as it is, and a region by name or code as its URN."""
        if "://" in line or line.lower().startswith("urn:"):
            return line
        name = _OFFICE.sub("", line, count=1)
        for short, whole in _SHORT.items():
            name = whole + name[len(short) :] if name.lower().startswith(short) else name
        try:
            return owning.URN + regions.resolve(name, lambda _: None).code
        except LivinglabError as error:
            self._say(error.text)
            if error.hint:
                self._say(error.hint)
            return line

    def _complain(self, question: Question, value: Value, wrong: Text) -> None:
        unknown = [word for word in _texts(value) if question.choices and word not in question.choices]
        if not unknown:
            self._say(Text(id=f"  {wrong.id}. `?` menjelaskan.", en=f"  {wrong.en}. `?` explains."))
        for word in unknown:
            meant = sorting.likely(word) if question.choices == terms.CATEGORIES else []
            close = difflib.get_close_matches(word, question.choices, n=4, cutoff=0.5)
            near = ", ".join(dict.fromkeys([*meant, *close]))
            hint = Text(id=f" Maksud Anda: {near}?", en=f" Did you mean: {near}?") if near else Text("", "")
            self._say(Text(id=f"  '{word}' tidak dikenal.{hint.id}", en=f"  '{word}' is not known.{hint.en}"))


def _understood(question: Question, line: str, offered: tuple[str, ...]) -> Value:
    """Read one line as the kind of value that the question is about."""
    if question.kind == "words":
        words = [_word(word, question.choices) for word in re.split(r"[,;\s]+", line) if word]
        return tuple(dict.fromkeys(words))
    if question.kind == "boolean" and line.lower() in _YES | _NO:
        return line.lower() in _YES
    return _word(line, question.choices or offered)


def _word(line: str, choices: tuple[str, ...]) -> str:
    """Return the choice that a number or a word in any case stands for, else the word itself."""
    if len(choices) <= MOST_CHOICES and line.isascii() and line.isdigit() and 0 < int(line) <= len(choices):
        return choices[int(line) - 1]
    return next((choice for choice in choices if choice.lower() == line.lower()), line)


def _texts(value: Value) -> list[str]:
    if isinstance(value, bool):
        return []
    return [value] if isinstance(value, str) else [item for item in value if isinstance(item, str)]


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
