"""Vendor commits: the donor's tree plus the overlay, written by one `git fast-import` and no working tree.

No file of the donor's is ever opened for writing, so its symlinks cannot redirect anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from livinglab.repository import git
from livinglab.repository.names import printable
from livinglab.scaffold.overlay import File

BRANCH = "refs/heads/livinglab/vendor"
MAIN = "refs/heads/main"
MACHINE = "livinglab <snapshot@livinglab.invalid>"
TRAILER = "Donor-Tree"
OPTIONS = ("core.ignoreCase=false", "fastimport.unpackLimit=1000000")


@dataclass(frozen=True)
class VendorCommit:
    """What one vendor commit shall hold. The same values give the same commit id everywhere."""

    name: str
    version: str
    donor_commit: str
    donor_tree: str
    donor_url: str
    parents: Sequence[str]
    """The vendor commit before, then the donor's own commit if its history is here, then the snapshot."""
    date: int
    """Seconds since 1970, UTC: when the donor released it."""
    files: Mapping[str, File]


def write(
    git_dir: Path, vendor: VendorCommit, *, main: Mapping[str, File] | None = None, now: int = 0
) -> tuple[str, str | None]:
    """Write the vendor commit to its branch, and the first commit of main on top of it if `main` has files.

    Returns both ids. Objects of the donor's tree must be here already.
    """
    stream = [_commit(BRANCH, 1, vendor.date, _message(vendor), _parents(vendor.parents))]
    stream.append(f'M 040000 {vendor.donor_tree} ""\n'.encode())
    stream.extend(_file(path, file) for path, file in sorted(vendor.files.items()))
    stream.append(b"\n")
    if main is not None:
        message = (
            f"{printable(vendor.name)}: our own\n\nThis belongs to the region: livinglab leaves it alone.\n"
        )
        stream.append(_commit(MAIN, 2, now, message, b"from :1\n"))
        stream.extend(_file(path, file) for path, file in sorted(main.items()))
        stream.append(b"\n")
    stream.append(b"get-mark :1\n" + (b"get-mark :2\n" if main is not None else b"") + b"done\n")
    printed = git.run(
        ["fast-import", "--quiet", "--done", "--date-format=raw"],
        git_dir=git_dir,
        input=b"".join(stream),
        options=OPTIONS,
    )
    ids = printed.decode("ascii").split()
    return ids[0], ids[1] if main is not None else None


def _commit(ref: str, mark: int, date: int, message: str, parents: bytes) -> bytes:
    text = message.encode()
    head = f"commit {ref}\nmark :{mark}\nauthor {MACHINE} {date} +0000\ncommitter {MACHINE} {date} +0000\n"
    return head.encode() + b"data %d\n" % len(text) + text + b"\n" + parents


def _parents(parents: Sequence[str]) -> bytes:
    lines = [f"{'merge' if position else 'from'} {parent}\n" for position, parent in enumerate(parents)]
    return "".join(lines).encode()


def _file(path: str, file: File) -> bytes:
    mode = b"100755" if file.executable else b"100644"
    return b"M %s inline %s\ndata %d\n%s\n" % (mode, quoted(path), len(file.content), file.content)


def quoted(path: str) -> bytes:
    """Quote a path as fast-import reads it."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'.encode()


def _message(vendor: VendorCommit) -> str:
    """The trailers are how a later run, in any clone, finds this commit and knows what it is."""
    trailers = [
        ("Donor-Release", vendor.version),
        ("Donor-Commit", vendor.donor_commit),
        (TRAILER, vendor.donor_tree),
        ("Donor-URL", vendor.donor_url),
    ]
    lines = [f"{name}: {' '.join(printable(value).split())}" for name, value in trailers]
    return f"{' '.join(printable(vendor.name).split())} {vendor.version}\n\n" + "\n".join(lines) + "\n"
