"""One release under the glass: manifest, licence, tree, files; then the sum of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from livinglab import manifest
from livinglab.checks import contents, licensing, risks
from livinglab.checks.findings import Examination, Finding, LicenseFound
from livinglab.language import Text
from livinglab.manifest import Manifest, nodes
from livinglab.repository import git, objects, trees
from livinglab.repository.errors import TreeRefused
from livinglab.repository.trees import Entry

NAMES = ("publiccode.yml", "publiccode.yaml")
MOST_PROBLEMS = 25

_Author = Literal["authors", "catalog"]
_ABSENT = Text(
    id="Tidak ada publiccode.yml. Tambahkan di folder teratas repositori, atau sertakan saat mendaftarkan",
    en="There is no publiccode.yml. Add one to the top folder of the repository, or send one when submitting",
)


def examine(
    git_dir: Path,
    commit: str,
    tree: str,
    manifest_text: bytes | None,
    profile: git.Profile = git.LAPTOP,
) -> Examination:
    """Examine the tree of one commit. `manifest_text` is a curator's; the repository's own one wins.

    Reads objects only, checks nothing out, runs nothing. Raises RepositoryError if the objects are not there.
    """
    try:
        survey = trees.survey(git_dir, tree, profile=profile)
    except TreeRefused as refusal:
        return _refused(commit, refusal)
    entries = trees.listing(git_dir, tree, profile=profile)
    with objects.reader(git_dir, profile=profile) as reader:
        described, described_by, path = _describe(entries, reader, manifest_text)
        found, problems = _read_manifest(described, path)
        declared = found.license if found else None
        license, license_findings = licensing.judge(
            entries, reader, declared, by_authors=described_by == "authors"
        )
    findings = [*problems, *license_findings, *contents.judge_files(entries), *contents.judge_tree(survey)]
    return Examination(found, described_by, license, findings, risks.weigh(found, survey, findings), survey)


def _describe(
    entries: Sequence[Entry], reader: objects.Reader, manifest_text: bytes | None
) -> tuple[bytes | None, _Author | None, str | None]:
    """Choose the manifest: the authors' own at this tree, else the curator's."""
    own = next((entry for name in NAMES for entry in entries if entry.path == name and _is_file(entry)), None)
    if own is not None:
        most = nodes.LARGEST + 1  # one byte more, so that the reader of manifests says what is wrong
        return _start(reader, own, most), "authors", own.path
    return manifest_text, "catalog" if manifest_text is not None else None, None


def _is_file(entry: Entry) -> bool:
    return entry.kind == "blob" and entry.mode.startswith("100")


def _start(reader: objects.Reader, entry: Entry, most: int) -> bytes:
    return b" " * most if (entry.size or 0) >= most else reader.content(entry.oid, max_bytes=most)


def _read_manifest(described: bytes | None, path: str | None) -> tuple[Manifest | None, list[Finding]]:
    if described is None:
        return None, [Finding("manifest-missing", "block", _ABSENT)]
    reading = manifest.read(described)
    return reading.manifest, [_finding(problem, path) for problem in reading.problems[:MOST_PROBLEMS]]


def _finding(problem: manifest.Problem, path: str | None) -> Finding:
    prefix = f"{problem.key}: " if problem.key else ""
    message = Text(id=f"{prefix}{problem.message.id}", en=f"{prefix}{problem.message.en}")
    if problem.level == "error":
        return Finding("manifest-invalid", "block", message, path, problem.line)
    return Finding("manifest-warning", "warn", message, path, problem.line)


def _refused(commit: str, refusal: TreeRefused) -> Examination:
    """Nothing else is looked at in a tree that must not be checked out."""
    message = Text(
        id=f"Pohon commit {commit[:12]} ditolak: {refusal.text.id}",
        en=f"The tree of commit {commit[:12]} is refused: {refusal.text.en}",
    )
    license = LicenseFound(None, None, None, usable=False, reason=message)
    return Examination(None, None, license, [Finding("tree-refused", "block", message)], [])
