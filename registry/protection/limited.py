"""What limits how often a route is asked: dependencies, one for each kind of doing.

Put them into a route's `dependencies`, which come before its parameters: a limit has a transaction of its
own, and on SQLite there is one writer at a time.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import Depends, Form, Query, Request

from registry.access import entering, limits, tickets
from registry.access.callers import ANONYMOUS, Caller
from registry.access.frequent import SHARED_EVERY, Frequent
from registry.access.limits import Limit, Limits
from registry.catalog.search.fields import FACETS
from registry.dependencies import CurrentKeys, CurrentLimits, KnownCaller, Network
from registry.errors import Invalid, RegistryError
from registry.protection import rate_headers
from registry.tables import Person

log = logging.getLogger("livinglab.registry")
PURGED_EVERY = 600.0  # seconds
LONGEST_ACCOUNT = 320  # an e-mail address has no more (RFC 3696, erratum 1690)
Typed = Annotated[str, Form(max_length=4000)]


def entered(request: Request, person: Person) -> None:
    """Note that somebody signed in wholly: once the answer is out, their tries count no more."""
    request.state.entered = (_account(person.email or ""), f"person:{person.id}")


def _sign_in(request: Request, counted: CurrentLimits, network: Network, email: Typed = "") -> Iterator[None]:
    counted.sign_in(_account(email), network)
    yield
    _welcome(request, counted, network)


def _code(
    request: Request, counted: CurrentLimits, keys: CurrentKeys, network: Network, ticket: Typed = ""
) -> Iterator[None]:
    with contextlib.suppress(Invalid):  # without a ticket of ours there is nothing to guess
        counted.code(f"person:{tickets.read(keys, entering.PURPOSE, ticket)['person']}", network)
    yield
    _welcome(request, counted, network)


def _welcome(request: Request, counted: Limits, network: str) -> None:
    found = getattr(request.state, "entered", None)
    if found is None:
        return
    try:
        account, person = found
        counted.welcome(account, person, network)
    except RegistryError as error:  # the answer is out: there is nobody left to tell
        log.warning("a sign-in was not noted for the limits: %s", error)


def _by_address(limit: Limit) -> Callable[[Request, Limits, str], None]:
    def take(request: Request, counted: CurrentLimits, network: Network) -> None:
        rate_headers.counted(request, lambda: counted.take((limit, network)))

    return take


def _submission(request: Request, counted: CurrentLimits, caller: KnownCaller) -> None:
    submission(request, counted, caller)


def submission(request: Request, counted: Limits, caller: Caller) -> None:
    """Count a submission against who sends it, whether by the API or a page. Raises TooMany."""
    rate_headers.counted(request, lambda: counted.take((limits.SUBMISSION_CALLER, caller.actor)))
    if len(caller.roles) == 1:  # a pipeline has a new token for each run, but one organisation
        theirs = [(limits.SUBMISSION_ORGANISATION, str(number)) for number in caller.roles]
        rate_headers.counted(request, lambda: counted.take(*theirs))


def _record(request: Request, counted: CurrentLimits, caller: KnownCaller) -> None:
    rate_headers.counted(request, lambda: counted.take((limits.RECORD, caller.actor)))


def _confirm(request: Request, counted: CurrentLimits) -> None:
    """Who sits at somebody's open session must not find out their password by trying."""
    counted.take((limits.CONFIRM, _visitor(request)))


def _founding(request: Request, counted: CurrentLimits) -> None:
    counted.take((limits.FOUNDING, _visitor(request)))


def _mail(request: Request, counted: CurrentLimits, email: Typed = "") -> None:
    demands = ((limits.MAIL_TO, _account(email)), (limits.MAIL_BY, _visitor(request)), (limits.MAIL_ALL, ""))
    counted.take(*demands)


def _visitor(request: Request) -> str:
    """Return who is signed in, as `registry.website.cookies` found them; nobody is one visitor too."""
    visit = getattr(request.state, "visit", None)
    return visit.caller.actor if visit is not None else ANONYMOUS.actor


def _often(limit: Limit) -> Callable[[Request, str], None]:
    def take(request: Request, network: str) -> None:
        client = request.client.host if request.client else None
        if not request.app.state.proxies.hide(client):
            frequent: Frequent = request.app.state.frequent
            rate_headers.counted(request, lambda: frequent.take(limit, network))

    return take


_take_search, _take_poll = _often(limits.SEARCH), _often(limits.DEVICE_POLL)
_take_reading = _often(limits.READING)


async def _search(
    request: Request, network: Network, words: Annotated[str, Query(alias="q", include_in_schema=False)] = ""
) -> None:
    if words.strip() or not request.query_params.keys().isdisjoint(FACETS):
        _take_search(request, network)


async def _poll(request: Request, network: Network) -> None:
    _take_poll(request, network)


async def _reading(request: Request, network: Network) -> None:
    _take_reading(request, network)


def _account(email: str) -> str:
    return email.strip().casefold()[:LONGEST_ACCOUNT]


LimitSignIn = Depends(_sign_in)
LimitCode = Depends(_code)
LimitLink = Depends(_by_address(limits.LINK))
LimitConfirm = Depends(_confirm)
LimitFounding = Depends(_founding)
LimitMail = Depends(_mail)
LimitProvider = Depends(_by_address(limits.PROVIDER))
LimitDevice = Depends(_by_address(limits.DEVICE_START))
LimitDevicePoll = Depends(_poll)
LimitDeviceCode = Depends(_by_address(limits.DEVICE_CODE))
LimitPipeline = Depends(_by_address(limits.PIPELINE))
LimitSubmission = Depends(_submission)
LimitRecord = Depends(_record)  # what organisations tell: adoptions, experiences, webhooks
LimitSearch = Depends(_search)
LimitReading = Depends(_reading)  # lists, statistics, feeds and exports that take the database a while


async def upkeep(counted: Limits, frequent: Frequent) -> None:
    """Share what busy visitors did, and remove what is past, until cancelled."""
    purged = time.monotonic()
    while True:
        await asyncio.sleep(SHARED_EVERY)
        try:
            if frequent.has_seats:
                await asyncio.to_thread(frequent.share)
            if time.monotonic() - purged > PURGED_EVERY:
                purged = time.monotonic()
                await asyncio.to_thread(counted.purge)
        except RegistryError as error:
            log.warning("limits wait for the database: %s", error)
