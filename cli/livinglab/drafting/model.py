"""What was found, what is open, and the draft that both make up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from livinglab.language import Text

Value = str | bool | tuple[str, ...] | tuple[Mapping[str, str], ...]
Kind = Literal["line", "long", "lines", "words", "choice", "boolean", "contact", "contractor", "organisation"]

ANSWER = "answer"  # the source of what a person said


class Found(NamedTuple):
    """One thing that the repository says. `source` is a file, a tag, a remote.

    Not `sure`: it may be so, and only a person can tell; it is offered and never written as a value.
    """

    key: str
    value: Value
    source: str
    sure: bool = True


@dataclass(frozen=True)
class Question:
    """One key of the document and how it is asked for. In `key`, `*` stands for the description's language.

    `kind`: line; long = paragraphs; lines = a list, one item a line; words = a list in one line.
    `when` tells from what is known so far whether the question makes sense.
    """

    key: str
    ask: Text
    explain: Text
    kind: Kind = "line"
    choices: tuple[str, ...] = ()
    required: bool = False
    asked: bool = True
    when: Callable[[Mapping[str, Found]], bool] = field(default=lambda _: True, repr=False)


@dataclass(frozen=True)
class Draft:
    """What is known by key, what may be, and what is still to be asked, in the document's order.

    `language` is the BCP 47 tag of the description; `notes` say what could not be read.
    """

    language: str
    facts: Mapping[str, Found]
    hints: Mapping[str, tuple[Found, ...]]
    questions: tuple[Question, ...]
    notes: tuple[Text, ...] = ()
