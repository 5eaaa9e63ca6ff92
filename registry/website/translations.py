"""The pages' sentences in the reader's language: the templates speak English, `templates/locale/` Indonesian.

Words that belong to a value of the program (a stage, a state, an error) are `livinglab.language.Text` beside
that value; whole sentences of a page are gettext messages. `tests/registry/website/test_translations.py`
fails on a sentence without its translation.
"""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from livinglab.language import Language

LOCALE = Path(__file__).resolve().parents[2] / "templates" / "locale"


@cache
def translations(language: Language) -> NullTranslations:
    """Return the sentences of a language, read once: every `*.po` of its folder, one for each area."""
    made = NullTranslations()
    for path in sorted((LOCALE / language).glob("*.po")):
        made = _joined(made, path, language)
    return made


def say(language: Language, sentence: str) -> str:
    """Return one English sentence of the website in a language."""
    return translations(language).ugettext(sentence)


def _joined(made: NullTranslations, path: Path, language: Language) -> NullTranslations:
    written = BytesIO()
    with path.open("rb") as file:
        write_mo(written, read_po(file, locale=language, abort_invalid=True))
    written.seek(0)
    found = Translations(written)
    return made.merge(found) if isinstance(made, Translations) else found
