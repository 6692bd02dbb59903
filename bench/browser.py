# SPDX-License-Identifier: Apache-2.0
"""``python bench/browser.py``: search the sites that bench/run.py has built, in a browser; see the benchmarks' page."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.harness.browser import measure_browser
from bench.harness.machine import TOOLS
from bench.harness.plan import LARGE, SMALL
from bench.harness.results import FOLDER, load, newest, save
from bench.harness.table import browser_table
from bench.report import write_page


def main() -> int:
    """Measure, print the table, add it to the newest results."""
    parser = argparse.ArgumentParser(description="Measure the search of our site and of Material's in a browser.")
    parser.add_argument("--count", type=int, action="append", help="how many advisories; 1,000 and 10,000 if not given")
    parser.add_argument("--work", type=Path, default=TOOLS / "bench-work", help="where bench/run.py has made the sites")
    parser.add_argument("--output", type=Path, help="the results to add to; the newest if not given")
    given = parser.parse_args()
    path = given.output or newest()
    if path is None or not path.exists():
        parser.error("there are no results to add to; run bench/run.py first")
    results = load(path)
    measure_browser(results, given.work, given.count or [SMALL, LARGE], lambda text: print(text, flush=True))  # noqa: T201
    save(results, path)
    sys.stdout.write(browser_table(results))
    if path.parent == FOLDER:
        write_page(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
