"""What a search over HTTP is narrowed to and sorted by: query parameters, for the API and its feeds."""

from typing import Annotated

from fastapi import Depends, Query

from livinglab import contract
from registry.catalog.search import Filters, Sort, filters

Values = list[str] | None
AGAIN = "; given again: both must hold"


def _values(description: str) -> object:
    return Query(max_length=filters.MOST_VALUES, description=description + AGAIN)


def _one_of(name: str) -> object:
    return _values(", ".join(filters.CLOSED[name]))


def _filters(
    category: Annotated[Values, _values("a category of publiccode.yml")] = None,
    field: Annotated[Values, _values("a field of government (`intendedAudience.scope`)")] = None,
    region: Annotated[
        str | None,
        Query(pattern=contract.REGION_CODE, description="the donor's; a province takes in its own"),
    ] = None,
    license: Annotated[Values, _values("an SPDX expression")] = None,
    license_provenance: Annotated[Values, _one_of("license_provenance")] = None,
    publisher: Annotated[Values, _values("the donor's name in full")] = None,
    development_status: Annotated[Values, _values("such as stable or beta")] = None,
    technology: Annotated[Values, _values("such as PHP or Laravel")] = None,
    deployment: Annotated[Values, _one_of("deployment")] = None,
    visibility: Annotated[Values, _one_of("visibility")] = None,
    fetchable: Annotated[bool | None, Query(description="whether a release is offered")] = None,
    health: Annotated[Values, _one_of("health")] = None,
    adopted: Annotated[
        bool | None, Query(description="whether somebody uses it today, where everybody may be told")
    ] = None,
    adopted_in: Annotated[Values, _values("code of a province where somebody uses it today")] = None,
) -> Filters:
    return filters.read(
        {
            "category": category or (),
            "field": field or (),
            "region": _list(region),
            "license": license or (),
            "license_provenance": license_provenance or (),
            "publisher": publisher or (),
            "development_status": development_status or (),
            "technology": technology or (),
            "deployment": deployment or (),
            "visibility": visibility or (),
            "fetchable": _list(fetchable),
            "health": health or (),
            "adopted": _list(adopted),
            "adopted_in": adopted_in or (),
        }
    )


def _list(value: str | bool | None) -> list[str]:
    return [] if value is None else [str(value).lower() if isinstance(value, bool) else value]


SearchFilters = Annotated[Filters, Depends(_filters)]
SearchSort = Annotated[
    Sort, Query(description="the best match first, or by last change, arrival, adopters, name, health")
]
