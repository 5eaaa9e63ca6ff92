"""`livinglab check`: every kind of directory, both ways of speaking, nothing of the user's touched."""

import json
import os
import re
import signal
import socket
import subprocess
import threading
import time

import pytest

from livinglab.contract import CheckReport

PUBLICCODE = """\
publiccodeYmlVersion: "0"
name: e-SAKIP
url: https://git.example.go.id/sumedang/e-sakip.git
platforms: [web]
developmentStatus: stable
softwareType: standalone/web
description:
  id:
    shortDescription: Kinerja instansi pemerintah.
    longDescription: >
      Aplikasi ini membantu perangkat daerah menyusun pohon kinerja, menetapkan indikator dan target, mengisi
      capaian setiap triwulan, dan mencetak laporan kinerja instansi pemerintah sesuai aturan yang berlaku.
    features: [Pohon kinerja]
legal: {license: MIT}
maintenance: {type: internal, contacts: [{name: Ani}]}
localisation: {localisationReady: true, availableLanguages: [id]}
"""
MIT = """MIT License

Copyright (c) 2026 Pemerintah Kabupaten Sumedang

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""
FILES = {"LICENSE": MIT, "publiccode.yml": PUBLICCODE, "index.php": "<?php echo 'e-SAKIP';\n"}


@pytest.fixture
def sakip_repository(donor):
    """A repository in order, committed and tagged."""
    donor.release("1.0.0", dict(FILES))
    return donor.folder


def codes(report, level=None):
    return {each["code"] for each in report["checks"] if level in (None, each["level"])}


def write(folder, files):
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content)


def test_a_repository_in_order_is_shareable(bekasi, sakip_repository, git):
    answered = bekasi.good("check", str(sakip_repository))
    assert answered.out.startswith("Ready to be shared")
    assert "MIT, declared by its owner (LICENSE)" in answered.out
    assert "livinglab submit" in answered.out
    report = bekasi.good("check", str(sakip_repository), "--json").json
    assert CheckReport.model_validate(report).shareable
    assert report["commit"] == git(sakip_repository, "rev-parse", "HEAD")
    assert report["uncommitted"] == 0


def test_without_a_directory_the_one_around_is_looked_at(bekasi, sakip_repository):
    assert bekasi.good("check", "--json", cwd=sakip_repository).json["shareable"]


def test_what_blocks_is_told_with_its_place_its_mending_and_exit_code_3(bekasi, sakip_repository):
    (sakip_repository / "publiccode.yml").unlink()
    answered = bekasi.run("check", str(sakip_repository), "--lang", "id")
    assert answered.code == 3
    assert answered.out.startswith("Belum dapat dibagikan: 1 hal menghalangi")
    assert "[manifest-missing]" in answered.out
    assert "livinglab draft" in answered.out
    assert bekasi.run("check", str(sakip_repository), "--json").json["shareable"] is False


def test_files_that_are_not_committed_are_looked_at_as_they_are(bekasi, donor):
    donor.release("1.0.0", {"index.php": "<?php\n"})
    assert bekasi.run("check", str(donor.folder)).code == 3
    write(donor.folder, FILES)
    report = bekasi.good("check", str(donor.folder), "--json").json
    assert report["uncommitted"] == 3
    (donor.folder / "index.php").unlink()
    assert bekasi.good("check", str(donor.folder), "--json").json["uncommitted"] == 3


@pytest.mark.long
def test_pictures_that_are_not_there_block_unless_nobody_looks_for_them(bekasi, tmp_path):
    write(tmp_path / "donor", FILES | {"publiccode.yml": FILES["publiccode.yml"] + "logo: logo.svg\n"})
    assert "logo" in bekasi.run("check", str(tmp_path / "donor")).out
    assert bekasi.run("check", str(tmp_path / "donor"), "--no-files").code == 0


def test_a_secret_file_blocks_unless_it_is_ignored(bekasi, sakip_repository):
    write(sakip_repository, {".env": "DB_PASSWORD=" + "Kx9vT2" * 3 + "\n"})
    answered = bekasi.run("check", str(sakip_repository))
    assert answered.code == 3, answered.out
    assert "Kx9vT2" not in answered.out + answered.err
    assert ".env (not committed yet)" in answered.out
    write(sakip_repository, {".gitignore": ".env\n"})
    assert "env-tracked" not in codes(bekasi.good("check", str(sakip_repository), "--json").json)


@pytest.mark.long
def test_nothing_of_the_repository_changes_and_nothing_is_left_behind(
    bekasi, sakip_repository, git, digest, tmp_path
):
    write(sakip_repository, {"baru.php": "<?php // baru\n", "index.php": "<?php // lain\n"})
    git(sakip_repository, "config", "core.splitIndex", "true")
    git(sakip_repository, "update-index", "--split-index")
    before = digest(sakip_repository), digest(sakip_repository / ".git" / "refs", times=True)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    report = bekasi.good("check", str(sakip_repository), "--json", TMPDIR=str(temporary)).json
    assert report["uncommitted"] == 2
    assert (digest(sakip_repository), digest(sakip_repository / ".git" / "refs", times=True)) == before
    assert list(temporary.iterdir()) == []


def test_a_repository_without_a_commit_is_looked_at(bekasi, tmp_path, git):
    folder = tmp_path / "baru"
    write(folder, FILES)
    git(folder, "init", "--quiet")
    report = bekasi.good("check", str(folder), "--json").json
    assert (report["commit"], report["uncommitted"]) == (None, 3)


@pytest.mark.long
def test_an_unpacked_archive_is_looked_at_and_its_missing_history_told(bekasi, tmp_path):
    folder = tmp_path / "zip"
    write(folder, {**FILES, "node_modules/x.js": "x\n", ".gitignore": "node_modules\n"})
    answered = bekasi.good("check", str(folder), "--json")
    assert (answered.json["commit"], answered.json["uncommitted"]) == (None, 4)
    assert "no git repository" in answered.err
    assert not (folder / ".git").exists()


@pytest.mark.long
def test_a_bare_repository_is_looked_at_by_its_head(bekasi, sakip_repository, tmp_path, git):
    git(tmp_path, "clone", "--quiet", "--bare", str(sakip_repository), "bare.git")
    answered = bekasi.good("check", str(tmp_path / "bare.git"))
    assert "HEAD" in answered.err


def test_an_empty_bare_repository_is_said_to_be_empty(bekasi, tmp_path, git):
    git(tmp_path, "init", "--quiet", "--bare", "bare.git")
    answered = bekasi.run("check", str(tmp_path / "bare.git"))
    assert answered.code == 3
    assert "no commit" in answered.err


@pytest.mark.long
def test_a_linked_worktree_has_its_own_files(bekasi, sakip_repository, tmp_path, git):
    git(sakip_repository, "worktree", "add", "--quiet", str(tmp_path / "lain"), "HEAD")
    (tmp_path / "lain" / "LICENSE").unlink()
    assert bekasi.run("check", str(tmp_path / "lain")).code == 3
    assert bekasi.run("check", str(sakip_repository)).code == 0


def test_below_the_top_the_whole_repository_is_looked_at_and_that_is_said(bekasi, sakip_repository):
    write(sakip_repository, {"app/x.php": "<?php\n"})
    answered = bekasi.good("check", str(sakip_repository / "app"))
    assert f"the whole repository: {sakip_repository}" in answered.err


@pytest.mark.long
def test_nested_repositories_are_submodules_or_are_left_out(bekasi, sakip_repository, git):
    for name in ("lib", "kosong"):
        write(sakip_repository / name, {"x": "x\n"})
        git(sakip_repository / name, "init", "--quiet")
    git(sakip_repository / "lib", "add", "x")
    git(sakip_repository / "lib", "commit", "--quiet", "-m", "x")
    answered = bekasi.run("check", str(sakip_repository), "--json")
    assert answered.code == 3
    assert [each["path"] for each in answered.json["checks"] if each["code"] == "submodule"] == ["lib"]
    assert "kosong/ is a git repository without a commit" in answered.err


@pytest.mark.long
def test_a_sparse_checkout_still_has_all_its_files(bekasi, sakip_repository, git, donor):
    donor.release("1.1.0", {"app/x.php": "<?php\n", "lain/y.php": "<?php\n"})
    git(sakip_repository, "sparse-checkout", "set", "app")
    write(sakip_repository, {"lain/z.php": "<?php\n"})
    assert bekasi.good("check", str(sakip_repository), "--json").json["uncommitted"] == 1


@pytest.mark.long
def test_a_shallow_clone_is_said_to_be_one(bekasi, sakip_repository, donor, tmp_path, git):
    donor.release("1.1.0", {"index.php": "<?php // dua\n"})
    git(tmp_path, "clone", "--quiet", "--depth", "1", sakip_repository.as_uri(), "dangkal")
    assert "shallow" in bekasi.good("check", str(tmp_path / "dangkal")).err


@pytest.mark.long
def test_an_incomplete_clone_is_said_to_be_one_and_how_to_complete_it(
    bekasi, sakip_repository, tmp_path, git
):
    git(sakip_repository, "config", "uploadpack.allowFilter", "true")
    address = sakip_repository.as_uri()
    git(tmp_path, "clone", "--quiet", "--bare", "--filter=blob:none", address, "sebagian.git")
    answered = bekasi.run("check", str(tmp_path / "sebagian.git"))
    assert answered.code == 9
    assert "git fetch --refetch --no-filter" in answered.err
    git(tmp_path / "sebagian.git", "fetch", "--quiet", "--refetch", "--no-filter")
    assert bekasi.good("check", str(tmp_path / "sebagian.git"))


def test_what_is_interrupted_leaves_nothing_behind(bekasi, sakip_repository, tmp_path):
    write(sakip_repository, {f"app/{number}.php": "<?php // x\n" * number for number in range(2000)})
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = subprocess.Popen(
        bekasi.command("check", str(sakip_repository)),
        env={**bekasi.environment, "TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not list(temporary.glob("livinglab-check-*/repository.git/objects")):
        assert process.poll() is None, "the test did not see it at work"
        time.sleep(0.002)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 130
    assert list(temporary.iterdir()) == []


def test_filters_of_the_repository_are_not_run(bekasi, sakip_repository, git, tmp_path):
    for name, key in (("jahat", "clean"), ("jahat=x", "process")):
        git(sakip_repository, "config", f"filter.{name}.{key}", f"touch {tmp_path / 'dijalankan'}; cat")
        git(sakip_repository, "config", f"filter.{name}.required", "true")
    write(sakip_repository, {".gitattributes": "* filter=jahat\n*.php filter=jahat=x\n", "x.php": "x\n"})
    answered = bekasi.good("check", str(sakip_repository), "--json")
    assert answered.json["uncommitted"] == 2
    assert "'jahat=x' was not run" in answered.err
    assert not (tmp_path / "dijalankan").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.long
def test_hostile_names_do_not_reach_the_terminal(bekasi, sakip_repository):
    write(sakip_repository, {"a\x1b[31m\u202eb:\n.php": "<?php\n"})
    for words in ((), ("--json",)):
        answered = bekasi.run("check", str(sakip_repository), *words)
        assert not re.search(r"[\x00-\x08\x0b-\x1f\u202e]", answered.out + answered.err)
    paths = [each["path"] for each in answered.json["checks"] if each["code"] == "windows-name"]
    assert paths == ["a[31mb:.php"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_directory_may_have_any_name(bekasi, tmp_path, git):
    folder = tmp_path / 'nama "aneh\\\n: x'
    write(folder, FILES)
    git(folder, "init", "--quiet")
    git(folder, "add", "LICENSE")
    git(folder, "commit", "--quiet", "-m", "x")
    assert bekasi.good("check", str(folder), "--json").json["uncommitted"] == 2


def test_what_is_no_directory_is_a_usage_error(bekasi, sakip_repository):
    assert bekasi.run("check", str(sakip_repository / "none")).code == 2
    answered = bekasi.run("check", str(sakip_repository / "publiccode.yml"))
    assert answered.code == 2
    assert "--manifest" in answered.err


def test_a_sha256_repository_is_refused_with_the_reason(bekasi, tmp_path, git):
    git(tmp_path, "init", "--quiet", "--object-format=sha256", "lain")
    answered = bekasi.run("check", str(tmp_path / "lain"))
    assert answered.code == 3
    assert "sha256" in answered.err


def test_warnings_count_only_when_strict(bekasi, sakip_repository):
    write(sakip_repository, {"aux.php": "<?php\n"})
    assert "windows-name" in codes(bekasi.good("check", str(sakip_repository), "--json").json, "warn")
    assert bekasi.run("check", str(sakip_repository), "--strict").code == 1
    (sakip_repository / "LICENSE").unlink()
    assert bekasi.run("check", str(sakip_repository), "--strict").code == 3


@pytest.mark.long
def test_lines_fit_the_terminal(bekasi, sakip_repository, tmp_path):
    for folder in (sakip_repository, tmp_path):
        for columns in (80, 60):
            out = bekasi.run("check", str(folder), "--lang", "id", COLUMNS=str(columns)).out
            assert max(map(len, out.splitlines())) <= columns


def manifest(folder, text=PUBLICCODE):
    path = folder / "uji.yml"
    path.write_text(text)
    return str(path)


def test_one_manifest_is_judged_by_itself(bekasi, tmp_path):
    answered = bekasi.good("check", "--manifest", manifest(tmp_path), "--json")
    assert answered.json["valid"] is True
    assert set(answered.json) == {"valid", "problems"}


def test_what_is_wrong_with_a_manifest_has_line_and_column(bekasi, tmp_path):
    path = manifest(tmp_path, PUBLICCODE.replace("stable", "siap"))
    answered = bekasi.run("check", "--manifest", path, "--json")
    assert answered.code == 3
    [problem] = answered.json["problems"]
    assert set(problem) == {"level", "key", "message", "line", "column"}
    assert (problem["level"], problem["line"]) == ("error", 5)
    said = {
        language: bekasi.run("check", "--manifest", path, "--lang", language).out for language in ("id", "en")
    }
    assert all(f"{path}:5:{problem['column']}: " in out for out in said.values())
    assert said["id"] != said["en"]


def test_a_manifest_may_come_by_standard_input(bekasi):
    answered = bekasi.run("check", "--manifest", "-", "--json")
    assert answered.code == 3
    assert answered.json["valid"] is False


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a: &x [*x]", b"[" * 5000, b"x" * 70_000, b"\x1b[31m: 1"])
def test_a_hostile_manifest_is_invalid_and_harmless(bekasi, tmp_path, content):
    (tmp_path / "x.yml").write_bytes(content)
    answered = bekasi.run("check", "--manifest", str(tmp_path / "x.yml"))
    assert answered.code == 3
    assert "\x1b" not in answered.out + answered.err
    assert "\\u001b" not in bekasi.run("check", "--manifest", str(tmp_path / "x.yml"), "--json").out


def test_a_manifest_that_cannot_be_read_is_a_usage_error(bekasi, tmp_path):
    assert bekasi.run("check", "--manifest", str(tmp_path / "none.yml")).code == 2
    answered = bekasi.run("check", "--manifest", str(tmp_path))
    assert answered.code == 2
    assert "directory" in answered.err


def test_files_that_a_manifest_names_are_looked_for_beside_it(bekasi, tmp_path):
    path = manifest(tmp_path, PUBLICCODE + "logo: logo.svg\n")
    assert bekasi.run("check", "--manifest", path).code == 3
    assert bekasi.run("check", "--manifest", path, "--no-files").code == 0
    (tmp_path / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert bekasi.run("check", "--manifest", path).code == 0


def test_a_curators_manifest_is_held_against_the_files_of_another_directory(bekasi, tmp_path):
    path = manifest(tmp_path, PUBLICCODE + "logo: logo.svg\n")
    write(tmp_path / "donor", {"logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"})
    assert bekasi.run("check", str(tmp_path / "donor"), "--manifest", path).code == 0
    assert bekasi.run("check", str(tmp_path / "none"), "--manifest", path).code == 2
    assert bekasi.run("check", str(tmp_path / "donor"), "--manifest", path, "--no-files").code == 2
    assert bekasi.run("check", "--manifest", path, "--sbom", "x.json").code == 2


@pytest.fixture
def donor_server():
    """A port that notes who comes: its address, and how many came."""
    came = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                came.append(connection)
                connection.close()

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/e-sakip.git", came
        server.shutdown(socket.SHUT_RDWR)
    listener.join()


@pytest.mark.long
def test_addresses_are_asked_only_when_that_is_wanted(bekasi, sakip_repository, tmp_path, donor_server):
    address, came = donor_server
    text = PUBLICCODE.replace("https://git.example.go.id/sumedang/e-sakip.git", address)
    path = manifest(tmp_path, text)
    write(sakip_repository, {"publiccode.yml": text})
    assert bekasi.good("check", "--manifest", path)
    assert bekasi.good("check", str(sakip_repository))
    assert came == []
    answered = bekasi.run("check", "--manifest", path, "--network", "--json")
    assert answered.code == 3
    assert [problem["key"] for problem in answered.json["problems"]] == ["url"]
    report = bekasi.good("check", str(sakip_repository), "--network", "--json").json
    [told] = [each for each in report["checks"] if each["message"]["en"].startswith("url: ")]
    assert (told["level"], told["path"], told["line"]) == ("warn", "publiccode.yml", 3)
    assert bekasi.run("check", str(sakip_repository), "--network", "--strict").code == 1


def test_the_bill_of_materials_is_written_also_where_something_blocks(bekasi, sakip_repository, donor):
    packages = [{"name": "laravel/framework", "version": "v11.0.0", "license": ["MIT"]}]
    donor.release("1.1.0", {"composer.lock": json.dumps({"packages": packages}), "LICENSE": None})
    answered = bekasi.run("check", str(sakip_repository), "--sbom", "bom.json", "--json")
    assert answered.code == 3
    assert answered.json["components"] == 1
    bill = json.loads((bekasi.home / "bom.json").read_text())
    assert bill["bomFormat"] == "CycloneDX"
    assert [each["purl"] for each in bill["components"]] == ["pkg:composer/laravel/framework@v11.0.0"]
    root = bill["metadata"]["component"]
    assert (root["name"], root["version"]) == ("e-SAKIP", "1.1.0")
    assert bekasi.run("check", str(sakip_repository), "--sbom", "none/bom.json").code == 9


def test_without_the_extra_it_is_said_how_to_install_it(bekasi, sakip_repository, tmp_path):
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text(
        "import sys\nsys.modules['license_expression'] = None\n"  # as if it were not installed
    )
    answered = bekasi.run("check", str(sakip_repository), PYTHONPATH=str(hidden))
    assert answered.code == 9
    assert "livinglab[check]" in answered.err
    assert json.loads(bekasi.run("check", "--json", PYTHONPATH=str(hidden)).out)["error"]["code"] == 9
