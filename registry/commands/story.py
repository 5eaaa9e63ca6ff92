"""Tell the whole story once."""

from pathlib import Path

from registry import demo
from registry.commands.preparation import Commands


def add_to(commands: Commands) -> None:
    """Describe the command."""
    telling = commands.add_parser(
        "demo", help="donate, visit, publish, fetch, update and start a reference app"
    )
    telling.add_argument("--folder", type=Path, default=Path("demo"), help="where everything is made anew")
    telling.add_argument("--port", type=int, default=8000)
    telling.add_argument("--once", action="store_true", help="stop after the last step")
    telling.set_defaults(
        run=lambda _settings, asked: demonstrate(asked.folder, port=asked.port, once=asked.once)
    )


def demonstrate(folder: Path, *, port: int, once: bool) -> int:
    """Run the whole story once, on loopback; every step that is not true ends it."""
    return demo.run(folder, port=port, once=once)
