"""Which recorded adoption is meant, and which of its events."""

from livinglab.adopting import telling
from livinglab.adopting.subject import Subject
from livinglab.client.adoptions import WebAdoptions
from livinglab.contract.adoptions import Adoption, AdoptionEvent, AdoptionSummary, Stage
from livinglab.errors import UnknownName, UsageError
from livinglab.language import Text


def the_one(registry: WebAdoptions, meant: Subject) -> Adoption | None:
    """Return the adoption that is meant, whole; raises as `brief`."""
    summary = brief(registry, meant.application, meant.place.code, unit=meant.unit)
    return registry.adoption(summary.id) if summary else None


def brief(
    registry: WebAdoptions, application: str, region_code: str, *, unit: str = ""
) -> AdoptionSummary | None:
    """Return the adoption of exactly this region and unit; None where nothing is recorded.

    Where no unit is named and only one of the region's units has one, that is it. Raises UsageError where
    several have.
    """
    here = _in_region(registry, application, region_code)
    exact = [each for each in here if each.unit == unit]
    others = here if not exact and not unit else []
    if len(others) > 1:
        raise _several(others)
    return next(iter(exact or others), None)


def found(registry: WebAdoptions, meant: Subject) -> Adoption:
    """Return the adoption as `the_one`; raises UnknownName where nothing is recorded."""
    adoption = the_one(registry, meant)
    if adoption is None:
        command = telling.command_for(Stage.INSTALLATION, meant)
        raise UnknownName(
            Text(
                id=f"Belum ada yang tercatat tentang {meant.application} di {meant.place.name}.",
                en=f"Nothing is recorded yet of {meant.application} in {meant.place.name}.",
            ),
            Text(id=f"Catat satu tahap dulu: {command}", en=f"Record a stage first: {command}"),
        )
    return adoption


def event_of(registry: WebAdoptions, meant: Subject, number: int) -> tuple[Adoption, AdoptionEvent]:
    """Return an event and its adoption. Raises UnknownName; UsageError for one that does not stand."""
    for summary in _in_region(registry, meant.application, meant.place.code):
        if meant.unit in ("", summary.unit):
            adoption = registry.adoption(summary.id)
            for event in adoption.events:
                if event.id == number:
                    _refuse_gone(event)
                    return adoption, event
    raise UnknownName(
        Text(
            id=f"{meant.application} di {meant.place.name} tidak punya catatan nomor {number}.",
            en=f"{meant.application} in {meant.place.name} has no record number {number}.",
        ),
        Text(
            id="Nomor catatan ditunjukkan oleh: livinglab adopt",
            en="The numbers of records are shown by: livinglab adopt",
        ),
    )


def _in_region(registry: WebAdoptions, application: str, region_code: str) -> list[AdoptionSummary]:
    """The registry's filter takes in all that lies in the region; its own adoptions are meant here."""
    found = registry.each({"application": application, "region": region_code})
    return [each for each in found if each.region.code == region_code]


def _several(units: list[AdoptionSummary]) -> UsageError:
    named = "; ".join(f'--unit "{each.unit}"' for each in units[:10])
    return UsageError(
        Text(id="Beberapa unit memakainya. Yang mana?", en="Several units have it. Which one?"),
        Text(id=f"Pilih: {named}", en=f"Choose: {named}"),
    )


def _refuse_gone(event: AdoptionEvent) -> None:
    if event.corrected_by is not None:
        later = event.corrected_by
        raise UsageError(
            Text(
                id=f"Catatan {event.id} sudah tidak berlaku: digantikan atau dicabut oleh {later}.",
                en=f"Record {event.id} does not stand any more: {later} took its place or took it back.",
            ),
            Text(
                id=f"Perbaiki yang berlaku: --correct {later}, atau catat lagi tahapnya.",
                en=f"Correct what stands: --correct {later}, or record the stage anew.",
            ),
        )
    if event.stage is Stage.RETRACTION:
        raise UsageError(
            Text(
                id=f"Catatan {event.id} adalah pencabutan dan tidak dapat diubah.",
                en=f"Record {event.id} is a retraction and cannot be changed.",
            ),
            Text(id="Catat lagi tahapnya.", en="Record the stage anew."),
        )
