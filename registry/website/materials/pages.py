"""Pages of materials: what helps to use an application, the forms of who records it, coming sessions."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Path, Query, Request, Response
from sqlmodel import Session

from livinglab.contract import material_words
from livinglab.contract.materials import MaterialKind
from livinglab.language import Language
from registry import clock
from registry.access.callers import Caller
from registry.catalog import materials, moderation
from registry.catalog.materials import reading, recording
from registry.catalog.materials.reading import MaterialFilters
from registry.dependencies import FoundApplication, Page, PageLanguage, Reading, Slug, Writing, write_cursor
from registry.errors import Conflict, Invalid
from registry.protection.limited import LimitReading
from registry.tables import Application
from registry.website.accounts.sign_in import go
from registry.website.delivery import PRIVATE
from registry.website.materials import forms as material_forms
from registry.website.materials.forms import Typed
from registry.website.rendering import render
from registry.website.visitors import SignedIn, Visitor

router = APIRouter(include_in_schema=False)
OF_APPLICATION = "/applications/{slug}/materials"
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Said = Annotated[Literal["", "added", "changed", "removed"], Query()]
Showing = Annotated[Literal["coming", "past"], Query()]
TypedForm = Annotated[Typed, Form()]


@router.get(OF_APPLICATION)
def materials_page(
    request: Request,
    session: Reading,
    application: FoundApplication,
    visitor: Visitor,
    language: PageLanguage,
    said: Said = "",
) -> Response:
    """Show an application's materials in groups; who may record some also finds the ways to the forms."""
    may_record = recording.may_record(session, application, caller=visitor)
    today = clock.date_in_jakarta()
    page = _page(
        request,
        "materials.html",
        language,
        application,
        groups=materials.of_application(session, application, today=today),
        today=today,
        may_record=may_record,
        said=said,
    )
    if may_record:
        page.headers["Cache-Control"] = PRIVATE
    return page


@router.get(f"{OF_APPLICATION}/new")
def new_page(
    request: Request,
    session: Reading,
    caller: SignedIn,
    language: PageLanguage,
    slug: Slug,
    kind: Annotated[MaterialKind, Query()] = MaterialKind.MANUAL,
) -> Response:
    """Show the empty form of a kind."""
    application = _entrusted(session, slug, caller)
    return _form(request, language, application, Typed(kind=kind))


@router.post(f"{OF_APPLICATION}/new")
def add(
    request: Request, session: Writing, caller: SignedIn, language: PageLanguage, slug: Slug, form: TypedForm
) -> Response:
    """Record a material, or show the form again with what is wrong."""
    return _recorded(request, session, caller, language, slug, form)


@router.get(f"{OF_APPLICATION}/{{number}}")
def change_page(
    request: Request, session: Reading, caller: SignedIn, language: PageLanguage, slug: Slug, number: Number
) -> Response:
    """Show the form of a material, filled in."""
    application = _entrusted(session, slug, caller)
    material = reading.show(session, reading.find(session, application, number))
    return _form(request, language, application, material_forms.typed(material), number=number)


@router.post(f"{OF_APPLICATION}/{{number}}")
def change(
    request: Request,
    session: Writing,
    caller: SignedIn,
    language: PageLanguage,
    slug: Slug,
    number: Number,
    form: TypedForm,
) -> Response:
    """Let a material be as the form has it, or show the form again."""
    return _recorded(request, session, caller, language, slug, form, number=number)


@router.post(f"{OF_APPLICATION}/{{number}}/removal")
def remove(session: Writing, caller: SignedIn, slug: Slug, number: Number) -> Response:
    """Take a material away."""
    application = moderation.visible(session, slug, caller)
    recording.remove(session, application, number, caller=caller)
    return go(f"/applications/{slug}/materials?said=removed")


@router.get("/sessions", dependencies=[LimitReading])
def sessions_page(
    request: Request, session: Reading, language: PageLanguage, page: Page, showing: Showing = "coming"
) -> Response:
    """Show the sessions to come over all applications, or those that are over."""
    today, coming = clock.date_in_jakarta(), showing == "coming"
    filters = MaterialFilters(
        kind=MaterialKind.SESSION,
        coming_from=today if coming else None,
        ended_before=None if coming else today,
        latest_first=not coming,
    )
    rows = reading.page(session, filters, after=page.after, limit=page.limit + 1)
    shown = rows[: page.limit]
    return _render(
        request,
        "sessions.html",
        language,
        items=shown,
        total=reading.count(session, filters),
        today=today,
        showing=showing,
        first=page.after is None,
        next=write_cursor(reading.key(shown[-1], filters)) if len(rows) > page.limit else None,
    )


def _entrusted(session: Session, slug: str, caller: Caller) -> Application:
    """Return an application to who may record its materials. Raises NotFound, Forbidden."""
    application = moderation.visible(session, slug, caller)
    recording.require(session, application, caller=caller)
    return application


def _recorded(
    request: Request,
    session: Session,
    caller: Caller,
    language: Language,
    slug: str,
    form: Typed,
    *,
    number: int | None = None,
) -> Response:
    application = _entrusted(session, slug, caller)
    checked = material_forms.check(form, language, today=clock.date_in_jakarta())
    if checked.request is None:
        return _form(request, language, application, form, number=number, wrong=checked.wrong, status=422)
    try:
        if number is None:
            recording.add(session, application, checked.request, caller=caller)
        else:
            recording.change(session, application, number, checked.request, caller=caller)
    except (Conflict, Invalid) as error:
        session.rollback()
        application = _entrusted(session, slug, caller)
        field = error.field if isinstance(error, Invalid) else ""
        wrong = {field or "": error.text.to(language)}
        return _form(request, language, application, form, number=number, wrong=wrong, status=error.status)
    return go(f"/applications/{slug}/materials?said={'changed' if number else 'added'}")


def _form(
    request: Request,
    language: Language,
    application: Application,
    form: Typed,
    *,
    number: int | None = None,
    wrong: Any = None,
    status: int = 200,
) -> Response:
    page = _page(
        request,
        "material_form.html",
        language,
        application,
        status=status,
        form=form,
        number=number,
        wrong=wrong or {},
    )
    page.headers["Cache-Control"] = PRIVATE
    return page


def _page(
    request: Request, template: str, language: Language, application: Application, **values: Any
) -> Response:
    named = {"slug": application.slug, "name": application.name, "visibility": application.visibility}
    return _render(request, template, language, application=named, **values)


def _render(request: Request, template: str, language: Language, **values: Any) -> Response:
    return render(
        request,
        template,
        language,
        kinds=material_words.KINDS,
        forms=material_words.FORMS,
        offers=material_words.OFFERS,
        languages=material_words.LANGUAGES,
        **values,
    )
