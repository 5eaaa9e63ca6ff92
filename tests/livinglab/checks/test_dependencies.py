"""Lock files: missing where packages are wanted, damaged, or not to be asked for."""

import pytest

COMPOSER = '{"require": {"php": "^8.2", "ext-gd": "*", "laravel/framework": "^11"}}'
NPM = '{"dependencies": {"vue": "^3"}}'
PYPROJECT = '[project]\nname = "a"\ndependencies = ["flask>=3"]\n'
LOCK = '{"packages": []}'


def found(examination, code):
    return [(finding.path, finding.level) for finding in examination.findings if finding.code == code]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("composer.json", COMPOSER),
        ("package.json", NPM),
        ("package.json", '{"devDependencies": {"vite": "^5"}}'),
        ("backend/package.json", NPM),
        ("apps/web/package.json", NPM),
        ("pyproject.toml", PYPROJECT),
        ("pyproject.toml", '[project]\ndependencies = [\n  "flask",\n]\n'),
        ("requirements.txt", "flask>=3\n"),
        ("requirements.txt", "flask\n"),
        ("go.mod", "module a\n\nrequire github.com/a/b v1.0.0\n"),
        ("Gemfile", 'source "x"\ngem "rails"\n'),
        ("Pipfile", "[packages]\nflask = '*'\n"),
    ],
)
def test_packages_without_a_lock_file_are_a_warning(examine, path, text):
    assert found(examine({path: text}), "lockfile-missing") == [(path, "warn")]


@pytest.mark.parametrize(
    "files",
    [
        {"composer.json": COMPOSER, "composer.lock": LOCK},
        {"composer.json": COMPOSER, "vendor/autoload.php": "<?php"},
        {"composer.json": '{"require": {"php": "^8.2", "ext-gd": "*"}}'},
        {"package.json": NPM, "yarn.lock": "# yarn lockfile v1\n"},
        {"package.json": NPM, "apps/web/package.json": NPM, "pnpm-lock.yaml": "packages:\n"},
        {"package.json": '{"name": "x", "scripts": {}}'},
        {"pyproject.toml": "[tool.ruff]\nline-length = 100\n"},
        {"pyproject.toml": PYPROJECT, "uv.lock": "version = 1\n"},
        {"pyproject.toml": PYPROJECT, "requirements.txt": "flask==3.0.3\n"},
        {"pyproject.toml": "[project]\ndependencies = []\n"},
        {"requirements.txt": "flask==3.0.3\n"},
        {"requirements.txt": "# nothing\n"},
        {"go.mod": "module a\n\nrequire github.com/a/b v1.0.0\n", "go.sum": "x\n"},
        {"go.mod": "module a\n"},
        {"vendor/a/b/composer.json": COMPOSER},
        {"public/assets/plugins/tinymce/package.json": NPM},
        {"public/package.json": NPM},
        {"assets/js/a/package.json": NPM},
        {"composer.json": "not json", "package.json": "[" * 100_000},
        {"composer.json": '{"require": "x"}', "package.json": '["x"]'},
    ],
    ids=" ".join,
)
def test_nothing_is_said_where_nothing_is_missing(examine, files):
    assert found(examine(files), "lockfile-missing") == []


def test_a_damaged_lock_file_is_a_warning_and_is_not_missing(examine):
    examination = examine({"composer.json": COMPOSER, "composer.lock": "<<<<<<< HEAD\n{}\n"})
    assert found(examination, "lockfile-broken") == [("composer.lock", "warn")]
    assert found(examination, "lockfile-missing") == []


def test_packages_that_were_left_out_are_told(examine):
    text = "".join(f"a{number}==1.0\n" for number in range(20_001))
    examination = examine({"requirements.txt": text})
    assert found(examination, "lockfile-broken") == [(None, "warn")]
    assert len(examination.components.found) == 20_000


def test_an_examination_hands_on_the_packages(examine):
    examination = examine({"requirements.txt": "flask==3.0.3\n"})
    assert [one.purl for one in examination.components.found] == ["pkg:pypi/flask@3.0.3"]
