# SPDX-License-Identifier: Apache-2.0
"""``python bench/run.py``: measure this build and five others side by side; see docs/development/benchmarks.md."""

import argparse
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.harness.bench import Bench
from bench.harness.browser import measure_browser
from bench.harness.machine import TOOLS, machine, versions
from bench.harness.plan import CHOICES, HUGE, LARGE, OURS, PEERS, SMALL, turns
from bench.harness.processes import clear_aside
from bench.harness.results import FOLDER, Results, load, save
from bench.harness.table import browser_table, goals_table, times_table
from bench.report import write_page

_FOREVER = 10**6


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measure Chetavani and five other site builders side by side.")
    add = parser.add_argument
    add("--quick", action="store_true", help="1,000 advisories and one round")
    add("--cells", choices=CHOICES, default="all", help="`goals`: only what the goals compare")
    add("--rounds", type=int, default=3, help="how many runs of each scenario; medians are shown")
    add("--count", type=int, action="append", help="how many advisories; may be given several times")
    add("--tool", action="append", choices=(OURS, *PEERS), help="measure only these")
    add("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="processes for our build")
    add("--limit", type=float, default=600, help="seconds that one run may take")
    add("--memory", type=float, default=0, help="GiB that one run may take; three quarters of all if not given")
    add("--budget", type=float, default=_FOREVER, help="minutes after which no further run begins")
    add("--seed", type=int, default=1, help="of the corpora")
    add("--work", type=Path, default=TOOLS / "bench-work", help="where corpora and sites are made")
    add("--output", type=Path, help="the file of results; bench/results/<today>.json if not given")
    add("--without-browser", action="store_true", help="leave out the searches in a browser")
    add("--keep", action="store_true", help="do not delete old sites at the end: another part follows soon")
    add("--fresh", action="store_true", help="begin anew instead of completing today's results")
    return parser


def main() -> int:
    """Measure what the arguments ask for, print the tables, write results, chart and page."""
    given = _parser().parse_args()
    counts = given.count or ([SMALL] if given.quick else [SMALL, LARGE, HUGE])
    path = given.output or _default_output(quick=given.quick)
    results = _results(path, given.seed, fresh=given.fresh)
    memory = given.memory or machine_memory() * 0.75
    bench = Bench(
        results, path, given.work, given.jobs, given.limit, int(memory * 2**30),
        time.monotonic() + given.budget * 60, _say,
    )  # fmt: skip
    given.work.mkdir(parents=True, exist_ok=True)
    plan = turns(given.cells, 1 if given.quick else given.rounds, given.tool or (OURS, *PEERS), counts)
    complete = bench.take(plan)
    if complete and not given.without_browser:
        measure_browser(results, given.work, [count for count in counts if count < HUGE], _say)
    save(results, path)
    if not given.keep:
        clear_aside(given.work)
    _say("")
    _say(times_table(results))
    _say(goals_table(results))
    _say(browser_table(results))
    if path.parent == FOLDER:
        write_page(path)
    if not complete:
        _say("The budget is used up; the same command goes on from here.")
    return 0


def machine_memory() -> float:
    """Return the memory of this machine in GiB."""
    return float(machine()["memory_gib"])


def _default_output(*, quick: bool) -> Path:
    """Return where results go: a quick run is no result to be kept."""
    if quick:
        return TOOLS / "bench-work/quick.json"
    return FOLDER / f"{datetime.now(UTC).date().isoformat()}.json"


def _results(path: Path, seed: int, *, fresh: bool) -> Results:
    if path.exists() and not fresh:
        known = load(path)
        if known.seed == seed:
            return known
    return Results(datetime.now(UTC).date().isoformat(), machine(), versions(), seed)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
