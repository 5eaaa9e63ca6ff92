"""Entitlement: whether the caller of a route may have an application's source, asked once a request."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from sqlmodel import Session

from livinglab.contract import Visibility
from registry.access.callers import Caller
from registry.catalog import bodies, signed_links, visibility
from registry.dependencies import CurrentCaller, CurrentKeys, FoundApplication, Reading
from registry.keys import Keys
from registry.tables import Application, Release


@dataclass(frozen=True)
class Entitlement:
    """What one caller may have of one application."""

    session: Session
    caller: Caller
    application: Application
    keys: Keys
    granted: bool

    @property
    def restricted(self) -> bool:
        """Whether the source is not for everybody."""
        return self.application.visibility != Visibility.PUBLIC

    def require(self) -> None:
        """Raise Unauthenticated or Forbidden, saying how to ask, where the source is not for this caller."""
        visibility.require_source(self.session, self.caller, self.application)

    def release(self, row: Release) -> str:
        """Return a release as this caller may read it, ready JSON; restricted archives at signed paths."""
        if not (self.granted and row.full_body):
            return row.body
        return signed_links.release(self.keys, bodies.whole_release(row)).model_dump_json()

    def path(self, path: str) -> str:
        """Return the path of a file, signed where that is needed. Ask `require` first."""
        return signed_links.path(self.keys, path)


def _entitlement(
    session: Reading, caller: CurrentCaller, application: FoundApplication, keys: CurrentKeys
) -> Entitlement:
    granted = visibility.may_have_source(session, caller, application)
    return Entitlement(session, caller, application, keys, granted)


SourceRight = Annotated[Entitlement, Depends(_entitlement)]
