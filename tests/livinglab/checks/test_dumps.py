"""Dumps, backups, histories and logs: weighed by what is in them, counted, never shown."""

import bz2
import gzip
import io
import lzma
import zipfile

import pytest

from livinglab.checks import dumps

PHPMYADMIN = """-- phpMyAdmin SQL Dump
-- version 5.2.1
-- Host: localhost
-- Generation Time: Aug 17, 2026 at 10:00 AM

SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
CREATE TABLE `{table}` (`id` int(11) NOT NULL, `nama` varchar(100), `nik` varchar(16)) ENGINE=InnoDB;
{rows}
COMMIT;
"""
POSTGRESQL = """--
-- PostgreSQL database dump
--
CREATE TABLE public.pegawai (id integer, nik character varying(16));
COPY public.pegawai (id, nik) FROM stdin;
{rows}
\\.
"""
SCHEMA = "CREATE TABLE pegawai (id INT, nama VARCHAR(100));\nALTER TABLE pegawai ADD nik CHAR(16);\n"


def niks(count):
    return ["321115" + "570885" + f"{number:04}" for number in range(1, count + 1)]


def phpmyadmin(count, table="pegawai"):
    rows = "\n".join(
        f"INSERT INTO `{table}` (`id`, `nama`, `nik`) VALUES ({number}, 'Ani', '{nik}');"  # noqa: S608 - text, no query
        for number, nik in enumerate(niks(count))
    )
    return PHPMYADMIN.format(table=table, rows=rows)


def postgresql(count):
    return POSTGRESQL.format(rows="\n".join(f"{number}\t{nik}" for number, nik in enumerate(niks(count))))


def without_numbers(table):
    row = f"INSERT INTO `{table}` VALUES (1, 'satu', NULL);"  # noqa: S608 - text, no query
    return PHPMYADMIN.format(table=table, rows=row)


def zipped(text, name="db.sql"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return buffer.getvalue()


def found(examination, code="database-dump"):
    return [(one.path, one.level) for one in examination.findings if one.code == code]


@pytest.mark.parametrize("text", [phpmyadmin(12), postgresql(12)], ids=["phpMyAdmin", "pg_dump"])
def test_a_dump_with_peoples_numbers_blocks(examine, text):
    seen = examine({"sakip.sql": text})
    assert found(seen) == [("sakip.sql", "block")]
    assert not any(nik in repr(seen) for nik in niks(12))
    [finding] = [one for one in seen.findings if one.code == "database-dump"]
    assert "12 numbers" in finding.message.en
    assert "12 angka" in finding.message.id


@pytest.mark.parametrize(
    ("text", "level"),
    [
        (phpmyadmin(3), "warn"),
        (without_numbers("users"), "warn"),
        (without_numbers("tbl_pegawai"), "warn"),
        (without_numbers("ref_satuan"), "info"),
        ("INSERT INTO users VALUES (1, 'admin');\n", "info"),
        ("INSERT INTO ref_satuan VALUES (1, 'persen');\n", None),
        (SCHEMA, None),
        ("", None),
        (PHPMYADMIN.format(table="pegawai", rows=""), None),
        ("-- a\n" * 300_000, "warn"),
    ],
    ids=[
        "few",
        "users",
        "staff",
        "reference",
        "a seed's account",
        "a seed",
        "schema",
        "empty",
        "tool",
        "large",
    ],
)
def test_a_dump_weighs_what_is_in_it(examine, text, level):
    assert found(examine({"db/sakip.sql": text})) == ([("db/sakip.sql", level)] if level else [])


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("sakip.sql.gz", gzip.compress(phpmyadmin(12).encode())),
        ("sakip.sql.bz2", bz2.compress(phpmyadmin(12).encode())),
        ("sakip.sql.xz", lzma.compress(phpmyadmin(12).encode())),
        ("sakip.sql.zip", zipped(phpmyadmin(12))),
        ("SAKIP.SQL", phpmyadmin(12)),
        ("sakip.dump", phpmyadmin(12)),
        ("sakip.sql.bak", phpmyadmin(12)),
    ],
)
def test_a_dump_is_looked_into_however_it_is_kept(examine, path, content):
    assert found(examine({path: content})) == [(path, "block")]


def test_a_dump_that_cannot_be_opened_is_a_warning(examine):
    assert found(examine({"sakip.sql.7z": b"7z\xbc\xaf\x27\x1c" + b"\0" * 50})) == [("sakip.sql.7z", "warn")]
    assert found(examine({"sakip.sql.gz": b"\x1f\x8b" + b"\0" * 50})) == [("sakip.sql.gz", "warn")]


def test_a_dump_that_is_too_large_is_said_and_not_read(examine, monkeypatch):
    monkeypatch.setattr(dumps, "MOST", 2 << 20)
    seen = examine({"sakip.sql": "-- isi\n" * 500_000})
    assert found(seen) == [("sakip.sql", "warn")]
    [finding] = [one for one in seen.findings if one.code == "database-dump"]
    assert "3 MiB" in finding.message.en


def test_examples_of_data_are_only_mentioned(examine):
    assert found(examine({"tests/data.sql": phpmyadmin(12)})) == [("tests/data.sql", "warn")]
    assert found(examine({"docs/data.sql": without_numbers("users")})) == [("docs/data.sql", "info")]


def test_the_worst_come_first(examine):
    seen = examine({"a.sql": without_numbers("users"), "z.sql": phpmyadmin(12)})
    assert found(seen) == [("z.sql", "block"), ("a.sql", "warn")]


@pytest.mark.parametrize(
    ("path", "level"),
    [
        ("backup/2026-08-17.zip", "warn"),
        ("backup_sakip.tar.gz", "warn"),
        ("public_html.zip", "warn"),
        ("cadangan/web.rar", "warn"),
        ("konfigurasi.bak", "warn"),
        ("app/Services/Sync.php.backup", "info"),
        ("app/Services/Sync.php.bak", "info"),
        ("tests/backup/a.zip", None),
        ("app/Models/Backup.php", None),
        ("public/templates/surat.zip", None),
        ("resources/backup.png", None),
        ("storage/backup/.gitignore", None),
    ],
)
def test_backups_are_known_by_their_names(examine, path, level):
    assert found(examine({path: b"x"}), "backup-file") == ([(path, level)] if level else [])


def test_a_backup_with_peoples_numbers_blocks(examine):
    seen = examine({"backup/lama.zip": zipped(phpmyadmin(12), "lama/db.sql")})
    assert found(seen, "backup-file") == [("backup/lama.zip", "block")]
    assert found(seen) == []


@pytest.mark.parametrize(
    ("path", "level"),
    [
        (".bash_history", "block"),
        ("home/www/.mysql_history", "block"),
        (".psql_history", "block"),
        (".zsh_history", "block"),
        (".node_repl_history", "block"),
        ("docs/.bash_history", "warn"),
        ("app/History.php", None),
        ("bash_history.md", None),
        (".history", "block"),
    ],
)
def test_a_shells_history_blocks(examine, path, level):
    seen = examine({path: "mysql -u root -p" + "Sumedang2024\n"})
    assert found(seen, "shell-history") == ([(path, level)] if level else [])
    assert "Sumedang2024" not in repr(seen)


@pytest.mark.parametrize(
    ("path", "is_log"),
    [
        ("error_log", True),
        ("public/error_log", True),
        ("storage/logs/laravel.log", True),
        ("storage/logs/laravel-2026-08-17.log", True),
        ("application/logs/log-2026-08-17.php", True),
        ("writable/logs/log-2026-08-17.log", True),
        ("npm-debug.log", True),
        ("application/logs/index.html", False),
        ("storage/logs/.gitignore", False),
        ("app/Logs/Error.php", False),
    ],
)
def test_a_servers_log_is_mentioned(examine, path, is_log):
    assert found(examine({path: "PHP Warning: a\n"}), "error-log") == ([(path, "info")] if is_log else [])
