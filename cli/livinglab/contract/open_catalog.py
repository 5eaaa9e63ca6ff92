"""The Open Catalog API 1.0 as it travels: the shapes that other catalogs' clients know."""

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, RootModel
from pydantic.alias_generators import to_camel

Item = TypeVar("Item")
UUID4 = r"^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$"
Identity = Annotated[str, Field(pattern=UUID4, examples=["c353756e-8597-4e46-a99b-7da2e141603b"])]
Moment = Annotated[str, Field(examples=["2026-03-01T00:00:00Z"], description="RFC 3339, UTC, to the second")]


def _absent(value: object) -> bool:
    return value is None


class Open(BaseModel):
    """A body of the Open Catalog API. What is absent is left out, not null."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True
    )


class Resource(Open):
    """What everything there has in common."""

    id: Identity
    created_at: Moment
    updated_at: Moment


class Software(Resource):
    """One application whose source is public."""

    publiccode_yml: str = Field(min_length=1, max_length=99_999, description="a publiccode.yml of it")
    url: str = Field(min_length=1, max_length=255, description="the repository, where redirects lead")
    aliases: list[str] | None = Field(
        default=None, min_length=1, max_length=255, exclude_if=_absent, description="as it was submitted"
    )
    active: bool = Field(default=True, description="false: retired")
    catalog_id: Identity | None = Field(
        default=None, exclude_if=_absent, description="whence it was imported; absent: ours"
    )


class CodeHosting(Open):
    """A repository of a publisher."""

    url: str = Field(max_length=255)
    group: Literal[False] = False
    created_at: Moment
    updated_at: Moment


class Publisher(Resource):
    """Who donates applications whose source is public."""

    code_hosting: list[CodeHosting] = Field(min_length=1, max_length=255)
    description: str = Field(max_length=255, description="its name")
    active: bool = Field(default=True, description="false: all its applications are retired")
    catalog_id: Identity | None = Field(
        default=None, exclude_if=_absent, description="whence its first one came; absent: ours"
    )


class CatalogSource(Open):
    """What a catalog was read from."""

    driver: str = Field(
        max_length=64, description="json: `args` holds a JSONPath to addresses of repositories"
    )
    url: str = Field(max_length=2048)
    args: list[str] | None = Field(default=None, min_length=1, max_length=20, exclude_if=_absent)


class Catalog(Resource):
    """This registry, or another catalog from which applications were imported."""

    name: str = Field(min_length=1, max_length=255)
    alternative_id: str | None = Field(
        default=None, max_length=255, exclude_if=_absent, description="∅: this registry itself"
    )
    active: bool = True
    sources: list[CatalogSource] = Field(max_length=100)


class Log(Resource):
    """One thing that was done to an application whose source is public."""

    message: str = Field(max_length=2048)
    entity: str = Field(max_length=255, examples=["/software/7589be36-f046-45c6-9223-b7de9dbf06cd"])


class Links(Open):
    """Where the pages before and after this one are, as query strings; null where there is none."""

    prev: str | None
    next: str | None


class Listing(Open, Generic[Item]):
    """One page of a list."""

    data: list[Item]
    links: Links


class Analysis(BaseModel):
    """What one component found about an application: `v` is the version of its own shape."""

    model_config = ConfigDict(extra="allow", frozen=True)

    v: int = Field(ge=1, le=999)
    t: Moment


class AnalysisOf(RootModel[dict[str, Analysis]]):
    """What is known, by the component that found it."""


class OpenProblem(Open):
    """An error of the Open Catalog API."""

    title: str
    detail: str
    status: int
