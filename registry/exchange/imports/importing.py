"""Import applications: each offer is submitted once, however often a run is cut off and begun again."""

from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass
from typing import Literal

from pydantic import ValidationError
from sqlmodel import Session, col, select

from livinglab import contract
from livinglab.language import Text
from registry import clock, journal
from registry.access.callers import OPERATOR
from registry.catalog import addresses, moderation, names, submissions, summaries
from registry.database import Database
from registry.errors import Invalid, RegistryError
from registry.exchange.imports import offers
from registry.exchange.imports.offers import Offer
from registry.exchange.imports.origins import Origin
from registry.exchange.open_catalog.software import at_address
from registry.tables import Application, Import, ImportedItem, Publisher, Region

Outcome = Literal["submitted", "known", "skipped", "refused"]
SETTLED = frozenset({"submitted", "known"})
LONGEST_REASON = 1000
PUT_AWAY = Text(id="Katalog asalnya menonaktifkannya.", en="Its own catalog has put it away.")


@dataclass(frozen=True)
class Result:
    """What became of one offer. `url` is its address as it came; `reason` says why it is not taken."""

    url: str
    outcome: Outcome
    slug: str | None = None
    reason: Text | None = None


@dataclass(frozen=True)
class Importer:
    """One run over one origin."""

    database: Database
    origin: Origin
    private_donors: tuple[str, ...] = ()

    def run(self, *, limit: int | None = None) -> Generator[Result, None, None]:
        """Yield what became of each offer, in their order, each kept before it is yielded.

        Goes on where the last run was cut off; after one that came to its end it begins anew. Stops when
        `limit` applications were submitted. Raises RegistryError where the origin fails: what was taken
        stays, and so does the place.
        """
        number, cursor = self._begin()
        counted: Counter[str] = Counter()
        for batch in self.origin.batches(cursor):
            for offer in batch.offers:
                if limit is not None and counted["submitted"] >= limit:
                    return
                result = self._take(number, offer)
                counted[result.outcome] += 1
                yield result
            self._pass(number, batch.next, counted)

    def rehearse(self, *, limit: int | None = None) -> Generator[Result, None, None]:
        """Yield what would become of each offer, from the beginning, without keeping anything."""
        counted: Counter[str] = Counter()
        for batch in self.origin.batches(None):
            for offer in batch.offers:
                if limit is not None and counted["submitted"] >= limit:
                    return
                result = self._rehearsed(offer)
                counted[result.outcome] += 1
                yield result

    def _rehearsed(self, offer: Offer) -> Result:
        try:
            with self.database.read() as session:
                return self._foreseen(session, offer)
        except RegistryError as error:
            if error.status >= 500:
                raise
            return Result(offer.url, "refused", reason=error.text)

    def _begin(self) -> tuple[int, str | None]:
        with self.database.write() as session:
            journal.hold(session)
            row = session.exec(select(Import).where(Import.address == self.origin.address)).first()
            if row is not None and row.finished_at is None:
                return row.id or 0, row.cursor
            row = row or Import(address=self.origin.address, started_at=clock.now())
            row.started_at, row.finished_at, row.cursor = clock.now(), None, None
            session.add(row)
            session.flush()
            _journal(session, row, "import.begun", {"address": row.address})
            return row.id or 0, None

    def _pass(self, number: int, cursor: str | None, counted: Counter[str]) -> None:
        with self.database.write() as session:
            row = session.get_one(Import, number)
            row.cursor = cursor
            if cursor is None:
                row.finished_at = clock.now()
                _journal(session, row, "import.finished", dict(counted))
            session.add(row)

    def _take(self, number: int, offer: Offer) -> Result:
        try:
            with self.database.write() as session:
                journal.hold(session)
                return self._submitted(session, number, offer)
        except RegistryError as error:
            if error.status >= 500:
                raise
            return self._refused(number, offer, error.text)

    def _submitted(self, session: Session, number: int, offer: Offer) -> Result:
        """Submit an offer, unless it is here already. Raises RegistryError."""
        foreseen = self._foreseen(session, offer, number=number)
        item = _item(session, number, self._plain(offer), offer)
        if foreseen.outcome == "submitted":
            request = _request(session, offer, foreseen.slug or "", self._plain(offer))
            made = submissions.submit(session, request, caller=OPERATOR, private_donors=self.private_donors)
            item.submission_id = made.id
        if item.outcome not in SETTLED:
            item.outcome = foreseen.outcome
            item.reason = _written(foreseen.reason) if foreseen.reason else None
            item.application_id = _application_id(session, foreseen.slug)
        session.add(item)
        session.flush()
        if foreseen.outcome == "submitted":
            _mark(session, item, self.origin.address)
        return foreseen

    def _foreseen(self, session: Session, offer: Offer, *, number: int | None = None) -> Result:
        """Say what is to become of an offer. Raises RegistryError where it cannot be taken."""
        plain = self._plain(offer)
        item = session.get(ImportedItem, (number, plain)) if number is not None else None
        slug = _known(session, [plain, *offer.aliases])
        if slug is not None or (item and item.outcome in SETTLED):
            return Result(offer.url, "known", slug)
        if not offer.active:
            return Result(offer.url, "skipped", reason=PUT_AWAY)
        slug = _free(session, offer)
        _request(session, offer, slug, plain)
        return Result(offer.url, "submitted", slug)

    def _plain(self, offer: Offer) -> str:
        return addresses.check(offer.url, private_donors=self.private_donors).url

    def _refused(self, number: int, offer: Offer, reason: Text) -> Result:
        """Keep that an offer was refused, unless its address is not even one: that may hold anything."""
        try:
            plain = self._plain(offer)
        except RegistryError:
            return Result(offer.url, "refused", reason=reason)
        with self.database.write() as session:
            item = _item(session, number, plain, offer)
            item.outcome, item.reason = "refused", _written(reason)
            session.add(item)
        return Result(offer.url, "refused", reason=reason)


def _item(session: Session, number: int, url: str, offer: Offer) -> ImportedItem:
    found = session.get(ImportedItem, (number, url))
    return found or ImportedItem(
        import_id=number, url=url, external_id=offer.external_id, outcome="", seen_at=clock.now()
    )


def _known(session: Session, urls: list[str]) -> str | None:
    """Return the slug of the application that one of these addresses is of."""
    found = select(Application.slug).where(col(Application.id).in_(at_address(urls)))
    return session.exec(found.order_by(col(Application.id)).limit(1)).first()


def _free(session: Session, offer: Offer) -> str:
    """Return a name that nobody has. Raises Invalid."""
    wanted = list(offers.slugs(offer))
    taken = set(session.exec(select(Application.slug).where(col(Application.slug).in_(wanted))).all())
    free = next((slug for slug in wanted if slug not in taken), None)
    if free is None:
        raise Invalid(
            Text(
                id=f"Nama {wanted[0]} dan turunannya sudah dipakai. Ajukan dengan nama lain: "
                "python -m registry submit.",
                en=f"The name {wanted[0]} and those made from it are taken. Submit it by another name: "
                "python -m registry submit.",
            ),
            field="slug",
        )
    return free


def _request(session: Session, offer: Offer, slug: str, url: str) -> contract.SubmissionRequest:
    """Return the submission of an offer. Raises Invalid."""
    publisher = offers.publisher_of(offer)
    new = session.exec(select(Publisher.id).where(Publisher.name == publisher)).first() is None
    region = session.get(Region, offer.region) if new and offer.region else None
    try:
        return contract.SubmissionRequest(
            url=url, slug=slug, publisher=publisher, region=region.code if region else None
        )
    except ValidationError as error:
        said = error.errors()[0]
        what = f"{said['loc'][0]}: {said['msg']}"
        raise Invalid(Text(id=f"Isian tidak sah: {what}", en=f"Not valid: {what}")) from error


def _application_id(session: Session, slug: str | None) -> int | None:
    return session.exec(select(Application.id).where(Application.slug == slug)).first()


def _mark(session: Session, item: ImportedItem, address: str) -> None:
    """Let a new application say whence it came, and have a curator look if its name is close to another."""
    application = session.get_one(Application, item.application_id)
    before = journal.state_of(application)
    publisher = session.get_one(Publisher, application.publisher_id)
    resembled = names.resembled(session, application.slug, publisher)
    if resembled:
        moderation.begin_review(application, resembled)
    summaries.refresh(session, application)
    application.changed_serial = journal.append(
        session,
        actor=OPERATOR.actor,
        action="application.imported",
        subject=f"application:{application.slug}",
        detail={"catalog": address, "id": item.external_id, "resembles": resembled},
        before=before,
        after=journal.state_of(application),
    )


def _journal(session: Session, row: Import, action: str, detail: dict[str, object]) -> None:
    journal.append(session, actor=OPERATOR.actor, action=action, subject=f"import:{row.id}", detail=detail)


def _written(text: Text) -> str:
    return f"{text.id} | {text.en}"[:LONGEST_REASON]
