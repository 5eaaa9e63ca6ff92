"""What a donor offers, before anything is fetched: its tags, and where its default branch stands."""

import re
from collections.abc import Sequence

from livinglab.language import Text
from livinglab.repository import git
from livinglab.repository.errors import GitOutputTooLarge
from livinglab.repository.git import GitError, GitTimeout, Profile
from livinglab.repository.names import printable, safe_ref
from registry.crawl.addresses import Pinned
from registry.crawl.bounds import Allowance
from registry.crawl.errors import DonorRefused, DonorUnreachable, VisitFailed

BYTES_PER_REF = 512
NOTHING = "0" * 40  # what a server shows for a ref that it cannot read itself
FOLLOW_REDIRECTS = "false"  # the connector has followed and checked them already
_LINE = re.compile(rb"(?P<oid>[0-9a-f]{40})\t(?P<ref>[^\n]+)")


def tags(pinned: Pinned, allowance: Allowance) -> dict[str, str]:
    """Return the commit (or other object) that each tag names, peeled. Raises VisitFailed."""
    found: dict[str, str] = {}
    for oid, ref in _list(pinned, allowance, "--tags"):
        name = ref.removeprefix("refs/tags/").removesuffix("^{}")
        if ref.startswith("refs/tags/") and safe_ref(name) and oid != NOTHING:
            found[name] = oid  # the peeled line follows its tag and takes its place
    return found


def head(pinned: Pinned, allowance: Allowance) -> str | None:
    """Return the commit of the default branch; None if the repository is empty. Raises VisitFailed."""
    return next((oid for oid, ref in _list(pinned, allowance, None) if ref == "HEAD"), None)


def profile(pinned: Pinned) -> Profile:
    """Return the profile for this donor: https alone, or http for one whom the operator allowed."""
    return git.SERVICE if pinned.address.scheme == "https" else git.SERVICE.allow("http")


def options(pinned: Pinned, allowance: Allowance) -> list[str]:
    """Return the `-c` options that keep git at the checked addresses and cut a silent donor off."""
    return [
        f"http.curloptResolve={pinned.curl_resolve}",
        f"http.followRedirects={FOLLOW_REDIRECTS}",
        f"http.lowSpeedTime={allowance.bounds.low_speed_seconds}",
    ]


def failure(error: GitError) -> VisitFailed:
    """Turn git's failure at a donor into a sentence."""
    if isinstance(error, GitTimeout):
        return DonorUnreachable(
            Text(
                id="Server sumber terlalu lambat: kunjungan dihentikan. Kunjungan akan diulang.",
                en="The donor's server is too slow: the visit was stopped. It will be repeated.",
            )
        )
    last = printable(error.stderr.splitlines()[-1])[:200] if error.stderr else f"exit {error.returncode}"
    return DonorUnreachable(
        Text(
            id=f"Repositori sumber tidak dapat dibaca: {last}",
            en=f"The donor's repository cannot be read: {last}",
        )
    )


def _list(pinned: Pinned, allowance: Allowance, kind: str | None) -> Sequence[tuple[str, str]]:
    bounds = allowance.bounds
    what = [kind, "--", pinned.address.url] if kind else ["--", pinned.address.url, "HEAD"]
    try:
        output = git.run(
            ["ls-remote", "--quiet", *what],
            profile=profile(pinned),
            options=options(pinned, allowance),
            limits=allowance.limits(seconds=bounds.listing_seconds, output_bytes=bounds.refs * BYTES_PER_REF),
        )
    except GitError as error:
        raise (_too_many(bounds.refs) if isinstance(error, GitOutputTooLarge) else failure(error)) from error
    lines = output.splitlines()
    if len(lines) > bounds.refs:
        raise _too_many(bounds.refs)
    found = [match for line in lines if (match := _LINE.fullmatch(line))]
    return [(match["oid"].decode(), match["ref"].decode("utf-8", "replace")) for match in found]


def _too_many(most: int) -> DonorRefused:
    return DonorRefused(
        Text(
            id=f"Repositori sumber punya lebih dari {most} tag dan cabang.",
            en=f"The donor's repository has more than {most} tags and branches.",
        )
    )
