"""What every command is handed: how to speak, and what was settled before it started."""

import argparse
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
