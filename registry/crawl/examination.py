"""One release looked at by the shared checks, in the words of the catalog."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from livinglab import checks, contract
from livinglab.checks import travelling
from livinglab.contract import Level, Sentence
from livinglab.repository import git
from registry.catalog.found import NEVER, TREE_MALFORMED, TREE_REFUSED, Pass, ReleaseFound
from registry.catalog.presentations import SHOWN
from registry.crawl import description
from registry.crawl.commits import EPOCH
from registry.crawl.presenting.presenter import Ground, present
from registry.crawl.releases import Wanted

_MALFORMED = contract.Check(
    code=TREE_MALFORMED,
    level=Level.BLOCK,
    message=Sentence(
        id="Sebuah folder di rilis ini ditulis dengan mode berkas yang tidak baku, sehingga git penerima "
        "menolaknya. Buatlah ulang rilisnya dengan git yang baru.",
        en="A folder of this release has a file mode in a non-standard spelling, which receivers refuse. "
        "Make the release again with a current git.",
    ),
)


@dataclass(frozen=True)
class Examiner:
    """What is the same for every release of one visit. `tags` are the donor's, all of them.

    `presented` are the versions to make ready for people, if they may be shown.
    """

    git_dir: Path
    tags: frozenset[str]
    manifest: str | None
    passes: Sequence[Pass]
    memory: checks.Memory
    ground: Ground
    presented: Set[str] = frozenset()

    def examine(self, wanted: Wanted, tree: str) -> ReleaseFound:
        """Check one release: manifest, licence, tree, files. Its date is not known yet."""
        text = self.manifest.encode() if self.manifest else None
        looking = checks.examining(
            self.git_dir, wanted.commit, tree, text, git.SERVICE, tags=self.tags, memory=self.memory
        )
        with looking as (seen, subject):
            found = self._found(wanted, tree, seen)
            if subject is None or wanted.version not in self.presented or found.status not in SHOWN:
                return found
            return replace(found, presented=present(subject, self.ground))

    def _found(self, wanted: Wanted, tree: str, seen: checks.Examination) -> ReleaseFound:
        by_authors = seen.described_by == "authors"
        return ReleaseFound(
            version=wanted.version,
            tag=wanted.tag,
            commit=wanted.commit,
            tree=tree,
            released_at=EPOCH,
            files=seen.survey.files if seen.survey else 0,
            bytes=seen.survey.bytes if seen.survey else 0,
            license=travelling.license_of(seen.license),
            manifest=description.facts(seen.manifest, by_authors=by_authors) if seen.manifest else None,
            findings=[self._check(finding, wanted.version) for finding in seen.findings],
            risks=[travelling.sentence(risk) for risk in seen.risks],
            components=seen.components,
        )

    def _check(self, finding: checks.Finding, version: str) -> contract.Check:
        """Return a finding as the catalog keeps it, with the override that lets it pass if there is one."""
        found = travelling.check(finding)
        if found.level is not Level.BLOCK or found.code in NEVER:
            return found
        passing = next((one for one in self.passes if one.covers(found, version)), None)
        return found.model_copy(update={"override": passing.override}) if passing else found


def malformed(found: ReleaseFound) -> ReleaseFound:
    """Return a release with the finding that its tree is written as receivers refuse it."""
    return replace(found, findings=[_MALFORMED, *found.findings])


def is_refused(found: ReleaseFound) -> bool:
    """Say whether a release's tree must not be checked out anywhere, so that nothing of it should be kept."""
    return any(finding.code == TREE_REFUSED for finding in found.findings)
