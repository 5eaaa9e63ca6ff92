"""`livinglab draft` as people use it: without a terminal, on a terminal, and with wrong input."""

import json
import os
import pty
import subprocess
import sys

import pytest

from livinglab import manifest

FILES = {
    "README.md": "# e-SAKIP\n\nAplikasi kinerja untuk Kabupaten Sumedang.\n\n## Fitur\n\n- Pohon kinerja\n",
    "artisan": "<?php",
    "resources/views/home.blade.php": "<h1>",
}
LONG = (
    "Aplikasi ini membantu perangkat daerah menyusun pohon kinerja, menetapkan indikator dan target,\n"
    "mengisi capaian setiap triwulan, dan mencetak laporan kinerja instansi pemerintah sesuai aturan.\n"
)
ANSWERS = (  # in the order of the questions
    "https://git.sumedangkab.example/e-sakip.git\n"
    "Kabupaten Sumedang\n"
    "\n"  # the name that follows from it
    "budgeting, hr\n"
    "4\n"
    f"{LONG}\n"
    "EUPL-1.2\n"
    "Pemerintah Kabupaten Sumedang\n"
    "internal\n"
    "Ani Wijaya\nani@sumedangkab.example\n"
    "t\n"
    "id\n"
)


@pytest.fixture
def repository(tmp_path):
    """E-SAKIP's files in a folder without git."""
    root = tmp_path / "e-sakip"
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


@pytest.fixture
def typing(bekasi):
    """Run the command on a pseudo-terminal and type; returns the exit code and what appeared."""

    def on_a_terminal(*words, keys="", cwd=None, language="id"):
        controller, terminal = pty.openpty()
        process = subprocess.Popen(
            bekasi.command("--lang", language, *words),
            cwd=cwd or bekasi.home,
            env={**bekasi.environment, "TERM": "xterm", "NO_COLOR": "1"},
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
            preexec_fn=_own_the_terminal,  # noqa: PLW1509 - one ioctl, and the tests' parent has no locks then
        )
        os.close(terminal)
        shown = _conversation(controller, keys)
        os.close(controller)
        return process.wait(), shown.replace("\r\n", "\n")

    return on_a_terminal


def _own_the_terminal():
    """Make the pseudo-terminal the one that Ctrl-C comes from."""
    import fcntl  # noqa: PLC0415 - in the child, before it becomes the command
    import termios  # noqa: PLC0415 - as above

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _conversation(controller, keys):
    """Type one line each time the command waits for one, at last Ctrl-D; return what was shown."""
    lines = keys.splitlines(keepends=True)
    shown = b""
    while True:
        try:
            part = os.read(controller, 65536)
        except OSError:
            return shown.decode()
        if not part:
            return shown.decode()
        shown += part
        if shown.endswith((b"> ", b"| ")):
            os.write(controller, lines.pop(0).encode() if lines else b"\x04")


def test_without_a_terminal_the_draft_is_written_and_said(bekasi, repository):
    answered = bekasi.good("--lang", "id", "draft", str(repository))
    text = (repository / "publiccode.yml").read_text()
    assert "name: e-SAKIP  # dari README.md" in text
    assert "# ? Lisensi" in text
    assert "README.md" in answered.out
    assert "legal.license" in answered.out
    assert f"livinglab check {repository}" in answered.out
    assert answered.err == ""


def test_the_folder_in_which_one_stands_is_drafted(bekasi, repository):
    assert "Next: livinglab check\n" in bekasi.good("draft", cwd=repository).out
    assert (repository / "publiccode.yml").exists()


def test_a_file_that_exists_is_refused_unless_forced(bekasi, repository):
    (repository / "publiccode.yml").write_text("punya kami")
    answered = bekasi.run("draft", str(repository))
    assert answered.code == 9
    assert "--force" in answered.err
    assert (repository / "publiccode.yml").read_text() == "punya kami"
    bekasi.good("draft", str(repository), "--force")
    assert "e-SAKIP" in (repository / "publiccode.yml").read_text()


def test_the_other_spelling_of_the_name_counts_as_well(bekasi, repository):
    (repository / "publiccode.yaml").write_text("punya kami")
    assert bekasi.run("draft", str(repository)).code == 9


def test_a_link_in_the_files_place_is_replaced_and_not_followed(bekasi, repository, tmp_path):
    (tmp_path / "rahasia").write_text("utuh")
    (repository / "publiccode.yml").symlink_to(tmp_path / "rahasia")
    assert bekasi.run("draft", str(repository)).code == 9
    bekasi.good("draft", str(repository), "--force")
    assert (tmp_path / "rahasia").read_text() == "utuh"
    assert not (repository / "publiccode.yml").is_symlink()


def test_the_draft_alone_goes_to_standard_output(bekasi, repository):
    answered = bekasi.good("draft", str(repository), "--output", "-")
    keys = {problem.key for problem in manifest.read(answered.out.encode()).problems}
    assert "name" not in keys
    assert "README.md" in answered.err
    assert not (repository / "publiccode.yml").exists()


def test_another_file_can_be_named(bekasi, repository):
    bekasi.good("draft", str(repository), "--output", "draf.yml")
    assert "e-SAKIP" in (bekasi.home / "draf.yml").read_text()
    assert bekasi.run("draft", str(repository), "--output", "draf.yml").code == 9


def test_json_says_facts_with_sources_and_questions_with_offers(bekasi, repository):
    answer = bekasi.good("--json", "draft", str(repository)).json
    assert answer["path"] == str(repository / "publiccode.yml")
    assert {"key": "name", "value": "e-SAKIP", "source": "README.md"} in answer["facts"]
    assert {"key": "platforms", "value": ["web"], "source": "artisan"} in answer["facts"]
    questions = {question["key"]: question for question in answer["questions"]}
    assert questions["legal.license"]["required"] is True
    assert questions["developmentStatus"]["choices"][0] == "concept"
    offers = questions["organisation.name"]["suggestions"]
    assert offers == [{"value": "Pemerintah Kabupaten Sumedang", "source": "README.md"}]
    printed = bekasi.good("--json", "draft", str(repository), "--output", "-").json
    assert printed["path"] is None
    assert printed["document"] == (repository / "publiccode.yml").read_text()


def test_every_answer_given_the_file_is_valid(typing, repository):
    code, shown = typing("draft", str(repository), keys=ANSWERS)
    assert code == 0, shown
    reading = manifest.read((repository / "publiccode.yml").read_bytes())
    assert [problem for problem in reading.problems if problem.level == "error"] == [], shown
    found = reading.manifest
    assert found.organisation_uri == "urn:x-id-kemendagri:32.11"
    assert found.organisation_name == "Pemerintah Kabupaten Sumedang"
    assert found.categories == ("budgeting", "hr")
    assert found.development_status == "stable"
    assert found.license == "EUPL-1.2"
    assert found.raw["maintenance"]["contacts"] == [
        {"name": "Ani Wijaya", "email": "ani@sumedangkab.example"}
    ]
    assert "Semua isian wajib terisi" in shown
    assert "jawaban" in shown


def test_a_wrong_answer_is_explained_and_asked_again(typing, repository):
    keys = "bukan alamat\n?\nhttps://git.example.go.id/a.git\nKabupaten Antah\n-\nbudgeting, hrr\n-\n7\n-\n"
    code, shown = typing("draft", str(repository), keys=keys + "-\n" * 20)
    text = (repository / "publiccode.yml").read_text()
    assert code == 0
    assert shown.count("Alamat repositori git") >= 1
    assert "misalnya https://github.com" in shown
    assert "url: https://git.example.go.id/a.git" in text
    assert "Kabupaten Antah" in shown
    assert "'hrr' tidak dikenal. Maksud Anda: hr" in shown
    assert "'7' tidak dikenal" in shown
    assert "# developmentStatus:" in text


def test_nothing_is_asked_when_told_so(typing, repository):
    code, shown = typing("draft", str(repository), "--no-input")
    assert code == 0
    assert "> " not in shown
    assert "# ? Lisensi" in (repository / "publiccode.yml").read_text()


@pytest.mark.parametrize(("key", "code"), [("\x03", 130), ("\x04", 0)])
def test_who_stops_loses_no_answer(typing, repository, key, code):
    ended, shown = typing("draft", str(repository), keys=f"https://git.example.go.id/a.git\n{key}\n")
    text = (repository / "publiccode.yml").read_text()
    assert ended == code, shown
    assert "url: https://git.example.go.id/a.git" in text
    assert "# ? Tahap pengembangan" in text
    assert "Ditulis" in shown


@pytest.mark.parametrize("agrees", [True, False])
def test_an_address_from_git_is_written_only_when_agreed_to(typing, git, repository, agrees):
    git(repository, "init", "--quiet")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "-m", "awal")
    answer = "y" if agrees else ""
    keys = "-\n" * 7 + f"internal\n1\n{answer}\n" + "-\n" * 4
    code, shown = typing("draft", str(repository), keys=keys)
    text = (repository / "publiccode.yml").read_text()
    assert code == 0, shown
    assert "name: Dinas Sumedang" in text, shown
    assert ("dinas@sumedang.invalid" in text) == agrees


def test_english_is_spoken_to_who_reads_english(typing, repository):
    _, shown = typing("draft", str(repository), keys="?\n" + "-\n" * 20, language="en")
    assert "Address of the git repository" in shown
    assert "An https address" in shown
    assert "Next: livinglab check" in shown


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("composer.json", b"{broken", "composer.json"),
        ("composer.json", b"[1, 2]", ""),
        ("composer.json", b"\xff\xfe{", "composer.json"),
        ("package.json", b"[" * 100_000, "package.json"),
        ("package.json", b'{"name": "' + b"x" * 2_000_000, "package.json"),
        ("pyproject.toml", b"= =", "pyproject.toml"),
        ("README.md", "# Aplikasi\n\nLaporan kinerja – “daérah” untuk kota ini.".encode("cp1252"), ""),
        ("README.md", b"\x00\x01\x02\xff" * 1000, ""),
    ],
)
def test_a_broken_file_is_said_and_stops_nothing(bekasi, repository, path, content, said):
    (repository / path).write_bytes(content)
    answered = bekasi.good("draft", str(repository))
    assert said in answered.err
    assert (answered.err == "") == (said == "")
    problems = manifest.read((repository / "publiccode.yml").read_bytes()).problems
    assert all("ukan YAML" not in problem.message.id for problem in problems)


def test_what_is_no_directory_is_a_usage_error(bekasi, repository):
    assert bekasi.run("draft", str(repository / "README.md")).code == 2
    assert bekasi.run("draft", str(repository / "none")).code == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_said_before_any_question(bekasi, repository):
    repository.chmod(0o555)
    try:
        answered = bekasi.run("draft", str(repository))
    finally:
        repository.chmod(0o755)
    assert answered.code == 9
    assert "--output" in answered.err


@pytest.mark.parametrize("output", ["none/draf.yml", "."])
def test_a_place_that_cannot_be_written_is_said_and_another_one_proposed(bekasi, repository, output):
    answered = bekasi.run("draft", str(repository), "--force", "--output", output)
    assert answered.code == 9
    assert "--output" in answered.err


def test_nothing_of_the_repository_is_run_and_no_link_is_followed(bekasi, git, repository, tmp_path):
    (tmp_path / "luar.md").write_text("# Rahasia luar\n")
    (repository / "README.md").unlink()
    (repository / "README.md").symlink_to(tmp_path / "luar.md")
    git(repository, "init", "--quiet")
    mark = tmp_path / "dijalankan"
    for key in ("core.fsmonitor", "gpg.program", "core.pager", "core.sshCommand", "log.mailmap"):
        git(repository, "config", key, f"touch {mark}" if key != "log.mailmap" else "true")
    git(repository, "config", "log.showSignature", "true")
    git(repository, "commit", "--quiet", "--allow-empty", "--no-gpg-sign", "-m", "awal", check=False)
    mark.unlink(missing_ok=True)
    answered = bekasi.good("draft", str(repository))
    assert not mark.exists()
    assert "Rahasia" not in answered.out + (repository / "publiccode.yml").read_text()


def test_a_missing_extra_is_said_with_how_to_install_it(bekasi, repository):
    program = (
        "import sys\n"
        "class Gone:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] in ('ruamel', 'license_expression'):\n"
        "            raise ModuleNotFoundError(f'No module named {name!r}', name=name)\n"
        "sys.meta_path.insert(0, Gone())\n"
        "from livinglab.__main__ import main\nsys.exit(main(sys.argv[1:]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "--json", "draft", str(repository)],
        env=bekasi.environment, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 9
    assert "livinglab[check]" in json.loads(done.stdout)["error"]["hint"]
    assert not (repository / "publiccode.yml").exists()
