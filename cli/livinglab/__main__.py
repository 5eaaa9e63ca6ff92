"""The door of the command line: parse, run one command, leave by one exit with a documented code."""

import gc
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

from livinglab import __version__, errors
from livinglab.context import Context
from livinglab.errors import LivinglabError
from livinglab.language import Language, Text
from livinglab.output import Output
from livinglab.parser import Commands, Parser, add_global
from livinglab.settings import language_of, load

COMMANDS = (
    "search",
    "show",
    "fetch",
    "status",
    "update",
    "verify",
    "adopt",
    "draft",
    "check",
    "submit",
    "login",
    "logout",
    "whoami",
    "doctor",
    "completion",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; nothing is ever raised but SystemExit for --help."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    gc.disable()  # a run is short; looking for cycles while rooms are loaded costs a tenth of the start
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # no foreign code in here, and 20 ms less
    _lenient_streams()
    signal.signal(signal.SIGTERM, _terminated)
    output = Output(language_of(_said(words, "--lang")), as_json="--json" in words)
    try:
        return _run(words, output)
    except KeyboardInterrupt:
        _newline_after_progress()
        output.note(Text(id="Dihentikan.", en="Interrupted."))
        return errors.INTERRUPTED
    except BrokenPipeError:
        _silence_stdout()
        return errors.OTHER
    except Exception as error:  # the one exit place: a person gets a sentence, never a traceback
        return _told(error, output)


def build_parser(language: Language, *, only: str | None = None) -> Parser:
    """Describe the whole command line, or of the commands only one with its arguments."""
    description = Text(
        id="Ambil, jalankan, dan perbarui aplikasi yang dibagikan daerah-daerah di Indonesia.",
        en="Fetch, run and keep up to date the applications that Indonesia's regions share.",
    )
    parser = Parser(prog="livinglab", language=language, description=description.to(language))
    parser.add_argument(
        "--version", action="version", version=f"livinglab {__version__}", help=VERSION.to(language)
    )
    add_global(parser, language, default=None)
    commands = Commands(parser, language, only=only)
    for name in COMMANDS:
        importlib.import_module(f"livinglab.commands.{name}").add_to(commands)
    return parser


VERSION = Text(id="tampilkan versi lalu selesai", en="show the version and exit")


def _run(words: list[str], output: Output) -> int:
    settings = load()
    if _said(words, "--lang") is None:
        output.language = settings.language
    parser = build_parser(output.language, only=_first_command(words))
    parsed = parser.parse_args(words)
    if parsed.command is None:
        parser.print_help()
        return errors.UsageError.exit_code
    output.as_json = parsed.as_json
    command = importlib.import_module(f"livinglab.commands.{parsed.command}")
    code: int = command.run(Context(output, settings, parsed))
    sys.stdout.flush()
    return code


def _told(error: Exception, output: Output) -> int:
    """Say what happened and what to do about it, and return the exit code."""
    code, text, hint = _understood(error)
    if output.as_json:
        said = {"code": code, "message": output.text(text), "hint": output.text(hint) if hint else None}
        output.result({"error": said})
        return code
    output.note(Text(id=f"livinglab: {text.id}", en=f"livinglab: {text.en}"), style="red")
    if hint:
        output.note(hint)
    if os.environ.get("LIVINGLAB_TRACEBACK"):
        import traceback  # noqa: PLC0415 - for who mends livinglab itself

        traceback.print_exception(error)
    return code


def _understood(error: Exception) -> tuple[int, Text, Text | None]:
    if isinstance(error, LivinglabError):
        return error.exit_code, error.text, error.hint
    if isinstance(error, OSError):
        return _of_the_machine(error)
    text = getattr(error, "text", None)
    if isinstance(text, Text):
        return _of_a_room(error), text, None
    name = f"{type(error).__name__}: {error}"
    hint = Text(
        id="Ini kesalahan livinglab. Laporkan, dengan keluaran LIVINGLAB_TRACEBACK=1.",
        en="This is a mistake of livinglab's. Please report it, with the output under LIVINGLAB_TRACEBACK=1.",
    )
    return errors.OTHER, Text(id=f"Ada yang tidak terduga: {name}", en=f"Something unexpected: {name}"), hint


def _of_a_room(error: Exception) -> int:
    """Map the errors of repository and scaffold by name: those rooms may not be loaded, and know no codes."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if "VerificationFailed" in kinds or "ObjectMissing" in kinds:
        return errors.NotVerified.exit_code
    if "TreeRefused" in kinds or "TrackedEnvironment" in kinds:
        return errors.NotFetchable.exit_code
    return errors.MachineLacks.exit_code if "GitMissing" in kinds else errors.OTHER


def _of_the_machine(error: OSError) -> tuple[int, Text, Text | None]:
    where = f"{error.filename}: " if error.filename else ""
    text = Text(id=f"{where}{error.strerror}", en=f"{where}{error.strerror}")
    return errors.MachineLacks.exit_code, text, None


def _said(words: list[str], option: str) -> str | None:
    """Look for an option before argparse does: help and errors speak its language already."""
    for position, word in enumerate(words):
        if word == option and position + 1 < len(words):
            return words[position + 1]
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
    return None


def _first_command(words: list[str]) -> str:
    """Return the command's name. The others are left without arguments, which saves a third of the start."""
    waiting = iter(words)
    for word in waiting:
        if word in ("--registry", "--lang"):
            next(waiting, None)
        elif not word.startswith("-"):
            return word
    return ""


def _lenient_streams() -> None:
    """Print what the terminal's encoding cannot show as escapes rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _terminated(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 - the shape of a handler
    raise KeyboardInterrupt


def _newline_after_progress() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")


def _silence_stdout() -> None:
    """Who read us has gone; the interpreter must not complain when it flushes at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
