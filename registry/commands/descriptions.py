"""Describe applications that nobody visits, so that the catalog lists them."""

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from livinglab.language import Text
from registry.access.callers import OPERATOR
from registry.catalog import describing
from registry.catalog.described import Entry
from registry.commands.preparation import DONE, Commands, prepared, say
from registry.errors import Invalid
from registry.settings import Settings

LARGEST = 4 * 2**20  # bytes of one file
_ENTRIES = TypeAdapter(list[Entry])


def add_to(commands: Commands) -> None:
    """Describe the command."""
    describing_ = commands.add_parser(
        "describe", help="list applications by description, without visiting them; safe to repeat"
    )
    describing_.add_argument("file", type=Path, metavar="FILE", help="a JSON list of entries")
    describing_.set_defaults(run=lambda settings, asked: describe(settings, asked.file))


def describe(settings: Settings, path: Path) -> int:
    """List every application of a file, all or none of them."""
    entries = read(path)
    with prepared(settings) as database, database.write() as session:
        for entry in entries:
            describing.describe(session, entry, caller=OPERATOR)
    say(f"{len(entries)} applications are described")
    return DONE


def read(path: Path) -> list[Entry]:
    """Read entries. Raises Invalid for a file that cannot be read or an entry that is wrong."""
    try:
        if path.stat().st_size > LARGEST:
            raise Invalid(_too_large(path), field="file")
        return _ENTRIES.validate_json(path.read_bytes())
    except OSError as error:
        raise Invalid(
            Text(
                id=f"{path} tidak dapat dibaca: {error.strerror}.",
                en=f"{path} cannot be read: {error.strerror}.",
            ),
            field="file",
        ) from error
    except ValidationError as error:
        raise Invalid(_unfit(error), field="file") from error


def _unfit(error: ValidationError) -> Text:
    """Say of the first wrong part where it is and what is wrong with it."""
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"])) or "1"
    return Text(
        id=f"Bagian {place} tidak sah: {first['msg']}. Perbaiki, lalu jalankan lagi; belum ada yang berubah.",
        en=f"Part {place} is not valid: {first['msg']}. Mend it and run this again; nothing has changed.",
    )


def _too_large(path: Path) -> Text:
    return Text(
        id=f"{path} lebih besar dari {LARGEST} bita. Bagilah menjadi beberapa berkas.",
        en=f"{path} has more than {LARGEST} bytes. Divide it into several files.",
    )
