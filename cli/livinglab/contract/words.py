"""The words that every body of the API is made of."""

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Item = TypeVar("Item")

SLUG = r"^[a-z0-9][a-z0-9-]{1,58}[a-z0-9]$"
SHA1 = r"^[0-9a-f]{40}$"
SHA256 = r"^[0-9a-f]{64}$"
REGION_CODE = r"^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$"

Slug = Annotated[str, Field(pattern=SLUG, examples=["e-sakip"])]
ObjectId = Annotated[str, Field(pattern=SHA1, description="a git object id")]
Digest = Annotated[str, Field(pattern=SHA256, description="SHA-256 in lower-case hexadecimal")]
RegionCode = Annotated[str, Field(pattern=REGION_CODE, examples=["32.16"])]


class Wire(BaseModel):
    """A body of the API: unknown keys are refused on the way in, nothing is changed after it is made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """A body that clients read: an older client passes over keys that a newer registry adds."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Sentence(Answer):
    """One sentence in both languages."""

    id: str
    en: str


class Page(Answer, Generic[Item]):
    """One page of a list. `next` is the cursor of the following page, null on the last one."""

    items: list[Item]
    next: str | None = None


class FieldError(Answer):
    """Which part of a request is wrong."""

    field: str
    message: str


class Problem(Answer):
    """An error, as RFC 9457 has it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str | None = None
    errors: list[FieldError] = []
