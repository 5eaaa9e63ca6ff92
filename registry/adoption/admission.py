"""Admission: what an event must be like to be recorded. Each refusal names the field and the way out."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from livinglab.contract.adoptions import Document, EventRequest, Stage
from livinglab.language import Text
from registry import clock
from registry.catalog import plain_text, summaries
from registry.errors import Conflict, Invalid, NotFound
from registry.tables import Adoption, AdoptionEvent, Application, Release

EARLIEST = date(2000, 1, 1)  # before the first e-government programmes: most likely mistyped


def admitted(session: Session, application: Application, request: EventRequest) -> dict[str, Any]:
    """Return an event's columns as they are kept, without who records it and when. Raises Invalid."""
    _require_day(request.date, field="date")
    _require_reason(request)
    _require_corrects(request)
    _require_commit(session, application, request)
    return {
        "stage": str(request.stage),
        "happened_on": request.date,
        "version": request.version,
        "commit": request.commit,
        **_document(request.document),
        "reason": str(request.reason) if request.reason else None,
        "note": plain_text.note(request.note, field="note"),
        "corrects_id": request.corrects,
    }


def require_first(request: EventRequest) -> None:
    """Raise NotFound for a first event that corrects another."""
    if request.corrects is not None:
        raise NotFound(
            Text(
                id=f"Adopsi ini belum punya catatan apa pun, jadi tidak ada nomor {request.corrects} yang "
                "dapat diperbaiki. Periksa aplikasi, wilayah, dan unitnya.",
                en=f"Nothing is recorded of this adoption yet, so there is no number {request.corrects} to "
                "correct. Check application, region and unit.",
            )
        )


def require_correctable(session: Session, adoption: Adoption, request: EventRequest) -> None:
    """Raise NotFound or Conflict where the event that a request corrects is not one that stands."""
    if request.corrects is None:
        return
    found = session.get(AdoptionEvent, request.corrects)
    if found is None or found.adoption_id != adoption.id:
        raise NotFound(
            Text(
                id=f"Adopsi {adoption.id} tidak punya catatan nomor {request.corrects}. Lihat "
                f"/api/v1/adoptions/{adoption.id}/events.",
                en=f"Adoption {adoption.id} has no record number {request.corrects}. See "
                f"/api/v1/adoptions/{adoption.id}/events.",
            )
        )
    if found.stage == Stage.RETRACTION:
        raise Conflict(
            Text(
                id="Pencabutan tidak dapat diperbaiki. Catat kembali tahap yang dicabut itu.",
                en="A retraction is not corrected. Record the stage that it took back anew.",
            )
        )
    later = session.exec(select(AdoptionEvent.id).where(AdoptionEvent.corrects_id == found.id)).first()
    if later is not None:
        raise Conflict(
            Text(
                id=f"Catatan nomor {found.id} sudah diperbaiki oleh nomor {later}. Perbaiki nomor {later}.",
                en=f"Record number {found.id} was corrected by number {later}. Correct number {later}.",
            )
        )


def _require_day(day: date | None, *, field: str) -> None:
    if day is not None and not EARLIEST <= day <= clock.date_in_jakarta():
        raise Invalid(
            Text(
                id=f"`{field}` harus antara {EARLIEST} dan hari ini di Jakarta. Catat yang sudah terjadi.",
                en=f"`{field}` must lie between {EARLIEST} and today in Jakarta. Record what has happened.",
            ),
            field=field,
        )


def _require_reason(request: EventRequest) -> None:
    if (request.stage is Stage.STOPPED) == (request.reason is not None):
        return
    if request.reason is None:
        said = Text(
            id="Mengapa dihentikan? Isi `reason`, misalnya `no-staff`; selebihnya tulis di `note`.",
            en="Why was it stopped? Give a `reason` such as `no-staff`; the rest belongs into `note`.",
        )
    else:
        said = Text(
            id="`reason` hanya untuk tahap `stopped`. Hapus, atau tulis di `note`.",
            en="A `reason` is for the stage `stopped` alone. Leave it out, or write it into `note`.",
        )
    raise Invalid(said, field="reason")


def _require_corrects(request: EventRequest) -> None:
    if request.stage is Stage.RETRACTION and request.corrects is None:
        raise Invalid(
            Text(
                id="Pencabutan harus menyebut nomor catatan yang dicabut dalam `corrects`.",
                en="A retraction must name the record that it takes back in `corrects`.",
            ),
            field="corrects",
        )


def _require_commit(session: Session, application: Application, request: EventRequest) -> None:
    """Hold a commit to what the catalog knows of its version. Versions it does not know are taken as told."""
    if request.commit is None or request.version is None:
        return
    query = select(Release.commit).where(
        Release.application_id == application.id,
        Release.version == request.version,
        col(Release.status).in_(summaries.SHOWN),
    )
    known = session.exec(query).first()
    if known is not None and known != request.commit:
        raise Invalid(
            Text(
                id=f"Versi {request.version} dari {application.slug} adalah commit {known}. Perbaiki salah "
                "satunya, atau hapus `commit`.",
                en=f"Version {request.version} of {application.slug} is commit {known}. Correct one of them, "
                "or leave out `commit`.",
            ),
            field="commit",
        )


def _document(document: Document | None) -> dict[str, Any]:
    if document is None:
        return dict.fromkeys(("document_kind", "document_number", "document_date", "document_sha256"))
    _require_day(document.date, field="document.date")
    return {
        "document_kind": str(document.kind),
        "document_number": plain_text.line(document.number, field="document.number"),
        "document_date": document.date,
        "document_sha256": document.sha256,
    }
