"""Pages on which people prove by mail that they work for an organisation."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response

from livinglab.language import Text
from registry import mail
from registry.access import organisations, people, proofs
from registry.dependencies import CurrentDatabase, CurrentSettings, PageLanguage, Reading, Writing
from registry.errors import Conflict
from registry.protection.limited import LimitLink, LimitMail
from registry.website.organisations.pages import Line, Number, send
from registry.website.organisations.shown import REFUSED, back, refused, show
from registry.website.visitors import SignedIn

router = APIRouter(prefix="/organisations", include_in_schema=False)
LONGEST_LINK = 100
NO_MAIL = Text(
    id="Katalog ini tidak mengirim surel. Mintalah operator memverifikasi organisasi ini.",
    en="This registry sends no mail. Ask its operator to verify this organisation.",
)


@router.post("/{number}/proof", dependencies=[LimitMail])
def ask_for_link(
    request: Request,
    database: CurrentDatabase,
    settings: CurrentSettings,
    caller: SignedIn,
    language: PageLanguage,
    number: Number,
    email: Line,
) -> Response:
    """Send a link to an address under the organisation's domain."""
    if not mail.is_set_up(settings):
        raise Conflict(NO_MAIL)
    try:
        with database.write() as session:
            organisation = organisations.get(session, number)
            person = people.get(session, caller.person_id or 0)
            letter = proofs.ask(session, organisation, email, person=person, public_url=settings.public_url)
    except REFUSED as error:
        with database.read() as session:
            return refused(request, session, caller, language, number, error, email=email)
    send(database, settings, letter, lambda session: proofs.take_back(session, organisation, person))
    return back(organisation, "sent")


@router.get("/proof", dependencies=[LimitLink])
def link_page(
    request: Request,
    session: Reading,
    caller: SignedIn,
    language: PageLanguage,
    link: Annotated[str, Query(max_length=LONGEST_LINK)],
) -> Response:
    """Show what a link would prove. Looking at it uses nothing up: mail scanners do."""
    organisation = proofs.shown(session, link, caller=caller)
    page = show(request, "organisation_proof.html", language, organisation=organisation, link=link)
    page.headers["Cache-Control"] = "no-store"
    return page


@router.post("/proof", dependencies=[LimitLink])
def use_link(
    session: Writing,
    caller: SignedIn,
    link: Annotated[str, Form(max_length=LONGEST_LINK)],
) -> Response:
    """Use a link up: the organisation is believed, and the person is a member."""
    return back(proofs.accept(session, link, caller=caller), "proved")
