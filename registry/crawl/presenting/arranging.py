"""Put a stranger's clean HTML in the order of our pages: headings, links, pictures, tables, length."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import unquote

from registry.crawl.presenting.links import Place

MOST_HTML = 100_000  # characters
MOST_DEPTH = 30
FIRST_LEVEL = 3  # of headings: the page has its own two above
DEEPEST_LEVEL = 6
FEW_WORDS = 2  # fewer in place of a picture say nothing without it
ANCHOR = "readme-"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ADDRESS = re.compile(r"https?://[^\s<>\"'()\[\]{}|\\^`]{4,500}(?<![.,;:!?*_~])")
_NO_WORD = re.compile(r"[^\w\- ]")
_VOID = {"br", "hr", "img"}
# Controls, and marks that make text read otherwise than it is written (CVE-2021-42574).
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BADGE = re.compile(
    r"badge|shields\.io|travis-ci|codecov|coveralls|packagist|poser\.pugx|opencollective|fury"
)


@dataclass(frozen=True)
class Shown:
    """A picture as a page shows it."""

    address: str
    width: int
    height: int


@dataclass(frozen=True)
class Arranged:
    """HTML in our order. `cut`: there was more of it. `sources`: the pictures that it names, as written."""

    html: str
    cut: bool
    sources: list[str]


@dataclass
class _Node:
    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: "list[_Node | str]" = field(default_factory=list)

    def text(self) -> str:
        """Return the words in it."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


def arrange(html: str, place: Place, pictures: Mapping[str, Shown]) -> Arranged:
    """Write clean HTML anew. `pictures` are those that may be shown, by their source as it is written."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    writer = _Writer(place, pictures, reader.headings)
    written = writer.inside(reader.root)
    return Arranged(written, writer.is_full, reader.sources)


class _Reader(HTMLParser):
    """Makes a tree of HTML that `markup` has cleaned, and so is well-formed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("")
        self.sources: list[str] = []
        self.headings: list[_Node] = []
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a node; what is nested beyond all reason is read as one flat piece."""
        node = _Node(tag, {name: _HIDDEN.sub("", value or "") for name, value in attrs})
        if tag == "img":
            self.sources.append(node.attributes.get("src", ""))
        if tag in _HEADINGS:
            self.headings.append(node)
        if len(self._open) <= MOST_DEPTH or tag in _VOID:
            self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node if len(self._open) <= MOST_DEPTH else self._open[-1])

    def handle_endtag(self, tag: str) -> None:
        """Close a node."""
        if tag not in _VOID and len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Take text."""
        self._open[-1].children.append(_HIDDEN.sub("", data))


class _Writer:
    """Writes nodes until the page is full. What would be empty is left out, for nobody could see it."""

    def __init__(self, place: Place, pictures: Mapping[str, Shown], headings: Sequence[_Node]) -> None:
        self._place, self._pictures = place, pictures
        self._anchors = {_anchor(heading.text()): heading for heading in reversed(headings)}
        self._literal = False  # inside of a link, or of code: an address there stays as it is
        self._level = FIRST_LEVEL - 1
        self._left = MOST_HTML
        self.is_full = False

    def inside(self, node: _Node) -> str:
        """Write what is in a node."""
        return "".join(self._one(child, node) for child in node.children)

    def _one(self, child: "_Node | str", parent: _Node) -> str:
        if self.is_full:
            return ""
        if isinstance(child, str):
            return self._text(child)
        write = _SPECIAL.get(child.tag, _Writer._plain)
        return write(self, child, parent)

    def _kept(self, piece: str) -> str:
        """Count a piece; the one that is too much is left out, and all after it."""
        self._left -= len(piece)
        self.is_full = self.is_full or self._left < 0
        return "" if self.is_full else piece

    def _text(self, text: str) -> str:
        """Write text. Addresses of the web in it become links, as forges show them."""
        if self._literal or "://" not in text:
            return self._kept(escape(text, quote=False))
        pieces, done = [], 0
        for found in _ADDRESS.finditer(text):
            shown = escape(found[0])
            pieces += [escape(text[done : found.start()], quote=False), f'<a href="{shown}">{shown}</a>']
            done = found.end()
        return self._kept("".join([*pieces, escape(text[done:], quote=False)]))

    def _literally(self, node: _Node) -> str:
        before, self._literal = self._literal, True
        inner = self.inside(node)
        self._literal = before
        return inner

    def _around(self, tag: str, inner: str, attributes: str = "") -> str:
        self._left -= 2 * len(tag) + len(attributes) + 5
        return f"<{tag}{attributes}>{inner}</{tag}>"

    def _plain(self, node: _Node, _parent: _Node) -> str:
        inner = self.inside(node)
        may_be_empty = node.tag in ("td", "tr", "tbody", "thead")
        return self._around(node.tag, inner) if may_be_empty or inner.strip() else ""

    def _void(self, node: _Node, _parent: _Node) -> str:
        return self._kept(f"<{node.tag}>")

    def _heading(self, node: _Node, _parent: _Node) -> str:
        inner = self.inside(node)
        if not inner.strip():
            return ""
        wanted = int(node.tag[1]) + FIRST_LEVEL - 1
        self._level = min(wanted, self._level + 1, DEEPEST_LEVEL)
        anchor = _anchor(node.text())
        its_own = bool(anchor) and self._anchors.get(anchor) is node
        return self._around(f"h{self._level}", inner, f' id="{ANCHOR}{escape(anchor)}"' if its_own else "")

    def _link(self, node: _Node, _parent: _Node) -> str:
        inner = self._linked(node)
        href = node.attributes.get("href", "")
        address = self._on_page(href) if href.startswith("#") else self._place.link(href)
        if address is None or not inner.strip():
            return inner
        return self._around("a", inner, f' href="{escape(address)}"')

    def _on_page(self, href: str) -> str | None:
        """Return where a table of contents leads, as forges name headings."""
        anchor = _anchor(unquote(href[1:]))
        return f"#{ANCHOR}{anchor}" if anchor in self._anchors else None

    def _linked(self, node: _Node) -> str:
        """Write what a link holds. One that holds a stranger's picture alone is a badge, and vanishes."""
        only = [child for child in node.children if not (isinstance(child, str) and not child.strip())]
        foreign = [
            one for one in only if isinstance(one, _Node) and one.tag == "img" and not self._shown(one)
        ]
        if only and len(foreign) == len(only) and all("//" in _source(one) for one in foreign):
            return ""
        return self._literally(node)

    def _picture(self, node: _Node, _parent: _Node) -> str:
        alt, shown = node.attributes.get("alt", "").strip(), self._shown(node)
        if shown is None:
            says_nothing = len(alt.split()) < FEW_WORDS or _BADGE.search(_source(node))
            return "" if says_nothing else self._kept(escape(alt, quote=False))
        size = f'width="{shown.width}" height="{shown.height}"'
        return self._kept(f'<img src="{shown.address}" alt="{escape(alt)}" {size} loading="lazy">')

    def _shown(self, node: _Node) -> Shown | None:
        return self._pictures.get(_source(node))

    def _table(self, node: _Node, _parent: _Node) -> str:
        inner = self.inside(node)
        return f'<div class="wide" tabindex="0">{self._around("table", inner)}</div>' if inner.strip() else ""

    def _table_heading(self, node: _Node, parent: _Node) -> str:
        inner = self.inside(node)
        if not inner.strip():
            return self._around("td", "")
        alone = all(not isinstance(one, _Node) or one.tag == "th" for one in parent.children)
        return self._around("th", inner, f' scope="{"col" if alone else "row"}"')

    def _code(self, node: _Node, _parent: _Node) -> str:
        inner = self._literally(node)
        return self._around("code", inner) if inner.strip() else ""

    def _block_of_code(self, node: _Node, _parent: _Node) -> str:
        inner = self._literally(node)
        return self._around("pre", inner, ' tabindex="0"') if inner.strip() else ""

    def _list(self, node: _Node, _parent: _Node) -> str:
        start = node.attributes.get("start", "")
        numbered = f' start="{start}"' if node.tag == "ol" and start.isascii() and start.isdigit() else ""
        items = [one if _is_item(one) else _Node("li", {}, [one]) for one in node.children if _says(one)]
        inner = self.inside(_Node(node.tag, {}, list(items)))
        return self._around(node.tag, inner, numbered) if inner.strip() else ""

    def _item(self, node: _Node, parent: _Node) -> str:
        inner = self.inside(node)
        if not inner.strip():
            return ""
        return self._around("li" if parent.tag in ("ul", "ol") else "div", inner)


def _anchor(text: str) -> str:
    """Name a heading as GitHub does: small letters, no marks, hyphens for blanks."""
    return _NO_WORD.sub("", text.strip().lower()).replace(" ", "-")[:100]


def _source(node: _Node) -> str:
    return node.attributes.get("src", "")


def _is_item(child: "_Node | str") -> bool:
    return isinstance(child, _Node) and child.tag == "li"


def _says(child: "_Node | str") -> bool:
    return not isinstance(child, str) or bool(child.strip())


_Write = Callable[[_Writer, _Node, _Node], str]
_SPECIAL: dict[str, _Write] = {
    **{f"h{level}": _Writer._heading for level in range(1, 7)},
    "a": _Writer._link,
    "img": _Writer._picture,
    "table": _Writer._table,
    "th": _Writer._table_heading,
    "code": _Writer._code,
    "pre": _Writer._block_of_code,
    "ul": _Writer._list,
    "ol": _Writer._list,
    "li": _Writer._item,
    "br": _Writer._void,
    "hr": _Writer._void,
}
