"""What the catalog keeps of a publiccode.yml: the authors' own at a release, or a curator's."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from livinglab import contract, manifest
from livinglab.contract import Level, Sentence
from livinglab.manifest import Manifest, Problem
from registry.catalog.found import Curated, ManifestFacts
from registry.crawl import particulars

MOST_CONTACTS = 10


def facts(described: Manifest, *, by_authors: bool) -> ManifestFacts:
    """Return what the catalog shows of a valid manifest."""
    maintenance = _mapping(described.raw.get("maintenance"))
    return ManifestFacts(
        name=described.name,
        license=described.license,
        landing_url=described.landing_url,
        categories=list(described.categories),
        development_status=described.development_status,
        software_type=described.software_type,
        descriptions={
            language: contract.Description(short=said.short, long=said.long, features=list(said.features))
            for language, said in described.description.items()
        },
        described_by="authors" if by_authors else "catalog",
        maintenance_type=described.maintenance_type,
        maintained_until=max(_ends(maintenance), default=None),
        contacts=list(_contacts(maintenance))[:MOST_CONTACTS],
        text=manifest.to_yaml(described),
        **particulars.of(described),
    )


def curated(text: str | None) -> Curated | None:
    """Read a curator's manifest as it stands; None where there is none."""
    if text is None:
        return None
    reading = manifest.read(text.encode())
    problems = [_problem(problem) for problem in reading.problems if problem.level == "error"]
    return Curated(facts(reading.manifest, by_authors=False) if reading.manifest else None, problems)


def _contacts(maintenance: Mapping[str, Any]) -> Iterator[contract.Contact]:
    for said in maintenance.get("contacts") or ():
        yield contract.Contact(
            name=said["name"],
            email=said.get("email"),
            phone=said.get("phone"),
            affiliation=said.get("affiliation"),
        )


def _ends(maintenance: Mapping[str, Any]) -> Iterator[date]:
    """Yield the days on which contracts with those who maintain it end."""
    for contractor in maintenance.get("contractors") or ():
        yield date.fromisoformat(contractor["until"])


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _problem(problem: Problem) -> contract.Check:
    prefix = f"{problem.key}: " if problem.key else ""
    return contract.Check(
        code="manifest-invalid",
        level=Level.BLOCK,
        message=Sentence(id=f"{prefix}{problem.message.id}", en=f"{prefix}{problem.message.en}"),
        line=problem.line,
    )
