"""The command line, described once in both languages and built in the user's."""

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NoReturn

from livinglab.errors import UsageError
from livinglab.language import Language, Text

TITLES = {
    "usage": Text(id="pemakaian: ", en="usage: "),
    "positionals": Text(id="isian", en="arguments"),
    "options": Text(id="pilihan", en="options"),
    "help": Text(id="tampilkan bantuan ini lalu selesai", en="show this help and exit"),
}
COMPLAINTS = (
    (r"the following arguments are required: (.+)", r"belum diisi: \1"),
    (r"argument (.+): invalid choice: (.+) \(choose from (.+)\)", r"\1: \2 tidak dikenal (pilih dari \3)"),
    (r"argument (.+): expected one argument", r"\1: perlu satu nilai"),
    (r"argument (.+): invalid (\w+) value: (.+)", r"\1: nilai \3 tidak bisa dipakai"),
    (r"argument (.+): not allowed with argument (.+)", r"\1: tidak bisa bersama \2"),
    (r"argument (.+): ignored explicit argument (.+)", r"\1: tidak menerima nilai \2"),
    (r"unrecognized arguments: (.+)", r"tidak dikenal: \1"),
    (r"ambiguous option: (.+) could match (.+)", r"\1 bisa berarti \2"),
)


class Parser(argparse.ArgumentParser):
    """Speaks the user's language, and raises instead of exiting."""

    def __init__(self, *, language: Language, bare: bool = False, **options: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_formatter(language), **options)
        self.completions: list[str] = []
        if bare:
            return
        self.language: Language = language
        self._positionals.title = TITLES["positionals"].to(language)
        self._optionals.title = TITLES["options"].to(language)
        self.add_argument("-h", "--help", action="help", help=TITLES["help"].to(language))

    def error(self, message: str) -> NoReturn:
        """Raise UsageError with argparse's words, translated where they are known."""
        indonesian = message
        for pattern, replacement in COMPLAINTS:
            if re.fullmatch(pattern, message):
                indonesian = re.sub(pattern, replacement, message)
        raise UsageError(
            Text(id=indonesian, en=message),
            Text(id=f"Bantuan: {self.prog} --help", en=f"Help: {self.prog} --help"),
        )


class CommandParser(Parser):
    """One command's parser. Takes words behind options too: `fetch APP --region CODE FOLDER`.

    argparse's own way to do so (`parse_intermixed_args`) knows neither `--` nor help in other languages.
    """

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Give words that argparse left over to the arguments that still have room."""
        found, left = super().parse_known_args(args, namespace)
        for action in self._get_positional_actions():
            given = getattr(found, action.dest, None)
            while left and not left[0].startswith("-") and _has_room(action, given):
                given = left.pop(0) if action.nargs == "?" else [*(given or []), left.pop(0)]
            setattr(found, action.dest, given)
        return found, left


def _has_room(action: argparse.Action, given: Any) -> bool:
    return given is action.default if action.nargs == "?" else action.nargs in ("+", "*")


@cache
def _formatter(language: Language) -> Callable[..., argparse.HelpFormatter]:
    width = _width()

    class Formatter(argparse.HelpFormatter):
        def __init__(self, prog: str) -> None:
            super().__init__(prog, max_help_position=28, width=width)

        def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
            ours = TITLES["usage"].to(language) if prefix is None else prefix
            super().add_usage(usage, actions, groups, ours)

    return Formatter


def _width() -> int:
    """Return how wide help may be. argparse would ask again for every argument, and load shutil to do so."""
    try:
        columns = int(os.environ.get("COLUMNS") or 0) or os.get_terminal_size(sys.stdout.fileno()).columns
    except (AttributeError, ValueError, OSError):
        columns = 80
    return max(columns - 2, 40)


class Commands:
    """Where commands add themselves; only the one that is run gets its arguments, unless all are wanted."""

    def __init__(self, parser: Parser, language: Language, *, only: str | None) -> None:
        self._only = only
        title = Text(id="perintah", en="commands").to(language)
        self._kinds = parser.add_subparsers(
            title=title,
            metavar=Text(id="PERINTAH", en="COMMAND").to(language),
            dest="command",
            parser_class=CommandParser,
        )
        self._language: Language = language

    def add(self, name: str, summary: Text) -> "Command":
        """Add one command."""
        text = summary.to(self._language)
        if self._only not in (None, name):
            self._kinds.add_parser(name, help=text, language=self._language, bare=True)
            return Command(None, self._language)
        parser = self._kinds.add_parser(name, help=text, description=text, language=self._language)
        add_global(parser, self._language, default=argparse.SUPPRESS)
        return Command(parser, self._language)


class Command:
    """One command being described."""

    def __init__(self, parser: Parser | None, language: Language) -> None:
        self._parser = parser
        self._language: Language = language

    def argument(
        self,
        *names: str,
        help: Text,
        metavar: Text | None = None,
        completions: Sequence[str] = (),
        **options: Any,
    ) -> None:
        """Add one argument or option; its help is in both languages. Shells complete `completions`."""
        if self._parser is None:
            return
        if metavar is not None:
            options["metavar"] = metavar.to(self._language)
        self._parser.add_argument(*names, help=help.to(self._language), **options)
        self._parser.completions.extend(completions)


def add_global(parser: Parser, language: Language, *, default: Any) -> None:
    """Add what every command takes, before its name or behind it."""

    def say(indonesian: str, english: str) -> str:
        return Text(id=indonesian, en=english).to(language)

    parser.add_argument(
        "--registry",
        metavar="URL|FOLDER",
        default=default,
        help=say(
            "registri, cermin statis, atau folder (USB)", "registry, static mirror, or folder (USB stick)"
        ),
    )
    parser.add_argument(
        "--json",
        action="store_true",
        dest="as_json",
        default=default or False,
        help=say("jawaban sebagai JSON", "answer as JSON"),
    )
    parser.add_argument("--lang", choices=("id", "en"), default=default, help=say("bahasa", "language"))
