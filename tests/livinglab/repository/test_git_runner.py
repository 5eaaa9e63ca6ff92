"""The runner of git: nothing outlives its wall clock, nothing leaks in, nothing ugly comes out."""

import contextlib
import os
import shutil
import sys
import time
import tracemalloc
from pathlib import Path

import pytest

from livinglab.repository import git, limits
from livinglab.repository.errors import GitError, GitMissing, GitOutputTooLarge, GitTimeout, RepositoryError


def shell(script: str) -> dict:
    """Options under which `git probe` runs a script, as a hostile configuration would."""
    return {"options": [f"alias.probe=!{script}"]}


def alive(process_id: int) -> bool:
    status = Path(f"/proc/{process_id}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def wait_for(condition) -> bool:
    deadline = time.monotonic() + 5
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def test_git_and_all_its_children_end_at_the_wall_clock(tmp_path):
    pids = tmp_path / "pids"
    script = f"echo $$ >>{pids}; (sleep 60 & echo $! >>{pids}; wait)"
    start = time.monotonic()
    with pytest.raises(GitTimeout) as caught:
        git.run(["probe"], limits=git.Limits(seconds=0.5), **shell(script))
    assert time.monotonic() - start < 3
    assert "too long" in caught.value.text.en
    children = [int(line) for line in pids.read_text().split()]
    assert len(children) == 2
    assert wait_for(lambda: not any(alive(child) for child in children))


def test_a_child_that_keeps_the_pipes_open_ends_too(tmp_path):
    start = time.monotonic()
    with pytest.raises(GitTimeout):
        git.run(["probe"], limits=git.Limits(seconds=0.5), **shell("sleep 60 & exit 0"))
    assert time.monotonic() - start < 3


def test_an_error_of_ours_inside_the_block_kills_git(tmp_path):
    pids = tmp_path / "pids"
    with contextlib.suppress(ZeroDivisionError), git.start(["probe"], **shell(f"echo $$ >{pids}; sleep 60")):
        assert wait_for(lambda: pids.exists() and pids.read_text().strip() != "")
        raise ZeroDivisionError
    assert wait_for(lambda: not alive(int(pids.read_text())))


def test_endless_output_is_cut_off():
    start = time.monotonic()
    with pytest.raises(GitOutputTooLarge):
        git.run(["probe"], limits=git.Limits(output_bytes=1 << 20), **shell("yes"))
    assert time.monotonic() - start < 5


def test_endless_words_of_error_are_read_and_forgotten():
    tracemalloc.start()
    try:
        with pytest.raises(GitError) as caught:
            git.run(["probe"], **shell("yes x | head -c 3000000 >&2; echo last words >&2; exit 3"))
        assert tracemalloc.get_traced_memory()[1] < 500_000
    finally:
        tracemalloc.stop()
    assert len(caught.value.stderr) <= 4096
    assert caught.value.stderr.endswith("last words")
    assert caught.value.returncode == 3


def test_errors_carry_no_terminal_escapes():
    with pytest.raises(GitError) as caught:
        git.run(
            ["probe"],
            **shell(r"printf 'remote: \033[2J\033]8;;http://evil\007click\342\200\256\n' >&2; exit 1"),
        )
    assert caught.value.stderr == "remote: [2J]8;;http://evilclick"
    assert "\033" not in caught.value.text.id


def test_large_input_and_large_output_at_once_do_not_block():
    content = os.urandom(3 << 20)
    assert git.run(["probe"], input=content, **shell("cat")) == content


def test_input_that_git_does_not_read_is_no_error():
    assert git.run(["probe"], input=b"x" * (3 << 20), **shell("echo done")) == b"done\n"


def test_a_git_that_dies_while_we_write_says_why(store):
    def feed() -> None:
        with git.start(["index-pack", "--stdin"], git_dir=store.git_dir) as running:
            for _ in range(100):
                running.stdin.write(b"no pack" * 10000)

    with pytest.raises(GitError) as caught:
        feed()
    assert "pack signature mismatch" in caught.value.stderr


def test_arguments_never_meet_a_shell(tmp_path):
    evidence = tmp_path / "evidence"
    with pytest.raises(GitError):
        git.run(["rev-parse", "--verify", f"$(touch {evidence});`touch {evidence}`"])
    assert not evidence.exists()


def test_the_laptop_profile_passes_no_secrets_and_no_foreign_git_settings(monkeypatch):
    monkeypatch.setenv("LIVINGLAB_TOKEN", "llab_secret")
    monkeypatch.setenv("GIT_DIR", "/somewhere")
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", "/somewhere")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "evil")
    monkeypatch.setenv("https_proxy", "http://proxy.example.go.id:3128")
    output = git.run(["probe"], **shell("env")).decode()
    assert "llab_secret" not in output
    assert "/somewhere" not in output
    assert "evil" not in output.replace("GIT_CONFIG_PARAMETERS", "")
    assert "https_proxy=http://proxy.example.go.id:3128" in output


def test_the_service_profile_passes_nothing_but_what_it_names(monkeypatch):
    monkeypatch.setenv("DATABASE_PASSWORD", "hunter2")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    output = git.run(["probe"], profile=git.SERVICE, **shell("env")).decode()
    names = {line.partition("=")[0] for line in output.splitlines()}
    assert not names & {"DATABASE_PASSWORD", "https_proxy", "USER"}
    assert {"GIT_CONFIG_GLOBAL=/dev/null", "HOME=/dev/null", "GIT_ALLOW_PROTOCOL=https"} <= set(
        output.splitlines()
    )


def test_the_laptop_profile_reads_the_users_configuration_and_the_service_does_not(monkeypatch, tmp_path):
    (tmp_path / ".gitconfig").write_text("[http]\n\tproxy = http://proxy.example.go.id:3128\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert git.run(["config", "http.proxy"]) == b"http://proxy.example.go.id:3128\n"
    assert git.run(["config", "http.proxy"], profile=git.SERVICE) == b"\n"


def test_a_repository_around_the_current_folder_is_not_picked_up(monkeypatch, tmp_path):
    git.init(tmp_path / ".git", work_tree=tmp_path)
    with (tmp_path / ".git" / "config").open("a") as config:
        config.write("[livinglab]\n\tprobe = picked-up\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GitError):
        git.run(["config", "livinglab.probe"])


@pytest.mark.parametrize("profile", [git.LAPTOP, git.SERVICE], ids=lambda profile: profile.name)
@pytest.mark.parametrize(
    "address", ["ext::sh -c touch% {}", "file://{}", "ssh://-oProxyCommand=touch{}/x", "git://x/{}"]
)
def test_only_https_is_spoken(profile, address, tmp_path):
    evidence = tmp_path / "evidence"
    with pytest.raises(RepositoryError):
        git.run(["ls-remote", "--", address.format(evidence)], profile=profile, limits=git.Limits(seconds=10))
    assert not evidence.exists()


def test_a_protocol_can_be_allowed_on_purpose(store):
    store.commit(store.files(a="a"))
    address = f"file://{store.git_dir}"
    assert git.run(["ls-remote", "--", address], profile=git.SERVICE.allow("file")) == b""
    with pytest.raises(GitError):
        git.run(["ls-remote", "--", address], profile=git.SERVICE)


def test_hooks_of_a_repository_do_not_run(store, tmp_path):
    evidence = tmp_path / "evidence"
    hook = store.git_dir / "hooks" / "reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {evidence}\n")
    hook.chmod(0o755)
    commit = store.commit(store.files(a="a"))
    git.run(["update-ref", "--", "refs/heads/main", commit], git_dir=store.git_dir)
    assert not evidence.exists()


def test_a_new_repository_has_no_hooks_and_no_template(make_store):
    assert not (make_store("fresh").git_dir / "hooks").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's limits are asked for on Linux only")
@pytest.mark.parametrize("with_prlimit", [True, False], ids=["prlimit", "shell"])
def test_the_kernel_holds_the_limits(monkeypatch, tmp_path, with_prlimit):
    if not with_prlimit:
        for program in ("git", "sh", "sleep", "yes", "head"):
            (tmp_path / program).symlink_to(shutil.which(program))
        monkeypatch.setenv("PATH", str(tmp_path))
    limits._prlimit.cache_clear()
    try:
        script = f"ulimit -c; ulimit -n; yes | head -c 100000 >{tmp_path}/large; echo after"
        output = git.run(["probe"], limits=git.Limits(file_bytes=4096, open_files=64), **shell(script))
    finally:
        limits._prlimit.cache_clear()
    assert output.split() == [b"0", b"64", b"after"]
    assert (tmp_path / "large").stat().st_size == 4096


def test_a_machine_without_git_is_told_so(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    git._executable.cache_clear()
    try:
        with pytest.raises(GitMissing) as caught:
            git.run(["version"])
    finally:
        git._executable.cache_clear()
    assert "2.38" in caught.value.text.id


def test_git_is_never_taken_from_the_current_folder(monkeypatch, tmp_path):
    (tmp_path / "git").write_text("#!/bin/sh\necho hijacked\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f".{os.pathsep}{os.pathsep}{os.environ['PATH']}")
    assert limits.search_path("git") not in {None, str(tmp_path / "git"), "git", "./git"}
    assert b"hijacked" not in git.run(["version"])


def test_the_version_is_recent_enough_and_the_probe_answers():
    assert git.version() >= git.OLDEST
    assert git.quotes_carriage_returns() is True
