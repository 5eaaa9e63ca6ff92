"""Adoptions at a registry: find them, and record what happened, so that one record counts once."""

import time
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import httpx

from livinglab.client import unsent
from livinglab.client.account import WebAccount
from livinglab.client.opening import none_named, refuse_unusable
from livinglab.client.web import MAX_PAGES, ApiAbsent, problem_of
from livinglab.contract import Problem
from livinglab.contract.adoptions import (
    Adoption,
    AdoptionPage,
    AdoptionRequest,
    AdoptionSummary,
    EventRequest,
    StatementRequest,
    TermsRequest,
)
from livinglab.contract.experiences import Experience, ExperienceRequest
from livinglab.contract.words import Wire
from livinglab.errors import LivinglabError, NotSignedIn, SentBack, UnknownName, Unreachable, UsageError
from livinglab.language import Language, Text

PATH = "/api/v1/adoptions"
PAUSES = (0.5, 2.0)  # seconds before the second and the third try
UNKNOWN = frozenset({"application", "region", "organisation"})
REFUSED = frozenset({400, 409, 413, 422})


class Recorded(NamedTuple):
    """What stands after a record, and whether it is a new one: the same recorded twice in a day is not."""

    adoption: Adoption
    is_new: bool


class Refused(SentBack):
    """The registry does not record this. `fields` are the parts of the request that are wrong."""

    def __init__(self, text: Text, fields: list[str]) -> None:
        super().__init__(text)
        self.fields = fields


def open_adoptions(address: str | None, *, language: Language, token: str | None) -> "WebAdoptions":
    """Open a registry's adoptions with this token, or with none."""
    if not address:
        raise none_named()
    refuse_unusable(address)
    return WebAdoptions(address, language=language, token=token)


class WebAdoptions(WebAccount):
    """A registry's adoptions, asked with one token or with none."""

    def page(self, filters: Mapping[str, str]) -> AdoptionPage:
        """Return one page of the adoptions that the filters match; raises UnknownName, Unreachable."""
        try:
            return self._read(AdoptionPage, PATH, {"limit": "100", **filters})
        except Refused as refused:
            if not UNKNOWN.isdisjoint(refused.fields):
                raise UnknownName(refused.text) from refused
            raise
        except ApiAbsent as absent:
            raise self._unreachable(absent.reason) from absent

    def each(self, filters: Mapping[str, str]) -> Iterator[AdoptionSummary]:
        """Yield all adoptions that the filters match, page by page; raises UsageError for far too many."""
        cursor: dict[str, str] = {}
        for _ in range(MAX_PAGES):
            page = self.page({**filters, **cursor})
            yield from page.items
            if not page.next:
                return
            cursor = {"cursor": page.next}
        raise UsageError(
            Text(id="Lebih dari 10.000 adopsi.", en="More than 10,000 adoptions."),
            Text(
                id="Persempit dengan --region, --application, atau --state.",
                en="Narrow them by --region, --application or --state.",
            ),
        )

    def adoption(self, number: int) -> Adoption:
        """Return one adoption, whole; raises UnknownName, Unreachable."""
        try:
            return self._read(Adoption, f"{PATH}/{number}")
        except ApiAbsent as absent:
            raise self._unreachable(absent.reason) from absent

    def record(self, request: AdoptionRequest) -> Recorded:
        """Record a stage of what the request names. Raises Refused, NotFetchable, Unreachable."""
        return self._record(PATH, request)

    def record_for(self, number: int, request: EventRequest) -> Recorded:
        """Record a stage of this adoption; raises as `record`."""
        return self._record(f"{PATH}/{number}/events", request)

    def state(self, number: int, request: StatementRequest) -> Recorded:
        """Record the donor's word on this adoption; raises as `record`."""
        return self._record(f"{PATH}/{number}/statements", request)

    def agree(self, number: int, request: TermsRequest) -> Recorded:
        """Record this adoption's terms; raises as `record`."""
        return self._record(f"{PATH}/{number}/terms", request)

    def experience(self, number: int, request: ExperienceRequest) -> Experience:
        """Write what this adoption took. The same again changes nothing, so it needs no key."""
        path = f"{PATH}/{number}/experience"
        headers = {"Content-Type": "application/json"}
        body = request.model_dump_json(exclude_none=True).encode()
        sent = self.http.build_request("PUT", self.address + path, content=body, headers=headers)
        try:
            return self._body(Experience, path, self._send(sent))
        except ApiAbsent as absent:
            raise self._unknown(absent.reason) from absent

    def _record(self, path: str, request: Wire) -> Recorded:
        """Send a record until it is answered: under one key, by which the registry counts it once."""
        body = request.model_dump_json(exclude_none=True)
        with unsent.key(self.address, path, body) as key:
            headers = {"Content-Type": "application/json", "Idempotency-Key": key}
            sent = self.http.build_request(
                "POST", self.address + path, content=body.encode(), headers=headers
            )
            for pause in PAUSES:
                try:
                    return self._recorded(path, sent)
                except ApiAbsent:
                    time.sleep(pause)
            try:
                return self._recorded(path, sent)
            except ApiAbsent as absent:
                raise self._unknown(absent.reason) from absent

    def _recorded(self, path: str, sent: httpx.Request) -> Recorded:
        answer = self._send(sent)
        is_new = answer.status_code == httpx.codes.CREATED
        return Recorded(self._body(Adoption, path, answer), is_new)

    def _failure(self, path: str, response: httpx.Response) -> Exception:
        """Tell a refused record from a refused caller, and from a registry that keeps no adoptions."""
        problem = problem_of(response)
        if problem is None and response.status_code in (404, 405):
            return UnknownName(
                Text(
                    id=f"Registri {self.address} belum mencatat adopsi.",
                    en=f"The registry {self.address} does not record adoptions yet.",
                )
            )
        if problem and response.status_code == httpx.codes.UNAUTHORIZED:
            return NotSignedIn(_repeated(problem), AGAIN)
        if problem and response.status_code in REFUSED:
            return Refused(_repeated(problem), [each.field for each in problem.errors])
        return super()._failure(path, response)

    def _unknown(self, reason: str) -> LivinglabError:
        return Unreachable(
            Text(
                id=f"Registri {self.address} tidak menjawab ({reason}). "
                "Tidak diketahui apakah sudah tercatat.",
                en=f"The registry {self.address} does not answer ({reason}). "
                "Nothing is known to be recorded.",
            ),
            Text(
                id="Ulangi perintah yang sama hari ini: yang sudah tercatat tidak dihitung dua kali.",
                en="Repeat the same command today: what was recorded already is not counted twice.",
            ),
        )


# Where an option is not called as its field.
OPTIONS = {
    "corrects": "--correct",
    "document.kind": "--document",
    "document.number": "--number",
    "document.date": "--document-date",
    "document.sha256": "--file",
}
AGAIN = Text(
    id="Masuk: livinglab login. Siapa Anda saat ini: livinglab whoami",
    en="Sign in: livinglab login. Who you are now: livinglab whoami",
)


def _repeated(problem: Problem) -> Text:
    """Repeat what the registry says, and which option is wrong: it was asked in the user's language."""
    said = ""
    for each in problem.errors:
        option = OPTIONS.get(each.field, f"--{each.field.replace('_', '-')}")
        said += f" ({option})" if each.message == problem.detail else f"\n  {option}: {each.message}"
    return Text(id=problem.detail + said, en=problem.detail + said)
