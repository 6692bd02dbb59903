# SPDX-License-Identifier: Apache-2.0
"""The chart: times on a logarithmic scale, a bar for each tool, as an SVG that follows the reader's light or dark."""

from collections.abc import Callable, Iterator
from html import escape
from math import ceil, floor, log10

from bench.harness.plan import OURS, PEERS
from bench.harness.results import Results
from bench.harness.table import NAMES

_WIDTH, _LEFT, _RIGHT, _BAR, _GAP, _TITLE = 760, 170, 70, 18, 6, 44
_TOP, _AXIS = 16, 30
_STYLE = """\
text{font:13px system-ui,sans-serif;fill:#1f2328}
.title{font-weight:600}.soft{fill:#59636e}.grid{stroke:#d1d9e0}
.ours{fill:#b3261e}.peer{fill:#6e7781}.more{fill:#afb8c1}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.soft{fill:#9198a1}.grid{stroke:#3d444d}
.ours{fill:#ff7b72}.peer{fill:#9198a1}.more{fill:#656c76}}"""
Bar = tuple[str, float, float]


def groups(results: Results, count: int) -> Iterator[tuple[str, list[Bar]]]:
    """Yield each group of bars: its title, and of each tool the name, the seconds, and those of Pagefind after it."""
    wanted = (
        ("Cold build with search index", "cold", "pagefind"),
        ("One advisory edited, search index too", "edit", "edit-pagefind"),
        ("Nothing changed", "no-change", ""),
    )
    for title, scenario, more in wanted:
        bars = []
        for tool in (OURS, *PEERS):
            seconds = results.seconds(tool, count, scenario)
            if seconds is not None:
                bars.append((tool, seconds, results.seconds(tool, count, more) or 0.0 if more else 0.0))
        if bars:
            yield f"{title}, {count:,} advisories", bars


def chart(results: Results, count: int) -> str:
    """Return the chart for ``count`` advisories."""
    shown = list(groups(results, count))
    totals = [seconds + more for _, bars in shown for _, seconds, more in bars]
    low, high = (floor(log10(min(totals))), ceil(log10(max(totals)))) if totals else (-1, 2)
    high = max(high, low + 1)

    def place(seconds: float) -> float:
        share = (log10(max(seconds, 10.0**low)) - low) / (high - low)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    parts, y = [], _TOP
    for title, bars in shown:
        parts.append(f'<text class="title" x="8" y="{y + 16}">{escape(title)}</text>')
        y += _TITLE - 16
        for tool, seconds, more in bars:
            parts += _bar(tool, seconds, more, y, place)
            y += _BAR + _GAP
        y += 12
    grid = [
        f'<line class="grid" x1="{place(10.0**power):.1f}" x2="{place(10.0**power):.1f}" y1="{_TOP}" y2="{y}"/>'
        f'<text class="soft" x="{place(10.0**power):.1f}" y="{y + 18}" text-anchor="middle">{10.0**power:g} s</text>'
        for power in range(low, high + 1)
    ]
    height = y + _AXIS
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="Build times, logarithmic"><style>{_STYLE}</style>\n' + "\n".join([*grid, *parts]) + "\n</svg>\n"
    )


def _bar(tool: str, seconds: float, more: float, y: int, place: Callable[[float], float]) -> Iterator[str]:
    start, middle, end = float(_LEFT), place(seconds), place(seconds + more)
    kind = "ours" if tool == OURS else "peer"
    label = NAMES[tool] + (" + Pagefind" if more else "")
    yield f'<text x="{_LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(label)}</text>'
    width = max(2.0, middle - start)
    yield f'<rect class="{kind}" x="{start:.1f}" y="{y}" width="{width:.1f}" height="{_BAR}" rx="2"/>'
    if more:
        yield f'<rect class="more" x="{middle:.1f}" y="{y}" width="{end - middle:.1f}" height="{_BAR}" rx="2"/>'
    yield f'<text class="soft" x="{end + 6:.1f}" y="{y + 14}">{seconds + more:.3g} s</text>'
