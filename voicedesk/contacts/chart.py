"""A chart beside the rows of a workbook's sheet: Excel's own, which follows their cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

Cell = str | float | datetime
"""A moment has no zone: it is what the clock on the wall says."""

_EPOCH, _DAY = datetime(1899, 12, 30), timedelta(days=1)  # how a workbook counts time
_WIDTH, _HEAD, _BAR, _LINES = 620, 70, 30, 360  # pixels
_GAP = 60  # between two bars, in percent of one
_EDGE = {"color": "#8A867E", "width": 0.75}  # so that a pale bar is seen on white
_TITLE = {"size": 13, "bold": True}
_GRID = {"visible": True, "line": {"color": "#E3E0D9", "width": 0.75}}
_DASHES = ("solid", "dash", "round_dot")  # a line is told by more than its colour
_MARKS = 5  # on the axis of time


@dataclass(frozen=True)
class Chart:
    """What a chart shows of its sheet; columns and ``rows`` count from 0, without the titles.

    ``bars``: lying ones, of the first column of ``values``, for the ``rows`` from top to bottom:
    the column ``names`` says what each is called, and each has a colour (``#rrggbb``). ``lines``:
    one for each column of ``values``, with a colour each, over the moments of two ``rows`` or more.
    """

    kind: Literal["bars", "lines"]
    title: str
    names: int
    values: Sequence[int]
    rows: range
    colors: Sequence[str]


def draw(
    chart: Chart, book: "Workbook", sheet: "Worksheet", cells: Sequence[Sequence[Cell]]
) -> None:
    """Put it to the right of the ``cells``, which are all of the sheet's, titles first."""
    made = _bars(chart, book) if chart.kind == "bars" else _lines(chart, book, cells)
    for place, column in enumerate(chart.values):
        made.add_series(
            {
                "name": [sheet.get_name(), 0, column],
                "name_data": _cached(cells[:1], column),
                **_range("categories", chart, sheet, cells, chart.names),
                **_range("values", chart, sheet, cells, column),
                **_dressed(chart, place),
            }
        )
    made.set_title({"name": chart.title, "name_font": _TITLE})
    # One column stays free: a long text of the last one runs into it.
    sheet.insert_chart(1, len(cells[0]) + 1, made, {"description": chart.title})


def _range(
    name: str, chart: Chart, sheet: "Worksheet", cells: Sequence[Sequence[Cell]], column: int
) -> dict[str, Any]:
    """A column of the chart's rows: where it stands, and what stands there.

    The writer keeps no cells: it would take names for numbers, and a preview would show nothing.
    """
    first, last = chart.rows[0] + 1, chart.rows[-1] + 1
    return {
        name: [sheet.get_name(), first, column, last, column],
        f"{name}_data": _cached(cells[first : last + 1], column),
    }


def _cached(cells: Sequence[Sequence[Cell]], column: int) -> list[str | float]:
    return [_plain(row[column]) for row in cells]


def _plain(cell: Cell) -> str | float:
    """As a chart's file may hold it: in XML, which has no control characters."""
    if isinstance(cell, datetime):
        return (cell - _EPOCH) / _DAY
    if isinstance(cell, str):
        return "".join(sign if sign.isprintable() else " " for sign in cell)
    return cell


def _dressed(chart: Chart, place: int) -> dict[str, Any]:
    if chart.kind == "lines":
        dash = _DASHES[place % len(_DASHES)]
        return {"line": {"color": chart.colors[place], "width": 2.25, "dash_type": dash}}
    fills = [{"fill": {"color": color}, "border": _EDGE} for color in chart.colors]
    labels = {"value": True, "num_format": "#,##0"}
    return {"points": fills, "data_labels": labels, "gap": _GAP}


def _bars(chart: Chart, book: "Workbook") -> Any:
    made = book.add_chart({"type": "bar"})
    made.set_y_axis({"reverse": True, "major_tick_mark": "none"})  # the names; the first on top
    made.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    made.set_legend({"none": True})
    made.set_size({"width": _WIDTH, "height": _HEAD + _BAR * len(chart.rows)})
    return made


def _lines(chart: Chart, book: "Workbook", cells: Sequence[Sequence[Cell]]) -> Any:
    # An area or a line of Excel's knows no time below a day; only a scatter has it to scale.
    made = book.add_chart({"type": "scatter", "subtype": "straight"})
    shown = cells[chart.rows[0] + 1 : chart.rows[-1] + 2]
    start, end = (float(_plain(shown[place][chart.names])) for place in (0, -1))
    end = max(end, start + timedelta(minutes=1) / _DAY)
    form = "hh:mm" if end - start <= 2 else "d mmm"
    made.set_x_axis(
        {
            "min": start,
            "max": end,
            "major_unit": (end - start) / _MARKS,
            "num_format": form if end - start >= timedelta(minutes=5) / _DAY else "hh:mm:ss",
            "major_gridlines": {"visible": False},
        }
    )
    most = max(float(_plain(row[column])) for row in shown for column in chart.values)
    whole = {"major_unit": 1} if most <= 10 else {}  # there is no half a person
    made.set_y_axis({"min": 0, "num_format": "#,##0", "major_gridlines": _GRID, **whole})
    made.set_legend({"position": "bottom"})
    made.set_size({"width": _WIDTH, "height": _LINES})
    return made
