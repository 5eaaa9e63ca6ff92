"""Everything that a draft is drawn from, read once: files, packages, README, git's memory."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from livinglab.drafting import past, readme
from livinglab.drafting.folder import Folder
from livinglab.drafting.packages import Package, packages
from livinglab.drafting.past import Past
from livinglab.drafting.readme import Readme

READMES = ("readme.md", "readme.id.md", "readme.markdown", "readme", "readme.txt", "readme.rst")
_SHORTEST_NAME = 4
_SHORTEST_PART = 5  # letters that one name must have to be found again inside another
_GENERIC = frozenset(
    {"plugin", "project", "website", "backend", "frontend", "aplikasi", "system", "sistem", "laravel"}
    | {"codeigniter", "html", "public", "htdocs", "release", "current", "main", "master", "repo", "source"}
    | {"development", "production", "server", "client", "github", "gitlab", "download", "downloads"}
)  # which name folders and parts of packages everywhere


@dataclass(frozen=True)
class Ground:
    """What lies before us. `readme_path` is None where there is no README."""

    folder: Folder
    past: Past
    readme: Readme
    readme_path: str | None
    packages: tuple[Package, ...]

    @property
    def own(self) -> list[Package]:
        """The packages that are this repository's own, not a framework's or a copied one's."""
        return [package for package in self.packages if self.owns(package)]

    def owns(self, package: Package) -> bool:
        """Tell whether a package's name is borne out by the repository's address, folder or title."""
        if package.skeleton:
            return False
        parts = [part for part in re.split(r"[/@]", package.name) if part]
        said = {_letters(word) for word in [*parts, *re.split(r"[^A-Za-z0-9]+", package.name)]}
        return any(_alike(word, name) for word in said for name in self._names())

    def _names(self) -> list[str]:
        paths = [urlsplit(url).path.removesuffix(".git") for url in self.past.remotes.values()]
        parts = [part for path in paths for part in path.split("/")]
        title = "" if self.readme.skeleton else self.readme.title
        return [_letters(name) for name in (*parts, title, self.folder.root.resolve().name)]


def survey(root: Path) -> Ground:
    """Read what a folder holds. Nothing of it is run, no network is asked."""
    folder = Folder(root)
    path = folder.first(*READMES)
    return Ground(folder, past.recall(root), readme.read(folder.text(path)), path, packages(folder))


def _alike(word: str, name: str) -> bool:
    """Tell whether two names are one, or one a part of the other; `html` and `backend` name nothing."""
    short, long = sorted((word, name), key=len)
    if short in _GENERIC or len(short) < _SHORTEST_NAME:
        return False
    return short == long or (len(short) >= _SHORTEST_PART and short in long)


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
