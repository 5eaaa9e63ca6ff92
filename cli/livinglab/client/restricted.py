"""Source that is not public: archives at signed addresses, kept apart from what is recorded of them."""

import re
from typing import NamedTuple

from livinglab.contract import Application, Archive, Release
from livinglab.errors import NotFetchable
from livinglab.language import Text

QUERY = re.compile(r"until=\d{1,15}&signature=[0-9a-f]{64}")


class Link(NamedTuple):
    """Which release an archive is of, and the query with which its address is good for some minutes."""

    slug: str
    version: str
    query: str


class Links:
    """The signed addresses that a registry gave during this command. None is written to the disk."""

    def __init__(self) -> None:
        self._known: dict[str, Link] = {}

    def keep(self, slug: str, release: Release) -> Release:
        """Remember how the release's archives are reached; return it without that, as it is recorded."""
        archives = []
        for archive in release.archives:
            path, _, query = archive.path.partition("?")
            if QUERY.fullmatch(query):
                self._known[archive.sha256] = Link(slug, release.version, query)
            archives.append(archive.model_copy(update={"path": path}))
        bill = release.sbom
        sbom = bill.model_copy(update={"path": bill.path.partition("?")[0]}) if bill else None
        return release.model_copy(update={"archives": archives, "sbom": sbom})

    def of(self, archive: Archive) -> Link | None:
        """Return how an archive is reached; None for a public one."""
        return self._known.get(archive.sha256)


def not_for_us(application: Application) -> NotFetchable:
    """Say that the source is not for this caller, or no longer, and how to come by it."""
    slug, ask = application.slug, application.how_to_ask
    return NotFetchable(
        Text(
            id=f"Kode sumber {slug} tidak terbuka untuk umum, dan katalog tidak mengenal Anda sebagai pihak "
            "yang (masih) berhak.",
            en=f"The source of {slug} is not public, and the catalog does not know you as somebody who may "
            "have it (any more).",
        ),
        Text(
            id="Masuk: livinglab login. Siapa Anda saat ini: livinglab whoami.\n"
            f"Surat kepada donor: livinglab show {slug} --letter{_said(ask.id if ask else '')}",
            en="Sign in: livinglab login. Who you are now: livinglab whoami.\n"
            f"A letter to the donor: livinglab show {slug} --letter{_said(ask.en if ask else '')}",
        ),
    )


def _said(sentence: str) -> str:
    return f"\n{sentence}" if sentence else ""
