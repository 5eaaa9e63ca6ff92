"""One release made ready for people: its texts rendered and its pictures made small, once, by the worker."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

from livinglab.checks import technologies
from livinglab.checks.deployment import readiness
from livinglab.checks.subject import Subject
from livinglab.manifest import Manifest
from registry.catalog import presentations
from registry.catalog.presentations import Presentation, Presented, Readme
from registry.crawl.bounds import Allowance
from registry.crawl.presenting import album, apart, links, markup, readmes
from registry.crawl.presenting.album import Album
from registry.crawl.presenting.arranging import Arranged, Shown, arrange
from registry.crawl.presenting.links import Place
from registry.crawl.presenting.readmes import Chosen, Kind

SECONDS = 30.0  # of the wall clock, for all texts, and again for all pictures
AMPLE = 5.0  # seconds of a visit that are left where nothing was lost to haste
MOST_LANGUAGES = 5  # of long descriptions


@dataclass(frozen=True)
class Ground:
    """What is known of the application beside its files. `url` is None where its source is not public."""

    slug: str
    url: str | None
    allowance: Allowance

    @property
    def seconds(self) -> float:
        """The time that one step may take, on the wall clock."""
        return min(SECONDS, self.allowance.left())


@dataclass(frozen=True)
class _Draft:
    """A text to render, and where it stands."""

    text: str
    kind: Kind
    place: Place


@dataclass(frozen=True)
class _Rendered:
    """A text as HTML without pictures. `bare` is what to arrange again where it names some."""

    arranged: Arranged
    bare: str | None
    cut: bool


@dataclass(frozen=True)
class _Illustrated:
    """HTML with the pictures that may be shown, by their source as it is written."""

    bare: str
    place: Place
    shown: Mapping[str, Shown]


@dataclass(frozen=True)
class _Page:
    """A README on its way. `named`: paths in the tree by source."""

    chosen: Chosen
    place: Place
    rendered: _Rendered
    named: Mapping[str, str]


_RENDERED, _ARRANGED = TypeAdapter(_Rendered), TypeAdapter(Arranged)


def present(subject: Subject, ground: Ground) -> Presented:
    """Return how a release is presented. What a stranger's file spoils is left out; nothing is raised for it.

    Where the visit's time is nearly over, what was lost may be for that alone: then the next visit presents
    the release anew. Raises RepositoryError where git fails.
    """
    root = links.place("", ground.url, subject.commit)
    descriptions, pages, whole = _render_all(subject, ground)
    logos, shots = album.logos(subject, root), album.screenshots(subject, root)
    in_readmes = list(dict.fromkeys(path for page in pages for path in page.named.values()))
    pictures = album.make(subject, logos=logos, shots=shots, in_readmes=in_readmes, seconds=ground.seconds)
    presentation = Presentation(
        rules=presentations.RULES if whole or ground.allowance.left() > AMPLE else 0,
        readmes=[readme for readme in _finished(pages, pictures, ground) if readme.html],
        descriptions=descriptions,
        logo=next(iter(pictures.of(logos)), None),
        screenshots=pictures.of(shots),
        in_readmes=pictures.of(in_readmes),
        technologies=list(technologies.find(subject)),
        deployment=readiness.of(subject),
    )
    return Presented(presentation, dict(pictures.contents))


def _render_all(subject: Subject, ground: Ground) -> tuple[dict[str, str], list[_Page], bool]:
    """Return the long descriptions, ready, and the READMEs, still without pictures; and if that is all."""
    chosen, long = readmes.choose(subject), _long_texts(subject.manifest)
    places = [links.place(one.path, ground.url, subject.commit) for one in chosen]
    drafts = [_Draft(text, "markdown", Place()) for text in long.values()]
    drafts += [_Draft(one.text, one.kind, place) for one, place in zip(chosen, places, strict=True)]
    rendered = apart.each(_render, drafts, _RENDERED, seconds=ground.seconds)
    texts = {
        language: markup.clean(one.arranged.html)
        for language, one in zip(long, rendered, strict=False)
        if one
    }
    pages = [
        _Page(one, place, made, _named(made, place, subject))
        for one, place, made in zip(chosen, places, rendered[len(long) :], strict=True)
        if made
    ]
    return {language: html for language, html in texts.items() if html.strip()}, pages, None not in rendered


def _long_texts(manifest: Manifest | None) -> dict[str, str]:
    said = manifest.description if manifest else {}
    long = {language: one.long for language, one in said.items() if one.long}
    order = sorted(long, key=lambda one: (one[:2] != "id", one[:2] != "en", one))
    return {language: long[language] for language in order[:MOST_LANGUAGES]}


def _render(draft: _Draft) -> _Rendered:
    """Render one text: in a child process, for there is Markdown that takes minutes."""
    text, cut = markup.cut(draft.text.replace("\0", ""))
    bare = markup.from_markdown(text) if draft.kind == "markdown" else markup.from_plain(text)
    arranged = arrange(bare, draft.place, {})
    return _Rendered(arranged, bare if arranged.sources else None, cut)


def _named(rendered: _Rendered, place: Place, subject: Subject) -> dict[str, str]:
    sources = dict.fromkeys(rendered.arranged.sources)
    found = ((source, place.picture(source, subject.by_path)) for source in sources)
    return {source: path for source, path in found if path}


def _finished(pages: list[_Page], pictures: Album, ground: Ground) -> list[Readme]:
    """Return READMEs as they are shown: those with pictures are arranged once more, around these."""
    shown = [_shown(page, pictures, ground) for page in pages]
    again = [
        _Illustrated(page.rendered.bare or "", page.place, its)
        for page, its in zip(pages, shown, strict=True)
        if its
    ]
    made = apart.each(_illustrate, again, _ARRANGED, seconds=ground.seconds)
    arranged = iter(made)
    final = [
        (next(arranged) if its else None) or page.rendered.arranged
        for page, its in zip(pages, shown, strict=True)
    ]
    return [_readme(page, one) for page, one in zip(pages, final, strict=True)]


def _illustrate(page: _Illustrated) -> Arranged:
    return arrange(page.bare, page.place, page.shown)


def _shown(page: _Page, pictures: Album, ground: Ground) -> dict[str, Shown]:
    found = ((source, pictures.seen.get(path)) for source, path in page.named.items())
    return {
        source: Shown(f"/{presentations.path(ground.slug, one.sha256)}", one.width, one.height)
        for source, one in found
        if one
    }


def _readme(page: _Page, arranged: Arranged) -> Readme:
    html = markup.clean(arranged.html).strip()
    return Readme(page.chosen.language, page.chosen.path, html, arranged.cut or page.rendered.cut)
