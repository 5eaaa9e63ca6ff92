"""One release looked at by the shared checks, in the words of the catalog."""

from dataclasses import replace
from pathlib import Path

from livinglab import checks, contract
from livinglab.contract import Level, Sentence
from livinglab.language import Text
from livinglab.manifest import Manifest
from livinglab.repository import git
from registry.catalog.found import ManifestFacts, ReleaseFound
from registry.crawl.commits import EPOCH
from registry.crawl.releases import Wanted

TREE_REFUSED = "tree-refused"
_MALFORMED = contract.Check(
    code="tree-malformed",
    level=Level.BLOCK,
    message=Sentence(
        id="Sebuah folder di rilis ini ditulis dengan mode berkas yang tidak baku, sehingga git penerima "
        "menolaknya. Buatlah ulang rilisnya dengan git yang baru.",
        en="A folder of this release has a file mode in a non-standard spelling, which receivers refuse. "
        "Make the release again with a current git.",
    ),
)
_DATED = contract.Check(
    code="dated-snapshot",
    level=Level.INFO,
    message=Sentence(
        id="Repositori ini belum punya tag versi; rilis ini adalah potret cabang utama pada tanggalnya.",
        en="This repository has no version tags; this release is the default branch as it was on its date.",
    ),
)


def examine(git_dir: Path, wanted: Wanted, tree: str, manifest: str | None) -> ReleaseFound:
    """Check one release: manifest, licence, tree, files. Its date is not known yet."""
    text = manifest.encode() if manifest else None
    seen = checks.examine(git_dir, wanted.commit, tree, text, git.SERVICE)
    findings = [_check(finding) for finding in seen.findings]
    return ReleaseFound(
        version=wanted.version,
        tag=wanted.tag,
        commit=wanted.commit,
        tree=tree,
        released_at=EPOCH,
        files=seen.survey.files if seen.survey else 0,
        bytes=seen.survey.bytes if seen.survey else 0,
        license=_license(seen.license),
        manifest=_facts(seen.manifest, by_authors=seen.described_by == "authors"),
        findings=findings if wanted.tag else [*findings, _DATED],
        risks=[_sentence(risk) for risk in seen.risks],
    )


def malformed(found: ReleaseFound) -> ReleaseFound:
    """Return a release with the finding that its tree is written as receivers refuse it."""
    return replace(found, findings=[_MALFORMED, *found.findings])


def is_refused(found: ReleaseFound) -> bool:
    """Say whether a release's tree must not be checked out anywhere, so that nothing of it should be kept."""
    return any(finding.code == TREE_REFUSED for finding in found.findings)


def _check(finding: checks.Finding) -> contract.Check:
    return contract.Check(
        code=finding.code,
        level=Level(finding.level),
        message=_sentence(finding.message),
        path=finding.path,
        line=finding.line,
    )


def _license(found: checks.LicenseFound) -> contract.License:
    return contract.License(
        spdx=found.spdx,
        file=found.file,
        blob=found.blob,
        usable=found.usable,
        reason=_sentence(found.reason) if found.reason else None,
    )


def _facts(manifest: Manifest | None, *, by_authors: bool) -> ManifestFacts | None:
    if manifest is None:
        return None
    return ManifestFacts(
        name=manifest.name,
        license=manifest.license,
        landing_url=manifest.landing_url,
        categories=list(manifest.categories),
        development_status=manifest.development_status,
        software_type=manifest.software_type,
        descriptions={
            language: contract.Description(
                short=description.short, long=description.long, features=list(description.features)
            )
            for language, description in manifest.description.items()
        },
        described_by="authors" if by_authors else "catalog",
    )


def _sentence(text: Text) -> Sentence:
    return Sentence(id=text.id, en=text.en)
