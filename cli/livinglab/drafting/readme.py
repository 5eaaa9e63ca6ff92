"""A README as people write it: its title, its first paragraphs, its list of features."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from livinglab.drafting.privacy import is_private

MOST_LINES = 5000
MOST_FEATURES = 20
LONGEST_FEATURE = 200
_LONGEST_LINE = 4000

_FENCE = re.compile(r" {0,3}(```|~~~)")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
_HTML_HEADING = re.compile(r"\s*<h([1-6])[^<>]{0,200}>(.*)", re.IGNORECASE)
_ITEM = re.compile(r"( {0,3})(?:[-*+•]|[0-9]{1,3}[.)])[ \t]+(.*)")
_NESTED = re.compile(r"[ \t]+(?:[-*+•]|[0-9]{1,3}[.)])[ \t]")
_RULE = re.compile(r"\s*([-*_=])[ \t]*(\1[ \t]*)+")
_IMAGE = re.compile(r"!\[[^\[\]]{0,300}\](\([^()]{0,800}\)|\[[^\[\]]{0,100}\])")
_LINK = re.compile(r"\[([^\[\]]{0,300})\]\([^()]{0,800}\)")
_REFERENCE = re.compile(r"\[([^\[\]]{1,300})\]\[[^\[\]]{0,100}\]")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]{1,300})>")
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,500}>")
_STARS = re.compile(r"\*\*|__|`")
_STAR = re.compile(r"(?<![\w*])[*_](?=\S)([^*_]{1,200})(?<=\S)[*_](?![\w*])")
_ABOUT = re.compile(
    r"\b(apa itu|tentang|about|deskripsi|description|latar belakang|overview|gambaran|introduction|"
    r"pendahuluan|pengantar|ringkasan|what is|sekilas)\b",
    re.IGNORECASE,
)
_FEATURES = re.compile(r"\b(fitur|features?|modul|kemampuan|fasilitas)\b", re.IGNORECASE)
_SKELETON = re.compile(
    r"## About Laravel|CodeIgniter 4 (Application Starter|Framework)|What is CodeIgniter|"
    r"Yii 2 (Basic|Advanced) Project Template|This template should help get you started developing with|"
    r"Getting Started with Create React App|create-next-app|generated with \[Angular CLI\]|Nuxt (3 )?Minimal "
    r"Starter|A new Flutter project|To make it easy for you to get started with GitLab|CakePHP Application "
    r"Skeleton|Slim Framework 4 Skeleton|This template provides a minimal setup to get React working",
)

Mark = Literal["heading", "paragraph", "item", "nested"]


class Block(NamedTuple):
    """A piece of the text; `level` is a heading's."""

    mark: Mark
    text: str
    level: int = 0


@dataclass(frozen=True)
class Readme:
    """What a README says. `title` and `paragraphs` are plain; `prose` keeps bold, italics and bullets.

    `skeleton`: it is the text that came with a framework, or begins with a line before it.
    """

    title: str = ""
    paragraphs: tuple[str, ...] = ()
    prose: str = ""
    features: tuple[str, ...] = ()
    skeleton: bool = False


def read(text: str) -> Readme:
    """Read Markdown, or plain text, within bounds."""
    found = [block for block in _blocks(text) if not is_private(block.text)]
    return Readme(
        title=next((plain(block.text) for block in found if block.mark == "heading"), ""),
        paragraphs=tuple(plain(block.text) for block in _about(found) if block.mark == "paragraph"),
        prose=_prose(_about(found)),
        features=_features(found),
        skeleton=_SKELETON.search(text) is not None,
    )


def plain(text: str) -> str:
    """Return text without Markdown's signs."""
    return _STAR.sub(r"\1", _STARS.sub("", text)).strip()


def _blocks(text: str) -> Iterator[Block]:
    """Yield headings, paragraphs and list items; code, tables, quotations and rules are left out."""
    waiting: list[str] = []
    item: str | None = None
    fence = ""
    for raw in [*_without_comments(text).splitlines()[:MOST_LINES], ""]:
        line = raw[:_LONGEST_LINE].rstrip()
        opened = _FENCE.match(line)
        if fence or opened:
            fence = "" if fence and opened and opened[1] == fence else fence or (opened[1] if opened else "")
            line = ""
        if waiting and set(line.strip()) in ({"="}, {"-"}):
            yield Block("heading", " ".join(waiting), 1 if "=" in line else 2)
            waiting = []
            continue
        block = _single(line)
        ends = block is not None or not line.strip() or _skipped(line)
        if ends and item is not None:
            yield Block("item", item)
            item = None
        if ends and waiting:
            yield Block("paragraph", " ".join(waiting))
            waiting = []
        if block and block.mark == "item":
            item = block.text
        elif block:
            yield block
        elif not ends and item is not None:
            item = f"{item} {_inline(line)}".strip()
        elif not ends and _inline(line) and not line.startswith(("    ", "\t")):
            waiting.append(_inline(line))


def _single(line: str) -> Block | None:
    """Return the block that a line makes by itself."""
    if heading := _HEADING.fullmatch(line):
        return Block("heading", _inline(heading[2].rstrip("# ")), len(heading[1]))
    if heading := _HTML_HEADING.fullmatch(line):
        return Block("heading", _inline(heading[2]), int(heading[1]))
    if _RULE.fullmatch(line):
        return None
    if item := _ITEM.fullmatch(line):
        return Block("nested" if len(item[1]) > 1 else "item", _inline(item[2]))
    return Block("nested", "") if _NESTED.match(line) else None


def _skipped(line: str) -> bool:
    return line.lstrip().startswith(("|", ">")) or _RULE.fullmatch(line) is not None


def _without_comments(text: str) -> str:
    parts = text.split("<!--")
    return parts[0] + "".join(part.partition("-->")[2] for part in parts[1:])


def _inline(text: str) -> str:
    """Return a line without images, badges, links' targets and HTML."""
    for pattern, kept in ((_IMAGE, ""), (_LINK, r"\1"), (_REFERENCE, r"\1"), (_AUTOLINK, r"\1"), (_TAG, "")):
        text = pattern.sub(kept, text)
    return " ".join(html.unescape(text).split())


def _about(blocks: list[Block]) -> list[Block]:
    """Return what stands before the second heading, and below headings such as `Tentang`."""
    kept: list[Block] = []
    about, seen = True, False
    for block in blocks:
        if block.mark == "heading":
            about = not seen or _ABOUT.search(block.text) is not None
            seen = True
        elif about:
            kept.append(block)
    return kept


def _prose(blocks: list[Block]) -> str:
    """Join paragraphs and bullets; a run of bullets stays together."""
    parts: list[str] = []
    before: Mark | None = None
    for block in blocks:
        if block.mark == "nested" or not block.text:
            continue
        bullet = block.mark == "item"
        parts.append(
            ("\n" if bullet and before == "item" else "\n\n") + ("- " if bullet else "") + block.text
        )
        before = block.mark
    return "".join(parts).strip().replace("`", "")


def _features(blocks: list[Block]) -> tuple[str, ...]:
    """Return the items of the list below `Fitur`, `Features`, `Modul`; what is not ticked yet is left out."""
    found: list[str] = []
    level = 0
    for block in blocks:
        if block.mark == "heading" and (not level or block.level <= level):
            level = block.level if _FEATURES.search(block.text) else 0
            if found and not level:
                break
        elif level and block.mark == "item" and not block.text.startswith("[ ]"):
            text = plain(re.sub(r"^\[[xX]\] ", "", block.text)).rstrip(".;, ")
            found += [text] if 2 < len(text) <= LONGEST_FEATURE and not text.endswith(":") else []
    return tuple(dict.fromkeys(found))[:MOST_FEATURES]
