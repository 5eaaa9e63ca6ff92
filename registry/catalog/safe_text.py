"""What everybody may read of an application whose source is not public: name, purpose, whom to ask."""

from livinglab import contract
from livinglab.contract import Description, License, Sentence, Visibility

MOST_CONTACTS = 3


def summary(whole: contract.ApplicationSummary) -> contract.ApplicationSummary:
    """Return a summary without what was seen in the source itself: technologies and deployment."""
    return whole.model_copy(update={"technologies": [], "deployment": None})


def application(whole: contract.Application) -> contract.Application:
    """Return an application without what comes from its source: where that lies, features, long texts.

    Who looks after it stays, without addresses of the web; of pictures and what it needs nothing does.
    """
    short = {language: Description(short=said.short) for language, said in whole.descriptions.items()}
    return whole.model_copy(
        update={
            "url": None,
            "landing_url": None,
            "descriptions": short,
            "incidents": [_incident(one) for one in whole.incidents],
            "how_to_ask": how_to_ask(whole),
            "origin": None,
            "technologies": [],
            "deployment": None,
            "documents": {},
            "logo": None,
            "screenshots": [],
            "contractors": [one.model_copy(update={"website": None}) for one in whole.contractors],
            "dependencies": [],
            "based_on": [],
        }
    )


def release(whole: contract.Release) -> contract.Release:
    """Return a release without paths, findings and archives. Its hashes stay: they reveal nothing."""
    said = whole.license
    return whole.model_copy(
        update={
            "files": None,
            "license": License(spdx=said.spdx, file=None, usable=said.usable, provenance=said.provenance),
            "risks": [],
            "archives": [],
            "sbom": None,
            "overridden": [],
        }
    )


def how_to_ask(whole: contract.Application) -> Sentence:
    """Say on which basis the source is given, by whom, and how to begin (PP 71/2019 art. 9(5))."""
    if whole.visibility is Visibility.GOVERNMENT:
        basis = Sentence(
            id="Kode sumbernya hanya untuk instansi pemerintah yang sudah terverifikasi; anggotanya masuk "
            "dengan `livinglab login`. Selain itu, tanyakan kepada",
            en="Its source is only for verified government organisations; their members sign in with "
            "`livinglab login`. Beyond that, ask",
        )
    else:
        basis = Sentence(
            id="Kode sumbernya diberikan berdasarkan perjanjian (PKS, hibah, atau pinjam pakai) selama "
            "perjanjian itu berlaku; pihak yang tercatat masuk dengan `livinglab login`. Mintalah kepada",
            en="Its source is given under an agreement (PKS, grant or loan for use) until that expires; "
            "whom it names signs in with `livinglab login`. Ask",
        )
    whom = _whom(whole)
    letter = f"`livinglab show {whole.slug} --letter`"
    return Sentence(
        id=f"{basis.id} {whom}. Surat siap kirim: {letter}.",
        en=f"{basis.en} {whom}. A ready letter: {letter}.",
    )


def _whom(whole: contract.Application) -> str:
    people = [
        " ".join(part for part in (one.name, one.email and f"<{one.email}>", one.phone) if part)
        for one in whole.contacts[:MOST_CONTACTS]
    ]
    return whole.publisher.name + (f" ({'; '.join(people)})" if people else "")


def _incident(one: contract.Incident) -> contract.Incident:
    """Say what the donor did to a release without naming a commit."""
    did = ("menghapus", "deleted") if one.kind == "tag-deleted" else ("memindahkan", "moved")
    told = Sentence(
        id=f"Donor {did[0]} tag rilis {one.version}. Rilis yang sudah terbit tetap seperti semula.",
        en=f"The donor {did[1]} the tag of release {one.version}. What was published stays as it was.",
    )
    return one.model_copy(update={"message": told})
