"""Pages on which an application is donated, and followed until it is published or sent back."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Path, Query, Request, Response
from sqlmodel import Session

from livinglab.contract import SubmissionStatus, Visibility
from livinglab.language import Language
from registry.access.callers import Caller
from registry.catalog import submission_progress, submissions
from registry.database import Database
from registry.dependencies import (
    CurrentDatabase,
    CurrentLimits,
    CurrentSettings,
    Page,
    PageLanguage,
    Reading,
    write_cursor,
)
from registry.errors import RegistryError, TooMany
from registry.protection import limited
from registry.website.accounts.sign_in import go
from registry.website.rendering import render
from registry.website.submissions import form as submitting_form
from registry.website.submissions import steps as submitting_steps
from registry.website.submissions.form import Refused, Typed
from registry.website.visitors import FIRST, SIGN_IN, SignedIn, Visitor, with_return

router = APIRouter(include_in_schema=False)
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
UNAUTHORISED = 401


@router.get("/submit")
def submit_page(
    request: Request,
    session: Reading,
    visitor: Visitor,
    language: PageLanguage,
    typed: Annotated[Typed, Query()],
) -> Response:
    """Explain what a donation needs, and take it from those who may; its fields may be in the address."""
    return _form(request, session, visitor, language, typed)


@router.post("/submit")
def submit(
    request: Request,
    database: CurrentDatabase,
    counted: CurrentLimits,
    settings: CurrentSettings,
    visitor: Visitor,
    language: PageLanguage,
    typed: Annotated[Typed, Form()],
) -> Response:
    """Take a submission, and lead on to its progress."""
    if visitor.person_id is None:
        refused = Refused({"": FIRST}, status=UNAUTHORISED)
        return _refuse(request, database, visitor, language, typed, refused)
    try:
        limited.submission(request, counted, visitor)
        body = typed.as_request(private_donors=settings.private_donors)
        with database.write() as session:
            made = submissions.submit(session, body, caller=visitor, private_donors=settings.private_donors)
    except Refused as refused:
        return _refuse(request, database, visitor, language, typed, refused)
    except RegistryError as error:
        answer = _refuse(request, database, visitor, language, typed, Refused.of(error))
        if isinstance(error, TooMany):
            answer.headers["Retry-After"] = str(error.seconds)
        return answer
    return go(f"/submissions/{made.id}")


@router.get("/submissions")
def list_page(
    request: Request, session: Reading, caller: SignedIn, language: PageLanguage, page: Page
) -> Response:
    """List the submissions that somebody may follow, newest first."""
    rows = submission_progress.known(session, caller, before=page.after_number(), limit=page.limit + 1)
    shown = rows[: page.limit]
    return render(
        request,
        "submissions.html",
        language,
        secret=True,
        items=[(row, SubmissionStatus(row.status)) for row in shown],
        next=write_cursor(shown[-1].id) if len(rows) > page.limit else None,
        first=page.after is None,
        **_words(language),
    )


@router.get("/submissions/{number}")
def progress_page(
    request: Request, session: Reading, caller: SignedIn, language: PageLanguage, number: Number
) -> Response:
    """Show how far a submission has come, and why it was sent back."""
    submission = submissions.follow(session, number, caller=caller)
    progress = submission_progress.progress(session, submission, caller=caller)
    return render(
        request,
        "submission.html",
        language,
        secret=True,
        progress=progress,
        submission=progress.submission,
        steps=submitting_steps.steps(progress),
        findings=submitting_steps.grouped(progress.submission.checks),
        shown=submitting_steps.SHOWN,
        waits=progress.submission.status in submission_progress.WAITING,
        change=_filled_in(progress),
        **_words(language),
    )


@router.post("/submissions/{number}/again")
def visit_again(
    request: Request,
    database: CurrentDatabase,
    counted: CurrentLimits,
    settings: CurrentSettings,
    caller: SignedIn,
    number: Number,
) -> Response:
    """Ask for another visit of the same repository; it is a submission of its own."""
    limited.submission(request, counted, caller)
    with database.write() as session:
        submission = submissions.follow(session, number, caller=caller)
        made = submission_progress.again(
            session, submission, caller=caller, private_donors=settings.private_donors
        )
    return go(f"/submissions/{made.id}")


def _form(
    request: Request,
    session: Session,
    visitor: Caller,
    language: Language,
    typed: Typed,
    refused: Refused | None = None,
) -> Response:
    filled = {name: text for name, text in typed.model_dump(exclude={"manifest"}).items() if text}
    there = f"/submit?{urlencode(filled)}" if filled else "/submit"
    return render(
        request,
        "submit.html",
        language,
        status=refused.status if refused else 200,
        secret=visitor.is_known,
        typed=typed,
        errors=refused.errors if refused else {},
        offered=submitting_form.offered(session, visitor),
        visibilities=submitting_form.VISIBILITIES,
        sign_in=with_return(SIGN_IN, there),
    )


def _refuse(
    request: Request,
    database: Database,
    visitor: Caller,
    language: Language,
    typed: Typed,
    refused: Refused,
) -> Response:
    with database.read() as session:
        return _form(request, session, visitor, language, typed, refused)


def _filled_in(progress: submission_progress.Progress) -> str:
    """Return the address of the form with what this submission said."""
    said = {
        "url": progress.submission.url,
        "slug": progress.submission.slug,
        "publisher": progress.publisher,
        "visibility": Visibility(progress.visibility).value,
    }
    return f"/submit?{urlencode(said)}"


def _words(language: Language) -> dict[str, Any]:
    return {
        "headlines": submitting_steps.HEADLINES,
        "marks": submitting_steps.MARKS,
        "at": lambda moment: submitting_steps.moment(moment, language),
    }
