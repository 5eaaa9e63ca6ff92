"""The front of the catalog: home, the list with its facets, and applications side by side."""
