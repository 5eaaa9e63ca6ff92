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
_SHORTEST_NAME = 4  # letters two names must share before they are taken for one
_GENERIC = {"plugin", "project", "website", "backend", "frontend", "aplikasi", "system", "sistem", "laravel"}


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
        said = [_letters(word) for word in re.split(r"[/@]", package.name) if word]
        said += [word for word in re.split(r"[^a-z0-9]+", package.name.lower()) if len(word) > _SHORTEST_NAME]
        wanted = [word for word in said if len(word) >= _SHORTEST_NAME and word not in _GENERIC]
        return any(word in name or name in word for word in wanted for name in self._names())

    def _names(self) -> list[str]:
        paths = [urlsplit(url).path.removesuffix(".git") for url in self.past.remotes.values()]
        parts = [part for path in paths for part in path.split("/")]
        title = "" if self.readme.skeleton else self.readme.title
        names = (_letters(name) for name in (*parts, title, self.folder.root.resolve().name))
        return [name for name in names if len(name) >= _SHORTEST_NAME]


def survey(root: Path) -> Ground:
    """Read what a folder holds. Nothing of it is run, no network is asked."""
    folder = Folder(root)
    path = folder.first(*READMES)
    return Ground(folder, past.recall(root), readme.read(folder.text(path)), path, packages(folder))


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
