"""Why a visit ended without an answer."""

from livinglab.language import Text


class VisitFailed(Exception):
    """The source could not be read. `text` says why, to the donor and the operator."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class AddressForbidden(VisitFailed):
    """The donor's host leads to an address that a registry must not touch."""


class DonorUnreachable(VisitFailed):
    """The donor did not answer, or not in time, or not as a git server."""


class DonorRefused(VisitFailed):
    """What the donor sent is not taken: malformed, endless or too large."""


class OurFault(VisitFailed):
    """The donor has no part in it: this registry's own disk is full, or fails."""
