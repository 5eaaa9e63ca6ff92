"""Experiences: what an adoption took, written by its adopter; every version is kept, one is public."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, func, select

from livinglab.contract import experiences as wire
from livinglab.language import Text
from registry import clock, journal
from registry.access import rights
from registry.access.callers import Caller, Role
from registry.access.rights import Right, Thing
from registry.adoption import listing
from registry.catalog import plain_text
from registry.errors import Conflict, Invalid, NotFound
from registry.tables import Adoption, Application, Experience, ExperienceVersion

MOST_VERSIONS = 500  # of one experience
SUPERSEDED = "superseded"
TEXTS = ("problems", "solutions", "changes")
CONTENT = tuple(wire.ExperienceRequest.model_fields)


def write(
    session: Session,
    adoption: Adoption,
    application: Application,
    request: wire.ExperienceRequest,
    *,
    caller: Caller,
) -> None:
    """Keep a new version, which waits for a curator; what is public stays so until then.

    The same content as the newest version changes nothing. Raises Unauthenticated and Forbidden for all but
    the adopter's recorders, Invalid, Conflict where there are too many versions.
    """
    rights.require(caller, Right.RECORD, _thing(adoption, application))
    content = _clean(request)
    journal.hold(session)
    experience = of(session, adoption) or _begin(session, adoption)
    last = newest(session, experience)
    if last is not None and all(getattr(last, name) == value for name, value in content.items()):
        return
    if last is not None:
        _supersede(session, last, caller)
    number = last.number + 1 if last else 1
    if number > MOST_VERSIONS:
        raise _too_many()
    row = ExperienceVersion(
        experience_id=experience.id or 0,
        number=number,
        author=caller.actor,
        written_at=clock.now(),
        **content,
    )
    session.add(row)
    session.flush()
    journal.append(
        session,
        actor=caller.actor,
        action="experience.written",
        subject=f"adoption:{adoption.id}",
        detail={"experience": experience.id, "version": number},
        after=journal.state_of(row),
    )


def of(session: Session, adoption: Adoption) -> Experience | None:
    """Return an adoption's experience, as the database has it now."""
    query = select(Experience).where(Experience.adoption_id == adoption.id)
    return session.exec(query.execution_options(populate_existing=True)).first()


def newest(session: Session, experience: Experience) -> ExperienceVersion | None:
    """Return the newest version, None for an experience without any."""
    query = select(ExperienceVersion).where(ExperienceVersion.experience_id == experience.id)
    query = query.order_by(col(ExperienceVersion.number).desc()).limit(1)
    return session.exec(query.execution_options(populate_existing=True)).first()


def version(session: Session, experience: Experience, number: int | None) -> ExperienceVersion | None:
    """Return the version of a number, None where there is none."""
    query = select(ExperienceVersion).where(
        ExperienceVersion.experience_id == experience.id, ExperienceVersion.number == number
    )
    return session.exec(query.execution_options(populate_existing=True)).first()


def sees_all(caller: Caller, adoption: Adoption, application: Application) -> bool:
    """Say whether somebody reads what is not public: the adopter's own people, and who moderates."""
    if caller.has_role(adoption.organisation_id, Role.READER):
        return True
    thing = Thing(None, application.slug, application.region_code)
    return rights.allows(caller, Right.AUDIT, thing)


def show(
    session: Session, adoption: Adoption, application: Application, *, caller: Caller
) -> wire.Experience:
    """Return an adoption's experience as the caller may read it. Raises NotFound where that is nothing."""
    experience = of(session, adoption)
    all_of_it = sees_all(caller, adoption, application)
    if experience is None or not (all_of_it or experience.published_number):
        raise nothing(adoption)
    public = version(session, experience, experience.published_number)
    last = newest(session, experience)
    return wire.Experience(
        **about(session, [(adoption, application)])[0],
        published=shown(public, whole=all_of_it) if public else None,
        versions=(last.number if last else 0)
        if all_of_it
        else published_counts(session, [experience]).get(experience.id or 0, 0),
        waiting=int(all_of_it and last is not None and last.decision is None),
        newest=shown(last, whole=True) if last and all_of_it else None,
    )


def versions(
    session: Session, adoption: Adoption, application: Application, *, caller: Caller, after: int, limit: int
) -> Sequence[wire.ExperienceVersion]:
    """Return versions after a number: all to the adopter's people and who moderates, else published ones.

    Raises NotFound where the caller may read nothing.
    """
    experience = of(session, adoption)
    all_of_it = sees_all(caller, adoption, application)
    if experience is None or not (all_of_it or experience.published_number):
        raise nothing(adoption)
    query = select(ExperienceVersion).where(
        ExperienceVersion.experience_id == experience.id, ExperienceVersion.number > after
    )
    if not all_of_it:
        query = query.where(ExperienceVersion.decision == "published")
    rows = session.exec(query.order_by(col(ExperienceVersion.number)).limit(limit)).all()
    return [shown(row, whole=all_of_it) for row in rows]


def shown(row: ExperienceVersion, *, whole: bool) -> wire.ExperienceVersion:
    """Return a version as it travels; what a curator said to its author, only with `whole`."""
    return wire.ExperienceVersion.model_validate(
        {
            **{name: getattr(row, name) for name in CONTENT},
            "number": row.number,
            "author": row.author,
            "written_at": row.written_at,
            "decision": row.decision,
            "decided_at": row.decided_at,
            "decision_reason": row.decision_reason if whole else None,
        }
    )


def about(session: Session, rows: Sequence[listing.Row]) -> list[dict[str, Any]]:
    """Return what an answer says of each adoption besides the experience."""
    made = listing.summaries(session, rows, today=clock.date_in_jakarta())
    return [
        {"adoption": one.id, "application": one.application, "region": one.region, "state": one.state}
        for one in made
    ]


def published_counts(session: Session, rows: Sequence[Experience]) -> dict[int, int]:
    """Return by the experience's number how many versions were published, without those taken back."""
    query = (
        select(ExperienceVersion.experience_id, func.count())
        .where(
            col(ExperienceVersion.experience_id).in_([row.id for row in rows]),
            ExperienceVersion.decision == "published",
        )
        .group_by(col(ExperienceVersion.experience_id))
    )
    return dict(session.exec(query).all())


def nothing(adoption: Adoption) -> NotFound:
    """Say that there is no experience that the caller may read."""
    return NotFound(
        Text(
            id=f"Belum ada pengalaman yang terbit untuk adopsi nomor {adoption.id}. Penulisnya, perekam "
            "instansi pengadopsi, melihat yang menunggu dengan tokennya.",
            en=f"Adoption number {adoption.id} has no published experience yet. Its author, a recorder of "
            "the adopter, sees what waits with their token.",
        )
    )


def _thing(adoption: Adoption, application: Application) -> Thing:
    return Thing(adoption.organisation_id, application.slug, adoption.region_code)


def _begin(session: Session, adoption: Adoption) -> Experience:
    experience = Experience(adoption_id=adoption.id or 0, created_at=clock.now())
    session.add(experience)
    session.flush()
    return experience


def _supersede(session: Session, row: ExperienceVersion, caller: Caller) -> None:
    """Take a version out of the curators' queue that its author has replaced."""
    if row.decision is None:
        row.decision, row.decided_by, row.decided_at = SUPERSEDED, caller.actor, clock.now()
        session.add(row)


def _clean(request: wire.ExperienceRequest) -> dict[str, Any]:
    """Return what is kept of a request. Raises Invalid for one that says nothing, or half of a figure."""
    content: dict[str, Any] = request.model_dump()
    for name in TEXTS:
        content[name] = plain_text.note(content[name], field=name)
    content["alternative_basis"] = plain_text.line(content["alternative_basis"], field="alternative_basis")
    if all(content[name] is None for name in CONTENT if name != "alternative_basis"):
        raise Invalid(
            Text(
                id="Isilah paling sedikit satu: hari kerja, rupiah, bulan, masalah, solusi, atau perubahan.",
                en="Fill in at least one: person-days, rupiah, months, problems, solutions or changes.",
            ),
            field="person_days",
        )
    if (content["alternative_rupiah"] is None) is not (content["alternative_basis"] is None):
        raise Invalid(
            Text(
                id="`alternative_rupiah` perlu `alternative_basis`, dan sebaliknya: tulislah dari mana "
                "angka itu, misalnya mata anggaran atau penawaran.",
                en="`alternative_rupiah` needs `alternative_basis`, and the other way round: write where "
                "the figure is from, such as a budget line or an offer.",
            ),
            field="alternative_basis" if content["alternative_basis"] is None else "alternative_rupiah",
        )
    return content


def _too_many() -> Conflict:
    return Conflict(
        Text(
            id=f"Pengalaman ini sudah mempunyai {MOST_VERSIONS} versi; lebih banyak tidak disimpan. Hubungi "
            "kurator.",
            en=f"This experience has {MOST_VERSIONS} versions; more are not kept. Ask a curator.",
        )
    )
