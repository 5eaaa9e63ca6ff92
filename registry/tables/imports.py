"""What came from other catalogs."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Import(SQLModel, table=True):
    """One run over another catalog or a list; `cursor` is where a run that was cut off goes on."""

    __tablename__ = "imports"

    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(unique=True, description="the catalog's API, or the digest of a list")
    cursor: str | None = None
    started_at: datetime = Field(sa_type=Moment)
    finished_at: datetime | None = Field(default=None, sa_type=Moment)


class ImportedItem(SQLModel, table=True):
    """One thing that an import brought: submitted once, however often the import is run."""

    __tablename__ = "imported_items"

    import_id: int = Field(foreign_key="imports.id", primary_key=True)
    url: str = Field(primary_key=True, description="the repository, in its canonical form")
    external_id: str | None = Field(default=None, description="its id in the other catalog")
    submission_id: int | None = Field(default=None, foreign_key="submissions.id")
    application_id: int | None = Field(default=None, foreign_key="applications.id", index=True)
    outcome: str = Field(description="submitted, known, skipped or refused")
    reason: str | None = None
    seen_at: datetime = Field(sa_type=Moment)
