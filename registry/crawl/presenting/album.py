"""The pictures of one release: which the manifest and READMEs name, and what they are made small."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from livinglab.checks.subject import Subject
from livinglab.manifest import Manifest
from registry.catalog.presentations import PictureSeen
from registry.crawl.presenting import apart
from registry.crawl.presenting.links import Place
from registry.crawl.presenting.picturing import (
    IN_README,
    LARGEST,
    LOGO,
    SCREENSHOT,
    Asked,
    Small,
    make_small,
)

MOST_SCREENSHOTS = 6
MOST_IN_READMES = 8
MOST_BYTES = 48 << 20  # of all that is decoded
_SMALL: TypeAdapter[Small] = TypeAdapter(Small)


@dataclass(frozen=True)
class Album:
    """What was made, by path in the tree, and the bytes by digest."""

    seen: Mapping[str, PictureSeen]
    contents: Mapping[str, bytes]

    def of(self, paths: Sequence[str]) -> list[PictureSeen]:
        """Return the pictures of these paths that could be made, each once."""
        found = {one.sha256: one for path in paths if (one := self.seen.get(path))}
        return list(found.values())


def logos(subject: Subject, root: Place) -> list[str]:
    """Return the path of the manifest's logo, if it is in the tree. There is at most one."""
    said = subject.manifest.logo if subject.manifest else None
    path = root.picture(said, subject.by_path) if said else None
    return [path] if path else []


def screenshots(subject: Subject, root: Place) -> list[str]:
    """Return the paths of the manifest's screenshots in the tree, Indonesian and English ones first."""
    named = [said for said in _screenshots(subject.manifest) if isinstance(said, str)]
    found = (root.picture(said, subject.by_path) for said in named)
    return list(dict.fromkeys(path for path in found if path))[:MOST_SCREENSHOTS]


def _screenshots(manifest: Manifest | None) -> Iterator[Any]:
    described = manifest.raw.get("description") if manifest else None
    if isinstance(described, Mapping):
        for language in sorted(described, key=lambda one: (one[:2] != "id", one[:2] != "en", one)):
            yield from described[language].get("screenshots") or ()


def make(
    subject: Subject, *, logos: Sequence[str], shots: Sequence[str], in_readmes: Sequence[str], seconds: float
) -> Album:
    """Make these pictures small, each in the largest room that somebody asks for it."""
    rooms = dict.fromkeys(list(in_readmes)[:MOST_IN_READMES], IN_README)
    rooms |= dict.fromkeys(logos, LOGO)
    rooms |= dict.fromkeys(shots, SCREENSHOT)
    contents = dict(_contents(subject, rooms))
    asked = [Asked(content, rooms[path]) for path, content in contents.items()]
    made = apart.each(make_small, asked, _SMALL, seconds=seconds)
    small = {path: one for path, one in zip(contents, made, strict=True) if one}
    return Album(
        {
            path: PictureSeen(one.sha256, path, one.width, one.height, len(one.content))
            for path, one in small.items()
        },
        {one.sha256: one.content for one in small.values()},
    )


def _contents(subject: Subject, paths: Mapping[str, object]) -> Iterator[tuple[str, bytes]]:
    left = MOST_BYTES
    for path in paths:
        content = subject.content(path, most=min(LARGEST, left))
        if content is not None:
            left -= len(content)
            yield path, content
