"""Kinship: which applications derive from which, as their publiccode.yml says (`isBasedOn`)."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session, col, delete, select

from livinglab import contract
from livinglab.contract import Visibility
from registry.tables import Application, ApplicationAddress

MOST = 20  # that one page names
OWN, BASE = "own", "base"


class Relative(NamedTuple):
    """An application, or the repository alone of one that is not here."""

    address: str
    slug: str | None = None
    name: str | None = None


def write(session: Session, application: Application, body: contract.Application) -> None:
    """Keep where an application lives and what it derives from, if it is listed and its source is open."""
    session.exec(delete(ApplicationAddress).where(col(ApplicationAddress.application_id) == application.id))
    if not application.listed or body.visibility is not Visibility.PUBLIC:
        return
    found = {(plain(address), BASE) for address in body.based_on[:MOST]}
    found |= {(plain(body.url), OWN)} if body.url else set()
    for address, relation in sorted(found):
        row = ApplicationAddress(address=address, relation=relation, application_id=application.id or 0)
        session.add(row)


def bases(session: Session, body: contract.Application) -> Sequence[Relative]:
    """Return what an application says that it derives from, in its own order."""
    asked = {plain(address): address for address in body.based_on[:MOST]}
    found = {address: (slug, name) for address, slug, name in _of(session, list(asked), OWN)}
    return [Relative(asked[one], *found.get(one, (None, None))) for one in asked]


def derived(session: Session, body: contract.Application) -> Sequence[Relative]:
    """Return the applications that derive from this one, by name; at most `MOST`."""
    if body.url is None:
        return []
    return [Relative(*row) for row in _of(session, [plain(body.url)], BASE)]


def plain(address: str) -> str:
    """Return an address as it is compared: `https://Git.example.id/A/B.git/` is `git.example.id/a/b`."""
    return address.partition("://")[2].casefold().rstrip("/").removesuffix(".git")


def _of(session: Session, addresses: Sequence[str], relation: str) -> Sequence[tuple[str, str, str]]:
    if not addresses:
        return []
    query = (
        select(ApplicationAddress.address, Application.slug, Application.name)
        .join(Application, col(Application.id) == ApplicationAddress.application_id)
        .where(
            col(ApplicationAddress.address).in_(addresses),
            ApplicationAddress.relation == relation,
            col(Application.listed),
        )
    )
    return session.exec(query.order_by(Application.name, Application.slug).limit(MOST)).all()
