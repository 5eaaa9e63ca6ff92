"""What comes with a dump's tables: datapackage.json (Frictionless) and a README in both languages."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import NoneType
from typing import Any, get_args

from pydantic import BaseModel

from livinglab.contract.dump import Dump, DumpFile
from registry.exchange.dump.tables import TABLES, Table

LICENSE = {
    "name": "CC0-1.0",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
    "title": "CC0 1.0 Universal",
}
MEDIA = {
    "jsonl": "application/jsonl",
    "csv": "text/csv; charset=utf-8; header=present",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
}
# Types of a Frictionless table schema, by those of JSON Schema; whatever is composed is a cell of JSON.
_TYPES = {
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "array": "array",
    "object": "object",
}
_FORMATS = {"date": "date", "date-time": "datetime"}

README = (Path(__file__).parent / "readme.md").read_text(encoding="utf-8")


def readme(dump: Dump, *, origin: str) -> str:
    """Return the README of a dump."""
    return README.format(date=dump.date, serial=dump.serial, unnamed=dump.unnamed, origin=origin)


def datapackage(dump: Dump, *, origin: str) -> Mapping[str, Any]:
    """Return datapackage.json of a dump: its tables in both forms, with digests, rows and columns."""
    files = {file.name: file for file in dump.files}
    resources = []
    for table in TABLES:
        resources.append(_as_table(table, files[f"{table.name}.csv"]))
        resources.append(_as_lines(table, files[f"{table.name}.jsonl"]))
    return {
        "profile": "data-package",
        "name": "livinglab",
        "title": "livinglab: software that Indonesia's regions share",
        "homepage": origin,
        "version": f"{dump.date}",
        "created": dump.at.isoformat() if dump.at else None,
        "licenses": [LICENSE],
        "livinglab": {"serial": dump.serial, "unnamed": {"adoptions": dump.unnamed}},
        "resources": resources,
    }


def media(name: str) -> str:
    """Return the media type of a file of a dump."""
    return MEDIA[name.rpartition(".")[2]]


def _as_table(table: Table, file: DumpFile) -> Mapping[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        **_file(file, "csv"),
        "schema": {"fields": fields(table.model), "missingValues": [""]},
    }


def _as_lines(table: Table, file: DumpFile) -> Mapping[str, Any]:
    return {"name": f"{table.name}-lines", **_file(file, "jsonl"), "jsonSchema": f"{table.name}.schema.json"}


def _file(file: DumpFile, format: str) -> Mapping[str, Any]:
    return {
        "path": file.name,
        "format": format,
        "mediatype": MEDIA[format].partition(";")[0],
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "rows": file.rows,
    }


def fields(model: type[BaseModel]) -> Sequence[Mapping[str, Any]]:
    """Return the columns of a table as Frictionless has them."""
    schema = model.model_json_schema(mode="serialization")["properties"]
    return [
        {
            "name": name,
            "type": _type(schema[name]),
            **({"description": field.description} if field.description else {}),
            "constraints": {"required": NoneType not in get_args(field.annotation)},
        }
        for name, field in model.model_fields.items()
    ]


def _type(schema: Mapping[str, Any]) -> str:
    shapes = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    shape = shapes[0]
    return _FORMATS.get(shape.get("format", ""), _TYPES.get(shape.get("type", ""), "string"))
