"""What helps to use an application, as it travels: manuals, training, coming sessions, services."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from livinglab.contract.words import Answer, Page, Slug, Wire
from livinglab.language import Language

LONGEST_LINE = 200
LONGEST_ADDRESS = 2000
LONGEST_NOTE = 2000
MOST_SEATS = 100_000
LANGUAGE_TAG = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$"  # BCP 47, as far as anybody needs it here

Line = Annotated[str, Field(min_length=1, max_length=LONGEST_LINE)]


class MaterialKind(StrEnum):
    """What a material is. A session is a training or demo on its day; a service is somebody's offer."""

    MANUAL = "manual"
    TRAINING = "training"
    SESSION = "session"
    SERVICE = "service"


class TrainingForm(StrEnum):
    """What training material is made of."""

    SLIDES = "slides"
    VIDEO = "video"
    MODULE = "module"


class Offer(StrEnum):
    """What a service consists of."""

    INSTALLATION = "installation"
    HOSTING = "hosting"
    TRAINING = "training"
    SUPPORT = "support"


class Title(Wire):
    """A title in Indonesian, in English, or in both."""

    id: str | None = Field(default=None, min_length=1, max_length=LONGEST_LINE)
    en: str | None = Field(default=None, min_length=1, max_length=LONGEST_LINE)

    def told(self, language: Language) -> tuple[str, Language]:
        """Return the title in a language, or else in the other one, with the language it is in."""
        other: Language = "en" if language == "id" else "id"
        first = getattr(self, language)
        return (first, language) if first else (getattr(self, other) or "", other)


class MaterialContent(Wire):
    """What is recorded of a material. Which fields a kind has, and needs: `docs/api.md`."""

    title: Title
    url: str | None = Field(
        default=None, max_length=LONGEST_ADDRESS, description="https only; checked, never fetched"
    )
    language: str | None = Field(default=None, pattern=LANGUAGE_TAG, description="BCP 47", examples=["id"])
    form: TrainingForm | None = Field(default=None, description="of training")
    starts_on: date | None = Field(default=None, description="first day of a session, in Jakarta")
    ends_on: date | None = Field(default=None, description="its last day; the first one, where left out")
    hours: Line | None = Field(default=None, description="of a session", examples=["09.00-12.00 WIB"])
    online: bool | None = Field(default=None, description="whether a session can be joined over the network")
    place: Line | None = Field(default=None, description="where a session is held")
    registration: str | None = Field(
        default=None, min_length=1, max_length=LONGEST_NOTE, description="how to register for a session"
    )
    seats: int | None = Field(default=None, ge=1, le=MOST_SEATS, description="of a session")
    provider: Line | None = Field(default=None, description="the organisation or company behind it")
    email: str | None = Field(default=None, max_length=320)
    phone: str | None = Field(default=None, max_length=40)
    offers: list[Offer] = Field(default=[], max_length=len(Offer), description="of a service")
    reach: Line | None = Field(default=None, description="where a service is given, in words")
    price: Line | None = Field(default=None, description="of a service, in words")
    note: str | None = Field(default=None, min_length=1, max_length=LONGEST_NOTE)


class MaterialRequest(MaterialContent):
    """A material to record, or what one is to be from now on: its kind stays."""

    kind: MaterialKind


class Material(Answer):
    """One material of an application, as everybody reads it."""

    number: int
    application: Slug
    kind: MaterialKind
    title: Title
    url: str | None = None
    language: str | None = None
    form: TrainingForm | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    hours: str | None = None
    online: bool | None = None
    place: str | None = None
    registration: str | None = None
    seats: int | None = None
    provider: str | None = None
    email: str | None = None
    phone: str | None = None
    offers: list[Offer] = []
    reach: str | None = None
    price: str | None = None
    note: str | None = None
    recorded_at: datetime
    changed_at: datetime | None = None


class MaterialOfCatalog(Material):
    """A material in a list over all applications: with its application's name."""

    application_name: str


class MaterialPage(Page[Material]):
    """Materials of one application: sessions by their days, all else in the order of recording."""

    total: int


class MaterialsPage(Page[MaterialOfCatalog]):
    """Materials of all listed applications: sessions by their days, all else in the order of recording."""

    total: int


class ApplicationMaterials(Answer):
    """All materials of an application, in groups. `coming` soonest first, `past` latest first."""

    manuals: list[Material] = []
    training: list[Material] = []
    coming: list[Material] = []
    past: list[Material] = []
    services: list[Material] = []

    @property
    def total(self) -> int:
        """Return how many there are, past sessions among them."""
        groups = (self.manuals, self.training, self.coming, self.past, self.services)
        return sum(map(len, groups))
