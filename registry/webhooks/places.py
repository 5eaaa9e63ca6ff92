"""Where a webhook may lead: the rules for donors' addresses, with any path and query behind the host."""

import re
from collections.abc import Collection
from dataclasses import replace

from livinglab.language import Text
from registry.catalog.addresses import LONGEST_ADDRESS, DonorAddress, check
from registry.errors import Invalid

_WHOLE = re.compile(r"(?P<origin>[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*)(?P<target>[/?][^#]*)?")
_PLAIN = re.compile(r"[\x21-\x7e]*")
_ANY = "/x"  # stands for the path where donors' rules ask for a repository


def read(url: str, *, private: Collection[str] = ()) -> DonorAddress:
    """Read the address of a webhook; its `path` holds the query too. Raises Invalid for `url`.

    Only https on port 443 of a public name passes, or what `private` names as host:port. No name server is
    asked: that is up to who sends.
    """
    parts = _WHOLE.fullmatch(url)
    if len(url) > LONGEST_ADDRESS or not _PLAIN.fullmatch(url) or parts is None or "\\" in url:
        raise Invalid(
            Text(
                id=f"Alamat ini tidak dapat dikirimi: tulis https://nama-server/jalur, paling panjang "
                f"{LONGEST_ADDRESS} huruf ASCII tanpa spasi, garis miring terbalik dan tanda #.",
                en=f"This address cannot be sent to: write https://host/path, at most {LONGEST_ADDRESS} "
                "ASCII characters without spaces, backslashes and a fragment (#).",
            ),
            field="url",
        )
    place = check(parts["origin"] + _ANY, private_donors=private)
    target = parts["target"] or "/"
    return replace(place, path=target if target.startswith("/") else f"/{target}")
