"""Visibility: who may have the source of an application. Every face asks here, and nowhere else."""

from datetime import date

from sqlmodel import Session, col, select

from livinglab import contract
from livinglab.contract import Visibility
from livinglab.language import Text
from registry import clock
from registry.access import rights
from registry.access.callers import Caller, Role
from registry.access.rights import Right
from registry.catalog import ownership
from registry.errors import Forbidden, Unauthenticated
from registry.tables import Agreement, Application


def may_have_source(session: Session, caller: Caller, application: Application) -> bool:
    """Say whether a caller may have the source of an application now (PP 71/2019 art. 9(5)).

    The source of what is not public is for its owner's own people, for curators, who must judge it, and by
    its visibility for any verified government organisation, or for those that an agreement in force names.
    """
    visibility = Visibility(application.visibility)
    if visibility is Visibility.PUBLIC:
        return True
    if not caller.is_known or caller.application_slug not in (None, application.slug):
        return False
    thing = ownership.of(session, application)
    if caller.has_role(thing.organisation_id, Role.READER) or rights.allows(caller, Right.CURATE, thing):
        return True
    if visibility is Visibility.GOVERNMENT:
        return bool(caller.governments)
    return _is_named(session, caller, application)


def require_source(session: Session, caller: Caller, application: Application) -> None:
    """Raise Unauthenticated for nobody, Forbidden for somebody without a right to the source."""
    if may_have_source(session, caller, application):
        return
    if not caller.is_known:
        raise Unauthenticated(_refusal(application))
    raise Forbidden(_refusal(application))


def today() -> date:
    """Return the day as it is in Jakarta: an agreement holds to the end of its last day there."""
    return clock.date_in_jakarta()


def _is_named(session: Session, caller: Caller, application: Application) -> bool:
    """Say whether an agreement in force names an organisation of the caller's."""
    in_force = select(Agreement.id).where(
        Agreement.application_id == application.id,
        col(Agreement.organisation_id).in_(caller.roles),
        col(Agreement.ended_at).is_(None),
        Agreement.signed_on <= today(),
        Agreement.expires_on >= today(),
    )
    return session.exec(in_force.limit(1)).first() is not None


def _refusal(application: Application) -> Text:
    told = contract.Application.model_validate_json(application.body).how_to_ask
    name = application.name
    return Text(
        id=f"Kode sumber {name} tidak terbuka untuk Anda. {told.id if told else ''}".strip(),
        en=f"The source of {name} is not open to you. {told.en if told else ''}".strip(),
    )
