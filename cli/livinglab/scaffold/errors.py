"""What this room raises; each error carries its sentence in both languages."""

from livinglab.language import Text


class ScaffoldError(Exception):
    """Something about the donor's tree or the answers stops the overlay; `text` says what and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text
