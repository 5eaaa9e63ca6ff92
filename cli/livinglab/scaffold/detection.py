"""Which stack a donor's tree is, found in its files and never by running any of them."""

from livinglab.scaffold.stacks import Listing, Stack


def detect(listing: Listing) -> Stack:
    """Look at the paths and at a few small files."""
    raise NotImplementedError
