"""Examples: made-up adoptions, experiences and materials, the same each time, where the registry says so.

They show every page with life in it. Days are counted back from today, so that what is in use stays so.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from livinglab.contract.adoptions import (
    AdoptionRequest,
    Document,
    DocumentKind,
    Stage,
    StopReason,
)
from livinglab.contract.experiences import ExperienceDecision, ExperienceRequest
from livinglab.contract.materials import MaterialRequest
from livinglab.language import Text
from registry import clock
from registry.access import organisations
from registry.access.callers import OPERATOR, Caller, Role
from registry.access.organisations import Kind, VerifiedBy
from registry.adoption import experience_moderation, experiences, recording
from registry.catalog import materials
from registry.catalog.materials import recording as material_records
from registry.database import Database
from registry.errors import Conflict
from registry.settings import Settings
from registry.tables import (
    Adoption,
    AdoptionEvent,
    Application,
    CohortMember,
    Experience,
    Organisation,
    Region,
    Release,
)

ACTOR = "example"
SEED = 20221121  # the day on which the Living Lab's regions signed
MONTH = 30
ELSEWHERE = 70  # adopters beside the named pilot regions

# How far adoptions come, and after how many days each stage follows the one before.
VISITED = ((Stage.INTEREST, 0), (Stage.STUDY_VISIT, 35))
PREPARED = (*VISITED, (Stage.REQUEST, 20), (Stage.MEMORANDUM, 60), (Stage.AGREEMENT, 45))
TRIED = (*PREPARED, (Stage.SOURCE_HANDOVER, 14), (Stage.INSTALLATION, 21), (Stage.TRAINING, 18))
IN_USE = (*TRIED, (Stage.ACCEPTANCE_TEST, 25), (Stage.GO_LIVE, 30))
OPEN = ((Stage.INTEREST, 0), (Stage.INSTALLATION, 24), (Stage.TRAINING, 15), (Stage.GO_LIVE, 40))
PATHS = (VISITED, PREPARED, TRIED, IN_USE, IN_USE, OPEN, OPEN, OPEN)
DOCUMENTS = {
    Stage.MEMORANDUM: DocumentKind.MEMORANDUM,
    Stage.AGREEMENT: DocumentKind.AGREEMENT,
    Stage.SOURCE_HANDOVER: DocumentKind.HANDOVER,
    Stage.GO_LIVE: DocumentKind.DECREE,
}
# How many regions do something with each application, and how many months ago the first began.
POPULAR = (
    ("e-sakip", 24, 10),
    ("indeks-spbe", 14, 9),
    ("opensid", 22, 44),
    ("wp-sipd", 12, 40),
    ("slims", 11, 38),
    ("e-sakip-sumedang", 9, 46),
    ("wp-eval-sakip", 8, 30),
    ("node-esign-bsre", 6, 18),
    ("tati-satu-data", 4, 12),
    ("disruang", 2, 10),
)
# Whose pages a visitor of the demo opens first.
LOOKED_AT = {"32.11": ("opensid", "slims", "wp-sipd"), "32.16": ("opensid", "wp-sipd", "indeks-spbe")}
RUNS = (Stage.INSTALLATION, Stage.GO_LIVE, Stage.CONFIRMATION)
REASONS = (StopReason.NO_STAFF, StopReason.NATIONAL_APPLICATION, StopReason.DOES_NOT_FIT)
EXPERIENCES = (
    ("Data OPD di berkas lama tidak seragam.", "Dibersihkan dua minggu dengan templat impor."),
    ("Server daerah belum punya PHP yang cukup baru.", "Dipasang dengan Docker di VPS milik Diskominfo."),
    ("Operator kecamatan baru pertama kali memakainya.", "Bimtek dua hari dan grup pesan untuk bertanya."),
    ("Struktur organisasi berubah di tengah pengisian.", "Periode lama dikunci, periode baru dibuka."),
)


@dataclass(frozen=True)
class Filled:
    """What was made."""

    adoptions: int
    experiences: int


def fill(database: Database, settings: Settings) -> Filled:
    """Record the examples, once. Raises Conflict where the registry does not say that it holds any."""
    if not settings.examples:
        raise Conflict(
            Text(
                id="Registri ini tidak menyatakan bahwa isinya contoh. Atur LIVINGLAB_EXAMPLES=true dahulu.",
                en="This registry does not say that it holds examples. Set LIVINGLAB_EXAMPLES=true first.",
            )
        )
    draw = random.Random(SEED)  # noqa: S311 - the same examples each time, nothing secret
    made = told = 0
    with database.write() as session:
        _lay_out(session)
        if session.exec(select(AdoptionEvent.id).where(AdoptionEvent.recorded_by == ACTOR).limit(1)).first():
            return Filled(0, 0)
        adopters = _adopters(session, draw)
        for slug, count, months in POPULAR:
            application = session.exec(select(Application).where(Application.slug == slug)).first()
            if application is None:
                continue
            for region in _drawn(session, draw, application, adopters, count=count):
                adoption = _adopt(session, draw, application, region, months=months)
                made += 1
                if adoption.in_use_on and draw.random() < 0.4:
                    _tell(session, draw, adoption, application)
                    told += 1
    return Filled(made, told)


def _lay_out(session: Session) -> None:
    """Record made-up materials of the demo's own application, unless it has some."""
    application = session.exec(select(Application).where(Application.slug == "e-sakip")).first()
    today = clock.date_in_jakarta()
    if application is None or materials.of_application(session, application, today=today).total:
        return
    for content in _materials(today):
        request = MaterialRequest.model_validate({**content, "provider": "livinglab (contoh)"})
        material_records.add(session, application, request, caller=OPERATOR)


def _materials(today: date) -> list[dict[str, Any]]:
    place = {"online": True, "hours": "09.00-12.00 WIB", "registration": "Contoh: kirim surel ke narahubung."}
    contact = {"email": "esakip@livinglab.invalid"}
    return [
        {
            "kind": "manual",
            "title": {"id": "Contoh: buku panduan pengguna", "en": "Example: user's manual"},
            "url": "https://livinglab.invalid/e-sakip/panduan.pdf",
            "language": "id",
        },
        {
            "kind": "session",
            "title": {"id": "Contoh: bimtek pengisian LKE", "en": "Example: training on the worksheet"},
            "starts_on": (today + timedelta(days=24)).isoformat(),
            "seats": 40,
            **place,
            **contact,
        },
        {
            "kind": "service",
            "title": {"id": "Contoh: pendampingan pemasangan", "en": "Example: help with installation"},
            "offers": ["installation", "training"],
            "reach": "Jawa dan daring",
            **contact,
        },
    ]


def _adopters(session: Session, draw: random.Random) -> Sequence[Region]:
    """Return the pilot regions that are known by name, and others from all over the country."""
    pilots = set(session.exec(select(CohortMember.region_code)).all())
    regencies = select(Region).where(col(Region.kind).in_(["regency", "city"])).order_by(Region.code)
    known = session.exec(regencies).all()
    others = [region for region in known if region.code not in pilots and not region.code.startswith("31.")]
    return [region for region in known if region.code in pilots] + draw.sample(others, ELSEWHERE)


def _drawn(
    session: Session, draw: random.Random, application: Application, adopters: Sequence[Region], *, count: int
) -> Sequence[Region]:
    free = _free(session, application, adopters)
    looked_at = [region for region in free if application.slug in LOOKED_AT.get(region.code, ())]
    return looked_at + draw.sample([one for one in free if one not in looked_at], count - len(looked_at))


def _free(session: Session, application: Application, adopters: Sequence[Region]) -> Sequence[Region]:
    """Leave out who has recorded something of this application already, such as in the demo's story."""
    taken = set(
        session.exec(select(Adoption.region_code).where(Adoption.application_id == application.id)).all()
    )
    return [region for region in adopters if region.code not in taken]


def _adopt(
    session: Session, draw: random.Random, application: Application, region: Region, *, months: int
) -> Adoption:
    organisation = _government(session, region)
    version = _version(session, draw, application)
    recorded = [
        recording.record(
            session,
            AdoptionRequest(
                application=application.slug,
                region=region.code,
                organisation=organisation.id,
                stage=stage,
                date=day,
                version=version if stage in RUNS else None,
                document=_document(draw, stage, day),
                reason=reason,
            ),
            caller=_recorder(organisation),
        )
        for stage, day, reason in _story(draw, months)
    ]
    return recorded[-1].adoption


def _document(draw: random.Random, stage: Stage, day: date) -> Document | None:
    kind = DOCUMENTS.get(stage)
    return Document(kind=kind, number=f"CONTOH/{draw.randint(1, 900)}/{day.year}", date=day) if kind else None


def _story(draw: random.Random, months: int) -> Iterator[tuple[Stage, date, StopReason | None]]:
    """Yield the stages of one adoption up to today: how far it comes, whether it is kept up or given up."""
    today = clock.date_in_jakarta()
    day = today - timedelta(days=draw.randint(1, months * MONTH))
    path = draw.choice(PATHS)
    for stage, after in path:
        day += timedelta(days=draw.randint(after // 2, after + after // 2))
        if day > today:
            if stage is path[0][0]:
                yield stage, today, None
            return
        yield stage, day, None
    if draw.random() < 0.12:
        day += timedelta(days=draw.randint(20, 200))
        if day <= today:
            yield Stage.STOPPED, day, draw.choice(REASONS)
        return
    while path[-1][0] is Stage.GO_LIVE and draw.random() < 0.85:
        day += timedelta(days=draw.randint(240, 340))
        if day > today:
            return
        yield Stage.CONFIRMATION, day, None


def _version(session: Session, draw: random.Random, application: Application) -> str | None:
    query = select(Release.version).where(Release.application_id == application.id)
    known = session.exec(query.order_by(col(Release.position))).all()
    return draw.choice(known) if known else None


def _government(session: Session, region: Region) -> Organisation:
    known = organisations.of_region(session, region.code)
    if known is None:
        known = organisations.create(
            session,
            f"Pemerintah {region.name}",
            kind=Kind.REGION,
            region_code=region.code,
            actor=OPERATOR.actor,
        )
    organisations.verify(session, known, by=VerifiedBy.OPERATOR, actor=OPERATOR.actor)
    return known


def _recorder(organisation: Organisation) -> Caller:
    number = organisation.id or 0
    return Caller(actor=ACTOR, own=True, roles={number: Role.RECORDER}, governments=frozenset({number}))


def _tell(session: Session, draw: random.Random, adoption: Adoption, application: Application) -> None:
    """Write an experience and publish it."""
    problem, solution = draw.choice(EXPERIENCES)
    days = draw.randint(12, 90)
    spent = days * draw.randint(9, 16) * 100_000
    request = ExperienceRequest(
        person_days=days,
        rupiah=spent,
        months=draw.randint(1, 6),
        alternative_rupiah=spent + draw.randint(80, 400) * 1_000_000,
        alternative_basis="Contoh: rencana anggaran untuk membuat aplikasi serupa",
        problems=problem,
        solutions=solution,
    )
    organisation = session.get_one(Organisation, adoption.organisation_id)
    experiences.write(session, adoption, application, request, caller=_recorder(organisation))
    experience = session.exec(select(Experience).where(Experience.adoption_id == adoption.id)).one()
    decision = ExperienceDecision(decision="published", reason="Contoh untuk peragaan.")
    experience_moderation.decide(session, experience.id or 0, 1, decision, caller=OPERATOR)
