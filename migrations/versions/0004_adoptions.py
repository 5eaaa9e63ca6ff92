"""Adoptions: records, what is counted of them, and who is told.

For people: regions record what they do with applications; statistics, webhooks and imports rest on that.
Fetches are counted by day: those counted by month before stand on the first day of their month.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_records()
    _make_counts()
    _make_notices()
    _make_doings()
    _count_by_day()


def _make_records() -> None:
    _create_cohorts()
    _create_cohort_members()
    _create_adoptions()
    _create_adoption_events()
    _create_adoption_periods()
    _create_adoption_reminders()
    _create_adoption_statements()
    _create_adoption_terms()
    _create_experiences()
    _create_experience_versions()


def _make_counts() -> None:
    _create_month_counts()
    _create_day_counts()
    _create_version_counts()
    _create_seen_fetches()


def _make_notices() -> None:
    _create_outbox()
    _create_webhooks()
    _create_deliveries()


def _make_doings() -> None:
    _create_answered_requests()
    _create_chores()
    _create_imports()
    _create_imported_items()
    _find_sources_by_address()
    _find_newest_releases()


def _count_by_day() -> None:
    op.create_table(
        "fetch_counts_by_day",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("region_code", sa.String(length=13), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"]),
        sa.PrimaryKeyConstraint("release_id", "day", "region_code"),
    )
    first = "month || '-01'" if op.get_bind().dialect.name == "sqlite" else "CAST(month || '-01' AS date)"
    counted = f"SELECT release_id, {first}, region_code, count FROM fetch_counts"  # noqa: S608 - one of two literals above
    op.execute(f"INSERT INTO fetch_counts_by_day (release_id, day, region_code, count) {counted}")
    op.drop_table("fetch_counts")
    op.rename_table("fetch_counts_by_day", "fetch_counts")


def _create_cohorts() -> None:
    op.create_table(
        "cohorts",
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("note_id", sa.String(), nullable=False),
        sa.Column("note_en", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )


def _create_cohort_members() -> None:
    op.create_table(
        "cohort_members",
        sa.Column("cohort_slug", sa.String(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("confidence", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_slug"],
            ["cohorts.slug"],
        ),
        sa.ForeignKeyConstraint(
            ["region_code"],
            ["regions.code"],
        ),
        sa.PrimaryKeyConstraint("cohort_slug", "region_code"),
    )
    op.create_index(op.f("ix_cohort_members_region_code"), "cohort_members", ["region_code"], unique=False)


def _create_adoptions() -> None:
    op.create_table(
        "adoptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("province_code", sa.String(), nullable=True),
        sa.Column("regency_code", sa.String(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("in_use_on", sa.Date(), nullable=True),
        sa.Column("furthest", sa.Integer(), nullable=False),
        sa.Column("stages", sa.Integer(), nullable=False),
        sa.Column("kept_years", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=128), nullable=True),
        sa.Column("commit", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("fetched_on", sa.Date(), nullable=True),
        sa.Column("donor_says", sa.String(), nullable=True),
        sa.Column("changed_serial", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.ForeignKeyConstraint(
            ["region_code"],
            ["regions.code"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("application_id", "region_code", "unit"),
    )
    op.create_index(op.f("ix_adoptions_changed_serial"), "adoptions", ["changed_serial"], unique=False)
    op.create_index(op.f("ix_adoptions_organisation_id"), "adoptions", ["organisation_id"], unique=False)
    op.create_index(
        "ix_adoptions_application_state", "adoptions", ["application_id", "state", "expires_on"], unique=False
    )
    op.create_index(
        "ix_adoptions_province",
        "adoptions",
        ["province_code", "application_id", "state", "expires_on"],
        unique=False,
    )
    op.create_index(
        "ix_adoptions_regency_state",
        "adoptions",
        ["regency_code", "state", "expires_on", "since", "first_on", "last_on", "furthest", "reason"],
        unique=False,
    )
    op.create_index(
        "ix_adoptions_region_state", "adoptions", ["region_code", "state", "expires_on"], unique=False
    )
    op.create_index("ix_adoptions_state_expires", "adoptions", ["state", "expires_on"], unique=False)


def _create_adoption_events() -> None:
    op.create_table(
        "adoption_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("adoption_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("version", sa.String(length=128), nullable=True),
        sa.Column("commit", sa.String(length=40), nullable=True),
        sa.Column("document_kind", sa.String(), nullable=True),
        sa.Column("document_number", sa.String(), nullable=True),
        sa.Column("document_date", sa.Date(), nullable=True),
        sa.Column("document_sha256", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("corrects_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["adoption_id"],
            ["adoptions.id"],
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"],
            ["adoption_events.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("corrects_id"),
    )
    op.create_index(op.f("ix_adoption_events_adoption_id"), "adoption_events", ["adoption_id"], unique=False)
    op.create_index(
        "ix_adoption_events_stage_day",
        "adoption_events",
        ["stage", "happened_on", "adoption_id"],
        unique=False,
    )


def _create_adoption_periods() -> None:
    op.create_table(
        "adoption_periods",
        sa.Column("adoption_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["adoption_id"],
            ["adoptions.id"],
        ),
        sa.PrimaryKeyConstraint("adoption_id", "position"),
    )
    op.create_index("ix_adoption_periods_state_since", "adoption_periods", ["state", "since"], unique=False)


def _create_adoption_reminders() -> None:
    op.create_table(
        "adoption_reminders",
        sa.Column("adoption_id", sa.Integer(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["adoption_id"],
            ["adoptions.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
        ),
        sa.PrimaryKeyConstraint("adoption_id", "expires_on", "days", "person_id"),
    )


def _create_adoption_statements() -> None:
    op.create_table(
        "adoption_statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adoption_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["adoption_id"],
            ["adoptions.id"],
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_adoption_statements_adoption_id"), "adoption_statements", ["adoption_id"], unique=False
    )


def _create_adoption_terms() -> None:
    op.create_table(
        "adoption_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adoption_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("redistribution", sa.String(), nullable=False),
        sa.Column("publication", sa.String(), nullable=False),
        sa.Column("commercial_use", sa.String(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=True),
        sa.Column("improvements", sa.String(), nullable=False),
        sa.Column("support_until", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["adoption_id"],
            ["adoptions.id"],
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreements.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_adoption_terms_adoption_id"), "adoption_terms", ["adoption_id"], unique=False)


def _create_experiences() -> None:
    op.create_table(
        "experiences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adoption_id", sa.Integer(), nullable=False),
        sa.Column("published_number", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["adoption_id"],
            ["adoptions.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("adoption_id"),
    )


def _create_experience_versions() -> None:
    op.create_table(
        "experience_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("experience_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_days", sa.Float(), nullable=True),
        sa.Column("rupiah", sa.BigInteger(), nullable=True),
        sa.Column("months", sa.Float(), nullable=True),
        sa.Column("alternative_rupiah", sa.BigInteger(), nullable=True),
        sa.Column("alternative_basis", sa.String(), nullable=True),
        sa.Column("problems", sa.Text(), nullable=True),
        sa.Column("solutions", sa.Text(), nullable=True),
        sa.Column("changes", sa.Text(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["experience_id"],
            ["experiences.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("experience_id", "number"),
    )
    op.create_index(
        op.f("ix_experience_versions_decision"), "experience_versions", ["decision"], unique=False
    )


def _create_month_counts() -> None:
    op.create_table(
        "month_counts",
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "measure", "month"),
        sqlite_with_rowid=False,
    )


def _create_day_counts() -> None:
    op.create_table(
        "day_counts",
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("pair", sa.String(length=60), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "pair", "days"),
        sqlite_with_rowid=False,
    )


def _create_version_counts() -> None:
    op.create_table(
        "version_counts",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=128), nullable=False),
        sa.Column("until_month", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
        ),
        sa.PrimaryKeyConstraint("application_id", "version", "until_month"),
        sqlite_with_rowid=False,
    )


def _create_seen_fetches() -> None:
    op.create_table(
        "seen_fetches",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("day", "digest"),
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("application_slug", sa.String(length=60), nullable=True),
        sa.Column("region_code", sa.String(length=13), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fanned_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_outbox_fanned_at"), "outbox", ["fanned_at"], unique=False)


def _create_webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("events", sa.String(), nullable=False),
        sa.Column("application_slug", sa.String(length=60), nullable=True),
        sa.Column("region_code", sa.String(length=13), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_webhooks_organisation_id"), "webhooks", ["organisation_id"], unique=False)


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["outbox_id"],
            ["outbox.id"],
        ),
        sa.ForeignKeyConstraint(
            ["webhook_id"],
            ["webhooks.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("webhook_id", "outbox_id"),
    )
    op.create_index(op.f("ix_deliveries_outbox_id"), "deliveries", ["outbox_id"], unique=False)
    op.create_index("ix_deliveries_status_next", "deliveries", ["status", "next_at"], unique=False)


def _create_answered_requests() -> None:
    op.create_table(
        "answered_requests",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        op.f("ix_answered_requests_created_at"), "answered_requests", ["created_at"], unique=False
    )


def _create_chores() -> None:
    op.create_table(
        "chores",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )


def _create_imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("address"),
    )


def _create_imported_items() -> None:
    op.create_table(
        "imported_items",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imports.id"],
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
        ),
        sa.PrimaryKeyConstraint("import_id", "url"),
    )
    op.create_index(
        op.f("ix_imported_items_application_id"), "imported_items", ["application_id"], unique=False
    )


def _find_sources_by_address() -> None:
    op.create_index(op.f("ix_sources_url"), "sources", ["url"], unique=False)
    op.create_index(op.f("ix_sources_canonical_url"), "sources", ["canonical_url"], unique=False)


def _find_newest_releases() -> None:
    op.create_index(op.f("ix_releases_published_at"), "releases", ["published_at"], unique=False)
