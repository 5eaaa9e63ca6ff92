"""Letters that open doors: an official request to a donor, ready to be numbered and signed."""

from livinglab.letters.writing import write

__all__ = ["write"]
