"""Who runs an application stands on its page as far as the visitor may be told, with what it took them."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

from sqlmodel import Session, select
from starlette.testclient import TestClient

from livinglab.contract import adoptions, experiences
from registry import clock
from registry.access import identity, tokens
from registry.access.callers import Caller, RegistryRole, Scope
from registry.access.tokens import Grant
from registry.adoption import experience_moderation, recording
from registry.adoption import experiences as written
from registry.database import Database
from registry.tables import Application, Experience, Organisation

CURATOR = Caller(actor="person:90", person_id=90, registry_role=RegistryRole.CURATOR, proved=True)
BEKASI = "32.16"
TOOK = experiences.ExperienceRequest(
    person_days=40,
    rupiah=30_500_000,
    problems="Data pegawai <lama> tidak cocok.",
    solutions="Bimtek dua hari.",
)


def read(client: TestClient, path: str, language: str = "id") -> str:
    """Return a page's text."""
    answer = client.get(path, params={"lang": language})
    assert answer.status_code == 200, answer.text
    return " ".join(unescape(answer.text).split())


def organisation(session: Session, name: str, region: str) -> int:
    """Make a verified government."""
    made = Organisation(
        name=name,
        kind="region",
        region_code=region,
        verified_at=clock.now(),
        verified_by="operator",
        created_at=clock.now(),
    )
    session.add(made)
    session.flush()
    return made.id or 0


def adopt(database: Database, slug: str, *, region: str, version: str, ago: int = 30) -> None:
    """Let a government go live with an application, and write what it took."""
    with database.write() as session:
        number = organisation(session, f"Pemerintah {region}", region)
        grant = Grant(region, frozenset(Scope), organisation_id=number)
        _, text = tokens.create(session, grant, actor="operator")
        day = clock.date_in_jakarta() - timedelta(days=ago)
        document = adoptions.Document(kind=adoptions.DocumentKind.DECREE, number="555/12/2026")
        request = adoptions.AdoptionRequest(
            application=slug,
            region=region,
            stage=adoptions.Stage.GO_LIVE,
            date=day,
            version=version,
            document=document,
        )
    with database.write() as session:
        caller = identity.by_token(session, text)
        done = recording.record(session, request, caller=caller)
        written.write(session, done.adoption, done.application, TOOK, caller=caller)
        session.flush()
        experience = session.exec(select(Experience).where(Experience.adoption_id == done.adoption.id)).one()
        decision = experiences.ExperienceDecision(decision="published", reason="Sudah dibaca dan layak.")
        experience_moderation.decide(session, experience.id or 0, 1, decision, caller=CURATOR)


def test_adopters_stand_with_state_version_evidence_and_what_it_took(
    client: TestClient, database: Database, publish: Callable[..., str], make_release
) -> None:
    publish("e-sakip", make_release("1.0.0"), make_release("1.1.0"))
    adopt(database, "e-sakip", region=BEKASI, version="1.0.0")
    page = read(client, "/applications/e-sakip")
    for expected in (
        *('href="/regions/32.16"', "Kabupaten Bekasi", "tertinggal 1 versi", "SK 555/12/2026", "dipakai"),
        *("Rp 30,5 juta", "40 hari kerja orang", "Data pegawai <lama> tidak cocok.", "Bimtek dua hari."),
        'href="/api/v1/adoptions?application=e-sakip&format=csv"',
    ):
        assert expected in page
    assert "Rp 30.5 million" in read(client, "/applications/e-sakip", "en")
    assert "Kabupaten Bekasi" in read(client, "/applications/e-sakip/releases/1.0.0")
    assert "Kabupaten Bekasi" not in read(client, "/applications/e-sakip/releases/1.1.0")
    assert client.get("/api/v1/adoptions?application=e-sakip&format=csv").status_code == 200


def test_adopters_of_what_is_restricted_are_named_to_nobody_else(
    client: TestClient, database: Database, publish
) -> None:
    publish("kinerja", visibility="public")
    adopt(database, "kinerja", region=BEKASI, version="1.0.0")
    with database.write() as session:
        row = session.exec(select(Application).where(Application.slug == "kinerja")).one()
        row.visibility = "agreement"
    for path in ("/applications/kinerja", "/applications/kinerja/releases/1.0.0"):
        page = read(client, path)
        for kept in ("Bekasi", "555/12/2026", "Rp 30,5", "Bimtek dua hari."):
            assert kept not in page
