"""A donor's repository in a few lines: paths with contents, turned into one tree."""

import subprocess
from pathlib import Path

import pytest

from livinglab import checks
from livinglab.repository import git

LICENSES = Path(__file__).parents[3] / "LICENSE"

MIT = """MIT License

Copyright (c) 2026 {owner}

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

PUBLICCODE = """\
publiccodeYmlVersion: "0"
name: e-SAKIP
url: https://git.example.go.id/sumedang/e-sakip.git
platforms: [web]
developmentStatus: {status}
softwareType: standalone/web
description:
  id:
    shortDescription: Kinerja instansi pemerintah.
    longDescription: >
      Aplikasi ini membantu perangkat daerah menyusun pohon kinerja, menetapkan indikator dan target, mengisi
      capaian setiap triwulan, dan mencetak laporan kinerja instansi pemerintah sesuai aturan yang berlaku.
    features: [Pohon kinerja]
legal: {{license: {license}}}
maintenance: {{type: {maintenance}, contacts: [{{name: Ani}}]}}
localisation: {{localisationReady: true, availableLanguages: [id]}}
"""


@pytest.fixture
def mit():
    """The text of the MIT licence with its owner."""
    return lambda owner="Pemerintah Kabupaten Sumedang": MIT.format(owner=owner)


@pytest.fixture
def eupl():
    """The text of the EUPL-1.2: this project's own licence."""
    return LICENSES.read_text(encoding="utf-8")


@pytest.fixture
def in_order(eupl, publiccode):
    """The files of a repository that no check has anything to say of."""
    readme = """# e-SAKIP
Aplikasi ini dipakai untuk menyusun pohon kinerja dan laporan kinerja instansi pemerintah. Pemasangannya
memerlukan Python 3.11 dan basis data; langkahnya ada di bawah ini.
"""
    return {
        "CHANGELOG.md": "# 1.0.0\n",
        "LICENSE": eupl,
        "README.md": readme,
        "SECURITY.md": "Laporkan ke keamanan@example.go.id\n",
        "publiccode.yml": publiccode(),
    }


@pytest.fixture
def publiccode():
    """A publiccode.yml with a chosen licence, status and kind of maintenance."""

    def write(license="EUPL-1.2", status="stable", maintenance="internal"):
        return PUBLICCODE.format(license=license, status=status, maintenance=maintenance)

    return write


@pytest.fixture
def examine(tmp_path):
    """Commit files (path to text, or to a `(mode, text)` pair) and examine the result."""

    def run(files, manifest_text=None, profile=git.LAPTOP):
        git_dir = tmp_path / "donor.git"
        git.init(git_dir)
        lines = [_import(path, content) for path, content in files.items()]
        stream = b"commit refs/heads/main\ncommitter A <a@example.go.id> 0 +0000\ndata 0\n" + b"".join(lines)
        command = [
            "git",
            "--git-dir",
            git_dir,
            "-c",
            "core.protectNTFS=false",
            "fast-import",
            "--quiet",
            "--force",
        ]
        subprocess.run(command, input=stream, check=True)
        commit, tree = (
            git.run(["rev-parse", name], git_dir=git_dir).decode().strip() for name in ("main", "main^{tree}")
        )
        return checks.examine(git_dir, commit, tree, manifest_text, profile)

    return run


def _import(path, content):
    mode, text = content if isinstance(content, tuple) else ("100644", content)
    if mode == "160000":
        return f"M 160000 {text} {path}\n".encode()
    raw = text if isinstance(text, bytes) else text.encode()
    return f"M {mode} inline {path}\ndata {len(raw)}\n".encode() + raw + b"\n"
