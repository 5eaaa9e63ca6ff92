"""What a person reads about an update, before it or after it."""

from livinglab.language import Text
from livinglab.output import Output
from livinglab.workspace.merging import FINISH
from livinglab.workspace.updating import Outcome


def tell(outcome: Outcome, output: Output, *, dry_run: bool) -> None:
    """Print an outcome, or hand it over as JSON."""
    output.result({"dry_run": dry_run, **outcome.facts()})
    here, there = outcome.step.installed.version, outcome.step.target.release.version
    output.say(f"{outcome.step.installed.name}  {here} → {there}", style="bold")
    outcome.written.notes.show(output)
    output.listed(outcome.written.warnings, style="yellow")
    if outcome.conflicts:
        _conflicts(outcome, output, dry_run=dry_run)
    if outcome.in_the_way:
        output.say(
            Text(id="Berkas ini menghalangi, pindahkan dulu:", en="In the way, move them first:"), style="red"
        )
        output.listed(outcome.in_the_way)
    _keys(outcome, output, dry_run=dry_run)
    if not outcome.conflicts and not outcome.in_the_way:
        done = Text(id=f"Selesai: rilis {there} sudah digabungkan.", en=f"Done: release {there} is merged.")
        clean = Text(id="Akan tergabung tanpa konflik.", en="It would merge without conflict.")
        output.say(clean if dry_run else done, style="green")
        if not dry_run:
            output.say(RECORD)


RECORD = Text(
    id="Catat versi yang kini terpasang: livinglab adopt installation",
    en="Record the version that is installed now: livinglab adopt installation",
)


def _conflicts(outcome: Outcome, output: Output, *, dry_run: bool) -> None:
    ahead = Text(id="Akan konflik:", en="Would conflict:")
    here = Text(id="Konflik, tandanya ada di berkas ini:", en="Conflicts, marked in these files:")
    output.say(ahead if dry_run else here, style="red")
    output.listed(outcome.conflicts)
    if not dry_run:
        output.say(FINISH)
        output.say(
            Text(
                id="Setelah selesai, jalankan 'livinglab update' sekali lagi untuk kunci .env yang baru.",
                en="When it is done, run 'livinglab update' once more for new keys of .env.",
            )
        )


def _keys(outcome: Outcome, output: Output, *, dry_run: bool) -> None:
    if outcome.added:
        keys = ", ".join(outcome.added)
        will = Text(id=f"Akan ditambahkan ke .env: {keys}", en=f"Would be appended to .env: {keys}")
        did = Text(id=f"Ditambahkan ke .env: {keys}", en=f"Appended to .env: {keys}")
        output.say(will if dry_run else did)
    if outcome.unknown:
        keys = ", ".join(outcome.unknown)
        output.say(Text(id=f"Tidak dipakai lagi di .env: {keys}", en=f"No longer used in .env: {keys}"))
