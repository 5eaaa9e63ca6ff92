"""livinglab: fetch, run and keep up to date the software that Indonesia's regions share."""

__version__ = "0.1.0"
