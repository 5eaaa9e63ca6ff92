"""One archive into one repository: from the cache, else as one stream that is kept as it comes."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from livinglab.client.cache import Cache
from livinglab.client.catalog import Catalog
from livinglab.client.download import unbroken
from livinglab.client.folder import FileSource
from livinglab.contract import Archive
from livinglab.output import Output
from livinglab.progress import Progress
from livinglab.repository.errors import VerificationFailed
from livinglab.repository.receiving import receive


class Wanted(NamedTuple):
    """What an archive has to turn out to be."""

    archive: Archive
    commit: str
    tree: str


def retrieve(wanted: Wanted, catalog: Catalog, cache: Cache, git_dir: Path, output: Output) -> None:
    """Bring the archive's objects into the repository; raises VerificationFailed, Unreachable.

    What earlier runs left of it is used; if that turns out to be spoilt, once more from the start.
    """
    archive = wanted.archive
    source = cache.source(archive) or catalog.source(archive)
    if isinstance(source, FileSource):
        progress = Progress(output, archive.bytes, here=True)
        _take(wanted, unbroken(archive, source, progress, partial=None), git_dir)
        return
    for again in (True, False):
        with cache.partial(archive) as partial:
            progress = Progress(output, archive.bytes)
            try:
                _take(wanted, unbroken(archive, source, progress, partial=partial), git_dir)
            except VerificationFailed:
                partial.spoilt()
                cache.forget(archive)
                if not (again and partial.reused):
                    raise
                continue
            partial.complete()
            break
    cache.trim()


def _take(wanted: Wanted, chunks: Iterable[bytes], git_dir: Path) -> None:
    receive(
        chunks,
        git_dir,
        sha256=wanted.archive.sha256,
        max_bytes=wanted.archive.bytes,
        expected_commit=wanted.commit,
        expected_tree=wanted.tree,
    )
