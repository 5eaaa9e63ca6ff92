"""Adopters: which organisation records for which region. Never the donor's, never the operator."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from livinglab.language import Text
from registry.access import rights
from registry.access.callers import Caller
from registry.access.organisations import Kind
from registry.access.rights import Right, Thing
from registry.errors import Forbidden, Invalid
from registry.tables import Application, Organisation

PROVINCE = len("32")
# The cities and the regency of Jakarta are administrative ones, without a government of their own
# (UU 2/2024); every other regency and city governs itself, whatever its province says.
JAKARTA = "31"


def governs(organisation: Organisation, region_code: str) -> bool:
    """Say whether an organisation is the government that a region, or what lies in it, belongs to."""
    own = organisation.region_code
    believed = organisation.verified_at is not None and organisation.closed_at is None
    if own is None or organisation.kind != Kind.REGION or not believed:
        return False
    has_parts = len(own) > PROVINCE or own == JAKARTA
    return region_code == own or (has_parts and region_code.startswith(f"{own}."))


def choose(
    session: Session, caller: Caller, application: Application, region_code: str, *, number: int | None = None
) -> Organisation:
    """Return the organisation that a caller records for in a region: the one named, or the only one.

    Raises Unauthenticated and Forbidden for whoever may not record there, Invalid naming `organisation`
    where the one named does not govern the region, or where several might be meant.
    """
    if number is not None:
        rights.require(caller, Right.RECORD, Thing(number, application.slug, region_code))
        return _governing(session.get_one(Organisation, number), region_code)
    rights.require(caller, Right.RECORD, _any_of(caller, application, region_code))
    fitting = _fitting(session, caller, application, region_code)
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise Forbidden(_elsewhere(region_code))
    numbers = ", ".join(f"{one.id} ({one.name})" for one in fitting)
    raise Invalid(
        Text(
            id=f"Lebih dari satu organisasi Anda dapat mencatat untuk {region_code}. Sebutkan satu dengan "
            f"`organisation`: {numbers}.",
            en=f"More than one of your organisations may record for {region_code}. Name one with "
            f"`organisation`: {numbers}.",
        ),
        field="organisation",
    )


def _fitting(
    session: Session, caller: Caller, application: Application, region_code: str
) -> Sequence[Organisation]:
    query = select(Organisation).where(col(Organisation.id).in_(caller.roles)).order_by(col(Organisation.id))
    return [
        one
        for one in session.exec(query).all()
        if governs(one, region_code)
        and rights.allows(caller, Right.RECORD, Thing(one.id, application.slug, region_code))
    ]


def _any_of(caller: Caller, application: Application, region_code: str) -> Thing:
    """Return what the right to record is asked for, if any organisation of the caller's gives it at all."""
    things = [Thing(number, application.slug, region_code) for number in sorted(caller.roles)]
    may = (thing for thing in things if rights.allows(caller, Right.RECORD, thing))
    return next(may, Thing(None, application.slug, region_code))


def _governing(organisation: Organisation, region_code: str) -> Organisation:
    if governs(organisation, region_code):
        return organisation
    raise Invalid(
        Text(
            id=f"{organisation.name} bukan pemerintah wilayah {region_code}. Yang mencatat adalah "
            "pemerintah daerah pengadopsi sendiri, untuk wilayahnya.",
            en=f"{organisation.name} is not the government of {region_code}. The adopter's own regional "
            "government records, for its own region.",
        ),
        field="organisation",
    )


def _elsewhere(region_code: str) -> Text:
    return Text(
        id=f"Tidak satu pun organisasi Anda adalah pemerintah wilayah {region_code}. Adopsi dicatat oleh "
        "pemerintah daerah pengadopsi sendiri; donor dapat menyatakan pendapatnya di `statements`.",
        en=f"None of your organisations is the government of {region_code}. An adoption is recorded by the "
        "adopter's own regional government; a donor states its view under `statements`.",
    )
