"""Environment files: at the tip they block, in the history they are remembered; values are never shown."""

import subprocess

import pytest

from livinglab import checks
from livinglab.checks import environment_history
from livinglab.repository import git
from livinglab.repository.git import Limits

PASSWORD = "Sume" + "dang#" + "2024"
ENVIRONMENT = f"APP_NAME=e-SAKIP\nDB_HOST=localhost\nDB_PASSWORD={PASSWORD}\nMAIL_PASSWORD='{PASSWORD}'\n"


class Donor:
    """A repository with a history: each commit is a dictionary of what changes, None for what goes."""

    def __init__(self, folder):
        self.folder = folder
        self.clock = 1_700_000_000
        self("init", "--quiet", "--initial-branch=main")

    def __call__(self, *arguments):
        author = {"NAME": "Ani", "EMAIL": "ani@example.go.id", "DATE": f"{self.clock} +0700"}
        environment = {
            f"GIT_{who}_{key}": value for who in ("AUTHOR", "COMMITTER") for key, value in author.items()
        }
        done = subprocess.run(
            ["git", "-C", self.folder, *arguments],
            check=True,
            capture_output=True,
            env={"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": "/nonexistent", **environment},
        )
        return done.stdout.decode().strip()

    def commit(self, changes):
        self.clock += 60
        for path, text in changes.items():
            file = self.folder / path
            if text is None:
                file.unlink()
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        self("add", "--all", "--force")
        self("commit", "--quiet", "--allow-empty", "--message", "Perubahan")
        return self("rev-parse", "HEAD")

    def examine(self, commit="HEAD", memory=None, git_dir=None, profile=git.LAPTOP):
        commit, tree = (self("rev-parse", f"{commit}^{{{kind}}}") for kind in ("commit", "tree"))
        return checks.examine(
            git_dir or self.folder / ".git", commit, tree, None, profile, memory=memory or checks.Memory()
        )


@pytest.fixture
def donor(tmp_path):
    folder = tmp_path / "sakip"
    folder.mkdir()
    return Donor(folder)


def found(examination, code):
    return [(one.path, one.level) for one in examination.findings if one.code == code]


def messages(examination, code):
    return [one.message.en for one in examination.findings if one.code == code]


def test_an_environment_with_secrets_blocks_and_they_are_counted(examine):
    seen = examine({".env": ENVIRONMENT})
    assert found(seen, "env-tracked") == [(".env", "block")]
    assert "2 secrets" in messages(seen, "env-tracked")[0]
    assert PASSWORD not in repr(seen)
    assert found(seen, "secret-found") == []


@pytest.mark.parametrize(
    "text",
    [
        "COMPOSE_PROJECT_NAME=sakip\nPORT=8080\n",
        "DB_PASSWORD=\n",
        "DB_PASSWORD=root\n",
        "",
        "DB_PASSWORD=${P}\n",
    ],
)
def test_an_environment_without_secrets_is_a_warning(examine, text):
    assert found(examine({".env": text}), "env-tracked") == [(".env", "warn")]


@pytest.mark.parametrize("path", [".env.production", "api/.env", ".env.backup", ".env.dev", ".env.20260817"])
def test_an_environment_by_its_other_names_blocks(examine, path):
    assert found(examine({path: ENVIRONMENT}), "env-tracked") == [(path, "block")]


def test_a_huge_environment_blocks_unread(examine):
    assert found(examine({".env": "A=1\n" * 300_000}), "env-tracked") == [(".env", "block")]


def test_a_removed_environment_is_found_in_the_history(donor):
    donor.commit({"app.php": "<?php"})
    added = donor.commit({".env": ENVIRONMENT, "api/.env.production": ENVIRONMENT})
    donor.commit({".env": None, "api/.env.production": None})
    seen = donor.examine()
    assert found(seen, "env-in-history") == [(".env", "warn"), ("api/.env.production", "warn")]
    assert all(added[:10] in message for message in messages(seen, "env-in-history"))
    assert found(seen, "env-tracked") == found(seen, "env-history-unknown") == []
    assert PASSWORD not in repr(seen)


def test_an_environment_that_is_still_there_is_told_once(donor):
    donor.commit({".env": ENVIRONMENT})
    seen = donor.examine()
    assert found(seen, "env-tracked") == [(".env", "block")]
    assert found(seen, "env-in-history") == []


def test_examples_and_tests_in_the_history_are_nothing(donor):
    donor.commit({".env.example": "A=\n", "tests/.env": "A=1\n", "docs/env.md": "a", "env": "a"})
    donor.commit({".env.example": None, "tests/.env": None, "docs/env.md": None, "env": None})
    assert found(donor.examine(), "env-in-history") == []


def test_an_ignored_environment_that_was_never_committed_is_nothing(donor):
    donor.commit({".gitignore": ".env\n", "app.php": "<?php"})
    (donor.folder / ".env").write_text(ENVIRONMENT)
    seen = donor.examine()
    assert found(seen, "env-tracked") == found(seen, "env-in-history") == []


def test_an_environment_on_a_merged_side_branch_is_found(donor):
    donor.commit({"app.php": "<?php"})
    donor("checkout", "--quiet", "-b", "fitur")
    added = donor.commit({".env": ENVIRONMENT})
    donor.commit({".env": None, "fitur.php": "<?php"})
    donor("checkout", "--quiet", "main")
    donor.commit({"lain.php": "<?php"})
    donor("merge", "--quiet", "--no-ff", "--message", "Gabung", "fitur")
    [message] = messages(donor.examine(), "env-in-history")
    assert added[:10] in message


def test_the_first_of_several_additions_is_named(donor):
    first = donor.commit({".env": ENVIRONMENT})
    donor.commit({".env": None})
    donor.commit({".env": "A=2\n"})
    donor.commit({".env": None})
    [message] = messages(donor.examine(), "env-in-history")
    assert first[:10] in message


def test_each_release_answers_for_its_own_history_in_whatever_order(donor):
    old = donor.commit({"app.php": "<?php"})
    added = donor.commit({".env": ENVIRONMENT})
    new = donor.commit({".env": None})
    donor("checkout", "--quiet", "-b", "lain", old)
    other = donor.commit({"backend/.env": ENVIRONMENT})
    gone = donor.commit({"backend/.env": None})
    expected = {old: [], new: [".env"], gone: ["backend/.env"]}
    for order in ([old, new, gone], [gone, new, old], [new, old, gone]):
        memory = checks.Memory()
        for commit in order:
            seen = donor.examine(commit, memory)
            assert [path for path, _ in found(seen, "env-in-history")] == expected[commit]
    assert len({old, added, new, other, gone}) == 5


def test_a_commit_that_was_walked_costs_no_second_walk(donor, monkeypatch):
    donor.commit({".env": ENVIRONMENT})
    commit = donor.commit({".env": None})
    memory = checks.Memory()
    first = donor.examine(commit, memory)
    monkeypatch.setattr(environment_history, "_run", None)
    assert donor.examine(commit, memory) == first


def test_a_shallow_history_is_unknown_and_no_error(donor, tmp_path):
    donor.commit({".env": ENVIRONMENT})
    donor.commit({".env": None})
    shallow = tmp_path / "dangkal.git"
    donor("clone", "--quiet", "--bare", "--depth=1", f"file://{donor.folder}", str(shallow))
    seen = donor.examine(git_dir=shallow)
    assert found(seen, "env-history-unknown") == [(None, "info")]
    assert found(seen, "env-in-history") == []


def test_a_history_with_missing_objects_is_unknown_and_no_error(donor):
    donor.commit({"a/b.php": "<?php"})
    lost = donor("rev-parse", "HEAD^{tree}")
    donor.commit({"a/b.php": None, "c.php": "<?php"})
    (donor.folder / ".git/objects" / lost[:2] / lost[2:]).unlink()
    assert found(donor.examine(), "env-history-unknown") == [(None, "info")]


def test_a_history_that_takes_too_long_is_unknown_and_no_error(donor, monkeypatch):
    donor.commit({".env": ENVIRONMENT})
    donor.commit({".env": None})
    monkeypatch.setattr(environment_history, "LIMITS", Limits(output_bytes=10))
    assert found(donor.examine(), "env-history-unknown") == [(None, "info")]


def test_both_profiles_see_the_same_history(donor):
    donor.commit({".env": ENVIRONMENT})
    donor.commit({".env": None})
    assert donor.examine(profile=git.SERVICE) == donor.examine(profile=git.LAPTOP)
