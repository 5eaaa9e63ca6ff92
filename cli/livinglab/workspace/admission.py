"""Whether a release may be fetched at all, and whether this machine can hold it."""

import shutil
import sys
from pathlib import Path

from livinglab.client.catalog import Found
from livinglab.client.restricted import not_for_us
from livinglab.contract import Archive, ReleaseStatus, Visibility
from livinglab.errors import MachineLacks, NotFetchable
from livinglab.language import Text
from livinglab.output import size
from livinglab.repository import git
from livinglab.repository.survey import Survey, survey
from livinglab.workspace.unlicensed import refuse_unlicensed

SPARE_BYTES = 64 * 1024 * 1024
_ONLY_UNLICENSED = (ReleaseStatus.PUBLISHED, ReleaseStatus.WITHHELD)


def refuse_old_git() -> None:
    """Raise MachineLacks for a git that cannot do what we need, or that is open to CVE-2025-48384."""
    if git.version() < git.OLDEST:
        here, needed = (".".join(map(str, each)) for each in (git.version(), git.OLDEST))
        raise MachineLacks(
            Text(id=f"git {here} terlalu tua.", en=f"git {here} is too old."),
            Text(id=f"Pasang git {needed} atau lebih baru.", en=f"Install git {needed} or newer."),
        )
    if not git.quotes_carriage_returns():
        raise MachineLacks(
            Text(
                id="git ini punya lubang keamanan CVE-2025-48384.",
                en="This git has the security hole CVE-2025-48384.",
            ),
            Text(
                id="Perbarui git (2.43.7, 2.50.1, atau paket keamanan distribusi Anda).",
                en="Update git (2.43.7, 2.50.1, or your distribution's security package).",
            ),
        )


def archive_to_fetch(found: Found) -> Archive:
    """Return the snapshot to download; raises NotFetchable with the reason and the way out."""
    if found.release.status in _ONLY_UNLICENSED:
        refuse_unlicensed(found)
    _refuse_unpublished(found)
    for archive in found.release.archives:
        if archive.kind == "snapshot" and found.release.snapshot_commit:
            return archive
    if found.application.visibility is not Visibility.PUBLIC:
        raise not_for_us(found.application)
    raise NotFetchable(
        Text(id="Katalog tidak punya arsip rilis ini.", en="The catalog has no archive of this release."),
        _see(found),
    )


def _refuse_unpublished(found: Found) -> None:
    status = found.release.status
    if status is ReleaseStatus.PUBLISHED:
        return
    why = {
        ReleaseStatus.QUARANTINED: Text(id="dikarantina", en="quarantined"),
        ReleaseStatus.SENT_BACK: Text(id="dikembalikan ke donor", en="sent back to its donor"),
        ReleaseStatus.WITHHELD: Text(id="ditahan karena lisensinya", en="withheld for its licence"),
    }[status]
    name = f"{found.application.slug} {found.release.version}"
    raise NotFetchable(Text(id=f"{name} {why.id}.", en=f"{name} is {why.en}."), _see(found))


def _see(found: Found) -> Text:
    slug = found.application.slug
    return Text(id=f"Lihat: livinglab show {slug}", en=f"See: livinglab show {slug}")


def refuse_full_disk(folder: Path, needed: int) -> None:
    """Raise MachineLacks if fewer than `needed` bytes and a little are free where `folder` will be."""
    place = next(parent for parent in [folder, *folder.absolute().parents] if parent.is_dir())
    free = shutil.disk_usage(place).free
    if free >= needed + SPARE_BYTES:
        return
    needed += SPARE_BYTES
    raise MachineLacks(
        Text(
            id=f"Ruang disk kurang: perlu {size(needed, 'id')}, ada {size(free, 'id')} di {place}.",
            en=f"Too little disk: {size(needed, 'en')} needed, {size(free, 'en')} free in {place}.",
        ),
        Text(
            id="Kosongkan disk, atau sebutkan folder di disk lain.",
            en="Free some space, or name a directory on another disk.",
        ),
    )


def preflight(git_dir: Path, tree: str) -> list[Text]:
    """Look through the tree before a file is written; return warnings, raise NotFetchable for attacks.

    The registry has looked already. We do not take its word for it: this is the machine that would be hurt.
    """
    found = survey(git_dir, tree)
    for paths, what in _dangers(found):
        if paths:
            raise NotFetchable(
                Text(id=f"Ditolak, {what.id}: {_some(paths)}", en=f"Refused, {what.en}: {_some(paths)}"),
                Text(
                    id="Laporkan ke donor dan ke pengelola registri.",
                    en="Report it to the donor and to the registry's operator.",
                ),
            )
    return [
        Text(id=f"{what.id}: {_some(paths)}", en=f"{what.en}: {_some(paths)}")
        for paths, what in _oddities(found)
        if paths
    ]


def _dangers(found: Survey) -> list[tuple[tuple[str, ...], Text]]:
    dangers = [
        (
            found.escaping_symlinks,
            Text(id="tautan simbolik yang keluar dari folder", en="symlinks that leave the directory"),
        ),
        (found.submodules, Text(id="berisi submodule", en="it has submodules")),
    ]
    if sys.platform == "win32":
        dangers.append(
            (found.windows_names, Text(id="nama yang ditolak Windows", en="names that Windows refuses"))
        )
    if sys.platform in ("win32", "darwin"):
        dangers.append(
            (
                found.case_collisions,
                Text(id="nama yang hanya beda huruf besar", en="names that differ only in case"),
            )
        )
    return dangers


def _oddities(found: Survey) -> list[tuple[tuple[str, ...], Text]]:
    return [
        (found.windows_names, Text(id="Windows menolak nama ini", en="Windows refuses these names")),
        (
            found.case_collisions,
            Text(id="Hanya beda huruf besar-kecil", en="Different only in the case of letters"),
        ),
        (
            found.lfs_pointers,
            Text(
                id="Isinya ada di Git LFS donor, tidak ikut", en="Content is in the donor's Git LFS, not here"
            ),
        ),
    ]


def _some(paths: tuple[str, ...]) -> str:
    more = f" … (+{len(paths) - 3})" if len(paths) > 3 else ""
    return ", ".join(paths[:3]) + more
