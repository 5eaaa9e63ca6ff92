"""Requests that come together share one answer, and never one that is older than they are."""

import asyncio
from collections.abc import Awaitable, Callable

import psycopg
import pytest
from starlette.types import Message, Receive, Scope, Send

from registry import journal
from registry.api.freshness import Freshness, freshness
from registry.api.ready import ReadyAnswers
from registry.database import Database

PATH = "/api/v1/applications"


class Route:
    """Answers with the database's newest serial, after the gate is open."""

    def __init__(self, database: Database, status: int = 200) -> None:
        self.database, self.status = database, status
        self.asked = 0
        self.gate = asyncio.Event()

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        self.asked += 1
        with self.database.read() as session:
            serial = str(journal.serial(session)).encode()
        await self.gate.wait()
        headers = [(b"livinglab-serial", serial)]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": serial})


async def ask(ready: ReadyAnswers) -> tuple[int, bytes]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": PATH, "query_string": b"", "headers": []}
    await ready(scope, receive, send)
    return sent[0]["status"], sent[1]["body"]


def change(database: Database) -> None:
    with database.write() as session:
        journal.append(session, actor="test", action="changed", subject="application:e-sakip", detail={})


def run(database: Database, story: Callable[[Freshness], Awaitable[None]]) -> None:
    async def told() -> None:
        fresh = freshness(database)
        try:
            await asyncio.wait_for(story(fresh), 30)
        finally:
            fresh.close()

    asyncio.run(told())


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.005)


def test_requests_that_come_together_ask_the_route_once(database: Database) -> None:
    async def story(fresh: Freshness) -> None:
        route = Route(database)
        ready = ReadyAnswers(route, fresh)
        asking = [asyncio.ensure_future(ask(ready)) for _ in range(16)]
        await until(lambda: route.asked > 0)
        await asyncio.sleep(0.1)
        route.gate.set()
        assert {await one for one in asking} == {(200, b"0")}
        assert route.asked == 1

    run(database, story)


def test_a_request_does_not_take_an_answer_that_was_begun_before_the_last_change(database: Database) -> None:
    async def story(fresh: Freshness) -> None:
        route = Route(database)
        ready = ReadyAnswers(route, fresh)
        before = asyncio.ensure_future(ask(ready))
        await until(lambda: route.asked == 1)
        change(database)
        after = [asyncio.ensure_future(ask(ready)) for _ in range(4)]
        await asyncio.sleep(0.1)
        route.gate.set()
        assert await before == (200, b"0")
        assert {await one for one in after} == {(200, b"1")}

    run(database, story)


def test_an_error_is_given_to_each_by_the_route_itself(database: Database) -> None:
    async def story(fresh: Freshness) -> None:
        route = Route(database, status=404)
        route.gate.set()
        ready = ReadyAnswers(route, fresh)
        assert {await one for one in [asyncio.ensure_future(ask(ready)) for _ in range(5)]} == {(404, b"0")}
        assert route.asked == 5

    run(database, story)


def test_a_route_that_breaks_leaves_nobody_waiting(database: Database) -> None:
    async def story(fresh: Freshness) -> None:
        async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
            await asyncio.sleep(0.01)
            raise ZeroDivisionError

        ready = ReadyAnswers(broken, fresh)
        told = await asyncio.gather(*(ask(ready) for _ in range(5)), return_exceptions=True)
        assert [type(one) for one in told] == [ZeroDivisionError] * 5

    run(database, story)


def test_each_serial_is_at_least_what_was_committed_when_it_was_asked_for(database: Database) -> None:
    async def story(fresh: Freshness) -> None:
        for number in range(1, 6):
            early = [asyncio.ensure_future(fresh.serial()) for _ in range(3)]
            await asyncio.sleep(0)  # their question may be on its way
            await asyncio.to_thread(change, database)
            assert {await fresh.serial() for _ in range(3)} == {number}
            assert {await one for one in early} <= {number - 1, number}

    run(database, story)


@pytest.mark.parametrize("times", [1, 2])
def test_a_database_that_was_restarted_is_asked_again(database: Database, times: int) -> None:
    if database.is_sqlite:
        pytest.skip("a file has no server that could be restarted")
    address = database.address.replace("+psycopg", "")

    async def story(fresh: Freshness) -> None:
        change(database)
        for _ in range(times):
            assert await fresh.serial() == 1
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE pid <> pg_backend_pid() AND datname = current_database()"
                )
        assert await asyncio.gather(*(fresh.serial() for _ in range(5))) == [1] * 5

    run(database, story)


def test_without_a_database_nobody_knows_the_serial() -> None:
    async def story() -> None:
        fresh = freshness(Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing"))
        assert await asyncio.gather(fresh.serial(), fresh.serial()) == [None, None]
        assert await fresh.serial() is None
        fresh.close()

    asyncio.run(asyncio.wait_for(story(), 30))
