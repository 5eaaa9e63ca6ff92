"""`livinglab search`: what is there that fits."""

from livinglab.context import Context
from livinglab.errors import DONE
from livinglab.language import Text
from livinglab.parser import Commands


def add_to(commands: Commands) -> None:
    """Describe the command."""
    search = commands.add("search", Text(id="cari aplikasi", en="search for applications"))
    search.argument(
        "words", metavar=Text(id="KATA", en="WORDS"), nargs="+", help=Text(id="kata kunci", en="words")
    )
    search.argument(
        "--limit",
        type=int,
        default=20,
        help=Text(id="paling banyak (20)", en="at most so many (20)"),
        metavar=NUMBER,
    )
    search.argument(
        "--offline", action="store_true", help=Text(id="hanya dari simpanan", en="only what is kept here")
    )


NUMBER = Text(id="JUMLAH", en="COUNT")


def run(context: Context) -> int:
    """Ask the catalog and print what it found."""
    from livinglab.client.opening import open_catalog  # noqa: PLC0415 - heavy rooms only inside the command

    output, arguments = context.output, context.arguments
    catalog = open_catalog(context.registry(), language=output.language, offline=arguments.offline)
    answer = catalog.search(" ".join(arguments.words), limit=max(1, min(arguments.limit, 100)))
    output.result(answer.model_dump(mode="json"))
    for hit in answer.items:
        version = f" {hit.latest_version}" if hit.latest_version else ""
        output.say(f"{hit.slug}{version}", style="bold")
        output.say(f"  {hit.name} · {hit.publisher.name} · {hit.license or '-'}")
        about = output.of(hit.description)
        if about:
            output.say(f"  {about}")
    if not answer.items:
        output.say(Text(id="Tidak ada yang cocok.", en="Nothing matches."))
    if answer.suggestion:
        output.say(
            Text(id=f"Mungkin maksud Anda: {answer.suggestion}", en=f"Did you mean: {answer.suggestion}")
        )
    if answer.total > len(answer.items):
        more = answer.total - len(answer.items)
        output.say(Text(id=f"… dan {more} lagi (--limit)", en=f"… and {more} more (--limit)"))
    return DONE
