"""Lists as CSV (RFC 4180), for people who work with spreadsheets."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request, Response

from registry.api.answers import SERIAL, etag
from registry.api.negotiation import Accepted, Medium
from registry.dependencies import write_cursor
from registry.exchange.cells import write_csv

# Without it Excel takes UTF-8 for the machine's own code page. Readers of programs: `utf-8-sig`.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
TYPE = "text/csv; charset=utf-8; header=present"
FormatName = Literal["json", "csv"]


async def _format(
    accepted: Accepted,
    format: Annotated[
        FormatName | None, Query(description="`csv` for spreadsheets; else as `Accept` has it, or JSON")
    ] = None,
) -> FormatName:
    return format or ("csv" if accepted is Medium.CSV else "json")


Format = Annotated[FormatName, Depends(_format)]
CELLS: dict[str, Any] = {
    "content": {"text/csv": {"schema": {"type": "string"}}},
    "headers": {
        "Content-Disposition": {
            "description": "with CSV alone: the file's name",
            "schema": {"type": "string"},
        },
        "Link": {"description": "with CSV alone: the next page (RFC 8288)", "schema": {"type": "string"}},
    },
}
# For a route's `responses`, beside its errors.
AS_TABLE: dict[int | str, dict[str, Any]] = {200: CELLS}


def table(
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    serial: int | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """Answer with a CSV file `name`.csv: a line of columns, then the rows, each line ended by CRLF.

    None becomes an empty cell, and no cell becomes a formula. Give `serial` where the rows reflect one, so
    that the answer may be kept as long as nothing changes; `headers` such as `Cache-Control` come on top.
    """
    body = BYTE_ORDER_MARK + "".join(write_csv(columns, rows)).encode()
    said = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Vary": "Accept", "ETag": etag(body)}
    if serial is not None:
        said[SERIAL] = str(serial)
    return Response(body, headers={**said, **(headers or {})}, media_type=TYPE)


def page(
    request: Request,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    serial: int | None = None,
    next_key: Any = None,
) -> Response:
    """Answer with one page of a list as CSV, named as the list is; `Link` leads to the next page."""
    headers = following(request, None if next_key is None else write_cursor(next_key))
    return table(request.url.path.rpartition("/")[2], columns, rows, serial=serial, headers=headers)


def following(request: Request, cursor: str | None) -> dict[str, str]:
    """Return the header that leads to the next page, none on the last."""
    if cursor is None:
        return {}
    query = request.url.include_query_params(cursor=cursor).query
    return {"Link": f'<{request.url.path}?{query}>; rel="next"'}
