"""Sheets: answers of the day, as JSON, or a row for each of their parts as CSV."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from fastapi import Depends, Response
from pydantic import BaseModel

from livinglab.contract.adoptions import State
from registry.api import answers, tables
from registry.dependencies import CurrentCaller
from registry.statistics.reading import SHOWN


class Sheet:
    """How this caller wants the answer, and whether others may keep it."""

    def __init__(self, caller: CurrentCaller, form: tables.Format) -> None:
        self.is_csv = form == "csv"
        self._cache = answers.PRIVATE if caller.is_known else answers.BRIEFLY

    def answer(
        self, name: str, body: BaseModel, kind: type[BaseModel], rows: Iterable[BaseModel]
    ) -> Response:
        """Answer with `body`, or with a table `name`.csv of `rows`, all of `kind`."""
        if self.is_csv:
            return tables.table(
                name,
                columns(kind),
                (cells(kind, row) for row in rows),
                headers={"Cache-Control": self._cache},
            )
        answer = answers.of_today(body)
        answer.headers["Cache-Control"] = self._cache
        answer.headers["Vary"] = "Accept"
        return answer


AsSheet = Annotated[Sheet, Depends()]


def columns(kind: type[BaseModel]) -> Sequence[str]:
    """Return the names of the columns of a model: parts of parts are joined by underscores."""
    return [name for name, _ in _walk(kind, None, "")]


def cells(kind: type[BaseModel], row: BaseModel) -> Sequence[object]:
    """Return a row's cells in the order of `columns`."""
    return [value for _, value in _walk(kind, row, "")]


def _walk(kind: type[BaseModel], row: BaseModel | None, prefix: str) -> Iterator[tuple[str, object]]:
    for name, field in kind.model_fields.items():
        value = getattr(row, name) if row is not None else None
        part = _model(field.annotation)
        if part is not None:
            yield from _walk(part, value, f"{prefix}{name}_")
        elif get_origin(field.annotation) is dict and _model(get_args(field.annotation)[1]):
            yield from _by_state(get_args(field.annotation)[1], value or {}, prefix)
        else:
            yield f"{prefix}{name}".removesuffix("_count"), _plain(value)


def _by_state(
    kind: type[BaseModel], values: Mapping[State, BaseModel], prefix: str
) -> Iterator[tuple[str, object]]:
    for state in SHOWN:
        yield from _walk(kind, values.get(state), f"{prefix}{state.replace('-', '_')}_")


def _model(annotation: Any) -> type[BaseModel] | None:
    """Return the model that a field holds, if it holds one, or may."""
    if get_origin(annotation) in (Union, UnionType):
        return next((found for one in get_args(annotation) if (found := _model(one))), None)
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def _plain(value: object) -> object:
    if isinstance(value, list):
        return [one.model_dump(mode="json") if isinstance(one, BaseModel) else one for one in value]
    return value
