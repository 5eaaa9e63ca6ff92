"""One release under the glass: every check of the list put to it, then the sum of it."""

from collections import Counter
from collections.abc import Collection, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from livinglab.checks import (
    components,
    dependencies,
    deployment,
    described,
    documents,
    dumps,
    environment_files,
    licensing,
    personal_numbers,
    region_names,
    resident_numbers,
    risks,
    secrets,
    surroundings,
    versions,
)
from livinglab.checks.check import Check, Evidence, Finding, Level
from livinglab.checks.components import Components
from livinglab.checks.licensing import LicenseFound
from livinglab.checks.subject import Describer, Memory, Subject
from livinglab.language import Text
from livinglab.manifest import Manifest
from livinglab.repository import git, objects, trees
from livinglab.repository.errors import TreeRefused
from livinglab.repository.names import printable
from livinglab.repository.trees import Survey

MOST_OF_A_KIND = 25
TREE_REFUSED = "tree-refused"
_LEVELS: tuple[Level, ...] = ("block", "warn", "info")  # the heaviest first

CHECKS: tuple[Check, ...] = (  # in the order in which people should mend things
    *described.CHECKS,
    *licensing.CHECKS,
    *secrets.CHECKS,
    *environment_files.CHECKS,
    *dumps.CHECKS,
    *personal_numbers.CHECKS,
    *surroundings.CHECKS,
    *region_names.CHECKS,
    *deployment.CHECKS,
    *dependencies.CHECKS,
    *documents.CHECKS,
    *versions.CHECKS,
)


@dataclass(frozen=True)
class Examination:
    """The outcome for one release. `described_by`: whose publiccode.yml it was, None if there was none.

    `survey` is None where the tree was refused; then the only finding says why.
    """

    manifest: Manifest | None
    described_by: Describer | None
    license: LicenseFound
    findings: list[Finding]
    risks: list[Text]
    survey: Survey | None = None
    components: Components = components.NONE

    @property
    def blocked(self) -> bool:
        """Whether any finding keeps this release from being published."""
        return any(finding.level == "block" for finding in self.findings)


def examine(
    git_dir: Path,
    commit: str,
    tree: str,
    manifest_text: bytes | None,
    profile: git.Profile = git.LAPTOP,
    *,
    tags: Collection[str] | None = None,
    memory: Memory | None = None,
    named_files: bool = True,
) -> Examination:
    """Examine the tree of one commit. `manifest_text` is a curator's; the repository's own one wins.

    Reads objects only, checks nothing out, runs nothing. `tags` are the repository's, None if nobody knows;
    `memory` is shared by the examinations of one repository, which makes the second one cheap;
    without `named_files` nobody looks for the pictures that the manifest names. Raises RepositoryError if the
    objects are not there.
    """
    opened = examining(
        git_dir, commit, tree, manifest_text, profile, tags=tags, memory=memory, named_files=named_files
    )
    with opened as (seen, _):
        return seen


@contextmanager
def examining(
    git_dir: Path,
    commit: str,
    tree: str,
    manifest_text: bytes | None,
    profile: git.Profile = git.LAPTOP,
    *,
    tags: Collection[str] | None = None,
    memory: Memory | None = None,
    named_files: bool = True,
) -> Generator[tuple[Examination, Subject | None], None, None]:
    """Examine likewise, and leave the subject open for what else is to be asked of it; None if refused."""
    try:
        survey = trees.survey(git_dir, tree, profile=profile)
    except TreeRefused as refusal:
        yield _refused(commit, refusal), None
        return
    with _opened(git_dir, commit, tree, survey, profile, tags=tags, memory=memory) as subject:
        described.describe(subject, manifest_text, named_files=named_files)
        yield _put_all(subject), subject


@contextmanager
def described_subject(
    git_dir: Path, commit: str, tree: str, manifest_text: bytes | None, profile: git.Profile = git.LAPTOP
) -> Generator[Subject, None, None]:
    """Open a release that has been examined before. Raises RepositoryError where it is not there."""
    survey = trees.survey(git_dir, tree, profile=profile)
    with _opened(git_dir, commit, tree, survey, profile) as subject:
        described.describe(subject, manifest_text, named_files=False)
        yield subject


@contextmanager
def _opened(
    git_dir: Path,
    commit: str,
    tree: str,
    survey: Survey,
    profile: git.Profile,
    *,
    tags: Collection[str] | None = None,
    memory: Memory | None = None,
) -> Generator[Subject, None, None]:
    entries = trees.listing(git_dir, tree, profile=profile)
    with objects.reader(git_dir, profile=profile) as reader:
        yield Subject(
            git_dir,
            commit,
            survey=survey,
            entries=entries,
            reader=reader,
            profile=profile,
            tags=tags,
            memory=memory or Memory(),
        )


def _put_all(subject: Subject) -> Examination:
    """Put every check of the list to a subject."""
    findings = [finding for check in CHECKS for finding in _ask(check, subject)]
    license, parts = subject.once(licensing.judge), subject.once(components.read)
    known = risks.weigh(subject.manifest, subject.survey, findings)
    return Examination(
        subject.manifest, subject.described_by, license, findings, known, subject.survey, parts
    )


def _ask(check: Check, subject: Subject) -> Iterator[Finding]:
    """Put one check to a subject: the first places in full, then how many more there are."""
    places = iter(check.look(subject))
    yield from (_finding(check, evidence) for evidence in islice(places, MOST_OF_A_KIND))
    rest = Counter(evidence.level or check.level for evidence in places)
    if rest:
        more = rest.total()
        message = Text(
            id=f"{check.says.id} (dan {more} tempat lain)", en=f"{check.says.en} (and {more} more places)"
        )
        yield _finding(check, Evidence(message=message, level=min(rest, key=_LEVELS.index)))


def _finding(check: Check, evidence: Evidence) -> Finding:
    path = None if evidence.path is None else resident_numbers.masked(printable(evidence.path))
    level = evidence.level or check.level
    return Finding(check.code, level, evidence.message or check.says, path, evidence.line, check.mend)


def _refused(commit: str, refusal: TreeRefused) -> Examination:
    """Nothing else is looked at in a tree that must not be checked out."""
    message = Text(
        id=f"Pohon commit {commit[:12]} ditolak: {refusal.text.id}",
        en=f"The tree of commit {commit[:12]} is refused: {refusal.text.en}",
    )
    license = LicenseFound(None, None, None, usable=False, reason=message)
    return Examination(None, None, license, [Finding(TREE_REFUSED, "block", message)], [])
