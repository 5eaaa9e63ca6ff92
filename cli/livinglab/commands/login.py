"""`livinglab login`: be let in by a person on the website, or take a token that is pasted."""

import os
import sys
from typing import Any

from livinglab.context import Context
from livinglab.errors import DONE, NotVerified, UsageError
from livinglab.language import Text
from livinglab.output import Output
from livinglab.parser import Commands

SCOPES = ("read", "record", "publish", "curate")
ORDINARY = "read,record"
LONGEST_PASTE = 1000


def add_to(commands: Commands) -> None:
    """Describe the command."""
    login = commands.add("login", Text(id="masuk ke registri", en="sign in to the registry"))
    login.argument(
        "--scope",
        metavar=Text(id="HAK,…", en="SCOPE,…"),
        help=Text(
            id=f"yang boleh dilakukan: {', '.join(SCOPES)} (bila tidak disebut: {ORDINARY})",
            en=f"what it may do: {', '.join(SCOPES)} (unless told: {ORDINARY})",
        ),
    )
    login.argument(
        "--organisation",
        type=int,
        metavar=Text(id="NOMOR", en="NUMBER"),
        help=Text(id="untuk organisasi ini saja", en="for this organisation only"),
    )
    login.argument(
        "--paste",
        action="store_true",
        help=Text(
            id="terima token yang ditempel, atau dari masukan baku",
            en="take a token that is pasted, or from standard input",
        ),
    )


def run(context: Context) -> int:
    """Get a token, ask who it acts for, and keep it for this registry alone."""
    from livinglab.client.opening import open_account  # noqa: PLC0415 - heavy rooms only inside the command
    from livinglab.credentials import vault  # noqa: PLC0415 - as above

    address = context.registry() or ""
    registry = open_account(address, language=context.output.language)
    _refuse_open_ways(address)
    before = vault.find(address)  # a file that cannot be used is told before anybody opens a browser
    token = _pasted(context) if context.arguments.paste else _let_in(context, registry)
    signed_in = open_account(address, language=context.output.language, token=token)
    account = signed_in.account()
    by_hand = bool(context.arguments.paste)
    place = vault.keep(address, token, expires_at=account.token.expires_at, made_here=not by_hand)
    if before is not None and before.made_here and before.token not in (None, token):
        _end(open_account(address, language=context.output.language, token=before.token))
    _say(context.output, registry.address, account, place)
    return DONE


def _let_in(context: Context, registry: Any) -> str:
    from livinglab.client.signing_in import let_in  # noqa: PLC0415 - as above
    from livinglab.contract.tokens import is_well_formed  # noqa: PLC0415 - as above

    scopes = (context.arguments.scope or ORDINARY).split(",")
    for scope in scopes:
        if scope not in SCOPES:
            raise UsageError(
                Text(
                    id=f"--scope: {scope!r} tidak dikenal (pilih dari {', '.join(SCOPES)})",
                    en=f"--scope: {scope!r} is not known (choose from {', '.join(SCOPES)})",
                )
            )
    organisation = context.arguments.organisation
    issued = let_in(registry, context.output, scopes=" ".join(scopes), organisation=organisation)
    token: str = issued.access_token
    if not is_well_formed(token):
        raise NotVerified(
            Text(
                id="Yang diberikan registri bukan token livinglab.",
                en="What the registry gave is no token of livinglab's.",
            )
        )
    return token


def _pasted(context: Context) -> str:
    """Read a token without showing it; one with a slip in it is noticed before anybody is asked."""
    from livinglab.contract.tokens import is_well_formed  # noqa: PLC0415 - as above

    if context.arguments.scope or context.arguments.organisation:
        raise UsageError(
            Text(
                id="--paste tidak bisa bersama --scope atau --organisation: token membawa haknya sendiri.",
                en="--paste does not go with --scope or --organisation: a token brings its own.",
            )
        )
    token = _read(context.output).strip()
    if not is_well_formed(token):
        raise UsageError(
            Text(
                id="Ini bukan token yang utuh: terpotong, atau salah ketik.",
                en="This is not a whole token: cut off, or mistyped.",
            ),
            Text(
                id="Bentuknya llab_ dan 49 huruf atau angka. Buat di halaman token Anda pada situs registri.",
                en="It is llab_ and 49 letters or digits. Make one on the registry's page of your tokens.",
            ),
        )
    return token


def _read(output: Output) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline(LONGEST_PASTE)
    import getpass  # noqa: PLC0415 - only at a terminal

    return getpass.getpass(output.text(Text(id="Token (tidak ditampilkan): ", en="Token (not shown): ")))


def _refuse_open_ways(address: str) -> None:
    from livinglab.credentials.origins import may_carry_token  # noqa: PLC0415 - as above

    if not may_carry_token(address):
        raise UsageError(
            Text(
                id=f"{address} tidak memakai TLS, jadi token tidak dikirim ke sana.",
                en=f"{address} does not use TLS, so no token is sent there.",
            ),
            Text(id="Pakai alamat https:// registri itu.", en="Use the registry's https:// address."),
        )


def _end(replaced: Any) -> None:
    """Give back the token that the new one replaces: what nobody needs, nobody can steal."""
    from livinglab.errors import LivinglabError  # noqa: PLC0415 - beside its use

    try:
        replaced.revoke()
    except LivinglabError:
        return  # it ends by itself


def _say(output: Output, address: str, account: Any, place: str) -> None:
    where = PLACES[place]
    output.say(
        Text(
            id=f"Masuk ke {address} sebagai {account.name}; token disimpan di {where.id}.",
            en=f"Signed in to {address} as {account.name}; the token is kept in {where.en}.",
        ),
        style="green",
    )
    if os.environ.get("LIVINGLAB_TOKEN"):
        output.note(
            Text(
                id="LIVINGLAB_TOKEN masih terisi dan didahulukan dari token ini.",
                en="LIVINGLAB_TOKEN is still set and goes before this token.",
            ),
            style="yellow",
        )
    output.result({"registry": address, "kept": place, "account": account.model_dump(mode="json")})


PLACES = {
    "keyring": Text(id="penyimpan kunci sistem", en="the system's keyring"),
    "file": Text(id="berkas yang hanya dapat dibaca Anda", en="a file that only you can read"),
}
