"""Applications and their releases: submitted, published, listed, searched."""
