"""`livinglab draft`: a publiccode.yml from what the repository itself says; what it leaves open is asked."""

from livinglab.context import Context
from livinglab.errors import DONE, MachineLacks
from livinglab.language import Text
from livinglab.parser import Commands


def add_to(commands: Commands) -> None:
    """Describe the command."""
    draft = commands.add(
        "draft",
        Text(
            id="susun publiccode.yml dari isi repositori",
            en="draft publiccode.yml from the repository itself",
        ),
    )
    draft.argument(
        "directory",
        metavar=Text(id="FOLDER", en="DIRECTORY"),
        nargs="?",
        help=Text(id="folder teratas repositori (folder ini)", en="the repository's top folder (this one)"),
    )
    draft.argument(
        "--output",
        metavar=Text(id="BERKAS", en="FILE"),
        help=Text(id="tulis ke berkas lain (- mencetak)", en="write another file (- prints)"),
    )
    draft.argument(
        "--force",
        action="store_true",
        help=Text(id="timpa berkas yang sudah ada", en="overwrite a file that exists"),
    )
    draft.argument("--no-input", action="store_true", help=Text(id="jangan bertanya", en="do not ask"))


def run(context: Context) -> int:
    """Draw the draft, ask what is open if somebody is there, write it, say where each value came from."""
    try:
        from livinglab.drafting import delivery, drawing, terminal  # noqa: PLC0415 - heavy rooms only inside
        from livinglab.drafting.telling import tell  # noqa: PLC0415 - as above
    except ModuleNotFoundError as error:
        raise _extra_missing(error) from error
    arguments, output = context.arguments, context.output
    folder = delivery.folder(arguments.directory)
    target = delivery.target(folder, arguments.output, force=arguments.force)
    draft = drawing.draw(folder)
    for note in draft.notes:
        output.note(note, style="yellow")
    code = DONE
    if not arguments.no_input and terminal.somebody_is_there(output):
        draft, code = terminal.ask(draft, folder, output)
    delivery.deliver(draft, target, output, force=arguments.force)
    tell(draft, target, output)
    return code


def _extra_missing(error: ModuleNotFoundError) -> Exception:
    """Say how to install what `draft` stands on; what else is missing is a mistake of ours."""
    if (error.name or "livinglab").startswith("livinglab"):
        return error
    return MachineLacks(
        Text(id=f"`livinglab draft` memerlukan {error.name}.", en=f"`livinglab draft` needs {error.name}."),
        Text(id="Pasang: pip install 'livinglab[check]'", en="Install it: pip install 'livinglab[check]'"),
    )
