"""Requests to addresses that the operator set: no redirects, and bounds on time and size."""

import ipaddress
import json
import time
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import httpx

from livinglab.language import Text
from registry.errors import RegistryError

WAIT = 5.0  # seconds to connect, and between two parts of an answer
DEADLINE = 10.0  # seconds for a whole answer
LARGEST = 256 * 1024  # bytes of one answer
PART = 16 * 1024


class ProviderAway(RegistryError):
    """An identity provider or a forge does not answer, or not as the standard says."""

    status = 503
    title = Text(id="Penyedia identitas tidak menjawab", en="The identity provider does not answer")

    def __init__(self, why: str) -> None:
        super().__init__(
            Text(
                id="Penyedia identitas tidak dapat dihubungi atau jawabannya tidak sesuai standar. "
                "Coba lagi beberapa menit lagi; bila berulang, hubungi pengelola katalog ini.",
                en="The identity provider cannot be reached, or does not answer as the standard says. "
                "Try again in a few minutes; if it happens again, tell the operator of this registry.",
            )
        )
        self.why = why  # for the log


class Wire:
    """One client for all such requests of a process, used by many threads."""

    @cached_property
    def _client(self) -> httpx.Client:
        # A transport of our own: no proxies from the environment, but SSL_CERT_FILE for a private authority.
        transport = httpx.HTTPTransport(limits=httpx.Limits(max_connections=16))
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "livinglab"}
        return httpx.Client(transport=transport, timeout=WAIT, headers=headers, follow_redirects=False)

    def get(self, url: str, *, bearer: str | None = None) -> dict[str, Any]:
        """Return the JSON object at an address. Raises ProviderAway."""
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        status, answer = self._ask(self._client.build_request("GET", url, headers=headers))
        if status != 200:
            raise ProviderAway(f"status {status}")
        return answer

    def post(
        self, url: str, form: Mapping[str, str], *, headers: Mapping[str, str]
    ) -> tuple[int, dict[str, Any]]:
        """Send a form; return the status and the JSON object of the answer. Raises ProviderAway."""
        return self._ask(self._client.build_request("POST", url, data=dict(form), headers=dict(headers)))

    def close(self) -> None:
        """Let go of every connection."""
        if "_client" in self.__dict__:
            self._client.close()

    def _ask(self, request: httpx.Request) -> tuple[int, dict[str, Any]]:
        if not is_allowed(str(request.url)):
            raise ProviderAway("an address without TLS")
        try:
            response = self._client.send(request, stream=True)
            try:
                return response.status_code, _read(response)
            finally:
                response.close()
        except httpx.HTTPError as error:
            raise ProviderAway(type(error).__name__) from error


def is_allowed(url: str) -> bool:
    """Say whether an address may be asked: https, or http on this machine alone; nothing secret in it."""
    try:
        parts = urlsplit(url)
        host, user = parts.hostname or "", parts.username
    except ValueError:
        return False
    if not host or user is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _read(response: httpx.Response) -> dict[str, Any]:
    began, body = time.monotonic(), bytearray()
    for part in response.iter_raw(PART):  # raw: nobody asked for a packed answer, and none is unpacked
        body += part
        if len(body) > LARGEST:
            raise ProviderAway("an answer over the limit")
        if time.monotonic() - began > DEADLINE:
            raise ProviderAway("an answer that does not end")
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ProviderAway("an answer that is not JSON") from error
    if not isinstance(answer, dict):
        raise ProviderAway("an answer that is not a JSON object")
    return answer
