"""One release looked at by the shared checks, in the words of the catalog."""

from datetime import datetime
from pathlib import Path

from livinglab import checks, contract
from livinglab.contract import Level, Sentence
from livinglab.language import Text
from livinglab.repository import git
from livinglab.repository.errors import TreeRefused
from livinglab.repository.trees import Survey, survey
from registry.catalog.found import ManifestFacts, ReleaseFound
from registry.crawl.bounds import Bounds
from registry.crawl.releases import Wanted

NO_LICENSE = contract.License(spdx=None, file=None, usable=False)


def examine(
    git_dir: Path, wanted: Wanted, tree: str, manifest: bytes | None, bounds: Bounds, *, odd: bool
) -> ReleaseFound:
    """Survey and check one release. A tree that must not be checked out gets one finding and no further look."""
    try:
        counted = survey(git_dir, tree, limits=bounds.tree, profile=git.SERVICE)
    except TreeRefused as error:
        return _refused(wanted, tree, "tree-refused", error.text)
    if odd:
        return _refused(wanted, tree, "tree-malformed", MALFORMED)
    return _checked(git_dir, wanted, tree, manifest, counted)


MALFORMED = Text(
    id="Satu folder di rilis ini ditulis git dengan mode yang tidak baku, sehingga penerima akan menolaknya. "
    "Buatlah ulang rilisnya dengan git yang baru.",
    en="A folder of this release has a file mode written in a non-standard way, which receivers refuse. "
    "Make the release again with a current git.",
)


def _checked(
    git_dir: Path, wanted: Wanted, tree: str, manifest: bytes | None, counted: Survey
) -> ReleaseFound:
    seen = checks.examine(git_dir, wanted.commit, tree, manifest, git.SERVICE)
    return ReleaseFound(
        version=wanted.version,
        tag=wanted.tag,
        commit=wanted.commit,
        tree=tree,
        released_at=datetime.min,
        files=counted.files,
        bytes=counted.bytes,
        license=_license(seen.license),
        manifest=_facts(seen),
        findings=[_finding(finding) for finding in seen.findings],
        risks=[_sentence(risk) for risk in seen.risks],
    )
