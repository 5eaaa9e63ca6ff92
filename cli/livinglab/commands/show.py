"""`livinglab show`: one application, its releases and what is known against it; or a letter to its donor."""

from livinglab.commands.fetch import APP, FILE, REGION, named
from livinglab.context import Context
from livinglab.errors import DONE, UsageError
from livinglab.language import Text
from livinglab.parser import Commands


def add_to(commands: Commands) -> None:
    """Describe the command."""
    show = commands.add("show", Text(id="tunjukkan satu aplikasi", en="show one application"))
    show.argument("app", metavar=APP, help=Text(id="nama di katalog", en="its name in the catalog"))
    show.argument(
        "--letter",
        action="store_true",
        help=Text(
            id="surat permohonan lisensi atau kerja sama", en="a letter that asks for a licence (Indonesian)"
        ),
    )
    show.argument(
        "--region", metavar=REGION, help=Text(id="daerah yang menulis surat", en="the region that writes it")
    )
    show.argument(
        "--output", metavar=FILE, help=Text(id="simpan surat di berkas", en="put the letter in a file")
    )
    show.argument(
        "--offline", action="store_true", help=Text(id="hanya dari simpanan", en="only what is kept here")
    )


def run(context: Context) -> int:
    """Ask the catalog and print the application, with one release in full; or write the letter."""
    from livinglab.client.opening import open_catalog  # noqa: PLC0415 - heavy rooms only inside the command

    output, arguments = context.output, context.arguments
    slug, version = named(arguments.app)
    if not arguments.letter and (arguments.region or arguments.output):
        raise UsageError(
            Text(
                id="--region dan --output hanya untuk --letter.",
                en="--region and --output only go with --letter.",
            )
        )
    catalog = open_catalog(context.registry(), language=output.language, offline=arguments.offline)
    application = catalog.application(slug)
    if arguments.letter:
        from livinglab.letters.request import request  # noqa: PLC0415 - only for letters

        return request(context, catalog, application, version)
    from livinglab.portrait import draw  # noqa: PLC0415 - as above

    draw(output, catalog, application, version)
    return DONE
