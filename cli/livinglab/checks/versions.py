"""Whether the repository has versions that an adopter can name."""

from collections.abc import Iterator

from livinglab.checks.check import Check, Evidence
from livinglab.checks.subject import Subject
from livinglab.language import Text
from livinglab.repository.versions import Version


def _none(subject: Subject) -> Iterator[Evidence]:
    """Point at a repository no tag of which is a version; nothing where nobody knows its tags."""
    if subject.tags is not None and not any(map(Version.parse, subject.tags)):
        yield Evidence()


CHECKS: tuple[Check, ...] = (
    Check(
        "dated-snapshot",
        "info",
        Text(
            id="Belum ada tag versi; katalog mencatat cabang utamanya sebagai keadaan pada satu tanggal.",
            en="There is no version tag yet; the catalog lists the main branch as it was on a date.",
        ),
        Text(
            id="Beri tag pada setiap rilis: `git tag v1.0.0`, lalu `git push --tags`.",
            en="Tag each release: `git tag v1.0.0`, then `git push --tags`.",
        ),
        _none,
    ),
)
