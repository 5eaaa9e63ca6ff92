"""Words of the catalog that belong to a value: of facets, of orders, and of what a row says."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from livinglab.contract import Visibility
from livinglab.language import Text
from registry.website.application.words import DEPLOYMENT
from registry.website.catalog.terms import CATEGORIES, FIELDS

# Facets in the order in which a page shows them.
FACETS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "category": Text("Kategori", "Category"),
        "field": Text("Urusan", "Field of government"),
        "fetchable": Text("Kode", "Code"),
        "adopted": Text("Pemakaian", "Use"),
        "adopted_in": Text("Dipakai di provinsi", "In use in the province of"),
        "health": Text("Kesehatan kode", "Health of the code"),
        "license": Text("Lisensi", "Licence"),
        "license_provenance": Text("Asal lisensi", "Where the licence comes from"),
        "development_status": Text("Tahap pengembangan", "Stage of development"),
        "technology": Text("Teknologi", "Technology"),
        "deployment": Text("Pemasangan", "Deployment"),
        "visibility": Text("Keterbukaan kode sumber", "Who may have the source"),
        "publisher": Text("Donor", "Donor"),
        "region": Text("Wilayah donor", "The donor's region"),
    }
)
HEALTH: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "good": Text("baik", "good"),
        "fair": Text("cukup", "fair"),
        "bad": Text("kurang", "poor"),
        "unknown": Text("belum diketahui", "not known yet"),
    }
)
PROVENANCE: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "declared": Text("dinyatakan pemiliknya", "declared by its owner"),
        "boilerplate": Text("bawaan kerangka kerja", "from a framework's skeleton"),
        "conflicting": Text("saling bertentangan", "contradictory"),
        "none": Text("tidak ada berkasnya", "without a file"),
        "by-agreement": Text("dengan perjanjian", "by agreement"),
    }
)
VISIBILITY: Final[Mapping[str, Text]] = MappingProxyType(
    {
        Visibility.PUBLIC: Text("terbuka untuk umum", "open to everybody"),
        Visibility.GOVERNMENT: Text("untuk instansi pemerintah", "for government organisations"),
        Visibility.AGREEMENT: Text("dengan perjanjian", "by agreement"),
    }
)
STATUS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "concept": Text("konsep", "concept"),
        "development": Text("dikembangkan", "in development"),
        "beta": Text("beta", "beta"),
        "stable": Text("stabil", "stable"),
        "obsolete": Text("usang", "obsolete"),
    }
)
_FETCHABLE = {
    "true": Text("dapat diambil sekarang", "may be fetched now"),
    "false": Text("belum dapat diambil", "may not be fetched yet"),
}
_ADOPTED = {
    "true": Text("sudah dipakai", "in use"),
    "false": Text("belum dipakai siapa pun", "nobody uses it yet"),
}
# What the values of a facet are called; one that is not here is called what it is.
VALUES: Final[Mapping[str, Mapping[str, Text]]] = MappingProxyType(
    {
        "category": CATEGORIES,
        "field": FIELDS,
        "fetchable": _FETCHABLE,
        "adopted": _ADOPTED,
        "health": HEALTH,
        "license_provenance": PROVENANCE,
        "development_status": STATUS,
        "deployment": DEPLOYMENT,
        "visibility": VISIBILITY,
    }
)
SORTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "match": Text("paling cocok", "best match"),
        "changed": Text("perubahan terbaru", "newest change"),
        "newest": Text("terbaru di katalog", "newest in the catalog"),
        "adopted": Text("paling banyak dipakai", "most adopted"),
        "name": Text("nama", "name"),
        "health": Text("kesehatan", "health"),
    }
)
