"""Ownership: whose an application is, in the words that rights are asked in."""

from sqlmodel import Session

from registry.access.rights import Thing
from registry.tables import Application, Publisher


def of(session: Session, application: Application) -> Thing:
    """Return what a right to an application is asked for: always as the database knows its owner now."""
    publisher = session.get_one(Publisher, application.publisher_id)
    return Thing(
        organisation_id=publisher.organisation_id,
        application_slug=application.slug,
        region_code=application.region_code,
    )
