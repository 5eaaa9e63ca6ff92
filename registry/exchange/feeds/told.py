"""What feeds tell of applications and their releases, in both languages."""

import json
from collections.abc import Iterator
from datetime import datetime

from livinglab.language import Text
from registry.exchange.feeds.atom import Entry
from registry.tables import Application, Incident, Release


def release(application: Application, row: Release) -> Entry:
    """Tell of a published release."""
    return _released(
        application.slug,
        application.name,
        row.version,
        row.published_at or row.released_at,
        _short(application.summary),
    )


def latest(slug: str, summary: str, version: str, published_at: datetime) -> Entry:
    """Tell of the newest release of an application, from its ready summary."""
    return _released(slug, json.loads(summary)["name"], version, published_at, _short(summary))


def withheld(slug: str, summary: str, created_at: datetime) -> Entry:
    """Tell of an application of which nothing may be fetched yet."""
    name = json.loads(summary)["name"]
    short = _short(summary)
    return Entry(
        key=f"applications/{slug}",
        updated=created_at,
        title=Text(id=f"{name} tercatat di katalog", en=f"{name} is in the catalog"),
        summary=Text(
            id=f"{short.id} Rilisnya belum dapat diambil; alasannya ada di halamannya.".strip(),
            en=f"{short.en} No release can be fetched yet; its page says why.".strip(),
        ),
        link=f"/applications/{slug}",
        category="application",
    )


def yank(application: Application, row: Release) -> Entry:
    """Tell that a release was taken back."""
    reason = row.yank_reason or ""
    return Entry(
        key=f"applications/{application.slug}/releases/{row.version}/yank",
        updated=row.yanked_at or row.released_at,
        title=Text(
            id=f"{application.name} {row.version} ditarik", en=f"{application.name} {row.version} was yanked"
        ),
        summary=Text(
            id=f"Jangan dipasang lagi; pakai rilis lain. Alasan: {reason}",
            en=f"Do not install it any more; use another release. Reason: {reason}",
        ),
        link=f"/applications/{application.slug}",
        category="yank",
    )


def incident(application: Application, row: Incident) -> Entry:
    """Tell what a donor did to a published tag, without naming a commit: that may be of restricted source."""
    did = ("dihapus", "deleted") if row.kind == "tag-deleted" else ("dipindahkan", "moved")
    return Entry(
        key=f"applications/{application.slug}/incidents/{row.id}",
        updated=row.seen_at,
        title=Text(
            id=f"Tag rilis {application.name} {row.version} {did[0]} donor",
            en=f"The donor {did[1]} the tag of {application.name} {row.version}",
        ),
        summary=Text(
            id="Rilis yang sudah terbit tetap seperti semula. Tanyakan alasannya kepada donor.",
            en="What was published stays as it was. Ask the donor for the reason.",
        ),
        link=f"/applications/{application.slug}",
        category="incident",
    )


def standing(application: Application) -> Iterator[Entry]:
    """Tell that an application is retired, if it is."""
    if application.standing == "retired" and application.standing_at is not None:
        reason = application.standing_reason or ""
        yield Entry(
            key=f"applications/{application.slug}/retired",
            updated=application.standing_at,
            title=Text(id=f"{application.name} dipensiunkan", en=f"{application.name} is retired"),
            summary=Text(
                id=f"Tidak ada rilis baru. Alasan: {reason}",
                en=f"There are no new releases. Reason: {reason}",
            ),
            link=f"/applications/{application.slug}",
            category="retirement",
        )


def _released(slug: str, name: str, version: str, at: datetime, short: Text) -> Entry:
    return Entry(
        key=f"applications/{slug}/releases/{version}",
        updated=at,
        title=Text(id=f"{name} {version}", en=f"{name} {version}"),
        summary=Text(
            id=f"Rilis {version} terbit. {short.id}".strip(),
            en=f"Release {version} is out. {short.en}".strip(),
        ),
        link=f"/applications/{slug}",
        category="release",
    )


def _short(summary: str) -> Text:
    """Return an application's short description, in each language the nearest that there is."""
    said = json.loads(summary)["description"]
    first = next(iter(said.values()), "")
    return Text(id=said.get("id", first), en=said.get("en", first))
