"""Content filters of a repository's settings: programs that `git add` would start, and here must not."""

from pathlib import Path

from livinglab.language import Text
from livinglab.repository import git
from livinglab.repository.errors import GitError

_KEYS = r"^filter\..*\.(clean|process)$"
_OURS = "lfs"  # emptied by the runner's own profile


def silenced(git_dir: Path) -> tuple[list[tuple[str, str]], list[Text]]:
    """Return the environment that empties every filter, and what to tell about it.

    By environment rather than by `-c`: a filter's name may hold a `=`.
    """
    try:
        printed = git.run(["config", "-z", "--name-only", "--get-regexp", _KEYS], git_dir=git_dir)
    except GitError:  # exit status 1: there is none
        return [], []
    keys = [key.decode("utf-8", "surrogateescape") for key in printed.split(b"\0") if key]
    names = sorted({key.split(".", 1)[1].rpartition(".")[0] for key in keys} - {_OURS})
    settings = [
        (f"filter.{name}.{key}", value)
        for name in names
        for key, value in (("clean", ""), ("process", ""), ("required", "false"))
    ]
    environment = [("GIT_CONFIG_COUNT", str(len(settings)))] if settings else []
    for number, (key, value) in enumerate(settings):
        environment += [(f"GIT_CONFIG_KEY_{number}", key), (f"GIT_CONFIG_VALUE_{number}", value)]
    return environment, [_note(name) for name in names]


def _note(name: str) -> Text:
    return Text(
        id=f"Penyaring git '{name}' tidak dijalankan: berkas yang berubah diperiksa apa adanya.",
        en=f"The git filter '{name}' was not run: changed files were looked at as they are.",
    )
