"""What the application is for, in the repository's own words."""

import re
from collections.abc import Iterator

from livinglab.drafting import tongue
from livinglab.drafting.ground import Ground
from livinglab.drafting.model import Found

SHORT, LONG, FEATURES = "shortDescription", "longDescription", "features"
_SHORTEST = 15  # letters below which a sentence describes nothing
_LONGEST_BYTES = 24 << 10
_WIDTH = 100
_SENTENCE = re.compile(r"(?<=[.!?]) +(?=[A-Z])")


def look(ground: Ground) -> Iterator[Found]:
    """Yield `description.<language>.…`, all in the one language that the texts speak most surely."""
    every = [*_short(ground), *_long(ground), *_features(ground)]
    language = spoken(ground, every)
    for found in every:
        said = tongue.guess(_text(found)) or spoken_by_readme(ground)
        if said in (None, language):
            yield found._replace(
                key=f"description.{language}.{found.key}", sure=found.sure and said is not None
            )


def spoken(ground: Ground, found: list[Found]) -> str:
    """Return the language of the description: the README's, else the first text's, else Indonesian."""
    first = next((guess for one in found if (guess := tongue.guess(_text(one)))), None)
    return spoken_by_readme(ground) or first or "id"


def spoken_by_readme(ground: Ground) -> str | None:
    """Return the language of the README, None where it is a framework's or cannot be told."""
    readme = ground.readme
    if readme.skeleton:
        return None
    return tongue.guess(" ".join([readme.title, readme.prose, *readme.features]))


def _short(ground: Ground) -> Iterator[Found]:
    for package in ground.own:
        if len(package.description) >= _SHORTEST:
            yield Found(SHORT, package.description, package.path)
            yield Found(SHORT, _first_sentence(package.description), package.path, sure=False)
    readme, path = ground.readme, ground.readme_path
    first = next(
        (text for text in readme.paragraphs if len(text) >= _SHORTEST and not text.endswith(":")), None
    )
    if first and path and not readme.skeleton:
        yield Found(SHORT, first, path)
        yield Found(SHORT, _first_sentence(first), path, sure=False)


def _first_sentence(text: str) -> str:
    return _SENTENCE.split(text, maxsplit=1)[0]


def _long(ground: Ground) -> Iterator[Found]:
    readme, path = ground.readme, ground.readme_path
    if path and readme.prose and not readme.skeleton and len(readme.prose.encode()) <= _LONGEST_BYTES:
        yield Found(LONG, _wrapped(readme.prose), path)


def _features(ground: Ground) -> Iterator[Found]:
    if ground.readme.features and ground.readme_path and not ground.readme.skeleton:
        yield Found(FEATURES, ground.readme.features, ground.readme_path)


def _wrapped(prose: str) -> str:
    """Break long lines: Markdown reads them as one."""
    lines: list[str] = []
    for line in prose.splitlines():
        indent = "  " if line.startswith("- ") else ""
        current = ""
        for word in line.split(" "):
            if current and len(current) + len(word) >= _WIDTH and not _like_a_bullet(word):
                lines.append(current)
                current = indent + word
            else:
                current = f"{current} {word}" if current else word
        lines.append(current)
    return "\n".join(lines)


def _like_a_bullet(word: str) -> bool:
    """A word that would make a bullet, a heading or a quotation at the start of a line."""
    return re.fullmatch(r"[-+*>#=]+|[0-9]{1,9}[.)]", word) is not None


def _text(found: Found) -> str:
    return " ".join(map(str, found.value)) if isinstance(found.value, tuple) else str(found.value)
