"""`livinglab show APP --letter`: which release the letter is about, who writes it, and where it goes."""

from datetime import date
from pathlib import Path

from livinglab import provenance
from livinglab.client.catalog import Catalog, nothing_published
from livinglab.context import Context
from livinglab.contract import Application, Release, ReleaseStatus
from livinglab.errors import DONE, UsageError
from livinglab.language import Text
from livinglab.letters.writing import needs_agreement, write
from livinglab.regions import Place, resolve

SHOWN = (ReleaseStatus.PUBLISHED, ReleaseStatus.WITHHELD)


def request(context: Context, catalog: Catalog, application: Application, version: str | None) -> int:
    """Print or file the letter to an application's donor; say so where none is needed."""
    release = catalog.release(application, version or _newest(application))
    place = _place(context)
    if release.license.usable and not needs_agreement(application, release):
        _not_needed(context, application, release)
        return DONE
    letter = write(application, release, place=place, day=date.today())
    file = context.arguments.output
    if file:
        _file(letter, file)
    context.output.result(
        {
            "application": application.slug,
            "version": release.version,
            "needed": True,
            "letter": letter,
            "file": file,
        }
    )
    context.output.say(_filed(file) if file else letter.rstrip("\n"))
    return DONE


def _newest(application: Application) -> str:
    """Return the newest version that people are shown, whether it can be fetched or not."""
    shown = [release.version for release in application.releases if release.status in SHOWN]
    every = [release.version for release in application.releases]
    if not every:
        raise nothing_published(application.slug)
    return (shown or every)[0]


def _place(context: Context) -> Place | None:
    said = context.arguments.region or context.settings.region
    return resolve(said, lambda code: None) if said else None  # noqa: ARG005 - letters are written by regencies


def _not_needed(context: Context, application: Application, release: Release) -> None:
    words = provenance.in_words(release.license)
    named = f"{application.slug} {release.version}"
    context.output.result(
        {"application": application.slug, "version": release.version, "needed": False, "letter": None}
    )
    context.output.say(
        Text(
            id=f"Tidak perlu surat: lisensi {named} dapat dipakai ({words.id}).",
            en=f"No letter is needed: the licence of {named} is usable ({words.en}).",
        ),
        style="green",
    )


def _file(letter: str, name: str) -> None:
    """Write the letter; somebody may have filled in an earlier one, so nothing is written over."""
    try:
        with Path(name).open("x", encoding="utf-8", newline="\n") as file:
            file.write(letter)
    except FileExistsError as error:
        raise UsageError(
            Text(id=f"{name} sudah ada.", en=f"{name} exists already."),
            Text(id="Sebutkan nama lain setelah --output.", en="Give another name after --output."),
        ) from error


def _filed(name: str) -> Text:
    return Text(
        id=f"Surat disimpan di {name}. Lengkapi bagian dalam kurung siku, lalu tanda tangani.",
        en=f"The letter is in {name}. Fill in what stands in brackets, then sign it.",
    )
