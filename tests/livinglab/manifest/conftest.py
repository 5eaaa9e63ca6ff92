"""A publiccode.yml as Kabupaten Sumedang writes it, and a way to spoil one line of it."""

import pytest

SAKIP = """\
publiccodeYmlVersion: "0"
name: e-SAKIP
url: https://git.example.go.id/sumedang/e-sakip.git
landingURL: https://sakip.example.go.id
softwareVersion: 1.10
releaseDate: 2026-10-01
logo: aset/logo.svg
organisation:
  uri: urn:x-kemendagri:32.11
  name: Pemerintah Kabupaten Sumedang
platforms:
  - web
categories:
  - government-websites
developmentStatus: stable
softwareType: standalone/web
description:
  id:
    shortDescription: Kinerja instansi pemerintah, dari rencana sampai laporan.
    longDescription: >
      Aplikasi ini membantu perangkat daerah menyusun pohon kinerja, menetapkan indikator dan target, mengisi
      capaian setiap triwulan, dan mencetak laporan kinerja instansi pemerintah sesuai aturan yang berlaku.
    features:
      - Pohon kinerja
      - Laporan LKjIP
legal:
  license: EUPL-1.2
maintenance:
  type: internal
  contacts:
    - name: Ani Suryani
localisation:
  localisationReady: true
  availableLanguages:
    - id
""".replace("government-websites", "data-collection")


@pytest.fixture
def sakip():
    """The bytes of a valid publiccode.yml, with `(old, new)` pairs replaced, each found exactly once."""

    def spoilt(*pairs):
        text = SAKIP
        for old, new in pairs:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        return text.encode()

    return spoilt


@pytest.fixture(scope="session")
def sakip_text():
    """The same publiccode.yml as text, unspoilt."""
    return SAKIP
