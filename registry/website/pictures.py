"""Pictures of applications: small WebP files from the database, under addresses that never change."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from livinglab.contract import Visibility
from livinglab.language import Text
from registry.catalog import presentations, visibility
from registry.dependencies import FoundApplication, Reading
from registry.errors import NotFound
from registry.website.assets import FOR_GOOD, has_it
from registry.website.visitors import Visitor

router = APIRouter(include_in_schema=False)
PRIVATE = "private, max-age=300"  # of restricted source: a page that is read again asks for it once
Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


@router.get("/applications/{slug}/pictures/{digest}")
def get_picture(
    request: Request, session: Reading, application: FoundApplication, visitor: Visitor, digest: Digest
) -> Response:
    """Show a logo, a screenshot, or a README's picture: of restricted source to the entitled alone."""
    visibility.require_source(session, visitor, application)
    public = application.visibility == Visibility.PUBLIC
    headers = {"ETag": f'"{digest}"', "Cache-Control": FOR_GOOD if public else PRIVATE}
    content = presentations.picture(session, application, digest)
    if content is None:
        raise NotFound(Text(id="Gambar ini tidak ada.", en="There is no such picture."))
    if has_it(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type="image/webp")
