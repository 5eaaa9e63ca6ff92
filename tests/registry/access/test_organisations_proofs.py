"""Proofs by mail: what a link is good for, for whom, how often; and invitations, which send links too."""

import re
from datetime import timedelta

import pytest
from pydantic import AnyHttpUrl
from sqlmodel import Session, col, select, update

from registry import clock
from registry.access import invitations, links, memberships, organisations, people, proofs
from registry.access.callers import Caller, RegistryRole, Role
from registry.access.organisations import Kind, VerifiedBy
from registry.database import Database
from registry.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from registry.tables import Link, Organisation, Person

PUBLIC = AnyHttpUrl("https://katalog.example.go.id")


def sumedang(session: Session, *, mail_domain: str | None = None) -> Organisation:
    """Add Kabupaten Sumedang, whom nobody believes yet."""
    name = "Pemerintah Kabupaten Sumedang"
    return organisations.create(
        session, name, kind=Kind.REGION, region_code="32.11", mail_domain=mail_domain, actor="operator"
    )


def person(session: Session, name: str) -> Person:
    """Add somebody whose account has an address elsewhere."""
    return people.add(session, f"{name}@example.org", name, actor="operator")


def at_website(who: Person, **changes: object) -> Caller:
    """Return somebody who is signed in."""
    values = {"actor": f"person:{who.id}", "person_id": who.id, "session_id": 1, "proved": True}
    return Caller(**{**values, **changes})  # type: ignore[arg-type]  # a test's shorthand


def asked(session: Session, organisation: Organisation, who: Person, email: str) -> str:
    """Ask for a link and return its text, as the letter's reader copies it."""
    letter = proofs.ask(session, organisation, email, person=who, public_url=PUBLIC)
    found = re.findall(r"https://katalog\.example\.go\.id/organisations/proof\?link=(\S+)", letter.body.id)
    assert letter.to == email
    assert found == re.findall(r"proof\?link=(\S+)", letter.body.en)
    return str(found[0])


def test_who_reads_the_regions_mail_makes_it_believed_and_manages_it(database: Database) -> None:
    with database.write() as session:
        ours, siti = sumedang(session), person(session, "siti")
        text = asked(session, ours, siti, "siti@sumedangkab.go.id")
        assert proofs.shown(session, text, caller=at_website(siti)) == ours
        proofs.accept(session, text, caller=at_website(siti))
        assert ours.verified_by == VerifiedBy.MAIL
        assert memberships.members(session, ours) == [(siti, Role.MANAGER)]
        with pytest.raises(NotFound, match="not valid"):
            proofs.accept(session, text, caller=at_website(siti))


def test_the_next_to_prove_it_is_a_reader_and_nobody_is_lowered(database: Database) -> None:
    with database.write() as session:
        ours, siti, budi = sumedang(session), person(session, "siti"), person(session, "budi")
        first = asked(session, ours, siti, "siti@sumedangkab.go.id")
        second = asked(session, ours, budi, "budi@diskominfo.sumedangkab.go.id")
        proofs.accept(session, first, caller=at_website(siti))
        proofs.accept(session, second, caller=at_website(budi))
        again = asked(session, ours, siti, "siti@sumedangkab.go.id")
        proofs.accept(session, again, caller=at_website(siti))
        assert memberships.members(session, ours) == [(siti, Role.MANAGER), (budi, Role.READER)]


def test_a_proof_makes_nobody_manager_of_what_was_believed_before(database: Database) -> None:
    with database.write() as session:
        ours, siti = sumedang(session), person(session, "siti")
        organisations.verify(session, ours, by=VerifiedBy.OPERATOR, actor="operator")
        proofs.accept(session, asked(session, ours, siti, "siti@sumedangkab.go.id"), caller=at_website(siti))
        assert memberships.members(session, ours) == [(siti, Role.READER)]


def test_a_link_is_of_use_only_to_whoever_asked_for_it(database: Database) -> None:
    with database.write() as session:
        ours, siti, budi = sumedang(session), person(session, "siti"), person(session, "budi")
        text = asked(session, ours, siti, "siti@sumedangkab.go.id")
        for stranger in (at_website(budi), Caller(), at_website(siti, token_id=7)):
            with pytest.raises(Forbidden, match="Another account"):
                proofs.shown(session, text, caller=stranger)
    for stranger in (at_website(budi), at_website(siti, token_id=7)):
        with pytest.raises(Forbidden, match="Another account"), database.write() as session:
            proofs.accept(session, text, caller=stranger)
    with database.write() as session:  # the stranger's attempts have not used it up
        proofs.accept(session, text, caller=at_website(siti))


def test_a_link_lasts_a_day_and_a_newer_one_replaces_it(database: Database) -> None:
    with database.write() as session:
        ours, siti = sumedang(session), person(session, "siti")
        old = asked(session, ours, siti, "siti@sumedangkab.go.id")
        new = asked(session, ours, siti, "siti@sumedangkab.go.id")
        with pytest.raises(NotFound):
            proofs.accept(session, old, caller=at_website(siti))
        assert (
            session.exec(select(Link).where(col(Link.sha256) == new)).all() == []
        )  # only its digest is kept
        session.exec(update(Link).values(expires_at=clock.now() - timedelta(seconds=1)))
        with pytest.raises(NotFound, match="24 hours"):
            proofs.accept(session, new, caller=at_website(siti))
        assert ours.verified_at is None


@pytest.mark.parametrize(
    "email",
    [
        "siti@sumedangkab.go.id.example.org",
        "siti@xsumedangkab.go.id",
        "siti@go.id",
        "siti@bandungkab.go.id",
        "siti@sumedangkab.go.id\r\nBcc: siti@example.org",
        "siti@example.org@sumedangkab.go.id",
        "siti@example.org,a@sumedangkab.go.id",
        "siti@sumedangkab.go.id.",
    ],
)
def test_an_address_elsewhere_proves_nothing(database: Database, email: str) -> None:
    with database.write() as session:
        ours, siti = sumedang(session), person(session, "siti")
        with pytest.raises(Invalid):
            proofs.ask(session, ours, email, person=siti, public_url=PUBLIC)
        assert session.exec(select(Link)).all() == []


def test_without_a_rule_or_an_operators_word_there_is_no_domain_to_prove(database: Database) -> None:
    with database.write() as session:
        siti = person(session, "siti")
        jabar = organisations.create(session, "Jabar", kind=Kind.REGION, region_code="32", actor="operator")
        with pytest.raises(Conflict, match="Ask the operator"):
            proofs.ask(session, jabar, "siti@jabarprov.go.id", person=siti, public_url=PUBLIC)
        organisations.set_mail_domain(session, jabar, "jabarprov.go.id", actor="operator")
        assert asked(session, jabar, siti, "siti@jabarprov.go.id")


def test_another_domain_makes_links_void_that_were_sent_to_the_old_one(database: Database) -> None:
    with database.write() as session:
        ours, siti = sumedang(session), person(session, "siti")
        text = asked(session, ours, siti, "siti@sumedangkab.go.id")
        organisations.set_mail_domain(session, ours, "sumedang.go.id", actor="operator")
        with pytest.raises(NotFound):
            proofs.accept(session, text, caller=at_website(siti))


def test_what_was_closed_meanwhile_is_proved_no_more(database: Database) -> None:
    with database.write() as session:
        ours, siti = sumedang(session), person(session, "siti")
        text = asked(session, ours, siti, "siti@sumedangkab.go.id")
        organisations.close(session, ours, actor="operator")
        with pytest.raises(Conflict, match="closed"):
            proofs.accept(session, text, caller=at_website(siti))
        assert memberships.members(session, ours) == []


def test_nobody_floods_an_office_with_letters(database: Database) -> None:
    with database.write() as session:
        ours, siti = sumedang(session), person(session, "siti")
        for _ in range(proofs.MOST_OF_PERSON):
            asked(session, ours, siti, "siti@sumedangkab.go.id")
        with pytest.raises(TooMany):
            asked(session, ours, siti, "budi@sumedangkab.go.id")


def test_a_manager_takes_in_who_has_an_account_and_colleagues_who_have_none(database: Database) -> None:
    with database.write() as session:
        ours, siti, budi = sumedang(session), person(session, "siti"), person(session, "budi")
        organisations.verify(session, ours, by=VerifiedBy.OPERATOR, actor="operator")
        memberships.put(session, ours, siti, Role.MANAGER, actor="operator")
        manager = at_website(siti, roles={ours.id: Role.MANAGER})
        with_account = invitations.invite(
            session, ours, "Budi@Example.org", Role.READER, caller=manager, entrance=PUBLIC
        )
        assert (with_account.person, with_account.letter) == (budi, None)
        colleague = invitations.invite(
            session, ours, "Tuti@sumedangkab.go.id", Role.RECORDER, caller=manager, entrance=PUBLIC
        )
        assert colleague.letter is not None
        assert colleague.letter.to == "tuti@sumedangkab.go.id"
        text = colleague.letter.body.id.partition("/sign-in/link/")[2].split()[0]
        assert links.use(session, text, purpose=links.SIGN_IN).person_id == colleague.person.id
        with pytest.raises(NotFound, match="ask the operator"):
            invitations.invite(
                session, ours, "x@bandungkab.go.id", Role.READER, caller=manager, entrance=PUBLIC
            )
        with pytest.raises(NotFound, match="ask the operator"):  # no mail: nobody could let them in
            invitations.invite(
                session, ours, "y@sumedangkab.go.id", Role.READER, caller=manager, entrance=None
            )


def test_an_invitation_gives_no_way_into_an_account_that_has_one(database: Database) -> None:
    with database.write() as session:
        ours, siti = sumedang(session), person(session, "siti")
        organisations.verify(session, ours, by=VerifiedBy.OPERATOR, actor="operator")
        boss = people.add(session, "bupati@sumedangkab.go.id", "bupati", actor="operator")
        boss.password_hash = "$argon2id$…"
        manager = at_website(siti, roles={ours.id: Role.MANAGER})
        invited = invitations.invite(session, ours, boss.email, Role.READER, caller=manager, entrance=PUBLIC)
        assert invited.letter is None
        assert session.exec(select(Link)).all() == []


def test_only_a_manager_invites_and_nobody_makes_accounts_by_trying(database: Database) -> None:
    with database.write() as session:
        ours, siti = sumedang(session), person(session, "siti")
        organisations.verify(session, ours, by=VerifiedBy.OPERATOR, actor="operator")
        curator = at_website(siti, registry_role=RegistryRole.CURATOR)
        for caller in (curator, at_website(siti, roles={ours.id: Role.PUBLISHER})):
            with pytest.raises(Forbidden):
                invitations.invite(
                    session, ours, "tuti@sumedangkab.go.id", Role.READER, caller=caller, entrance=PUBLIC
                )
        assert people.find_by_email(session, "tuti@sumedangkab.go.id") is None
