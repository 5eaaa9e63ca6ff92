"""A region's repository in a few lines: a folder of files, with git's memory or without."""

import os
import subprocess
from pathlib import Path

import pytest

from livinglab import manifest
from livinglab.drafting import draw, written

README = """\
# e-SAKIP

[![Build](https://ci.example/x.svg)](https://ci.example/x)

Aplikasi untuk menyusun pohon kinerja dan laporan kinerja instansi pemerintah.

Perangkat daerah menetapkan indikator dan target, mengisi capaian setiap triwulan, dan mencetak laporan
kinerja sesuai aturan yang berlaku. Inspektorat memeriksa dan memberi nilai di aplikasi yang sama.

## Fitur

- Pohon kinerja
- **Indikator** dan target
- [ ] Tanda tangan elektronik

## Instalasi

Jalankan `composer install`.
"""
COMPOSER = """{"name": "sumedang/e-sakip", "type": "project",
"description": "Kinerja instansi pemerintah daerah.",
"homepage": "https://sakip.sumedangkab.example", "require": {"php": "^8.2", "laravel/framework": "^12.0"}}"""
MIT = """MIT License

Copyright (c) 2026 Pemerintah Kabupaten Sumedang

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""
IDENTITY = {
    "GIT_AUTHOR_NAME": "Ani Wijaya",
    "GIT_AUTHOR_EMAIL": "ani@sumedang.invalid",
    "GIT_COMMITTER_NAME": "Ani Wijaya",
    "GIT_COMMITTER_EMAIL": "ani@sumedang.invalid",
    "GIT_AUTHOR_DATE": "2026-03-01T10:00:00+07:00",
    "GIT_COMMITTER_DATE": "2026-03-01T10:00:00+07:00",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


@pytest.fixture
def sumedang() -> dict[str, str | bytes]:
    """The files of a Laravel application of Kabupaten Sumedang that says much of itself."""
    return {
        "README.md": README,
        "composer.json": COMPOSER,
        "LICENSE": MIT,
        "artisan": "<?php",
        "resources/views/home.blade.php": "<h1>e-SAKIP</h1>",
        "lang/id/kinerja.php": "<?php return [];",
        "lang/en/kinerja.php": "<?php return [];",
        ".env.example": "DB_CONNECTION=mysql\n",
    }


@pytest.fixture
def folder(tmp_path):
    """Write files into a folder, and commit them with a remote and tags if there are any."""

    def lay(files, *, remote=None, tags=(), name="e-sakip") -> Path:
        root = tmp_path / name
        root.mkdir(exist_ok=True)
        for path, content in files.items():
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content if isinstance(content, bytes) else content.encode())
        if remote or tags:
            _commit(root, remote, tags)
        return root

    return lay


def _commit(root: Path, remote: str | None, tags: tuple[str, ...]) -> None:
    def git(*words: str) -> None:
        environment = {**os.environ, **IDENTITY}
        subprocess.run(["git", *words], cwd=root, env=environment, check=True, capture_output=True)

    git("-c", "init.defaultBranch=main", "init")
    if remote:
        git("remote", "add", "origin", remote)
    git("add", "--all", "--force")
    git("commit", "--allow-empty", "-m", "awal")
    for tag in tags:
        git("tag", tag)


@pytest.fixture
def drawn(folder):
    """Draw the draft of files: its values by key."""

    def draw_from(files, **options):
        return draw(folder(files, **options))

    return draw_from


@pytest.fixture
def values(drawn):
    """Draw the draft of files and return its values alone."""

    def of(files, **options):
        return {key: found.value for key, found in drawn(files, **options).facts.items()}

    return of


@pytest.fixture
def offers(drawn):
    """Draw the draft of files and return what it offers for a key."""

    def of(key, files, **options):
        draft = drawn(files, **options)
        assert key not in draft.facts
        return [hint.value for hint in draft.hints.get(key, ())]

    return of


@pytest.fixture
def judged():
    """Read what a draft writes: the topmost keys of the errors."""

    def read(draft):
        return {
            problem.key.partition(".")[0]
            for problem in manifest.read(written(draft).encode()).problems
            if problem.level == "error"
        }

    return read


@pytest.fixture
def wrong():
    """Read what a draft writes: the errors about keys that it gives a value."""

    def read(draft):
        problems = manifest.read(written(draft).encode()).problems
        errors = [problem for problem in problems if problem.level == "error"]
        return [one for one in errors if not one.key or _is_among(one.key, draft.facts)]

    return read


def _is_among(key, facts):
    return any(key == known or key.startswith((f"{known}.", f"{known}[")) for known in facts)
