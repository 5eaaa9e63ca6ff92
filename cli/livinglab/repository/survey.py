"""A count of a whole tree that looks at each subtree once: a git bomb of 10^10 files is refused at once."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from livinglab.language import Text
from livinglab.repository import git, names, objects
from livinglab.repository.errors import TreeRefused
from livinglab.repository.symlinks import climb

EXAMPLES = 100  # paths named for each kind of finding
_POINTER = b"version https://git-lfs.github.com/spec/"
_POINTER_SIZES = range(100, 512)
_LINK_TARGET_BYTES = 4096
_TREE, _LINK, _SUBMODULE = "40000", "120000", "160000"
_FILES = {"100644", "100755", "100664"}
_MODE = re.compile(rb"[0-7]{5,7}")


@dataclass(frozen=True)
class TreeLimits:
    """What a tree may be before it is refused. `tree_bytes` bounds a single directory's own object."""

    files: int = 200_000
    bytes: int = 4 << 30
    depth: int = 64
    tree_bytes: int = 32 << 20


@dataclass(frozen=True)
class Survey:
    """What a checkout of a tree would bring. Tuples hold printable paths, at most EXAMPLES of each kind."""

    files: int
    bytes: int
    depth: int
    longest_path: int
    symlinks: int
    biggest_path: str
    biggest_bytes: int
    escaping_symlinks: tuple[str, ...]
    submodules: tuple[str, ...]
    lfs_pointers: tuple[str, ...]
    windows_names: tuple[str, ...]
    case_collisions: tuple[str, ...]


class _Line(NamedTuple):
    mode: str
    name: str
    oid: str


@dataclass(slots=True)
class _Totals:
    """Of one subtree, wherever it hangs. `climb`: levels above itself that its boldest link goes."""

    files: int = 0
    bytes: int = 0
    depth: int = 1
    longest: int = 0
    symlinks: int = 0
    biggest: int = -1
    climb: int = 0
    kinds: frozenset[str] = frozenset()


@dataclass
class _Walk:
    limits: TreeLimits
    lines: dict[str, list[_Line]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    climbs: dict[str, int] = field(default_factory=dict)
    pointers: set[str] = field(default_factory=set)
    totals: dict[str, _Totals] = field(default_factory=dict)


def survey(
    git_dir: Path,
    tree_id: str,
    *,
    limits: TreeLimits = TreeLimits(),
    profile: git.Profile = git.LAPTOP,
) -> Survey:
    """Count a tree. Raises TreeRefused over a limit or for a name that attacks; ObjectMissing."""
    walk = _Walk(limits)
    with objects.reader(git_dir, profile=profile) as reader:
        _load_trees(walk, reader, tree_id)
        _load_blobs(walk, reader)
    total = _total(walk, tree_id, 1)
    found = _examples(walk, tree_id)
    biggest = _biggest(walk, tree_id)
    return Survey(
        files=total.files,
        bytes=total.bytes,
        depth=total.depth,
        longest_path=total.longest,
        symlinks=total.symlinks,
        biggest_path=biggest,
        biggest_bytes=max(total.biggest, 0),
        **found,
    )


def _load_trees(walk: _Walk, reader: objects.Reader, root: str) -> None:
    """Read level by level every distinct subtree once."""
    level = [root]
    for _ in range(walk.limits.depth + 1):
        for info, content in reader.contents(level, max_bytes=walk.limits.tree_bytes):
            if info.kind != "tree":
                raise _refused(f"{info.oid} bukan pohon git", f"{info.oid} is not a git tree")
            walk.lines[info.oid] = list(_parse(content))
        below = (line.oid for oid in level for line in walk.lines[oid] if line.mode == _TREE)
        level = [oid for oid in dict.fromkeys(below) if oid not in walk.lines]
        if not level:
            return
        if len(walk.lines) + len(level) > walk.limits.files:
            raise _too_many_files(walk.limits)
    raise _too_deep(walk.limits)


def _parse(content: bytes) -> Iterator[_Line]:
    start, end = 0, len(content)
    while start < end:
        space, null = content.find(b" ", start), content.find(b"\0", start)
        if not start < space < null <= end - 21 or not _MODE.fullmatch(content, start, space):
            raise _refused("Pohon git yang rusak", "A broken git tree")
        name = content[space + 1 : null].decode("utf-8", "surrogateescape")
        yield _Line(
            content[start:space].decode("ascii").lstrip("0"), name, content[null + 1 : null + 21].hex()
        )
        start = null + 21


def _load_blobs(walk: _Walk, reader: objects.Reader) -> None:
    """Learn each distinct blob's size, where symlinks lead, and which small files are LFS pointers."""
    every = [line for lines in walk.lines.values() for line in lines]
    links = list(dict.fromkeys(line.oid for line in every if line.mode == _LINK))
    blobs = list(dict.fromkeys(line.oid for line in every if line.mode not in {_TREE, _SUBMODULE}))
    walk.sizes = {info.oid: info.size for info in reader.info(blobs)}
    for info, target in reader.contents(links, max_bytes=_LINK_TARGET_BYTES):
        walk.climbs[info.oid] = climb(target)
    small = [oid for oid in blobs if walk.sizes[oid] in _POINTER_SIZES and oid not in walk.climbs]
    for info, content in reader.contents(small, max_bytes=_POINTER_SIZES.stop):
        if content.startswith(_POINTER):
            walk.pointers.add(info.oid)


def _total(walk: _Walk, tree: str, depth: int) -> _Totals:
    if depth > walk.limits.depth:
        raise _too_deep(walk.limits)
    known = walk.totals.get(tree)
    if known is not None:
        if depth + known.depth - 1 > walk.limits.depth:
            raise _too_deep(walk.limits)
        return known
    total = _Totals()
    kinds = set[str]()
    for line in walk.lines[tree]:
        kinds |= _count(walk, total, line, depth)
    if _colliding(walk.lines[tree]):
        kinds.add("case_collisions")
    total.kinds = frozenset(kinds)
    if total.files > walk.limits.files:
        raise _too_many_files(walk.limits)
    if total.bytes > walk.limits.bytes:
        raise _refused(
            f"Lebih dari {walk.limits.bytes} bita setelah dibuka",
            f"More than {walk.limits.bytes} bytes checked out",
        )
    walk.totals[tree] = total
    return total


def _count(walk: _Walk, total: _Totals, line: _Line, depth: int) -> set[str]:
    """Add one line of a tree to its total and return the kinds of findings at or below it."""
    problem = names.attack(line.name)
    if problem:
        raise TreeRefused(problem)
    below = _total(walk, line.oid, depth + 1) if line.mode == _TREE else _leaf(walk, line)
    total.files += below.files
    total.bytes += below.bytes
    total.symlinks += below.symlinks
    total.depth = max(total.depth, below.depth + 1 if line.mode == _TREE else 1)
    total.longest = max(total.longest, len(line.name) + (1 + below.longest if line.mode == _TREE else 0))
    total.biggest = max(total.biggest, below.biggest)
    total.climb = max(total.climb, below.climb - 1 if line.mode == _TREE else below.climb)
    windows = {"windows_names"} if names.windows_problem(line.name) else set()
    return {*below.kinds, *windows}


def _leaf(walk: _Walk, line: _Line) -> _Totals:
    if line.mode == _SUBMODULE:
        return _Totals(files=1, kinds=frozenset({"submodules"}))
    size = walk.sizes[line.oid]
    if line.mode == _LINK:
        return _Totals(1, size, symlinks=1, climb=walk.climbs[line.oid])
    if line.mode not in _FILES:
        raise _refused(f"Jenis berkas {line.mode} tidak dikenal", f"Unknown kind of file: {line.mode}")
    kinds = frozenset({"lfs_pointers"} if line.oid in walk.pointers else ())
    return _Totals(1, size, biggest=size, kinds=kinds)


def _colliding(lines: list[_Line]) -> set[str]:
    """Return the folded names that more than one line has: one of them would overwrite the other."""
    counted = Counter(names.folded(line.name) for line in lines)
    return {name for name, count in counted.items() if count > 1} if len(counted) < len(lines) else set()


def _examples(walk: _Walk, root: str) -> dict[str, tuple[str, ...]]:
    kinds = ("escaping_symlinks", "submodules", "lfs_pointers", "windows_names", "case_collisions")
    found: dict[str, list[str]] = {kind: [] for kind in kinds}
    waiting = [(root, "", 0)]
    while waiting:
        tree, prefix, above = waiting.pop()
        wanted = {kind for kind in walk.totals[tree].kinds if len(found[kind]) < EXAMPLES}
        bold = walk.totals[tree].climb > above and len(found["escaping_symlinks"]) < EXAMPLES
        if wanted or bold:
            waiting += _look(walk, tree, prefix, above, found)
    return {kind: tuple(sorted(paths)[:EXAMPLES]) for kind, paths in found.items()}


def _look(
    walk: _Walk, tree: str, prefix: str, above: int, found: dict[str, list[str]]
) -> list[tuple[str, str, int]]:
    """Note the findings of one directory and return the directories below it."""
    lines = walk.lines[tree]
    colliding = _colliding(lines)
    below: list[tuple[str, str, int]] = []
    for line in lines:
        path = names.printable(prefix + line.name)
        if line.mode == _TREE:
            below.append((line.oid, f"{prefix}{line.name}/", above + 1))
        elif line.mode == _LINK and walk.climbs[line.oid] > above:
            found["escaping_symlinks"].append(path)
        for kind in _leaf(walk, line).kinds if line.mode != _TREE else ():
            found[kind].append(path)
        if names.windows_problem(line.name):
            found["windows_names"].append(path)
        if colliding and names.folded(line.name) in colliding:
            found["case_collisions"].append(path)
    return below


def _biggest(walk: _Walk, root: str) -> str:
    """Find the path of the biggest file by going down where it is."""
    most, tree, prefix = walk.totals[root].biggest, root, ""
    while most >= 0:
        for line in walk.lines[tree]:
            below = walk.totals[line.oid] if line.mode == _TREE else _leaf(walk, line)
            if below.biggest == most:
                break
        prefix += line.name
        if line.mode != _TREE:
            return names.printable(prefix)
        tree, prefix = line.oid, f"{prefix}/"
    return ""


def _refused(id: str, en: str) -> TreeRefused:
    return TreeRefused(Text(id=id, en=en))


def _too_many_files(limits: TreeLimits) -> TreeRefused:
    return _refused(f"Lebih dari {limits.files} berkas", f"More than {limits.files} files")


def _too_deep(limits: TreeLimits) -> TreeRefused:
    return _refused(
        f"Lebih dalam dari {limits.depth} tingkat folder", f"More than {limits.depth} levels of folders"
    )
