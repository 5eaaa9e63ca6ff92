"""People, organisations and their rights; a catalog that can be moderated; signed statements.

For people: who speaks for a region signs in as themselves. Tokens now expire, have several scopes, and may be
limited to an application or a region; those made before keep what they could do. What everybody reads of an
application whose source is not public says nothing of that source any more. An application may be
quarantined or retired and a release yanked, each with a reason. The journal keeps digests of what changed.
"""

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Rows that were written before scopes stood side by side: each scope took in those below it.
SCOPES = {"read": "read", "publish": "read publish", "curate": "read publish curate"}


def upgrade() -> None:
    _make_people()
    _make_organisations()
    _make_statements()
    _extend_tokens()
    _extend_catalog()
    _trim_restricted()
    op.add_column("journal", sa.Column("before", sa.String(length=64), nullable=True))
    op.add_column("journal", sa.Column("after", sa.String(length=64), nullable=True))


def _make_people() -> None:
    _create_people()
    _create_recovery_codes()
    _create_sessions()
    _create_provider_sign_ins()
    _create_spent_tokens()
    _create_attempts()


def _create_people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("totp_seed", sa.String(), nullable=True),
        sa.Column("totp_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=True),
        sa.Column("issuer", sa.String(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("registry_role", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("issuer", "external_id"),
    )


def _create_recovery_codes() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sha256"),
    )
    op.create_index(op.f("ix_recovery_codes_person_id"), "recovery_codes", ["person_id"], unique=False)


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("rights", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sha256"),
    )
    op.create_index(op.f("ix_sessions_person_id"), "sessions", ["person_id"], unique=False)


def _create_provider_sign_ins() -> None:
    op.create_table(
        "provider_sign_ins",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("verifier", sa.String(), nullable=False),
        sa.Column("return_to", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )


def _create_spent_tokens() -> None:
    op.create_table(
        "spent_tokens",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_index(op.f("ix_spent_tokens_expires_at"), "spent_tokens", ["expires_at"], unique=False)


def _create_attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bucket", sa.String(length=200), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_attempts_at"), "attempts", ["at"], unique=False)
    op.create_index(op.f("ix_attempts_bucket"), "attempts", ["bucket"], unique=False)


def _make_organisations() -> None:
    _create_organisations()
    _create_memberships()
    _create_links()
    _create_devices()
    _create_agreements()
    _create_trusted_workflows()
    _create_transfers()


def _create_organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=True),
        sa.Column("mail_domain", sa.String(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["region_code"],
            ["regions.code"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_index(op.f("ix_organisations_region_code"), "organisations", ["region_code"], unique=False)


def _create_memberships() -> None:
    op.create_table(
        "memberships",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
        ),
        sa.PrimaryKeyConstraint("person_id", "organisation_id"),
    )
    op.create_index(op.f("ix_memberships_organisation_id"), "memberships", ["organisation_id"], unique=False)


def _create_links() -> None:
    op.create_table(
        "links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sha256"),
    )
    op.create_index(op.f("ix_links_person_id"), "links", ["person_id"], unique=False)


def _create_devices() -> None:
    op.create_table(
        "devices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_sha256", sa.String(length=64), nullable=False),
        sa.Column("user_code", sa.String(length=9), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("denied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token_id", sa.Integer(), nullable=True),
        sa.Column("polled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
        ),
        sa.ForeignKeyConstraint(
            ["token_id"],
            ["tokens.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("device_sha256"),
        sa.UniqueConstraint("user_code"),
    )


def _create_agreements() -> None:
    op.create_table(
        "agreements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_agreements_application_id"), "agreements", ["application_id"], unique=False)
    op.create_index(op.f("ix_agreements_organisation_id"), "agreements", ["organisation_id"], unique=False)


def _create_trusted_workflows() -> None:
    op.create_table(
        "trusted_workflows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("repository", sa.String(), nullable=False),
        sa.Column("repository_id", sa.String(), nullable=True),
        sa.Column("ref", sa.String(), nullable=True),
        sa.Column("environment", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_trusted_workflows_application_id"), "trusted_workflows", ["application_id"], unique=False
    )


def _create_transfers() -> None:
    op.create_table(
        "transfers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("from_organisation_id", sa.Integer(), nullable=False),
        sa.Column("to_organisation_id", sa.Integer(), nullable=False),
        sa.Column("offered_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"]),
        sa.ForeignKeyConstraint(["from_organisation_id"], ["organisations.id"]),
        sa.ForeignKeyConstraint(["to_organisation_id"], ["organisations.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_transfers_application_id"), "transfers", ["application_id"], unique=False)
    op.create_index(
        op.f("ix_transfers_to_organisation_id"), "transfers", ["to_organisation_id"], unique=False
    )


def _make_statements() -> None:
    _create_checkpoints()
    _create_index_editions()
    _create_signing_keys()
    _create_moves()


def _create_checkpoints() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("serial", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("serial"),
    )


def _create_index_editions() -> None:
    op.create_table(
        "index_editions",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version"),
    )


def _create_signing_keys() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("public", sa.String(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=True),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("by_previous", sa.String(), nullable=True),
        sa.Column("by_itself", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("id"),
    )


def _create_moves() -> None:
    op.create_table(
        "moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("taken_from", sa.String(), nullable=False),
        sa.Column("put_at", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _extend_tokens() -> None:
    op.execute("ALTER TABLE tokens RENAME COLUMN scope TO scopes")
    for scope, scopes in SCOPES.items():
        op.execute(f"UPDATE tokens SET scopes = '{scopes}' WHERE scopes = '{scope}'")  # noqa: S608 - constants
    _refer("tokens", "person_id", "people")
    _refer("tokens", "organisation_id", "organisations")
    _refer("tokens", "workflow_id", "trusted_workflows")
    op.add_column("tokens", sa.Column("application_slug", sa.String(), nullable=True))
    op.add_column("tokens", sa.Column("region_code", sa.String(), nullable=True))
    op.add_column("tokens", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("tokens", sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_tokens_person_id"), "tokens", ["person_id"], unique=False)
    op.create_index(op.f("ix_tokens_organisation_id"), "tokens", ["organisation_id"], unique=False)


def _extend_catalog() -> None:
    _refer("publishers", "organisation_id", "organisations")
    op.create_index(op.f("ix_publishers_organisation_id"), "publishers", ["organisation_id"], unique=True)
    _refer("submissions", "person_id", "people")
    _refer("submissions", "organisation_id", "organisations")
    op.create_index(op.f("ix_submissions_organisation_id"), "submissions", ["organisation_id"], unique=False)
    op.add_column("applications", sa.Column("full_body", sa.Text(), nullable=True))
    op.add_column("applications", sa.Column("standing", sa.String(), nullable=False, server_default="open"))
    op.add_column("applications", sa.Column("standing_reason", sa.Text(), nullable=True))
    op.add_column("applications", sa.Column("standing_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("applications", sa.Column("standing_before", sa.Text(), nullable=True))
    op.add_column("releases", sa.Column("full_body", sa.Text(), nullable=True))
    op.add_column("releases", sa.Column("yanked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("releases", sa.Column("yank_reason", sa.Text(), nullable=True))


def _refer(table: str, column: str, to: str) -> None:
    """Add a foreign key in one statement that both databases know; Alembic would need two."""
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER REFERENCES {to} (id)")


def _trim_restricted() -> None:
    """Put what everybody could read aside for those entitled, and leave the safe text in its place."""
    bind = op.get_bind()
    query = sa.text("SELECT id, slug, body FROM applications WHERE visibility != 'public' ORDER BY id")
    for number, slug, body in bind.execute(query).all():
        if body != "{}":
            _write(bind, "applications", number, body, _safe_application(json.loads(body)))
        releases = sa.text("SELECT id, body FROM releases WHERE application_id = :id")
        for release, whole in bind.execute(releases, {"id": number}).all():
            _write(bind, "releases", release, whole, _safe_release(json.loads(whole)))
        entry = {"name": f"applications/{slug}.json", "now": datetime.now(UTC)}
        written = sa.text("INSERT INTO moves (taken_from, created_at) VALUES (:name, :now)")
        bind.execute(written.bindparams(sa.bindparam("now", type_=sa.DateTime(timezone=True))), entry)


def _write(bind: sa.Connection, table: str, number: int, whole: str, safe: dict[str, Any]) -> None:
    values = {"safe": json.dumps(safe, ensure_ascii=False), "whole": whole, "id": number}
    bind.execute(sa.text(f"UPDATE {table} SET body = :safe, full_body = :whole WHERE id = :id"), values)  # noqa: S608 - constants


def _safe_application(body: dict[str, Any]) -> dict[str, Any]:
    described = body["descriptions"].items()
    donor, letter = body["publisher"]["name"], f"`livinglab show {body['slug']} --letter`"
    told = {
        "id": f"Kode sumbernya tidak terbuka untuk umum. Tanyakan kepada {donor}. Surat: {letter}.",
        "en": f"Its source is not public. Ask {donor}. A letter: {letter}.",
    }
    return {
        **body,
        "url": None,
        "landing_url": None,
        "descriptions": {
            language: {"short": said["short"], "long": None, "features": []} for language, said in described
        },
        "incidents": [],
        "how_to_ask": told,
    }


def _safe_release(body: dict[str, Any]) -> dict[str, Any]:
    said = body["license"]
    license = {"spdx": said["spdx"], "file": None, "usable": said["usable"], "blob": None, "reason": None}
    license |= {"declared": None, "provenance": said.get("provenance"), "evidence": []}
    aside = {"files": None, "risks": [], "archives": [], "sbom": None, "overridden": []}
    return {**body, "license": license, **aside}
