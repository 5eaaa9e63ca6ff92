"""Pictures made small: decoded, scaled, and written anew as WebP without anything but the picture itself."""

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import ClassVar, NamedTuple

# All that Pillow would load late: a limited child cannot open a file for it.
from PIL import (
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
from pydantic import ConfigDict

LARGEST = 8 << 20  # bytes in the donor's tree
MOST_PIXELS = 40_000_000
FORMATS = {
    "PNG": (b"\x89PNG\r\n\x1a\n",),
    "JPEG": (b"\xff\xd8\xff",),
    "GIF": (b"GIF87a", b"GIF89a"),
    "WEBP": (b"RIFF",),
}
PLUGINS = (
    GifImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
QUALITIES = (78, 62, 46, 32)
SMALLEST = 16  # pixels, below which nothing is seen
SHRUNK = 0.8
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
Image.preinit()


class Room(NamedTuple):
    """How much one kind of picture may take."""

    width: int
    height: int
    bytes: int


LOGO = Room(160, 160, 8_000)
SCREENSHOT = Room(960, 1600, 30_000)
IN_README = Room(800, 1600, 30_000)


@dataclass(frozen=True)
class Asked:
    """A picture as it lies in the donor's tree, and the room that it has with us."""

    content: bytes
    room: Room


@dataclass(frozen=True)
class Small:
    """A WebP picture."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    content: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """The digest of its bytes."""
        return hashlib.sha256(self.content).hexdigest()


def make_small(asked: Asked) -> Small:
    """Make a picture fit its room. Raises ValueError or OSError for what is none, or will not fit.

    The name of a file says nothing: its first bytes do. Of an animation the first frame is shown.
    """
    kind = next((name for name, signs in FORMATS.items() if asked.content.startswith(signs)), None)
    if kind is None:
        raise ValueError("no PNG, JPEG, GIF or WebP")
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(BytesIO(asked.content), formats=[kind]) as opened:
            return _fitted(_decoded(opened, asked.room), asked.room)


def _decoded(opened: Image.Image, room: Room) -> Image.Image:
    """Return the pixels, turned as the camera meant, at about the size that is wanted."""
    turned = opened.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    box = (room.height, room.width) if turned else (room.width, room.height)
    mode = "RGBA" if opened.has_transparency_data else "RGB"
    scaled = opened if opened.mode in ("L", "RGB", "RGBA") else opened.convert(mode)
    scaled.thumbnail(box, Image.Resampling.LANCZOS, reducing_gap=3.0)
    plain = ImageOps.exif_transpose(scaled).convert(mode)
    plain.info.clear()  # nothing of what cameras and people write beside a picture goes on
    plain.getexif().clear()
    return plain


def _fitted(image: Image.Image, room: Room) -> Small:
    while min(image.size) >= SMALLEST:
        for quality in QUALITIES:
            written = BytesIO()
            image.save(written, "WEBP", quality=quality, method=4)
            if written.tell() <= room.bytes:
                return Small(written.getvalue(), *image.size)
        smaller = (max(1, int(image.width * SHRUNK)), max(1, int(image.height * SHRUNK)))
        image = image.resize(smaller, Image.Resampling.LANCZOS)
    raise ValueError("will not fit")
