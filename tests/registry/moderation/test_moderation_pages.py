"""The curators' pages: the queue, decisions by form, and what owners may do there."""

import pytest
from sqlmodel import select

from registry.access.callers import RegistryRole
from registry.database import Database
from registry.tables import Membership, Organisation

QUEUE, HERE = "/moderation", "/moderation/applications/e-sakip"


@pytest.fixture
def kurator(sign_in_as, people):
    """Sign a curator in."""
    return sign_in_as("kurator@livinglab.example", role=RegistryRole.CURATOR)


@pytest.fixture
def siti(sign_in_as, people, database: Database):
    """Sign Siti in, who publishes for Sumedang."""
    person = sign_in_as()
    with database.write() as session:
        query = select(Organisation).where(Organisation.name == "Pemerintah Kabupaten Sumedang")
        organisation = session.exec(query).one()
        session.add(
            Membership(
                person_id=person.id,
                organisation_id=organisation.id,
                role="publisher",
                since=organisation.created_at,
            )
        )
    return person


def test_a_curator_quarantines_and_lifts_by_form(client, kurator, reason) -> None:
    listed = client.get(QUEUE, params={"state": "submitted", "lang": "en"})
    assert (listed.headers["Cache-Control"], HERE in listed.text) == ("private, no-store", True)
    assert "Quarantine: hide it at once" in client.get(HERE, params={"lang": "en"}).text
    done = client.post(HERE, data={"decision": "quarantine", "reason": reason}, follow_redirects=False)
    assert (done.status_code, done.headers["Location"]) == (303, HERE)
    assert client.get("/applications/e-sakip").status_code == 404
    page = client.get(HERE).text
    assert reason in page
    assert 'value="quarantine"' not in page  # only what fits is offered
    client.post(HERE, data={"decision": "release-from-quarantine", "reason": reason})
    assert client.get("/applications/e-sakip").status_code == 200


def test_what_is_refused_is_shown_with_what_was_written(client, kurator) -> None:
    short = client.post(HERE, data={"decision": "quarantine", "reason": "singkat <b>"})
    assert (short.status_code, 'role="alert"' in short.text) == (422, True)
    assert "singkat &lt;b&gt;</textarea>" in short.text
    unfit = client.post(HERE, data={"decision": "reopen", "reason": "Alasan yang cukup panjang."})
    assert (unfit.status_code, "Alasan yang cukup panjang.</textarea>" in unfit.text) == (409, True)
    assert client.post(HERE, data={"decision": "delete", "reason": "x" * 30}).status_code == 422
    assert client.get("/applications/e-sakip").status_code == 200


def test_an_owner_retires_and_yanks_and_sees_no_queue(client, siti, reason) -> None:
    assert client.get(QUEUE).status_code == 403
    page = client.get(HERE).text
    assert ('value="retire"' in page, 'value="quarantine"' in page) == (True, False)
    forbidden = client.post(HERE, data={"decision": "quarantine", "reason": reason})
    assert forbidden.status_code == 403
    fields = {"version": "1.0.0", "change": "yank", "reason": reason}
    assert client.post(f"{HERE}/releases", data=fields).status_code == 200
    assert client.get("/api/v1/applications/e-sakip").json()["latest_version"] is None
    client.post(f"{HERE}/releases", data={**fields, "change": "undo"})
    client.post(HERE, data={"decision": "retire", "reason": reason})
    assert client.get("/api/v1/applications/e-sakip").json()["standing"]["state"] == "retired"


def test_others_find_nothing_there(client, sign_in_as, people) -> None:
    sent = client.get(QUEUE, follow_redirects=False)
    assert (sent.status_code, sent.headers["Location"].startswith("/sign-in?")) == (303, True)
    sign_in_as("orang@bekasikab.go.id")
    for path in (HERE, "/moderation/applications/tidak-ada"):
        assert client.get(path).status_code == 404
    assert client.get(QUEUE).status_code == 403


def test_a_curator_without_the_second_factor_decides_nothing(client, sign_in_as, people, reason) -> None:
    sign_in_as("kurator@livinglab.example", role=RegistryRole.CURATOR, proved=False)
    assert client.get(QUEUE).status_code == 403
    done = client.post(HERE, data={"decision": "quarantine", "reason": reason})
    assert done.status_code in (403, 404)
    assert client.get("/applications/e-sakip").status_code == 200
