"""What every command is handed: how to speak, and what was settled before it started."""

import argparse
import os
from typing import NamedTuple

from livinglab.language import Text
from livinglab.output import Output
from livinglab.settings import Settings


class Context(NamedTuple):
    """The voice and the settings of one run."""

    output: Output
    settings: Settings
    arguments: argparse.Namespace

    def registry(self, remembered: str | None = None) -> str | None:
        """Return the registry of the command line, else the environment's, the directory's, the settings'."""
        chosen: str | None = self.arguments.registry
        if chosen:
            return chosen
        if self.settings.registry_chosen or not remembered:
            return self.settings.registry
        self._withhold_token(remembered)
        return remembered

    def knows_registry(self, remembered: str | None) -> bool:
        """Tell whether there is a registry to ask, and say if not: what came from a stick may have none."""
        known = self.registry(remembered) is not None
        if not known:
            self.output.note(
                Text(
                    id="Registri tidak ditanya: belum ada yang dipilih (--registry atau LIVINGLAB_REGISTRY).",
                    en="No registry was asked: none is chosen yet (--registry or LIVINGLAB_REGISTRY).",
                )
            )
        return known

    def _withhold_token(self, remembered: str) -> None:
        """Put LIVINGLAB_TOKEN away where only the directory names the registry: others wrote that file.

        What `livinglab login` keeps needs no such care: it knows its registry.
        """
        if not os.environ.get("LIVINGLAB_TOKEN"):
            return
        from livinglab.credentials.origins import origin_of  # noqa: PLC0415 - seldom needed

        if origin_of(remembered) == origin_of(self.settings.registry or ""):
            return
        del os.environ["LIVINGLAB_TOKEN"]
        self.output.note(
            Text(
                id=f"LIVINGLAB_TOKEN tidak dikirim ke {remembered}: hanya folder ini yang menyebutnya. "
                "Pilih sendiri dengan --registry atau LIVINGLAB_REGISTRY.",
                en=f"LIVINGLAB_TOKEN is not sent to {remembered}: only this directory names that registry. "
                "Choose it yourself by --registry or LIVINGLAB_REGISTRY.",
            ),
            style="yellow",
        )
