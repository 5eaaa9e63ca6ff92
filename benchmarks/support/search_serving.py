"""What the search benchmark puts under load: the real application, and what it is compared with.

Run by uvicorn in a process of its own; LIVINGLAB_FOLDER says which registry.
"""

import os
import urllib.parse
from collections.abc import Awaitable, Callable
from typing import Any

import tantivy

from registry.app import create_app
from registry.catalog.search import Filters, Search
from registry.catalog.search.place import Place
from registry.catalog.search.snapshot import Generation, term
from registry.catalog.search.words import of_query
from registry.database import open_database
from registry.settings import Settings

LIMIT = 25
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[dict[str, Any], Any, Send], Awaitable[None]]


def bare() -> App:
    """Return the same bytes for whatever is asked: the ceiling of the server."""
    body = os.environ["BENCHMARK_BODY_BYTES"].encode().zfill(int(os.environ["BENCHMARK_BODY_BYTES"]))
    return _route(lambda _words: body)


def plain() -> App:
    """Ask tantivy and join stored summaries: no synonyms, boosts, facets, snippets, spelling or journal."""
    folder = Place.of(Settings()).current()
    assert folder is not None
    searcher = Generation.open(folder).latest().searcher

    def answer(words: str) -> bytes:
        clauses = [(tantivy.Occur.Should, term("all", word)) for word in of_query(words)]
        result = searcher.search(tantivy.Query.boolean_query(clauses), LIMIT)
        return b",".join(searcher.doc(address)["summary"][0] for _, address in result.hits)

    return _route(answer)


def search() -> App:
    """Ask our search, on the event loop and without a framework."""
    settings = Settings()
    searching = Search(open_database(settings), settings)
    searching.start()

    def answer(words: str) -> bytes:
        return searching.find(
            words, filters=Filters(), cursor=None, limit=LIMIT, language="id", serial=0
        ).body

    return _route(answer)


def application() -> Any:
    """Serve the real application."""
    return create_app(Settings())


def _route(answer: Callable[[str], bytes]) -> App:
    async def route(scope: dict[str, Any], _receive: Any, send: Send) -> None:
        if scope["type"] != "http":
            return
        words = urllib.parse.parse_qs(scope["query_string"].decode()).get("q", [""])[0]
        body = answer(words)
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return route
