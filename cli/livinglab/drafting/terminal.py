"""The person at the terminal: what is shown to them and read from them."""

import sys
from pathlib import Path

from livinglab.drafting import past
from livinglab.drafting.asking import Conversation
from livinglab.drafting.model import Draft
from livinglab.errors import DONE, INTERRUPTED
from livinglab.language import Text
from livinglab.output import Output
from livinglab.repository.errors import RepositoryError

LONGEST_LINE = 64 << 10


def somebody_is_there(output: Output) -> bool:
    """Tell whether questions would be seen and can be answered."""
    return not output.as_json and sys.stdin.isatty() and sys.stderr.isatty()


def ask(draft: Draft, folder: Path, output: Output) -> tuple[Draft, int]:
    """Hold the conversation. Returns the draft with every answer, and the exit code if it was broken off."""

    def read(prompt: str) -> str | None:
        sys.stderr.write(output.text(prompt))
        sys.stderr.flush()
        line = sys.stdin.buffer.readline(LONGEST_LINE)
        return line.decode(sys.stdin.encoding or "utf-8", "replace").rstrip("\r\n") if line else None

    conversation = Conversation(draft, output.note, read, _addresses(folder))
    found, waiting = len(draft.facts) - 1, sum(question.required for question in draft.questions)
    output.note(
        Text(
            id=f"{found} isian ditemukan di repositori, {waiting} isian wajib masih terbuka.",
            en=f"{found} values found in the repository, {waiting} mandatory ones still open.",
        ),
        style="bold",
    )
    output.note(
        Text(
            id="Enter menerima [saran] atau membiarkan kosong, `-` membiarkan kosong, `?` menjelaskan, "
            "Ctrl-C berhenti; yang sudah dijawab tetap ditulis.",
            en="Enter accepts the [offer] or leaves it open, `-` leaves it open, `?` explains, "
            "Ctrl-C stops; what was answered is written all the same.",
        ),
        style="dim",
    )
    try:
        conversation.hold()
    except KeyboardInterrupt:
        output.note("")
        return conversation.draft, INTERRUPTED
    return conversation.draft, DONE


def _addresses(folder: Path) -> dict[str, str]:
    """Return committers' e-mail addresses by name; they go nowhere but to the question about them."""
    try:
        return {one.name: one.email for one in past.committers(folder) if "noreply" not in one.email}
    except RepositoryError:
        return {}
