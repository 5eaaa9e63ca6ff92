"""Protection: what stands before every route, whatever it does."""
