"""The journal for everybody: rows, signed checkpoints, and the keys that they are signed with."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from livinglab.contract.index import RegistryKeys
from livinglab.contract.journal import CheckpointPage, CheckpointShown, JournalPage
from livinglab.language import Text
from registry.access import rights
from registry.access.rights import Right
from registry.api import answers
from registry.dependencies import MOST, CurrentCaller, CurrentSettings, Reading
from registry.errors import NotFound
from registry.journal import checkpoints, keyring, reading

router = APIRouter(prefix="/api/v1", tags=["journal"])
After = Annotated[int, Query(ge=0, le=2**62, description="the serial after which to begin")]
Limit = Annotated[int, Query(ge=1, le=MOST)]


@router.get("/journal", response_model=JournalPage, responses=answers.problems(401))
def list_rows(session: Reading, caller: CurrentCaller, after: After = 0, limit: Limit = MOST) -> Response:
    """List what was done, oldest first. Auditors see all; others the public part whole, the rest as links."""
    rows = reading.rows(session, after=after, limit=limit + 1, whole=rights.allows(caller, Right.AUDIT))
    shown = list(rows[:limit])
    return answers.model(session, JournalPage(items=shown, next=_next([row.serial for row in rows], limit)))


@router.get("/journal/checkpoint", response_model=CheckpointShown, responses=answers.problems(404))
def get_checkpoint(session: Reading) -> Response:
    """Show the newest signed checkpoint. Keep it: it proves later that nothing before it was changed."""
    newest = checkpoints.newest(session)
    if newest is None:
        raise NotFound(
            Text(
                id="Jurnal ini belum ditandatangani. Coba lagi beberapa menit setelah perubahan pertama.",
                en="This journal is not signed yet. Try again some minutes after the first change.",
            )
        )
    return _unkept(checkpoints.show(newest))


@router.get("/journal/checkpoints", response_model=CheckpointPage, responses=answers.problems())
def list_checkpoints(session: Reading, after: After = 0, limit: Limit = MOST) -> Response:
    """List all signed checkpoints, oldest first."""
    rows = checkpoints.after(session, after, limit=limit + 1)
    shown = [checkpoints.show(row) for row in rows[:limit]]
    return _unkept(CheckpointPage(items=shown, next=_next([row.serial for row in rows], limit)))


@router.get("/keys", response_model=RegistryKeys, responses=answers.problems())
def list_keys(session: Reading, settings: CurrentSettings) -> Response:
    """Show the public keys of this registry, oldest first; each is signed by the one before."""
    return answers.model(session, keyring.shown(session, registry=settings.origin))


def _next(serials: Sequence[int], limit: int) -> int | None:
    """Return where the next page begins, given the serials of this one and of the row after it."""
    return serials[limit - 1] if len(serials) > limit else None


def _unkept(body: BaseModel) -> Response:
    """Answer without a serial: checkpoints come without the journal growing, so no answer is kept by it."""
    return Response(body.model_dump_json(), media_type="application/json")
