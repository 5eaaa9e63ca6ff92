"""What a hostile donor, or a registry that let one through, can do to the machine of who fetches: nothing."""

import os
import subprocess

import pytest

WORDS = ("fetch", "e-sakip", "--region", "32.16")
CLEAN = {"LICENSE": "x", "index.php": "<?php\n"}


def tree_of(git, donor, *lines):
    """Make a tree of the clean files and of entries that no working tree could hold."""
    entries = []
    for path, content in CLEAN.items():
        blob = git(donor.folder, "hash-object", "-w", "--stdin", stdin=content.encode())
        entries.append(f"100644 blob {blob}\t{path}")
    for mode, name, content in lines:
        if mode == "160000":
            entries.append(f"160000 commit {'1' * 40}\t{name}")
            continue
        if mode == "040000":
            entries.append(f"040000 tree {content}\t{name}")
            continue
        blob = git(donor.folder, "hash-object", "-w", "--stdin", stdin=content.encode())
        entries.append(f"{mode} blob {blob}\t{name}")
    text = "\0".join(entries) + "\0"
    return git(donor.folder, "mktree", "-z", "--missing", stdin=text.encode())


def refused(bekasi, mirror, tmp_path, code=4):
    """Fetch, insist that it is refused, and that nothing is there afterwards."""
    answered = bekasi.run("--registry", str(mirror.folder), *WORDS)
    assert answered.code == code, answered.err
    assert "Traceback" not in answered.err
    assert [path.name for path in bekasi.home.iterdir() if "sakip" in path.name] == []
    return answered


@pytest.mark.parametrize("target", ["../../outside", "/etc/passwd", ".git/config", "a/../../../x"])
def test_a_symlink_that_leaves_the_directory_is_refused(bekasi, donor, mirror, git, tmp_path, target):
    donor.release_tree("1.0.0", tree_of(git, donor, ("120000", "link", target)))
    mirror.publish(donor, "1.0.0")
    answered = refused(bekasi, mirror, tmp_path)
    assert "link" in answered.err


@pytest.mark.parametrize(
    "name", [".livinglab", "compose.livinglab.yaml", "README.daerah.md", ".gitignore", ".env"]
)
def test_the_overlay_is_never_written_through_a_donors_symlink(bekasi, donor, mirror, git, tmp_path, name):
    victim = bekasi.home / "victim"
    victim.write_text("precious")
    donor.release_tree("1.0.0", tree_of(git, donor, ("120000", name, "LICENSE")))
    mirror.publish(donor, "1.0.0")
    answered = bekasi.run("--registry", str(mirror.folder), *WORDS)
    here = bekasi.home / "e-sakip"
    if answered.code == 0:
        assert (here / "LICENSE").read_text() == "x"
        assert not (here / name).is_symlink()
    else:
        assert answered.code == 4, answered.err
    assert victim.read_text() == "precious"


def test_submodules_are_refused_and_never_fetched(bekasi, donor, mirror, git, tmp_path):
    modules = '[submodule "a"]\n\tpath = a\n\turl = ext::sh -c "touch owned"\n'
    donor.release_tree("1.0.0", tree_of(git, donor, ("160000", "a", ""), ("100644", ".gitmodules", modules)))
    mirror.publish(donor, "1.0.0")
    refused(bekasi, mirror, tmp_path)
    assert list(tmp_path.rglob("owned")) == []


def test_a_plain_submodule_is_refused(bekasi, donor, mirror, git, tmp_path):
    modules = '[submodule "a"]\n\tpath = a\n\turl = https://git.example/a.git\n'
    donor.release_tree("1.0.0", tree_of(git, donor, ("160000", "a", ""), ("100644", ".gitmodules", modules)))
    mirror.publish(donor, "1.0.0")
    assert "submodule" in refused(bekasi, mirror, tmp_path).err


@pytest.mark.parametrize("name", [".git", ".GIT", "git~1", ".git ", ".g\u200cit"])
def test_a_tree_that_reaches_into_git_itself_is_refused(bekasi, donor, mirror, git, tmp_path, name):
    inner = git(donor.folder, "mktree", stdin=b"")
    donor.release_tree("1.0.0", tree_of(git, donor, ("040000", name, inner)))
    mirror.publish(donor, "1.0.0")
    answered = bekasi.run("--registry", str(mirror.folder), *WORDS)
    assert answered.code in (4, 7), answered.err
    assert not (bekasi.home / "e-sakip").exists()


def test_a_git_bomb_is_refused_in_seconds(bekasi, donor, mirror, git, tmp_path):
    tree = git(donor.folder, "hash-object", "-w", "--stdin", stdin=b"bomb")
    text = "".join(f"100644 blob {tree}\tf{number}\n" for number in range(10))
    tree = git(donor.folder, "mktree", stdin=text.encode())
    for _ in range(9):
        text = "".join(f"040000 tree {tree}\td{number}\n" for number in range(10))
        tree = git(donor.folder, "mktree", stdin=text.encode())
    donor.release_tree("1.0.0", tree_of(git, donor, ("040000", "bomb", tree)))
    mirror.publish_unseen(donor, "1.0.0")
    assert "200000" in refused(bekasi, mirror, tmp_path).err


def test_a_tracked_environment_file_is_refused(bekasi, donor, mirror, tmp_path):
    donor.release("1.0.0", {**CLEAN, ".env": "DB_PASSWORD=rahasia\n"})
    mirror.publish(donor, "1.0.0")
    assert ".env" in refused(bekasi, mirror, tmp_path).err


def test_a_directory_that_differs_from_ours_only_in_case_is_refused(bekasi, donor, mirror, git, tmp_path):
    donor.release("1.0.0", {**CLEAN, ".LivingLab/lock.json": "{}"})
    mirror.publish(donor, "1.0.0")
    assert ".LivingLab" in refused(bekasi, mirror, tmp_path).err


def test_names_that_windows_refuses_are_told_plainly(bekasi, donor, mirror):
    donor.release("1.0.0", {**CLEAN, "aux.php": "<?php", "laporan.": "x"})
    mirror.publish(donor, "1.0.0")
    answered = bekasi.good("--registry", str(mirror.folder), *WORDS)
    assert "Windows refuses these names: aux.php, laporan." in answered.out


def test_no_filter_of_the_donors_choosing_runs_on_checkout(bekasi, donor, mirror, tmp_path, git):
    """A laptop may have filters of its own; a donor's .gitattributes must not get to call them."""
    donor.release("1.0.0", {**CLEAN, ".gitattributes": "*.php filter=evil\n* ident\n", "a.txt": "$Id$\r\n"})
    mirror.publish(donor, "1.0.0")
    config = tmp_path / "gitconfig"
    marker = tmp_path / "filter-ran"
    config.write_text(
        f'[filter "evil"]\n\tsmudge = touch {marker}; cat\n\tclean = touch {marker}; cat\n\trequired = true\n'
    )
    bekasi.good("--registry", str(mirror.folder), *WORDS, GIT_CONFIG_GLOBAL=str(config))
    here = bekasi.home / "e-sakip"
    assert not marker.exists()
    assert (here / "a.txt").read_bytes() == b"$Id$\r\n"
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": str(config)}
    subprocess.run(["git", "status"], cwd=here, env=environment, check=True, capture_output=True)
    assert not marker.exists()


def test_hooks_of_the_laptops_templates_do_not_run(bekasi, donor, mirror, tmp_path, sakip):
    hooks = tmp_path / "templates" / "hooks"
    hooks.mkdir(parents=True)
    for name in ("post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/hook-ran\n")
        (hooks / name).chmod(0o755)
    config = tmp_path / "gitconfig"
    lines = ["[init]", f"templateDir = {hooks.parent}", "[core]", f"hooksPath = {hooks}"]
    config.write_text("\n".join([*lines, f"fsmonitor = {hooks}/fsmonitor-watchman", ""]))
    bekasi.good("--registry", str(mirror.folder), *WORDS, GIT_CONFIG_GLOBAL=str(config))
    assert not (tmp_path / "hook-ran").exists()
    assert not (bekasi.home / "e-sakip/.git/hooks").exists()


@pytest.mark.parametrize(
    "url",
    [
        "ext::sh -c 'touch owned'",
        "ssh://-oProxyCommand=touch owned/x",
        "file:///etc",
        "https://user:secret@git.example/x.git",
        'https://git.example/x"\n[core]\n\tfsmonitor = touch owned\n[x "',
        "https://git.example/a;b\\",
        "--upload-pack=touch owned",
    ],
)
def test_a_donors_address_that_is_more_than_an_address_never_becomes_a_remote(
    bekasi, mirror, sakip, tmp_path, git, url
):
    mirror.write("e-sakip", [sakip], url=url)
    bekasi.good("--registry", str(mirror.folder), *WORDS)
    here = bekasi.home / "e-sakip"
    assert git(here, "remote") == ""
    assert "fsmonitor" not in (here / ".git/config").read_text()
    assert list(tmp_path.rglob("owned")) == []
    bekasi.good("--registry", str(mirror.folder), "verify", cwd=here)


def test_nothing_from_the_catalog_steers_the_terminal(bekasi, mirror, sakip):
    evil = "e-SAKIP\x1b]8;;http://evil\x07klik\x1b[2J\u202egpj.exe\r\nDonor-Tree: " + "0" * 40
    risk = {"id": "risiko\x1b[31m", "en": "risk\x1b[31m\u2066"}
    mirror.write("e-sakip", [sakip.model_copy(update={"risks": [risk_of(risk)]})], name=evil)
    outputs = [
        bekasi.good("--registry", str(mirror.folder), *WORDS),
        bekasi.good("--registry", str(mirror.folder), "show", "e-sakip"),
        bekasi.good("--registry", str(mirror.folder), "search", "sakip"),
        bekasi.good("--registry", str(mirror.folder), "--json", "status", cwd=bekasi.home / "e-sakip"),
    ]
    for answered in outputs:
        for forbidden in ("\x1b", "\x07", "\u202e", "\u2066", "\r"):
            assert forbidden not in answered.out + answered.err


def risk_of(sentence):
    """Make the contract's sentence."""
    from livinglab.contract import Sentence  # noqa: PLC0415 - needed by one test

    return Sentence(**sentence)


@pytest.mark.parametrize(
    "slug", ["--help", "../x", "E-SAKIP", "a", "x" * 100, "e-sakip/../../etc", "e sakip", "é"]
)
def test_a_slug_that_is_no_slug_is_an_unknown_application(bekasi, mirror, sakip, slug):
    answered = bekasi.run("--registry", str(mirror.folder), "fetch", "--region", "32.16", "--", slug)
    assert answered.code == 5
    assert "Traceback" not in answered.err


@pytest.mark.parametrize("version", ["../../x", "-x", "--upload-pack=x", "1.0.0\n", "", " "])
def test_a_version_that_is_no_version_is_refused(bekasi, mirror, sakip, version):
    answered = bekasi.run(
        "--registry", str(mirror.folder), "fetch", f"e-sakip@{version}", "--region", "32.16"
    )
    assert answered.code in (2, 5)


def test_a_bundle_with_a_foreign_ref_is_refused(bekasi, donor, mirror, sakip, git, tmp_path):
    """A bundle may set one ref of ours and no other: not main, not HEAD."""
    bundle = mirror.bundle(sakip)
    content = bundle.read_bytes().replace(
        b"refs/livinglab/snapshot/1.0.0", b"refs/heads/main\x20\x20\x20\x20\x20".rstrip()
    )
    mirror.replace(sakip, content)
    refused(bekasi, mirror, tmp_path, code=7)
