"""Whether the application is described by a valid publiccode.yml, by its authors or by a curator."""

from collections.abc import Iterator

from livinglab import manifest
from livinglab.checks.check import Check, Evidence
from livinglab.checks.subject import Subject
from livinglab.language import Text
from livinglab.manifest import nodes
from livinglab.manifest.model import Level

NAMES = ("publiccode.yml", "publiccode.yaml")
LARGEST_PICTURE = 8 << 20  # bytes; a larger one is not looked into


def describe(subject: Subject, manifest_text: bytes | None, *, named_files: bool = True) -> None:
    """Give the subject its manifest: the authors' own at this tree, else the curator's.

    `named_files`: whether the logo and the screenshots that it names are looked for.
    """
    own = next((name for name in NAMES if name in subject.by_path), None)
    if own is not None:
        subject.described_by, subject.manifest_path = "authors", own
        manifest_text = _start(subject, own)
    elif manifest_text is not None:
        subject.described_by = "catalog"
    if manifest_text is not None:
        reading = manifest.read(manifest_text, _Beside(subject) if named_files else None)
        subject.manifest, subject.manifest_problems = reading.manifest, reading.problems


class _Beside:
    """The repository's files, for what a manifest says of logo and screenshots. Each blob is read once."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject

    def size(self, path: str) -> int | None:
        entry = self._subject.by_path.get(path)
        return None if entry is None else entry.size or 0

    def start(self, path: str, *, most: int) -> bytes | None:
        subject = self._subject

        def read() -> bytes | None:
            content = subject.content(path, most=LARGEST_PICTURE)
            return None if content is None else content[:most]

        return subject.memory.recall(("picture", subject.by_path[path].oid, most), read)


def _start(subject: Subject, path: str) -> bytes:
    """Return a manifest, or as much as the reader of manifests needs to say that it is too large."""
    content = subject.content(path, most=nodes.LARGEST)
    return b" " * (nodes.LARGEST + 1) if content is None else content


def _missing(subject: Subject) -> Iterator[Evidence]:
    if subject.described_by is None:
        yield Evidence()


def _problems(subject: Subject, level: Level) -> Iterator[Evidence]:
    for problem in subject.manifest_problems:
        if problem.level == level:
            prefix = f"{problem.key}: " if problem.key else ""
            message = Text(id=f"{prefix}{problem.message.id}", en=f"{prefix}{problem.message.en}")
            yield Evidence(subject.manifest_path, problem.line or None, message)


def _errors(subject: Subject) -> Iterator[Evidence]:
    yield from _problems(subject, "error")


def _warnings(subject: Subject) -> Iterator[Evidence]:
    yield from _problems(subject, "warning")


CHECKS = (
    Check(
        "manifest-missing",
        "block",
        Text(id="Tidak ada publiccode.yml.", en="There is no publiccode.yml."),
        Text(
            id="Buat kerangkanya dengan `livinglab draft`, jawab pertanyaannya, lalu simpan di "
            "folder teratas repositori, atau sertakan saat mendaftarkan.",
            en="Make a draft with `livinglab draft`, answer its questions, and keep it in the top "
            "folder of the repository, or send one when submitting.",
        ),
        _missing,
    ),
    Check(
        "manifest-invalid",
        "block",
        Text(id="publiccode.yml tidak sah.", en="publiccode.yml is not valid."),
        Text(
            id="Perbaiki baris itu, lalu periksa lagi dengan `livinglab check --manifest publiccode.yml`.",
            en="Mend that line, then look again with `livinglab check --manifest publiccode.yml`.",
        ),
        _errors,
    ),
    Check(
        "manifest-warning",
        "warn",
        Text(
            id="publiccode.yml sah, tetapi dapat lebih baik.",
            en="publiccode.yml is valid but could be better.",
        ),
        Text(
            id="Sesuaikan dengan standar publiccode.yml 0.7.", en="Bring it in line with publiccode.yml 0.7."
        ),
        _warnings,
    ),
)
