"""Markdown and plain text of strangers as HTML that holds text, structure, links and pictures, no more."""

import re
from functools import cache
from html import escape

import nh3
from markdown_it import MarkdownIt

MOST_TEXT = 256 << 10  # characters
MOST_NESTING = 20
NOTHING_OF = {
    "script", "style", "title", "template", "iframe", "textarea", "xmp", "noembed", "noframes", "noscript",
    "svg", "math", "object", "select", "button", "video", "audio", "canvas",
}  # fmt: skip
TAGS = {
    "a", "b", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "img", "kbd", "li", "ol", "p", "pre", "s", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead",
    "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}}
_OURS = {
    **_ATTRIBUTES,
    "img": {"src", "alt", "width", "height", "loading"},
    "div": {"tabindex"},
    "pre": {"tabindex"},
    "th": {"scope"},
    **{f"h{level}": {"id"} for level in range(3, 7)},
}
_NUMBER = re.compile(r"[0-9]{1,5}")
_VALUES = {
    "href": re.compile(r"(https?://|mailto:)[^\s]+|#readme-[\w-]+"),
    "src": re.compile(r"/applications/[a-z0-9-]{1,80}/pictures/[0-9a-f]{64}"),
    "width": _NUMBER,
    "height": _NUMBER,
    "start": _NUMBER,
    "loading": re.compile("lazy"),
    "tabindex": re.compile("0"),
    "id": re.compile(r"readme-[\w-]+"),
    "scope": re.compile("col|row"),
}


def cut(text: str) -> tuple[str, bool]:
    """Return as much of a text as is read, up to a whole line, and whether that is less than all."""
    if len(text) <= MOST_TEXT:
        return text, False
    return text[: text.rfind("\n", 0, MOST_TEXT) + 1], True


def from_markdown(text: str) -> str:
    """Render CommonMark with tables and strikethrough; raw HTML in it is held to the same few tags."""
    return _bare(_renderer().render(text))


def from_plain(text: str) -> str:
    """Return text as it stands."""
    return f"<pre>{escape(text)}</pre>"


def clean(html: str) -> str:
    """Hold what `arranging` has written to the list once more: nothing else is ever kept.

    Links lead to the web or to mail, and say that we do not vouch for them; pictures are ours.
    """
    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=NOTHING_OF,
        attributes=_OURS,
        attribute_filter=_ours,
        allowed_classes={"div": {"wide"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )


def _bare(html: str) -> str:
    """Take from HTML whatever is not on the list; links and pictures are as the author wrote them."""
    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=NOTHING_OF,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def _ours(_tag: str, name: str, value: str) -> str | None:
    """Let an attribute pass only with a value that we write."""
    pattern = _VALUES.get(name)
    return value if pattern is None or pattern.fullmatch(value) else None


@cache
def _renderer() -> MarkdownIt:
    options = {"html": True, "maxNesting": MOST_NESTING}
    return MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
