"""Search over the applications: an index that follows the journal and may be deleted at any time."""

from registry.catalog.search.answers import Found
from registry.catalog.search.building import rebuild
from registry.catalog.search.cursors import DEEPEST
from registry.catalog.search.filters import SORTS, Filters, Sort
from registry.catalog.search.search import IndexBuilding, Search

__all__ = ["DEEPEST", "SORTS", "Filters", "Found", "IndexBuilding", "Search", "Sort", "rebuild"]
