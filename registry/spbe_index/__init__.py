"""The SPBE index of regions and of the country by year, as KemenPANRB published it (`SOURCE.md`)."""
