"""Reasons and overrides.

For people: each finding says how to mend it. A curator may let a finding pass with a written reason, which
is shown beside it. The catalog keeps what it saw of a donor's work, from which health is reckoned.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("checks", sa.Column("mend_id", sa.Text(), nullable=True))
    op.add_column("checks", sa.Column("mend_en", sa.Text(), nullable=True))
    op.add_column("checks", sa.Column("override_reason", sa.Text(), nullable=True))
    op.add_column("checks", sa.Column("override_actor", sa.String(), nullable=True))
    op.add_column("checks", sa.Column("override_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sources", sa.Column("signs", sa.Text(), nullable=True))
    op.create_table(
        "overrides",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_overrides_application_id"), "overrides", ["application_id"], unique=False)
