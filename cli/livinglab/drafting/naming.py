"""Name, addresses and version: what the repository calls itself, where it lies, what it comes from."""

import re
from collections.abc import Iterator

from livinglab.drafting.ground import Ground
from livinglab.drafting.model import Found
from livinglab.drafting.past import is_open

LONGEST_NAME = 60
_NO_NAME = re.compile(
    r"(read ?me|about.*|tentang.*|codeigniter.*|laravel.*|yii.*|create react app.*|"
    r"install\w*|instalasi|getting started|daftar isi|table of contents|deskripsi|"
    r"dokumentasi|documentation|project|proyek|aplikasi|app|backend|frontend|overview|cara .*|how to .*|"
    r"(selamat datang|welcome) .*|pendahuluan|latar belakang|usage|requirements?|persyaratan|"
    r"fitur.*|features?)",
    re.IGNORECASE,
)
_DECORATION = re.compile(r"^[^\w(\[]+|[^\w)\].+!]+$")
_FORKED = re.compile(
    r"\b(?:fork(?:ed)?(?: dari| of| from)?|turunan dari|pengembangan dari|based on|berbasis pada)\b"
    r"[^\n]{0,80}?(https?://[A-Za-z0-9./_~-]{4,200})",
    re.IGNORECASE,
)
_UNPACKED = re.compile(r"(?<=.)-(main|master)$")  # how forges name a zip's folder
_DEFAULT_VERSIONS = {"", "0.0.0", "0.1.0", "1.0.0"}  # which tools write when nobody has thought of one


def look(ground: Ground) -> Iterator[Found]:
    """Yield what is said of name, url, landingURL, version and origin."""
    yield from _name(ground)
    yield from _addresses(ground)
    yield from _version(ground)
    yield from _origin(ground)


def _name(ground: Ground) -> Iterator[Found]:
    title = _DECORATION.sub("", ground.readme.title)
    if title and len(title) <= LONGEST_NAME and not _NO_NAME.fullmatch(title) and ground.readme_path:
        yield Found("name", title, ground.readme_path, sure=not ground.readme.skeleton)
    for package in ground.own:
        yield Found("name", _spelt(package.short_name, ground), package.path)
    folder = ground.folder.root.resolve().name
    if folder:
        yield Found("name", _UNPACKED.sub("", folder), f"{folder}/", sure=False)


def _spelt(name: str, ground: Ground) -> str:
    """Return a package's name in the letters that people use for it: `opensid` is OpenSID."""
    said = " ".join(
        [ground.readme.title, *(url.removesuffix(".git") for url in ground.past.remotes.values())]
    )
    return next((word for word in re.split(r"[^\w-]+", said) if word.lower() == name.lower()), name)


def _addresses(ground: Ground) -> Iterator[Found]:
    for name, url in ground.past.remotes.items():
        if name == "origin":
            yield Found("url", url, f"git remote {name}", sure=is_open(url))
    for package in ground.packages:
        own = ground.owns(package)
        if own and package.homepage and not _is_forge(package.homepage):
            yield Found("landingURL", package.homepage, package.path)


def _is_forge(url: str) -> bool:
    return re.match(r"https?://(www\.)?(github|gitlab|bitbucket)\.(com|org)/", url) is not None


def _version(ground: Ground) -> Iterator[Found]:
    newest = ground.past.newest
    if newest:
        yield Found("softwareVersion", newest.version, f"git tag {newest.tag}")
        yield Found("releaseDate", newest.day, f"git tag {newest.tag}")
        return
    for package in ground.own:
        yield Found(
            "softwareVersion", package.version, package.path, sure=package.version not in _DEFAULT_VERSIONS
        )


def _origin(ground: Ground) -> Iterator[Found]:
    """Where it may come from; a person must say whether it is a variant."""
    for name, url in ground.past.remotes.items():
        if name != "origin":
            yield Found("isBasedOn", url, f"git remote {name}", sure=False)
    text = " ".join([*ground.readme.paragraphs, ground.readme.prose])[:20_000]
    found = _FORKED.search(text)
    if found and ground.readme_path:
        yield Found("isBasedOn", found[1].rstrip("."), ground.readme_path, sure=False)
