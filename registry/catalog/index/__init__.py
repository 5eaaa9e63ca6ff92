"""The signed index of archives: made in shards, renewed when the journal moves or half its life is over."""

from registry.catalog.index.editions import renew
from registry.catalog.index.keeping import Keeper
from registry.catalog.index.sweeping import sweep

__all__ = ["Keeper", "renew", "sweep"]
