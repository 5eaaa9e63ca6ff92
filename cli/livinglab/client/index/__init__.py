"""The registry's signed index: what it says is held against everything that is fetched."""

from livinglab.client.catalog import Catalog
from livinglab.output import Output


def vouched(catalog: Catalog, output: Output, *, allow_expired: bool = False) -> Catalog:
    """Return the catalog with its index held over it; the catalog itself where there never was one.

    Raises NotVerified. `allow_expired` is for folders alone: what is asked over the network can be fresh.
    """
    from livinglab.client.index.vouching import vouch  # noqa: PLC0415 - cryptography only where it verifies

    return vouch(catalog, output, allow_expired=allow_expired)
