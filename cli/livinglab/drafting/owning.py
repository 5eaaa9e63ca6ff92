"""Whose application it may be and who may look after it: offered to a person, never written unasked."""

import re
from collections.abc import Iterator

from livinglab import regions
from livinglab.drafting.ground import Ground
from livinglab.drafting.model import Found

MOST_PEOPLE = 5
_REGION = re.compile(r"\b(Kabupaten|Kab\.|Kota|Provinsi) ((?:[A-Z][a-z]+)(?: [A-Z][a-z]+){0,3})")
URN = "urn:x-id-kemendagri:"


def look(ground: Ground) -> Iterator[Found]:
    """Yield the region that the README names and the people that packages and commits name."""
    readme = ground.readme
    if ground.readme_path and not readme.skeleton:
        for place in named_regions(" ".join([readme.title, *readme.paragraphs]))[:2]:
            yield Found("organisation.name", f"Pemerintah {place.name}", ground.readme_path, sure=False)
    people = [(name, package.path) for package in ground.own for name in package.authors]
    people += [(name, "git log") for name in ground.past.committers]
    first = dict(reversed(people))  # a package before the log
    for name, source in list({name: first[name] for name, _ in people}.items())[:MOST_PEOPLE]:
        yield Found("maintenance.contacts", ({"name": name},), source, sure=False)


def named_regions(text: str) -> list[regions.Place]:
    """Return the regions that a text names in full, such as `Kabupaten Sumedang`."""
    known = {name.lower(): regions.Place(code, name) for code, name in regions.bundled().items()}
    found: list[regions.Place] = []
    for kind, words in _REGION.findall(text[:20_000]):
        parts = f"{kind.replace('Kab.', 'Kabupaten').replace('Provinsi ', '')} {words}".split()
        candidates = (" ".join(parts[:length]).lower() for length in range(len(parts), 1, -1))
        plain = (name.removeprefix("provinsi ") for name in candidates)
        place = next((known[name] for name in plain if name in known), None)
        if place and place not in found:
            found.append(place)
    return found
