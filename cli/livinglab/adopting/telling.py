"""One adoption, as a person reads it: how it stands, what was recorded, what mostly comes next."""

from collections.abc import Iterator

from livinglab.adopting import days, usual
from livinglab.adopting.subject import Subject
from livinglab.contract import adoption_words as words
from livinglab.contract.adoptions import (
    Adoption,
    AdoptionEvent,
    AdoptionSummary,
    Document,
    Stage,
    State,
    Terms,
)
from livinglab.language import Language, Text
from livinglab.output import Output

Row = tuple[Text | str, Text | str | None]


def tell(adoption: Adoption, output: Output, *, confirm: str | None) -> None:
    """Print one adoption, whole; `confirm` is the command that confirms it, None where others must."""
    output.say(f"{adoption.application_name} · {where(adoption)}", style="bold")
    output.rows([*_standing(adoption), *_terms(adoption.terms)])
    warning = expiry_warning(adoption, confirm=confirm)
    if warning:
        output.say(warning, style="yellow")
    if adoption.events:
        output.say(Text(id="Tercatat:", en="Recorded:"))
    for event in sorted(adoption.events, key=lambda each: (each.date, each.id)):
        gone = event.corrected_by is not None or event.stage is Stage.RETRACTION
        output.say(line(event, output.language), style="dim" if gone else None)


def tell_next(adoption: Adoption | None, subject: Subject, output: Output) -> None:
    """Print what mostly comes next, with the command for it."""
    stage = usual.following(adoption, fetched=subject.fetched, today=days.today())
    name, command = words.STAGES[stage], command_for(stage, subject)
    if adoption is None:
        said = Text(id=f"Mulai dengan, misalnya: {command}", en=f"Begin with, for example: {command}")
    elif adoption.state is State.STOPPED:
        said = Text(id=f"Bila dimulai lagi: {command}", en=f"If it begins anew: {command}")
    else:
        said = Text(id=f"Lazimnya berikut: {name.id}: {command}", en=f"Mostly next: {name.en}: {command}")
    output.say(said)


def tell_unknown_version(adoption: Adoption, version: str | None, output: Output) -> None:
    """Say that the catalog does not know the version that was recorded: it may be mistyped."""
    if version is None or adoption.version != version or adoption.versions_behind is not None:
        return
    slug = adoption.application
    output.say(
        Text(
            id=f"Katalog tidak mengenal versi {version} dari {slug}. Bila salah ketik: --correct NOMOR "
            f"--version VERSI. Yang ada: livinglab show {slug}",
            en=f"The catalog does not know version {version} of {slug}. If it is mistyped: --correct NUMBER "
            f"--version VERSION. Those there are: livinglab show {slug}",
        ),
        style="yellow",
    )


def command_for(stage: Stage, subject: Subject) -> str:
    """Return the command that records a stage here, or from anywhere."""
    named = "confirm" if stage is Stage.CONFIRMATION else str(stage)
    place = "" if subject.fetched else f" --application {subject.application} --region {subject.place.code}"
    unit = f' --unit "{subject.unit}"' if subject.unit else ""
    return f"livinglab adopt {named}{place}{unit}"


def line(event: AdoptionEvent, language: Language) -> str:
    """Write one event on one line: number, day, stage, version, document, note, and what became of it."""
    reason = words.REASONS[event.reason].to(language) if event.reason else None
    parts = [event.version, reason, _document(event.document, language), event.note, *_fate(event, language)]
    said = " · ".join([words.STAGES[event.stage].to(language), *(part for part in parts if part)])
    return f"  {event.id:>5}  {days.written(event.date, language)}  {' '.join(said.split())}"


def where(adoption: AdoptionSummary) -> str:
    """Return the region, and the unit of it where there is one."""
    place = f"{adoption.region.name} ({adoption.region.code})"
    return f"{place}, {adoption.unit}" if adoption.unit else place


def state_in_words(adoption: AdoptionSummary) -> Text:
    """Say in which state an adoption is, since when, and why where it was stopped."""
    state, reason = words.STATES[adoption.state], words.REASONS[adoption.reason] if adoption.reason else None
    since = days.shown(adoption.since) if adoption.since else None
    why = Text(f" ({reason.id})", f" ({reason.en})") if reason else Text("", "")
    return Text(
        id=state.id + (f" sejak {since.id}" if since else "") + why.id,
        en=state.en + (f" since {since.en}" if since else "") + why.en,
    )


def version_in_words(adoption: AdoptionSummary) -> Text | None:
    """Say which version is in use as far as known, and how far behind the newest."""
    if adoption.version is None:
        return None
    count = adoption.versions_behind
    if not count:
        return Text(adoption.version, adoption.version)
    newest = adoption.latest_version
    return Text(
        id=f"{adoption.version}, tertinggal {count} rilis dari {newest}",
        en=f"{adoption.version}, {count} {'release' if count == 1 else 'releases'} behind {newest}",
    )


def expiry_warning(adoption: AdoptionSummary, *, confirm: str | None) -> Text | None:
    """Say that the use must be confirmed soon, or that nobody confirmed it; else None."""
    command = f": {confirm}" if confirm else "."
    ends = days.shown(adoption.expires_on) if adoption.expires_on else None
    if adoption.state is State.LAPSED:
        on = Text(f" pada {ends.id}", f" on {ends.en}") if ends else Text("", "")
        return Text(
            id=f"Catatan pemakaian kedaluwarsa{on.id}. Bila masih dipakai, konfirmasikan{command}",
            en=f"The record of its use lapsed{on.en}. If it is still in use, confirm that{command}",
        )
    if ends and usual.runs_out(adoption.state, adoption.expires_on, days.today()):
        return Text(
            id=f"Konfirmasikan paling lambat {ends.id} bahwa masih dipakai{command}",
            en=f"Confirm by {ends.en} that it is still in use{command}",
        )
    return None


def _standing(adoption: Adoption) -> Iterator[Row]:
    yield Text("nomor", "number"), str(adoption.id)
    yield Text("keadaan", "state"), state_in_words(adoption)
    if adoption.state is State.IN_USE and adoption.expires_on:
        yield Text("berlaku sampai", "holds until"), days.shown(adoption.expires_on)
    yield Text("versi", "version"), version_in_words(adoption)
    yield Text("dicatat oleh", "recorded by"), adoption.organisation_name
    yield Text("diambil", "fetched"), days.shown(adoption.fetched_on) if adoption.fetched_on else None
    yield Text("pernyataan", "statement"), _donor(adoption)


def _donor(adoption: Adoption) -> Text | None:
    """The donor's newest word; one that was withdrawn is no word."""
    if adoption.donor_says is None:
        return None
    said = words.VERDICTS[adoption.donor_says]
    note = next(
        (each.note for each in adoption.statements[::-1] if each.verdict == adoption.donor_says), None
    )
    return Text(f"{said.id}: {note}", f"{said.en}: {note}") if note else said


def _terms(terms: list[Terms]) -> Iterator[Row]:
    if not terms:
        return
    newest = terms[0]
    basis = words.BASES[newest.basis]
    number = f" {newest.reference}" if newest.reference else ""
    yield Text("dasar", "basis"), Text(basis.id + number, basis.en + number)
    for name, permission in (
        (Text("diteruskan", "redistribution"), newest.redistribution),
        (Text("dipublikasikan", "publication"), newest.publication),
        (Text("dikomersialkan", "commercial use"), newest.commercial_use),
    ):
        yield name, words.PERMISSIONS[permission] if permission != "not-said" else None
    yield Text("pencantuman asal", "attribution"), newest.attribution
    owner = newest.improvements
    yield Text("hasil pengembangan", "improvements"), words.OWNERS[owner] if owner != "not-said" else None
    until, ends = newest.support_until, newest.expires_on
    yield Text("dukungan sampai", "support until"), days.shown(until) if until else None
    yield Text("perjanjian sampai", "agreement until"), days.shown(ends) if ends else None


def _document(document: Document | None, language: Language) -> str | None:
    if document is None:
        return None
    number = (
        Text(f"No. {document.number}", f"no. {document.number}").to(language) if document.number else None
    )
    day = days.written(document.date, language) if document.date else None
    digest = f"SHA-256 {document.sha256[:12]}…" if document.sha256 else None
    parts = [words.DOCUMENTS[document.kind].to(language), number, day, digest]
    return ", ".join(part for part in parts if part)


def _fate(event: AdoptionEvent, language: Language) -> Iterator[str]:
    if event.corrects is not None:
        told = Text(f"menggantikan {event.corrects}", f"takes the place of {event.corrects}")
        back = Text(f"mencabut {event.corrects}", f"takes back {event.corrects}")
        yield (back if event.stage is Stage.RETRACTION else told).to(language)
    if event.corrected_by is not None:
        yield Text(
            f"tidak berlaku, lihat {event.corrected_by}", f"does not stand, see {event.corrected_by}"
        ).to(language)
