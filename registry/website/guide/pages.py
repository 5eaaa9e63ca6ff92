"""The guide: how to adopt and donate, the law in short, licences and words in plain language."""

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from registry.dependencies import PageLanguage
from registry.website.guide import words as guide_words
from registry.website.rendering import render

CHAPTERS = ("adopt", "donate", "leaders", "law", "licences", "words")
router = APIRouter(prefix="/guide", include_in_schema=False)


@router.get("")
def guide_page(request: Request, language: PageLanguage) -> Response:
    """Show what the guide holds."""
    return render(request, "guide.html", language)


@router.get("/{chapter}")
def chapter_page(request: Request, language: PageLanguage, chapter: str) -> Response:
    """Show one chapter of the guide."""
    if chapter not in CHAPTERS:
        raise HTTPException(404)
    return render(request, f"guide_{chapter}.html", language, glossary=guide_words.in_order(language))
