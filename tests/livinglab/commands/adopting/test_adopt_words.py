"""What `livinglab adopt` understands and offers: stages, their words, what mostly comes next."""

import subprocess
from datetime import UTC, datetime

import pytest

from livinglab import contract
from livinglab.adopting import meaning, usual
from livinglab.commands.adopt import STAGES
from livinglab.contract import adoption_words
from livinglab.contract.adoptions import (
    Adoption,
    AdoptionEvent,
    Basis,
    DocumentKind,
    Stage,
    State,
    StopReason,
)


def event(number, stage, day, **more):
    """Return an event as the registry tells it."""
    told = {"recorded_by": "person:1", "recorded_at": datetime(2026, 1, 1, tzinfo=UTC), "serial": 1}
    return AdoptionEvent(id=number, stage=stage, date=f"2026-01-{day:02}", **told, **more)


@pytest.mark.parametrize(
    ("stages", "fetched", "following"),
    [
        (["interest"], False, "study-visit"),
        (["interest"], True, "installation"),
        (["grant-or-loan"], False, "source-handover"),
        (["go-live"], True, "registration"),
        (["go-live", "interest"], True, "registration"),
        (["go-live", "evaluation"], True, "confirmation"),
        (["evaluation", "stopped"], True, "installation"),
        (["evaluation", "stopped", "go-live"], True, "registration"),
        (["confirmation"], True, "registration"),
    ],
)
def test_what_mostly_comes_next(stages, fetched, following, today):
    events = [event(number, stage, number) for number, stage in enumerate(stages, 1)]
    region = contract.RegionBrief(code="32.16", name="Kabupaten Bekasi")
    adoption = Adoption(
        id=1, application="e-sakip", application_name="e-SAKIP", region=region, state="piloting",
        organisation=1, organisation_name="Bekasi", events=events,
    )  # fmt: skip
    assert usual.following(adoption, fetched=fetched, today=today()) == following


def test_every_word_of_an_adoption_exists_in_both_languages():
    kinds = (
        (Stage, adoption_words.STAGES),
        (State, adoption_words.STATES),
        (StopReason, adoption_words.REASONS),
        (DocumentKind, adoption_words.DOCUMENTS),
        (Basis, adoption_words.BASES),
    )
    for kind, words in kinds:
        assert set(words) == set(kind)
        assert all(text.id and text.en for text in words.values())
    assert {meaning.stage(name) for name in STAGES} == set(Stage) - {Stage.RETRACTION}


def test_shells_complete_stages(registry, siti):
    script = siti.run("completion", "bash", cwd=siti.home).out
    asked = f"{script}\nCOMP_WORDS=(livinglab adopt go); COMP_CWORD=2; _livinglab; echo ${{COMPREPLY[@]}}"
    assert subprocess.run(["bash", "-c", asked], capture_output=True, check=True).stdout == b"go-live\n"
    assert "-a bimtek" in siti.run("completion", "fish", cwd=siti.home).out
