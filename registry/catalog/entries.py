"""Static entries: an application and its releases in one file, for mirrors and days without a database."""

from sqlmodel import Session, col, select

from registry.catalog import applications
from registry.tables import Application, Release


def entry(session: Session, slug: str) -> bytes | None:
    """Return contract.CatalogEntry as JSON, releases newest first; None if nobody may see the application."""
    application = session.exec(select(Application).where(Application.slug == slug)).first()
    if application is None or not applications.is_shown(session, application):
        return None
    bodies = session.exec(
        select(Release.body)
        .where(Release.application_id == application.id)
        .order_by(col(Release.position).desc())
    ).all()
    return f'{{"application":{application.body},"releases":[{",".join(bodies)}]}}'.encode()
