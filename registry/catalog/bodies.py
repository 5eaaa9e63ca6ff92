"""The two texts of an application and of a release: the safe one is on every face, the whole one for some."""

from livinglab import contract
from livinglab.contract import Visibility
from registry.catalog import safe_text
from registry.catalog.store import archive_name, bill_name
from registry.tables import Application, Release


def write_summary(row: Application, whole: contract.ApplicationSummary) -> None:
    """Write `summary`, which everybody may read: nothing in it was seen in restricted source."""
    public = whole.visibility is Visibility.PUBLIC
    row.summary = (whole if public else safe_text.summary(whole)).model_dump_json()


def write_application(row: Application, whole: contract.Application) -> None:
    """Write `body` so that what is restricted is never in it, and the whole beside it."""
    if whole.visibility is Visibility.PUBLIC:
        row.body, row.full_body = whole.model_dump_json(), None
        return
    row.body = safe_text.application(whole).model_dump_json()
    row.full_body = whole.model_dump_json()


def write_release(row: Release, whole: contract.Release, visibility: Visibility) -> None:
    """Write both texts of a release likewise, its files named on the shelf where they belong."""
    restricted = visibility is not Visibility.PUBLIC
    placed = _placed(whole, restricted=restricted)
    row.body = (safe_text.release(placed) if restricted else placed).model_dump_json()
    row.full_body = placed.model_dump_json() if restricted else None


def _placed(whole: contract.Release, *, restricted: bool) -> contract.Release:
    archives = [
        one.model_copy(update={"path": f"archives/{archive_name(one.sha256, restricted=restricted)}"})
        for one in whole.archives
    ]
    bill = whole.sbom
    if bill:
        bill = bill.model_copy(update={"path": f"archives/{bill_name(bill.sha256, restricted=restricted)}"})
    return whole.model_copy(update={"archives": archives, "sbom": bill})


def whole_release(row: Release) -> contract.Release:
    """Return a release as those entitled to its source may read it."""
    return contract.Release.model_validate_json(row.full_body or row.body)
