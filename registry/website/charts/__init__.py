"""Pictures made of numbers, drawn on the server: what is shown goes in, a `Picture` comes out.

A page draws one with the macros of `templates/charts.html`: `draw(picture)`, and `numbers(picture)` for the
table under it. Names, titles and labels are the caller's, in the reader's language; numbers are written here.
"""

from registry.website.charts.across import Break, Point, Run, Series, lines
from registry.website.charts.bands import Band, Part, stacked
from registry.website.charts.bars import Bar, Reference, bars
from registry.website.charts.funnel import Step, funnel
from registry.website.charts.picture import Cell, Key, Picture, Table
from registry.website.charts.seats import Dot, seats

__all__ = [
    "Band",
    "Bar",
    "Break",
    "Cell",
    "Dot",
    "Key",
    "Part",
    "Picture",
    "Point",
    "Reference",
    "Run",
    "Series",
    "Step",
    "Table",
    "bars",
    "funnel",
    "lines",
    "seats",
    "stacked",
]
