"""Where pictures are served: for good where the source is public, else to the entitled alone."""

from dataclasses import replace

import pytest

from registry.access.callers import RegistryRole
from registry.catalog.presentations import PictureSeen, Presentation, Presented

WEBP = b"RIFF\x04\x00\x00\x00WEBP"
DIGEST = "5" * 64
PICTURE = PictureSeen(DIGEST, "docs/layar.png", 960, 540, len(WEBP))
PRESENTED = Presented(Presentation(screenshots=[PICTURE]), {DIGEST: WEBP})


@pytest.fixture
def published(publish, make_release):
    """Publish an application with a screenshot."""

    def published(slug, **more):
        publish(slug, replace(make_release(), presented=PRESENTED), **more)
        return f"/applications/{slug}/pictures/{DIGEST}"

    return published


def test_a_public_picture_is_kept_for_good_by_whoever_has_it(client, published):
    address = published("e-sakip")
    answer = client.get(address)
    assert (answer.status_code, answer.content) == (200, WEBP)
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get(address, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert client.head(address).status_code == 200
    shown = client.get("/api/v1/applications/e-sakip").json()["screenshots"]
    assert [f"/{one['path']}" for one in shown] == [address]
    assert client.get(address.replace("5", "6")).status_code == 404
    assert client.get(address.replace("5" * 64, "..%2f..")).status_code in (404, 422)
    assert client.get(address.replace("e-sakip", "e-lain")).status_code == 404


def test_a_picture_of_restricted_source_is_for_the_entitled_alone(client, published, sign_in_as):
    address = published("simpeg", visibility="government")
    assert client.get(address).status_code == 401
    assert client.get(address, headers={"If-None-Match": f'"{DIGEST}"'}).status_code == 401
    assert client.get("/api/v1/applications/simpeg").json()["screenshots"] == []
    sign_in_as("warga@example.com")
    assert client.get(address).status_code == 403
    sign_in_as("kurator@example.go.id", role=RegistryRole.CURATOR)
    answer = client.get(address)
    assert (answer.status_code, answer.content) == (200, WEBP)
    assert answer.headers["cache-control"].startswith("private")
