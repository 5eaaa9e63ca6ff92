"""From what the user named to a catalog: a URL, a folder, or the cache."""

from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from livinglab.client.account import WebAccount
from livinglab.client.cached import CachedCatalog
from livinglab.client.catalog import Catalog
from livinglab.client.folder import FolderCatalog
from livinglab.client.web import WebCatalog
from livinglab.credentials import vault
from livinglab.errors import UsageError
from livinglab.folders import cache_folder
from livinglab.language import Language, Text


def open_catalog(
    address: str | None, *, language: Language, offline: bool = False, region_code: str | None = None
) -> Catalog:
    """Open the source of applications that the user named.

    A folder or a file:// URL is read in place, also offline; an http(s) URL is asked, or remembered.
    """
    if not address:
        raise none_named()
    folder = _folder(address)
    if folder is not None:
        return FolderCatalog(folder)
    refuse_unusable(address)
    if offline:
        return CachedCatalog(Path(cache_folder()), address.rstrip("/"))
    return open_registry(address, language=language, region_code=region_code)


def open_registry(address: str | None, *, language: Language, region_code: str | None = None) -> WebCatalog:
    """Open a registry that can be written to: only an http(s) URL will do."""
    if not address:
        raise none_named()
    refuse_unusable(address)
    return WebCatalog(address, language=language, token=token_for(address), region_code=region_code)


def open_account(address: str | None, *, language: Language, token: str | None = None) -> WebAccount:
    """Open a registry's account pages with this token, or with none: never with the one that is kept."""
    if not address:
        raise none_named()
    refuse_unusable(address)
    return WebAccount(address, language=language, token=token)


def token_for(address: str) -> str | None:
    """Return the token of the environment, else the one that this very origin gave, unless that is over."""
    chosen = vault.chosen()
    if chosen:
        return chosen
    kept = vault.find(address)
    return None if kept is None or kept.is_over else kept.token


def _folder(address: str) -> Path | None:
    if address.startswith("file:"):
        return Path(url2pathname(urlsplit(address).path))
    return None if "://" in address else Path(address).expanduser().absolute()


def refuse_unusable(address: str) -> None:
    """Raise UsageError for an address that is no registry's: not http(s), or with a password in it."""
    parts = urlsplit(address)
    if (
        parts.scheme not in ("https", "http")
        or not parts.hostname
        or parts.username
        or parts.query
        or parts.fragment
    ):
        host = parts.netloc.rpartition("@")[2]  # a password is not repeated
        shown = f"{parts.scheme}://{host}{parts.path}"
        raise UsageError(
            Text(
                id=f"Alamat registri tidak bisa dipakai: {shown}",
                en=f"This registry address cannot be used: {shown}",
            ),
            Text(id="Contoh: https://katalog.example.go.id", en="For example: https://katalog.example.go.id"),
        )


def none_named() -> UsageError:
    """Return what to say where no registry is chosen."""
    return UsageError(
        Text(id="Registri mana? Belum ada yang dipilih.", en="Which registry? None is chosen yet."),
        Text(
            id='Pakai --registry URL|FOLDER, LIVINGLAB_REGISTRY, atau berkas pengaturan (registry = "...").',
            en='Use --registry URL|FOLDER, LIVINGLAB_REGISTRY, or the settings file (registry = "...").',
        ),
    )
