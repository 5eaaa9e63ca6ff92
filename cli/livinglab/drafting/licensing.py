"""The licence as the files bear it out, judged by the same checks that will judge the release."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from livinglab.checks import licensing
from livinglab.checks.subject import Memory, Subject
from livinglab.drafting.folder import LARGEST_TEXT, Folder
from livinglab.drafting.ground import Ground
from livinglab.drafting.model import Found
from livinglab.repository import git, objects, trees
from livinglab.repository.errors import RepositoryError

MOST_FILES = 60
_SPEAKS = re.compile(
    r"(licen[cs]\w{0,4}|lisensi|copying|unlicense|copyright|notice)([-_.].{0,40})?|readme.{0,20}|composer\.json|"
    r"package\.json|pyproject\.toml|setup\.(py|cfg)|cargo\.toml|.{1,80}\.php|style\.css",
    re.IGNORECASE,
)
_REUSE = re.compile(r"LICENSES/[^/]{1,60}\.txt")
_TEXT = re.compile(r"(licen[cs]e|lisensi|copying|copyright|notice).{0,40}", re.IGNORECASE)
_NOTICE = re.compile(
    r"^[ \t>*#]*(?:Copyright|Hak Cipta)[ \t]*(?:\(c\)|©)?[ \t]*(?:[0-9]{4}[0-9 ,–-]{0,30})?[ \t]*"
    r"(?:by[ \t]+|oleh[ \t]+)?([^\r\n]{2,120})$",
    re.IGNORECASE | re.MULTILINE,
)
_NOBODY = re.compile(
    r"free software foundation|[<\[{]|european union|creative commons|taylor otwell|codeigniter|"
    r"british columbia|ellislab|yii software|fabien potencier|cake software|josh lockhart|"
    r"the contributors|your name|license|lisensi|notice|holder|owner|name of|permission|owned by",
    re.IGNORECASE,
)
_GNU = re.compile(r"[AL]?GPL-[0-9]\.[0-9]")
_HEAD = 1200  # letters in which a licence's own notice stands


def look(ground: Ground) -> Iterator[Found]:
    """Yield the licence, sure only where the owner's own file bears it out, and whose copyright it is."""
    yield from _license(ground.folder)
    yield from _owner(ground.folder)


def _license(folder: Folder) -> Iterator[Found]:
    try:
        found = _examined(folder)
    except RepositoryError:  # no git on this machine: the question stays open
        return
    if found is None:
        return
    stated = {evidence.spdx: evidence.path for evidence in reversed(found.evidence) if evidence.spdx}
    if found.spdx and found.provenance != "boilerplate":
        source = found.file or stated.get(found.spdx, found.provenance)
        sure = found.provenance == "declared" and found.usable
        sure = sure and (found.spdx in stated or not _GNU.match(found.spdx))
        yield Found("legal.license", found.spdx, source, sure=sure)
    for evidence in found.evidence:
        for spdx in _offered(evidence):
            yield Found("legal.license", spdx, evidence.path, sure=False)


def _offered(evidence: licensing.LicenseEvidence) -> list[str]:
    """Return what one place may mean; the text of a GNU licence does not say which of the two it is."""
    if evidence.framework or not evidence.spdx:
        return []
    if _GNU.fullmatch(evidence.spdx):
        return [f"{evidence.spdx}-only", f"{evidence.spdx}-or-later"]
    return [evidence.spdx]


def _examined(folder: Folder) -> licensing.LicenseFound | None:
    """Put the few files that speak of a licence into a repository of their own, and have it judged."""
    wanted = [path for path in folder.at_root if _SPEAKS.fullmatch(path)]
    wanted += [path for path in folder.paths if _REUSE.fullmatch(path)]
    files = {path: folder.bytes(path) for path in wanted[:MOST_FILES] if _portable(path)}
    if not files:
        return None
    with tempfile.TemporaryDirectory(prefix="livinglab-draft-") as place:
        git_dir = Path(place) / "files.git"
        git.init(git_dir)
        git.run(["fast-import", "--quiet"], git_dir=git_dir, input=_stream(files))
        return _judged(git_dir, _object(git_dir, "refs/heads/main"))


def _judged(git_dir: Path, commit: str) -> licensing.LicenseFound:
    """Ask for the licence alone: the search for secrets costs seconds the first time."""
    tree = _object(git_dir, f"{commit}^{{tree}}")
    survey, entries = trees.survey(git_dir, tree), trees.listing(git_dir, tree)
    with objects.reader(git_dir) as reader:
        subject = Subject(
            git_dir,
            commit,
            survey=survey,
            entries=entries,
            reader=reader,
            profile=git.LAPTOP,
            tags=None,
            memory=Memory(),
        )
        return subject.once(licensing.judge)


def _portable(path: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 ._/-]*", path) is not None


def _stream(files: dict[str, bytes]) -> bytes:
    head = b"commit refs/heads/main\ncommitter livinglab <draft@livinglab.invalid> 0 +0000\ndata 0\n"
    parts = (
        b"M 100644 inline %b\ndata %d\n%b\n" % (path.encode(), len(content), content)
        for path, content in files.items()
    )
    return head + b"".join(parts)


def _object(git_dir: Path, name: str) -> str:
    return git.run(["rev-parse", "--verify", name], git_dir=git_dir).decode("ascii").strip()


def _owner(folder: Folder) -> Iterator[Found]:
    for path in (path for path in folder.at_root if _TEXT.fullmatch(path)):
        head = folder.text(path, most=LARGEST_TEXT)[:_HEAD]
        for said in _NOTICE.findall(head):
            owner = re.sub(
                r"[ .]*(all rights reserved|hak cipta dilindungi.*)[ .]*$", "", said, flags=re.IGNORECASE
            )
            owner = re.sub(r"\s*<[^<>]{0,80}@[^<>]{0,80}>", "", owner).strip(" .,")
            if len(owner) > 1 and not _NOBODY.search(owner):
                yield Found("legal.mainCopyrightOwner", owner, path)
