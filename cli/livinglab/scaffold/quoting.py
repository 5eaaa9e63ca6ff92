"""Filters for templates: each puts a text into one kind of file so that it stays a text there."""

import json
import re
import unicodedata
from collections.abc import Callable

from livinglab.language import Text
from livinglab.scaffold.errors import ScaffoldError

NAME = re.compile(r"-{0,2}[A-Za-z0-9@/.][A-Za-z0-9._@/:+=-]{0,300}")


class Free(str):
    """A text that people typed. Filters for ready-made words refuse it."""

    __slots__ = ()


class QuotingRefused(ScaffoldError):
    """A text cannot stand where the template puts it."""


def one_line(value: str) -> str:
    """Without control, format and bidi characters; every kind of line end becomes a space."""
    spaced = re.sub(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+", " ", value)
    kept = "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs"))
    return " ".join(kept.split())


def ready(value: str) -> str:
    """`value` if it was made here and not typed by somebody."""
    if isinstance(value, Free):
        raise QuotingRefused(Text("jawaban tidak boleh dipakai di sini", "an answer may not be used here"))
    return value


def line(value: str) -> str:
    """For a comment that ends with its line; a backslash at the end could not continue it."""
    return one_line(value).rstrip("\\ ")


def yaml(value: str) -> str:
    """A YAML scalar in double quotes; `$` is doubled, because compose would read it as a variable."""
    return json.dumps(one_line(value), ensure_ascii=False).replace("$", "$$")


def compose(value: str) -> str:
    """A YAML scalar of our own making, in which `${NAME}` is meant for compose."""
    return json.dumps(one_line(ready(value)), ensure_ascii=False)


def shell(value: str) -> str:
    """One word for sh and bash."""
    return "'" + one_line(value).replace("'", "'\\''") + "'"


def nginx(value: str) -> str:
    """A quoted argument; nginx knows no escape for `$`, so a text with one is refused."""
    text = one_line(value)
    if "$" in text:
        raise QuotingRefused(Text("tanda $ tidak dapat dipakai di nginx", "nginx cannot hold a $ in a text"))
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def systemd(value: str) -> str:
    """The rest of a line such as Description=; `%` would be a specifier."""
    return line(value).replace("\\", "\\\\").replace("%", "%%")


def php(value: str) -> str:
    """A PHP string in single quotes."""
    return "'" + one_line(value).replace("\\", "\\\\").replace("'", "\\'") + "'"


def toml(value: str) -> str:
    """A basic TOML string, which shares its escapes with JSON."""
    return json.dumps(one_line(value), ensure_ascii=False)


def markdown(value: str) -> str:
    """Text in Markdown: no markup, no HTML, no link of its own."""
    escaped = re.sub(r"([\\`*_{}\[\]()#+!|~])", r"\\\1", one_line(value))
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def name(value: str) -> str:
    """A word that needs no quotes anywhere: codes, paths, image names. Anything else is refused."""
    if not NAME.fullmatch(ready(value)):
        raise QuotingRefused(Text(f"bukan nama yang aman: {value[:40]}", f"not a safe name: {value[:40]}"))
    return str(value)


FILTERS: dict[str, Callable[[str], str]] = {
    each.__name__: each for each in (compose, line, markdown, name, nginx, php, shell, systemd, toml, yaml)
}
