# SPDX-License-Identifier: Apache-2.0
"""``python bench/report.py``: write the tables of the newest results into the documentation, and the chart beside."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.harness.chart import chart
from bench.harness.plan import LARGE
from bench.harness.results import Results, load, newest
from bench.harness.table import browser_table, goals_table, times_table
from bench.outputs import load_costs, table

PAGE = Path(__file__).resolve().parents[1] / "docs/development/benchmarks.md"
CHART = Path(__file__).resolve().parents[1] / "docs/assets/benchmarks.svg"
BEGIN, END = "<!-- results: written by bench/report.py -->", "<!-- end of results -->"


def rendered(path: Path) -> str:
    """Return what the page shows of the results in ``path``."""
    results = load(path)
    machine, versions = results.machine, results.versions
    about = (
        f"Measured on {results.date}: {machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
        f"{machine['system']}, Python {machine['python']}. "
        + ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
        + f". The numbers are in `bench/results/{path.name}`."
    )
    picture = "![Build times of six site builders, as bars](../assets/benchmarks.svg)"
    parts = [
        about,
        picture,
        "## Goals\n\n" + goals_table(results),
        "## Times, memory and size\n\n" + times_table(results),
    ]
    if found := browser_table(results):
        parts.append("## Search in a browser\n\n" + found)
    if saved := load_costs():
        count, day, costs = saved
        about_outputs = f"On one core, {count:,} advisories, measured on {day} with `bench/outputs.py`; processor time."
        parts.append(f"## What each output costs\n\n{about_outputs}\n\n{table(costs, count)}")
    return "\n\n".join(part.rstrip("\n") for part in parts)


def chart_of(path: Path) -> str:
    """Return the chart of the results in ``path``: at 10,000 advisories, or at the largest size that was measured."""
    results: Results = load(path)
    return chart(results, LARGE if LARGE in results.counts else max(results.counts, default=LARGE))


def with_results(page: str, path: Path) -> str:
    """Return the page with the results between its two marks replaced."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{rendered(path)}\n\n{END}{rest.partition(END)[2]}"


def write_page(path: Path) -> None:
    """Write results and chart into the documentation."""
    PAGE.write_text(with_results(PAGE.read_text(encoding="utf-8"), path), encoding="utf-8")
    CHART.write_text(chart_of(path), encoding="utf-8")


def main() -> int:
    """Write the newest results; return the exit code."""
    path = newest()
    if path is None:
        sys.stderr.write("There are no results in bench/results; run bench/run.py first.\n")
        return 1
    write_page(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
