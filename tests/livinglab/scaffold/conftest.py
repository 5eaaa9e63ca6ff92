"""Trees as their donors write them, small, and an overlay put on the disk for the real tools."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from livinglab.scaffold import Answers, Overlay, Stack, detect, environment, render

LARAVEL_ENV = """\
APP_NAME="E-SAKIP Kabupaten Sumedang"
APP_ENV=local
APP_KEY=base64:c3VtZWRhbmctc3VtZWRhbmctc3VtZWRhbmctMTIzNDU=
APP_DEBUG=true
APP_URL=http://localhost

DB_CONNECTION=mysql
DB_HOST=127.0.0.1
DB_PORT=3306
DB_DATABASE=sakip_sumedang
DB_USERNAME=root
DB_PASSWORD=rahasia-sumedang

QUEUE_CONNECTION=redis
REDIS_HOST=127.0.0.1
REDIS_PASSWORD=null
MAIL_PASSWORD=null
MAIL_FROM_ADDRESS=noreply@sumedangkab.go.id
MAIL_FROM_NAME="${APP_NAME}"
"""

TREES: dict[str, dict[str, str]] = {
    "laravel": {
        "artisan": "#!/usr/bin/env php\n",
        "composer.json": '{"require": {"php": "^8.2", "laravel/framework": "^12.0", "ext-intl": "*"}}',
        "bootstrap/app.php": "<?php return Application::configure()->withRouting(health: '/up')->create();",
        "routes/console.php": "<?php Schedule::command('sakip:rekap')->daily();",
        "package.json": '{"scripts": {"build": "vite build"}}',
        "package-lock.json": "{}",
        "public/index.php": "<?php",
        "storage/app/.gitignore": "*",
        ".env.example": LARAVEL_ENV,
        ".gitignore": "/vendor\n.env\n",
    },
    "codeigniter": {
        "spark": "#!/usr/bin/env php\n",
        "composer.json": '{"require": {"php": "^8.1", "codeigniter4/framework": "^4.5"}}',
        "app/Config/App.php": "<?php",
        "public/index.php": "<?php",
        "public/uploads/index.html": "",
        "writable/index.html": "",
        "env": "# CI_ENVIRONMENT = production\n# database.default.hostname = localhost\n"
        "# database.default.password = root\n# database.default.DBDriver = MySQLi\n",
    },
    "codeigniter3": {
        "index.php": "<?php",
        "application/config/config.php": "<?php",
        "application/config/database.php": "<?php $db['default'] = array('dbdriver' => 'mysqli');",
        "application/logs/index.html": "",
        "uploads/index.html": "",
    },
    "yii": {
        "yii": "#!/usr/bin/env php\n",
        "composer.json": '{"require": {"php": ">=7.4.0", "yiisoft/yii2": "~2.0.45"}}',
        "config/db.php": "<?php return ['dsn' => 'pgsql:host=localhost;dbname=spbe'];",
        "web/index.php": "<?php",
        "runtime/.gitignore": "*",
    },
    "wordpress-plugin": {
        "wp-eval-sakip.php": "<?php\n/*\n * Plugin Name:       WP Eval SAKIP\n * Version: 1.0\n */\n",
        "includes/class.php": "<?php",
        "composer.json": '{"require": {"php": ">=7.0"}}',
    },
    "php": {
        "index.php": "<?php",
        "koneksi.php": "<?php $db = mysqli_connect('localhost');",
        "upload/a.txt": "x",
    },
    "python": {
        "requirements.txt": "fastapi==0.115\nuvicorn\nsqlalchemy\npsycopg2-binary\n",
        "app/main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/health')\n"
        "def health(): ...\n",
        ".env.example": "DATABASE_URL=postgresql://spbe:spbe@localhost:5432/spbe\nSECRET_KEY=change-me\n",
    },
    "python-dockerfile": {
        "pyproject.toml": '[project]\nname = "e-sakip"\ndependencies = ["flask"]\n',
        "app.py": "import sqlite3\nfrom flask import Flask\n\napp = Flask(__name__)\n",
        "Dockerfile": "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nENV E_SAKIP_DATABASE=/data/e-sakip.db\n"
        "VOLUME /data\nUSER 10001\nEXPOSE 8000\n"
        "HEALTHCHECK CMD python -c \"import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health')\"\n",
    },
    "node": {
        "package.json": '{"scripts": {"start": "node server.js"}, '
        '"dependencies": {"express": "4", "pg": "8"}}',
        "package-lock.json": "{}",
        "server.js": "",
        ".env.example": "PORT=3000\nDB_HOST=localhost\nDB_USER=app\nDB_PASS=app\nDB_NAME=app\nJWT_SECRET=\n",
    },
    "go": {
        "go.mod": "module spbe\n\ngo 1.22\n\nrequire github.com/go-sql-driver/mysql v1.8.1\n",
        "cmd/server/main.go": "package main",
    },
    "static": {"index.html": "<!doctype html>", "style.css": ""},
    "own-compose": {
        "go.mod": "module spbe\n\ngo 1.22\n",
        "main.go": "package main",
        "Dockerfile": "FROM golang:1.22\nCOPY . .\nCMD [\"./api\"]\n",
        "docker-compose.yml": """\
version: "3.8"
x-log: &log
  logging: {driver: json-file}
services:
  db-mysql:
    image: mysql:8.0.39
    container_name: mysql
    environment:
      - MYSQL_ROOT_PASSWORD=${DB_PASSWORD}
      - MYSQL_DATABASE=db_spbe
    ports: ["3306:3306"]
    volumes:
      - spbe:/var/lib/mysql
  backend:
    <<: *log
    build: .
    image: api-spbe:latest
    container_name: api-spbe
    environment:
      DB_URL: root:${DB_PASSWORD}@tcp(db-mysql:3306)/db_spbe
    ports:
      - "8080:8080"
      - target: 9090
        published: 9090
    volumes:
      - unggahan:/app/unggahan
    depends_on: [db-mysql]
  migrate:
    build: {context: ., dockerfile: MigrationDockerfile}
    profiles: [migrate]
volumes:
  spbe:
    name: spbe-database
  unggahan: {}
networks:
  default:
    name: spbe-net
""",
    },
}  # fmt: skip


class DictListing:
    """A tree held in memory, as the CLI's is held in git objects."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files

    @property
    def paths(self) -> Sequence[str]:
        return sorted(self.files)

    def read(self, path: str, max_bytes: int) -> bytes | None:
        return self.files[path].encode()[:max_bytes] if path in self.files else None


@pytest.fixture(scope="session")
def trees() -> dict[str, dict[str, str]]:
    return TREES


@pytest.fixture(scope="session")
def stack_of() -> Callable[[dict[str, str]], Stack]:
    return lambda files: detect(DictListing(files))


@pytest.fixture(scope="session", params=sorted(TREES))
def tree_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def answers_with(**changed: str | None) -> Answers:
    usual = {
        "region_code": "32.16",
        "region_name": "Kabupaten Bekasi",
        "slug": "e-sakip",
        "app_name": "e-SAKIP",
        "version": "v1.2.0",
        "donor_name": "Kabupaten Sumedang",
        "donor_url": "https://git.sumedangkab.go.id/e-sakip.git",
        "license": "EUPL-1.2",
        "domain": "sakip.bekasikab.go.id",
        "contact": "Diskominfo, 021-555",
    }
    return Answers(**{**usual, **changed})


@pytest.fixture(scope="session")
def answers() -> Callable[..., Answers]:
    return answers_with


@pytest.fixture(scope="session")
def put() -> Callable[..., Overlay]:
    """Write the tree, its overlay and its `.env` into a folder, as `fetch` leaves them."""

    def put_into(folder: Path, files: dict[str, str], chosen: Answers) -> Overlay:
        stack = detect(DictListing(files))
        overlay = render(stack, chosen)
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        for path, file in {**overlay.machine, **overlay.region}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(file.content)
            (folder / path).chmod(0o755 if file.executable else 0o644)
        example = files[stack.env_example].encode() if stack.env_example else None
        schema = overlay.machine[".livinglab/env.schema.toml"].content
        environment.write_new(folder / ".env", environment.plan(example, schema, stack))
        return overlay

    return put_into
