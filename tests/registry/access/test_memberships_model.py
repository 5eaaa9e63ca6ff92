"""Rights against a plain model: whatever people, organisations and applications go through, both agree."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from sqlmodel import Session, select

from registry import clock
from registry.access import identity, memberships, organisations, people, rights, sessions, tokens
from registry.access.callers import ANONYMOUS, Caller, RegistryRole, Role, Scope
from registry.access.organisations import Kind, VerifiedBy
from registry.access.rights import Right, Thing
from registry.access.tokens import Grant
from registry.catalog import handover, ownership
from registry.database import Database
from registry.errors import Conflict, Forbidden, NotFound, RegistryError, Unauthenticated
from registry.tables import Application, Organisation, Person

PEOPLE, ORGANISATIONS, APPLICATIONS = range(4), range(3), range(2)
ORDER = list(Role)
NEEDS = {Right.RECORD: Role.RECORDER, Right.PUBLISH: Role.PUBLISHER, Right.MANAGE: Role.MANAGER}
REGISTRY = {
    Right.CURATE: {"curator", "operator"},
    Right.AUDIT: {"auditor", "curator", "operator"},
    Right.OPERATE: {"operator"},
}
SCOPES = {
    Right.RECORD: Scope.RECORD,
    Right.PUBLISH: Scope.PUBLISH,
    Right.CURATE: Scope.CURATE,
    Right.AUDIT: Scope.CURATE,
}


@dataclass
class Model:
    """What we say should be, in sets and dictionaries."""

    roles: dict[tuple[int, int], Role] = field(default_factory=dict)
    verified: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)
    disabled: set[int] = field(default_factory=set)
    factor: set[int] = field(default_factory=set)
    office: dict[int, str] = field(default_factory=dict)  # the registry's role of a person
    owner: dict[int, int | None] = field(default_factory=dict)
    signed_in: dict[int, bool] = field(default_factory=dict)  # and whether with the second factor
    tokens: dict[tuple[int, int | None], Scope] = field(default_factory=dict)  # alive, by person and place

    def may(self, person: int, how: object, right: Right, place: int | None) -> bool:
        """Say whether a person may do something at an organisation's, by `how`: a session or a token."""
        if person in self.disabled:
            return False
        if how == "session":
            if person not in self.signed_in:
                return False
            return self._granted(person, right, place, proved=self.signed_in[person])
        scope = self.tokens.get((person, how if isinstance(how, int) else None))
        if scope is None or right in (Right.MANAGE, Right.OPERATE) or SCOPES[right] is not scope:
            return False
        if isinstance(how, int) and place not in (None, how) and right in NEEDS:
            return False
        return self._granted(person, right, place, proved=person in self.factor)

    def _granted(self, person: int, right: Right, place: int | None, *, proved: bool) -> bool:
        office = self.office.get(person) if proved else None
        if right in REGISTRY:
            return office in REGISTRY[right]
        if right is Right.MANAGE and office == "operator":
            return True
        if place is None:
            return right is Right.PUBLISH and office in REGISTRY[Right.CURATE]
        role = self.roles.get((person, place))
        if role is None or place not in self.verified or place in self.closed:
            return False
        if not proved and role in (Role.PUBLISHER, Role.MANAGER):
            role = Role.READER
        return ORDER.index(role) >= ORDER.index(NEEDS[right])

    def managers(self, place: int) -> set[int]:
        """Return who manages an organisation and is not shut out."""
        return {
            person
            for (person, where), role in self.roles.items()
            if where == place and role is Role.MANAGER and person not in self.disabled
        }

    def expected(self, caller: int, place: int, person: int, role: Role | None) -> type[RegistryError] | None:
        """Return what a change of a role by a signed-in person ends with, None for success."""
        held = self.roles.get((person, place))
        manages = self.may(caller, "session", Right.MANAGE, place)
        if not manages and (role is not None or caller != person):
            return Forbidden
        if role is not None and place in self.closed:
            return Conflict
        raises = role is not None and (held is None or ORDER.index(role) > ORDER.index(held))
        if caller == person and raises:
            return Forbidden
        operates = self.signed_in[caller] and self.office.get(caller) == "operator"
        lowers = held is Role.MANAGER and role is not Role.MANAGER
        if lowers and not operates and not self.managers(place) - {person}:
            return Conflict
        return NotFound if role is None and held is None else None


class World:
    """The registry and the model, taken through the same steps."""

    def __init__(self, session: Session, dice: random.Random) -> None:
        self.session, self.dice, self.model = session, dice, Model()
        self.people = [
            people.add(session, f"orang{number}@example.org", f"Orang {number}", actor="operator")
            for number in PEOPLE
        ]
        kinds = [Kind.REGION, Kind.AGENCY, Kind.COMMUNITY]
        self.organisations = [
            organisations.create(
                session,
                f"Organisasi {number}",
                kind=kinds[number],
                region_code="32.11" if number == 0 else None,
                actor="operator",
            )
            for number in ORGANISATIONS
        ]
        self.applications = session.exec(select(Application).order_by(Application.slug)).all()
        self.model.owner = dict.fromkeys(APPLICATIONS)
        self.texts: dict[tuple[int, object], str] = {}
        self.steps: list[Callable[[], str]] = [
            *[self.put, self.change, self.make_token, self.sign_in] * 4,
            *[self.verify, self.factor, self.remove, self.hand_over] * 2,
            *[self.office, self.close, self.disable, self.enable, self.enable],
        ]
        for begin in (self.verify, self.factor, self.put, self.sign_in, self.make_token, self.hand_over):
            for _ in range(3):
                begin()

    def step(self) -> str:
        """Take one step at random; return what it was."""
        told = self.dice.choice(self.steps)()
        self.session.flush()
        return told

    def differences(self) -> Iterator[str]:
        """Yield each answer in which the registry and the model differ."""
        places: list[tuple[int | None, Thing]] = [(None, Thing())]
        for number, organisation in enumerate(self.organisations):
            places.append((number, memberships.thing(organisation)))
        for number, application in enumerate(self.applications):
            places.append((self.model.owner[number], ownership.of(self.session, application)))
        for person in PEOPLE:
            for how in ("session", "everywhere", *ORGANISATIONS):
                caller = self.caller(person, how)
                for place, thing in places:
                    for right in Right:
                        found = rights.allows(caller, right, thing)
                        if found is not self.model.may(person, how, right, place):
                            yield f"{person} {how} {right} at {place}: the registry says {found}"

    def caller(self, person: int, how: object) -> Caller:
        """Return somebody as the next request would find them."""
        text = self.texts.get((person, how))
        if text is None:
            return ANONYMOUS
        if how != "session":
            try:
                return identity.by_token(self.session, text)
            except Unauthenticated:
                return ANONYMOUS
        row = sessions.find(self.session, text)
        return identity.by_session(self.session, row) if row else ANONYMOUS

    def put(self) -> str:
        """The operator gives a role."""
        person, place, role = self._any()
        said = self._do(
            Conflict if place in self.model.closed else None,
            lambda one, who: memberships.put(self.session, one, who, role, actor="operator"),
            place,
            person,
        )
        if place not in self.model.closed:
            self.model.roles[person, place] = role
        return f"put {person} at {place} as {role}: {said}"

    def change(self) -> str:
        """Somebody who is signed in gives a role, or ends a membership."""
        callers = [person for person in self.model.signed_in if person not in self.model.disabled]
        if not callers:
            return "nobody is there"
        person, place, some = self._any()
        by, role = self.dice.choice(callers), self.dice.choice([some, None])
        managed = [where for where in ORGANISATIONS if by in self.model.managers(where)]
        if managed and self.dice.random() < 0.6:  # else hardly anything would be allowed
            place, person = self.dice.choice(managed), self.dice.choice([person, by])
        caller = self.caller(by, "session")
        expected = self.model.expected(by, place, person, role)

        def change(one: Organisation, who: Person) -> None:
            if role is None:
                memberships.dismiss(self.session, one, who, caller=caller)
            else:
                memberships.change(self.session, one, who, role, caller=caller)

        self._do(expected, change, place, person)
        if expected is None and role is None:
            self._forget(person, place)
        elif expected is None and role is not None:
            self.model.roles[person, place] = role
        return f"{by} makes {person} {role} at {place}: {expected}"

    def remove(self) -> str:
        """The operator ends a membership."""
        person, place, _ = self._any()
        member = (person, place) in self.model.roles
        self._do(
            None if member else NotFound,
            lambda one, who: memberships.remove(self.session, one, who, actor="operator"),
            place,
            person,
        )
        self._forget(person, place)
        return f"remove {person} from {place}"

    def verify(self) -> str:
        """The operator believes an organisation."""
        place = self.dice.choice(ORGANISATIONS)
        closed = place in self.model.closed
        self._do(
            Conflict if closed else None,
            lambda one, _: organisations.verify(self.session, one, by=VerifiedBy.OPERATOR, actor="operator"),
            place,
            0,
        )
        if not closed:
            self.model.verified.add(place)
        return f"verify {place}"

    def close(self) -> str:
        """The operator closes an organisation, seldom."""
        place = self.dice.choice(ORGANISATIONS)
        if self.dice.random() < 0.7:
            return "nothing"
        organisations.close(self.session, self.organisations[place], actor="operator")
        self.model.closed.add(place)
        for key in [key for key in self.model.tokens if key[1] == place]:
            del self.model.tokens[key]
        return f"close {place}"

    def hand_over(self) -> str:
        """The operator hands an application over."""
        number, place = self.dice.choice(APPLICATIONS), self.dice.choice(ORGANISATIONS)
        unfit = (
            place in self.model.closed
            or place not in self.model.verified
            or self.model.owner[number] == place
        )
        application = self.applications[number]
        self._do(
            Conflict if unfit else None,
            lambda one, _: handover.hand_over(self.session, application, one, actor="operator"),
            place,
            0,
        )
        if not unfit:
            self.model.owner[number] = place
        return f"hand {number} over to {place}"

    def office(self) -> str:
        """The operator makes somebody curator, operator or auditor, or none."""
        person, role = self.dice.choice(PEOPLE), self.dice.choice([None, *RegistryRole])
        people.give_role(self.session, self.people[person], role, actor="operator")
        self.model.office.pop(person, None)
        if role:
            self.model.office[person] = role.value
        return f"{person} is {role}"

    def disable(self) -> str:
        """The operator shuts somebody out."""
        person = self.dice.choice(PEOPLE)
        people.disable(self.session, self.people[person], actor="operator")
        self.model.disabled.add(person)
        self.model.signed_in.pop(person, None)
        for key in [key for key in self.model.tokens if key[0] == person]:
            del self.model.tokens[key]
        return f"disable {person}"

    def enable(self) -> str:
        """The operator lets somebody in again."""
        person = self.dice.choice(PEOPLE)
        people.enable(self.session, self.people[person], actor="operator")
        self.model.disabled.discard(person)
        return f"enable {person}"

    def sign_in(self) -> str:
        """Somebody signs in, with the second factor or without."""
        person, proved = self.dice.choice(PEOPLE), self.dice.random() < 0.8
        if person in self.model.disabled:
            return "shut out"
        _, text = sessions.start(self.session, self.people[person], agent="", proved=proved)
        self.texts[person, "session"] = text
        self.model.signed_in[person] = proved
        return f"{person} signs in, proved: {proved}"

    def make_token(self) -> str:
        """Somebody makes a token, for one organisation of theirs or for all."""
        person, place, _ = self._any()
        where = place if (person, place) in self.model.roles and place not in self.model.closed else None
        if person in self.model.disabled:
            return "shut out"
        scope = self.dice.choice([Scope.RECORD, Scope.PUBLISH, Scope.CURATE])
        number = self.organisations[where].id if where is not None else None
        grant = Grant("t", frozenset({scope}), person_id=self.people[person].id, organisation_id=number)
        how = where if where is not None else "everywhere"
        self.texts[person, how] = tokens.create(self.session, grant, actor=f"person:{person}")[1]
        self.model.tokens[person, where] = scope
        return f"{person} makes a token to {scope} at {where}"

    def factor(self) -> str:
        """Somebody sets a second factor up, or puts it away."""
        person, on = self.dice.choice(PEOPLE), self.dice.random() < 0.8
        self.people[person].totp_since = clock.now() if on else None
        self.session.add(self.people[person])
        (self.model.factor.add if on else self.model.factor.discard)(person)
        return f"{person} has a second factor: {on}"

    def _any(self) -> tuple[int, int, Role]:
        return self.dice.choice(PEOPLE), self.dice.choice(ORGANISATIONS), self.dice.choice(ORDER)

    def _forget(self, person: int, place: int) -> None:
        self.model.roles.pop((person, place), None)
        self.model.tokens.pop((person, place), None)

    def _do(
        self,
        expected: type[RegistryError] | None,
        action: Callable[[Organisation, Person], object],
        place: int,
        person: int,
    ) -> str:
        """Do something, and see it end as the model says."""
        ended = None
        try:
            action(self.organisations[place], self.people[person])
        except RegistryError as error:
            ended = type(error)
        assert ended is expected, (ended, expected)
        return ended.__name__ if ended else "done"


def live(database: Database, seed: int, steps: int) -> None:
    """Take one world through many steps and compare after each."""
    with database.write() as session:
        world = World(session, random.Random(seed))  # noqa: S311 - a story to be told again, no secret
        story = []
        for _ in range(steps):
            story.append(world.step())
            assert list(world.differences()) == [], "\n".join([f"seed {seed}", *story])


@pytest.mark.parametrize("seed", [1, 2])
def test_rights_follow_every_change_at_once(
    database: Database, publish: Callable[..., str], seed: int
) -> None:
    for slug in ("e-sakip", "spbe"):
        publish(slug, publisher="Seorang Pengembang", region=None)
    live(database, seed, 60)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 140))
def test_rights_follow_every_change_at_once_in_long_lives(
    database: Database, publish: Callable[..., str], seed: int
) -> None:
    for slug in ("e-sakip", "spbe"):
        publish(slug, publisher="Seorang Pengembang", region=None)
    live(database, seed, 120)
