"""From what the user named to a catalog: a URL, a folder, or the cache."""

import os
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from livinglab.client.cached import CachedCatalog
from livinglab.client.catalog import Catalog
from livinglab.client.folder import FolderCatalog
from livinglab.client.web import WebCatalog
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
        raise _none_named()
    folder = _folder(address)
    if folder is not None:
        return FolderCatalog(folder)
    _checked(address)
    if offline:
        return CachedCatalog(Path(cache_folder()), address.rstrip("/"))
    return open_registry(address, language=language, region_code=region_code)


def open_registry(address: str | None, *, language: Language, region_code: str | None = None) -> WebCatalog:
    """Open a registry that can be written to: only an http(s) URL will do."""
    if not address:
        raise _none_named()
    _checked(address)
    token = os.environ.get("LIVINGLAB_TOKEN") or None
    return WebCatalog(address, language=language, token=token, region_code=region_code)


def _folder(address: str) -> Path | None:
    if address.startswith("file:"):
        return Path(url2pathname(urlsplit(address).path))
    return None if "://" in address else Path(address).expanduser().absolute()


def _checked(address: str) -> None:
    parts = urlsplit(address)
    if (
        parts.scheme not in ("https", "http")
        or not parts.hostname
        or parts.username
        or parts.query
        or parts.fragment
    ):
        raise UsageError(
            Text(
                id=f"Alamat registri tidak bisa dipakai: {address}",
                en=f"This registry address cannot be used: {address}",
            ),
            Text(id="Contoh: https://katalog.example.go.id", en="For example: https://katalog.example.go.id"),
        )


def _none_named() -> UsageError:
    return UsageError(
        Text(id="Registri mana? Belum ada yang dipilih.", en="Which registry? None is chosen yet."),
        Text(
            id='Pakai --registry URL|FOLDER, LIVINGLAB_REGISTRY, atau berkas pengaturan (registry = "...").',
            en='Use --registry URL|FOLDER, LIVINGLAB_REGISTRY, or the settings file (registry = "...").',
        ),
    )
