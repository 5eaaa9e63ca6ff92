"""Stems: what is left of an Indonesian or English word without its affixes."""

import re
from functools import lru_cache

import tantivy
from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary  # type: ignore[import-untyped]  # it has no types
from Sastrawi.Stemmer.Stemmer import Stemmer  # type: ignore[import-untyped]  # it has no types
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory  # type: ignore[import-untyped]  # it has no types

REMEMBERED = 200_000  # stems kept: Sastrawi needs 0.1 to 2 ms for a word that it has not seen
SHORTEST = 4  # shorter words carry no affix that could be told from the root
LONGEST = 30  # nothing longer is a word; Sastrawi's patterns need not meet it
# Sastrawi can take nothing else away, and is asked only where it could.
_AFFIX = re.compile(r"^(?:me|pe|be|te|di|ke|se)|(?:an|i|[klt]ah|pun|nya|[km]u)$")

_dictionary = ArrayDictionary(StemmerFactory().get_words())
_indonesian = Stemmer(_dictionary)
_english = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.stemmer("english")).build()
)


@lru_cache(REMEMBERED)
def stem(word: str) -> str:
    """Return the stem of one folded word: Indonesian where the dictionary knows the root, else English.

    A query does not say its language and catalogs mix both, so each word has one stem whatever stands
    around it.
    """
    if not SHORTEST <= len(word) <= LONGEST or not (word.isascii() and word.isalpha()):
        return word
    if _dictionary.contains(word):
        return word
    if _AFFIX.search(word):
        root: str = _indonesian.stem_word(word)
        if _dictionary.contains(root):
            return root
    return _english.analyze(word)[0]
