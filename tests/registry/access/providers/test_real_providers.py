"""Sign-in at identity providers that others wrote: one for tests in Python, and a certified one."""

import json
import os
import re
import subprocess
import warnings
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
import pytest
from pydantic import SecretStr
from sqlmodel import select
from starlette.testclient import TestClient

from registry.tables import AccountSession, Person

RANI = {"email": "rani@sumedangkab.go.id", "email_verified": True, "name": "Rani Wulandari"}
CALLBACK = "http://127.0.0.1:8000/sign-in/provider/callback"
FOLDER = os.environ.get("LIVINGLAB_TEST_OIDC_PROVIDER")


@pytest.fixture(scope="module")
def mock():
    """Give oidc-provider-mock on a port of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it stands on parts of Authlib that are about to go
        import oidc_provider_mock  # noqa: PLC0415 - likewise

        user = oidc_provider_mock.User(sub="rani", claims={**RANI, "amr": ["pwd", "otp"]})
        with oidc_provider_mock.run_server_in_thread(user_claims=[user], require_nonce=True) as server:
            yield f"http://localhost:{server.server_port}"


def agree(location: str) -> str:
    """Be Rani at the mock's page; return where it sends the browser."""
    answer = httpx.post(location, data={"sub": "rani"})
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def come_back(client: TestClient, address: str):
    assert address.startswith(CALLBACK)
    return client.get("/sign-in/provider/callback", params=dict(parse_qsl(urlsplit(address).query)))


@pytest.mark.filterwarnings("ignore")  # the mock's own, from its threads
def test_a_person_comes_in_from_the_mock_and_stays_the_same(running, mock, database):
    client = running(oidc_issuer=mock, oidc_client_id="livinglab", oidc_client_secret=SecretStr("geheim"))
    for _ in range(2):
        leaving = client.get("/sign-in/provider", params={"return_to": "/applications/e-sakip"})
        answer = come_back(client, agree(leaving.headers["location"]))
        assert (answer.status_code, answer.headers["location"]) == (303, "/applications/e-sakip")
        assert client.get("/account").status_code == 200
        client.cookies.clear()
    with database.read() as session:
        person = session.exec(select(Person)).one()
        assert (person.email, person.issuer, person.external_id) == (RANI["email"], mock, "rani")
        assert all(row.proved_at for row in session.exec(select(AccountSession)))


@pytest.fixture
def certified(running):
    """Give the certified npm package oidc-provider, and a registry that knows it."""
    secret = os.urandom(16).hex()
    script = Path(__file__).with_name("provider.mjs")
    command = ["node", str(script), str(FOLDER), CALLBACK, secret]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        issuer = process.stdout.readline().strip()
        yield running(oidc_issuer=issuer, oidc_client_id="livinglab", oidc_client_secret=SecretStr(secret))
        process.terminate()


def walk(location: str) -> str:
    """Go through the provider's own pages as a browser does; return where it sends us in the end."""
    with httpx.Client() as browser:
        answer = browser.get(location)
        for _ in range(12):
            if answer.is_redirect:
                following = urljoin(str(answer.url), answer.headers["location"])
                if following.startswith(CALLBACK):
                    return following
                answer = browser.get(following)
                continue
            form = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
            assert form, answer.text
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            fields = {"prompt": prompt.group(1) if prompt else "", "login": "rani", "password": "x"}
            answer = browser.post(urljoin(str(answer.url), form.group(1)), data=fields)
    raise AssertionError("the provider never sent the browser back")


@pytest.mark.long
@pytest.mark.skipif(
    FOLDER is None,
    reason="set LIVINGLAB_TEST_OIDC_PROVIDER to a folder in which `npm install oidc-provider` was run",
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_person_comes_in_from_the_certified_provider(certified, database):
    version = json.loads(Path(str(FOLDER), "node_modules/oidc-provider/package.json").read_text())["version"]
    leaving = certified.get("/sign-in/provider", params={"return_to": "/applications/e-sakip"})
    answer = come_back(certified, walk(leaving.headers["location"]))
    assert (answer.status_code, answer.headers["location"]) == (303, "/applications/e-sakip"), version
    assert certified.get("/account").status_code == 200
    with database.read() as session:
        person = session.exec(select(Person)).one()
        assert (person.email, person.external_id) == (RANI["email"], "rani")
        # It showed no second factor, and the registry does not take one for granted.
        assert session.exec(select(AccountSession)).one().proved_at is None
