"""Pages of regions: the country, a province, a regency or city."""
