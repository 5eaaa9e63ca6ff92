"""Where places lie on a map: an equirectangular projection, true to scale in the middle of what it shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Final

from livinglab.language import Language, Text
from registry.website.charts import marks
from registry.website.charts.measuring import width

WIDE: Final = 1000.0
ARCHIPELAGO: Final = ((6.6, 94.6), (-11.4, 141.6))  # corners: latitude, longitude, in degrees
LARGE: Final = 12.0  # degrees from east to west: from here on the whole archipelago is shown
SMALLEST: Final = 0.6  # degrees: a single seat has some land around it
EDGE: Final = 64.0  # room around a province's seats
FLATTEST, STEEPEST = 0.36, 0.6  # height by width of a province's map
LETTERS: Final = 13
LARGE_LETTERS: Final = 26  # where the map is small: see 50-charts.css
GROUND: Final = (34.0, 112.0)  # across the faint disc under a seat: on the whole map, in a province
# Names beside the islands, roughly (own placing): latitude, longitude of the middle of the name.
ISLANDS: Final = (
    (Text("Sumatra", "Sumatra"), -3.9, 99.4),
    (Text("Jawa", "Java"), -9.0, 109.6),
    (Text("Kalimantan", "Kalimantan"), 4.9, 113.4),
    (Text("Bali dan Nusa Tenggara", "Bali and Nusa Tenggara"), -11.0, 118.2),
    (Text("Sulawesi", "Sulawesi"), 2.4, 121.3),
    (Text("Maluku", "Maluku"), -4.7, 128.4),
    (Text("Papua", "Papua"), 0.7, 136.8),
)
EQUATOR: Final = Text("Khatulistiwa", "Equator")


@dataclass(frozen=True)
class Frame:
    """What part of the world a map shows, and how large it is drawn."""

    north: float
    west: float
    scale: float  # lengths to a degree from south to north
    squeeze: float  # of a degree from west to east, by latitude
    high: float
    is_whole: bool
    wide: float = WIDE

    @classmethod
    def around(cls, places: Sequence[tuple[float, float]]) -> "Frame":
        """Return the frame for seats, given as latitude and longitude in degrees."""
        latitudes, longitudes = zip(*places, strict=True)
        if max(longitudes) - min(longitudes) >= LARGE:
            return cls._fitted(ARCHIPELAGO, is_whole=True)
        return cls._fitted(
            ((max(latitudes), min(longitudes)), (min(latitudes), max(longitudes))), is_whole=False
        )

    @classmethod
    def _fitted(cls, corners: tuple[tuple[float, float], tuple[float, float]], *, is_whole: bool) -> "Frame":
        (north, west), (south, east) = corners
        squeeze = cos(radians((north + south) / 2))
        edge = 0.0 if is_whole else EDGE
        across, down = max((east - west) * squeeze, SMALLEST), max(north - south, SMALLEST / 2)
        scale = (WIDE - 2 * edge) / across
        high = down * scale + 2 * edge
        if not is_whole and high > WIDE * STEEPEST:
            high = WIDE * STEEPEST
            scale = (high - 2 * edge) / down
        high = max(high, WIDE * FLATTEST)
        return cls(
            north=(north + south) / 2 + high / 2 / scale,
            west=(east + west) / 2 - WIDE / 2 / scale / squeeze,
            scale=scale,
            squeeze=squeeze,
            high=high,
            is_whole=is_whole,
        )

    def place(self, latitude: float, longitude: float) -> marks.Place:
        """Return where a place of the world lies on the map."""
        return (
            (longitude - self.west) * self.squeeze * self.scale,
            (self.north - latitude) * self.scale,
        )


def orientation(frame: Frame, language: Language) -> Iterator[str]:
    """Draw the equator where it runs through, and name the large islands on the whole map."""
    y = frame.place(0.0, frame.west)[1]
    if LARGE_LETTERS < y < frame.high:
        yield marks.line((0, y), (frame.wide, y), kind="equator")
        yield marks.text((4, y - 5), EQUATOR.to(language), kind="land equator-name")
    for name, latitude, longitude in ISLANDS if frame.is_whole else ():
        x, y = frame.place(latitude, longitude)
        half = width(name.to(language), LARGE_LETTERS) / 2
        at = min(max(x, half + 2), frame.wide - half - 2)
        yield marks.text((at, y), name.to(language), anchor="middle", kind="land")
