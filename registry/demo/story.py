"""The story: donate, visit, publish, fetch, status, a new release, update, start the app, record it."""

import json
import sys
from pathlib import Path

import httpx

from registry.demo import adopting
from registry.demo.stage import APPS, Stage, StepFailed, await_answer, free_port, process, say

REGION, REGION_NAME = "32.16", "Kabupaten Bekasi"
DONOR = "livinglab (implementasi rujukan)"  # no region wrote the demo's applications


def tell(stage: Stage) -> None:
    """Tell the story, step by step."""
    donors = stage.folder / "donors"
    for slug, name in (("e-sakip", "e-sakip"), ("indeks-spbe", "spbe-index")):
        _build_repository(stage, APPS / name, donors / f"{slug}.git", until="v1.0.0")
        url = f"{stage.environment['DEMO_DONOR']}/{slug}.git"
        stage.registry("submit", url, "--slug", slug, "--publisher", DONOR)
        stage.registry("visit", slug)
    stage.livinglab("search", "akuntabilitas kinerja")
    stage.livinglab("show", "e-sakip")
    stage.livinglab("fetch", "e-sakip", "--region", REGION, "--yes")
    fetched = stage.folder / "e-sakip"
    stage.livinglab("status", cwd=fetched)
    stage.livinglab("verify", cwd=fetched)
    _build_repository(stage, APPS / "e-sakip", donors / "e-sakip.git", until=None)
    stage.registry("visit", "e-sakip")
    stage.livinglab("status", expect=10, cwd=fetched)
    before = (fetched / ".env").read_text()
    stage.livinglab("update", cwd=fetched)
    _check_update(fetched, before)
    stage.livinglab("status", cwd=fetched)
    _check_page(stage, fetched)
    adopting.adopt(stage, fetched, region=REGION)
    _furnish(stage)
    say("\nEvery step was true.")


def _furnish(stage: Stage) -> None:
    """Describe applications that exist, and record made-up adoptions, so that every page has life in it."""
    stage.registry("describe", str(Path(__file__).with_name("applications.json")))
    stage.registry("examples")


def _check_update(fetched: Path, env_before: str) -> None:
    lock = json.loads((fetched / ".livinglab" / "lock.json").read_text())
    if lock["donor"]["tag"] != "v1.1.0":
        raise StepFailed(f"the update left release {lock['donor']['tag']}, not v1.1.0")
    if not (fetched / ".env").read_text().startswith(env_before):
        raise StepFailed("the update changed values in .env that were there before")


def _check_page(stage: Stage, fetched: Path) -> None:
    """Start the fetched application itself and read its page."""
    port = free_port()
    environment = {**stage.environment, "PORT": str(port)}  # the rest it reads from its own .env
    command = [sys.executable, "-m", "esakip", "serve"]
    say(f"\n$ cd {fetched.name} && PORT={port} python {' '.join(command[1:])}")
    with process(command, cwd=fetched, environment=environment):
        await_answer(f"http://127.0.0.1:{port}/health")
        page = httpx.get(f"http://127.0.0.1:{port}/", trust_env=False).text
        if REGION_NAME not in page:
            raise StepFailed(f"the fetched application's page does not name {REGION_NAME}")
        say(f"the fetched application answers with a page of {len(page)} characters for {REGION_NAME}")


def _build_repository(stage: Stage, source: Path, target: Path, *, until: str | None) -> None:
    limit = ["--until", until] if until else []
    stage.run(sys.executable, str(APPS / "build_repository.py"), str(source), str(target), *limit)
