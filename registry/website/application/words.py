"""Words of an application's pages that belong to a value of the catalog."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from livinglab.contract import ReleaseStatus, Visibility
from livinglab.contract.indicators import Certainty
from livinglab.language import Text

VISIBILITIES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        Visibility.PUBLIC: Text("terbuka untuk umum", "open to everybody"),
        Visibility.GOVERNMENT: Text(
            "hanya untuk instansi pemerintah terverifikasi", "only for verified government organisations"
        ),
        Visibility.AGREEMENT: Text(
            "berdasarkan perjanjian dengan donor", "under an agreement with the donor"
        ),
    }
)
RELEASES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        ReleaseStatus.PUBLISHED: Text("terbit", "published"),
        ReleaseStatus.WITHHELD: Text("ditahan: lisensi belum jelas", "withheld: licence not clear"),
        ReleaseStatus.SENT_BACK: Text("dikembalikan kepada donor", "sent back to its donor"),
        ReleaseStatus.QUARANTINED: Text("dikarantina", "quarantined"),
    }
)
# `developmentStatus` of publiccode.yml.
DEVELOPMENT: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "concept": Text("masih konsep", "a concept"),
        "development": Text("sedang dikembangkan", "in development"),
        "beta": Text("beta: dapat dicoba, belum untuk dipakai penuh", "beta: to be tried, not relied on"),
        "stable": Text("stabil, siap dipakai", "stable, ready for use"),
        "obsolete": Text("usang, tidak dilanjutkan", "obsolete, not continued"),
    }
)
DEPLOYMENT: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "container": Text("membawa berkas kontainernya sendiri", "brings its own container files"),
        "known-stack": Text(
            "berkas pemasangan ditambahkan saat diambil", "fetching it adds the files to deploy it"
        ),
        "by-hand": Text("dipasang dengan tangan", "deployed by hand"),
    }
)
DEPENDENCIES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "open": Text("perangkat lunak terbuka", "open software"),
        "proprietary": Text("perangkat lunak berbayar", "proprietary software"),
        "hardware": Text("perangkat keras", "hardware"),
    }
)
ARCHIVES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "snapshot": Text("potret lengkap", "whole snapshot"),
        "delta": Text("hanya perubahannya", "only what changed"),
        "history": Text("riwayat", "history"),
    }
)
CERTAINTIES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        Certainty.CLAIMED: Text("dinyatakan pembuatnya", "claimed by its authors"),
        Certainty.SUGGESTED: Text("dugaan katalog", "suggested by the catalog"),
    }
)
