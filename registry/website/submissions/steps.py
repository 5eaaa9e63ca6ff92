"""The steps of a submission, from its arrival to how it ended, and when each was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from livinglab import contract
from livinglab.contract import Level, SubmissionStatus
from livinglab.language import Language, Text
from registry import clock
from registry.catalog.submission_progress import Progress

SHOWN = 50  # findings of one level on the page; `livinglab check` and the API have the rest
State = Literal["done", "now", "next", "failed"]
RECEIVED = Text(id="Diterima", en="Received")
QUEUED = Text(id="Dalam antrean", en="In the queue")
VISITED = Text(id="Repositori dikunjungi dan diperiksa", en="The repository is visited and checked")
LOOKED_AT = Text(id="Dilihat kurator", en="Looked at by a curator")
PUBLISHED = Text(id="Terbit", en="Published")
SENT_BACK = Text(id="Dikembalikan", en="Sent back")
FAILED = Text(id="Kunjungan gagal", en="The visit failed")
HEADLINES = {
    SubmissionStatus.QUEUED: Text(id="menunggu giliran", en="waiting for its turn"),
    SubmissionStatus.VISITING: Text(id="sedang dikunjungi", en="being visited"),
    SubmissionStatus.IN_REVIEW: Text(id="menunggu kurator", en="waiting for a curator"),
    SubmissionStatus.PUBLISHED: Text(id="terbit", en="published"),
    SubmissionStatus.SENT_BACK: Text(id="dikembalikan", en="sent back"),
    SubmissionStatus.FAILED: Text(id="gagal dikunjungi", en="could not be visited"),
}
MARKS = {
    SubmissionStatus.PUBLISHED: "good",
    SubmissionStatus.SENT_BACK: "bad",
    SubmissionStatus.FAILED: "bad",
}


@dataclass(frozen=True)
class Step:
    """One step: what it is, where it stands, when it was, and what there is to say."""

    name: Text
    state: State
    at: datetime | None = None
    said: Text | None = None


def steps(progress: Progress) -> list[Step]:
    """Return the steps in their order; exactly one is `now` or `failed`."""
    submission, status = progress.submission, progress.submission.status
    waits, is_visited = status is SubmissionStatus.QUEUED, status is SubmissionStatus.VISITING
    found = [
        Step(RECEIVED, "done", submission.created_at),
        Step(QUEUED, "now" if waits else "done", said=_place(progress)),
    ]
    if status is SubmissionStatus.FAILED:
        return [*found, Step(FAILED, "failed", submission.updated_at)]
    visit: State = "next" if waits else "now" if is_visited else "done"
    found.append(Step(VISITED, visit, progress.visited_at, _repeated(progress)))
    if submission.review is not None:
        seen: State = "now" if status is SubmissionStatus.IN_REVIEW else "next"
        found.append(Step(LOOKED_AT, seen))
    if status is SubmissionStatus.SENT_BACK:
        return [*found, Step(SENT_BACK, "failed", submission.updated_at)]
    if status is SubmissionStatus.PUBLISHED:
        return [*found, Step(PUBLISHED, "now", submission.updated_at)]
    return [*found, Step(PUBLISHED, "next")]


def grouped(checks: Sequence[contract.Check]) -> list[tuple[Level, list[contract.Check]]]:
    """Return findings by level, the heaviest first; what a curator let pass stands in nobody's way."""
    found = [(level, [one for one in checks if one.level is level and not one.override]) for level in Level]
    return [group for group in found if group[1]]


def moment(at: datetime, language: Language) -> str:
    """Write a time of day in Jakarta: `15.04 WIB` in Indonesian, `15:04 WIB` in English."""
    return at.astimezone(clock.JAKARTA).strftime("%H.%M WIB" if language == "id" else "%H:%M WIB")


def _place(progress: Progress) -> Text | None:
    if progress.place is None:
        return None
    if progress.place == 1:
        return Text(id="Giliran berikutnya.", en="Next in line.")
    return Text(id=f"Urutan ke-{progress.place}.", en=f"Number {progress.place} in line.")


def _repeated(progress: Progress) -> Text | None:
    at = progress.repeated_at
    if at is None:
        return None
    return Text(
        id=f"Kunjungan terhenti karena gangguan di sisi kami. Diulang sekitar {moment(at, 'id')}.",
        en=f"The visit broke off through a fault on our side. It is repeated at about {moment(at, 'en')}.",
    )
