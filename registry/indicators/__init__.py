"""Indicators of SPBE: the instruments as data, and which indicators an application can support."""

from registry.indicators.applications import supporting
from registry.indicators.instruments import get, indicator, known, named_by, of_year, rows, urn
from registry.indicators.supported import supported

__all__ = ["get", "indicator", "known", "named_by", "of_year", "rows", "supported", "supporting", "urn"]
