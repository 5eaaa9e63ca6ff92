"""Savings: what published experiences say, summed over those alone that state both figures."""

from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from livinglab.contract import Sentence
from livinglab.contract.statistics import Figure, Savings
from registry.adoption import naming, published_experiences
from registry.adoption.filters import conditions
from registry.statistics.selection import Selection
from registry.tables import Adoption, Application, Experience, ExperienceVersion

LIST = "/api/v1/experiences"
BASIS = Sentence(
    id="Penghematan = biaya membangun atau membeli yang serupa (menurut pengadopsi, dengan sumber angkanya) "
    "dikurangi biaya adopsi, dijumlahkan hanya dari pengalaman yang sudah diterbitkan dan menyebut keduanya. "
    "Selisih yang negatif ikut dihitung; yang tidak menyebut keduanya tidak ditaksir.",
    en="Savings = what building or buying the like would have cost (by the adopter's word, with its source) "
    "less what the adoption cost, summed over published experiences that state both and over no others. "
    "Losses count as well; nothing is estimated for those that do not state both.",
)


def savings(session: Session, selection: Selection) -> Savings:
    """Return the sums, in rupiah of the years in which they were stated."""
    published, counted, spent, alternative, days = session.execute(_query(selection)).one()
    return Savings(
        as_of=selection.today,
        experiences=Figure(count=published, records=_address(selection)),
        counted=Figure(count=counted, records=_address(selection, counted="true")),
        spent_rupiah=int(spent or 0),
        alternative_rupiah=int(alternative or 0),
        saved_rupiah=int(alternative or 0) - int(spent or 0),
        person_days=float(days or 0),
        basis=BASIS,
    )


def _query(selection: Selection) -> Any:
    both = published_experiences.states_both()
    sums = (ExperienceVersion.rupiah, ExperienceVersion.alternative_rupiah, ExperienceVersion.person_days)
    query = (
        select(
            func.count(),
            func.count().filter(both),
            *(func.sum(col(one)).filter(both) for one in sums),
        )
        .select_from(Experience)
        .join(
            ExperienceVersion,
            (col(ExperienceVersion.experience_id) == Experience.id)
            & (col(ExperienceVersion.number) == Experience.published_number),
        )
    )
    if not selection.filters.query():
        return query
    query = query.join(Adoption, col(Adoption.id) == Experience.adoption_id)
    query = query.where(*conditions(selection.filters, today=selection.today))
    if not selection.is_partial:
        return query
    application = col(Application.id) == Adoption.application_id
    return query.join(Application, application).where(naming.named(selection.caller))


def _address(selection: Selection, **more: str) -> str:
    asked = [selection.filters.query(), *(f"{name}={value}" for name, value in more.items())]
    query = "&".join(part for part in asked if part)
    return f"{LIST}?{query}" if query else LIST
