"""What real applications taught: folders filled at run time, SQL that is code, themes below vendor."""

import re
from collections.abc import Callable

from livinglab.scaffold import Answers, Stack, detect, render

StackOf = Callable[[dict[str, str]], Stack]
VILLAGE = {
    "index.php": "<?php",
    "donjo-app/config/config.php": "<?php",
    "donjo-app/config/database.php": "<?php $db['default']['dbdriver'] = 'mysqli';",
    "storage/app/index.html": "",
    "vendor/autoload.php": "<?php",
    ".gitignore": "desa/*\n*.log\nvendor/libreoffice/*\ntests/\n.idea/*\nModules/*\n!Modules/.gitkeep\n",
    "Modules/.gitkeep": "",
}
LIBRARY = {
    "index.php": "<?php",
    "files/index.php": "<?php",
    "config/csp.php": "<?php",
    "template/default/biblio.php": "<?php",
    ".gitignore": "files/*\nconfig/*\ntemplate/*\nconfig/database.php\n/vendor/\n",
}
PLUGIN = {"rencana.php": "<?php\n/*\n * Plugin Name: Rencana\n */", "tabel.sql": "CREATE TABLE a (b int);"}
COMPOSE = "services:\n  web:\n    build: .\n    ports: ['80:80']\n  db:\n    image: mariadb:11\n"
ANSWERS = Answers(
    region_code="32.16",
    region_name="Kabupaten Bekasi",
    slug="contoh",
    app_name="Contoh",
    version="1.0.0",
    donor_name="Kabupaten Sumedang",
    donor_url="https://git.example.invalid/contoh.git",
    license="MIT",
)


def file_of(stack: Stack, path: str) -> str:
    return render(stack, ANSWERS).machine[path].content.decode()


def test_a_folder_that_gitignore_empties_is_peoples_data(stack_of: StackOf) -> None:
    stack = stack_of(VILLAGE)
    assert stack.data_folders == ("storage", "desa", "Modules")
    assert '"desa:/var/www/html/desa"' in file_of(stack, "compose.livinglab.yaml")


def test_a_folder_with_code_is_no_volume_because_it_would_keep_the_old_code(stack_of: StackOf) -> None:
    assert stack_of(LIBRARY).data_folders == ("files",)


def test_configuration_that_an_installation_page_writes_is_named(stack_of: StackOf) -> None:
    notes = [note.id for note in stack_of(LIBRARY).notes]
    assert any("config/database.php" in note and "compose.lokal.yaml" in note for note in notes)


def test_sql_of_the_application_goes_into_the_image_and_a_forgotten_dump_does_not(stack_of: StackOf) -> None:
    lines = file_of(stack_of(PLUGIN), ".livinglab/docker/Dockerfile.dockerignore").splitlines()
    assert lines.index("!tabel.sql") > lines.index("*.sql")


def test_a_plugin_is_packed_under_its_own_name_whatever_the_directory_is_called(stack_of: StackOf) -> None:
    guide = file_of(stack_of(PLUGIN), ".livinglab/cpanel/PANDUAN.md")
    assert "--prefix=contoh/" in guide
    assert "3216-contoh" not in guide


def test_themes_below_vendor_are_served_and_the_code_beside_them_is_not(stack_of: StackOf) -> None:
    stack = stack_of(VILLAGE)
    apache = re.findall(r'RewriteRule "(.+)" - \[F', file_of(stack, ".livinglab/cpanel/htaccess.txt"))
    nginx = re.findall(r"location ~\*? (\S+) \{\n\s+return 404", file_of(stack, ".livinglab/vps/nginx.conf"))
    for rules, root in ((apache, ""), (nginx, "/")):
        assert not any(re.search(rule, f"{root}vendor/themes/esensi/assets/style.css") for rule in rules)
        assert any(re.search(rule, f"{root}vendor/phpunit/eval-stdin.php") for rule in rules)
        assert any(re.search(rule, f"{root}donjo-app/config/config.php") for rule in rules)


def test_a_donors_new_dockerfile_finds_the_data_under_the_names_of_before(stack_of: StackOf) -> None:
    image = "FROM php:8.3-apache\nWORKDIR /var/www/html\nCOPY . .\nEXPOSE 80\n"
    before = file_of(stack_of(VILLAGE), "compose.livinglab.yaml")
    after = file_of(stack_of({**VILLAGE, "Dockerfile": image}), "compose.livinglab.yaml")
    assert 'dockerfile: "Dockerfile"' in after
    named = re.findall(r'- "([a-z]+:/var/www/html/\w+)"', before)
    assert named == re.findall(r'- "([a-z]+:/var/www/html/\w+)"', after)
    assert "desa:/var/www/html/desa" in named


def test_code_that_git_keeps_inside_does_not_make_uploads_lose_their_volume(stack_of: StackOf) -> None:
    kept = {"files/membercard/card.php": "<?php", ".gitignore": "files/*\n!files/membercard/*\n"}
    assert stack_of({**LIBRARY, **kept}).data_folders == ("files",)


def test_a_folder_of_documents_below_another_is_data_and_one_at_the_top_is_not(stack_of: StackOf) -> None:
    tree = {**LIBRARY, ".gitignore": "docs/*\nimages/docs/*\n"}
    assert stack_of(tree).data_folders == ("images/docs",)


class Held:
    """A tree held in memory."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files
        self.paths = sorted(files)

    def read(self, path: str, max_bytes: int) -> bytes | None:
        return self.files[path].encode()[:max_bytes] if path in self.files else None


def test_the_installed_kind_stays_when_a_donor_adds_a_compose_file() -> None:
    tree = Held({**VILLAGE, "docker-compose.yml": COMPOSE})
    assert detect(tree).id == "own-compose"
    assert detect(tree, keep="codeigniter").id == "codeigniter"
    assert detect(tree, keep="laravel").id == "own-compose"
