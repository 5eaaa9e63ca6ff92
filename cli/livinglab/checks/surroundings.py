"""What in the tree itself keeps others from using it, or may surprise them on their machines."""

from collections.abc import Callable, Iterator

from livinglab.checks.check import Check, Evidence
from livinglab.checks.subject import Subject
from livinglab.language import Text


def _paths(kind: str) -> Callable[[Subject], Iterator[Evidence]]:
    """Point at every path that the survey counted as one kind."""

    def look(subject: Subject) -> Iterator[Evidence]:
        for path in getattr(subject.survey, kind):
            yield Evidence(path)

    return look


CHECKS = (
    Check(
        "submodule",
        "block",
        Text(id="Submodul git tidak diambil.", en="A git submodule is not fetched."),
        Text(
            id="Masukkan isinya ke repositori, atau pasang sebagai paket.",
            en="Put its content into the repository, or make it a package.",
        ),
        _paths("submodules"),
    ),
    Check(
        "symlink-escapes",
        "block",
        Text(
            id="Tautan simbolik ini menunjuk ke luar repositori.",
            en="This symbolic link leads out of the repository.",
        ),
        Text(id="Hapus atau arahkan ke dalam.", en="Remove it or point it inside."),
        _paths("escaping_symlinks"),
    ),
    Check(
        "windows-name",
        "warn",
        Text(id="Windows tidak dapat menyimpan nama ini.", en="Windows cannot hold this name."),
        Text(id="Ganti namanya.", en="Rename it."),
        _paths("windows_names"),
    ),
    Check(
        "case-collision",
        "warn",
        Text(
            id="Nama ini hanya berbeda huruf besar-kecil dari nama lain; di Windows dan macOS satu hilang.",
            en="This name differs from another only in case; on Windows and macOS one gets lost.",
        ),
        Text(id="Ganti salah satunya.", en="Rename one of them."),
        _paths("case_collisions"),
    ),
    Check(
        "lfs-pointer",
        "warn",
        Text(
            id="Isi berkas ini ada di Git LFS dan tidak ikut diambil.",
            en="The content of this file is in Git LFS and is not fetched along.",
        ),
        Text(
            id="Simpan di git bila diperlukan untuk menjalankan aplikasi, atau jelaskan cara memperolehnya.",
            en="Keep it in git if the application needs it to run, or say how to get it.",
        ),
        _paths("lfs_pointers"),
    ),
)
