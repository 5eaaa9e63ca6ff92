"""How a command line gets a token: a person lets it in on the website (OAuth 2.0 device grant, RFC 8628)."""

from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ValidationError

from livinglab.contract.accounts import (
    DEVICE_GRANT,
    DeviceRequest,
    DeviceStarted,
    DeviceTokenRequest,
    TokenIssued,
    TokenRefused,
)
from livinglab.language import Language, Text
from registry import clock
from registry.access import devices
from registry.access.callers import Scope
from registry.access.devices import Refusal
from registry.api import answers
from registry.api.idempotency import TakesNoKey
from registry.dependencies import CurrentLanguage, CurrentSettings, Writing
from registry.protection.limited import LimitDevice, LimitDevicePoll
from registry.settings import Settings

router = APIRouter(prefix="/api/v1/sign-in", tags=["sign-in"])
Asked = TypeVar("Asked", bound=BaseModel)
FORM = "application/x-www-form-urlencoded"
NO_STORE = {"Cache-Control": "no-store"}
REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"model": TokenRefused, "description": "Why there is no token, in the words of OAuth 2.0"}
}
SAID = {
    Refusal.PENDING: Text(
        "Belum ada yang menyetujui. Tanyakan lagi setelah jeda.", "Nobody has agreed yet. Ask again later."
    ),
    Refusal.SLOW_DOWN: Text(
        "Terlalu cepat. Tambah jeda 5 detik.", "Too fast. Wait 5 seconds longer each time."
    ),
    Refusal.DENIED: Text("Permintaan ini ditolak.", "The request was denied."),
    Refusal.EXPIRED: Text("Kode ini kedaluwarsa. Mulailah dari awal.", "The code has expired. Begin anew."),
    Refusal.INVALID: Text(
        "Kode ini tidak dikenal atau sudah dipakai. Mulailah dari awal.",
        "The code is unknown or was used before. Begin anew.",
    ),
}
UNREADABLE = Text(
    "Permintaan ini tidak dapat dibaca. Contohnya ada di docs/api.md.",
    "The request cannot be read. docs/api.md has an example.",
)
UNKNOWN_SCOPE = Text(
    "Hak yang dikenal: read, record, publish, curate.", "The scopes are: read, record, publish, curate."
)
OTHER_GRANT = Text(f"grant_type harus {DEVICE_GRANT}.", f"grant_type must be {DEVICE_GRANT}.")


async def _fields(request: Request) -> bytes | dict[str, str]:
    """Read what was sent: a form, as OAuth has it, or JSON."""
    body = await request.body()
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return body
    try:
        return dict(parse_qsl(body.decode("ascii"), max_num_fields=10, errors="strict"))
    except ValueError:
        return b""


Fields = Annotated[bytes | dict[str, str], Depends(_fields)]


def _body_of(model: type[BaseModel]) -> dict[str, Any]:
    """Describe a body that may be a form or JSON for the OpenAPI document."""
    shape = {"schema": model.model_json_schema()}
    return {"requestBody": {"required": True, "content": {FORM: shape, "application/json": shape}}}


@router.post(
    "/device",
    dependencies=[TakesNoKey, LimitDevice],
    response_model=DeviceStarted,
    responses={**answers.problems(429), **REFUSED},
    openapi_extra=_body_of(DeviceRequest),
)
def start_device(
    session: Writing, settings: CurrentSettings, language: CurrentLanguage, fields: Fields
) -> Response:
    """Ask to be let in. Show `user_code` and `verification_uri` to the person, then ask for the token."""
    asked = _read(DeviceRequest, fields)
    if asked is None:
        return _refused("invalid_request", UNREADABLE, language)
    scopes = frozenset(asked.scope.split())
    if scopes - set(Scope):
        return _refused("invalid_scope", UNKNOWN_SCOPE, language)
    started = devices.start(
        session,
        name=asked.name,
        scopes=frozenset(Scope(scope) for scope in scopes),
        organisation_id=asked.organisation,
    )
    return _answer(_shown(started, settings), 200)


@router.post(
    "/token",
    dependencies=[TakesNoKey, LimitDevicePoll],
    response_model=TokenIssued,
    responses={**answers.problems(429), **REFUSED},
    openapi_extra=_body_of(DeviceTokenRequest),
)
def take_token(session: Writing, language: CurrentLanguage, fields: Fields) -> Response:
    """Ask for the token, no sooner than `interval` seconds after the last question. It is given once."""
    asked = _read(DeviceTokenRequest, fields)
    if asked is None:
        return _refused("invalid_request", UNREADABLE, language)
    if asked.grant_type != DEVICE_GRANT:
        return _refused("unsupported_grant_type", OTHER_GRANT, language)
    taken = devices.exchange(session, asked.device_code)
    if isinstance(taken, Refusal):
        return _refused(taken, SAID[taken], language)
    token, text = taken
    lasts = (token.expires_at or clock.now()) - clock.now()
    issued = TokenIssued(access_token=text, expires_in=int(lasts.total_seconds()), scope=token.scopes)
    return _answer(issued, 200)


def _read(model: type[Asked], fields: bytes | dict[str, str]) -> Asked | None:
    try:
        if isinstance(fields, bytes):
            return model.model_validate_json(fields)
        return model.model_validate(fields)
    except ValidationError:
        return None


def _shown(started: devices.Started, settings: Settings) -> DeviceStarted:
    page = f"{str(settings.public_url).rstrip('/')}/device"
    return DeviceStarted(
        device_code=started.device_code,
        user_code=started.user_code,
        verification_uri=page,
        verification_uri_complete=f"{page}?code={started.user_code}",
        expires_in=int(devices.LASTS.total_seconds()),
        interval=devices.INTERVAL,
    )


def _refused(error: str, text: Text, language: Language) -> Response:
    return _answer(TokenRefused(error=error, error_description=text.to(language)), 400)


def _answer(body: BaseModel, status: int) -> Response:
    return Response(body.model_dump_json(), status, NO_STORE, media_type="application/json")
