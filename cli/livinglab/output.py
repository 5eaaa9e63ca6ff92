"""How commands speak: sentences, tables or JSON on stdout; notes, progress and errors on stderr."""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

from livinglab.language import Language, Text

STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}
UNITS = ("B", "KiB", "MiB", "GiB", "TiB")


class Output:
    """One command's voice. Whatever came from outside loses its control characters here, on the way out."""

    def __init__(self, language: Language, *, as_json: bool = False) -> None:
        self.language: Language = language
        self.as_json = as_json

    def text(self, sentence: Text | str) -> str:
        """Return the sentence in the user's language, without anything that could steer a terminal."""
        from livinglab.repository.names import printable  # noqa: PLC0415 - `--help` speaks without it

        return printable(
            sentence if isinstance(sentence, str) else sentence.to(self.language), multiline=True
        )

    def say(self, sentence: Text | str = "", *, style: str | None = None) -> None:
        """Print one sentence on stdout, unless the answer is to be JSON."""
        if not self.as_json:
            self._write(sys.stdout, sentence, style)

    def note(self, sentence: Text | str, *, style: str | None = None) -> None:
        """Print one sentence on stderr, whatever becomes of stdout."""
        self._write(sys.stderr, sentence, style)

    def result(self, answer: object) -> None:
        """Print the answer as JSON, if that was asked for."""
        if self.as_json:
            import json  # noqa: PLC0415 - only for --json

            sys.stdout.write(json.dumps(answer, ensure_ascii=True, indent=2, sort_keys=True) + "\n")

    def rows(self, rows: Sequence[tuple[Text | str, Text | str | None]]) -> None:
        """Print names and values in two columns; a value of None leaves the row out."""
        shown = [(self.text(name), self.text(value)) for name, value in rows if value is not None]
        width = max((len(name) for name, _ in shown), default=0)
        for name, value in shown:
            self.say(f"  {name.ljust(width)}  {value}")

    def listed(self, sentences: Iterable[Text | str], *, style: str | None = None) -> None:
        """Print one dashed line a sentence."""
        for sentence in sentences:
            self.say(f"  - {self.text(sentence)}", style=style)

    def of(self, sentences: Mapping[str, str]) -> str | None:
        """Choose among texts by BCP 47 language: the user's, else Indonesian, else English, else any."""
        for wanted in (self.language, "id", "en"):
            for tag, text in sentences.items():
                if tag.lower().split("-")[0] == wanted:
                    return text
        return next(iter(sentences.values()), None)

    def _write(self, stream: TextIO, sentence: Text | str, style: str | None) -> None:
        line = self.text(sentence)
        if style and coloured(stream):
            line = f"\x1b[{STYLES[style]}m{line}\x1b[0m"
        stream.write(line + "\n")


def coloured(stream: TextIO) -> bool:
    """Tell whether colour is wanted there: a terminal, and no NO_COLOR (no-color.org)."""
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def size(count: float, language: Language) -> str:
    """Write a number of bytes for people: `37,9 MiB` in Indonesian, `37.9 MiB` in English."""
    unit = 0
    while count >= 1024 and unit < len(UNITS) - 1:
        count, unit = count / 1024, unit + 1
    figure = decimal(count, language) if unit else f"{count:.0f}"
    return f"{figure} {UNITS[unit]}"


def decimal(number: float, language: Language) -> str:
    """Write a number with one decimal: `3,3` in Indonesian, `3.3` in English."""
    return f"{number:.1f}".replace(".", "," if language == "id" else ".")


def duration(seconds: float) -> str:
    """Write a span for people: `0:42`, `12:05`, `1:02:33`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
