"""A forge's pipeline publishes one application with its forge's own token, and nothing else."""

import shutil
import sqlite3
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import closing
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import select
from starlette.testclient import TestClient

from livinglab import contract
from livinglab.contract.pipelines import WorkflowRequest
from registry import clock
from registry.access import memberships, organisations, people, tokens
from registry.access.callers import OPERATOR, Role, Scope
from registry.access.organisations import Kind, VerifiedBy
from registry.access.providers.discovery import Issuers
from registry.access.tokens import Grant
from registry.app import create_app
from registry.catalog import submissions
from registry.settings import Settings
from registry.tables import (
    Application,
    Frontier,
    JournalRow,
    Organisation,
    Publisher,
    SpentToken,
    Token,
)

OURS = "http://127.0.0.1:8000"
SUMEDANG, BEKASI = "Pemerintah Kabupaten Sumedang", "Pemerintah Kabupaten Bekasi"
URL = "https://git.sumedangkab.go.id/diskominfo/e-sakip.git"
GITHUB = {
    "repository": "diskominfo/e-sakip",
    "repository_id": "4711",
    "repository_owner": "diskominfo",
    "ref": "refs/tags/v1.2.0",
    "ref_type": "tag",
    "event_name": "push",
    "environment": "terbit",
    "workflow_ref": "diskominfo/e-sakip/.github/workflows/terbit.yml@refs/tags/v1.2.0",
}
GITLAB = {
    "project_path": "diskominfo/e-sakip",
    "project_id": "4711",
    "ref": "v1.2.0",
    "ref_type": "tag",
    "ref_path": "refs/tags/v1.2.0",
    "ref_protected": "true",
    "pipeline_source": "push",
    "environment": "terbit",
}
FORGEJO = {name: value for name, value in GITHUB.items() if name not in ("repository_id", "environment")}
SHAPES = {"github": GITHUB, "gitlab": GITLAB, "forgejo": FORGEJO}


class Country:
    """A registry that trusts the tests' forge; Sumedang owns e-sakip, and Rani publishes for it."""

    def __init__(self, client: TestClient, app: FastAPI, forge) -> None:
        self.client, self.app, self.forge = client, app, forge
        self.database = app.state.database
        self.spent = 0

    def begin(self) -> None:
        with self.database.write() as session:
            for slug, name, region in (("e-sakip", SUMEDANG, "32.11"), ("e-arsip", BEKASI, "32.16")):
                made = organisations.create(
                    session, name, kind=Kind.REGION, region_code=region, actor="operator"
                )
                request = contract.SubmissionRequest(
                    url=URL.replace("e-sakip", slug), slug=slug, publisher=name, region=region
                )
                submissions.submit(session, request, caller=OPERATOR)
                organisations.verify(session, made, by=VerifiedBy.OPERATOR, actor="operator")
            self.rani = self.person(session, "rani", SUMEDANG, Role.PUBLISHER)
            self.budi = self.person(session, "budi", BEKASI, Role.MANAGER)

    def person(self, session, name: str, organisation: str, role: Role) -> dict[str, str]:
        person = people.add(session, f"{name}@example.go.id", name, actor="operator")
        person.totp_since = clock.now()
        memberships.put(session, organisations.find(session, organisation), person, role, actor="operator")
        grant = Grant(name, frozenset({Scope.PUBLISH}), person_id=person.id)
        return {"Authorization": f"Bearer {tokens.create(session, grant, actor='operator')[1]}"}

    def trust(self, slug="e-sakip", headers=None, **changes):
        body = {"issuer": self.forge.url, "repository": "diskominfo/e-sakip", **changes}
        answer = self.client.post(
            f"/api/v1/applications/{slug}/workflows", json=body, headers=headers or self.rani
        )
        assert answer.status_code == 201, answer.text
        return answer.json()

    def token(self, shape="github", sign=None, **changes) -> str:
        self.spent += 1
        own = {"aud": OURS, "jti": f"job-{self.spent}", **SHAPES[shape], **changes}
        return self.forge.sign(self.forge.claims(**own), **(sign or {}))

    def exchange(self, token: str, slug="e-sakip"):
        return self.client.post("/api/v1/sign-in/pipeline", json={"token": token, "application": slug})

    def entered(self, **changes) -> dict[str, str]:
        answer = self.exchange(self.token(**changes))
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['token']}"}

    def submit(self, headers, **changes):
        body = {"url": URL, "slug": "e-sakip", "publisher": SUMEDANG, "region": "32.11", **changes}
        return self.client.post("/api/v1/submissions", json=body, headers=headers)

    def visit(self, headers, slug="e-sakip"):
        return self.client.post(f"/api/v1/applications/{slug}/visits", headers=headers)


@pytest.fixture(scope="module")
def started(sqlite_template, tmp_path_factory, only_issuer):
    """Give one registry for all these tests."""
    folder = tmp_path_factory.mktemp("registry")
    shutil.copy(sqlite_template, folder / "livinglab.sqlite3")
    settings = Settings(folder=folder, forge_issuers=f"{only_issuer.url},http://localhost:1")
    whole = create_app(settings)
    with TestClient(whole, base_url=OURS) as client:
        country = Country(client, inner(whole), only_issuer)
        country.begin()
        copy(folder / "livinglab.sqlite3", folder / "kept.sqlite3")
        yield country


@pytest.fixture
def country(started, issuer):
    """Give the registry as it was at its beginning."""
    live = started.app.state.settings.folder / "livinglab.sqlite3"
    copy(live.with_name("kept.sqlite3"), live)
    started.app.state.issuers.close()
    started.app.state.issuers = Issuers()
    return started


def copy(source, target):
    """Copy a database that may be in use."""
    with closing(sqlite3.connect(source)) as whole, closing(sqlite3.connect(target)) as into:
        whole.backup(into)


def inner(app):
    """Return what the middlewares stand around."""
    while not isinstance(app, FastAPI):
        app = app.app
    return app


@pytest.mark.parametrize("shape", SHAPES)
def test_a_trusted_pipeline_gets_a_token_and_publishes(country, shape):
    more = {} if shape == "forgejo" else {"environment": "terbit", "repository_id": "4711"}
    country.trust(ref="refs/tags/v*", **more)
    answer = country.exchange(country.token(shape))
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"].endswith("no-store")
    given = answer.json()
    assert given["application"] == "e-sakip"
    assert "publish" in given["scopes"]
    assert set(given["scopes"]) <= {"publish", "read"}
    headers = {"Authorization": f"Bearer {given['token']}"}
    assert country.submit(headers).status_code == 201
    due = country.visit(headers)
    assert (due.status_code, due.json()["application"]) == (202, "e-sakip")


def test_the_token_ends_after_a_quarter_of_an_hour(country):
    country.trust()
    headers = country.entered()
    with country.database.write() as session:
        row = session.exec(select(Token).where(Token.workflow_id.is_not(None))).one()
        assert row.expires_at - row.created_at == timedelta(minutes=15)
        row.expires_at = clock.now()
    assert country.visit(headers).status_code == 401


def test_the_token_is_for_one_application_and_its_owner(country):
    country.trust()
    headers = country.entered()
    assert country.visit(headers, "e-arsip").status_code in (403, 404)
    assert country.submit(headers, slug="e-arsip", publisher=BEKASI, region="32.16").status_code == 403
    assert country.submit(headers, slug="e-lain").status_code == 403


def test_a_pipeline_makes_itself_no_successor(country):
    number = country.trust()["number"]
    headers = country.entered()
    body = {"issuer": country.forge.url, "repository": "evil/evil"}
    path = "/api/v1/applications/e-sakip/workflows"
    assert country.client.post(path, json=body, headers=headers).status_code == 403
    assert country.client.delete(f"{path}/{number}", headers=headers).status_code == 403


@pytest.mark.parametrize("shape", SHAPES)
def test_whoever_has_no_trusted_workflow_gets_nothing(country, shape):
    assert country.exchange(country.token(shape)).status_code == 403
    country.trust()
    assert country.exchange(country.token(shape), slug="e-arsip").status_code == 403
    assert country.exchange(country.token(shape), slug="e-tidak-ada").status_code == 403


def github(**changes):
    return ("github", changes)


def gitlab(**changes):
    return ("gitlab", changes)


@pytest.mark.parametrize(
    ("shape", "wrong"),
    [
        github(repository="diskominfo/e-sakip-2"),
        github(repository="evil/e-sakip"),
        github(repository=None),
        github(repository=["diskominfo/e-sakip"]),
        github(project_path="diskominfo/e-sakip"),
        github(repository_id="4712"),
        github(repository_id=None),
        github(repository_id=True),
        github(ref="refs/heads/main"),
        github(ref="refs/tags/w1"),
        github(ref=None),
        github(environment="uji"),
        github(environment=None),
        github(environment=["terbit"]),
        github(event_name="pull_request"),
        github(event_name="pull_request_target"),
        github(event_name="pull_request_review"),
        github(event_name=None),
        gitlab(project_path="evil/e-sakip"),
        gitlab(project_id="4712"),
        gitlab(project_id=None),
        gitlab(ref_path="refs/heads/v1"),
        gitlab(ref_path=None, ref_type="branch"),
        gitlab(ref_path=None, ref_type="v1"),
        gitlab(ref_protected="false"),
        gitlab(ref_protected=None),
        gitlab(pipeline_source="merge_request_event"),
        gitlab(pipeline_source="external_pull_request_event"),
        gitlab(environment=None),
        github(aud="https://other.example"),
        github(aud=[OURS, "https://other.example"]),
        github(aud=[OURS, "https://other.example"], azp=OURS),
        github(aud=None),
        github(aud=f"{OURS}/evil"),
        github(exp=1_000_000_000),
        github(iat=4_000_000_000),
        github(jti=7),
        github(iss="http://localhost:1"),
        github(iss="https://unknown.example"),
        github(iss=None),
        github(sign={"algorithm": "none"}),
        github(sign={"kid": "unheard-of"}),
    ],
    ids=str,
)
def test_each_condition_that_is_not_met_refuses(country, shape, wrong):
    country.trust(ref="refs/tags/v*", environment="terbit", repository_id="4711")
    answer = country.exchange(country.token(shape, **wrong))
    assert answer.status_code in (401, 403, 503), answer.text
    assert "token" not in answer.json()


def test_a_forge_that_the_operator_does_not_name_is_never_asked(country):
    country.trust()
    answer = country.exchange(country.token(iss="http://127.0.0.1:1"))
    assert answer.status_code == 401
    assert "LIVINGLAB_FORGE_ISSUERS" in answer.json()["detail"]


def test_a_forges_token_is_taken_once(country):
    country.trust()
    text = country.token()
    assert country.exchange(text).status_code == 200
    again = country.exchange(text)
    assert again.status_code == 401
    assert "sudah pernah dipakai" in again.json()["detail"]


def test_the_same_id_in_another_token_is_spent_all_the_same(country):
    country.trust()
    assert country.exchange(country.token(jti="one")).status_code == 200
    assert country.exchange(country.token(jti="one", sub="again")).status_code == 401


def test_a_token_without_an_id_is_taken_once_however_its_signature_is_written(country):
    """(r, s) and (r, -s) are both signatures of an elliptic curve."""
    country.trust()
    text = country.token(jti=None, sign={"by": "ec"})
    assert country.exchange(text).status_code == 200
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    body, _, mark = text.rpartition(".")
    raw = decoded(mark)
    other = raw[:32] + (order - int.from_bytes(raw[32:])).to_bytes(32)
    answer = country.exchange(f"{body}.{encoded(other)}")
    assert answer.status_code == 401
    assert "sudah pernah dipakai" in answer.json()["detail"]


def test_a_refused_token_is_not_spent(country):
    text = country.token()
    assert country.exchange(text).status_code == 403
    country.trust()
    assert country.exchange(text).status_code == 200


def test_what_is_spent_is_kept_until_the_token_itself_is_over(country):
    country.trust()
    end = int(time.time()) + 600
    country.entered(exp=end)
    with country.database.read() as session:
        assert session.exec(select(SpentToken)).one().expires_at.timestamp() == end + 120
    with country.database.write() as session:
        session.exec(select(SpentToken)).one().expires_at = clock.now()
    country.entered()
    with country.database.read() as session:
        assert len(session.exec(select(SpentToken)).all()) == 1


@pytest.mark.parametrize("shape", ["github", "gitlab"])
def test_a_repository_that_was_made_again_under_its_old_name_is_another_one(country, shape):
    number = country.trust()
    assert number["repository_id"] is None
    country.entered(shape=shape)
    listed = country.client.get("/api/v1/applications/e-sakip/workflows", headers=country.rani).json()
    assert listed["items"][0]["repository_id"] == "4711"
    name = {"github": "repository_id", "gitlab": "project_id"}[shape]
    answer = country.exchange(country.token(shape, **{name: "9000"}))
    assert answer.status_code == 403
    assert "4711" in answer.json()["detail"]


def test_forges_write_names_in_letters_of_any_size(country):
    country.trust(repository="Diskominfo/E-SAKIP")
    country.entered()


def test_one_of_several_workflows_is_enough(country):
    country.trust(ref="refs/heads/main")
    country.trust(ref="refs/tags/v*")
    country.entered()


def test_a_repository_of_the_same_name_at_another_forge_is_another_one(country):
    country.trust(issuer="http://localhost:1")
    assert country.exchange(country.token()).status_code == 403


def test_a_workflow_that_was_ended_is_not_in_the_way_of_its_successor(country):
    number = country.trust()["number"]
    path = f"/api/v1/applications/e-sakip/workflows/{number}"
    assert country.client.delete(path, headers=country.rani).status_code == 204
    country.trust()
    country.entered()


def test_a_name_for_all_ends_where_its_star_is(country):
    country.trust(ref="refs/heads/main")
    assert country.exchange(country.token(ref="refs/heads/main-evil")).status_code == 403
    assert country.exchange(country.token(ref="refs/heads/main")).status_code == 200


def test_removing_a_workflow_ends_its_tokens_at_once(country):
    number = country.trust()["number"]
    headers = country.entered()
    path = f"/api/v1/applications/e-sakip/workflows/{number}"
    assert country.client.delete(path, headers=country.rani).status_code == 204
    assert country.visit(headers).status_code == 401
    assert country.exchange(country.token()).status_code == 403
    assert country.client.delete(path, headers=country.rani).status_code == 404


def leaves(session, rani, organisation):
    memberships.remove(session, organisation, rani, actor="operator")


def is_lowered(session, rani, organisation):
    memberships.put(session, organisation, rani, Role.RECORDER, actor="operator")


def is_disabled(session, rani, organisation):
    rani.disabled_at = clock.now()


def loses_the_application(session, rani, organisation):
    publisher = session.exec(select(Publisher).where(Publisher.name == SUMEDANG)).one()
    publisher.organisation_id = None


@pytest.mark.parametrize("change", [leaves, is_lowered, is_disabled, loses_the_application])
def test_who_recorded_a_workflow_takes_its_rights_along(country, change):
    """Rights that survive leaving or a transfer were the finding of PyPI's audit of 2026."""
    country.trust()
    headers = country.entered()
    assert country.visit(headers).status_code == 202
    with country.database.write() as session:
        rani = people.get_by_email(session, "rani@example.go.id")
        change(session, rani, organisations.find(session, SUMEDANG))
    assert country.visit(headers).status_code in (401, 403, 404)
    assert country.exchange(country.token()).status_code == 403


def test_only_people_who_may_publish_it_look_after_its_workflows(country):
    path = "/api/v1/applications/e-sakip/workflows"
    body = {"issuer": country.forge.url, "repository": "diskominfo/e-sakip"}
    number = country.trust()["number"]
    with country.database.write() as session:
        reader = country.person(session, f"tono{clock.now().timestamp()}", SUMEDANG, Role.RECORDER)
        own = {"Authorization": f"Bearer {own_token(session)}"}
        theirs = {"Authorization": f"Bearer {organisations_token(session)}"}
    for headers, status in ((None, 401), (country.budi, 404), (reader, 404), (own, 404), (theirs, 403)):
        assert country.client.post(path, json=body, headers=headers).status_code == status
        assert country.client.delete(f"{path}/{number}", headers=headers).status_code == status
        assert country.visit(headers).status_code == (202 if headers is theirs else status)
    assert country.client.get(path, headers=country.budi).status_code == 404
    assert country.client.get(path).status_code == 401


def test_of_a_listed_application_strangers_see_the_page_and_no_workflows(country):
    with country.database.write() as session:
        session.exec(select(Application).where(Application.slug == "e-sakip")).one().listed = True
    path = "/api/v1/applications/e-sakip/workflows"
    body = {"issuer": country.forge.url, "repository": "diskominfo/e-sakip"}
    assert country.client.get(path, headers=country.rani).status_code == 200
    assert country.client.get(path, headers=country.budi).status_code == 403
    assert country.client.post(path, json=body, headers=country.budi).status_code == 403
    assert country.visit(country.budi).status_code == 403


def own_token(session):
    return tokens.create(session, Grant("own", frozenset(Scope)), actor="operator")[1]


def organisations_token(session):
    organisation = session.exec(select(Organisation).where(Organisation.name == SUMEDANG)).one()
    grant = Grant("ci", frozenset({Scope.PUBLISH}), organisation_id=organisation.id)
    return tokens.create(session, grant, actor="operator")[1]


def test_a_workflow_of_another_application_is_not_removed_through_mine(country):
    number = country.trust("e-arsip", headers=country.budi)["number"]
    path = f"/api/v1/applications/e-sakip/workflows/{number}"
    assert country.client.delete(path, headers=country.rani).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "https://unknown.example"},
        {"repository": "e-sakip"},
        {"repository": "a/../b c"},
        {"repository_id": "x"},
        {"ref": "main"},
        {"ref": "refs/pull/1/merge"},
        {"ref": "refs/heads/*/x"},
        {"ref": "refs/heads/a b"},
        {"environment": ""},
        {"more": 1},
    ],
    ids=str,
)
def test_a_workflow_that_cannot_be_right_is_not_recorded(country, wrong):
    body = {"issuer": country.forge.url, "repository": "diskominfo/e-sakip", **wrong}
    path = "/api/v1/applications/e-sakip/workflows"
    assert country.client.post(path, json=body, headers=country.rani).status_code == 422


def test_no_application_collects_workflows_without_end(country):
    for number in range(20):
        country.trust(repository=f"diskominfo/e-sakip-{number}")
    body = {"issuer": country.forge.url, "repository": "diskominfo/e-sakip"}
    path = "/api/v1/applications/e-sakip/workflows"
    assert country.client.post(path, json=body, headers=country.rani).status_code == 409


def test_a_visit_that_was_asked_for_is_due_now(country):
    with country.database.write() as session:
        place = session.exec(select(Frontier)).first()
        place.due_at, place.attempts, place.last_error = clock.now() + timedelta(days=1), 3, "away"
    assert country.visit(country.rani).status_code == 202
    with country.database.read() as session:
        place = session.exec(select(Frontier)).first()
        assert place.due_at <= clock.now()
        assert (place.attempts, place.last_error) == (0, None)


def test_the_journal_says_which_pipeline_and_holds_no_token(country):
    number = country.trust()["number"]
    text = country.token()
    given = country.exchange(text).json()["token"]
    with country.database.read() as session:
        rows = session.exec(select(JournalRow)).all()
    mine = [row.action for row in rows if row.subject == f"workflow:{number}"]
    assert mine == ["workflow.trusted", "workflow.pinned"]
    made = next(row for row in rows if row.actor == f"workflow:{number}" and row.action == "token.created")
    assert '"application":"e-sakip"' in made.detail
    written = " ".join(row.detail for row in rows)
    assert given not in written
    assert text.split(".")[2] not in written


@pytest.mark.parametrize("body", [{}, {"token": "x"}, {"token": "", "application": "e-sakip"}, {"token": 7}])
def test_a_request_that_lacks_a_part_is_refused(country, body):
    assert country.client.post("/api/v1/sign-in/pipeline", json=body).status_code == 422


def test_a_workflow_may_be_recorded_as_the_contract_says():
    assert WorkflowRequest(issuer="https://gitlab.com", repository="a/b/c", ref="refs/tags/v*")


def decoded(text):
    """Read base64url without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encoded(content):
    """Write base64url without padding."""
    return urlsafe_b64encode(content).decode().rstrip("=")
