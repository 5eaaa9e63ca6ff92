"""Transfers: an application changes hands, and nothing of the old owner's reaches it any more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select, update

from livinglab import contract
from livinglab.contract import Visibility
from registry import clock
from registry.access import identity, memberships, organisations, people, rights, tokens
from registry.access.callers import Caller, Role, Scope
from registry.access.organisations import Kind, VerifiedBy
from registry.access.rights import Right
from registry.access.tokens import Grant
from registry.catalog import handover, ownership, submissions, transfers, visibility
from registry.database import Database
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from registry.tables import (
    Agreement,
    Application,
    Frontier,
    JournalRow,
    Organisation,
    Person,
    Publisher,
    Source,
    Submission,
    Transfer,
    TrustedWorkflow,
)

NEW = "https://git.bekasikab.go.id/diskominfo/e-sakip.git"


def government(session: Session, name: str, region_code: str) -> tuple[Organisation, Person]:
    """Add a verified regional government with its manager."""
    made = organisations.create(
        session,
        f"Pemerintah Kabupaten {name}",
        kind=Kind.REGION,
        region_code=region_code,
        actor="operator",
    )
    organisations.verify(session, made, by=VerifiedBy.OPERATOR, actor="operator")
    manager = people.add(session, f"kepala@{name.lower()}kab.go.id", f"Kepala {name}", actor="operator")
    manager.totp_since = clock.now()
    memberships.put(session, made, manager, Role.MANAGER, actor="operator")
    return made, manager


def at_website(session: Session, person: Person) -> Caller:
    """Return somebody as the website sees them now, signed in with the second factor."""
    roles = {
        organisation.id or 0: role
        for organisation, role in memberships.of_person(session, person)
        if organisation.verified_at
    }
    return Caller(actor=f"person:{person.id}", person_id=person.id, session_id=1, roles=roles, proved=True)


class Story:
    """Sumedang owns e-SAKIP and offers it to Bekasi."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.sumedang, self.siti = government(session, "Sumedang", "32.11")
        self.bekasi, self.budi = government(session, "Bekasi", "32.16")
        self.application = session.exec(select(Application)).one()

    def offer(self) -> int:
        """Let Sumedang's manager offer it."""
        caller = at_website(self.session, self.siti)
        return transfers.offer(self.session, self.application, self.bekasi, caller=caller).id or 0

    def accept(self, number: int, url: str = NEW) -> None:
        """Let Bekasi's manager take it."""
        transfers.accept(self.session, number, url, caller=at_website(self.session, self.budi))

    def token(self, **more: object) -> str:
        """Make a token of Sumedang's."""
        values = {"organisation_id": self.sumedang.id, **more}
        grant = Grant("ci", frozenset({Scope.PUBLISH}), **values)  # type: ignore[arg-type]  # a test's shorthand
        return tokens.create(self.session, grant, actor=f"person:{self.siti.id}")[1]

    def may_publish(self, caller: Caller) -> bool:
        """Say whether somebody may publish it now."""
        return rights.allows(caller, Right.PUBLISH, ownership.of(self.session, self.application))


def test_the_old_owners_token_session_and_pipeline_end_with_the_transfer(
    database: Database, publish: Callable[..., str]
) -> None:
    publish()
    with database.write() as session:
        story = Story(session)
        limited, whole = story.token(application_slug="e-sakip"), story.token()
        of_person = story.token(application_slug="e-sakip", person_id=story.siti.id)
        workflow = TrustedWorkflow(
            application_id=story.application.id or 0,
            organisation_id=story.sumedang.id or 0,
            person_id=story.siti.id or 0,
            issuer="https://gitlab.example.go.id",
            repository="sumedang/e-sakip",
            created_at=clock.now(),
        )
        session.add(workflow)
        session.flush()
        pipeline = story.token(application_slug="e-sakip", workflow_id=workflow.id)
        for text in (limited, whole, of_person, pipeline):
            assert story.may_publish(identity.by_token(session, text))
        assert story.may_publish(at_website(session, story.siti))
        story.accept(story.offer())
        for text in (limited, of_person, pipeline):
            with pytest.raises(Unauthenticated):
                identity.by_token(session, text)
        assert not story.may_publish(identity.by_token(session, whole))  # it has other applications
        assert not story.may_publish(at_website(session, story.siti))
        assert story.may_publish(at_website(session, story.budi))
        assert workflow.ended_at is not None


def test_the_catalog_names_the_new_owner_and_visits_the_address_that_it_gave(
    database: Database, publish: Callable[..., str]
) -> None:
    publish()
    with database.write() as session:
        story = Story(session)
        session.exec(update(Frontier).values(lease_owner="worker", lease_until=clock.now()))
        story.accept(story.offer())
        shown = contract.Application.model_validate_json(story.application.body)
        assert shown.publisher.name == "Pemerintah Kabupaten Bekasi"
        assert shown.url == NEW
        assert story.application.region_code == "32.16"
        assert session.exec(select(Source.url)).one() == NEW
        place = session.exec(select(Frontier)).one()
        assert place.lease_owner is None  # a visit of the old address brings nothing any more
        row = session.exec(select(JournalRow).where(JournalRow.action == "application.transferred")).one()
        assert row.serial == story.application.changed_serial
        assert row.actor == f"person:{story.budi.id}"
        assert row.before != row.after


def test_the_old_owner_follows_its_submissions_no_more(
    database: Database, publish: Callable[..., str]
) -> None:
    publish()
    with database.write() as session:
        story = Story(session)
        session.exec(update(Submission).values(organisation_id=story.sumedang.id, person_id=story.siti.id))
        story.accept(story.offer())
        number = session.exec(select(Submission.id)).one() or 0
        with pytest.raises(Forbidden):
            submissions.follow(session, number, caller=at_website(session, story.siti))
        assert submissions.follow(session, number, caller=at_website(session, story.budi))


def test_restricted_source_leaves_the_old_owner_and_agreements_stay(
    database: Database, publish: Callable[..., str]
) -> None:
    publish(visibility="agreement")
    with database.write() as session:
        story = Story(session)
        garut, tuti = government(session, "Garut", "32.05")
        session.add(
            Agreement(
                application_id=story.application.id or 0,
                organisation_id=garut.id or 0,
                reference="PKS/1",
                signed_on=visibility.today(),
                expires_on=visibility.today() + timedelta(days=30),
                recorded_by="operator",
                created_at=clock.now(),
            )
        )
        assert story.application.visibility == Visibility.AGREEMENT
        story.accept(story.offer())
        may = {
            name: visibility.may_have_source(session, at_website(session, person), story.application)
            for name, person in (("old", story.siti), ("new", story.budi), ("agreement", tuti))
        }
        assert may == {"old": False, "new": True, "agreement": True}


def test_only_managers_of_both_sides_hand_over(database: Database, publish: Callable[..., str]) -> None:
    publish()
    with database.write() as session:
        story = Story(session)
        tuti = people.add(session, "tuti@example.org", "Tuti", actor="operator")
        memberships.put(session, story.sumedang, tuti, Role.PUBLISHER, actor="operator")
        memberships.put(session, story.bekasi, tuti, Role.PUBLISHER, actor="operator")
        publisher = at_website(session, tuti)
        for caller in (publisher, at_website(session, story.budi)):
            with pytest.raises(Forbidden):
                transfers.offer(session, story.application, story.bekasi, caller=caller)
        token = identity.by_token(session, story.token(person_id=story.siti.id))
        with pytest.raises(Forbidden):
            transfers.offer(session, story.application, story.bekasi, caller=token)
        number = story.offer()
        for caller in (publisher, at_website(session, story.siti)):
            with pytest.raises(Forbidden):
                transfers.accept(session, number, NEW, caller=caller)
        with pytest.raises(Forbidden):
            transfers.refuse(session, number, caller=publisher)
        assert [one.taker.id for one in transfers.waiting(session, story.bekasi)] == [story.bekasi.id]


@pytest.mark.parametrize("who", ["giver", "taker"])
def test_an_offer_that_either_side_ended_is_over(
    database: Database, publish: Callable[..., str], who: str
) -> None:
    publish()
    with database.write() as session:
        story = Story(session)
        number = story.offer()
        person = story.siti if who == "giver" else story.budi
        transfers.refuse(session, number, caller=at_website(session, person))
        with pytest.raises(NotFound, match="holds no more"):
            story.accept(number)
        outcome = session.get_one(Transfer, number).outcome
        assert outcome == ("withdrawn" if who == "giver" else "refused")


def test_an_offer_lapses_is_replaced_and_does_not_outlive_its_owner(
    database: Database, publish: Callable[..., str]
) -> None:
    publish()
    with database.write() as session:
        story = Story(session)
        first = story.offer()
        second = story.offer()
        with pytest.raises(NotFound):
            story.accept(first)
        session.exec(update(Transfer).where(col(Transfer.id) == second).values(expires_at=clock.now()))
        with pytest.raises(NotFound):
            story.accept(second)
        third = story.offer()
        garut, _ = government(session, "Garut", "32.05")
        handover.hand_over(session, story.application, garut, actor="operator")
        with pytest.raises(NotFound):
            story.accept(third)


def test_what_cannot_change_hands(database: Database, publish: Callable[..., str]) -> None:
    publish()
    with database.write() as session:
        story = Story(session)
        with pytest.raises(Conflict, match="belongs to"):
            handover.hand_over(session, story.application, story.sumedang, actor="operator")
        unverified = organisations.create(session, "Baru", kind=Kind.COMMUNITY, actor="operator")
        with pytest.raises(Conflict, match="not verified"):
            handover.hand_over(session, story.application, unverified, actor="operator")
        organisations.close(session, story.bekasi, actor="operator")
        with pytest.raises(Conflict, match="closed"):
            story.offer()
        story.application.standing = "quarantined"
        session.flush()
        garut, _ = government(session, "Garut", "32.05")
        with pytest.raises(Conflict, match="quarantine"):
            handover.hand_over(session, story.application, garut, actor="operator")


@pytest.mark.parametrize(
    "url", ["http://git.bekasikab.go.id/a.git", "https://127.0.0.1/a.git", "", "ext::sh"]
)
def test_a_new_address_is_examined_before_anything_changes_hands(
    database: Database, publish: Callable[..., str], url: str
) -> None:
    publish()
    with database.write() as session:
        story = Story(session)
        with pytest.raises(Invalid):
            story.accept(story.offer(), url)


def test_the_operator_hands_over_what_nobody_owned(database: Database, publish: Callable[..., str]) -> None:
    publish(publisher="Seorang Pengembang", region=None)
    with database.write() as session:
        story = Story(session)
        with pytest.raises(Forbidden):
            story.offer()
        handover.hand_over(session, story.application, story.bekasi, actor="operator")
        assert story.may_publish(at_website(session, story.budi))
        publisher = session.get_one(Publisher, story.application.publisher_id)
        assert publisher.organisation_id == story.bekasi.id
