"""Every overlay, as the real tools read it: compose-spec's schema, nginx, systemd, shellcheck, PHP."""

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema.validators import validator_for
from ruamel.yaml import YAML

from livinglab.scaffold import Answers, Overlay, ScaffoldError, Stack, render

Trees = dict[str, dict[str, str]]
Put = Callable[..., Overlay]
MakeAnswers = Callable[..., Answers]
SCHEMA = json.loads((Path(__file__).parent / "data" / "compose-spec.json").read_text())
VALIDATOR = validator_for(SCHEMA)(SCHEMA)
COMPOSE = ("compose.livinglab.yaml", "compose.lokal.yaml")
EVIL = "x\n  privileged: true\n'; touch /tmp/pwned; \" $(id) `id` ${DB_PASSWORD} {{ 7*7 }} %n \\"


def needs(tool: str) -> str:
    found = shutil.which(tool) or shutil.which(tool, path="/usr/sbin:/sbin")
    if not found:
        pytest.skip(f"{tool} is not installed here")
    return found


def compose(content: bytes) -> Any:
    """The file as data; `!override` and `!reset` only say how compose merges it."""
    text = re.sub(r"!(override|reset)\b", "", content.decode())
    return YAML(typ="safe", pure=True).load(text)


@pytest.fixture(scope="session")
def laid(
    tmp_path_factory: pytest.TempPathFactory, tree_name: str, trees: Trees, put: Put, answers: MakeAnswers
) -> tuple[Path, Overlay]:
    folder = tmp_path_factory.mktemp("app")
    return folder, put(folder, trees[tree_name], answers())


def test_compose_files_follow_the_compose_specification(laid: tuple[Path, Overlay]) -> None:
    folder, _ = laid
    for name in COMPOSE:
        problems = [error.message for error in VALIDATOR.iter_errors(compose((folder / name).read_bytes()))]
        assert problems == []


def test_the_schema_check_can_fail() -> None:
    assert list(VALIDATOR.iter_errors({"services": {"app": {"imagge": "x"}}}))


def test_compose_asks_for_no_power_over_the_server(laid: tuple[Path, Overlay]) -> None:
    _, overlay = laid
    document = compose(overlay.machine["compose.livinglab.yaml"].content)
    for service in document["services"].values():
        assert not {"privileged", "network_mode", "pid", "ipc", "cap_add", "devices", "userns_mode"} & set(
            service
        )
        for mount in service.get("volumes", []):
            assert re.match(r"[a-z]", mount), "only named volumes"
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:")
    assert "docker.sock" not in str(document)


def test_every_service_restarts_and_every_image_has_a_fixed_minor_version(laid: tuple[Path, Overlay]) -> None:
    folder, overlay = laid
    if (folder / "docker-compose.yml").exists():
        pytest.skip("the images are the donor's")
    for service in compose(overlay.machine["compose.livinglab.yaml"].content)["services"].values():
        assert service["restart"] == "unless-stopped"
        assert re.search(r":v?\d+\.\d+", service["image"])


def test_images_of_dockerfiles_have_fixed_minor_versions_and_another_user_than_root(
    laid: tuple[Path, Overlay],
) -> None:
    _, overlay = laid
    dockerfile = overlay.machine.get(".livinglab/docker/Dockerfile")
    if dockerfile is None:
        pytest.skip("the donor's own image is used")
    text = dockerfile.content.decode()
    stages = set(re.findall(r"(?m)^FROM \S+ AS (\S+)$", text))
    for image in re.findall(r"(?m)^FROM (\S+)", text):
        assert image in stages or re.search(r":(\S+-php)?\d+\.\d+", image), image
    assert re.search(r"(?m)^USER \d+:\d+$", text) or "nginx-unprivileged" in text


def test_no_secret_stands_anywhere_but_in_the_env(laid: tuple[Path, Overlay]) -> None:
    folder, overlay = laid
    lines = (folder / ".env").read_text().splitlines()
    secrets = [
        v.partition("=")[2] for v in lines if re.search(r"(PASSWORD|SECRET|APP_KEY|encryption\.key)=.{20}", v)
    ]
    everything = b"".join(file.content for file in {**overlay.machine, **overlay.region}.values())
    assert [secret for secret in secrets if secret.strip("'\"").encode() in everything] == []


def test_names_that_compose_interpolates_stand_in_the_env(laid: tuple[Path, Overlay]) -> None:
    folder, overlay = laid
    text = overlay.machine["compose.livinglab.yaml"].content.decode()
    keys = {line.partition("=")[0] for line in (folder / ".env").read_text().splitlines()}
    assert set(re.findall(r"(?<!\$)\$\{(\w+)", text)) <= keys


def test_nginx_accepts_the_configuration(laid: tuple[Path, Overlay], tmp_path: Path) -> None:
    nginx = needs("nginx")
    folder, _ = laid
    site = (folder / ".livinglab/vps/nginx.conf").read_text()
    site = site.replace("/var/log/nginx", str(tmp_path)).replace("listen 80;", "listen 8089;")
    site = site.replace("listen [::]:80;", "")
    (tmp_path / "fastcgi_params").write_text("fastcgi_param QUERY_STRING $query_string;\n")
    (tmp_path / "site.conf").write_text(site)
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{ include site.conf; }}\n")
    command = [
        nginx,
        "-t",
        "-q",
        "-p",
        str(tmp_path),
        "-e",
        str(tmp_path / "error"),
        "-c",
        str(tmp_path / "nginx.conf"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_systemd_accepts_the_units(laid: tuple[Path, Overlay], tmp_path: Path) -> None:
    verify = needs("systemd-analyze")
    folder, _ = laid
    units = sorted(
        [*(folder / ".livinglab/vps").glob("*.service"), *(folder / ".livinglab/vps").glob("*.timer")]
    )
    copied = tmp_path / "units"
    copied.mkdir()
    for unit in units:
        # what the unit starts is not installed here; that it could be started is not the question
        text = re.sub(r"(?m)^(Exec\w+)=\S+", r"\1=/bin/true", unit.read_text())
        (copied / unit.name).write_text(re.sub(r"(?m)^(After|Requires|Wants)=.*$", "", text))
    paths = [str(path) for path in sorted(copied.iterdir())]
    done = subprocess.run([verify, "verify", "--man=no", *paths], capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if str(copied) in line or "livinglab-" in line]
    assert (done.returncode, said) == (0, [])


def test_shellcheck_and_bash_find_nothing_in_the_scripts(laid: tuple[Path, Overlay]) -> None:
    shellcheck = needs("shellcheck")
    folder, overlay = laid
    scripts = [folder / path for path in overlay.machine if path.endswith(".sh")]
    assert len(scripts) == 4
    for script in scripts:
        subprocess.run(["bash", "-n", str(script)], check=True)
        assert script.read_bytes().find(b"\r") == -1
    done = subprocess.run([shellcheck, "-x", *map(str, scripts)], capture_output=True, text=True, check=False)
    assert done.stdout == ""


def test_php_finds_nothing_in_the_check_for_hosting(laid: tuple[Path, Overlay]) -> None:
    php = needs("php")
    folder, _ = laid
    script = folder / ".livinglab/periksa.php"
    if not script.exists():
        pytest.skip("no PHP application")
    subprocess.run([php, "-l", str(script)], check=True, capture_output=True)
    done = subprocess.run([php, str(script)], capture_output=True, text=True, check=False)
    assert "berkas .env ada dan terbaca" in done.stdout
    assert done.returncode in (0, 1)


def test_the_readme_names_the_region_and_carries_the_whole_checklist(laid: tuple[Path, Overlay]) -> None:
    _, overlay = laid
    text = overlay.region["README.daerah.md"].content.decode()
    for word in (
        "Kabupaten Bekasi",
        "32.16",
        "PKS",
        "BAST",
        "UAT",
        "VA",
        "PSE",
        "SIA-SPBE",
        "SK ",
        "Kabupaten Sumedang",
    ):
        assert word in text


def test_a_php_application_has_a_guide_for_shared_hosting(laid: tuple[Path, Overlay], tree_name: str) -> None:
    _, overlay = laid
    by_php = tree_name in ("laravel", "codeigniter", "codeigniter3", "yii", "wordpress-plugin", "php")
    assert (".livinglab/cpanel/PANDUAN.md" in overlay.machine) is by_php


def test_no_marks_of_templates_are_left(laid: tuple[Path, Overlay]) -> None:
    _, overlay = laid
    for path, file in {**overlay.machine, **overlay.region}.items():
        text = file.content.decode()
        assert not re.search(r"\{[{%#]|[%#]\}", text), path
        assert "\n\n\n" not in text, path
        assert text.endswith("\n"), path


def test_the_same_answers_give_the_same_bytes(
    tree_name: str, trees: Trees, stack_of: Callable[..., Stack], answers: MakeAnswers
) -> None:
    first, second = (render(stack_of(trees[tree_name]), answers()) for _ in range(2))
    assert first == second
    assert first.sha256 == second.sha256
    assert render(stack_of(trees[tree_name]), answers(region_name="Kota Bekasi")).sha256 != first.sha256


def test_what_is_the_regions_is_written_once_and_everything_else_again(laid: tuple[Path, Overlay]) -> None:
    _, overlay = laid
    assert set(overlay.region) == {"compose.lokal.yaml", "README.daerah.md", ".livinglab/answers.toml"}
    assert not set(overlay.region) & set(overlay.machine)
    assert {".livinglab/env.schema.toml", "compose.livinglab.yaml"} <= set(overlay.machine)


def test_the_donors_files_are_never_replaced(
    laid: tuple[Path, Overlay], tree_name: str, trees: Trees
) -> None:
    _, overlay = laid
    assert not set(trees[tree_name]) & {*overlay.machine, *overlay.region}


def test_paths_are_ones_that_windows_can_write(laid: tuple[Path, Overlay]) -> None:
    _, overlay = laid
    for path in {**overlay.machine, **overlay.region}:
        assert re.fullmatch(r"[A-Za-z0-9._/-]+", path), path


def test_hostile_answers_add_no_key_and_no_command(
    tree_name: str, trees: Trees, put: Put, answers: MakeAnswers, tmp_path: Path
) -> None:
    evil = dict.fromkeys(("region_name", "app_name", "donor_name", "donor_url", "license", "contact"), EVIL)
    plain, hostile = tmp_path / "plain", tmp_path / "hostile"
    plain.mkdir()
    hostile.mkdir()
    expected = put(plain, trees[tree_name], answers(region_name="x", app_name="x"))
    found = put(hostile, trees[tree_name], answers(**evil))
    for name in COMPOSE:
        files = [compose({**each.machine, **each.region}[name].content) for each in (expected, found)]
        assert files[0] == files[1]
    assert tomllib.loads(found.region[".livinglab/answers.toml"].content.decode()).keys() == {
        "region_code", "region_name", "domain", "contact",
    }  # fmt: skip
    for script in ("health.sh", "backup.sh", "restore.sh"):
        subprocess.run(
            ["bash", str(hostile / ".livinglab/bin" / script), "--help"], check=True, capture_output=True
        )
    assert not Path("/tmp/pwned").exists()  # noqa: S108 - what the hostile answer would have made
    for unit in (hostile / ".livinglab/vps").glob("*.service"):
        assert len(re.findall(r"(?m)^ExecStart=", unit.read_text())) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("region_code", "32.16\n"),
        ("region_code", "3216"),
        ("region_code", ""),
        ("slug", "../x"),
        ("slug", "-x"),
        ("slug", "E-SAKIP"),
        ("domain", "x"),
        ("domain", "a b.go.id"),
        ("domain", "x.go.id;"),
        ("version", "-v1"),
        ("version", "v1\nx"),
        ("region_name", ""),
        ("region_name", "x" * 301),
        ("app_name", "\ud800"),
        ("contact", "\0"),
    ],
)
def test_answers_that_no_file_could_carry_are_refused(name: str, value: str, answers: MakeAnswers) -> None:
    with pytest.raises(ScaffoldError):
        answers(**{name: value})


def test_answers_come_back_from_their_file(
    answers: MakeAnswers, trees: Trees, stack_of: Callable[..., Stack]
) -> None:
    before = answers(region_name='Kabupaten "Bekasi" \\ 100% $x')
    content = render(stack_of(trees["php"]), before).region[".livinglab/answers.toml"].content
    release = {
        name: getattr(before, name)
        for name in ("slug", "app_name", "version", "donor_name", "donor_url", "license")
    }
    assert Answers.read(content, **release) == before


def test_names_stay_within_what_linux_and_mysql_allow(answers: MakeAnswers) -> None:
    long = answers(slug="a" * 63, region_code="32.16.01.2001")
    other = answers(slug="a" * 62 + "b", region_code="32.16.01.2001")
    assert len(long.linux_user) <= 31
    assert len(long.database_name) <= 32
    assert long.linux_user != other.linux_user


def test_the_time_zone_follows_the_province(
    trees: Trees, stack_of: Callable[..., Stack], answers: MakeAnswers
) -> None:
    for code, zone in (
        ("32.16", "Jakarta"),
        ("71.71", "Makassar"),
        ("91.71", "Jayapura"),
        ("51.03", "Makassar"),
    ):
        schema = render(stack_of(trees["php"]), answers(region_code=code)).machine[
            ".livinglab/env.schema.toml"
        ]
        assert f"Asia/{zone}".encode() in schema.content


def test_over_a_donors_own_compose_only_names_ports_and_env_change(
    trees: Trees, stack_of: Callable[..., Stack], answers: MakeAnswers
) -> None:
    overlay = render(stack_of(trees["own-compose"]), answers())
    document = compose(overlay.machine["compose.livinglab.yaml"].content)
    assert document["name"] == "3216-e-sakip"
    assert document["services"]["backend"]["container_name"] == "3216-e-sakip-backend"
    assert document["services"]["backend"]["image"] == "3216-e-sakip-backend:v1.2.0"
    assert document["services"]["backend"]["env_file"] == [".env"]
    assert [port.rpartition(":")[2] for port in document["services"]["backend"]["ports"]] == ["8080", "9090"]
    assert document["services"]["db-mysql"]["ports"] == []
    assert document["volumes"] == {"spbe": {"name": "3216-e-sakip-spbe"}}
    assert document["networks"] == {"default": {"name": "3216-e-sakip-default"}}


def test_two_regions_on_one_server_share_no_name(
    trees: Trees, stack_of: Callable[..., Stack], answers: MakeAnswers
) -> None:
    stack = stack_of(trees["own-compose"])
    bekasi, banjar = (render(stack, answers(region_code=code)) for code in ("32.16", "32.79"))
    named = [
        set(
            re.findall(
                r"(?m)(?:name|image|container_name): (\S+)",
                o.machine["compose.livinglab.yaml"].content.decode(),
            )
        )
        for o in (bekasi, banjar)
    ]
    assert named[0]
    assert not named[0] & named[1]


def test_a_real_docker_compose_accepts_the_files(laid: tuple[Path, Overlay]) -> None:
    docker = needs("docker")
    if subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("docker has no compose here")
    folder, _ = laid
    done = subprocess.run(
        [docker, "compose", "config", "--quiet"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_each_check_of_the_tools_can_fail(tmp_path: Path) -> None:
    (tmp_path / "a.service").write_text("[Service]\nExecStart=/bin/true\nRestart=perhaps\nUnknown=1\n")
    verify = [needs("systemd-analyze"), "verify", "--man=no", str(tmp_path / "a.service")]
    done = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert "restart specifier" in done.stderr
    (tmp_path / "a.sh").write_text("#!/bin/bash\nrm -rf $1/*\n")
    check = [needs("shellcheck"), str(tmp_path / "a.sh")]
    assert subprocess.run(check, capture_output=True, check=False).returncode != 0


def test_on_a_server_the_image_s_own_paths_and_address_are_the_servers(
    trees: Trees, stack_of: Callable[..., Stack], answers: MakeAnswers
) -> None:
    machine = render(stack_of(trees["python-dockerfile"]), answers()).machine
    unit = machine[".livinglab/vps/livinglab-3216-e-sakip.service"].content.decode()
    assert "E_SAKIP_DATABASE=/srv/3216-e-sakip/data/e-sakip.db" in unit
    assert "0.0.0.0" not in unit
    assert "ReadWritePaths=-/srv/3216-e-sakip/data" in unit
