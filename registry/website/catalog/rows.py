"""Rows: what a list says of each application, beside what the index has of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from livinglab.contract.adoptions import State
from livinglab.language import Language
from registry import clock
from registry.adoption import naming
from registry.adoption.filters import in_state
from registry.tables import Adoption, Application
from registry.website.catalog.words import PROVENANCE


@dataclass(frozen=True)
class Row:
    """One application in a list. `adopters` use it today; None: not everybody may be told."""

    slug: str
    name: str
    sentence: str
    tongue: str  # language of the sentence
    donor: str
    place: str | None
    version: str | None
    license: str | None
    provenance: str | None
    visibility: str
    last_change: date | None
    health: str
    adopters: int | None
    snippet: str | None
    is_described: bool  # by the catalog, without a visit


def rows(session: Session, hits: Sequence[Mapping[str, Any]], language: Language) -> list[Row]:
    """Return the rows of what a search found: adopters as the database has them now."""
    counted = in_use(session, [hit["slug"] for hit in hits])
    return [_row(hit, counted, language) for hit in hits]


def in_use(session: Session, slugs: Sequence[str]) -> dict[str, int]:
    """Return how many use each application today, of those whose adoptions everybody may be told of."""
    using = (col(Adoption.application_id) == Application.id) & in_state(
        State.IN_USE, today=clock.date_in_jakarta()
    )
    query = (
        select(Application.slug, func.count(col(Adoption.id)))
        .outerjoin(Adoption, using)
        .where(col(Application.slug).in_(slugs), naming.wholly_named())
        .group_by(Application.slug)
    )
    return dict(iter(session.exec(query).all()))


def said(texts: Mapping[str, str], language: Language) -> tuple[str, str]:
    """Return a text in the reader's language, else in any, and the language that it is in."""
    tongue = language if language in texts else next(iter(texts), language)
    return texts.get(tongue, ""), tongue


def _row(hit: Mapping[str, Any], counted: Mapping[str, int], language: Language) -> Row:
    sentence, tongue = said(hit["description"], language)
    provenance = PROVENANCE.get(hit.get("license_provenance") or "")
    snippet = hit.get("snippet")
    place = hit["publisher"].get("region")
    return Row(
        slug=hit["slug"],
        name=hit["name"],
        sentence=sentence,
        tongue=tongue,
        donor=hit["publisher"]["name"],
        place=place["name"] if place else None,
        version=hit["latest_version"],
        license=hit["license"],
        provenance=provenance.to(language) if provenance else None,
        visibility=hit["visibility"],
        last_change=_day(hit),
        health=hit.get("health", "unknown"),
        adopters=counted.get(hit["slug"]),
        snippet=snippet if snippet and snippet.strip("… ") not in sentence else None,
        is_described=hit["latest_version"] is None and hit.get("described_by") == "catalog",
    )


def _day(hit: Mapping[str, Any]) -> date | None:
    if hit.get("last_change"):
        return date.fromisoformat(hit["last_change"])
    released = hit["released_at"]
    return datetime.fromisoformat(released).astimezone(clock.JAKARTA).date() if released else None
