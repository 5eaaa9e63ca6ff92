"""One sentence in the two languages that our users read."""

from typing import Literal, NamedTuple

Language = Literal["id", "en"]


class Text(NamedTuple):
    """The same sentence in Indonesian and in English, side by side so that neither is forgotten."""

    id: str
    en: str

    def to(self, language: Language) -> str:
        """Return the sentence in `language`."""
        return self.id if language == "id" else self.en
