"""Sources: where the code of an application lies. What the catalog only describes has none yet."""

from sqlmodel import Session, select

from livinglab.language import Text
from registry.errors import Conflict
from registry.tables import Application, Source


def find(session: Session, application: Application) -> Source | None:
    """Return the source of an application, None where nobody visits it."""
    return session.exec(select(Source).where(Source.application_id == application.id)).first()


def get(session: Session, application: Application) -> Source:
    """Return the source of an application. Raises Conflict where nobody visits it."""
    source = find(session, application)
    if source is None:
        raise Conflict(
            Text(
                id=f"{application.slug} baru diterangkan oleh katalog dan belum pernah dikunjungi. "
                "Ajukan dahulu alamat repositorinya.",
                en=f"{application.slug} is only described by the catalog and was never visited. "
                "Submit the address of its repository first.",
            )
        )
    return source
