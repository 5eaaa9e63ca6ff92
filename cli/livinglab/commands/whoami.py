"""`livinglab whoami`: for whom this machine acts at the registry, and what it may do there now."""

from typing import Any

from livinglab.context import Context
from livinglab.errors import DONE
from livinglab.language import Text
from livinglab.output import Output
from livinglab.parser import Commands


def add_to(commands: Commands) -> None:
    """Describe the command."""
    commands.add("whoami", Text(id="siapa saya di registri", en="who I am at the registry"))


def run(context: Context) -> int:
    """Ask the registry; what a token may do changes with what its person may do."""
    from livinglab.client.opening import open_account  # noqa: PLC0415 - heavy rooms only inside the command
    from livinglab.credentials import needed, vault  # noqa: PLC0415 - as above

    output = context.output
    address = open_account(context.registry(), language=output.language).address
    token, place = needed.token(address)
    account = open_account(address, language=output.language, token=token).account()
    _say(output, address, account, place)
    warning = vault.warning_of(account.token.expires_at)
    if warning:
        output.note(warning, style="yellow")
    output.result({"registry": address, "kept": place, **account.model_dump(mode="json")})
    return DONE


def _say(output: Output, address: str, account: Any, place: str) -> None:
    token = account.token
    limits = [limit for limit in (token.organisation, token.application, token.region) if limit]
    organisations = ", ".join(f"{one.name} ({one.role})" for one in account.organisations)
    output.say(account.name, style="bold")
    output.rows(
        [
            (Text(id="registri", en="registry"), address),
            (Text(id="organisasi", en="organisations"), organisations or "-"),
            (Text(id="peran di registri", en="role at the registry"), account.registry_role),
            (Text(id="token", en="token"), f"{token.name} ({place})"),
            (Text(id="hak", en="scopes"), ", ".join(token.scopes)),
            (Text(id="batas", en="limits"), ", ".join(limits) or "-"),
            (Text(id="berakhir", en="expires"), f"{token.expires_at:%Y-%m-%d}" if token.expires_at else "-"),
        ]
    )
    if not account.proved:
        output.note(
            Text(
                id="Tanpa faktor kedua, peran yang menerbitkan hanya dapat membaca: pasanglah di situs ini.",
                en="Without a second factor, roles that publish can only read: set one up on the website.",
            ),
            style="yellow",
        )
