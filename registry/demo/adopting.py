"""The second act: the region records what it did, and whoever asks the registry gets figures of it."""

import json
from pathlib import Path
from typing import Any

import httpx

from registry.demo.stage import Stage, StepFailed, say

GOVERNMENT = "Pemerintah Kabupaten Bekasi"


def adopt(stage: Stage, fetched: Path, *, region: str) -> None:
    """Record an adoption from inside the fetched application, and read what the statistics make of it."""
    stage.registry("organisation", "add", GOVERNMENT, "--kind", "region", "--region", region)
    stage.registry("organisation", "verify", GOVERNMENT)
    making = ("token", "create", "--name", "laptop", "--scope", "record", "--organisation", GOVERNMENT)
    token = stage.registry(*making, secret=True)
    stage.livinglab("login", "--paste", given=token)
    stage.livinglab("adopt", "installation", cwd=fetched)
    stage.livinglab("adopt", "go-live", "--document", "sk", "--number", "555/12/2026", cwd=fetched)
    stage.livinglab("adopt", cwd=fetched)
    stage.livinglab("status", cwd=fetched)
    _check_figures(stage, region)


def _check_figures(stage: Stage, region: str) -> None:
    [adoption] = _ask(stage, f"/api/v1/adoptions?state=in-use&region={region}")["items"]
    if (adoption["application"], adoption["version"]) != ("e-sakip", "1.1.0"):
        raise StepFailed(f"the registry recorded {adoption['application']} {adoption['version']}")
    covered = _ask(stage, "/api/v1/statistics/coverage")["covered"]
    if covered["count"] != 1:
        raise StepFailed(f"{covered['count']} regions use something, not 1")
    say(f"1 of 514 regions uses something now; who: {covered['records']}")


def _ask(stage: Stage, path: str) -> dict[str, Any]:
    say(f"\n$ curl {stage.address}{path}")
    answer = httpx.get(f"{stage.address}{path}", trust_env=False)
    if not answer.is_success:
        raise StepFailed(f"{path} answered with {answer.status_code}")
    body: dict[str, Any] = answer.json()
    say(json.dumps(body, indent=1, ensure_ascii=False)[:600])
    return body
