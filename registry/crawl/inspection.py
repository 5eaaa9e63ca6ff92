"""What is looked at in quarantine before anything is kept: objects, their sizes, and trees to hand on."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from livinglab.language import Text
from livinglab.repository import git, objects
from livinglab.repository.git import GitError
from registry.crawl.bounds import Allowance
from registry.crawl.errors import DonorRefused
from registry.crawl.quarantine import FRUGAL, TOLERATED
from registry.crawl.releases import Wanted
from registry.crawl.watch import too_large

TREE_BYTES = 32 << 20
_ENTRY = re.compile(rb"(?P<mode>[0-7]+) [^\0]+\0(?P<oid>[\s\S]{20})")
_MODES = {b"40000", b"100644", b"100755", b"100664", b"120000", b"160000"}


def check_objects(git_dir: Path, allowance: Allowance, *, whole: bool) -> None:
    """Hold the quarantine to git's own rules and to our counts. Raises DonorRefused.

    `whole` runs a full fsck. On a revisit the borrowed objects have passed one, and every object that came
    since was checked as it arrived.
    """
    if whole and allowance.bounds.fsck:
        _fsck(git_dir, allowance)
    _count(git_dir, allowance)


def trees(git_dir: Path, wanted: Sequence[Wanted]) -> dict[str, str]:
    """Return the tree of each wanted version whose ref names its commit here; the others are left out."""
    asked = "".join(f"{release.ref}^{{commit}}\n{release.commit}^{{tree}}\n" for release in wanted)
    output = git.run(
        ["cat-file", "--batch-check=%(objectname) %(objecttype)"],
        git_dir=git_dir,
        input=asked.encode("ascii"),
        profile=git.SERVICE,
    )
    lines = output.decode().splitlines()
    return {
        release.version: tree.split()[0]
        for release, itself, tree in zip(wanted, lines[::2], lines[1::2], strict=True)
        if itself == f"{release.commit} commit" and tree.endswith(" tree")
    }


def odd_trees(git_dir: Path, roots: Iterable[str], allowance: Allowance) -> set[str]:
    """Return those of `roots` that hold a mode which git writes differently: receivers would refuse them."""
    known: dict[str, tuple[bool, tuple[str, ...]]] = {}
    with objects.reader(git_dir, profile=git.SERVICE, limits=allowance.limits()) as reader:
        return {root for root in roots if _is_odd(reader, root, known)}


def _is_odd(reader: objects.Reader, root: str, known: dict[str, tuple[bool, tuple[str, ...]]]) -> bool:
    """Walk a tree that the survey has let pass, each subtree once."""
    seen, waiting = {root}, [root]
    while waiting:
        fresh = [tree for tree in waiting if tree not in known]
        for info, content in reader.contents(fresh, max_bytes=TREE_BYTES):
            known[info.oid] = _read(content)
        if any(known[tree][0] for tree in waiting):
            return True
        below = {tree for above in waiting for tree in known[above][1]} - seen
        seen |= below
        waiting = sorted(below)
    return False


def _read(content: bytes) -> tuple[bool, tuple[str, ...]]:
    """Return whether a tree has an odd mode, and its subtrees."""
    entries = list(_ENTRY.finditer(content))
    odd = any(entry["mode"] not in _MODES for entry in entries)
    return odd, tuple(entry["oid"].hex() for entry in entries if entry["mode"].lstrip(b"0") == b"40000")


def _fsck(git_dir: Path, allowance: Allowance) -> None:
    tolerated = [f"fsck.{name}=warn" for name in TOLERATED]
    try:
        git.run(
            ["fsck", "--strict", "--no-dangling", "--no-progress", "--no-reflogs"],
            git_dir=git_dir,
            profile=git.SERVICE,
            options=[*FRUGAL, *tolerated],
            limits=allowance.limits(),
        )
    except GitError as error:
        first = error.stderr.splitlines()[0][:200] if error.stderr else error.text.en
        raise DonorRefused(
            Text(
                id=f"Repositori sumber tidak lolos pemeriksaan git: {first}",
                en=f"The donor's repository does not pass git's own check: {first}",
            )
        ) from error


def _count(git_dir: Path, allowance: Allowance) -> None:
    """Count objects and what they inflate to, while git lists them."""
    bounds = allowance.bounds
    count = inflated = 0
    with git.start(
        ["cat-file", "--batch-all-objects", "--unordered", "--buffer", "--batch-check=%(objectsize)"],
        git_dir=git_dir,
        profile=git.SERVICE,
        options=FRUGAL,
        limits=allowance.limits(),
    ) as running:
        for line in running.stdout:
            size = int(line)
            count, inflated = count + 1, inflated + size
            if size > bounds.blob_bytes:
                raise DonorRefused(_too_big("satu berkas", "one file", bounds.blob_bytes))
            if inflated > bounds.inflated_bytes:
                raise DonorRefused(too_large(bounds.inflated_bytes))
            if count > bounds.objects:
                raise DonorRefused(_too_many(bounds.objects))


def _too_big(id: str, en: str, most: int) -> Text:
    return Text(
        id=f"Repositori sumber memuat {id} yang lebih besar dari {most} bita.",
        en=f"The donor's repository holds {en} of more than {most} bytes.",
    )


def _too_many(most: int) -> Text:
    return Text(
        id=f"Repositori sumber memuat lebih dari {most} objek git.",
        en=f"The donor's repository holds more than {most} git objects.",
    )
