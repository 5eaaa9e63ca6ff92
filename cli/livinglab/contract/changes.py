"""Changes as they travel: what happened in public, for those who keep a copy of the catalog."""

from datetime import datetime

from pydantic import Field

from livinglab.contract.words import Answer, RegionCode, Slug


class Change(Answer):
    """One public change, in the order of the journal's serials. `links` lead to what is changed.

    Of `application.withdrawn` only the number is told: whoever has what other changes brought under that
    number removes it.
    """

    serial: int
    at: datetime
    event: str = Field(examples=["release.published"])
    application_id: int | None = Field(
        default=None, description="the application's number, which never changes"
    )
    application: Slug | None = None
    region: RegionCode | None = None
    adoption: int | None = None
    version: str | None = None
    links: dict[str, str] = {}


class ChangePage(Answer):
    """Changes after a serial. `next` is the `after` to ask with next, also when nothing is new."""

    items: list[Change]
    next: int
    more: bool
