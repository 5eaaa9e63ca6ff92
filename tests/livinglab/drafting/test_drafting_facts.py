"""What becomes a value of the draft, what only an offer, and what nothing at all."""

import json

import pytest

ADDRESS = "https://git.sumedangkab.example/diskominfo/e-sakip.git"
FLUTTER = {"pubspec.yaml": "flutter:\n", "android/app/src/main/AndroidManifest.xml": ""}


def test_a_repository_that_says_much_leaves_little_open(drawn, judged, sumedang):
    draft = drawn(sumedang, remote=ADDRESS, tags=("v1.0.0", "v1.2.0"))
    values = {key: found.value for key, found in draft.facts.items()}
    assert values == {
        "publiccodeYmlVersion": "0",
        "name": "e-SAKIP",
        "url": ADDRESS,
        "landingURL": "https://sakip.sumedangkab.example",
        "softwareVersion": "1.2.0",
        "releaseDate": "2026-03-01",
        "platforms": ("web",),
        "softwareType": "standalone/web",
        "description.id.shortDescription": "Kinerja instansi pemerintah daerah.",
        "description.id.longDescription": values["description.id.longDescription"],
        "description.id.features": ("Pohon kinerja", "Indikator dan target"),
        "legal.license": "MIT",
        "legal.mainCopyrightOwner": "Pemerintah Kabupaten Sumedang",
        "localisation.localisationReady": True,
        "localisation.availableLanguages": ("en", "id"),
        "dependsOn.open": ({"name": "PHP", "versionMin": "8.2"}, {"name": "MySQL"}),
    }
    assert values["description.id.longDescription"].startswith("Aplikasi untuk menyusun pohon kinerja")
    assert "composer install" not in values["description.id.longDescription"]
    assert judged(draft) == {"developmentStatus", "maintenance"}


def test_each_value_says_where_it_is_from(drawn, sumedang):
    facts = drawn(sumedang, remote=ADDRESS, tags=("v1.2.0",)).facts
    assert facts["name"].source == "README.md"
    assert facts["url"].source == "git remote origin"
    assert facts["softwareVersion"].source == "git tag v1.2.0"
    assert facts["description.id.shortDescription"].source == "composer.json"
    assert facts["legal.license"].source == "LICENSE"


def test_a_folder_without_git_or_anything_else_is_all_questions(drawn, judged):
    draft = drawn({}, name="aplikasi-kantor")
    assert set(draft.facts) == {"publiccodeYmlVersion"}
    assert [hint.value for hint in draft.hints["name"]] == ["aplikasi-kantor"]
    assert judged(draft) == {
        "name",
        "url",
        "platforms",
        "developmentStatus",
        "softwareType",
        "description",
        "legal",
        "maintenance",
        "localisation",
    }


@pytest.mark.parametrize(
    ("remote", "url"),
    [
        ("git@github.com:team/e-sakip.git", "https://github.com/team/e-sakip.git"),
        ("ssh://git@gitlab.example.go.id:2222/t/e-sakip.git", "https://gitlab.example.go.id/t/e-sakip.git"),
        ("https://ani:token@git.example.go.id/t/a.git", "https://git.example.go.id/t/a.git"),
        ("http://git.example.go.id:3000/t/a.git", "http://git.example.go.id:3000/t/a.git"),
        ("git://git.example.go.id/t/a.git", "https://git.example.go.id/t/a.git"),
    ],
)
def test_a_remote_becomes_an_https_address_without_credentials(values, remote, url):
    assert values({}, remote=remote)["url"] == url


@pytest.mark.parametrize(
    "remote",
    [
        "/srv/git/a.git",
        "file:///srv/git/a.git",
        "../a.git",
        "https://10.1.2.3/t/a.git",
        "https://gitlab.local/t/a.git",
        "git@kantor:t/a.git",
        "https://localhost/t/a.git",
        "C:/git/a.git",
    ],
)
def test_an_address_that_others_cannot_open_is_no_value(values, remote):
    assert "url" not in values({}, remote=remote)


@pytest.mark.parametrize(
    "name", ["laravel/laravel", "codeigniter4/appstarter", "codeigniter/framework", "yiisoft/yii2-app-basic"]
)
def test_nothing_of_a_skeletons_package_is_taken(values, name):
    composer = {
        "name": name,
        "description": "Sebuah aplikasi untuk semua orang di kota ini.",
        "homepage": "https://framework.example",
        "version": "9.9.9",
        "authors": [{"name": "Orang Framework"}],
    }
    found = values({"composer.json": json.dumps(composer)}, name="laravel")
    assert set(found) == {"publiccodeYmlVersion"}


def test_a_package_copied_from_elsewhere_does_not_speak_for_the_repository(drawn):
    composer = {"name": "htmlburger/carbon-fields-plugin", "description": "Loads fields for your plugin."}
    draft = drawn(
        {"composer.json": json.dumps(composer)}, remote="https://git.example.go.id/agus/wp-sakip.git"
    )
    assert set(draft.facts) == {"publiccodeYmlVersion", "url"}


@pytest.mark.parametrize("name", ["html", "backend", "esak", "unduhan"])
def test_a_folders_name_that_says_nothing_vouches_for_no_package(drawn, name):
    composer = {"name": "htmlburger/backend", "description": "Loads fields for your plugin."}
    assert set(drawn({"composer.json": json.dumps(composer)}, name=name).facts) == {"publiccodeYmlVersion"}


def test_the_folder_of_an_unpacked_zip_offers_its_name(offers):
    assert offers("name", {}, name="e-sakip-main") == ["e-sakip"]


def test_a_package_borne_out_by_the_address_speaks_for_the_repository(values):
    composer = {"name": "opendesa/opensid", "description": "Sistem informasi desa yang terbuka."}
    found = values({"composer.json": json.dumps(composer)}, remote="https://github.com/OpenSID/OpenSID.git")
    assert found["name"] == "OpenSID"
    assert found["description.id.shortDescription"] == "Sistem informasi desa yang terbuka."


@pytest.mark.parametrize(
    "readme",
    [
        "# About Laravel\n\nLaravel is a web application framework with expressive, elegant syntax.\n\n"
        "## About Laravel\n",
        "# e-sakip\n\nTo make it easy for you to get started with GitLab, here's a list of next steps.\n",
        "# CodeIgniter 4 Application Starter\n\nCodeIgniter is a PHP full-stack web framework.\n",
    ],
)
def test_a_frameworks_readme_describes_nothing(values, readme):
    found = values({"README.md": readme})
    assert set(found) == {"publiccodeYmlVersion"}


@pytest.mark.parametrize("title", ["Instalasi", "README", "Tentang", "Selamat datang di kantor", "x" * 61])
def test_a_heading_that_names_nothing_is_no_name(values, title):
    assert "name" not in values({"README.md": f"# {title}\n"})


def test_a_frameworks_own_licence_is_a_question(values):
    notice = "The MIT License (MIT)\n\nCopyright (c) Taylor Otwell\n\nPermission is hereby granted"
    found = values({"LICENSE": notice, "composer.json": '{"name": "laravel/laravel", "license": "MIT"}'})
    assert "legal.license" not in found
    assert "legal.mainCopyrightOwner" not in found


def test_the_licences_author_is_not_the_owner(values):
    text = "GNU GENERAL PUBLIC LICENSE\nVersion 3\n\nCopyright (C) 2007 Free Software Foundation, Inc. <http://fsf.org/>\n"
    assert "legal.mainCopyrightOwner" not in values({"LICENSE": text})


@pytest.mark.parametrize(
    ("files", "platform", "kind"),
    [
        ({"artisan": "", "resources/views/a.blade.php": ""}, ("web",), "standalone/web"),
        ({"wp-x.php": "<?php\n/*\n * Plugin Name: Wp X\n */\n"}, ("web",), "addon"),
        (FLUTTER, ("android",), "standalone/mobile"),
        ({"go.mod": "require github.com/gin-gonic/gin v1\n"}, ("web",), None),
        ({"composer.json": '{"name": "t/e-sakip", "type": "library"}'}, None, "library"),
        ({"main.py": "print(1)"}, None, None),
    ],
)  # fmt: skip
def test_the_kind_of_software_follows_from_its_files(values, files, platform, kind):
    found = values(files)
    assert found.get("platforms") == platform
    assert found.get("softwareType") == kind


def test_two_kinds_in_one_repository_are_a_question(offers):
    files = {"artisan": "", "resources/views/a.blade.php": "", **FLUTTER}
    assert set(offers("softwareType", files)) == {"standalone/mobile", "standalone/web"}


@pytest.mark.parametrize(("tag", "status"), [("v1.0.0", "stable"), ("v0.4", "beta"), ("v2.0.0-rc.1", "beta")])
def test_a_tag_speaks_for_a_status_and_decides_nothing(offers, tag, status):
    assert offers("developmentStatus", {}, tags=(tag,)) == [status]


@pytest.mark.parametrize(
    ("paths", "languages", "ready"),
    [
        (["lang/id/kinerja.php"], ("id",), None),
        (["lang/id/kinerja.php", "lang/en/kinerja.php"], ("en", "id"), True),
        (["lang/en/auth.php", "lang/id/validation.php"], None, None),
        (["application/language/indonesian/menu_lang.php"], ("id",), None),
        (["application/language/english/form_validation_lang.php"], None, None),
        (["app/Language/id/Menu.php"], ("id",), None),
        (["locales/id.json", "locales/en.json"], ("en", "id"), True),
        (["languages/wp-sakip-id_ID.po"], ("id-ID",), None),
        ([f"lang/{a}{b}/menu.php" for a in "abcd" for b in "xyz"], None, None),
        (["public/assets/moment/locale/id.js", "vendor/x/lang/id/menu.php"], None, None),
    ],
)
def test_languages_follow_from_folders_with_messages_of_its_own(values, paths, languages, ready):
    found = values(dict.fromkeys(paths, ""))
    assert found.get("localisation.availableLanguages") == languages
    assert found.get("localisation.localisationReady") == ready


@pytest.mark.parametrize(
    ("files", "needs"),
    [
        ({"composer.json": '{"name": "t/e-sakip", "require": {"php": "^7.4 || ^8.0"}}'}, [("PHP", "7.4")]),
        ({"composer.json": '{"name": "laravel/laravel", "require": {"php": "*"}}'}, [("PHP", None)]),
        ({"composer.json": '{"name": "orang/lain", "require": {"php": ">=5.3"}}'}, []),
        ({"wp.php": "/* Plugin Name: A b\nRequires PHP: 7.0\n*/"}, [("PHP", "7.0")]),
        ({".env.example": "DB_CONNECTION=pgsql\n"}, [("PostgreSQL", None)]),
        ({".env.example": "DB_CONNECTION=sqlite\n"}, []),
        ({".env.example": "# DB_CONNECTION=mysql\n"}, []),
        ({"compose.yaml": 'services:\n  db:\n    image: "mariadb:10.6.4"\n'}, [("MariaDB", "10.6.4")]),
        ({"go.mod": "module x\n\ngo 1.22\n"}, [("Go", "1.22")]),
        ({"pyproject.toml": '[project]\nname = "x"\nrequires-python = ">=3.11,<4"\n'}, [("Python", "3.11")]),
    ],
)  # fmt: skip
def test_what_it_needs_is_said_with_the_version_that_is_stated(values, files, needs):
    found = values(files).get("dependsOn.open", ())
    assert [(one["name"], one.get("versionMin", one.get("version"))) for one in found] == needs


def test_people_are_offered_by_name_and_their_addresses_nowhere(drawn):
    author = {"name": "Budi", "email": "budi@sumedang.invalid"}
    composer = {"name": "t/e-sakip", "authors": [author, {"name": "siti@sumedang.invalid"}]}
    draft = drawn({"composer.json": json.dumps(composer)}, tags=("v1.0",))
    assert [hint.value for hint in draft.hints["maintenance.contacts"]] == [
        ({"name": "Budi"},),
        ({"name": "Ani Wijaya"},),
    ]
    assert "@sumedang" not in repr(draft)


def test_a_region_that_the_readme_names_is_offered_as_the_owner(offers):
    readme = "# e-SAKIP\n\nAplikasi untuk Kabupaten Sumedang dan Kota Antah Berantah.\n"
    assert offers("organisation.name", {"README.md": readme}) == ["Pemerintah Kabupaten Sumedang"]
    assert offers("organisation.uri", {"README.md": readme}) == []


def test_a_fork_is_asked_about(offers):
    readme = "# OpenSID\n\nIni fork dari https://github.com/OpenSID/OpenSID untuk Gresik.\n"
    assert offers("isBasedOn", {"README.md": readme}) == ["https://github.com/OpenSID/OpenSID"]


@pytest.mark.parametrize(
    ("readme", "language"),
    [
        ("# A\n\nSistem informasi untuk pelayanan yang cepat di kota ini.\n", "id"),
        ("# A\n\nA system for the management of services in the city.\n", "en"),
    ],
)
def test_the_description_is_in_the_language_of_the_readme(drawn, readme, language):
    draft = drawn({"README.md": readme})
    assert draft.language == language
    assert f"description.{language}.shortDescription" in draft.facts


def test_a_sentence_that_is_too_long_is_offered_and_not_written(offers):
    first = "Aplikasi untuk menyusun " + "dan memeriksa " * 6 + "laporan kinerja."
    readme = f"# A\n\n{first} Kalimat kedua yang panjang dari dokumen ini untuk semua perangkat daerah.\n"
    assert offers("description.id.shortDescription", {"README.md": readme}) == [first]


def test_a_default_version_of_a_package_is_offered_and_not_written(offers):
    package = '{"name": "e-sakip", "version": "1.0.0"}'
    assert offers("softwareVersion", {"package.json": package}) == ["1.0.0"]
