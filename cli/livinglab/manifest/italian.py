"""Italy's register of public administrations: the one country whose codes the reference parser looks up."""

import lzma
from functools import cache
from importlib import resources

PREFIX = "urn:x-italian-pa:"


def is_administration(code: str) -> bool:
    """Tell whether a code is in the register (iPA), in whatever case."""
    return code.lower() in _codes()


@cache
def _codes() -> frozenset[str]:
    """Unpack the register: 23,735 codes, only where a manifest names one (data/SOURCE.md)."""
    packed = resources.files("livinglab.manifest").joinpath("data", "ipa-codes.txt.xz").read_bytes()
    return frozenset(lzma.decompress(packed).decode("ascii").split())
