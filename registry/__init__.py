"""The service: catalog, visits, archives and statistics."""
