"""What `livinglab adopt` is asked to do, and which options go with it: none is passed over in silence."""

import argparse

from livinglab.errors import UsageError
from livinglab.language import Text

SUBJECT = frozenset({"application", "region", "unit"})
EVENT = frozenset({"date", "version", "document", "number", "document_date", "file", "reason", "note"})
GOES_WITH = {
    "show": SUBJECT,
    "stage": SUBJECT | EVENT | {"organisation", "dry_run"},
    "correct": SUBJECT | EVENT | {"dry_run"},
    "retract": SUBJECT | {"note", "dry_run"},
    "terms": SUBJECT | {"dry_run"},
    "experience": SUBJECT | {"dry_run"},
    "list": frozenset({"application", "region", "organisation", "state", "all"}),
    "affirm": frozenset({"note", "dry_run"}),
    "dispute": frozenset({"note", "dry_run"}),
    "withdraw": frozenset({"note", "dry_run"}),
}
BY_OPTION = ("correct", "retract", "terms", "experience", "list", "affirm", "dispute", "withdraw")
OPTIONS = sorted(set().union(*GOES_WITH.values()))


def task(said: argparse.Namespace) -> str:
    """Return the task that is meant; raises UsageError for two at once, or an option that goes with none."""
    tasks = [name for name in BY_OPTION if _is_said(said, name)]
    if len(tasks) > 1:
        raise _together(f"--{tasks[0]}", f"--{tasks[1]}")
    found = tasks[0] if tasks else "stage" if said.stage else "show"
    if said.stage and found not in ("stage", "correct"):
        raise _together(f"--{found}", said.stage)
    for option in OPTIONS:
        if _is_said(said, option) and option not in GOES_WITH[found]:
            raise _alone(option, found)
    return found


def _is_said(said: argparse.Namespace, option: str) -> bool:
    value = getattr(said, option)
    return value is not None and value is not False  # 0 and "" are said


def _together(one: str, other: str) -> UsageError:
    return UsageError(
        Text(id=f"{one} tidak bisa bersama {other}.", en=f"{one} does not go with {other}."),
        Text(id="Jalankan satu per satu.", en="Run one after the other."),
    )


def _alone(option: str, task: str) -> UsageError:
    written = "--" + option.replace("_", "-")
    if task == "show":
        return UsageError(
            Text(
                id=f"{written}: tahap mana? Belum disebutkan.",
                en=f"{written}: of which stage? None is named.",
            ),
            Text(
                id=f"Contoh: livinglab adopt go-live {written} …",
                en=f"For example: livinglab adopt go-live {written} …",
            ),
        )
    other = "TAHAP" if task == "stage" else f"--{task}"
    return _together(written, other)
