"""Forges: what a pipeline's token says of it, in the words of GitLab, GitHub and Forgejo."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from livinglab.language import Text
from registry.access.providers import claims
from registry.access.providers.claims import Untrusted
from registry.access.providers.discovery import Issuers
from registry.errors import Forbidden
from registry.settings import Settings

# Strangers decide what such a pipeline runs: they open the request.
STRANGERS = ("pull_request", "merge_request", "external_pull_request")
KINDS = {"branch": "heads", "tag": "tags"}
SHAPELESS = Text(
    id="Token ini tidak menyebut repositori dan ref seperti token GitLab, GitHub, atau Forgejo. "
    "Pakailah token OIDC dari pipeline, bukan token lain.",
    en="This token does not name repository and ref as those of GitLab, GitHub or Forgejo do. "
    "Use a pipeline's OIDC token, not another one.",
)


@dataclass(frozen=True)
class Pipeline:
    """A pipeline that has proved where it runs, by a token with the mark `spent_as` until `expires_at`."""

    issuer: str
    repository: str
    repository_id: str | None
    ref: str
    environment: str | None
    spent_as: str
    expires_at: datetime


def prove(issuers: Issuers, settings: Settings, text: str) -> Pipeline:
    """Return the pipeline that a forge's token proves. Only forges of the settings are ever asked for keys.

    Raises Untrusted, Forbidden for pipelines that strangers steer, ProviderAway.
    """
    issuer = claims.issuer_of(text)
    if issuer not in settings.forge_issuers:
        raise Untrusted(
            Text(
                id="Katalog ini tidak mengenal forge penerbit token ini. Mintalah pengelola menambahkannya "
                "ke LIVINGLAB_FORGE_ISSUERS.",
                en="This registry does not know the forge that issued this token. Ask the operator to add it "
                "to LIVINGLAB_FORGE_ISSUERS.",
            )
        )
    ours = str(settings.public_url).rstrip("/")
    said = claims.verified(issuers, text, issuer=issuer, audience=[ours, f"{ours}/"])
    if isinstance(said["aud"], list) and len(said["aud"]) != 1:
        raise Untrusted(claims.WRONG)  # another audience could show it here
    return _pipeline(issuer, said, text)


def _pipeline(issuer: str, said: Mapping[str, Any], text: str) -> Pipeline:
    gitlab = "project_path" in said
    if gitlab == ("repository" in said):
        raise Untrusted(SHAPELESS)
    repository, number, ref = _gitlab(said) if gitlab else _github(said)
    return Pipeline(
        issuer=issuer,
        repository=repository,
        repository_id=number,
        ref=ref,
        environment=_text(said, "environment") if said.get("environment") else None,
        spent_as=_mark(issuer, said, text),
        expires_at=datetime.fromtimestamp(int(said["exp"]), UTC),
    )


def _gitlab(said: Mapping[str, Any]) -> tuple[str, str | None, str]:
    _refuse_strangers(said.get("pipeline_source"))
    if str(said.get("ref_protected")).lower() != "true":
        raise Forbidden(
            Text(
                id="Cabang atau tag pipeline ini tidak dilindungi, sehingga siapa pun yang boleh mendorong "
                "dapat menerbitkan. Lindungi ref itu di GitLab (Settings > Repository), lalu ulangi.",
                en="This pipeline's branch or tag is not protected, so that whoever may push could publish. "
                "Protect the ref in GitLab (Settings > Repository) and run it again.",
            )
        )
    ref = said.get("ref_path")
    if not isinstance(ref, str):
        ref = f"refs/{KINDS.get(str(said.get('ref_type')), '?')}/{_text(said, 'ref')}"
    return _text(said, "project_path"), _number(said, "project_id"), ref


def _github(said: Mapping[str, Any]) -> tuple[str, str | None, str]:
    _refuse_strangers(_text(said, "event_name"))
    return _text(said, "repository"), _number(said, "repository_id"), _text(said, "ref")


def _refuse_strangers(event: object) -> None:
    if isinstance(event, str) and event.startswith(STRANGERS):
        raise Forbidden(
            Text(
                id=f"Pipeline dari `{event}` tidak boleh menerbitkan: isinya ditentukan oleh orang luar. "
                "Terbitkan dari push ke cabang atau tag.",
                en=f"A pipeline of `{event}` may not publish: strangers decide what it runs. "
                "Publish from a push to a branch or tag.",
            )
        )


def _number(said: Mapping[str, Any], name: str) -> str | None:
    value = said.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).isdecimal():
        raise Untrusted(SHAPELESS)
    return str(value)


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not value:
        raise Untrusted(SHAPELESS)
    return value


def _mark(issuer: str, said: Mapping[str, Any], text: str) -> str:
    """Return what tells a token from all others: its id, or else what was signed.

    The signature itself is left out: one with an elliptic curve can be written in two ways.
    """
    own = said.get("jti") or text.rpartition(".")[0]
    return hashlib.sha256(f"{issuer}\n{own}".encode()).hexdigest()
