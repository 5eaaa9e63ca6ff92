"""The scripts of an overlay, really run: backup, restore, the test of a backup, and the health check."""

import sqlite3
import subprocess
import tarfile
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from livinglab.scaffold import Answers, Overlay

Trees = dict[str, dict[str, str]]
Put = Callable[..., Overlay]
MakeAnswers = Callable[..., Answers]


@pytest.fixture
def app(tmp_path: Path, trees: Trees, put: Put, answers: MakeAnswers) -> Path:
    """An application on SQLite without Docker, in use: one writer holds the file open in WAL mode."""
    folder = tmp_path / "dengan spasi"
    folder.mkdir()
    put(folder, trees["python-dockerfile"], answers())
    (folder / "data" / "unggahan").mkdir(parents=True)
    (folder / "data" / "unggahan" / "laporan akhir.pdf").write_bytes(b"%PDF" + bytes(1000))
    with sqlite3.connect(folder / "data" / "e-sakip.db") as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE kinerja (nama TEXT)")
        connection.execute("INSERT INTO kinerja VALUES ('indeks reformasi birokrasi')")
    connection.close()
    return folder


def run(folder: Path, script: str, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = ["bash", str(folder / ".livinglab/bin" / script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, input=stdin, cwd="/")


def backups(folder: Path) -> list[Path]:
    return sorted((folder / ".livinglab/cadangan").glob("*.tar.gz"))


def made(folder: Path) -> Path:
    done = run(folder, "backup.sh", "--mode", "server")
    assert (done.returncode, done.stderr) == (0, "")
    return backups(folder)[-1]


def rows(folder: Path) -> list[tuple[str]]:
    connection = sqlite3.connect(folder / "data" / "e-sakip.db")
    try:
        return connection.execute("SELECT nama FROM kinerja").fetchall()
    finally:
        connection.close()


def test_what_was_backed_up_comes_back_after_everything_was_lost(app: Path) -> None:
    before = rows(app)
    backup = made(app)
    (app / "data" / "e-sakip.db").unlink()
    (app / "data" / "unggahan" / "laporan akhir.pdf").unlink()
    (app / "data" / "setelah cadangan.txt").write_text("baru")
    done = run(app, "restore.sh", "--ya", "--tanpa-cadangan", str(backup))
    assert done.returncode == 0, done.stderr
    assert rows(app) == before
    assert (app / "data" / "unggahan" / "laporan akhir.pdf").stat().st_size == 1004
    assert not (app / "data" / "setelah cadangan.txt").exists()


def test_a_backup_taken_while_somebody_writes_is_whole(app: Path) -> None:
    writer = sqlite3.connect(app / "data" / "e-sakip.db")
    writer.execute("INSERT INTO kinerja VALUES ('tercatat')")
    writer.commit()  # in the WAL only, as the connection stays open
    writer.execute("INSERT INTO kinerja VALUES ('belum selesai')")
    backup = made(app)
    writer.rollback()
    writer.close()
    done = run(app, "restore.sh", "--ya", "--tanpa-cadangan", str(backup))
    assert done.returncode == 0, done.stderr
    assert rows(app) == [("indeks reformasi birokrasi",), ("tercatat",)]


def test_a_backup_is_for_its_owner_alone_and_carries_the_env(app: Path) -> None:
    backup = made(app)
    assert backup.stat().st_mode & 0o077 == 0
    with tarfile.open(backup) as archive:
        names = {name.removeprefix("./") for name in archive.getnames()}
    assert {"env", "keterangan.txt", "data/1.tar"} <= names
    assert [path.name for path in backup.parent.iterdir() if path.name.startswith(".sedang")] == []


def test_the_test_of_a_backup_changes_nothing(app: Path) -> None:
    backup = made(app)
    before = {path: path.stat().st_mtime_ns for path in app.rglob("*")}
    done = run(app, "restore.sh", "--uji", str(backup))
    assert done.returncode == 0, done.stderr
    assert "UJI BERHASIL" in done.stdout
    assert "SQLite e-sakip.db: utuh" in done.stdout
    assert {path: path.stat().st_mtime_ns for path in app.rglob("*")} == before


def test_a_changed_or_cut_backup_is_refused(app: Path) -> None:
    backup = made(app)
    backup.write_bytes(backup.read_bytes()[:-100])
    for arguments in (["--uji"], ["--ya"]):
        done = run(app, "restore.sh", *arguments, str(backup))
        assert done.returncode == 1
        assert "SHA-256 tidak cocok" in done.stderr
    assert rows(app) == [("indeks reformasi birokrasi",)]


def test_a_backup_without_its_checksum_is_refused(app: Path) -> None:
    backup = made(app)
    backup.with_name(backup.name + ".sha256").unlink()
    assert "sha256 tidak ada" in run(app, "restore.sh", "--uji", str(backup)).stderr


def test_a_broken_database_inside_a_backup_fails_its_test(app: Path) -> None:
    database = app / "data" / "e-sakip.db"
    backup = made(app)
    inside = app / "isi"
    subprocess.run(["bash", "-c", f'mkdir "{inside}" && tar -C "{inside}" -xzf "{backup}"'], check=True)
    subprocess.run(
        ["bash", "-c", f'mkdir "{inside}/d" && tar -C "{inside}/d" -xf "{inside}/data/1.tar"'], check=True
    )
    content = bytearray((inside / "d" / database.name).read_bytes())
    content[4096 - 200 : 4096] = b"\xff" * 200
    content[100:140] = b"\xff" * 40
    (inside / "d" / database.name).write_bytes(content)
    subprocess.run(
        ["bash", "-c", f'cd "{inside}" && tar -C d -cf data/1.tar . && rm -r d && tar -czf "{backup}" .'],
        check=True,
    )
    subprocess.run(
        ["bash", "-c", f'cd "{backup.parent}" && sha256sum {backup.name} > {backup.name}.sha256'], check=True
    )
    done = run(app, "restore.sh", "--uji", str(backup))
    assert done.returncode != 0
    assert "UJI BERHASIL" not in done.stdout


def test_another_applications_backup_is_refused(
    app: Path, tmp_path: Path, trees: Trees, put: Put, answers: MakeAnswers
) -> None:
    other = tmp_path / "lain"
    other.mkdir()
    put(other, trees["python-dockerfile"], answers(region_code="32.79"))
    (other / "data").mkdir()
    done = run(app, "restore.sh", "--uji", str(made(other)))
    assert "proyek lain" in done.stderr


def test_without_the_typed_name_nothing_is_restored(app: Path) -> None:
    backup = made(app)
    (app / "data" / "baru.txt").write_text("x")
    done = run(app, "restore.sh", str(backup), stdin="ya\n")
    assert done.returncode == 1
    assert "dibatalkan" in done.stderr
    assert (app / "data" / "baru.txt").exists()


def test_before_a_restore_the_present_state_is_backed_up(app: Path) -> None:
    backup = made(app)
    renamed = backup.with_name(backup.name.replace("Z.tar", "0Z.tar"))
    backup.rename(renamed)
    backup.with_name(backup.name + ".sha256").unlink()
    subprocess.run(
        ["bash", "-c", f'cd "{renamed.parent}" && sha256sum {renamed.name} > {renamed.name}.sha256'],
        check=True,
    )
    done = run(app, "restore.sh", str(renamed), stdin="3216-e-sakip\n")
    assert done.returncode == 0, done.stderr
    assert len(backups(app)) == 2


def test_only_the_newest_backups_of_this_project_are_kept(app: Path) -> None:
    env = app / ".env"
    env.write_text(env.read_text().replace("LIVINGLAB_BACKUP_KEEP=14", "LIVINGLAB_BACKUP_KEEP=2"))
    folder = app / ".livinglab/cadangan"
    folder.mkdir()
    for name in (
        "3216-e-sakip-20200101T000000Z",
        "3216-e-sakip-20200102T000000Z",
        "3216-lain-20200101T000000Z",
    ):
        (folder / f"{name}.tar.gz").write_bytes(b"")
    made(app)
    kept = [path.name for path in backups(app)]
    assert "3216-e-sakip-20200101T000000Z.tar.gz" not in kept
    assert {"3216-e-sakip-20200102T000000Z.tar.gz", "3216-lain-20200101T000000Z.tar.gz"} < set(kept)
    assert len(kept) == 3


def test_the_env_is_read_and_never_run(app: Path) -> None:
    pwned = app / "pwned"
    (app / ".env").write_text(
        f'LIVINGLAB_BACKUP_KEEP="$(touch \\"{pwned}\\")"\nLIVINGLAB_BACKUP_DIR=\n`touch "{pwned}"`\n'
    )
    made(app)
    assert not pwned.exists()


def test_a_backup_that_fails_leaves_nothing_behind(app: Path) -> None:
    (app / "data" / "e-sakip.db").write_bytes(b"SQLite format 3\0" + b"rusak" * 1000)
    done = run(app, "backup.sh", "--mode", "server")
    assert done.returncode != 0
    assert list((app / ".livinglab/cadangan").iterdir()) == []


class Answer(BaseHTTPRequestHandler):
    """Answers each path with the status that it names; /lambat is healthy from the third request on."""

    seen: list[str] = []  # noqa: RUF012 - shared on purpose: a handler lives for one request

    def do_GET(self) -> None:
        self.seen.append(self.path)
        status = int(self.path.strip("/")) if self.path.strip("/").isdigit() else 200
        if self.path == "/lambat":
            status = 200 if self.seen.count("/lambat") > 2 else 503
        self.send_response(status)
        self.send_header("Location", "/masuk")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def server() -> Iterator[str]:
    made_server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=made_server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{made_server.server_port}"
    made_server.shutdown()
    thread.join()
    made_server.server_close()


@pytest.mark.parametrize(("status", "code"), [(200, 0), (204, 0), (302, 0), (404, 1), (500, 1), (503, 1)])
def test_health_tells_a_healthy_application_from_a_sick_one(
    app: Path, server: str, status: int, code: int
) -> None:
    done = run(app, "health.sh", f"{server}/{status}")
    assert done.returncode == code
    assert str(status) in done.stdout + done.stderr


def test_health_finds_port_and_path_in_the_env(app: Path, server: str) -> None:
    port = server.rpartition(":")[2]
    (app / ".env").write_text(f"export LIVINGLAB_PORT=\"{port}\"\nLIVINGLAB_HEALTH_PATH='/204'\n")
    done = run(app, "health.sh")
    assert (done.returncode, "204" in done.stdout) == (0, True)


def test_health_waits_for_an_application_that_is_starting(app: Path, server: str) -> None:
    assert run(app, "health.sh", f"{server}/lambat").returncode == 1
    assert run(app, "health.sh", "--tunggu", "20", f"{server}/lambat").returncode == 0


def test_health_says_that_nobody_answers(app: Path) -> None:
    done = run(app, "health.sh", "http://127.0.0.1:1/")
    assert done.returncode == 1
    assert "tidak menjawab" in done.stderr
