# SPDX-License-Identifier: Apache-2.0
"""Charts as drawn: a row of bars for each term, one bar a period, all on one scale. The template writes them as SVG.

A chart is as wide as a phone, in units that are pixels there; on a wider screen it is drawn larger. Each row has its
name and its sum in words, and its highest bar its number, so that colour tells nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chetavani.outputs.numbers.counts import Counts, Row

WIDTH = 340
_LABEL, _BARS, _BELOW, _AXIS = 16, 44, 12, 18
_NUMBER = 11  # the height of a number above a bar
_GAP = 2
_LEAST = 1.5  # what is not nothing can be seen
_MARKS = 4  # periods that are named below the chart, at most


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A text: where its base line begins (or has its middle), and what it says."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A row as drawn. ``name`` and ``total`` stand above the bars, ``peak`` on the highest; ``base`` is their foot."""

    name: Mark
    total: Mark
    peak: Mark
    bars: tuple[Bar, ...]
    base: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as drawn."""

    height: int
    strips: tuple[Strip, ...]
    axis: tuple[Mark, ...]


def draw(counts: Counts, label: Callable[[str], str], month: Callable[[int], str]) -> Chart:
    """Return the drawing of ``counts``; ``label`` names a term, ``month`` a month by its number."""
    highest = max((number for row in counts.rows for number in row.counts), default=0)
    step = WIDTH / len(counts.starts)
    tall = _LABEL + _BARS + _BELOW
    strips = tuple(
        _strip(row, label(row.term), number * tall, step, (_BARS - _NUMBER) / max(highest, 1))
        for number, row in enumerate(counts.rows)
    )
    foot = tall * len(strips)
    every = -(-len(counts.starts) // _MARKS)
    axis = tuple(
        Mark(_round(number * step), foot + _AXIS - 6, month(start))
        for number, start in enumerate(counts.starts)
        if number % every == 0
    )
    return Chart(foot + _AXIS, strips, axis)


def _strip(row: Row, name: str, top: float, step: float, scale: float) -> Strip:
    base = top + _LABEL + _BARS
    bars = tuple(_bars(row.counts, base, step, scale))
    peak = row.counts.index(max(row.counts))
    above = base - max(row.counts) * scale - 3
    return Strip(
        Mark(0, top + _LABEL - 4, name),
        Mark(WIDTH, top + _LABEL - 4, str(row.total)),
        Mark(_round((peak + 0.5) * step), _round(above), str(row.counts[peak])),
        bars,
        base,
    )


def _bars(counts: Sequence[int], base: float, step: float, scale: float) -> list[Bar]:
    bars = []
    for number, one in enumerate(counts):
        if one:
            height = max(one * scale, _LEAST)
            bars.append(
                Bar(_round(number * step + _GAP), _round(base - height), _round(step - 2 * _GAP), _round(height))
            )
    return bars


def _round(number: float) -> float:
    return round(number, 2)
