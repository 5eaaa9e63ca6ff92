"""The account at a registry: being let in, knowing who one is, giving a token back."""

from collections.abc import Mapping

import httpx
from pydantic import ValidationError

from livinglab.client.web import ApiAbsent, Body, WebCatalog
from livinglab.contract.accounts import DEVICE_GRANT, Account, DeviceStarted, TokenIssued, TokenRefused
from livinglab.errors import NotFetchable, NotSignedIn
from livinglab.language import Text

NOTHING_TO_END = 401


class WebAccount(WebCatalog):
    """A registry, asked with one token that was chosen by hand, or with none."""

    def start(self, *, scopes: str, name: str, organisation: int | None) -> DeviceStarted:
        """Ask to be let in; raises Unreachable."""
        fields: dict[str, object] = {"scope": scopes, "name": name}
        if organisation is not None:
            fields["organisation"] = organisation
        answered = self._ask(DeviceStarted, "/api/v1/sign-in/device", fields)
        if isinstance(answered, TokenRefused):
            raise NotFetchable(_repeated(answered))
        return answered

    def take(self, device_code: str) -> TokenIssued | TokenRefused:
        """Ask for the token; raises Unreachable."""
        fields = {"grant_type": DEVICE_GRANT, "device_code": device_code}
        return self._ask(TokenIssued, "/api/v1/sign-in/token", fields)

    def account(self) -> Account:
        """Ask who the token acts for; raises NotSignedIn where it is not valid, Unreachable."""
        try:
            return self._read(Account, "/api/v1/account")
        except NotFetchable as error:
            raise NotSignedIn(error.text, error.hint) from error
        except ApiAbsent as absent:
            raise self._unreachable(absent.reason) from absent

    def revoke(self) -> None:
        """End the token that this is asked with; raises Unreachable. One that is over already is fine."""
        path = "/api/v1/account/token"
        try:
            response = self._send(self.http.build_request("DELETE", self.address + path))
            if not response.is_success and response.status_code != NOTHING_TO_END:
                raise self._failure(path, response)
        except ApiAbsent as absent:
            raise self._unreachable(absent.reason) from absent

    def _ask(self, kind: type[Body], path: str, fields: Mapping[str, object]) -> Body | TokenRefused:
        request = self.http.build_request("POST", self.address + path, json=dict(fields))
        try:
            response = self._send(request)
            refused = _refusal(response)
            return refused or self._body(kind, path, response)
        except ApiAbsent as absent:
            raise self._unreachable(absent.reason) from absent


def _refusal(response: httpx.Response) -> TokenRefused | None:
    if response.status_code != httpx.codes.BAD_REQUEST:
        return None
    try:
        return TokenRefused.model_validate_json(response.content)
    except ValidationError:
        return None


def _repeated(refused: TokenRefused) -> Text:
    """Repeat what the registry says: it was asked in the user's language."""
    return Text(id=refused.error_description, en=refused.error_description)
