"""The refusal of what nobody has a licence for: why, whom to ask, and the letter that asks."""

from livinglab import provenance
from livinglab.client.catalog import Found
from livinglab.contract import Application, License, Visibility
from livinglab.errors import NotFetchable
from livinglab.language import Text

MOST_CONTACTS = 3


def refuse_unlicensed(found: Found) -> None:
    """Raise NotFetchable, with the way out, unless the licence or an agreement lets anybody use the release.

    An agreement is for the registry to know: it names archives of restricted applications to nobody else.
    """
    license_found = found.release.license
    if license_found.usable or _agreed(found):
        return
    slug, version = found.application.slug, found.release.version
    why = _why(license_found)
    raise NotFetchable(
        Text(
            id=f"{slug} {version} tidak boleh diambil. {why.id}",
            en=f"{slug} {version} may not be fetched. {why.en}",
        ),
        _way_out(found),
    )


def _agreed(found: Found) -> bool:
    restricted = found.application.visibility is not Visibility.PUBLIC
    by_agreement = found.release.license.provenance == "by-agreement"
    return by_agreement and restricted and bool(found.release.archives)


def _why(found: License) -> Text:
    """Return the registry's own reason, else what its kind of licence means."""
    if found.reason:
        return Text(id=_sentence(found.reason.id), en=_sentence(found.reason.en))
    words = provenance.in_words(found)
    return Text(id=f"Lisensinya {words.id}.", en=f"Its licence: {words.en}.")


def _sentence(said: str) -> str:
    said = said.strip()
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _way_out(found: Found) -> Text:
    whom = whom_to_ask(found.application)
    slug = found.application.slug
    if found.release.license.provenance == "by-agreement":
        how = Text(
            id="Buat perjanjian (PKS, hibah, atau pinjam pakai); setelah donor mencatatnya: livinglab login",
            en="Conclude an agreement (PKS, grant or loan for use); once the donor has recorded it: "
            "livinglab login",
        )
    else:
        how = Text(
            id="Minta pemiliknya memasang LICENSE, atau buat perjanjian (PKS).",
            en="Ask its owner to add a LICENSE, or conclude an agreement (PKS).",
        )
    return Text(
        id=f"{how.id}\nTanyakan kepada: {whom}\nSurat siap kirim: livinglab show {slug} --letter",
        en=f"{how.en}\nWhom to ask: {whom}\nA ready letter: livinglab show {slug} --letter",
    )


def whom_to_ask(application: Application) -> str:
    """Name the donor with what the catalog knows of it: contacts, else its page, else the repository."""
    people = [
        " ".join(part for part in (one.name, one.email and f"<{one.email}>", one.phone) if part)
        for one in application.contacts[:MOST_CONTACTS]
    ]
    reached = "; ".join(people) or application.landing_url or application.url
    return f"{application.publisher.name} ({reached})" if reached else application.publisher.name
