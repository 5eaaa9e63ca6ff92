"""Badges: one fact of an application as a small picture, for READMEs and pages elsewhere."""

import hashlib
import re
from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from livinglab import contract
from livinglab.contract import SLUG
from livinglab.contract.adoptions import State
from livinglab.language import Language, Text
from registry import clock
from registry.catalog import applications, health
from registry.dependencies import CurrentSettings, Reading
from registry.errors import NotFound
from registry.protection.limited import LimitReading
from registry.statistics import reading, selection
from registry.tables import Application
from registry.website import formats
from registry.website.assets import has_it
from registry.website.badges.drawing import Badge, Mood, draw

router = APIRouter(include_in_schema=False)
CACHED = "public, max-age=3600"
ADOPTERS = Text(id="pemakai", en="adopters")
HEALTH = Text(id="kesehatan", en="health")
LICENSE = Text(id="lisensi", en="licence")
UNKNOWN = Text(id="tidak dikenal", en="unknown")
NOT_YET = Text(id="belum diketahui", en="not known yet")
NOT_TOLD = Text(id="tidak diumumkan", en="not public")
EXAMPLE = Text(id="contoh", en="example")
# What stands in a licence's place, by the provenance that keeps it from being one.
INSTEAD = {
    "boilerplate": Text(id="hanya bawaan kerangka", en="boilerplate only"),
    "conflicting": Text(id="bertentangan", en="conflicting"),
    "none": Text(id="belum ada", en="none"),
    "by-agreement": Text(id="dengan perjanjian", en="by agreement"),
}
GOOD, FAIR = 70, 40  # scores of health from which on a badge is green, or amber


@router.get("/badge/{slug}.svg", dependencies=[LimitReading])
def badge_picture(
    request: Request,
    session: Reading,
    settings: CurrentSettings,
    slug: str,
    show: str = "adopters",
    lang: str = "id",
) -> Response:
    """Draw how many use an application, how healthy it is, or its licence."""
    language: Language = "en" if lang == "en" else "id"
    fact = FACTS.get(show)
    application = _shown(session, slug)
    if application is None or fact is None:
        return _answer(request, Badge("livinglab", UNKNOWN.to(language)), language, status=404)
    badge = fact(session, application, language)
    if show == "adopters" and settings.examples:
        badge = Badge(badge.label, f"{badge.value} ({EXAMPLE.to(language)})")
    return _answer(request, badge, language)


def _shown(session: Session, slug: str) -> Application | None:
    if not re.fullmatch(SLUG, slug):
        return None
    try:
        return applications.get(session, slug)
    except NotFound:
        return None


def _adopters(session: Session, application: Application, language: Language) -> Badge:
    chosen = selection.choose(session, today=clock.date_in_jakarta(), application=application.slug)
    if chosen.is_partial:  # not everybody may be told of them: a part would be a wrong number
        return Badge(ADOPTERS.to(language), NOT_TOLD.to(language))
    count = reading.standing(session, chosen)[State.IN_USE]
    return Badge(ADOPTERS.to(language), formats.number(count, language), "good" if count else "plain")


def _health(session: Session, application: Application, language: Language) -> Badge:
    score = health.health(health.facts(session, application), clock.today()).score
    if score is None:
        return Badge(HEALTH.to(language), NOT_YET.to(language))
    mood: Mood = "good" if score >= GOOD else "fair" if score >= FAIR else "bad"
    return Badge(HEALTH.to(language), f"{score}/100", mood)


def _license(_session: Session, application: Application, language: Language) -> Badge:
    summary = contract.ApplicationSummary.model_validate_json(application.summary)
    provenance = summary.license_provenance
    if application.visibility == contract.Visibility.AGREEMENT:
        provenance = "by-agreement"
    if provenance in INSTEAD:
        return Badge(LICENSE.to(language), INSTEAD[provenance].to(language), "fair")
    if summary.license is None:
        return Badge(LICENSE.to(language), NOT_YET.to(language), "fair")
    return Badge(LICENSE.to(language), summary.license, "good")


FACTS: dict[str, Callable[[Session, Application, Language], Badge]] = {
    "adopters": _adopters,
    "health": _health,
    "license": _license,
}


def _answer(request: Request, badge: Badge, language: Language, *, status: int = 200) -> Response:
    body = draw(badge, language).encode()
    headers = {"Cache-Control": CACHED, "Content-Language": language}
    if status == 200:
        headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if has_it(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
    return Response(body, status, headers, media_type="image/svg+xml")
