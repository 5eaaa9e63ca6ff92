"""One package at one version, and all of them with the lock files they stand in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from packageurl import PackageURL

from livinglab.language import Text

Ecosystem = Literal["composer", "npm", "pypi", "golang", "gem", "cargo"]  # types of package URLs
LONGEST_NAME = 256
LONGEST_VERSION = 128
LONGEST_LICENSE = 512


@dataclass(frozen=True, slots=True)
class Component:
    """One package as a lock file has it.

    `name` is whole: `laravel/framework`, `@vue/compiler-core`. `license` is the packager's own words, mostly
    an SPDX expression; None where the lock file does not say. `dev`: not needed where the application runs.
    """

    name: str
    version: str
    ecosystem: Ecosystem
    license: str | None
    dev: bool
    path: str

    @property
    def purl(self) -> str:
        """The package URL (github.com/package-url/purl-spec): `pkg:npm/%40vue/compiler-core@3.4.0`."""
        said = (
            self.name.lower() if self.ecosystem in ("golang", "composer") else self.name
        )  # as the spec has it
        namespace, _, name = said.rpartition("/")
        return PackageURL(self.ecosystem, namespace or None, name, self.version).to_string()


class Broken(NamedTuple):
    """A lock file that cannot be used, and why."""

    path: str
    why: Text


@dataclass(frozen=True)
class Components:
    """Every package of every lock file. `locks` counts each one's; `left_out`: the limit was met."""

    found: tuple[Component, ...]
    locks: dict[str, int]
    broken: tuple[Broken, ...]
    left_out: bool = False


def component(
    path: str,
    ecosystem: Ecosystem,
    name: object,
    version: object,
    license: object = None,
    dev: object = False,
) -> Component | None:
    """Make a component of what stands in a stranger's file; None where it is no name or no version."""
    if not (_plain(name, LONGEST_NAME) and _plain(version, LONGEST_VERSION)):
        return None
    return Component(str(name), str(version), ecosystem, _license(license), bool(dev), path)


def _plain(said: object, longest: int) -> bool:
    return isinstance(said, str) and 0 < len(said) <= longest and said.isprintable() and " " not in said


def _license(said: object) -> str | None:
    """A composer.lock has a list of alternatives (getcomposer.org/doc/04-schema.md), npm one expression."""
    if isinstance(said, list):
        words = [f"({one})" if " " in one else one for one in said if isinstance(one, str)]
        said = said[0] if len(said) == 1 else " OR ".join(words)
    if not isinstance(said, str) or len(said) > LONGEST_LICENSE or not said.isprintable():
        return None
    return said.strip() or None


def once_each(components: Iterable[Component | None]) -> Iterable[Component]:
    """Each package at each version once; needed in production wins over needed in development."""
    kept: dict[tuple[str, str], Component] = {}
    for one in components:
        if one is None:
            continue
        key = (one.name, one.version)
        if key not in kept or (kept[key].dev and not one.dev):
            kept[key] = one
    return kept.values()
