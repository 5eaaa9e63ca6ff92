"""Forms as browsers send them: bounded, and only from our own pages."""

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from spbeindex import session
from spbeindex.pages import PageError

MOST_BYTES = 32 * 1024
MOST_FIELDS = 64


async def read_form(request: Request) -> dict[str, str]:
    """The fields of one urlencoded form; refused when it is too long or not from our page."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise PageError(413, "Formulir terlalu besar.")
    try:
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise PageError(400, "Formulir tidak dapat dibaca.") from None
    expected = session.token(request.state.session, request.app.state.settings.secret_key)
    if not session.same(fields.pop("token", ""), expected):
        raise PageError(403, "Formulir sudah kedaluwarsa atau bukan dari situs ini. Muat ulang lalu coba lagi.")
    return fields


def operator(request: Request) -> None:
    """Only who knows the operator password goes on."""
    if not request.state.session.operator:
        raise PageError(401, "Masuk dahulu untuk mengisi data.")


Form = Annotated[dict[str, str], Depends(read_form)]
Operator = Depends(operator)


def text(fields: dict[str, str], key: str, problems: dict[str, str], *, most: int) -> str:
    """One line of plain text; control characters become spaces."""
    given = "".join(sign if sign.isprintable() else " " for sign in fields.get(key, "")).strip()
    if len(given) > most:
        problems[key] = "Teks terlalu panjang."
    return given
