"""Submissions: donate an application and follow how far it has come."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from livinglab import contract
from livinglab.language import Text
from registry.api import answers
from registry.catalog import submissions
from registry.dependencies import CurrentSettings, Publisher, Writing
from registry.errors import Forbidden

router = APIRouter(prefix="/api/v1", tags=["submissions"])


@router.post(
    "/submissions",
    status_code=201,
    response_model=contract.Submission,
    responses=answers.problems(401, 403, 409, 413),
)
def create_submission(
    session: Writing,
    token: Publisher,
    settings: CurrentSettings,
    body: contract.SubmissionRequest,
    response: Response,
) -> contract.Submission:
    """Submit a repository. It is visited soon; follow it at the address in `Location`."""
    submission = submissions.submit(
        session, body, actor=f"token:{token.name}", private_donors=settings.private_donors, token_id=token.id
    )
    response.headers["Location"] = f"/api/v1/submissions/{submission.id}"
    return submissions.show(session, submission)


@router.get(
    "/submissions/{number}", response_model=contract.Submission, responses=answers.problems(401, 403, 404)
)
def get_submission(
    session: Writing, token: Publisher, number: Annotated[int, Path(ge=1, le=2**31 - 1)]
) -> contract.Submission:
    """Follow a submission. Only the token that made it may."""
    submission = submissions.get(session, number)
    if submission.token_id != token.id:
        raise Forbidden(
            Text(
                id="Pengajuan ini dibuat dengan token lain.",
                en="This submission was made with another token.",
            )
        )
    return submissions.show(session, submission)
