"""The command's own client against the real service: an address that runs out is asked for anew, once."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import uvicorn

from livinglab.client.catalog import ConnectionDropped
from livinglab.client.web import WebCatalog
from livinglab.errors import NotFetchable
from registry.app import create_app
from registry.settings import Settings


@pytest.fixture
def address(settings: Settings, publish: Callable[..., str]) -> Iterator[str]:
    """Give the address of a service with a restricted application."""
    publish(visibility="agreement")
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture
def catalog(address: str, parties) -> Iterator[WebCatalog]:
    """Give the catalog as Bekasi's command asks it."""
    token = parties["bekasi"]["Authorization"].removeprefix("Bearer ")
    catalog = WebCatalog(address, language="en", token=token)
    with catalog.http:
        yield catalog


def test_a_download_goes_on_after_its_address_ran_out_and_ends_with_the_right(
    client, catalog: WebCatalog, agree, days_pass, minutes_pass, bundle: bytes
) -> None:
    agree("bekasi")
    release = catalog.release(catalog.application("e-sakip"), None)
    assert "signature" not in release.model_dump_json(), "what is recorded holds no secret"
    source = catalog.source(release.archives[0])
    with source.read_from(0) as chunks:
        assert b"".join(chunks) == bundle
    minutes_pass(6)
    with source.read_from(1000) as chunks:
        assert b"".join(chunks) == bundle[1000:]
    minutes_pass(12)
    days_pass(1)
    with pytest.raises(NotFetchable) as refused, source.read_from(1000):
        pass
    assert "any more" in refused.value.text.en
    assert "livinglab show e-sakip --letter" in refused.value.hint.en


def test_a_registry_that_is_away_when_an_address_runs_out_is_tried_again(
    client, catalog: WebCatalog, agree, minutes_pass, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree("bekasi")
    source = catalog.source(catalog.release(catalog.application("e-sakip"), None).archives[0])
    minutes_pass(6)
    monkeypatch.setattr(catalog, "address", "http://127.0.0.1:9")
    with pytest.raises(ConnectionDropped), source.read_from(0):
        pass
