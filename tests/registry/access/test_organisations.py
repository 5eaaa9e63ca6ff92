"""Organisations: who may be one, what makes it believed, and what ends with it."""

import json
from collections.abc import Callable

import pytest
from sqlmodel import select

from registry.access import identity, mail_domains, memberships, organisations, tokens
from registry.access.callers import Role, Scope
from registry.access.organisations import Kind, VerifiedBy
from registry.access.tokens import Grant
from registry.database import Database
from registry.errors import Conflict, Invalid, NotFound, Unauthenticated
from registry.tables import JournalRow, Organisation, Publisher

SUMEDANG = "Pemerintah Kabupaten Sumedang"


def test_an_organisation_gives_no_rights_before_it_is_verified(database: Database) -> None:
    with database.write() as session:
        sumedang = organisations.create(
            session, SUMEDANG, kind=Kind.REGION, region_code="32.11", actor="operator"
        )
        grant = Grant("ci", frozenset({Scope.PUBLISH}), organisation_id=sumedang.id)
        text = tokens.create(session, grant, actor="operator")[1]
        assert identity.by_token(session, text).roles == {}
        organisations.verify(session, sumedang, by=VerifiedBy.OPERATOR, actor="operator")
        caller = identity.by_token(session, text)
        assert caller.roles == {sumedang.id: Role.PUBLISHER}
        assert caller.governments == {sumedang.id}


def test_a_closed_organisation_keeps_no_token_and_cannot_come_back(database: Database) -> None:
    with database.write() as session:
        sumedang = organisations.create(
            session, SUMEDANG, kind=Kind.REGION, region_code="32.11", actor="operator"
        )
        organisations.verify(session, sumedang, by=VerifiedBy.OPERATOR, actor="operator")
        grant = Grant("ci", frozenset({Scope.PUBLISH}), organisation_id=sumedang.id)
        text = tokens.create(session, grant, actor="operator")[1]
        organisations.close(session, sumedang, actor="operator")
        with pytest.raises(Unauthenticated):
            identity.by_token(session, text)
        with pytest.raises(Conflict, match="closed"):
            organisations.verify(session, sumedang, by=VerifiedBy.OPERATOR, actor="operator")
        with pytest.raises(Conflict, match="not used twice"):
            organisations.create(session, SUMEDANG, kind=Kind.COMMUNITY, actor="operator")
        assert organisations.known(session, limit=10) == []


def test_a_region_has_one_government_and_may_have_another_when_that_is_closed(database: Database) -> None:
    with database.write() as session:
        first = organisations.create(
            session, SUMEDANG, kind=Kind.REGION, region_code="32.11", actor="operator"
        )
        with pytest.raises(Conflict, match="one government"):
            organisations.create(session, "Sumedang", kind=Kind.REGION, region_code="32.11", actor="operator")
        organisations.close(session, first, actor="operator")
        second = organisations.create(
            session, "Sumedang", kind=Kind.REGION, region_code="32.11", actor="operator"
        )
        assert organisations.of_region(session, "32.11") == second


@pytest.mark.parametrize("code", [None, "", "99.99", "32.11.01", "32.11.01.2001"])
def test_a_regional_government_governs_a_province_regency_or_city(
    database: Database, code: str | None
) -> None:
    with database.write() as session, pytest.raises(Invalid, match="province, regency or city"):
        organisations.create(session, SUMEDANG, kind=Kind.REGION, region_code=code, actor="operator")


@pytest.mark.parametrize("name", ["", "   ", "Sume\u202edang", "Sume\x00dang", "Sume\u200bdang", "x" * 201])
def test_a_name_can_be_read(name: str) -> None:
    with pytest.raises(Invalid, match="name"):
        organisations.clean_name(name)


def test_a_name_is_found_however_it_was_spaced(database: Database) -> None:
    with database.write() as session:
        made = organisations.create(session, "  Diskominfo \n Jabar ", kind=Kind.AGENCY, actor="operator")
        assert made.name == "Diskominfo Jabar"
        assert organisations.find(session, "Diskominfo  Jabar") == made
        with pytest.raises(NotFound, match="/organisations"):
            organisations.find(session, "Diskominfo Jateng")


@pytest.mark.parametrize(
    ("code", "domain"),
    [
        ("32.11", "sumedangkab.go.id"),
        ("11.01", "acehselatankab.go.id"),
        ("32.73", "bandungkota.go.id"),
        ("32", None),
        ("31.71", None),  # Jakarta's cities do not govern themselves
        ("71.09", None),  # Kabupaten Kep. Siau Tagulandang Biaro: no rule for its name
    ],
)
def test_a_regions_mail_domain_follows_the_rule_or_there_is_none(
    database: Database, code: str, domain: str | None
) -> None:
    with database.write() as session:
        made = organisations.create(session, "Pemda", kind=Kind.REGION, region_code=code, actor="operator")
        assert mail_domains.of(session, made) == domain


def test_an_operators_domain_comes_before_the_rule(database: Database) -> None:
    with database.write() as session:
        bandung = organisations.create(
            session,
            "Pemerintah Kota Bandung",
            kind=Kind.REGION,
            region_code="32.73",
            mail_domain="Bandung.go.id",
            actor="operator",
        )
        assert mail_domains.of(session, bandung) == "bandung.go.id"


@pytest.mark.parametrize(
    "domain",
    ["go.id", ".go.id", "sumedang.id", "sumedang.go.id.evil.com", "a b.go.id", "x.go.id\n.com", "-a.go.id"],
)
def test_a_government_has_its_mail_below_go_id(domain: str) -> None:
    with pytest.raises(Invalid, match=r"\.go\.id"):
        mail_domains.clean(domain, government=True)


@pytest.mark.parametrize(("region", "speaks"), [("32.11", True), (None, True), ("32.16", False)])
def test_a_verified_organisation_speaks_for_the_publisher_of_its_name(
    database: Database, region: str | None, speaks: bool
) -> None:
    with database.write() as session:
        session.add(Publisher(name=SUMEDANG, region_code=region))
        sumedang = organisations.create(
            session, SUMEDANG, kind=Kind.REGION, region_code="32.11", actor="operator"
        )
        organisations.verify(session, sumedang, by=VerifiedBy.OPERATOR, actor="operator")
        publisher = session.exec(select(Publisher)).one()
        assert publisher.organisation_id == (sumedang.id if speaks else None)


def test_each_change_leaves_one_journal_row_and_no_change_none(database: Database) -> None:
    with database.write() as session:
        made = organisations.create(session, "Jabar Digital", kind=Kind.COMMUNITY, actor="operator")
        for _ in range(2):
            organisations.verify(session, made, by=VerifiedBy.MAIL, actor="person:3")
        for _ in range(2):
            organisations.close(session, made, actor="operator")
    with database.read() as session:
        rows = session.exec(select(JournalRow).where(JournalRow.subject == "organisation:1")).all()
        assert [(row.actor, row.action) for row in rows] == [
            ("operator", "organisation.created"),
            ("person:3", "organisation.verified"),
            ("operator", "organisation.closed"),
        ]
        assert json.loads(rows[1].detail)["by"] == "mail"
        assert memberships.members(session, session.get_one(Organisation, 1)) == []


def test_what_anybody_registered_keeps_no_curator_from_submitting_for_that_name(
    database: Database, publish: Callable[..., str]
) -> None:
    with database.write() as session:
        ours = organisations.create(
            session, SUMEDANG, kind=Kind.REGION, region_code="32.11", actor="person:3"
        )
    publish()
    with database.write() as session:
        assert session.exec(select(Publisher.organisation_id)).one() is None
        ours = organisations.get(session, ours.id or 0)
        organisations.verify(session, ours, by=VerifiedBy.MAIL, actor="person:3")
        assert session.exec(select(Publisher.organisation_id)).one() == ours.id
