"""Under which configuration git runs: on a person's laptop, or in the service among strangers' code."""

import os
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from livinglab.language import Text
from livinglab.repository.errors import RepositoryError

_Pairs = tuple[tuple[str, str], ...]

_HTTP = re.compile(r"http\.[A-Za-z]+=")

_KEPT = {  # of GIT_*, what a person sets on purpose for their network and their identity
    "GIT_ASKPASS",
    "GIT_AUTHOR_EMAIL",
    "GIT_AUTHOR_NAME",
    "GIT_COMMITTER_EMAIL",
    "GIT_COMMITTER_NAME",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CONFIG_SYSTEM",
    "GIT_EDITOR",
    "GIT_EXEC_PATH",
    "GIT_HTTP_PROXY_AUTHMETHOD",
    "GIT_PROXY_SSL_CAINFO",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_SSL_CAINFO",
    "GIT_SSL_CAPATH",
    "GIT_SSL_CERT",
    "GIT_SSL_KEY",
}

_WHEREVER: _Pairs = (
    ("protocol.allow", "never"),
    ("core.hooksPath", "/dev/null"),
    ("core.fsmonitor", "false"),
    ("core.protectNTFS", "true"),
    ("core.protectHFS", "true"),
    ("core.quotePath", "false"),
    ("filter.lfs.smudge", ""),
    ("filter.lfs.clean", ""),
    ("filter.lfs.process", ""),
    ("filter.lfs.required", "false"),
    ("transfer.fsckObjects", "true"),
    ("transfer.bundleURI", "false"),
    ("fetch.bundleURI", ""),
    ("fetch.uriProtocols", ""),
    ("fetch.recurseSubmodules", "false"),
    ("submodule.recurse", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("color.ui", "false"),
    ("init.defaultBranch", "main"),
)

_ENVIRONMENT: _Pairs = (
    ("LC_ALL", "C"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_PROTOCOL_FROM_USER", "0"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_LFS_SKIP_SMUDGE", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
)


class Profile(NamedTuple):
    """Environment and `-c` options of every git process.

    `transport` are the `http.*` settings. They, and the caller's further `http.*` options, are given plain
    and once more scoped to each URL among the arguments: a URL-scoped section of any configuration file beats
    a plain `-c` (measured), and a scoped reset would hide a plain pin.
    """

    name: str
    inherits: bool
    environment: _Pairs
    settings: _Pairs
    transport: _Pairs
    protocols: tuple[str, ...] = ("https",)

    def allow(self, *protocols: str) -> "Profile":
        """Return this profile with more protocols: `http` for an intranet donor, `ssh`, `file`."""
        return self._replace(protocols=tuple(dict.fromkeys([*self.protocols, *protocols])))

    def options(self, arguments: Sequence[str], further: Sequence[str] = ()) -> list[str]:
        """Return the `-c` options for a command with these arguments; `further` are the caller's own."""
        allowed = [f"protocol.{protocol}.allow=always" for protocol in self.protocols]
        transport = [f"http.{key}={value}" for key, value in self.transport]
        plain = [*(f"{key}={value}" for key, value in self.settings), *allowed, *transport, *further]
        http = [option.removeprefix("http.") for option in [*transport, *further] if _HTTP.match(option)]
        scoped = [f"http.{url}.{option}" for url in _addresses(arguments) for option in http]
        return [part for option in [*plain, *scoped] for part in ("-c", option)]

    def variables(self) -> dict[str, str]:
        """Return the whole environment of a git process."""
        inherited = {name: value for name, value in os.environ.items() if self._inherits(name)}
        return {**inherited, **dict(self.environment), "GIT_ALLOW_PROTOCOL": ":".join(self.protocols)}

    def _inherits(self, name: str) -> bool:
        upper = name.upper()
        if not self.inherits:
            return upper in {"PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP"}
        return upper in _KEPT or not upper.startswith(("GIT_", "LIVINGLAB_"))


def _addresses(arguments: Iterable[str]) -> list[str]:
    """Return the http(s) URLs among the arguments. One with `=` would end the option's key too early."""
    found = [argument for argument in arguments if argument.startswith(("https://", "http://"))]
    if any("=" in url for url in found):
        raise RepositoryError(
            Text(
                id="Alamat repositori tidak boleh berisi tanda =",
                en="The address of a repository must not contain =",
            )
        )
    return found


LAPTOP = Profile(
    name="laptop",
    inherits=True,  # government networks keep http.proxy and credential helpers in the user's configuration
    environment=_ENVIRONMENT,
    settings=(*_WHEREVER, ("credential.interactive", "never")),
    transport=(),
)

SERVICE = Profile(
    name="service",
    inherits=False,
    environment=(
        *_ENVIRONMENT,
        ("HOME", os.devnull),  # no ~/.netrc, no ~/.gitconfig
        ("XDG_CONFIG_HOME", os.devnull),
        ("GIT_CONFIG_GLOBAL", os.devnull),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_ATTR_NOSYSTEM", "1"),
        ("GIT_ASKPASS", "/bin/false"),
        ("SSH_ASKPASS", "/bin/false"),
        ("GIT_SSH_COMMAND", "/bin/false"),
    ),
    settings=(
        *_WHEREVER,
        ("credential.helper", ""),
        ("transfer.credentialsInUrl", "die"),
        ("fetch.unpackLimit", "1"),  # keeps the pack whole, so that the limit on file size is a real cap
        ("safe.bareRepository", "explicit"),
        ("core.fsync", "all"),
        ("core.attributesFile", os.devnull),
    ),
    transport=(
        ("followRedirects", "false"),
        ("curloptResolve", ""),  # empties an inherited list; the crawler's own pins come after it
        ("proxy", ""),
        ("extraHeader", ""),
        ("cookieFile", ""),
        ("sslVerify", "true"),
        ("lowSpeedLimit", "1000"),
        ("lowSpeedTime", "15"),
    ),
)
