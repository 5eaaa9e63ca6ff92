"""Render a page: templates, words, and the headers that keep a page to itself."""

from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from livinglab.language import Language
from registry.dependencies import page_language
from registry.website import moderation_words, words
from registry.website.cookies import visit_of

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
# The headers that protect a page are every answer's: registry.protection.headers.
HEADERS = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"}
_environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["day"] = words.day
_environment.filters["size"] = words.size
_environment.filters["share"] = words.share
_environment.filters["to"] = lambda sentence, language: sentence.en if language == "en" else sentence.id
_environment.globals["provenances"] = words.PROVENANCE
_environment.globals["sources"] = words.SOURCES
_environment.globals["levels"] = words.LEVELS
_environment.globals["states"] = words.STATES
_environment.globals["moderated"] = moderation_words.STANDINGS


def render(
    request: Request, template: str, language: Language, *, status: int = 200, **values: Any
) -> Response:
    """Return a page in `language`, as HTML."""
    texts = SimpleNamespace(**{name: text.to(language) for name, text in words.WORDS.items()})
    other = "en" if language == "id" else "id"
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    page = _environment.get_template(template).render(
        language=language,
        text=texts,
        other=other,
        # Relative, and without the query where something failed: a page does not repeat a link's secret.
        other_url=f"?{urlencode([*(query if status < HTTPStatus.BAD_REQUEST else []), ('lang', other)])}",
        lang_query=f"lang={language}" if "lang" in request.query_params else "",
        lang_suffix=f"?lang={language}" if "lang" in request.query_params else "",
        signed_in=visit_of(request.state).caller.is_known,
        **values,
    )
    return Response(page, status, {**HEADERS, "Content-Language": language}, media_type="text/html")


def error_page(request: Request, status: int, title: str, detail: str) -> Response:
    """Return an error as a page."""
    language = page_language(request.headers.get("accept-language"), request.query_params.get("lang"))
    return render(request, "error.html", language, status=status, title=title, detail=detail)
