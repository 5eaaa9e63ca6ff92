"""The document behind a stage: what it is known by, and the digest of its file, which stays here."""

import argparse
import hashlib
import os
import stat

from livinglab.adopting import days, files, meaning
from livinglab.contract.adoption_words import USUAL_DOCUMENTS
from livinglab.contract.adoptions import Document, Stage
from livinglab.errors import UsageError
from livinglab.language import Text

OPTIONS = ("number", "document_date", "file")


def named(arguments: argparse.Namespace, stage: Stage) -> Document | None:
    """Return the document that the command line names; None where it names none. Raises UsageError."""
    if not arguments.document:
        _refuse_parts_alone(arguments, stage)
        return None
    given = arguments.document_date
    return Document(
        kind=meaning.document(arguments.document),
        number=arguments.number or None,
        date=days.past(given, "--document-date") if given else None,
        sha256=digest(arguments.file) if arguments.file else None,
    )


def corrected(before: Document | None, arguments: argparse.Namespace, stage: Stage) -> Document | None:
    """Return the document of a corrected stage: what is not said anew stays, an empty word takes it away."""
    if arguments.document == "" or before is None:
        return named(arguments, stage)
    given = arguments.document_date
    return Document(
        kind=meaning.document(arguments.document) if arguments.document else before.kind,
        number=before.number if arguments.number is None else arguments.number or None,
        date=before.date if given is None else days.past(given, "--document-date") if given else None,
        sha256=before.sha256
        if arguments.file is None
        else digest(arguments.file)
        if arguments.file
        else None,
    )


def digest(path: str) -> str:
    """Return the SHA-256 of a file of any size; raises UsageError where there is none to read."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise _unreadable(path, files.NOT_REGULAR)
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        raise _unreadable(path, files.why(error)) from error


def _refuse_parts_alone(arguments: argparse.Namespace, stage: Stage) -> None:
    """A number without what it is the number of says nothing."""
    alone = [name for name in OPTIONS if getattr(arguments, name)]
    if not alone:
        return
    option = "--" + alone[0].replace("_", "-")
    usual = ", ".join(USUAL_DOCUMENTS.get(stage, ())) or "other"
    raise UsageError(
        Text(
            id=f"{option}: dokumen apa? Belum disebutkan.", en=f"{option}: of which document? None is named."
        ),
        Text(
            id=f"Tambahkan --document JENIS; untuk {stage} lazimnya: {usual}",
            en=f"Add --document KIND; for {stage} it is mostly: {usual}",
        ),
    )


def _unreadable(path: str, why: Text) -> UsageError:
    return UsageError(
        Text(
            id=f"--file {path} tidak terbaca ({why.id}).",
            en=f"--file {path} cannot be read ({why.en}).",
        ),
        Text(
            id="Hanya SHA-256-nya yang dikirim, berkasnya tetap di sini. Tanpa --file pun boleh.",
            en="Only its SHA-256 is sent, the file stays here. It may be left out.",
        ),
    )
