"""What an adopter should know before fetching, in one sentence each."""

from collections.abc import Iterator

from livinglab.checks.check import Finding
from livinglab.language import Text
from livinglab.manifest import Manifest
from livinglab.repository.names import LONGEST_WINDOWS_PATH
from livinglab.repository.trees import Survey

_UNRIPE = {
    "concept": Text(id="Aplikasi ini baru berupa konsep", en="This application is only a concept yet"),
    "development": Text(
        id="Aplikasi ini masih dikembangkan dan belum siap dipakai",
        en="This application is still being developed and not ready for use",
    ),
    "beta": Text(id="Aplikasi ini masih versi beta", en="This application is in beta"),
    "obsolete": Text(id="Aplikasi ini tidak dikembangkan lagi", en="This application is no longer developed"),
}
_BY_FINDING = {
    "license-unrecognised": Text(
        id="Teks lisensinya tidak kami kenal; bacalah sebelum memakai",
        en="We do not know the text of its licence; read it before use",
    ),
    "license-framework-boilerplate": Text(
        id="Berkas lisensinya milik kerangka kerja; mintalah kepastian dari pembuatnya",
        en="Its licence file is the framework's; ask its makers to be sure",
    ),
    "database-dump": Text(
        id="Di dalamnya ada salinan basis data; jangan memakainya tanpa diperiksa",
        en="There is a copy of a database in it; do not use it unexamined",
    ),
    "env-tracked": Text(
        id="Di dalamnya ada berkas .env; jangan memakai rahasianya",
        en="There is a .env file in it; do not use its secrets",
    ),
    "lfs-pointer": Text(
        id="Sebagian berkas besar ada di Git LFS dan tidak ikut diambil",
        en="Some large files are in Git LFS and are not fetched along",
    ),
    "windows-name": Text(
        id="Sebagian nama berkas tidak dapat disimpan di Windows",
        en="Some file names cannot be stored on Windows",
    ),
    "case-collision": Text(
        id="Sebagian nama berkas hanya berbeda huruf besar-kecil; di Windows dan macOS ada yang hilang",
        en="Some file names differ only in case; on Windows and macOS some get lost",
    ),
}


def weigh(manifest: Manifest | None, survey: Survey, findings: list[Finding]) -> list[Text]:
    """Put together what an adopter should know, each thing once."""
    codes = dict.fromkeys(finding.code for finding in findings)
    return [
        *(risk for code, risk in _BY_FINDING.items() if code in codes),
        *_of_tree(survey),
        *(_of_manifest(manifest) if manifest else ()),
    ]


def _of_tree(survey: Survey) -> Iterator[Text]:
    if survey.symlinks:
        yield Text(
            id=f"Ada {survey.symlinks} tautan simbolik; di Windows perlu mode pengembang",
            en=f"There are {survey.symlinks} symbolic links; on Windows they need developer mode",
        )
    if survey.longest_path > LONGEST_WINDOWS_PATH:
        yield Text(
            id="Sebagian jalur berkas terlalu panjang untuk Windows tanpa core.longpaths",
            en="Some paths are too long for Windows without core.longpaths",
        )


def _of_manifest(manifest: Manifest) -> Iterator[Text]:
    if manifest.development_status in _UNRIPE:
        yield _UNRIPE[manifest.development_status]
    if manifest.maintenance_type == "none":
        yield Text(id="Tidak ada yang memeliharanya", en="Nobody maintains it")
