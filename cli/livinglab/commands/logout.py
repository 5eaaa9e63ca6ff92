"""`livinglab logout`: end the token at the registry, and forget it here in any case."""

import os

from livinglab.context import Context
from livinglab.errors import DONE, LivinglabError, Unreachable
from livinglab.language import Text
from livinglab.output import Output
from livinglab.parser import Commands


def add_to(commands: Commands) -> None:
    """Describe the command."""
    commands.add("logout", Text(id="keluar dari registri", en="sign out of the registry"))


def run(context: Context) -> int:
    """Revoke first, forget then; where the registry is away, forget and say what is left to do."""
    from livinglab.client.opening import open_account  # noqa: PLC0415 - heavy rooms only inside the command
    from livinglab.credentials import vault  # noqa: PLC0415 - as above

    output = context.output
    address = open_account(context.registry(), language=output.language).address
    kept = vault.find(address)
    if kept is None:
        output.say(Text(id=f"Tidak ada token untuk {address}.", en=f"There is no token for {address}."))
        output.result({"registry": address, "signed_in": False, "revoked": False, "forgotten": True})
        return DONE
    reason = _not_revoked(context, address, kept.token) if not kept.is_over else None
    forgotten = vault.forget(address)
    _say(output, address, reason, forgotten=forgotten)
    done = {"registry": address, "signed_in": False, "revoked": reason is None, "forgotten": forgotten}
    output.result(done)
    return DONE if reason is None and forgotten else Unreachable.exit_code


def _not_revoked(context: Context, address: str, token: str | None) -> Text | None:
    """End the token; return why that did not work, None where it did."""
    from livinglab.client.opening import open_account  # noqa: PLC0415 - as above

    if token is None:
        return Text(id="Penyimpan kunci sistem tidak menjawab.", en="The system's keyring does not answer.")
    try:
        open_account(address, language=context.output.language, token=token).revoke()
    except LivinglabError as error:
        return error.text
    return None


def _say(output: Output, address: str, reason: Text | None, *, forgotten: bool) -> None:
    if reason is None:
        output.say(Text(id=f"Keluar dari {address}.", en=f"Signed out of {address}."), style="green")
    else:
        output.note(
            Text(
                id=f"{reason.id} Token dilupakan di komputer ini, tetapi masih berlaku di registri: "
                f"cabut di {address}/account/tokens.",
                en=f"{reason.en} The token is forgotten on this machine, but still valid at the registry: "
                f"revoke it at {address}/account/tokens.",
            ),
            style="yellow",
        )
    if not forgotten:
        output.note(
            Text(
                id="Penyimpan kunci sistem tidak mau menghapusnya: hapus 'livinglab' di sana.",
                en="The system's keyring would not remove it: delete 'livinglab' there.",
            ),
            style="yellow",
        )
    if os.environ.get("LIVINGLAB_TOKEN"):
        output.note(
            Text(id="LIVINGLAB_TOKEN masih terisi.", en="LIVINGLAB_TOKEN is still set."), style="yellow"
        )
