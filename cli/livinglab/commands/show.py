"""`livinglab show`: one application, its releases and what is known against them."""

from collections.abc import Mapping
from typing import Any

from livinglab.commands.fetch import APP, named
from livinglab.context import Context
from livinglab.errors import DONE
from livinglab.language import Text
from livinglab.output import Output, size
from livinglab.parser import Commands

STATUS = {
    "published": Text(id="terbit", en="published"),
    "sent_back": Text(id="dikembalikan", en="sent back"),
    "quarantined": Text(id="dikarantina", en="quarantined"),
}


def add_to(commands: Commands) -> None:
    """Describe the command."""
    show = commands.add("show", Text(id="tunjukkan satu aplikasi", en="show one application"))
    show.argument("app", metavar=APP, help=Text(id="nama di katalog", en="its name in the catalog"))
    show.argument(
        "--offline", action="store_true", help=Text(id="hanya dari simpanan", en="only what is kept here")
    )


def run(context: Context) -> int:
    """Ask the catalog and print the application, with one release in full."""
    from livinglab.client.opening import open_catalog  # noqa: PLC0415 - heavy rooms only inside the command

    output, arguments = context.output, context.arguments
    slug, version = named(arguments.app)
    catalog = open_catalog(context.registry(), language=output.language, offline=arguments.offline)
    application = catalog.application(slug)
    chosen = version or application.latest_version
    release = catalog.release(application, chosen).model_dump(mode="json") if chosen else None
    whole = application.model_dump(mode="json")
    output.result({"application": whole, "release": release})
    _application(output, whole)
    if release:
        _release(output, release)
    _releases(output, whole["releases"])
    return DONE


def _application(output: Output, application: Mapping[str, Any]) -> None:
    output.say(f"{application['name']} ({application['slug']})", style="bold")
    about = output.of(application["description"])
    if about:
        output.say(f"  {about}")
    region = application["publisher"]["region"]
    where = f" ({region['code']})" if region else ""
    output.rows(
        [
            (Text(id="donor", en="donor"), application["publisher"]["name"] + where),
            (Text(id="repositori", en="repository"), application["url"]),
            (Text(id="kategori", en="categories"), ", ".join(application["categories"]) or None),
            (Text(id="status", en="status"), application["development_status"]),
            (Text(id="keterbukaan", en="visibility"), application["visibility"]),
        ]
    )
    output.listed(
        [Text(id=each["message"]["id"], en=each["message"]["en"]) for each in application["incidents"]],
        style="red",
    )


def _release(output: Output, release: Mapping[str, Any]) -> None:
    output.say(Text(id=f"Rilis {release['version']}", en=f"Release {release['version']}"), style="bold")
    found = release["license"]
    output.rows(
        [
            (Text(id="lisensi", en="licence"), found["spdx"] or "-"),
            (Text(id="ukuran", en="size"), size(release["bytes"], output.language)),
            (Text(id="berkas", en="files"), str(release["files"])),
            (Text(id="commit", en="commit"), release["commit"]),
        ]
    )
    if not found["usable"] and found["reason"]:
        output.say(Text(id=found["reason"]["id"], en=found["reason"]["en"]), style="red")
    output.listed([Text(id=risk["id"], en=risk["en"]) for risk in release["risks"]], style="yellow")


def _releases(output: Output, releases: list[Mapping[str, Any]]) -> None:
    if releases:
        output.say(Text(id="Rilis:", en="Releases:"))
    for each in releases:
        status = output.text(STATUS[each["status"]])
        output.say(f"  {each['version']:<16} {each['released_at'][:10]}  {status}")
