"""The receivers in docs/api.md: they believe what we signed, and nothing else."""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from registry.webhooks import signatures

ROOT = Path(__file__).resolve().parents[3]
SECRET = signatures.new_secret()
BODY = '{"event":"ping","héllo":"…"}'
CALL = """
$asked = json_decode(stream_get_contents(STDIN), true);
echo json_encode(array_map(fn ($one) => is_genuine(...$one), $asked));
"""
Case = tuple[str, dict[str, str], str]


def example(language: str) -> str:
    text = (ROOT / "docs/api.md").read_text()
    found = re.search(rf"^```{language}\n(.*?is_genuine.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def in_python(cases: list[Case]) -> list[bool]:
    names: dict[str, Callable[[str, dict[str, str], bytes], bool]] = {}
    exec(example("python"), names)  # noqa: S102 - our own document's example
    return [names["is_genuine"](secret, headers, body.encode()) for secret, headers, body in cases]


def in_php(cases: list[Case]) -> list[bool]:
    ran = subprocess.run(
        ["php", "-n", "-r", example("php") + CALL],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[bool] = json.loads(ran.stdout)
    return found


def case(*, secret: str = SECRET, body: str = BODY, age: int = 0, **changed: str) -> Case:
    """Return what a receiver gets, signed with SECRET over BODY and then changed."""
    stamp = int(time.time()) - age
    headers = {
        "webhook-id": "1",
        "webhook-timestamp": str(stamp),
        "webhook-signature": signatures.sign(SECRET, "1", stamp, BODY.encode()),
    }
    return secret, {**headers, **{name.replace("_", "-"): value for name, value in changed.items()}}, body


NO_PHP = pytest.mark.skipif(not shutil.which("php"), reason="there is no PHP here")
Ask = Callable[[list[Case]], list[bool]]


@pytest.mark.parametrize(
    "ask",
    [
        in_python,
        pytest.param(
            in_php, marks=pytest.mark.skipif(not shutil.which("php"), reason="there is no PHP here")
        ),
    ],
)
def test_an_example_believes_what_was_signed_and_nothing_else(
    ask: Callable[[list[Case]], list[bool]],
) -> None:
    signed = case()[1]["webhook-signature"]
    genuine = [case(), case(age=200), case(webhook_signature=f"v1,b3RoZXI= {signed}")]
    forged = [
        case(body=BODY + " "),
        case(secret=signatures.new_secret()),
        case(age=400),
        case(webhook_id="2"),
        case(webhook_timestamp=str(int(time.time()) + 7)),
        case(webhook_signature=""),
        case(webhook_signature=signed.replace("v1,", "v2,")),
    ]
    assert ask(genuine + forged) == [True] * len(genuine) + [False] * len(forged)


def test_the_specifications_own_example_is_signed_as_it_says() -> None:
    body = b'{"test": 2432232314}'
    secret, name, stamp = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
    wanted = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signatures.sign(secret, name, stamp, body) == wanted
