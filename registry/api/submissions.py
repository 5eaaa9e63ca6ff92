"""Submissions: donate an application and follow how far it has come."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from livinglab import contract
from registry.api import answers
from registry.api.idempotency import idempotent
from registry.catalog import submissions
from registry.dependencies import CurrentSettings, KnownCaller, Reading, Writing
from registry.protection.limited import LimitSubmission

router = APIRouter(prefix="/api/v1", tags=["submissions"])


@router.post(
    "/submissions",
    status_code=201,
    response_model=contract.Submission,
    responses=answers.problems(401, 403, 409, 413, 429),
    dependencies=[LimitSubmission],
)
@idempotent(201)
def create_submission(
    session: Writing,
    caller: KnownCaller,
    settings: CurrentSettings,
    body: contract.SubmissionRequest,
    response: Response,
) -> contract.Submission:
    """Submit a repository. It is visited soon; follow it at the address in `Location`."""
    submission = submissions.submit(session, body, caller=caller, private_donors=settings.private_donors)
    response.headers["Location"] = f"/api/v1/submissions/{submission.id}"
    return submissions.show(session, submission)


@router.get(
    "/submissions/{number}", response_model=contract.Submission, responses=answers.problems(401, 403, 404)
)
def get_submission(
    session: Reading, caller: KnownCaller, number: Annotated[int, Path(ge=1, le=2**31 - 1)]
) -> contract.Submission:
    """Follow a submission: who made it may, and their organisation."""
    return submissions.show(session, submissions.follow(session, number, caller=caller))
