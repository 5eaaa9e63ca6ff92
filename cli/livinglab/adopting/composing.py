"""What is sent: a stage with all that is said of it, a correction of one, the donor's word, the terms."""

import argparse
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from livinglab.adopting import days, documents, meaning
from livinglab.adopting.subject import Subject
from livinglab.contract.adoptions import (
    AdoptionEvent,
    AdoptionRequest,
    EventRequest,
    Stage,
    StatementRequest,
    StopReason,
)
from livinglab.contract.words import Wire
from livinglab.errors import UsageError
from livinglab.language import Text

Body = TypeVar("Body", bound=Wire)
# From here on there is a version in the region's hands; what was stopped is known already.
WITH_VERSION = frozenset(
    {
        Stage.SOURCE_HANDOVER,
        Stage.INSTALLATION,
        Stage.TRAINING,
        Stage.ACCEPTANCE_TEST,
        Stage.GO_LIVE,
        Stage.REGISTRATION,
        Stage.EVALUATION,
        Stage.CONFIRMATION,
    }
)


def stage(subject: Subject, said: argparse.Namespace) -> AdoptionRequest:
    """Return the stage that the command line tells; raises UsageError naming the option and the fix."""
    kind = meaning.stage(said.stage)
    has_version = kind in WITH_VERSION or said.version is not None
    return checked(
        AdoptionRequest,
        application=subject.application,
        region=subject.place.code,
        unit=subject.unit,
        organisation=said.organisation,
        stage=kind,
        date=days.past(said.date, "--date") if said.date else days.today(),
        version=subject.version if has_version else None,
        commit=subject.commit if has_version else None,
        document=documents.named(said, kind),
        reason=_reason(said.reason, kind),
        note=said.note or None,
    )


def correction(before: AdoptionEvent, said: argparse.Namespace) -> EventRequest:
    """Return what takes the place of an event: all that it said, but for what is said anew.

    An empty word takes a part away: `--note ""`. Raises UsageError as `stage`.
    """
    kind = meaning.stage(said.stage) if said.stage else before.stage
    kept = before.reason if kind is Stage.STOPPED else None
    version = before.version if said.version is None else said.version or None
    return checked(
        EventRequest,
        stage=kind,
        date=days.past(said.date, "--date") if said.date else before.date,
        version=version,
        commit=before.commit if version == before.version else None,
        document=documents.corrected(before.document, said, kind),
        reason=_reason(said.reason or kept, kind),
        note=before.note if said.note is None else said.note or None,
        corrects=before.id,
    )


def retraction(before: AdoptionEvent, said: argparse.Namespace) -> EventRequest:
    """Return what takes an event back."""
    return checked(
        EventRequest, stage=Stage.RETRACTION, date=days.today(), corrects=before.id, note=said.note or None
    )


def statement(verdict: str, said: argparse.Namespace) -> StatementRequest:
    """Return the donor's word; raises UsageError for a dispute that does not say why."""
    if verdict == "disputed" and not said.note:
        raise UsageError(
            Text(id="--dispute: apa yang disanggah?", en="--dispute: what is disputed?"),
            Text(id='Jelaskan: --note "…"', en='Say it: --note "…"'),
        )
    return checked(StatementRequest, verdict=verdict, note=said.note or None)


def checked(kind: type[Body], **parts: Any) -> Body:
    """Make a body; raises UsageError naming the option that is wrong, before anything is sent."""
    try:
        return kind(**parts)
    except ValidationError as error:
        wrong = error.errors()[0]
        option = "--" + ".".join(str(part) for part in wrong["loc"]).replace("_", "-")
        said = why(wrong["type"], wrong.get("ctx", {}))
        raise UsageError(Text(id=f"{option}: {said.id}", en=f"{option}: {said.en}")) from error


def _reason(said: str | None, kind: Stage) -> StopReason | None:
    if kind is not Stage.STOPPED:
        if said:
            raise UsageError(
                Text(
                    id="--reason hanya untuk tahap stopped.", en="--reason only goes with the stage stopped."
                )
            )
        return None
    if not said:
        reasons = ", ".join(StopReason)
        raise UsageError(
            Text(id="stopped: mengapa? Belum disebutkan.", en="stopped: why? No reason is given."),
            Text(
                id=f'--reason ALASAN, dan bila perlu --note "…". Pilih dari: {reasons}',
                en=f'--reason REASON, with --note "…" where needed. Choose from: {reasons}',
            ),
        )
    return meaning.reason(said)


def why(kind: str, limits: Mapping[str, Any]) -> Text:
    """Say what is wrong with a value, by the name that pydantic has for it."""
    if kind == "string_too_long":
        most = limits["max_length"]
        return Text(
            id=f"terlalu panjang (paling banyak {most} huruf)", en=f"too long (at most {most} letters)"
        )
    if kind in ("less_than_equal", "greater_than_equal"):
        return Text("angkanya di luar batas", "the number is out of bounds")
    if kind == "string_pattern_mismatch":
        return Text("bentuknya tidak dikenal", "it is not of the right form")
    return Text("tidak bisa dipakai", "it cannot be used")
