"""Whether people who come to the repository find what they need: README, security contact, changelog."""

import re
from collections.abc import Iterator, Mapping

from livinglab.checks.check import Check, Evidence
from livinglab.checks.documents import prose
from livinglab.checks.subject import Subject
from livinglab.language import Text

_README = re.compile(
    r"(\.github/|docs?/)?readme([._-](id|en|ind|eng|indonesia|english))?(\.\w+)?", re.IGNORECASE
)
_SECURITY = re.compile(
    r"(\.github/|docs?/)?(security|keamanan)(\.\w+)*|(.*/)?\.well-known/security\.txt|(public/)?security\.txt",
    re.IGNORECASE,
)
_CHANGELOG = re.compile(
    r"(docs?/)?(change-?logs?|changes?|history|releases?([-_ ]?notes)?|news|rilis|log[-_ ]?perubahan"
    r"|(catatan|riwayat)[-_ ]?(rilis|perubahan|versi)|riwayat)(/.+|[-_.][\w.-]+)?",
    re.IGNORECASE,
)


def readmes(subject: Subject) -> list[str]:
    """Return the paths of the READMEs, those at the top first."""
    found = [path for path in subject.by_path if _README.fullmatch(path)]
    return sorted(found, key=lambda path: (path.count("/"), path))


def _words(subject: Subject, paths: list[str]) -> Iterator[list[str]]:
    yield from (prose.words(subject.text(path) or "") for path in paths)


def _no_readme(subject: Subject) -> Iterator[Evidence]:
    found = readmes(subject)
    if not found:
        yield Evidence()
        return
    if all(len(words) < prose.FEW_WORDS for words in _words(subject, found)):
        yield Evidence(
            found[0],
            message=Text(
                id="README hampir tidak berisi apa-apa.", en="There is hardly anything in the README."
            ),
        )


def _boilerplate(subject: Subject) -> Iterator[Evidence]:
    found = readmes(subject)
    if found and all(prose.is_boilerplate(subject.text(path) or "") for path in found):
        yield Evidence(found[0])


def _foreign(subject: Subject) -> Iterator[Evidence]:
    found = readmes(subject)
    if found and not any(map(prose.is_understood, _words(subject, found))):
        yield Evidence(found[0])


def _no_security(subject: Subject) -> Iterator[Evidence]:
    if not any(_SECURITY.fullmatch(path) for path in subject.by_path) and not _has_contact(subject):
        yield Evidence()


def _has_contact(subject: Subject) -> bool:
    """Whether publiccode.yml names a person of the maintenance with an e-mail address."""
    maintenance = subject.manifest.raw.get("maintenance") if subject.manifest else None
    contacts = maintenance.get("contacts") if isinstance(maintenance, Mapping) else None
    return any(isinstance(one, Mapping) and one.get("email") for one in contacts or ())


def _no_changelog(subject: Subject) -> Iterator[Evidence]:
    if not any(_CHANGELOG.fullmatch(path) for path in subject.by_path):
        yield Evidence()


CHECKS: tuple[Check, ...] = (
    Check(
        "readme-missing",
        "warn",
        Text(id="Tidak ada README.", en="There is no README."),
        Text(
            id="Tulis README.md: apa gunanya, apa yang diperlukan, cara memasang, dan siapa yang dapat "
            "dihubungi.",
            en="Write a README.md: what it is for, what it needs, how to install it, and whom to ask.",
        ),
        _no_readme,
    ),
    Check(
        "readme-boilerplate",
        "warn",
        Text(
            id="README-nya masih bawaan kerangka kerja dan tidak menerangkan aplikasi ini.",
            en="The README is still the framework's and says nothing of this application.",
        ),
        Text(
            id="Gantilah dengan README sendiri: apa gunanya, apa yang diperlukan, cara memasang, dan siapa "
            "yang dapat dihubungi.",
            en="Replace it with one of your own: what the application is for, what it needs, how to install "
            "it, and whom to ask.",
        ),
        _boilerplate,
    ),
    Check(
        "readme-language",
        "warn",
        Text(
            id="README-nya tampaknya bukan dalam bahasa Indonesia atau Inggris.",
            en="The README seems to be neither in Indonesian nor in English.",
        ),
        Text(
            id="Tambahkan README dalam bahasa Indonesia, misalnya README.id.md.",
            en="Add a README in Indonesian, README.id.md for example.",
        ),
        _foreign,
    ),
    Check(
        "security-contact-missing",
        "info",
        Text(
            id="Tidak jelas kepada siapa celah keamanan dilaporkan.",
            en="It is not clear whom to tell of a security hole.",
        ),
        Text(
            id="Tambahkan SECURITY.md dengan alamat surel, atau `email` pada `maintenance.contacts` di "
            "publiccode.yml.",
            en="Add a SECURITY.md with an e-mail address, or an `email` to `maintenance.contacts` in "
            "publiccode.yml.",
        ),
        _no_security,
    ),
    Check(
        "changelog-missing",
        "info",
        Text(
            id="Tidak ada catatan perubahan antarversi.",
            en="There is no record of what changed from version to version.",
        ),
        Text(
            id="Tambahkan CHANGELOG.md (atau CATATAN_RILIS.md): yang baru, yang diperbaiki, dan yang perlu "
            "dilakukan saat memperbarui.",
            en="Add a CHANGELOG.md: what is new, what was mended, and what to do when updating.",
        ),
        _no_changelog,
    ),
)
