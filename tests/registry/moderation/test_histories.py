"""Random histories against a model: names and versions keep their meaning (target S8)."""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from sqlmodel import Session, col, select

from livinglab import contract
from livinglab.contract.moderation import Decision
from registry import clock, journal
from registry.access import identity, tokens
from registry.access.callers import OPERATOR, Caller, Scope
from registry.access.tokens import Grant
from registry.catalog import applications, bodies, entries, moderation, publication, submissions, yanks
from registry.catalog.found import IncidentFound, VisitOutcome
from registry.database import Database
from registry.errors import Conflict, NotFound, RegistryError
from registry.tables import Application, Archive, Organisation, Publisher, Release, Source

STEPS = 25
VERSIONS = ["1.0.0", "1.1.0", "2.0.0"]
BEKASI, GARUT = "Pemerintah Kabupaten Bekasi", "Pemerintah Kabupaten Garut"
WHY = "Alasan yang cukup panjang untuk dibaca semua orang."
FROM = {  # as docs/decisions/moderation.md has it, written down once more on purpose
    "approve": {"review": "open"},
    "quarantine": {"review": "quarantined", "open": "quarantined", "retired": "quarantined"},
    "release-from-quarantine": {"quarantined": None},
    "retire": {"open": "retired"},
    "reopen": {"retired": None},
}


@dataclass
class Model:
    """What one application must be, told without the database."""

    slug: str
    publisher: str
    standings: list[str]
    published: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    yanked: set[str] = field(default_factory=set)

    @property
    def standing(self) -> str:
        """How it stands; what it interrupts lies below."""
        return self.standings[-1]

    def decide(self, decision: str) -> bool:
        """Follow a decision; say whether it fits."""
        if self.standing not in FROM[decision]:
            return False
        following = FROM[decision][self.standing]
        if following is None:
            self.standings.pop()
        elif decision == "approve":
            self.standings[-1] = following
        else:
            self.standings.append(following)
        return True

    @property
    def latest(self) -> str | None:
        """The version that who names none gets."""
        offered = [
            version for version in VERSIONS if version in self.published and version not in self.yanked
        ]
        return offered[-1] if offered and "retired" not in self.standings[-1:] else None


class World:
    """One history: two publishers, names that are alike, and everything that may happen to them."""

    def __init__(self, database: Database, make_release: Callable[..., object], number: int) -> None:
        self.database, self.make_release = database, make_release
        self.random = random.Random(number)  # noqa: S311 - a history that can be told again
        stem = "".join(self.random.choice("bcdfghjkpqstvz") for _ in range(12))
        self.names = [f"{stem}-{number}", f"{number}-{stem}"]
        self.models: dict[str, Model] = {}
        self.garut = _publisher_of_garut(database)

    def step(self) -> None:
        """Let something happen, in the catalog and in the model."""
        chance = self.random.choice(
            [self.submit, self.visit, self.visit, self.yank, self.yank, self.decide, self.decide, self.decide]
        )
        chance()

    def submit(self) -> None:
        """Submit one of the names, by one of the publishers: the name belongs to who was first."""
        slug = self.random.choice(self.names)
        publisher = self.random.choice([BEKASI, GARUT])
        model = self.models.get(slug)
        other = next((one for one in self.models.values() if one.slug != slug), None)
        fits = model is None or (model.publisher == publisher and model.standing in ("review", "open"))
        region = "32.16" if publisher == BEKASI else "32.05"
        url = f"https://git.example.go.id/{slug}.git"
        asked = contract.SubmissionRequest(url=url, slug=slug, publisher=publisher, region=region)
        caller = OPERATOR if publisher == BEKASI else self.garut
        made = self._try(lambda session: submissions.submit(session, asked, caller=caller))
        assert made is fits, (slug, publisher, model)
        if made and model is None:
            near = publisher == GARUT and other is not None and other.publisher != publisher
            self.models[slug] = Model(slug, publisher, ["review" if near else "open"])

    def visit(self) -> None:
        """Let a visit bring releases, perhaps with tags that moved or findings that block."""
        model = self._one()
        if model is None:
            return
        brought = self.random.sample(VERSIONS, self.random.randint(0, len(VERSIONS)))
        found = [self._found(model, version) for version in brought]
        moved = [IncidentFound("tag-moved", version, self._hash()) for version in brought[:1]]
        with self.database.write() as session:
            source = session.exec(
                select(Source).join(Application).where(Application.slug == model.slug)
            ).one()
            known = [one.version for one in publication.known(session, source.id or 0)]
            order = [version for version in VERSIONS if version in known or version in brought]
            publication.record(
                session, source.id or 0, VisitOutcome(found, order, moved), actor="worker:test"
            )

    def yank(self) -> None:
        """Yank a version or take that back; only what is published can be."""
        model = self._one()
        if model is None:
            return
        version, undo = self.random.choice(VERSIONS), self.random.random() < 0.4
        change = yanks.take_back if undo else yanks.yank
        done = self._try(lambda session: change(session, model.slug, version, WHY, caller=OPERATOR))
        assert done is (version in model.published), (model, version)
        if done:
            (model.yanked.discard if undo else model.yanked.add)(version)

    def decide(self) -> None:
        """Decide something, whether it fits or not; what does not leaves no row."""
        model = self._one()
        if model is None:
            return
        decision = self.random.choice(list(FROM))
        before = self._serial()
        again = self._last_decision(model.slug) == moderation.ACTIONS[Decision(decision)]
        done = self._try(
            lambda session: moderation.decide(session, model.slug, Decision(decision), WHY, caller=OPERATOR)
        )
        fits = not again and model.decide(decision)
        assert done is (fits or again), (model, decision)
        assert self._serial() - before == int(fits)

    def check(self) -> None:
        """Compare all that the catalog says with the model."""
        with self.database.read() as session:
            for model in self.models.values():
                _check(session, model)

    def _found(self, model: Model, version: str) -> object:
        blocked = version not in model.published and self.random.random() < 0.3
        commit, tree, digest = (
            self._hash(),
            self._hash(),
            hashlib.sha256(self.random.randbytes(9)).hexdigest(),
        )
        path = f"archives/{digest[:2]}/{digest}.bundle"
        archive = contract.Archive(kind="snapshot", sha256=digest, bytes=1, path=path)
        block = contract.Check(
            code="env-tracked",
            level=contract.Level.BLOCK,
            message=contract.Sentence(id="Ada .env.", en="There is an .env."),
        )
        if not blocked and version not in model.published:
            model.published[version] = (commit, tree, digest)
        values = {"commit": commit, "tree": tree, "snapshot_commit": None if blocked else commit}
        return self.make_release(
            version, findings=[block] if blocked else [], archives=[] if blocked else [archive], **values
        )

    def _one(self) -> Model | None:
        return self.random.choice(list(self.models.values())) if self.models else None

    def _hash(self) -> str:
        return f"{self.random.getrandbits(160):040x}"

    def _serial(self) -> int:
        with self.database.read() as session:
            return journal.serial(session)

    def _last_decision(self, slug: str) -> str | None:
        with self.database.read() as session:
            query = select(journal.JournalRow.action).where(
                journal.JournalRow.subject == f"application:{slug}",
                col(journal.JournalRow.action).in_([*moderation.ACTIONS.values(), "application.submitted"]),
            )
            return session.exec(query.order_by(col(journal.JournalRow.serial).desc()).limit(1)).first()

    def _try(self, change: Callable[[Session], object]) -> bool:
        try:
            with self.database.write() as session:
                change(session)
        except (Conflict, NotFound):
            return False
        return True


def _publisher_of_garut(database: Database) -> Caller:
    """Return who publishes for Garut: a token of the organisation itself."""
    with database.write() as session:
        found = session.exec(select(Organisation).where(Organisation.name == GARUT)).first()
        if found is None:
            now = clock.now()
            found = Organisation(
                name=GARUT, kind="region", region_code="32.05", created_at=now, verified_at=now
            )
            session.add(found)
            session.flush()
        grant = Grant("garut", frozenset({Scope.PUBLISH}), organisation_id=found.id)
        return identity.by_token(session, tokens.create(session, grant, actor="operator")[1])


def _check(session: Session, model: Model) -> None:
    application = session.exec(select(Application).where(Application.slug == model.slug)).one()
    assert session.get_one(Publisher, application.publisher_id).name == model.publisher
    assert application.standing == model.standing
    releases = session.exec(select(Release).where(Release.application_id == application.id)).all()
    published = {one.version: one for one in releases if one.status == "published"}
    assert published.keys() == model.published.keys()
    for version, (commit, tree, digest) in model.published.items():
        row = published[version]
        told = bodies.whole_release(row)
        archives = session.exec(select(Archive.sha256).where(Archive.release_id == row.id)).all()
        assert (row.commit, row.tree, archives) == (commit, tree, [digest])
        assert (told.commit, told.tree, [one.sha256 for one in told.archives]) == (commit, tree, [digest])
        assert (told.yanked is not None) is (row.yanked_at is not None) is (version in model.yanked)
    assert application.listed is (model.standing == "open" and bool(published))
    seen = bool(published) and model.standing in ("open", "retired")
    assert applications.is_shown(session, application) is seen
    assert (entries.entry(session, model.slug) is not None) is seen
    assert application.latest_version == model.latest
    try:
        assert applications.release(session, application, "latest").version == model.latest
    except NotFound:
        assert model.latest is None


def run(database: Database, make_release: Callable[..., object], number: int) -> None:
    """Live through one history."""
    world = World(database, make_release, number)
    for step in range(STEPS):
        try:
            world.step()
        except (AssertionError, RegistryError) as error:
            raise AssertionError(f"history {number}, step {step}: {error}") from error
    world.check()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_twenty_histories_keep_every_name_and_version(database: Database, make_release) -> None:
    for number in range(20):
        run(database, make_release, number)
    with database.read() as session:
        assert list(journal.breaks(session)) == []


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("block", range(8))
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_thousand_histories_keep_every_name_and_version(
    database: Database, make_release, block: int
) -> None:
    for number in range(1000 + block * 250, 1250 + block * 250):
        run(database, make_release, number)
    with database.read() as session:
        assert list(journal.breaks(session)) == []
