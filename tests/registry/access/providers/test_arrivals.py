"""Who arrives from the provider is a reader of their region at most, and of no other one."""

import pytest

from registry import __main__ as door
from registry.access import memberships, organisations, people, sessions
from registry.access.callers import Role
from registry.access.organisations import Kind, VerifiedBy
from registry.access.providers import arrivals
from registry.access.providers.refusals import NotJoined
from registry.access.providers.vouching import Identity
from registry.errors import Conflict

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ISSUER = "https://sso.sumedangkab.go.id/realms/asn"


def rani(region_code=None, *, tells_regions=True, subject="person-7", email="rani@sumedangkab.go.id"):
    return Identity(ISSUER, subject, email, "Rani", True, tells_regions, region_code)


def found(session, name, region_code, *, verified=True, actor="operator"):
    made = organisations.create(session, name, kind=Kind.REGION, region_code=region_code, actor=actor)
    if verified:
        organisations.verify(session, made, by=VerifiedBy.OPERATOR, actor="operator")
    return made


@pytest.fixture
def session(database):
    with database.write() as session:
        yield session


def roles(session, person):
    return {organisation.region_code: role for organisation, role in memberships.of_person(session, person)}


def test_who_arrives_has_no_right_at_all(session):
    found(session, "Sumedang", "32.11")
    assert roles(session, arrivals.arrive(session, rani(tells_regions=False, region_code="32.11"))) == {}


def test_the_providers_word_makes_a_reader_of_ones_region(session):
    found(session, "Sumedang", "32.11")
    found(session, "Bekasi", "32.16")
    for _ in range(2):
        assert roles(session, arrivals.arrive(session, rani("32.11"))) == {"32.11": Role.READER}


def test_it_verifies_an_organisation_that_an_operator_made(session):
    made = found(session, "Sumedang", "32.11", verified=False)
    person = arrivals.arrive(session, rani("32.11"))
    assert (made.verified_by, made.verified_at is not None) == ("provider", True)
    assert roles(session, person) == {"32.11": Role.READER}


def test_it_does_not_verify_what_somebody_else_founded(session):
    made = found(session, "Sumedang", "32.11", verified=False, actor="person:9")
    person = arrivals.arrive(session, rani("32.11"))
    assert made.verified_at is None
    assert roles(session, person) == {}


def test_it_opens_no_closed_organisation(session):
    organisations.close(session, found(session, "Sumedang", "32.11"), actor="operator")
    assert roles(session, arrivals.arrive(session, rani("32.11"))) == {}


@pytest.mark.parametrize("code", ["32.99", "32", "32.11.05", "x"])
def test_a_region_without_a_government_here_gives_nothing(session, code):
    found(session, "Sumedang", "32.11")
    assert roles(session, arrivals.arrive(session, rani(code))) == {}


@pytest.mark.parametrize("now", ["32.16", None])
def test_who_moves_on_leaves_what_the_provider_gave(session, now):
    found(session, "Sumedang", "32.11")
    found(session, "Bekasi", "32.16")
    arrivals.arrive(session, rani("32.11"))
    assert roles(session, arrivals.arrive(session, rani(now))) == ({now: Role.READER} if now else {})


def test_a_role_that_people_gave_is_neither_lowered_nor_taken(session):
    made = found(session, "Sumedang", "32.11")
    person = arrivals.arrive(session, rani("32.11"))
    memberships.put(session, made, person, Role.PUBLISHER, actor="person:3")
    arrivals.arrive(session, rani("32.11"))
    assert roles(session, person) == {"32.11": Role.PUBLISHER}
    arrivals.arrive(session, rani("32.16"))
    assert roles(session, person) == {"32.11": Role.PUBLISHER}
    memberships.put(session, made, person, Role.READER, actor="person:3")
    arrivals.arrive(session, rani(None))
    assert roles(session, person) == {"32.11": Role.READER}


def test_an_operator_joins_two_accounts_and_sessions_from_before_end(database, settings, monkeypatch):
    with database.write() as session:
        person = people.add(session, "rani@sumedangkab.go.id", "Rani", actor="operator")
        _, text = sessions.start(session, person, agent="", proved=True)
        with pytest.raises(NotJoined):
            arrivals.arrive(session, rani())
    monkeypatch.setenv("LIVINGLAB_FOLDER", str(settings.folder))
    monkeypatch.setenv("LIVINGLAB_OIDC_ISSUER", ISSUER)
    assert door.main(["provider", "join", "RANI@sumedangkab.go.id", "person-7"]) == 0
    with database.write() as session:
        assert sessions.find(session, text) is None
        assert arrivals.arrive(session, rani()).id == person.id
    assert door.main(["provider", "join", "rani@sumedangkab.go.id", "person-8"]) == 1


def test_nobody_is_joined_with_two(session):
    person = arrivals.arrive(session, rani())
    other = people.add(session, "budi@sumedangkab.go.id", "Budi", actor="operator")
    with pytest.raises(Conflict):
        arrivals.join(session, other, ISSUER, "person-7", actor="operator")
    with pytest.raises(Conflict):
        arrivals.join(session, person, ISSUER, "person-9", actor="operator")


def test_the_operator_sees_whether_the_provider_answers(settings, issuer, monkeypatch, capsys):
    monkeypatch.setenv("LIVINGLAB_FOLDER", str(settings.folder))
    assert door.main(["provider", "check"]) == 1
    monkeypatch.setenv("LIVINGLAB_OIDC_ISSUER", issuer.url)
    monkeypatch.setenv("LIVINGLAB_OIDC_CLIENT_ID", "livinglab")
    assert door.main(["provider", "check"]) == 0
    said = capsys.readouterr().out
    assert "with 3 keys" in said
    assert "http://127.0.0.1:8000/sign-in/provider/callback" in said
    issuer.describe(issuer="https://other.example")
    assert door.main(["provider", "check"]) == 1
