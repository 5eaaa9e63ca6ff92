"""The token for what needs one: that of the environment or the one that was kept, else how to sign in."""

from livinglab.credentials import vault
from livinglab.errors import NotSignedIn
from livinglab.language import Text


def token(address: str) -> tuple[str, str]:
    """Return the token for a registry and where it is from; raises NotSignedIn."""
    chosen = vault.chosen()
    if chosen:
        return chosen, "environment"
    kept = vault.find(address)
    if kept is None:
        raise NotSignedIn(
            Text(id=f"Belum masuk ke {address}.", en=f"Not signed in to {address}."),
            Text(id="Masuk: livinglab login", en="Sign in: livinglab login"),
        )
    if kept.is_over:
        raise NotSignedIn(kept.warning() or Text(id="Token berakhir.", en="The token has ended."))
    if kept.token is None:
        raise NotSignedIn(
            Text(
                id="Penyimpan kunci sistem tidak memberikan tokennya.",
                en="The system's keyring does not give the token out.",
            ),
            Text(
                id="Buka kuncinya, atau masuk lagi: livinglab login",
                en="Unlock it, or sign in again: livinglab login",
            ),
        )
    return kept.token, kept.place
