"""Search over the applications: an index that follows the journal and may be deleted at any time."""

from registry.catalog.search.answers import Found
from registry.catalog.search.building import rebuild
from registry.catalog.search.queries import Filters
from registry.catalog.search.search import IndexBuilding, Search

__all__ = ["Filters", "Found", "IndexBuilding", "Search", "rebuild"]
