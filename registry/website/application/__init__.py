"""The pages of one application and of one release of it."""
