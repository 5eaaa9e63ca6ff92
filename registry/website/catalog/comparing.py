"""What is put side by side of applications, and where they are alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlmodel import Session

from livinglab import contract
from livinglab.contract.indicators import SupportedIndicator
from registry import clock, indicators
from registry.access.callers import ANONYMOUS
from registry.catalog import applications
from registry.catalog.health.bands import Band, band
from registry.tables import Application
from registry.website.application import adopters, standing


@dataclass(frozen=True)
class Compared:
    """One application as everybody may read of it. `used` is None where not everybody may be told."""

    body: contract.Application
    donor: int
    standing: standing.Standing
    used: adopters.Adopters | None
    took: adopters.Experiences | None
    indicators: Sequence[SupportedIndicator]

    @property
    def band(self) -> Band:
        """The health as a word."""
        return band(self.standing.health.score if self.standing.health else None)

    @property
    def size(self) -> int | None:
        """Bytes of the files of the newest release that is offered."""
        offered = (one.bytes for one in self.body.releases if one.version == self.body.latest_version)
        return next(offered, None)

    @property
    def license(self) -> str | None:
        """The licence as far as it is known, usable or not."""
        found = self.standing.license
        return self.body.license or (found.spdx if found else None)

    @property
    def provenance(self) -> str | None:
        """Where that is known from."""
        found = self.standing.license
        return (found.provenance if found else None) or self.body.license_provenance


@dataclass(frozen=True)
class Line:
    """One thing that is compared; `alike` where all say the same of it."""

    name: str
    alike: bool


def _states(one: Compared) -> Any:
    return None if one.used is None else [(state, figure.count) for state, figure in one.used.counted]


def _took(one: Compared) -> Any:
    return None if one.took is None else (one.took.person_days, one.took.rupiah, one.took.months)


# In the order of a page: what is compared, and by what it is the same.
SAID: Final[Mapping[str, Callable[[Compared], Any]]] = MappingProxyType(
    {
        "what": lambda one: one.body.description,
        "donor": lambda one: one.body.publisher,
        "adopters": _states,
        "took": _took,
        "license": lambda one: (one.license, one.provenance),
        "source": lambda one: one.body.visibility,
        "version": lambda one: (one.body.latest_version, one.body.released_at),
        "status": lambda one: one.body.development_status,
        "health": lambda one: one.band,
        "technologies": lambda one: sorted(one.body.technologies),
        "deployment": lambda one: one.body.deployment,
        "dependencies": lambda one: [(need.name, need.version) for need in one.body.dependencies],
        "indicators": lambda one: [(found.instrument, found.number) for found in one.indicators],
        "size": lambda one: one.size,
    }
)


def compare(session: Session, slugs: Sequence[str]) -> list[Compared]:
    """Return what everybody may read of applications, in their order. Raises NotFound."""
    return [_compared(session, applications.get(session, slug)) for slug in slugs]


def lines(compared: Sequence[Compared]) -> list[Line]:
    """Return what is compared, and whether all are alike in it."""
    return [
        Line(name, all(said(one) == said(compared[0]) for one in compared)) for name, said in SAID.items()
    ]


def _compared(session: Session, row: Application) -> Compared:
    body = contract.Application.model_validate_json(row.body)
    today = clock.date_in_jakarta()
    used = adopters.adopters(session, row.slug, caller=ANONYMOUS, today=today)
    took = adopters.experiences(session, row.slug, caller=ANONYMOUS, today=today)
    supported = indicators.supported(body).items
    return Compared(
        body=body,
        donor=row.publisher_id,
        standing=standing.standing(session, row, body, keys=None),
        used=used if used.complete else None,
        took=took if took.items else None,
        indicators=[one for one in supported if not one.general],
    )
