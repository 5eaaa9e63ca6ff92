"""A registry over HTTP: its API, and where that is down or absent its static files."""

import difflib
import re
import ssl
from functools import partial
from typing import TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from livinglab import __version__
from livinglab.client import small
from livinglab.client.catalog import (
    ConnectionDropped,
    Source,
    chosen_release,
    offered_version,
    unknown_application,
    unknown_version,
)
from livinglab.client.folder import archive_path
from livinglab.client.restricted import Link, Links, not_for_us
from livinglab.client.stream import WebSource
from livinglab.contract import (
    SLUG,
    Application,
    Archive,
    CatalogEntry,
    Check,
    Page,
    Problem,
    Region,
    Release,
    SearchAnswer,
    Submission,
    SubmissionRequest,
)
from livinglab.credentials.origins import is_this_machine, may_carry_token
from livinglab.errors import LivinglabError, NotFetchable, SentBack, UnknownName, Unreachable
from livinglab.language import Language, Text

Body = TypeVar("Body", bound=BaseModel)

TIMEOUT = httpx.Timeout(30.0, connect=10.0)
MAX_BODY_BYTES = 32 * 1024 * 1024
MAX_PAGES = 100


class ApiAbsent(Exception):
    """The API does not answer here; the static files beside it may."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WebCatalog:
    """Asks `/api/v1` first, and `/archives/applications/<slug>.json` where that does not answer."""

    def __init__(
        self, address: str, *, language: Language, token: str | None, region_code: str | None = None
    ) -> None:
        self.address = address.rstrip("/")
        self.lasting: str | None = self.address
        headers = {"User-Agent": f"livinglab/{__version__}", "Accept-Language": language}
        if token and may_carry_token(self.address):
            headers["Authorization"] = f"Bearer {token}"
        if region_code:
            headers["Livinglab-Region"] = region_code
        self.http = httpx.Client(
            headers=headers,
            timeout=TIMEOUT,
            verify=_verification(self.address),
            trust_env=not is_this_machine(self.address),  # else a proxy would read the token on its way home
        )
        self._entries: dict[str, CatalogEntry] = {}
        self._links = Links()
        self.serial = 0
        """The newest serial of the registry's journal that an answer named."""

    def application(self, slug: str) -> Application:
        """Ask for one application."""
        if not re.match(SLUG, slug):
            raise unknown_application(slug, [])
        try:
            return self._read(Application, f"/api/v1/applications/{slug}")
        except ApiAbsent as absent:
            return self._entry(slug, absent).application
        except UnknownName as error:
            raise unknown_application(slug, self._near(slug)) from error

    def release(self, application: Application, version: str | None) -> Release:
        """Ask for one release."""
        if application.slug in self._entries:
            return chosen_release(self._entries[application.slug], version)
        wanted = version or application.latest_version or offered_version(application, application.releases)
        try:
            return self._release(application, wanted)
        except ApiAbsent as absent:
            return chosen_release(self._entry(application.slug, absent), version)

    def releases(self, application: Application) -> list[Release]:
        """Ask for all releases, page by page."""
        if application.slug in self._entries:
            return self._entries[application.slug].releases
        try:
            return self._all_releases(application.slug)
        except ApiAbsent as absent:
            return self._entry(application.slug, absent).releases

    def checks(self, application: Application, release: Release) -> list[Check]:
        """Ask for the first hundred findings at one release; static files beside an API carry none."""
        path = f"/api/v1/applications/{application.slug}/releases/{quote(release.version, safe='')}/checks"
        try:
            return self._read(Page[Check], path, {"limit": "100"}).items
        except (ApiAbsent, UnknownName, NotFetchable):  # findings of restricted source are not for everybody
            return []

    def search(self, words: str, *, limit: int) -> SearchAnswer:
        """Ask the registry's search."""
        try:
            return self._read(SearchAnswer, "/api/v1/search", {"q": words, "limit": str(limit)})
        except ApiAbsent as absent:
            raise self._unreachable(absent.reason) from absent

    def region_name(self, code: str) -> str | None:
        """Ask for a region's name; None where the registry cannot say."""
        try:
            return self._read(Region, f"/api/v1/regions/{quote(code, safe='')}").name
        except (ApiAbsent, LivinglabError):
            return None

    def source(self, archive: Archive) -> Source:
        """Return where the archive is served."""
        link = self._links.of(archive)
        if link is None:
            return WebSource(self.http, f"{self.address}/{archive_path(archive)}")
        anew = partial(self._anew, archive, link)
        return WebSource(self.http, self._signed(archive, link), anew=anew)

    def file(self, path: str, most: int) -> bytes | None:
        """Read a static file."""
        return small.read(self.http, f"{self.address}/{path}", most)

    def submit(self, request: SubmissionRequest) -> Submission:
        """Donate an application."""
        return self._posted(Submission, "/api/v1/submissions", request.model_dump_json(exclude_none=True))

    def submission(self, number: int) -> Submission:
        """Ask how far a submission has come."""
        try:
            return self._read(Submission, f"/api/v1/submissions/{number}")
        except ApiAbsent as absent:
            raise self._unreachable(absent.reason) from absent

    def _release(self, application: Application, version: str) -> Release:
        known = {each.tag: each.version for each in application.releases if each.tag}
        version = known.get(version, version)
        try:
            return self._ask_release(application.slug, version)
        except UnknownName as error:
            from livinglab.repository.versions import closest  # noqa: PLC0415 - needed for this one error

            near = closest(version, [each.version for each in application.releases])
            raise unknown_version(application.slug, version, near) from error

    def _ask_release(self, slug: str, version: str) -> Release:
        path = f"/api/v1/applications/{slug}/releases/{quote(version, safe='')}"
        return self._links.keep(slug, self._read(Release, path))

    def _signed(self, archive: Archive, link: Link) -> str:
        return f"{self.address}/{archive_path(archive)}?{link.query}"

    def _anew(self, archive: Archive, old: Link) -> str:
        """Ask for an archive's address again: the old one has run out, or the right to it has."""
        try:
            release = self._ask_release(old.slug, old.version)
            link = self._links.of(archive)
            if link is None or link.query == old.query or archive not in release.archives:
                raise not_for_us(self.application(old.slug))
            return self._signed(archive, link)
        except ApiAbsent as absent:
            raise ConnectionDropped(absent.reason) from absent

    def _all_releases(self, slug: str) -> list[Release]:
        releases: list[Release] = []
        cursor: dict[str, str] = {}
        for _ in range(MAX_PAGES):
            page = self._read(
                Page[Release], f"/api/v1/applications/{slug}/releases", {"limit": "100", **cursor}
            )
            releases.extend(self._links.keep(slug, each) for each in page.items)
            if not page.next:
                break
            cursor = {"cursor": page.next}
        return releases

    def _near(self, slug: str) -> list[str]:
        try:
            found = self.search(slug, limit=10)
        except LivinglabError:
            return []
        slugs = [hit.slug for hit in found.items]
        return difflib.get_close_matches(slug, slugs, cutoff=0.4) or slugs[:3]

    def _entry(self, slug: str, absent: ApiAbsent) -> CatalogEntry:
        """Read the static twin, because the API is absent."""
        if slug not in self._entries:
            try:
                self._entries[slug] = self._read(CatalogEntry, f"/archives/applications/{slug}.json")
            except ApiAbsent:
                raise self._unreachable(absent.reason) from absent
            except UnknownName as error:
                raise unknown_application(slug, []) from error
        return self._entries[slug]

    def _read(self, kind: type[Body], path: str, parameters: dict[str, str] | None = None) -> Body:
        return self._body(
            kind, path, self._send(self.http.build_request("GET", self.address + path, params=parameters))
        )

    def _posted(self, kind: type[Body], path: str, body: str) -> Body:
        headers = {"Content-Type": "application/json"}
        request = self.http.build_request("POST", self.address + path, content=body.encode(), headers=headers)
        try:
            return self._body(kind, path, self._send(request))
        except ApiAbsent as absent:
            raise self._unreachable(absent.reason) from absent

    def _send(self, request: httpx.Request) -> httpx.Response:
        """Send it and read a bounded body; raises ApiAbsent where nothing sensible answers."""
        try:
            response = self.http.send(request, stream=True, follow_redirects=False)
            try:
                chunks, count = [], 0
                for chunk in response.iter_bytes():
                    chunks.append(chunk)
                    count += len(chunk)
                    if count > MAX_BODY_BYTES:
                        raise ApiAbsent("the answer is too long")
            finally:
                response.close()
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise ApiAbsent(f"{type(error).__name__}: {error}") from error
        told = response.headers.get("Livinglab-Serial", "")
        self.serial = max(self.serial, int(told) if told.isascii() and told.isdigit() else 0)
        response._content = b"".join(chunks)  # httpx has no public way to read a bounded body
        return response

    def _body(self, kind: type[Body], path: str, response: httpx.Response) -> Body:
        if response.is_success:
            try:
                return kind.model_validate_json(response.content)
            except ValidationError as error:
                raise ApiAbsent(f"{path} is not a livinglab answer") from error
        raise self._failure(path, response)

    def _failure(self, path: str, response: httpx.Response) -> Exception:
        problem = problem_of(response)
        static = path.startswith("/archives/")
        if response.status_code == 404 and (problem or static):
            return UnknownName(_said(problem, "Tidak ditemukan.", "Not found."))
        if problem is None or response.status_code >= 500:
            return ApiAbsent(f"HTTP {response.status_code}")
        if response.status_code in (401, 403):
            return NotFetchable(_said(problem, "Ditolak.", "Refused."), TOKEN_HINT)
        if response.status_code == 429:
            return Unreachable(_said(problem, "Terlalu banyak permintaan.", "Too many requests."))
        fields = "".join(f"\n  {each.field}: {each.message}" for each in problem.errors)
        said = _said(problem, "Permintaan ditolak.", "The request was refused.")
        return SentBack(Text(id=said.id + fields, en=said.en + fields))

    def _unreachable(self, reason: str) -> Unreachable:
        return Unreachable(
            Text(
                id=f"Registri {self.address} tidak terjangkau ({reason}).",
                en=f"The registry {self.address} cannot be reached ({reason}).",
            ),
            Text(
                id="Periksa: livinglab doctor. Tanpa jaringan: --offline, --from-bundle, --registry FOLDER.",
                en="Check: livinglab doctor. With no network: --offline, --from-bundle, --registry FOLDER.",
            ),
        )


TOKEN_HINT = Text(
    id="Masuk: livinglab login (hak lain: --scope). Siapa Anda saat ini: livinglab whoami.",
    en="Sign in: livinglab login (other scopes: --scope). Who you are now: livinglab whoami.",
)


def _verification(address: str) -> ssl.SSLContext | bool:
    """Load the certificate store only where TLS is spoken: it costs 20 ms. The empty one trusts nobody."""
    return True if address.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def problem_of(response: httpx.Response) -> Problem | None:
    """Return the problem that an answer carries; None where what answered is no registry of ours."""
    if "application/problem+json" not in response.headers.get("Content-Type", ""):
        return None
    try:
        return Problem.model_validate_json(response.content)
    except ValidationError:
        return None


def _said(problem: Problem | None, indonesian: str, english: str) -> Text:
    """Repeat what the registry says: it was asked in the user's language."""
    return Text(id=problem.detail, en=problem.detail) if problem else Text(id=indonesian, en=english)
