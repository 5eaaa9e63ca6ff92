"""README, security contact and changelog: there, in a language people read, and not a framework's."""

import pytest

OWN = """\
# e-SAKIP

Aplikasi ini membantu perangkat daerah menyusun pohon kinerja, menetapkan indikator dan target,
mengisi capaian setiap triwulan, dan mencetak laporan kinerja instansi pemerintah sesuai aturan yang
berlaku. Untuk memasangnya, salin berkas contoh konfigurasi dan sesuaikan dengan basis data yang
tersedia, lalu jalankan migrasi. Jika ada pertanyaan, silakan menghubungi dinas komunikasi dan
informatika melalui alamat yang tertulis di bawah ini.
"""
ENGLISH = """\
# e-SAKIP

This application helps agencies to draw their tree of performance, to set indicators and targets,
and to enter what was achieved each quarter. It prints the report that the law asks for. To install
it, copy the example of the configuration, adapt it to your database, and run the migrations. If you
have a question, write to the office that is named below, and they will answer as soon as they can.
You can also run the tests with one command.
"""
GERMAN = """\
# e-SAKIP

Diese Anwendung hilft den Behörden, ihre Ziele und Kennzahlen festzulegen, die Ergebnisse jedes
Quartals einzutragen und den Bericht zu drucken, den das Gesetz verlangt. Zum Einrichten kopiert man
die Beispieldatei, passt sie an die eigene Datenbank an und führt die Migrationen aus. Wer Fragen
hat, schreibt an die unten genannte Stelle, die so bald wie möglich antwortet. Alle Prüfungen lassen
sich mit einem einzigen Befehl ausführen, auch ohne Netz.
"""
SPANISH = """\
# e-SAKIP

Esta aplicación ayuda a las oficinas públicas a fijar sus metas e indicadores, a registrar los
resultados de cada trimestre y a imprimir el informe que exige la ley. Para instalarla, copie el
archivo de ejemplo de la configuración, adáptelo a su base de datos y ejecute las migraciones. Si
tiene alguna pregunta, escriba a la oficina que se nombra más abajo, que le responderá lo antes
posible. También puede ejecutar todas las pruebas con una sola orden.
"""
DUTCH = """\
# e-SAKIP

Deze toepassing helpt overheden om hun doelen en indicatoren vast te leggen, de resultaten van elk
kwartaal in te voeren en het verslag af te drukken dat de wet vraagt. Om het te installeren kopieer
je het voorbeeld van de instellingen, pas je het aan je eigen databank aan en voer je de migraties
uit. Wie vragen heeft, schrijft naar het kantoor dat hieronder staat; het antwoordt zo snel
mogelijk. Alle proeven draaien met één opdracht.
"""
LARAVEL = """\
<p align="center"><a href="https://laravel.com" target="_blank"><img src="https://laravel.com/logo.svg"></a></p>

## About Laravel

Laravel is a web application framework with expressive, elegant syntax. We believe development must
be an enjoyable and creative experience to be truly fulfilling.

## Learning Laravel

Laravel has the most extensive and thorough documentation.

## License

The Laravel framework is open-sourced software.
"""
CODEIGNITER = """\
###################
What is CodeIgniter
###################

CodeIgniter is an Application Development Framework - a toolkit - for people
who build web sites using PHP. Its goal is to enable you to develop projects
much faster than you could if you were writing code from scratch.

*******************
Server Requirements
*******************

PHP version 5.6 or newer is recommended.
"""
VUE = """\
# e-sakip-frontend

This template should help get you started developing with Vue 3 in Vite.

## Recommended IDE Setup

A code editor with the extension for Vue, and the one for types disabled.

## Project Setup
"""


def codes(examination):
    wanted = ("readme-", "security-contact", "changelog")
    return {
        finding.code: finding.level for finding in examination.findings if finding.code.startswith(wanted)
    }


@pytest.fixture
def readme(examine):
    """What is said of the README among the findings."""
    return lambda files: [code for code in codes(examine(files)) if code.startswith("readme")]


@pytest.mark.parametrize(
    "path", ["README.md", "readme.txt", "README", "README.rst", "README.id.md", "docs/README.md"]
)
@pytest.mark.parametrize("text", [OWN, ENGLISH], ids=["id", "en"])
def test_a_readme_in_indonesian_or_english_is_in_order(readme, path, text):
    assert readme({path: text}) == []


@pytest.mark.parametrize("files", [{"a.php": ""}, {"app/README.md": OWN}, {"README.md": ("120000", "a")}])
def test_no_readme_is_a_warning(examine, files):
    assert codes(examine(files))["readme-missing"] == "warn"


def test_a_readme_of_a_title_only_is_as_good_as_none(readme, examine):
    assert readme({"README.md": "# e-sakip\n"}) == ["readme-missing"]
    [finding] = [one for one in examine({"README.md": "#"}).findings if one.code == "readme-missing"]
    assert (finding.path, finding.message.en) == ("README.md", "There is hardly anything in the README.")


@pytest.mark.parametrize("text", [LARAVEL, CODEIGNITER, VUE, f"# E-SAKIP\n\n{LARAVEL}"])
def test_a_frameworks_readme_is_a_warning(examine, text):
    assert codes(examine({"readme.rst": text}))["readme-boilerplate"] == "warn"


@pytest.mark.parametrize(
    "text",
    [
        f"{LARAVEL}\n# e-SAKIP\n\nMilik sendiri.\n\n## Cara memasang\n\nSalin berkas.\n",
        OWN + "\n## About Laravel\n\n## License\n",
    ],
)
def test_one_with_words_of_its_own_is_not_a_frameworks(readme, text):
    assert readme({"README.md": text}) == []


@pytest.mark.parametrize("text", [GERMAN, SPANISH, DUTCH], ids=["de", "es", "nl"])
def test_another_language_is_a_warning_unless_there_is_a_second_readme(readme, text):
    assert readme({"README.md": text}) == ["readme-language"]
    assert readme({"README.md": text, "README.id.md": OWN}) == []


def test_code_and_addresses_are_not_the_language(readme):
    code = "```sh\n" + "php artisan migrate --seed\n" * 200 + "```\n" + "https://example.go.id/a/b/c\n" * 100
    assert readme({"README.md": OWN + code}) == []


def test_hostile_text_is_read_in_time(readme):
    assert readme({"README.md": OWN + "<" * 100_000 + "`" * 50_000 + "](" * 20_000 + "://" * 10_000}) == []


@pytest.mark.parametrize(
    "path", ["SECURITY.md", ".github/SECURITY.md", "public/.well-known/security.txt", "KEAMANAN.md"]
)
def test_a_security_contact_in_a_file_is_enough(examine, path):
    assert "security-contact-missing" not in codes(examine({path: "csirt@example.go.id"}))


def test_a_contact_with_an_address_in_the_manifest_is_enough(examine, publiccode):
    named = {"publiccode.yml": publiccode()}
    reachable = {
        "publiccode.yml": publiccode().replace("{name: Ani}", "{name: Ani, email: ani@example.go.id}")
    }
    assert codes(examine(named))["security-contact-missing"] == "info"
    assert "security-contact-missing" not in codes(examine(reachable))


@pytest.mark.parametrize(
    "path",
    [
        "CHANGELOG.md",
        "changes.txt",
        "CHANGE.md",
        "HISTORY.rst",
        "catatan_rilis.md",
        "RILIS.md",
        "docs/changelog.md",
        "CHANGELOG-1.x.md",
        "docs/rilis/v1.md",
        "RELEASE-NOTES.md",
    ],
)
def test_a_changelog_has_many_names(examine, path):
    assert "changelog-missing" not in codes(examine({path: "# 1.0.0\n"}))


@pytest.mark.parametrize("path", ["changeset.php", "app/CHANGELOG.md", "newsletter.php", "historical.txt"])
def test_these_are_no_changelog(examine, path):
    assert codes(examine({path: "x"}))["changelog-missing"] == "info"
