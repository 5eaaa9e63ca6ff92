"""Tell the whole story once, and fill a registry with examples."""

from pathlib import Path

from registry import demo
from registry.commands.preparation import DONE, Commands, prepared, say
from registry.demo import examples
from registry.settings import Settings


def add_to(commands: Commands) -> None:
    """Describe the commands."""
    telling = commands.add_parser(
        "demo", help="donate, visit, publish, fetch, update and start a reference app"
    )
    telling.add_argument("--folder", type=Path, default=Path("demo"), help="where everything is made anew")
    telling.add_argument("--port", type=int, default=8000)
    telling.add_argument("--once", action="store_true", help="stop after the last step")
    telling.set_defaults(
        run=lambda _settings, asked: demonstrate(asked.folder, port=asked.port, once=asked.once)
    )
    filling = commands.add_parser(
        "examples", help="record made-up adoptions, in a registry that says so (LIVINGLAB_EXAMPLES=true)"
    )
    filling.set_defaults(run=lambda settings, _asked: fill(settings))


def demonstrate(folder: Path, *, port: int, once: bool) -> int:
    """Run the whole story once, on loopback; every step that is not true ends it."""
    return demo.run(folder, port=port, once=once)


def fill(settings: Settings) -> int:
    """Record made-up adoptions and experiences."""
    with prepared(settings) as database:
        filled = examples.fill(database, settings)
    say(f"{filled.adoptions} made-up adoptions, {filled.experiences} made-up experiences")
    return DONE
