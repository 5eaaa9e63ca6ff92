"""Small donors: repositories that may be published, as a region's first application looks."""

import os
import subprocess
from pathlib import Path

from registry.schema import MIGRATIONS

LICENSE = (MIGRATIONS.parent / "LICENSE").read_text()  # livinglab's own, the EUPL-1.2
STAMP = "Diskominfo Sumedang <kominfo@sumedang.invalid> 1772327000 +0700"
FILES = 60  # of 100 lines, beside the licence, the manifest and index.php
MANIFEST = """\
publiccodeYmlVersion: "0.5"
name: {slug}
url: {url}
platforms:
  - web
categories:
  - workflow-management
developmentStatus: stable
softwareType: standalone/web
description:
  id:
    shortDescription: Akuntabilitas kinerja instansi pemerintah
    longDescription: >
      e-SAKIP membantu perangkat daerah menyusun rencana strategis, perjanjian kinerja dan laporan kinerja.
      Setiap sasaran punya indikator, target dan realisasi, yang dihitung dan dilaporkan setiap triwulan.
      Pimpinan melihat capaian seluruh perangkat daerah pada satu layar, lengkap dengan bukti dukungnya.
    features:
      - Perjanjian kinerja
legal:
  license: EUPL-1.2
maintenance:
  type: internal
  contacts:
    - name: Dinas Komunikasi dan Informatika
localisation:
  localisationReady: false
  availableLanguages:
    - id
"""


class Donor:
    """A bare repository in the folder of a donor's server."""

    def __init__(self, folder: Path, server: str, number: int) -> None:
        self.slug = f"aplikasi-{number}"
        self.url = f"{server}/{self.slug}.git"
        self._folder = folder / f"{self.slug}.git"
        subprocess.run(["git", "init", "--quiet", "--bare", "-b", "main", self._folder], check=True)

    def release(self, version: str) -> None:
        """Commit the whole application once more and tag it."""
        files = {"LICENSE": LICENSE, "publiccode.yml": MANIFEST.format(slug=self.slug, url=self.url)}
        files |= {f"app/bagian_{n}.php": f"<?php // {self.slug} {version} {n}\n" * 100 for n in range(FILES)}
        files["index.php"] = f"<?php echo 'rilis {version}';\n"
        parent = "from refs/heads/main^0\n" if any((self._folder / "refs" / "heads").iterdir()) else ""
        stream = f"commit refs/heads/main\ncommitter {STAMP}\ndata 5\nrilis\n{parent}deleteall\n"
        for path, content in files.items():
            stream += f"M 100644 inline {path}\ndata {len(content.encode())}\n{content}\n"
        stream += f"tag v{version}\nfrom refs/heads/main\ntagger {STAMP}\ndata 5\nrilis\n"
        self._git("fast-import", "--quiet", stdin=stream)

    def _git(self, *arguments: str, stdin: str) -> None:
        environment = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        command = ["git", f"--git-dir={self._folder}", *arguments]
        subprocess.run(command, input=stdin.encode(), env=environment, check=True)
