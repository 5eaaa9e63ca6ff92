"""The Open Catalog API over our own records, for clients of other catalogs."""
