"""The SPBE index of one region, by Permen PANRB 59/2020."""

__version__ = "1.1.0"
