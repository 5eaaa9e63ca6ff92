"""Where things lie under the registry's folder."""

from dataclasses import dataclass
from pathlib import Path

from registry.settings import Settings


@dataclass(frozen=True)
class Folders:
    """The folders of one registry."""

    root: Path

    @property
    def archives(self) -> Path:
        """Immutable bundles and static entries: what mirrors copy."""
        return self.root / "archives"

    @property
    def mirrors(self) -> Path:
        """One bare repository a source, clean: the donors' objects as last accepted."""
        return self.root / "mirrors"

    @property
    def quarantine(self) -> Path:
        """What is being fetched and not yet believed."""
        return self.root / "quarantine"

    @property
    def keys(self) -> Path:
        """What the registry signs and seals with. Never in backups of the rest, never in mirrors."""
        return self.root / "keys"

    @property
    def dumps(self) -> Path:
        """The last dumps of everything public: made anew each night."""
        return self.root / "dumps"

    @property
    def search(self) -> Path:
        """The search index: derived data, may be deleted at any time."""
        return self.root / "search"


def folders(settings: Settings) -> Folders:
    """Return the folders of `settings`, making the root if it is absent."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    return Folders(settings.folder.absolute())
