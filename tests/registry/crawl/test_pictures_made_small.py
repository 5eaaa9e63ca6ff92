"""Pictures: whatever a donor's file is, it becomes a small WebP or nothing, in a process of its own."""

import os
import random
import signal
import struct
import subprocess
import sys
import time
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pydantic import TypeAdapter

from registry.crawl.presenting import apart
from registry.crawl.presenting.picturing import IN_README, LOGO, SCREENSHOT, Asked, Room, Small, make_small

SMALL, NUMBER = TypeAdapter(Small), TypeAdapter(int)
SECONDS = 30.0


def written(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def noise(width: int, height: int) -> Image.Image:
    chance = random.Random(7)  # noqa: S311 - the same picture in every run, and no secret
    return Image.frombytes("RGB", (width, height), chance.randbytes(width * height * 3))


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def decompression_bomb() -> bytes:
    """Return 40 kB that would be 50,000 by 50,000 pixels."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (6_251 * 6_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def many_frames() -> bytes:
    """Return a GIF whose one frame is repeated ten thousand times."""
    gif = written(Image.new("P", (40, 30), 3), "GIF")
    start = gif.index(b",")
    return gif[:start] + gif[start:-1] * 10_000 + b";"


def made(*contents: bytes, room: Room = SCREENSHOT) -> list[Small | None]:
    return apart.each(make_small, [Asked(content, room) for content in contents], SMALL, seconds=SECONDS)


def test_a_picture_fits_its_room_whatever_it_shows() -> None:
    narrow = Room(320, 200, 6_000)
    wide, logo = (
        made(written(noise(640, 200), "PNG"), room=narrow),
        made(written(noise(200, 450), "JPEG"), room=LOGO),
    )
    for (small,), room in ((wide, narrow), (logo, LOGO)):
        assert small is not None
        assert len(small.content) <= room.bytes
        assert small.width <= room.width
        assert small.height <= room.height
        with Image.open(BytesIO(small.content)) as image:
            assert (image.format, image.size) == ("WEBP", (small.width, small.height))


def test_what_cameras_write_beside_a_picture_is_gone_and_it_stands_upright() -> None:
    image = Image.new("RGB", (80, 40), "navy")
    exif = image.getexif()
    exif[0x0112], exif[0x010E] = 6, "rumah kepala dinas"
    (small,) = made(written(image, "JPEG", exif=exif, comment=b"rahasia"))
    assert small is not None
    assert (small.width, small.height) == (40, 80)
    assert b"rumah" not in small.content
    assert b"rahasia" not in small.content
    with Image.open(BytesIO(small.content)) as opened:
        assert not opened.getexif()


def test_what_can_be_seen_through_stays_so() -> None:
    (small,) = made(written(Image.new("RGBA", (64, 64), (200, 0, 0, 0)), "PNG"), room=LOGO)
    assert small is not None
    with Image.open(BytesIO(small.content)) as opened:
        assert opened.convert("RGBA").getpixel((5, 5))[3] == 0


def test_kinds_that_are_shown_and_kinds_that_are_not() -> None:
    image = noise(60, 40)
    shown = made(*(written(image, kind) for kind in ("PNG", "JPEG", "GIF", "WEBP")), room=IN_README)
    assert [small and (small.width, small.height) for small in shown] == [(60, 40)] * 4
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
    assert made(svg, written(image, "BMP"), b"", b"RIFF" + b"a" * 99, b"\x89PNG\r\n\x1a\n") == [None] * 5


def test_a_spoilt_picture_costs_itself_alone() -> None:
    good = written(noise(60, 40), "PNG")
    contents = (decompression_bomb(), many_frames(), written(noise(300, 300), "JPEG")[:4_000], good)
    bomb, frames, truncated, last = made(*contents)
    assert bomb is None
    assert frames is not None
    assert (frames.width, frames.height) == (40, 30)
    assert truncated is None
    assert last is not None


def misbehave(job: int) -> int:
    """Do something bad, or answer with the double of a number."""
    if job == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    if job == 1:
        return len(bytearray(4 << 30))
    if job == 2:
        with open("/proc/self/environ", "rb") as file:
            return len(file.read())
    if job == 3:
        time.sleep(SECONDS)
    return 2 * job


@pytest.mark.parametrize("bad", [0, 1, 2])
def test_a_job_that_dies_takes_too_much_or_reaches_out_is_left_out(bad: int) -> None:
    assert apart.each(misbehave, [10, bad, 20], NUMBER, seconds=SECONDS) == [20, None, 40]


FRESH = """
import sys
from pydantic import TypeAdapter
from registry.crawl.presenting import apart, presenter
from registry.crawl.presenting.links import place
from registry.crawl.presenting.picturing import SCREENSHOT, Asked, Small, make_small
parts = [bytes.fromhex(line) for line in sys.stdin]
text = "# A &hellip; [b](https://m\u00fcnchen.example/) https://[::1]/ ![c](//d\u2100.example)"
text += "\\n\\n|a|\\n|-|\\n|b|\\n"
draft = presenter._Draft(text, "markdown", place("README.md", "https://github.com/a/b", "c" * 40))
made = apart.each(make_small, [Asked(part, SCREENSHOT) for part in parts], TypeAdapter(Small), seconds=60)
made += apart.each(presenter._render, [draft], presenter._RENDERED, seconds=60)
print([one is not None for one in made])
"""


def test_a_process_that_has_just_begun_can_do_without_opening_a_file() -> None:
    image, exif = noise(60, 40), Image.Exif()
    exif[0x0112] = 6
    parts = [written(image, kind) for kind in ("PNG", "GIF", "WEBP")]
    parts.append(written(image, "JPEG", exif=exif))
    parts.append(written(image, "MPO", save_all=True, append_images=[image]))
    ran = subprocess.run(
        [sys.executable, "-c", FRESH],
        input="\n".join(part.hex() for part in parts).encode(),
        check=True,
        capture_output=True,
    )
    assert ran.stdout.decode().strip() == str([True] * 6)


def test_what_takes_too_long_is_ended() -> None:
    began = time.monotonic()
    assert apart.each(misbehave, [10, 3, 20], NUMBER, seconds=0.3) == [20, None, None]
    assert time.monotonic() - began < SECONDS


def test_nothing_of_the_child_is_left() -> None:
    apart.each(misbehave, [0, 3], NUMBER, seconds=0.2)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
