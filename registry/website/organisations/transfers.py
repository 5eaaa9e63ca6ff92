"""What managers do to hand an application over, or to take one."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from registry.access import organisations
from registry.catalog import transfers
from registry.dependencies import CurrentSettings, PageLanguage, Writing
from registry.website.organisations.pages import Line, Number
from registry.website.organisations.shown import REFUSED, back, refused
from registry.website.visitors import SignedIn

router = APIRouter(prefix="/organisations", include_in_schema=False)


@router.post("/{number}/offers")
def offer(
    request: Request,
    session: Writing,
    caller: SignedIn,
    language: PageLanguage,
    number: Number,
    application: Line,
    to: Line,
) -> Response:
    """Offer an application of this organisation's to another."""
    owner = organisations.get(session, number)
    try:
        offered = transfers.get_owned(session, owner, application, caller=caller)
        transfers.offer(session, offered, organisations.find(session, to), caller=caller)
    except REFUSED as error:
        return refused(request, session, caller, language, number, error, application=application, to=to)
    return back(owner, "offered")


@router.post("/{number}/offers/{offer_number}/accept")
def accept(
    request: Request,
    session: Writing,
    settings: CurrentSettings,
    caller: SignedIn,
    language: PageLanguage,
    number: Number,
    offer_number: Number,
    url: Annotated[str, Form(max_length=2000)],
) -> Response:
    """Take an offered application over."""
    donors = settings.private_donors
    try:
        transfers.accept(session, offer_number, url.strip(), caller=caller, private_donors=donors)
    except REFUSED as error:
        return refused(request, session, caller, language, number, error, offer=str(offer_number), url=url)
    return back(organisations.get(session, number), "accepted")


@router.post("/{number}/offers/{offer_number}/end")
def end(session: Writing, caller: SignedIn, number: Number, offer_number: Number) -> Response:
    """Refuse an offer, or withdraw one's own."""
    transfers.refuse(session, offer_number, caller=caller)
    return back(organisations.get(session, number), "ended")
