"""What every command is handed: how to speak, and what was settled before it started."""

import argparse
from typing import NamedTuple

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
