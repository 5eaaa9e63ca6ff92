"""What became of a submission: what the visit found, and the exit code that says so."""

from livinglab.checking.telling import tell_findings
from livinglab.contract import Submission, SubmissionStatus
from livinglab.errors import DONE, OTHER, SentBack
from livinglab.language import Text
from livinglab.output import Output

_SENT_BACK = Text(
    id="Dikembalikan: perbaiki yang menghalangi, lalu kirim lagi. Periksa dulu dengan: livinglab check",
    en="Sent back: mend what blocks, then submit again. Look first with: livinglab check",
)
_IN_REVIEW = Text(
    id="Pemeriksaannya beres. Aplikasi terbit setelah kurator menyetujui namanya.",
    en="Its checks are fine. It is listed once a curator has approved its name.",
)
_FAILED = Text(id="Gagal.", en="Failed.")


def tell_outcome(submission: Submission, output: Output) -> int:
    """Print it and return the exit code: done, also while it waits; sent back; failed."""
    tell_findings(submission.checks, output)
    if submission.status is SubmissionStatus.SENT_BACK:
        output.say(_SENT_BACK)
        return SentBack.exit_code
    if submission.status is SubmissionStatus.FAILED:
        error = submission.error
        output.note(Text(id=error.id, en=error.en) if error else _FAILED, style="red")
        return OTHER
    if submission.status is SubmissionStatus.IN_REVIEW:
        output.say(_IN_REVIEW, style="yellow")
    if submission.status is SubmissionStatus.PUBLISHED:
        slug = submission.slug
        output.say(Text(id=f"Terbit: {slug}", en=f"Published: {slug}"), style="green")
    return DONE
