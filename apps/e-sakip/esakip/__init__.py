"""e-SAKIP: performance accountability of one region, year by year."""

__version__ = "1.1.0"
