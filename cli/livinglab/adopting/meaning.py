"""Which stage, state, reason or document somebody means, in either language."""

import difflib
from collections.abc import Iterable, Mapping

from livinglab.contract import adoption_words as words
from livinglab.contract.adoptions import Basis, DocumentKind, Stage, State, StopReason
from livinglab.errors import UsageError
from livinglab.language import Text

NO_ALIASES: Mapping[str, str] = {}
BY_OTHER_OPTIONS = frozenset({Stage.RETRACTION})
NO_ANSWERS = frozenset({State.NONE})


def stage(said: str) -> Stage:
    """Return the stage that is meant; raises UsageError with the nearest."""
    kinds = [each for each in Stage if each not in BY_OTHER_OPTIONS]
    known = words.names(kinds, words.STAGES, words.STAGE_ALIASES)
    return Stage(_chosen(said, known, kinds, Text("Tahap", "The stage")))


def state(said: str) -> State:
    """Return the state that is meant; raises UsageError with the nearest."""
    kinds = [each for each in State if each not in NO_ANSWERS]
    known = words.names(kinds, words.STATES, words.STATE_ALIASES)
    return State(_chosen(said, known, kinds, Text("--state: keadaan", "--state: the state")))


def reason(said: str) -> StopReason:
    """Return the reason for stopping that is meant; raises UsageError with the nearest."""
    known = words.names(StopReason, words.REASONS, NO_ALIASES)
    return StopReason(_chosen(said, known, StopReason, Text("--reason: alasan", "--reason: the reason")))


def document(said: str) -> DocumentKind:
    """Return the kind of document that is meant; raises UsageError with the nearest."""
    known = words.names(DocumentKind, words.DOCUMENTS, NO_ALIASES)
    what = Text("--document: jenis dokumen", "--document: the kind of document")
    return DocumentKind(_chosen(said, known, DocumentKind, what))


def basis(said: str) -> Basis:
    """Return the basis of use that is meant; raises UsageError with the nearest."""
    known = words.names(Basis, words.BASES, {"lisensi": "license"})
    return Basis(_chosen(said, known, Basis, Text("--terms basis=", "--terms basis=")))


def among(said: str, choices: Mapping[str, Text], option: str) -> str:
    """Return which of the few choices is meant; raises UsageError with all of them."""
    known = words.names(choices, choices, NO_ALIASES)
    return _chosen(said, known, choices, Text(option, option))


def _chosen(said: str, known: Mapping[str, str], kinds: Iterable[str], what: Text) -> str:
    found = known.get(words.spelt(said))
    if found is not None:
        return found
    near = difflib.get_close_matches(words.spelt(said), known, n=3, cutoff=0.6)
    likely = ", ".join(_once(near, known))
    every = ", ".join(str(each) for each in kinds)
    meant = Text(id=f"Maksud Anda: {likely}?\n", en=f"Did you mean: {likely}?\n") if likely else Text("", "")
    raise UsageError(
        Text(id=f"{what.id} '{said}' tidak dikenal.", en=f"{what.en} '{said}' is unknown."),
        Text(id=f"{meant.id}Pilih dari: {every}", en=f"{meant.en}Choose from: {every}"),
    )


def _once(near: Iterable[str], known: Mapping[str, str]) -> Iterable[str]:
    """Return one name for each meaning: what travels, where that is near too."""
    names: dict[str, str] = {}
    for name in near:
        meant = known[name]
        names[meant] = meant if name == meant else names.get(meant, name)
    return names.values()
