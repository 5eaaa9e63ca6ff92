"""Naming: who may be told of which adoption. Every face asks here; what it may not name, it only counts."""

from sqlalchemy import ColumnElement, false, or_, true
from sqlmodel import Session, col, select

from livinglab.contract import Visibility
from livinglab.language import Text
from registry import clock
from registry.access import rights
from registry.access.callers import ANONYMOUS, Caller
from registry.access.rights import Right, Thing
from registry.catalog import applications
from registry.errors import NotFound
from registry.tables import Adoption, Agreement, Application, Publisher

SHOWN_STANDINGS = ("open", "retired")


def find(session: Session, number: int, caller: Caller) -> tuple[Adoption, Application]:
    """Return an adoption and its application. Raises NotFound, also for one that the caller may not see."""
    query = (
        select(Adoption, Application)
        .join(Application, col(Application.id) == Adoption.application_id)
        .where(Adoption.id == number, named(caller))
    )
    found = session.exec(query).first()
    if found is None:
        raise unknown(number)
    return found


def unknown(number: int) -> NotFound:
    """Say that there is no such adoption, whatever there may be."""
    return NotFound(
        Text(
            id=f"Tidak ada catatan adopsi nomor {number} yang dapat Anda lihat. Daftarnya di "
            "/api/v1/adoptions.",
            en=f"There is no adoption number {number} that you may see. /api/v1/adoptions lists them.",
        )
    )


def named(caller: Caller = ANONYMOUS) -> ColumnElement[bool]:
    """Return what must hold of an adoption that a caller may be told of.

    For queries that join `Application` to `Adoption`. The application is shown in the catalog, and its
    source is open to the caller (`catalog.visibility.may_have_source`), or the caller belongs to the
    adopter's organisation or the donor's. Without a caller: what everybody may be told of.
    """
    own = col(Adoption.organisation_id).in_(caller.roles) & _within_limit(caller)
    return _shown() & (_open(caller) | own if caller.is_known else _open(caller))


def wholly_named(caller: Caller = ANONYMOUS) -> ColumnElement[bool]:
    """Return what must hold of an application all of whose adoptions a caller may be told of."""
    return _shown() & _open(caller)


def _shown() -> ColumnElement[bool]:
    return col(Application.standing).in_(SHOWN_STANDINGS) & applications.shown()


def _open(caller: Caller) -> ColumnElement[bool]:
    public = col(Application.visibility) == Visibility.PUBLIC
    if not caller.is_known:
        return public
    grounds = (_is_donor(caller), _curates(caller), _is_government(caller), _is_party(caller))
    return public | (_within_limit(caller) & or_(*grounds))


def _within_limit(caller: Caller) -> ColumnElement[bool]:
    limit = caller.application_slug
    return col(Application.slug) == limit if limit is not None else true()


def _is_donor(caller: Caller) -> ColumnElement[bool]:
    donors = select(Publisher.id).where(col(Publisher.organisation_id).in_(caller.roles))
    return col(Application.publisher_id).in_(donors)


def _curates(caller: Caller) -> ColumnElement[bool]:
    """Whoever judges an application sees it whole, within the limits of their token."""
    limit = caller.region_code
    if not rights.allows(caller, Right.CURATE, Thing(None, caller.application_slug, limit)):
        return false()
    if limit is None:
        return true()
    below = col(Application.region_code).startswith(f"{limit}.", autoescape=True)
    return (col(Application.region_code) == limit) | below


def _is_government(caller: Caller) -> ColumnElement[bool]:
    if not caller.governments:
        return false()
    return col(Application.visibility) == Visibility.GOVERNMENT


def _is_party(caller: Caller) -> ColumnElement[bool]:
    """An agreement in force names one of the caller's organisations."""
    today = clock.date_in_jakarta()
    parties = select(Agreement.application_id).where(
        col(Agreement.organisation_id).in_(caller.roles),
        col(Agreement.ended_at).is_(None),
        Agreement.signed_on <= today,
        Agreement.expires_on >= today,
    )
    by_agreement = col(Application.visibility) == Visibility.AGREEMENT
    return by_agreement & col(Application.id).in_(parties)
