"""Archives in a folder and in an S3-compatible bucket: the same promises, tested on both."""

import hashlib
import threading

import pytest

from registry.catalog.store import PARTIAL, archive_name, open_store, quarantined_name
from registry.errors import NotFound, RegistryError
from registry.settings import Settings

CONTENT = bytes(range(256)) * 4096
NAME = archive_name(hashlib.sha256(CONTENT).hexdigest(), restricted=False)


@pytest.fixture(params=["folder", "bucket"])
def settings(request, tmp_path):
    """Give settings without any database: the store needs none."""
    where = request.getfixturevalue("bucket") if request.param == "bucket" else {}
    return Settings(folder=tmp_path, **where)


@pytest.fixture
def store(settings):
    return open_store(settings)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "bundle"
    path.write_bytes(CONTENT)
    return path


def test_a_file_comes_back_whole(store, file):
    store.put_file(NAME, file)
    assert store.size(NAME) == len(CONTENT)
    assert b"".join(store.read(NAME)) == CONTENT
    assert file.exists()


@pytest.mark.parametrize(("start", "end"), [(0, 1), (0, None), (100, 100_000), (1_048_575, None), (5, 5)])
def test_a_part_comes_back_as_asked(store, file, start, end):
    store.put_file(NAME, file)
    parts = list(store.read(NAME, start, end))
    assert b"".join(parts) == CONTENT[start:end]
    assert all(len(part) <= 256 * 1024 for part in parts)


def test_what_is_not_there_is_said_so(store):
    assert store.size(NAME) is None
    with pytest.raises(NotFound):
        list(store.read(NAME))


def test_an_archive_is_never_overwritten(store, file, tmp_path):
    store.put_file(NAME, file)
    other = tmp_path / "other"
    other.write_bytes(b"x" * len(CONTENT))
    store.put_file(NAME, other)
    assert b"".join(store.read(NAME)) == CONTENT


def test_an_entry_is_replaced_at_one_stroke(store):
    name, seen, over = "applications/e-sakip.json", set(), threading.Event()
    store.put_bytes(name, b"a" * 50_000)

    def look():
        while not over.is_set():
            seen.add(b"".join(store.read(name)))

    reader = threading.Thread(target=look)
    reader.start()
    for letter in b"bcdefgh":
        store.put_bytes(name, bytes([letter]) * 50_000)
    over.set()
    reader.join()
    assert seen
    assert all(len(set(content)) == 1 and len(content) == 50_000 for content in seen)
    assert b"".join(store.read(name)) == b"h" * 50_000


FOREIGN = """../livinglab.sqlite3 /etc/passwd ab/../../x.bundle ab/x.bundle/.. . ab ab/x.exe ab/.x.bundle
AB/x.bundle
ab//x.bundle ab\\x.bundle ab/x.bundle/x ab/b/c/d/x.bundle -ab/x.bundle ab/-x.bundle"""


@pytest.mark.parametrize("name", [*FOREIGN.split(), "", "ab/x.bundle\n", "ab/x\0.bundle", "ab/ x.bundle"])
def test_a_name_that_is_not_ours_leads_nowhere(store, name, file):
    with pytest.raises(NotFound):
        list(store.read(name))
    with pytest.raises(NotFound):
        store.put_file(name, file)


def test_restricted_archives_lie_apart():
    assert archive_name("ab" * 32, restricted=True) == f"restricted/ab/{'ab' * 32}.bundle"


def test_a_folder_holds_nothing_half_written(tmp_path, file):
    store = open_store(Settings(folder=tmp_path / "registry"))
    store.put_file(NAME, file)
    with pytest.raises(FileNotFoundError):
        store.put_file(NAME.replace(NAME[:2], "zz", 1), tmp_path / "absent")
    assert not [path for path in (tmp_path / "registry").rglob("*") if path.name.endswith(PARTIAL)]


def test_a_bucket_that_is_away_is_said_so(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-southeast-3")
    settings = Settings(folder=tmp_path, archive_url="s3://archives", s3_endpoint="http://127.0.0.1:9")
    with pytest.raises(RegistryError) as error:
        open_store(settings).size(NAME)
    assert error.value.status == 503


def test_a_moved_file_is_at_its_new_name_alone_and_moving_may_be_repeated(store, file):
    there = quarantined_name(NAME)
    store.put_file(NAME, file)
    for _ in range(2):
        store.move(NAME, there)
        assert (store.size(NAME), b"".join(store.read(there))) == (None, CONTENT)
    store.move(there, NAME)
    assert (store.size(there), b"".join(store.read(NAME))) == (None, CONTENT)


def test_a_file_that_is_at_both_names_is_at_the_new_one_after_a_move(store, file):
    """A process was killed in the middle, or another visit brought the same content."""
    there = quarantined_name(NAME)
    store.put_file(NAME, file)
    store.put_file(there, file)
    store.move(NAME, there)
    assert (store.size(NAME), b"".join(store.read(there))) == (None, CONTENT)


def test_moving_what_is_not_there_does_nothing(store):
    store.move(NAME, quarantined_name(NAME))
    assert store.size(quarantined_name(NAME)) is None


@pytest.mark.parametrize("name", ["../../etc/passwd", "quarantined/../x/y.bundle", "Quarantined/ab/c.bundle"])
def test_a_name_that_is_not_ours_is_not_moved(store, file, name):
    store.put_file(NAME, file)
    for taken_from, put_at in ((NAME, name), (name, NAME)):
        with pytest.raises(NotFound):
            store.move(taken_from, put_at)
    assert b"".join(store.read(NAME)) == CONTENT
