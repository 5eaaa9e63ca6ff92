"""What applications are made of and how they are brought up, by their files alone."""

import subprocess
from pathlib import Path

import pytest

from livinglab import checks
from livinglab.checks import technologies
from livinglab.checks.deployment import readiness
from livinglab.repository import git

CODE = "x = 1\n" * 100
KINDS = {
    "laravel-with-vue": (
        {
            "artisan": "", "bootstrap/app.php": "<?php", "app/Kinerja.php": CODE,
            "composer.json": '{"require": {"laravel/framework": "*", "livewire/livewire": "*"}}',
            "package.json": '{"dependencies": {"vue": "^3"}}', "resources/js/app.ts": CODE[:90],
            "public/assets/js/jquery.js": CODE * 9, "vendor/a/b.py": CODE * 9, "Dockerfile": "FROM php:8.3\n",
        },
        ["PHP", "TypeScript", "Laravel", "Livewire", "Vue"], "container",
    ),
    "codeigniter-3": (
        {"index.php": CODE, "application/config/autoload.php": "", "application/config/migration.php": ""},
        ["PHP", "CodeIgniter"], "known-stack",
    ),
    "go": (
        {"go.mod": "module a\n\nrequire (\n\tgithub.com/gin-gonic/gin v1.10.0\n)\n", "main.go": CODE},
        ["Go", "Gin"], "known-stack",
    ),
    "python": ({"requirements.txt": "Django==5.2\n", "manage.py": CODE}, ["Python", "Django"], "known-stack"),
    "flutter": (
        {"pubspec.yaml": "name: a\n\nflutter:\n  x: 1\n", "lib/main.dart": CODE, "android/build.gradle": "a"},
        ["Dart", "Flutter"], "by-hand",
    ),
    "spring": (
        {"pom.xml": "<artifactId>spring-boot-starter-web</artifactId>", "src/App.java": CODE},
        ["Java", "Spring Boot"], "by-hand",
    ),
    "pages": ({"index.html": "<p>", "js/app.js": CODE}, [], "known-stack"),
    "odd": ({"composer.json": "[" * 999, "package.json": "null", "data.csv": CODE}, [], "by-hand"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_files_tell_what_it_is_made_of(kind: str, tmp_path: Path) -> None:
    files, made_of, brought_up = KINDS[kind]
    git_dir = tmp_path / "a.git"
    git.init(git_dir)
    stream = "commit refs/heads/main\ncommitter a <a@b.id> 1772327000 +0700\ndata 0\n"
    for path, text in files.items():
        stream += f"M 100644 inline {path}\ndata {len(text)}\n{text}\n"
    command = ["git", f"--git-dir={git_dir}", "fast-import", "--quiet"]
    subprocess.run(command, input=(stream + "done\n").encode(), check=True, capture_output=True)
    ids = git.run(["rev-parse", "main", "main^{tree}"], git_dir=git_dir).decode().split()
    with checks.described_subject(git_dir, *ids, None) as subject:
        assert (list(technologies.find(subject)), readiness.of(subject)) == (made_of, brought_up)
