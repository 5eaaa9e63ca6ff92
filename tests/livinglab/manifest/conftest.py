"""A publiccode.yml as Kabupaten Sumedang writes it, one with every key, and ways to spoil them."""

import copy
import json

import pytest

from livinglab import manifest

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


EVERY_KEY = {
    "publiccodeYmlVersion": "0",
    "name": "e-SAKIP",
    "applicationSuite": "SPBE",
    "url": "https://git.example.go.id/sumedang/e-sakip.git",
    "landingURL": "https://sakip.example.go.id",
    "isBasedOn": ["https://git.example.go.id/a.git"],
    "softwareVersion": "1.10",
    "releaseDate": "2026-10-01",
    "logo": "aset/logo.svg",
    "organisation": {"uri": "urn:x-kemendagri:32.11", "name": "Kabupaten Sumedang"},
    "platforms": ["web"],
    "categories": ["data-collection"],
    "usedBy": ["Kabupaten Bekasi"],
    "fundedBy": [{"uri": "https://sumedangkab.go.id", "name": "Kabupaten Sumedang"}],
    "roadmap": "https://sakip.example.go.id/rencana",
    "developmentStatus": "stable",
    "softwareType": "standalone/web",
    "supports": [{"id": "alias:gdpr"}],
    "intendedAudience": {"scope": ["government"], "countries": ["ID"], "unsupportedCountries": ["IT"]},
    "description": {
        "id": {
            "localisedName": "e-SAKIP",
            "shortDescription": "Kinerja instansi.",
            "longDescription": "Aplikasi untuk pohon kinerja. " * 6,
            "documentation": "https://sakip.example.go.id/dok",
            "apiDocumentation": "https://sakip.example.go.id/api",
            "features": ["Pohon kinerja"],
            "screenshots": ["aset/layar.png"],
            "videos": ["https://www.youtube.com/watch?v=a"],
            "awards": ["Top 45"],
        }
    },
    "legal": {"license": "EUPL-1.2", "mainCopyrightOwner": "Kabupaten Sumedang"},
    "maintenance": {
        "type": "contract",
        "contractors": [
            {"name": "PT A", "until": "2027-12-31", "email": "a@a.co.id", "website": "https://a.co.id"}
        ],
        "contacts": [
            {"name": "Ani", "email": "ani@a.go.id", "phone": "+62 261", "affiliation": "Diskominfo"}
        ],
    },
    "localisation": {"localisationReady": True, "availableLanguages": ["id"]},
    "dependsOn": {
        "open": [
            {"name": "MySQL", "versionMin": "8", "versionMax": "9", "version": "8.4", "optional": False}
        ],
        "proprietary": [{"name": "Oracle"}],
        "hardware": [{"name": "Server"}],
    },
}


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


@pytest.fixture
def every_key():
    """A document with every key that is not outdated, as JSON would have it."""
    return copy.deepcopy(EVERY_KEY)


@pytest.fixture
def within():
    """Find the container of a key path in a document, and the last step to the key."""

    def find(document, key):
        steps = [step for part in key.replace("]", "").split(".") for step in part.split("[")]
        for step in steps[:-1]:
            document = document[int(step) if step.isdigit() else step]
        return document, int(steps[-1]) if steps[-1].isdigit() else steps[-1]

    return find


@pytest.fixture
def read():
    """Read a document, written with a line for each key."""
    return lambda document: manifest.read(json.dumps(document, indent=1, ensure_ascii=False).encode())


@pytest.fixture
def judged(every_key, within, read):
    """Read the document with every key, one value in another's place, or without that key."""

    def judge(key, *value):
        document = copy.deepcopy(every_key)
        container, step = within(document, key)
        if value:
            container[step] = value[0]
        else:
            del container[step]
        return read(document)

    return judge


@pytest.fixture
def judged_with(judged):
    """Read the document with a key that it does not have; `key[0]` adds a list of one."""
    return lambda key, value: judged(key.partition("[")[0], [value] if key.endswith("[0]") else value)
