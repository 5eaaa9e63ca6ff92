"""The donor's own commits, for log and blame: from the registry's history bundle, else from the donor."""

from pathlib import Path
from urllib.parse import urlsplit

from livinglab.client.cache import Cache
from livinglab.client.catalog import Catalog, Found, donor_url
from livinglab.client.retrieval import Wanted, retrieve
from livinglab.credentials.origins import is_loopback
from livinglab.errors import NotVerified, Unreachable
from livinglab.language import Text
from livinglab.output import Output
from livinglab.repository import git
from livinglab.repository.errors import GitError
from livinglab.repository.names import safe_ref
from livinglab.workspace.configuration import usable_remote

REF = "refs/livinglab/donor/"
PATIENT = git.Limits(seconds=3600)
SHORT = git.Limits(seconds=120)  # for what came since the release before; then the registry is asked


def extend(catalog: Catalog, cache: Cache, found: Found, git_dir: Path, output: Output) -> str:
    """Bring what came after the history that is here: little from the donor, else all from the registry."""
    try:
        _from_donor(found, git_dir, output, SHORT)
        return found.release.commit
    except Unreachable:
        return bring(catalog, cache, found, git_dir, output)


def bring(catalog: Catalog, cache: Cache, found: Found, git_dir: Path, output: Output) -> str:
    """Bring the history of the release's commit under `refs/livinglab/donor/*` and return that commit.

    As the first parent of the vendor commit it makes `git log` and `git blame` of the donor's files work.
    """
    release = found.release
    for archive in release.archives:
        if archive.kind == "history":
            wanted = Wanted(archive, commit=release.commit, tree=release.tree)
            retrieve(wanted, catalog, cache, git_dir, output)
            return release.commit
    _from_donor(found, git_dir, output, PATIENT)
    return release.commit


def _from_donor(found: Found, git_dir: Path, output: Output, limits: git.Limits) -> None:
    application, release = found
    tag, url = release.tag, donor_url(application)
    if tag is None or not safe_ref(tag) or not _may_be_asked(url):
        raise _no_history(found)
    output.note(Text(id=f"riwayat: dari {url}", en=f"history: from {url}"))
    profile = git.LAPTOP if url.startswith("https:") else git.LAPTOP.allow("http")
    try:
        git.run(
            ["fetch", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--quiet", "--",
             url, f"+refs/tags/{tag}:{REF}{tag}"],
            git_dir=git_dir, profile=profile, limits=limits,
        )  # fmt: skip
    except GitError as error:
        raise _no_history(found) from error
    _as_recorded(found, git_dir, f"{REF}{tag}")


def _as_recorded(found: Found, git_dir: Path, ref: str) -> None:
    """Hold the donor's tag to the catalog's record: a moved tag is news, not history."""
    printed = git.run(["rev-parse", "--verify", f"{ref}^{{commit}}"], git_dir=git_dir)
    commit = printed.decode("ascii").strip()
    recorded, tag = found.release.commit, found.release.tag
    if commit != recorded:
        raise NotVerified(
            Text(
                id=f"Tag {tag} di donor sekarang menunjuk {commit[:12]}, bukan {recorded[:12]}.",
                en=f"The donor's tag {tag} now points at {commit[:12]}, not {recorded[:12]}.",
            ),
            Text(
                id="Ambil tanpa --history, dan tanyakan ke donor.",
                en="Fetch without --history, and ask the donor.",
            ),
        )


def _may_be_asked(url: str) -> bool:
    """Ask over https only; a donor on this very machine (the demo) may speak http."""
    parts = urlsplit(url)
    return usable_remote(url) and (parts.scheme == "https" or is_loopback(parts.hostname))


def _no_history(found: Found) -> Unreachable:
    return Unreachable(
        Text(
            id=f"Riwayat {found.application.slug} tidak ada di registri dan donor tidak menjawab.",
            en=f"The registry has no history of {found.application.slug} and the donor does not answer.",
        ),
        Text(id="Ambil tanpa --history.", en="Fetch without --history."),
    )
