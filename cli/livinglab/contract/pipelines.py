"""What travels when a forge's pipeline publishes: its own short-lived token against one of the registry."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from livinglab.contract.words import Answer, Slug, Wire

REPOSITORY = r"^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+){1,20}$"
REF = r"^refs/(heads|tags)/[^\s\\^~:?*\[\x00-\x1f\x7f]+\*?$"

Repository = Annotated[
    str, Field(pattern=REPOSITORY, max_length=255, examples=["diskominfo/e-sakip"], description="owner/name")
]
RepositoryNumber = Annotated[
    str, Field(pattern=r"^[0-9]{1,20}$", description="as the forge counts; pinned at the first use if absent")
]
Ref = Annotated[
    str,
    Field(pattern=REF, max_length=255, examples=["refs/tags/v*"], description="a `*` may stand at its end"),
]


class PipelineRequest(Wire):
    """The forge's OIDC token, made for this registry, and the application that is to be published."""

    token: str = Field(
        min_length=1, max_length=16_384, description="a JWT; its `aud` is the registry's address"
    )
    application: Slug


class PipelineToken(Answer):
    """A token for one application, for a quarter of an hour."""

    token: str
    expires_at: datetime
    scopes: list[str]
    application: Slug


class WorkflowRequest(Wire):
    """A pipeline to be trusted with one application. What is absent is not asked of it."""

    issuer: str = Field(max_length=300, examples=["https://gitlab.com"])
    repository: Repository
    repository_id: RepositoryNumber | None = None
    ref: Ref | None = None
    environment: Annotated[str, Field(min_length=1, max_length=255)] | None = None


class Workflow(Answer):
    """A pipeline that is trusted with one application, as long as who recorded it may publish themselves."""

    number: int
    issuer: str
    repository: Repository
    repository_id: RepositoryNumber | None = None
    ref: Ref | None = None
    environment: str | None = None
    created_at: datetime
    in_force: bool


class VisitDue(Answer):
    """A visit that was asked for, and from when on a worker takes it."""

    application: Slug
    due_at: datetime
