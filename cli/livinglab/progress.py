"""How far a download is: a live line on a terminal, a plain line now and then elsewhere."""

import sys
import time

from livinglab.language import Text
from livinglab.output import Output, decimal, duration, size

LIVE_SECONDS, PLAIN_SECONDS, WINDOW_SECONDS = 0.1, 10.0, 15.0


class Progress:
    """Counts bytes of one download and says so on stderr, with rate and remaining time."""

    def __init__(self, output: Output, total: int, *, here: bool = False) -> None:
        """`here`: the bytes come from this machine, from its cache or a stick, and not over a line."""
        self._output = output
        self._here = here
        self._total = total
        self._done = 0
        self._live = sys.stderr.isatty() and not output.as_json
        self._began = self._said = time.monotonic()
        self._skipped = 0
        self._samples: list[tuple[float, int]] = [(self._began, 0)]

    def resumed(self, count: int) -> None:
        """Say that so many bytes were here from an earlier try: they do not count for the rate."""
        self._skipped += count
        self._done += count
        here = size(count, self._output.language)
        self._note(Text(id=f"melanjutkan: {here} sudah ada di sini", en=f"resuming: {here} is already here"))

    def received(self, count: int) -> None:
        """Count bytes that have just come in."""
        self._done += count
        now = time.monotonic()
        if now - self._said >= (LIVE_SECONDS if self._live else PLAIN_SECONDS):
            self._said = now
            self._show(now)

    def broken(self, wait: float) -> None:
        """Say that the line dropped and that we try again."""
        here = self._line(time.monotonic())
        pause = decimal(wait, self._output.language)
        self._note(
            Text(
                id=f"sambungan putus pada {here}; mencoba lagi dalam {pause} detik",
                en=f"the line dropped at {here}; trying again in {pause} seconds",
            )
        )

    def finished(self) -> None:
        """Leave one last line that stands."""
        if self._live:
            sys.stderr.write("\r\x1b[K")
        taken = max(time.monotonic() - self._began, 0.001)
        rate = size((self._done - self._skipped) / taken, self._output.language)
        whole, span = size(self._done, self._output.language), decimal(taken, self._output.language)
        if self._here:
            self._output.note(Text(id=f"sudah ada di sini: {whole}", en=f"already here: {whole}"))
            return
        self._output.note(
            Text(
                id=f"diterima: {whole} dalam {span} detik ({rate}/detik)",
                en=f"received: {whole} in {span} seconds ({rate}/s)",
            )
        )

    def _show(self, now: float) -> None:
        self._samples = [sample for sample in self._samples if now - sample[0] <= WINDOW_SECONDS][-200:]
        self._samples.append((now, self._done))
        if self._live:
            sys.stderr.write(f"\r\x1b[K{self._line(now)}")
            sys.stderr.flush()
            return
        self._output.note(self._line(now))

    def _line(self, now: float) -> str:
        language = self._output.language
        figures = f"{size(self._done, language)} / {size(self._total, language)}"
        since, before = self._samples[0]
        rate = (self._done - max(before, self._skipped)) / max(now - since, 0.001)
        if rate <= 0:
            return figures
        left = "sisa" if language == "id" else "left"
        return f"{figures}  {size(rate, language)}/s  {left} {duration((self._total - self._done) / rate)}"

    def _note(self, sentence: Text) -> None:
        if self._live:
            sys.stderr.write("\r\x1b[K")
        self._output.note(sentence)
