"""Render a page: the templates in the reader's language, and what every page has around it."""

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from livinglab.language import Language
from registry.dependencies import LANGUAGE_COOKIE, page_language
from registry.website import formats, words
from registry.website.assets import TEMPLATES
from registry.website.cookies import visit_of
from registry.website.delivery import deliver
from registry.website.moderation import words as moderation_words
from registry.website.translations import translations

LANGUAGE_KEPT = 365 * 86_400  # seconds for which a browser remembers the language


def render(
    request: Request,
    template: str,
    language: Language,
    *,
    status: int = 200,
    secret: bool = False,
    **values: Any,
) -> Response:
    """Return a page in `language`, as HTML. `secret`: see `delivery.deliver`.

    Every template may use: `_()` and `{% trans %}`; the filters `number`, `day`, `month`, `share`, `rupiah`,
    `size`, and `sentence` for a Text or Sentence; `asset(name)`, `language`, `other`, `other_url`, `path`
    (of this page), `origin` (of the registry), `signed_in`, and `examples` (what is recorded is made up).
    """
    around = _around(request, language, status)
    around["shareable"] = status == 200 and request.method in ("GET", "HEAD") and not secret
    page = _environment(language).get_template(template).render(**around, **values)
    answer = deliver(request, page, status=status, secret=secret)
    answer.headers["Content-Language"] = language
    _remember(request, answer, language)
    return answer


def error_page(request: Request, status: int, title: str, detail: str) -> Response:
    """Return an error as a page."""
    language = page_language(
        request.headers.get("accept-language"),
        request.query_params.get("lang"),
        request.cookies.get(LANGUAGE_COOKIE),
    )
    return render(request, "error.html", language, status=status, code=status, title=title, detail=detail)


def _around(request: Request, language: Language, status: int) -> dict[str, Any]:
    settings, assets = request.app.state.settings, request.app.state.assets
    other = "en" if language == "id" else "id"
    # Without the query where something failed: a page does not repeat a link's secret.
    asked = request.query_params.multi_items() if status < 400 else []
    query = [pair for pair in asked if pair[0] != "lang"]
    return {
        "language": language,
        "other": other,
        "other_url": f"?{urlencode([*query, ('lang', other)])}",
        "asset": assets.address,
        "has_tokens": assets.has("tokens.css"),
        "path": request.url.path,
        "origin": settings.origin,
        "examples": settings.examples,
        "signed_in": visit_of(request.state).caller.is_known,
    }


def _remember(request: Request, answer: Response, language: Language) -> None:
    """Let the browser keep the language that the address asked for."""
    if request.query_params.get("lang") != language or request.cookies.get(LANGUAGE_COOKIE) == language:
        return
    secure = request.app.state.settings.public_url.scheme == "https"
    answer.set_cookie(LANGUAGE_COOKIE, language, LANGUAGE_KEPT, secure=secure, httponly=True, samesite="lax")


@cache
def _environment(language: Language) -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(TEMPLATES)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]  # the extension's
    for name in ("number", "day", "month", "share", "rupiah", "size"):
        made.filters[name] = _in(language, getattr(formats, name))
    made.filters["sentence"] = lambda sentence: sentence.en if language == "en" else sentence.id
    made.globals["provenances"] = words.PROVENANCE
    made.globals["sources"] = words.SOURCES
    made.globals["levels"] = words.LEVELS
    made.globals["states"] = words.STATES
    made.globals["moderated"] = moderation_words.STANDINGS
    return made


def _in(language: Language, write: Any) -> Any:
    return lambda value, **how: write(value, language, **how)
