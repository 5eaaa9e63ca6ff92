"""The API's list of addresses, for people, from its own OpenAPI document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request, Response

from livinglab.language import Text
from registry.dependencies import PageLanguage
from registry.website.rendering import render

METHODS = ("get", "put", "post", "patch", "delete")
# What a group of addresses is about, by its tag; a tag without a name here is shown as it is.
NAMES = {
    "account": Text(id="Akun", en="Account"),
    "adoptions": Text(id="Adopsi", en="Adoptions"),
    "applications": Text(id="Aplikasi dan pencarian", en="Applications and search"),
    "archives": Text(id="Arsip", en="Archives"),
    "changes": Text(id="Perubahan", en="Changes"),
    "dumps": Text(id="Semua data sekaligus", en="All data at once"),
    "experiences": Text(id="Pengalaman", en="Experiences"),
    "feeds": Text(id="Umpan Atom", en="Atom feeds"),
    "indicators": Text(id="Indikator SPBE", en="SPBE indicators"),
    "journal": Text(id="Jurnal", en="Journal"),
    "materials": Text(id="Panduan, pelatihan, dan layanan", en="Manuals, training and services"),
    "moderation": Text(id="Kurasi", en="Moderation"),
    "open catalog": Text(id="Open Catalog API", en="Open Catalog API"),
    "organisations": Text(id="Organisasi", en="Organisations"),
    "overrides": Text(id="Pengecualian pemeriksaan", en="Overrides of checks"),
    "pipelines": Text(id="Alur kerja tepercaya", en="Trusted pipelines"),
    "publishers": Text(id="Donor", en="Donors"),
    "regions": Text(id="Daerah", en="Regions"),
    "sign-in": Text(id="Masuk dari terminal", en="Signing in from a terminal"),
    "spbe index": Text(id="Indeks SPBE", en="SPBE index"),
    "statistics": Text(id="Statistik", en="Statistics"),
    "submissions": Text(id="Pengajuan", en="Submissions"),
    "visibility": Text(id="Keterlihatan dan perjanjian", en="Visibility and agreements"),
    "webhooks": Text(id="Webhook", en="Webhooks"),
}
router = APIRouter(include_in_schema=False)


@dataclass
class Group:
    """The addresses of one tag; `anchor` is where the page has them."""

    name: Text
    anchor: str
    operations: list[dict[str, Any]] = field(default_factory=list)


@router.get("/docs")
def api_page(request: Request, language: PageLanguage) -> Response:
    """List every address of the API by what it is about."""
    groups = sorted(grouped(request.app.openapi()), key=lambda group: group.name.to(language).lower())
    return render(request, "api.html", language, groups=groups)


def grouped(document: Mapping[str, Any]) -> list[Group]:
    """Return the operations of an OpenAPI document by their first tag, in the order of their paths.

    `said` is an operation's description, cut at its backquotes: every second piece is code.
    """
    groups: dict[str, Group] = {}
    for path, operations in sorted(document["paths"].items()):
        for method in METHODS:
            if method in operations:
                tag = operations[method].get("tags", ["other"])[0]
                shown = {"method": method.upper(), "path": path, **operations[method]}
                shown["said"] = (shown.get("description") or shown["summary"]).split("`")
                groups.setdefault(tag, _group(tag)).operations.append(shown)
    return list(groups.values())


def _group(tag: str) -> Group:
    return Group(NAMES.get(tag, Text(tag.capitalize(), tag.capitalize())), f"tag-{tag.replace(' ', '-')}")
