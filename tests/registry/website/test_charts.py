"""Pictures made of numbers: what is drawn fits its sheet, what cannot be compared is never joined."""

import gzip
import random
import re
from datetime import date
from itertools import pairwise
from math import isfinite
from xml.etree import ElementTree as tree

import pytest

from registry import regions
from registry.website import charts
from registry.website.charts.measuring import apart, ticks, width
from registry.website.charts.picture import Picture

SVG = "{http://www.w3.org/2000/svg}"
STATES = ["none", "interested", "preparing", "piloting", "in-use", "lapsed", "stopped"]
NAMES = ["Kabupaten Sumedang", "Nasional", "Kedaluwarsa: lama tidak dikonfirmasi", "Dipakai", "W" * 60]
SEATS = [row for row in regions._rows() if row["type"] != "provinsi"]


def drawings(picture: Picture) -> list[tree.Element]:
    """Return the SVG elements of a picture."""
    return list(tree.fromstring(f'<p xmlns="{SVG[1:-1]}">{picture.drawn}</p>').iter(f"{SVG}svg"))  # noqa: S314  # ours


def require_inside(drawing: tree.Element) -> None:
    """Fail for a text outside of its sheet, a negative size, and what is no number."""
    _, _, wide, high = (float(one) for one in drawing.get("viewBox", "").split())
    letters = float(drawing.get("font-size", "0"))
    for one in drawing.iter():
        sizes = [float(one.get(name, "0")) for name in ("width", "height", "r", "stroke-width")]
        places = [float(one.get(name, "0")) for name in ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy")]
        assert all(isfinite(size) and size >= 0 for size in sizes)
        assert all(isfinite(place) for place in places)
        assert not re.search("[a-z]{2}", one.get("d", ""))
    for one in drawing.iter(f"{SVG}text"):
        taken = width(one.text or "", letters)
        x, y = float(one.get("x", "")), float(one.get("y", ""))
        left = x - {"start": 0, "middle": taken / 2, "end": taken}[one.get("text-anchor", "start")]
        assert left >= -1
        assert left + taken <= wide + 1, one.text
        assert 0 < y <= high, one.text


def any_series(chance: random.Random) -> list[charts.Series]:
    """Make series of any kind, by year or by month."""
    by_month = chance.random() < 0.5
    made = []
    for name in chance.sample(NAMES, chance.randint(1, 4)):
        start, count = chance.randint(2005, 2024), chance.choice([1, 2, 3, 9, 40])
        scale = chance.choice([0, 1, 5, 1e3, 1e9, 1e-3])
        points = [
            charts.Point(
                date(start + month // 12, month % 12 + 1, 1) if by_month else start + month,
                chance.uniform(-0.2, 1) * scale,
            )
            for month in range(count)
        ]
        made.append(charts.Series(name, [charts.Run(points[: count // 2]), charts.Run(points[count // 2 :])]))
    return made


@pytest.mark.parametrize("seed", range(25))
def test_lines_of_any_numbers_stay_on_their_sheet(seed: int) -> None:
    series = any_series(random.Random(seed))  # noqa: S311  # cases, not secrets
    at = [point.at for one in series for run in one.runs for point in run.points]
    breaks = [charts.Break(at[0], at[-1], "instrumen berganti: dari 35 ke 47 indikator")] if seed % 3 else []
    picture = charts.lines(
        series, name="p", title="Judul <b>", language="id" if seed % 2 else "en", breaks=breaks, low=None
    )
    assert picture.instead or len(drawings(picture)) == 2
    for drawing in drawings(picture):
        require_inside(drawing)
        assert drawing.find(f"{SVG}title").text == "Judul <b>"


def test_values_that_are_no_numbers_are_left_out() -> None:
    points = [charts.Point(2020 + one, value) for one, value in enumerate([1, float("nan"), 3, float("inf")])]
    picture = charts.lines(
        [charts.Series("Indeks", [charts.Run(points)])], name="p", title="Indeks", language="id"
    )
    assert [row[0].text for row in picture.table.rows] == ["2020", "2022"]
    require_inside(drawings(picture)[0])


@pytest.mark.parametrize("points", [[], [charts.Point(2024, 2.24)]])
def test_too_little_for_a_line_is_said_in_a_sentence(points: list[charts.Point]) -> None:
    picture = charts.lines(
        [charts.Series("Indeks", [charts.Run(points)])], name="p", title="Indeks", language="id", digits=2
    )
    assert not picture.drawn
    assert picture.instead.startswith("Baru ada satu angka" if points else "Belum ada")
    assert ("2,24" in picture.instead) is bool(points)


def test_no_line_crosses_a_break() -> None:
    points = [
        charts.Point(year, value) for year, value in ((2019, 2.18), (2020, 2.26), (2021, 2.24), (2022, 2.34))
    ]
    change = charts.Break(2020, 2021, "instrumen berganti: 35 → 47 indikator")
    picture = charts.lines(
        [charts.Series("Nasional", [charts.Run(points)])],
        name="p",
        title="Indeks SPBE",
        language="id",
        breaks=[change],
        digits=2,
    )
    for drawing in drawings(picture):
        assert len(list(drawing.iter(f"{SVG}path"))) == 2
        shown = " ".join(one.text for one in drawing.iter(f"{SVG}text") if one.get("class") == "said")
        assert shown == change.label
    assert "Nasional: 2,18 → 2,34. instrumen berganti" in picture.says


def test_the_table_holds_every_value_with_its_records() -> None:
    used = [charts.Point(date(2026, 1, 1), 1200, "/api/v1/adoptions?x"), charts.Point(date(2026, 2, 1), 1300)]
    picture = charts.lines(
        [charts.Series("Dipakai", [charts.Run(used)]), charts.Series("Baru", [charts.Run(used[1:])])],
        name="p",
        title="Adopsi",
        language="id",
    )
    assert picture.table.columns == ["Bulan", "Dipakai", "Baru"]
    first, second = picture.table.rows
    assert [cell.text for cell in first] == ["Januari 2026", "1.200", "–"]
    assert first[1].href == "/api/v1/adoptions?x"
    assert [cell.text for cell in second] == ["Februari 2026", "1.300", "1.300"]


def dots(*, province: str = "") -> list[charts.Dot]:
    """Return seats in states by turns."""
    return [
        charts.Dot(
            row["code"], row["name"], float(row["latitude"]), float(row["longitude"]), STATES[number % 7]
        )
        for number, row in enumerate(SEATS)
        if row["code"].startswith(province)
    ]


def test_a_map_of_all_regions_is_small_and_each_seat_a_link() -> None:
    picture = charts.seats(dots(), name="peta", title="Peta", language="id")
    assert len(gzip.compress(picture.drawn.encode(), 6)) < 25_000
    drawing = drawings(picture)[0]
    links = list(drawing.iter(f"{SVG}a"))
    assert len(links) == len(picture.table.rows) == 514
    named = {one.get("href"): one.get("aria-label") for one in links}
    assert named["/regions/32.11"] == "Kabupaten Sumedang: dipersiapkan"
    assert drawing.get("role") == "group"
    require_inside(drawing)
    for place in drawing.iter(f"{SVG}use"):
        assert 0 < float(place.get("x", "")) < 1000
        assert place.get("href", "").removeprefix("#peta-") in STATES


@pytest.mark.parametrize("province", ["32", "21", "32.11", "94", "31"])
def test_a_province_fills_its_own_map_and_its_names_do_not_touch(province: str) -> None:
    picture = charts.seats(dots(province=province), name="p", title="Peta", language="en")
    drawing = drawings(picture)[0]
    require_inside(drawing)
    boxes = []
    for one in drawing.iter(f"{SVG}text"):
        wide = width(one.text, 13)
        x = (
            float(one.get("x", ""))
            - {"start": 0, "middle": wide / 2, "end": wide}[one.get("text-anchor", "start")]
        )
        boxes.append((x, float(one.get("y", "")), wide))
    for number, (x, y, wide) in enumerate(boxes):
        for x2, y2, wide2 in boxes[:number]:
            assert abs(y - y2) > 12 or x > x2 + wide2 or x2 > x + wide


def test_states_are_told_apart_without_colour() -> None:
    shapes = [mark.mark for mark in charts.seats(dots(), name="p", title="Peta", language="id").legend]
    assert len({re.sub(r"s-[a-z-]+", "", shape) for shape in shapes}) == 7


def test_a_name_with_markup_stays_a_text() -> None:
    evil = charts.Dot("32.11", '"><script>alert(1)</script>', -6.8, 107.9, href='/x?"onload=')
    drawn = charts.seats([evil], name="p", title="<i>", language="id").drawn
    drawn += charts.bars(
        [charts.Bar("<b>", 1, note="<i>", href='"')],
        name="q",
        title="<u>",
        language="id",
        heading="<s>",
        value_heading="&",
    ).drawn
    assert not re.search(r"<(script|b|i|u|s)>", drawn)
    assert 'href="&#34;"' in drawn


def test_a_bar_is_the_part_that_its_value_is_of_the_whole() -> None:
    rows = [charts.Bar("Jawa Barat", 9, of=27), charts.Bar("Aceh", 0, of=23), charts.Bar("Kosong", 0, of=0)]
    picture = charts.bars(
        rows,
        name="p",
        title="Cakupan",
        language="id",
        heading="Provinsi",
        value_heading="Memakai",
        reference=charts.Reference(0.25, "Nasional"),
    )
    first, second, third = drawings(picture)
    assert [one.get("width") for one in first.iter(f"{SVG}rect") if one.get("class") == "s-0"] == ["33.3"]
    assert [one.get("x") for one in second.iter(f"{SVG}rect") if one.get("class") == "reference"] == ["24.7"]
    assert not [one for one in third.iter(f"{SVG}rect") if one.get("class") == "s-0"]
    assert "9 dari 27" in picture.drawn
    assert picture.says == "Nasional: 25 %."


def test_parts_of_a_band_are_also_said_in_words() -> None:
    parts = [
        charts.Part("in-use", "dipakai", 3),
        charts.Part("lapsed", "kedaluwarsa", 1),
        charts.Part("none", "x", -2),
    ]
    picture = charts.stacked(
        [charts.Band("e-SAKIP", parts), charts.Band("Lain", [])],
        name="p",
        title="Keadaan",
        language="id",
        heading="Aplikasi",
        total_heading="Adopsi",
    )
    assert "3 dipakai · 1 kedaluwarsa" in picture.drawn
    assert [one.words for one in picture.legend] == ["dipakai", "kedaluwarsa"]
    assert "-2" not in picture.drawn


def test_a_funnel_says_how_many_came_along_and_how_long_it_took() -> None:
    steps = [charts.Step("Minat", 62, "/r"), charts.Step("Dipakai", 31, median_days=120.5)]
    picture = charts.funnel(steps, name="p", title="Corong", language="id", heading="Tahap")
    assert "50 % dari tahap sebelumnya · separuhnya dalam 120,5 hari" in picture.drawn
    assert [cell.text for cell in picture.table.rows[1]] == ["Dipakai", "31", "50 %", "50 %", "120,5"]
    assert charts.funnel([], name="p", title="Corong", language="en", heading="Step").instead


def test_labels_are_moved_apart_and_stay_between_their_ends() -> None:
    placed = apart([50, 50, 50, 99], [16, 16, 16, 16], low=0, high=100)
    ordered = sorted(placed)
    assert all(second - first >= 16 for first, second in pairwise(ordered))
    assert min(placed) >= 8
    assert max(placed) <= 92


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 45, [0, 20, 40, 60]), (1, 5, [1, 2, 3, 4, 5]), (0, 0, [0, 0.25]), (0, 3, [0, 1, 2, 3])],
)
def test_ticks_are_round_and_enclose_the_values(low: float, high: float, expected: list[float]) -> None:
    assert ticks(low, high) == expected
