"""Where links and pictures of a donor's text lead: to the web, into the donor's tree, or nowhere."""

import posixpath
import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

LONGEST = 2_000
LOADED = unicodedata  # by `urlsplit` late, for which a limited child could not open its file
_MAIL = re.compile(r"mailto:[^\s@?&<>\"']{1,100}@[A-Za-z0-9.-]{1,200}")
_WEB = re.compile(r"https?://[^\s<>\"'\\]{3,2000}")
# How forges spell the address of a file at a commit.
_FORGES = {
    "github.com": "{url}/blob/{commit}",
    "gitlab.com": "{url}/-/blob/{commit}",
    "codeberg.org": "{url}/src/commit/{commit}",
    "bitbucket.org": "{url}/src/{commit}",
}


@dataclass(frozen=True)
class Place:
    """Where a text stands: its folder in the tree, and the donor's files on the web where that is known."""

    folder: str = ""
    web: str | None = None
    repository: str | None = None

    def link(self, href: str) -> str | None:
        """Return where a link leads, as an address of the web or of mail; None where nowhere that is safe."""
        href = href.strip()
        if len(href) > LONGEST or _MAIL.fullmatch(href) or _is_web(href):
            return href if len(href) <= LONGEST else None
        path = self.path(href)
        if path is None or self.web is None:
            return None
        return f"{self.web}/{quote(path)}"

    def path(self, reference: str) -> str | None:
        """Return the path in the tree that a relative reference names; None if it leads out of the tree."""
        try:
            parts = urlsplit(reference.strip())
        except ValueError:
            return None
        if parts.scheme or parts.netloc or not parts.path:
            return None
        said = unquote(parts.path)
        start = "" if said.startswith("/") else self.folder
        path = posixpath.normpath(posixpath.join("/", start, said.lstrip("/")))
        climbs = posixpath.normpath(posixpath.join(start, said.lstrip("/")))
        if climbs.startswith("..") or not path.isprintable() or "\\" in path or path == "/":
            return None
        return path.lstrip("/")

    def picture(self, source: str, files: Container[str]) -> str | None:
        """Return the path in the tree of a picture: named by itself, or by this repository's own address."""
        path = self._own(source) if _is_web(source.strip()) else self.path(source)
        return path if path is not None and path in files else None

    def _own(self, address: str) -> str | None:
        """Read an address of a file of this very repository at some branch: `…/raw/main/docs/a.png`."""
        if self.repository is None:
            return None
        bare = urlsplit(address.strip())._replace(query="", fragment="").geturl()
        raw = self.repository.replace("https://github.com/", "https://raw.githubusercontent.com/")
        for start in (rf"{re.escape(self.repository)}/(?:-/)?(?:blob|raw|src/branch)", re.escape(raw)):
            found = re.fullmatch(rf"(?i:{start})/(?:refs/heads/)?[^/]+/(.+)", bare)
            if found:
                return Place().path("/" + found[1])
        return None


def place(path: str, url: str | None, commit: str) -> Place:
    """Return where the file at `path` stands. `url` is its repository's; None where that is secret."""
    repository = _repository(url) if url else None
    known = _FORGES.get(urlsplit(repository).netloc) if repository else None
    web = known.format(url=repository, commit=commit) if known else None
    return Place(posixpath.dirname(path), web, repository if known else None)


def _repository(url: str) -> str | None:
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.username:
        return None
    return f"https://{parts.netloc.lower()}{parts.path.rstrip('/').removesuffix('.git')}"


def _is_web(href: str) -> bool:
    if not _WEB.fullmatch(href):
        return False
    try:
        parts = urlsplit(href)
        return bool(parts.hostname) and parts.username is None
    except ValueError:
        return False
