# SPDX-License-Identifier: Apache-2.0
"""Results as Markdown tables: they are read in a terminal and in the documentation alike."""

from collections.abc import Iterable, Sequence

from bench.harness.goals import Verdict, verdicts
from bench.harness.plan import OURS, PEERS
from bench.harness.results import Cell, Results

NAMES = {
    OURS: "Chetavani", "hugo": "Hugo", "eleventy": "Eleventy", "pelican": "Pelican", "zensical": "Zensical",
    "mkdocs": "MkDocs + Material",
}  # fmt: skip
_ROWS = (
    ("cold-without-search", "cold, without search index"), ("cold", "cold"), ("pagefind", "– then Pagefind"),
    ("no-change", "no change"),
    ("edit-without-search", "one edit, without search index"), ("edit", "one edit"),
    ("edit-pagefind", "– then Pagefind"),
    ("edit-old", "old one edited"), ("publish", "new urgent one"),
    ("search-cold", "search index alone"), ("search-delta", "its change alone"), ("preview", "preview"),
)  # fmt: skip
_ENOUGH = 3  # runs for a median to be one
_FEW = {1: "¹", 2: "²"}


def times_table(results: Results) -> str:
    """Return the wall times, memory and sizes of every tool, a table for each size of corpus."""
    parts = []
    for count in results.counts:
        names = [tool for tool in (OURS, *PEERS) if any((c.tool, c.count) == (tool, count) for c in results.cells)]
        rows = [
            [label, *(_time(results.cell(tool, count, scenario)) for tool in names)]
            for scenario, label in _ROWS
            if any(results.cell(tool, count, scenario) for tool in names)
        ]
        sizes = [_sizes(results, tool, count) for tool in names]
        labels = ("memory", "– the indexer's", "files", "their size")
        rows += [[label, *told] for label, told in zip(labels, zip(*sizes, strict=True), strict=True)]
        parts.append(f"### {count:,} advisories\n\n{_table(['', *(NAMES[tool] for tool in names)], rows)}")
    parts.append("Medians of three runs or more; ¹ is one run, ² the mean of two.")
    return "\n\n".join(parts) + "\n"


def _sizes(results: Results, tool: str, count: int) -> tuple[str, str, str, str]:
    """Return the largest memory that a tool and its indexer took, and what its cold build left."""
    cells = [cell for cell in results.cells if (cell.tool, cell.count) == (tool, count)]
    cold = results.cell(tool, count, "cold")
    return (
        _mebibytes(max((cell.peak for cell in cells), default=0)),
        _mebibytes(max((cell.indexer_peak for cell in cells), default=0)),
        f"{cold.files:,}" if cold and cold.files else "",
        _mebibytes(cold.bytes if cold else 0),
    )


def _time(cell: Cell | None) -> str:
    if cell is None or not cell.runs:
        return ""
    if cell.seconds is None:
        return {"timeout": f"> {cell.runs[0].seconds:.0f} s", "memory": "out of memory"}.get(
            cell.runs[0].status, cell.runs[0].status
        )
    shown = f"{cell.seconds * 1000:.0f} ms" if cell.seconds < 1 else f"{cell.seconds:.1f} s"
    return shown if len(cell.good) >= _ENOUGH else f"{shown} {_FEW[len(cell.good)]}"


def _mebibytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MiB" if size else ""


def goals_table(results: Results) -> str:
    """Return the goals with what was measured of them."""
    rows = [
        [verdict.what, _amount(verdict, verdict.measured), _amount(verdict, verdict.most), _word(verdict)]
        for verdict in verdicts(results)
    ]
    return _table(["what", "measured", "at most", ""], rows) + "\n"


def _amount(verdict: Verdict, value: float | None) -> str:
    if value is None:
        return "not measured"
    return f"{value:.3g} ×" if verdict.unit == "×" else f"{value:,.0f} {verdict.unit}"


def _word(verdict: Verdict) -> str:
    return {True: "reached", False: "missed", None: ""}[verdict.is_met]


def browser_table(results: Results) -> str:
    """Return the searches in a browser; empty if none was measured."""
    if not results.browser:
        return ""
    rows = [
        [f"{one['count']:,}", NAMES[one["tool"]], f"{one['language']}: {one['query']}",
         f"{one['bytes'] / 1000:,.0f} kB",
         f"{one['milliseconds']:,.0f} ms"]
        for one in sorted(results.browser, key=lambda one: (one["count"], one["query"], one["tool"]))
    ]  # fmt: skip
    return _table(["advisories", "", "query", "transferred", "first result"], rows) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
