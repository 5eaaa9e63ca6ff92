"""The index's fields, and the fingerprint of everything that decides what is written into them."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import tantivy

HERE = Path(__file__).parent
# What decides about terms: a change in any of these makes another index.
SOURCES = (*("fields.py", "documents.py", "life.py", "words.py", "stems.py", "synonyms.py", "synonyms.txt"),)
TERMS = "terms"  # the tokenizer for stems that are joined by blanks
FACETS = (
    *("category", "field", "region", "license", "license_provenance", "publisher", "development_status"),
    *("technology", "deployment", "visibility", "fetchable", "health", "adopted", "adopted_in"),
)
# What hits are sorted by, and what is told of them beside their cards. Of `until`: documents.py.
NUMBERS = ("changed", "newest", "adopters", "score", "until")


def schema() -> tantivy.Schema:
    """Build the schema. Stems arrive joined by blanks: as good as PreTokenizedString, and written faster."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("slug", tokenizer_name="raw", index_option="basic", stored=True)
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    for field in ("name", "short", "all"):
        builder.add_text_field(field, tokenizer_name=TERMS, index_option="freq")
    builder.add_text_field("word", tokenizer_name=TERMS, index_option="basic")
    for field in FACETS:
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("title", tokenizer_name="raw", index_option="basic", fast=True)
    for field in NUMBERS:
        builder.add_unsigned_field(field, fast=True)
    builder.add_unsigned_field("edition", fast=True)
    for field in ("summary", "texts"):
        builder.add_bytes_field(field, stored=True)
    return builder.build()


@cache
def fingerprint() -> str:
    """Name the present way of indexing: sources, synonyms, and the versions of tantivy and Sastrawi."""
    digest = hashlib.sha256()
    for source in SOURCES:
        digest.update((HERE / source).read_bytes())
    for package in ("tantivy", "pysastrawi"):
        digest.update(f"{package} {version(package)}\n".encode())
    return digest.hexdigest()[:16]
