"""The operator's door: serve, migrate, import, example, health."""

import argparse
import os
import sqlite3
import sys
import urllib.error
import urllib.request
from pathlib import Path

import uvicorn

from esakip import app, database, example, importer, settings


def main(arguments: list[str] | None = None) -> int:
    """0 done, 1 failed, 2 wrong settings or usage."""
    options = _parser().parse_args(arguments)
    try:
        chosen = settings.read(os.environ)
    except settings.SettingsError as error:
        sys.stderr.write(f"Pengaturan belum benar (.env atau lingkungan):\n{error}\n")
        return 2
    try:
        return int(options.run(options, chosen))
    except (OSError, UnicodeError, sqlite3.Error, importer.ImportRefused) as error:
        sys.stderr.write(f"Gagal: {error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m esakip", description="e-SAKIP")
    commands = parser.add_subparsers(required=True, metavar="PERINTAH")
    serve = commands.add_parser("serve", help="siapkan basis data lalu jalankan peladen web")
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.set_defaults(run=_serve)
    commands.add_parser("migrate", help="siapkan atau mutakhirkan basis data").set_defaults(run=_migrate)
    loading = commands.add_parser("import", help="ambil sasaran, indikator, dan target dari CSV")
    loading.add_argument("file", type=Path)
    loading.set_defaults(run=_import)
    removing = commands.add_parser("remove-example", help="hapus data contoh")
    removing.set_defaults(run=_remove_example)
    commands.add_parser("health", help="tanya /health di mesin ini").set_defaults(run=_health)
    return parser


def _serve(options: argparse.Namespace, chosen: settings.Settings) -> int:
    application = app.create_app(chosen)
    host, port = options.host or chosen.host, options.port or chosen.port
    uvicorn.run(application, host=host, port=port, server_header=False)
    return 0


def _migrate(_: argparse.Namespace, chosen: settings.Settings) -> int:
    sys.stdout.write(f"Skema basis data: {database.migrate(chosen.database)}\n")
    return 0


def _import(options: argparse.Namespace, chosen: settings.Settings) -> int:
    database.migrate(chosen.database)
    with database.writing(chosen.database) as connection:
        count = importer.load(connection, options.file)
    sys.stdout.write(f"{count} indikator diambil.\n")
    return 0


def _remove_example(_: argparse.Namespace, chosen: settings.Settings) -> int:
    with database.writing(chosen.database) as connection:
        count = example.remove(connection)
    sys.stdout.write(f"{count} perangkat daerah contoh dihapus.\n")
    return 0


def _health(_: argparse.Namespace, chosen: settings.Settings) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{chosen.port}/health", timeout=5) as answer:
            return 0 if answer.status == 200 else 1
    except urllib.error.URLError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
