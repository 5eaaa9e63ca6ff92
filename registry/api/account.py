"""The account behind a token: who it acts for, which tokens there are, and how to end them."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from livinglab.contract import Page as PageOf
from livinglab.contract.accounts import Account, AccountToken
from registry.access import accounts
from registry.api import answers
from registry.api.idempotency import TakesNoKey, idempotent
from registry.dependencies import KnownCaller, Page, Reading, Writing, write_cursor

router = APIRouter(prefix="/api/v1/account", tags=["account"])
PRIVATE = {"Cache-Control": "private, no-store"}
TokenNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("", response_model=Account, responses=answers.problems(401))
def get_account(session: Reading, caller: KnownCaller) -> Response:
    """Say who the token acts for and what it may do at this moment."""
    return _private(accounts.show(session, caller).model_dump_json())


@router.delete("/token", status_code=204, responses=answers.problems(401), dependencies=[TakesNoKey])
def revoke_held_token(session: Writing, caller: KnownCaller) -> None:
    """End the token that this request is sent with, at once."""
    accounts.revoke_own(session, caller)


@router.get("/tokens", response_model=PageOf[AccountToken], responses=answers.problems(401))
def list_own_tokens(session: Reading, caller: KnownCaller, page: Page) -> Response:
    """List the tokens of the same person that are valid. A token with limits sees only itself."""
    rows = accounts.known(session, caller, after=page.after_number() or 0, limit=page.limit + 1)
    shown = [accounts.show_token(session, row) for row in rows[: page.limit]]
    following = write_cursor(shown[-1].id) if len(rows) > page.limit else None
    return _private(PageOf[AccountToken](items=shown, next=following).model_dump_json())


@router.delete("/tokens/{number}", status_code=204, responses=answers.problems(401, 404))
@idempotent(204)
def revoke_own_token(session: Writing, caller: KnownCaller, number: TokenNumber) -> None:
    """End another token of the same person, at once. No token can make one."""
    accounts.revoke(session, caller, number)


def _private(body: str) -> Response:
    return Response(body, media_type="application/json", headers=PRIVATE)
