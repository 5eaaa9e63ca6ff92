"""Recording: one event is added to an adoption, and what follows from it is kept in the same transaction."""

from datetime import timedelta
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from livinglab.contract.adoptions import AdoptionRequest, EventRequest, State
from registry import clock, journal, regions
from registry.access import rights
from registry.access.callers import Caller
from registry.adoption import admission, adopters, derived, naming, records
from registry.adoption.tallies import Tally
from registry.adoption.telling import tell
from registry.catalog import applications, plain_text
from registry.errors import Unauthenticated
from registry.tables import Adoption, AdoptionEvent, Application, Organisation

REPEATED_WITHIN = timedelta(hours=24)  # the same record sent again so soon is the same record


class Recorded(NamedTuple):
    """What a record belongs to, and whether it is a new one: the same sent again is not."""

    adoption: Adoption
    application: Application
    event: AdoptionEvent
    is_new: bool


def record(session: Session, request: AdoptionRequest, *, caller: Caller) -> Recorded:
    """Record an event of the adoption that a request names, which begins with its first one.

    Raises NotFound for an application that nobody sees, Unauthenticated, Forbidden for all but the adopter's
    own people, Invalid, and Conflict for an event that was corrected already.
    """
    if not caller.is_known:
        raise Unauthenticated(rights.NEEDED)
    journal.hold(session)
    application = applications.get(session, request.application)
    region = regions.accept(session, request.region)
    unit = plain_text.line(request.unit, field="unit") if request.unit else ""
    organisation = adopters.choose(session, caller, application, region.code, number=request.organisation)
    adoption = _of(session, application, region.code, unit or "")
    if adoption is None:
        values = admission.admitted(session, application, request)
        admission.require_first(request)
        adoption = _begin(session, application, region.code, unit or "", organisation)
        return _add(session, adoption, application, values, before=Tally(), caller=caller)
    return _go_on(session, adoption, application, organisation, request, caller=caller)


def record_for(session: Session, number: int, request: EventRequest, *, caller: Caller) -> Recorded:
    """Record an event of the adoption with this number. Raises as `record`, NotFound for no such adoption."""
    journal.hold(session)
    adoption, application = naming.find(session, number, caller)
    organisation = adopters.choose(session, caller, application, adoption.region_code)
    return _go_on(session, adoption, application, organisation, request, caller=caller)


def _go_on(
    session: Session,
    adoption: Adoption,
    application: Application,
    organisation: Organisation,
    request: EventRequest,
    *,
    caller: Caller,
) -> Recorded:
    values = admission.admitted(session, application, request)
    again = _same(session, adoption, values, actor=caller.actor)
    if again is not None:
        return Recorded(adoption, application, again, is_new=False)
    admission.require_correctable(session, adoption, request)
    before = derived.counted(adoption, derived.standing(session, adoption))
    adoption.organisation_id = organisation.id or 0  # a region's government may have a successor
    return _add(session, adoption, application, values, before=before, caller=caller)


def _of(session: Session, application: Application, region_code: str, unit: str) -> Adoption | None:
    query = select(Adoption).where(
        Adoption.application_id == application.id,
        Adoption.region_code == region_code,
        Adoption.unit == unit,
    )
    return session.exec(query).first()


def _begin(
    session: Session, application: Application, region_code: str, unit: str, organisation: Organisation
) -> Adoption:
    adoption = Adoption(
        application_id=application.id or 0,
        region_code=region_code,
        unit=unit,
        organisation_id=organisation.id or 0,
        created_at=clock.now(),
        state=State.NONE,
        fetched_on=records.first_fetch(session, application.id or 0, region_code),
        changed_serial=journal.serial(session) + 1,
    )
    session.add(adoption)
    session.flush()
    return adoption


def _same(
    session: Session, adoption: Adoption, values: dict[str, Any], *, actor: str
) -> AdoptionEvent | None:
    """Return the same event of the same actor, recorded lately and not corrected since."""
    corrected = select(AdoptionEvent.corrects_id).where(
        AdoptionEvent.adoption_id == adoption.id, col(AdoptionEvent.corrects_id).is_not(None)
    )
    query = select(AdoptionEvent).where(
        AdoptionEvent.adoption_id == adoption.id,
        AdoptionEvent.recorded_by == actor,
        AdoptionEvent.recorded_at > clock.now() - REPEATED_WITHIN,
        col(AdoptionEvent.id).not_in(corrected),
        *(getattr(AdoptionEvent, name) == value for name, value in values.items()),
    )
    return session.exec(query.order_by(col(AdoptionEvent.id)).limit(1)).first()


def _add(
    session: Session,
    adoption: Adoption,
    application: Application,
    values: dict[str, Any],
    *,
    before: Tally,
    caller: Caller,
) -> Recorded:
    event = AdoptionEvent(
        **values,
        adoption_id=adoption.id or 0,
        recorded_by=caller.actor,
        recorded_at=clock.now(),
        serial=journal.serial(session) + 1,
    )
    session.add(event)
    session.flush()
    action = "adoption.corrected" if event.corrects_id else "adoption.recorded"
    detail = {"event": event.id, "stage": event.stage, "date": event.happened_on.isoformat()}
    if event.corrects_id:
        detail["corrects"] = event.corrects_id
    tell(session, adoption, application, action, row=event, detail=detail, actor=caller.actor)
    derived.refresh(session, adoption, before=before)
    return Recorded(adoption, application, event, is_new=True)
