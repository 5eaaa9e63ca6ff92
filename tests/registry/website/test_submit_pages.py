"""Donating by a form: who may, what is refused and how, and what its progress tells to whom."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from registry.access import memberships, organisations
from registry.access.callers import RegistryRole, Role
from registry.access.limits import SUBMISSION_CALLER
from registry.access.organisations import Kind, VerifiedBy
from registry.catalog import publication
from registry.catalog.found import VisitOutcome
from registry.database import Database
from registry.tables import Person

SUMEDANG = "Pemerintah Kabupaten Sumedang"
FORM = {
    "url": "https://git.sumedangkab.go.id/diskominfo/e-sakip.git",
    "publisher": SUMEDANG,
    "visibility": "public",
}
SignIn = Callable[..., Person]


def join(
    session: Session, person: Person, role: Role, *, region: str = "32.11", name: str = SUMEDANG
) -> None:
    """Put somebody into a verified government, founded unless it is there."""
    ours = organisations.of_region(session, region)
    ours = ours or organisations.create(session, name, kind=Kind.REGION, region_code=region, actor="operator")
    organisations.verify(session, ours, by=VerifiedBy.OPERATOR, actor="operator")
    memberships.put(session, ours, person, role, actor="operator")


@pytest.fixture
def donor(database: Database, sign_in_as: SignIn) -> Person:
    """Sign in somebody who may publish for Sumedang."""
    siti = sign_in_as()
    with database.write() as session:
        join(session, siti, Role.PUBLISHER)
    return siti


def text_of(answer: Any) -> str:
    """Return a page's text with plain spaces."""
    return " ".join(answer.text.split())


def test_a_stranger_reads_what_to_bring_and_is_led_to_sign_in_and_back(client: TestClient) -> None:
    for language, said in (("id", "Yang perlu disiapkan"), ("en", "What to bring")):
        page = client.get("/submit", params={"lang": language, "url": FORM["url"]})
        assert page.status_code == 200
        assert said in page.text
        assert "return_to=%2Fsubmit%3Furl%3Dhttps%253A" in page.text
        assert '<form class="fields"' not in page.text
    refused = client.post("/submit", data=FORM)  # what was typed comes along
    assert refused.status_code == 401
    assert "%252Fe-sakip.git" in refused.text


def test_somebody_without_the_role_is_told_how_to_get_it(
    client: TestClient, database: Database, sign_in_as: SignIn
) -> None:
    sign_in_as()
    assert "not yet a publisher" in client.get("/submit?lang=en").text
    budi = sign_in_as("budi@sumedangkab.go.id", proved=False)
    with database.write() as session:
        join(session, budi, Role.PUBLISHER)
    assert "/account/second-factor?return_to=/submit" in client.get("/submit").text
    assert client.post("/submit", data=FORM).status_code == 403


def test_a_donation_is_taken_and_its_progress_followed(client: TestClient, donor: Person) -> None:
    assert f'<option value="{SUMEDANG}"' in client.get("/submit").text
    assert client.post("/submit", data=FORM, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get("/submissions/1").status_code == 404
    page = client.post("/submit", data=FORM)
    assert (page.status_code, page.url.path) == (200, "/submissions/1")
    for said in ('aria-current="step"', 'data-look-again="5"', "Giliran berikutnya."):
        assert said in page.text
    assert "Next in line." in client.get("/submissions/1?lang=en").text
    assert 'href="/submissions/1">e-sakip</a>' in client.get("/submissions").text
    assert client.post("/submissions/1/again").status_code == 409


def test_a_wrong_field_is_named_and_the_rest_is_kept(client: TestClient, sign_in_as: SignIn) -> None:
    sign_in_as(role=RegistryRole.CURATOR)
    for field, value in (
        ("url", ""),
        ("url", "http://127.0.0.1/e-sakip.git"),
        ("url", "https://git.sumedangkab.go.id/" + "x" * 2100),
        ("slug", "E Sakip!"),
        ("publisher", ""),
        ("publisher", "Kabupaten\u202eSumedang"),
        ("visibility", ""),
        ("visibility", "secret"),
        ("region", "3211"),
        ("region", "99.99.99"),
        ("manifest", "x" * 70_000),
        ("manifest", "name: \0"),
    ):
        sent = {**FORM, "slug": "e-sakip", field: value}
        page = client.post("/submit", data=sent, params={"lang": "en"})
        assert page.status_code == 422, (field, value)
        assert f'href="#{field}"' in page.text
        assert f'aria-describedby="{field}-wrong {field}-hint"' in page.text
        kept = {name: text for name, text in sent.items() if name not in (field, "visibility")}
        assert all(f'value="{text}"' in page.text for text in kept.values())


def test_all_that_is_wrong_is_said_at_once_and_shown_as_text(client: TestClient, donor: Person) -> None:
    nasty = '"><script>alert(1)</script>'
    wrong = {"url": f"http://{nasty}", "slug": nasty, "publisher": nasty, "visibility": nasty}
    page = client.post("/submit", data=wrong, params={"lang": "en"})
    assert page.status_code == 422
    assert [f'href="#{name}"' in page.text for name in wrong] == [True, True, False, True]
    assert "<script>alert" not in page.text
    assert "<script>alert" not in client.get("/submit", params=wrong).text


def test_a_name_of_another_publisher_is_refused_at_its_field(
    client: TestClient, donor: Person, publish: Callable[..., str]
) -> None:
    publish("e-sakip", publisher="Pemerintah Kabupaten Bekasi", region="32.16")
    page = client.post("/submit", data=FORM, params={"lang": "en"})
    assert page.status_code == 409
    assert 'id="slug-wrong"' in page.text


def test_the_limit_of_the_api_holds_for_the_form(client: TestClient, donor: Person) -> None:
    most = SUBMISSION_CALLER.rates[0].limit
    wrong = {**FORM, "slug": "-"}
    answers = [client.post("/submit", data=wrong).status_code for _ in range(most + 1)]
    assert answers == [422] * most + [429]
    page = client.post("/submit", data=wrong, params={"lang": "en"})
    assert "Try again in" in page.text
    assert int(page.headers["retry-after"]) > 0
    assert FORM["url"] in page.text


def test_reasons_name_file_and_line_and_lead_to_another_visit(
    client: TestClient, database: Database, donor: Person, make_release, make_block
) -> None:
    client.post("/submit", data=FORM)
    finding = make_block(path="config/database.php", line=12)
    findings = [finding, *(make_block(path=f"berkas-{number}.php") for number in range(51))]
    visit(database, VisitOutcome(releases=[make_release(findings=findings)], order=["1.0.0"]))
    for language in ("id", "en"):
        page = text_of(client.get("/submissions/1", params={"lang": language}))
        assert "<code>config/database.php:12</code>" in page
        assert all(getattr(said, language) in page for said in (finding.message, finding.mend))
        assert "data-look-again" not in page
        assert "berkas-50.php" not in page  # very many are cut short
    assert "2 more of these are not shown here" in page
    assert client.post("/submissions/1/again").url.path == "/submissions/2"


def visit(database: Database, outcome: VisitOutcome) -> None:
    """Record a visit's outcome for the submission that waits, as the worker does."""
    with database.write() as session:
        begin(session)
        publication.record(session, 1, outcome, actor="worker:test")


def begin(session: Session) -> None:
    """Mark what waits as being visited."""
    session.connection().exec_driver_sql("UPDATE submissions SET status = 'visiting'")


def test_only_its_own_follow_a_submission(
    client: TestClient, database: Database, donor: Person, sign_in_as: SignIn
) -> None:
    client.post("/submit", data=FORM)
    client.cookies.clear()
    led = client.get("/submissions/1", follow_redirects=False)
    assert led.headers["location"] == "/sign-in?return_to=%2Fsubmissions%2F1"
    budi = sign_in_as("budi@bekasikab.go.id")
    assert client.get("/submissions/1").status_code == 403
    assert client.post("/submissions/1/again").status_code == 403
    assert "e-sakip" not in client.get("/submissions").text
    with database.write() as session:
        join(session, budi, Role.READER)
    assert "Visit it again" not in client.get("/submissions/1?lang=en").text
    sign_in_as("kurator@livinglab.go.id", role=RegistryRole.CURATOR)
    assert client.get("/submissions/1").status_code == 200


def test_what_is_published_leads_to_its_page(
    client: TestClient, database: Database, donor: Person, make_release
) -> None:
    client.post("/submit", data=FORM)
    visit(database, VisitOutcome(releases=[make_release()], order=["1.0.0"]))
    page = client.get("/submissions/1?lang=en").text
    assert 'href="/applications/e-sakip"' in page
    assert "Sent back" not in page
