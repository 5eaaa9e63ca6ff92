"""One unbroken stream out of sources that break: each byte once, tries that end, prefixes used again."""

import io
import random
from contextlib import contextmanager

import pytest

from livinglab.client.cache import Cache
from livinglab.client.catalog import ConnectionDropped
from livinglab.client.download import TRIES, unbroken
from livinglab.contract import Archive
from livinglab.errors import NotVerified, Unreachable
from livinglab.output import Output
from livinglab.progress import Progress

CONTENT = random.Random(3211).randbytes(100_000)  # noqa: S311 - the same bytes at each run, nothing secret
ARCHIVE = Archive(kind="snapshot", sha256="ab" * 32, bytes=len(CONTENT), path="archives/ab/x.bundle")


class Breaking:
    """A source that gives `most` bytes a time, then breaks."""

    def __init__(self, most, content=CONTENT):
        self.most = most
        self.content = content
        self.offsets = []

    @contextmanager
    def read_from(self, offset):
        """Read from there, and break."""
        self.offsets.append(offset)
        yield self._chunks(offset)

    def _chunks(self, offset):
        end = offset + self.most
        file = io.BytesIO(self.content[offset:end])
        while chunk := file.read(7_001):
            yield chunk
        if end < len(self.content):
            raise ConnectionDropped("broken")


def download(source, *, partial=None, waits=None):
    """Read it all."""
    progress = Progress(Output("en"), ARCHIVE.bytes)
    waits = [] if waits is None else waits
    return b"".join(unbroken(ARCHIVE, source, progress, partial=partial, sleep=waits.append))


@pytest.mark.parametrize("most", [1_000, 9_999, 50_000, 99_999, 100_000])
def test_every_byte_comes_exactly_once(most):
    source = Breaking(most)
    assert download(source) == CONTENT
    assert source.offsets == list(range(0, 100_000, most))


def test_a_source_that_gives_nothing_is_given_up_after_waits_that_grow():
    source, waits = Breaking(0), []
    with pytest.raises(Unreachable):
        download(source, waits=waits)
    assert len(source.offsets) == TRIES
    assert waits == sorted(waits)
    assert waits[-1] > waits[0]


def test_more_than_promised_is_refused_at_once():
    with pytest.raises(NotVerified):
        download(Breaking(200_000, CONTENT + b"more"))


def test_what_one_run_kept_the_next_one_does_not_load_again(tmp_path):
    cache = Cache(tmp_path)
    with cache.partial(ARCHIVE) as partial, pytest.raises(Unreachable):
        download(Breaking(40_000, CONTENT[:60_000]), partial=partial)
    source = Breaking(100_000)
    with cache.partial(ARCHIVE) as partial:
        assert download(source, partial=partial) == CONTENT
        partial.complete()
    assert source.offsets == [60_000]
    assert [path.name for path in (tmp_path / "archives/ab").iterdir()] == [f"{'ab' * 32}.bundle"]


def test_a_run_copies_the_prefix_of_another_that_is_still_writing(tmp_path):
    cache = Cache(tmp_path)
    with cache.partial(ARCHIVE) as living:
        living.keep(CONTENT[:50_000])
        living._file.flush()
        with cache.partial(ARCHIVE) as second:
            assert download(Breaking(100_000), partial=second) == CONTENT
        living.keep(CONTENT[50_000:])
        living.complete()
    kept = tmp_path / "archives/ab" / f"{'ab' * 32}.bundle"
    assert kept.read_bytes() == CONTENT


def test_an_archive_in_the_cache_that_does_not_hash_to_its_name_is_thrown_away(tmp_path):
    place = tmp_path / "archives/ab" / f"{'ab' * 32}.bundle"
    place.parent.mkdir(parents=True)
    place.write_bytes(CONTENT)
    assert Cache(tmp_path).source(ARCHIVE) is None
    assert not place.exists()


def test_the_cache_keeps_the_youngest_and_forgets_the_rest(tmp_path, monkeypatch):
    monkeypatch.setattr("livinglab.client.cache.KEPT_BYTES", 250)
    import os  # noqa: PLC0415 - only here

    for age, name in enumerate(("new", "old", "older")):
        place = tmp_path / "archives/ab" / f"{name}.bundle"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"x" * 100)
        os.utime(place, (1_000_000 - age, 1_000_000 - age))
    Cache(tmp_path).trim()
    assert sorted(path.name for path in (tmp_path / "archives/ab").iterdir()) == ["new.bundle", "old.bundle"]
