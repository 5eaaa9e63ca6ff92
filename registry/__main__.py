"""The operator's door: `python -m registry …`."""

import argparse
import sys
from collections.abc import Sequence

from livinglab import __version__
from registry import logbook
from registry.commands import (
    accounts,
    agreements,
    catalog,
    chores,
    cohorts,
    descriptions,
    dump,
    experiences,
    imports,
    journal,
    moderation,
    organisations,
    provider,
    service,
    statistics,
    story,
    tokens,
)
from registry.errors import RegistryError
from registry.masking import masked
from registry.settings import Settings, SettingsError

DONE, FAILED, USAGE, SENT_BACK, INTERRUPTED = 0, 1, 2, 3, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 usage, 3 sent back, 130 interrupted."""
    logbook.set_up()
    asked = _parser().parse_args(arguments)
    try:
        settings = Settings.read()
        logbook.keep_secret(settings)
        code: int = asked.run(settings, asked)
    except SettingsError as error:
        print(masked(f"registry: {error}"), file=sys.stderr)  # noqa: T201 - this is a command line
        return USAGE
    except RegistryError as error:
        said = masked(f"registry: {error.text.id}\n          {error.text.en}")
        print(said, file=sys.stderr)  # noqa: T201 - likewise
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="registry", description="Operate a livinglab registry.")
    parser.add_argument("--version", action="version", version=f"livinglab {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    people = (accounts, provider, organisations, tokens)
    adoption = (cohorts, experiences)
    for module in (
        service,
        chores,
        *people,
        catalog,
        descriptions,
        imports,
        agreements,
        *adoption,
        dump,
        journal,
        moderation,
        statistics,
        story,
    ):
        module.add_to(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
