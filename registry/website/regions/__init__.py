"""Pages of regions: the country, a province, a regency or city."""

from fastapi import APIRouter

from registry.website.regions import country, one

router = APIRouter(include_in_schema=False)
router.include_router(country.router)
router.include_router(one.router)

__all__ = ["router"]
