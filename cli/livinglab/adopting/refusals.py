"""What the registry refused, with the way out that this command line knows."""

from collections.abc import Iterator
from contextlib import contextmanager

from livinglab.client.adoptions import Refused, WebAdoptions
from livinglab.errors import LivinglabError, UnknownName
from livinglab.language import Text

WAYS_OUT = {
    "version": Text(id="Versi yang ada: livinglab show APLIKASI", en="Its versions: livinglab show APP"),
    "commit": Text(
        id="Folder ini berbeda dari catatan katalog. Periksa: livinglab verify",
        en="This directory differs from the catalog's record. Look: livinglab verify",
    ),
    "application": Text(id="Cari namanya: livinglab search KATA", en="Find its name: livinglab search WORDS"),
    "region": Text(
        id="Wewenang Anda: livinglab whoami. Daerah lain: --region KODE",
        en="What you may do: livinglab whoami. Another region: --region CODE",
    ),
    "corrects": Text(
        id="Nomor catatan ditunjukkan oleh: livinglab adopt",
        en="The numbers of records are shown by: livinglab adopt",
    ),
}


@contextmanager
def explained(registry: WebAdoptions) -> Iterator[None]:
    """Add the way out to what is refused inside."""
    try:
        yield
    except Refused as refused:
        if refused.hint is None:
            refused.hint = _way_out(registry, refused.fields)
        raise
    except UnknownName as unknown:
        unknown.hint = unknown.hint or WAYS_OUT["application"]
        raise


def _way_out(registry: WebAdoptions, fields: list[str]) -> Text | None:
    if "organisation" in fields:
        return _organisations(registry)
    return next((WAYS_OUT[field] for field in fields if field in WAYS_OUT), None)


def _organisations(registry: WebAdoptions) -> Text | None:
    """List the organisations that may be meant, by their numbers."""
    try:
        known = registry.account().organisations
    except LivinglabError:
        return None
    listed = "".join(f"\n  --organisation {each.id}  {each.name} ({each.role})" for each in known)
    return Text(id=f"Pilih yang mencatat:{listed}", en=f"Choose who records:{listed}") if listed else None
