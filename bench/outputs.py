# SPDX-License-Identifier: Apache-2.0
"""``python bench/outputs.py DIR``: what each output costs on one core, in milliseconds for each advisory.

A whole repository is read once; then every output is planned, rendered and written into a new folder, as a first build
does it with ``--jobs 1``. Leave a minute between two runs: some file systems are slow to create files just after many
were deleted. What counts is processor time, user and system. Pages and search are not in the sum.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.generator.calendar import END
from chetavani.edition import Edition, open_stored
from chetavani.model.listing import Listings
from chetavani.outputs import OUTPUTS
from chetavani.outputs.base import (
    BuildContext,
    Bundle,
    Gathered,
    Gathering,
    Place,
    Roll,
    Rolled,
    Shard,
    Tally,
    artifacts_of,
)
from chetavani.planning import context_of, leaves_of, plan, turn_of
from chetavani.store import open_store
from chetavani.writer import Entry, FolderWriter

GOAL = 1.0
"""Milliseconds for each advisory that all outputs but pages and search may cost together."""
RESULTS = Path(__file__).resolve().parent / "results/outputs.json"
PAGES = frozenset(
    {
        "pages",
        "lists",
        "home",
        "feeds_page",
        "check_page",
        "forward_page",
        "numbers_page",
        "search_page",
        "search_records",
        "search_results",
    }
)  # what the goal leaves out


@dataclass(slots=True)
class Cost:
    """What an output has cost: seconds, and the files and bytes that it made."""

    output: str
    seconds: float = 0.0
    files: int = 0
    bytes: int = 0

    def add(self, entry: Entry) -> None:
        """Count a file."""
        self.files += 1
        self.bytes += entry.size


class _Clock:
    """Gives the processor time that passes to one output at a time."""

    def __init__(self, costs: dict[str, Cost]) -> None:
        self.costs = costs
        self._name, self._since = "", 0.0

    def turn(self, name: str) -> Cost:
        """Let time pass for the output called ``name`` from now on, for none if it is empty; return its cost."""
        now = time.process_time()
        if self._name:
            self.costs[self._name].seconds += now - self._since
        self._name, self._since = name, now
        return self.costs.get(name, Cost(name))


def measured(edition: Edition, folder: Path) -> Iterator[Cost]:
    """Yield the cost of every output, written below ``folder``: what a first build does with one process.

    What is about the same advisories is made together, as in a build, so that they are fetched once for all outputs;
    the first of these, by its name, pays for it. An excerpt of a file is a cost of the output that it is taken for.
    """
    context = context_of(edition)
    clock = _Clock({output.name: Cost(output.name) for output in OUTPUTS})
    wanted = {output.name: list(output.gather(context)) for output in OUTPUTS if isinstance(output, Gathered)}
    kept: dict[str, list[tuple[str, bytes]]] = {}
    writer = FolderWriter(folder)
    leaves = []
    for name in clock.costs:
        clock.turn(name)
        leaves += _leaves(edition, context, name)
    for shard in sorted(leaves, key=turn_of):
        cost = clock.turn(shard.name.partition("/")[0])
        for artifact in artifacts_of(shard.parts()):
            made = artifact.render()
            if artifact.place is Place.SITE and isinstance(made, bytes):
                cost.add(writer.write(artifact.path, made).entry)
                for name, gatherings in wanted.items():
                    _cut(clock, name, gatherings, kept, (artifact.path, made))
                clock.turn(cost.output)
    for name, gatherings in wanted.items():
        cost = clock.turn(name)
        for one in gatherings:
            made = one.join(_bound(one, sorted(kept.get(one.excerpt.name, ()))))
            cost.add(writer.write(one.path, made).entry)
    for name, roll in _rolls(context):
        cost = clock.turn(name)
        cost.add(writer.write(roll.path, _unrolled(roll, edition.library.listings)).entry)
    clock.turn("")
    yield from clock.costs.values()


def _leaves(edition: Edition, context: BuildContext, output: str) -> list[Shard]:
    others = frozenset(one.name for one in OUTPUTS) - {output}
    return list(leaves_of(plan(edition.library, context, others)))


def _rolls(context: BuildContext) -> Iterator[tuple[str, Roll]]:
    """Yield every roll after the name of its output."""
    for output in OUTPUTS:
        if isinstance(output, Rolled):
            yield from ((output.name, roll) for roll in output.rolls(context))


def _unrolled(roll: Roll, listings: Listings) -> bytes:
    """Return the file that a roll comes to: of a corpus like this one, it is small."""
    drawers = [list(listings.entries(digits)) for digits in listings.drawers]
    head = roll.head(Tally(sum(map(roll.counts, drawers)), listings.newest, 1))
    return b"".join((head, *map(roll.piece, drawers), roll.tail))


def _cut(
    clock: "_Clock",
    name: str,
    gatherings: Sequence[Gathering],
    kept: dict[str, list[tuple[str, bytes]]],
    file: tuple[str, bytes],
) -> None:
    """Keep what the output called ``name`` takes of a file."""
    path, content = file
    excerpts = {one.excerpt.name: one.excerpt for one in gatherings if path.startswith(one.excerpt.prefix)}
    if excerpts:
        clock.turn(name)
    for excerpt in excerpts.values():
        kept.setdefault(excerpt.name, []).append((path, excerpt.make(content)))


def _bound(gathering: Gathering, excerpts: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Return what a gathering is joined of: excerpts, or the bundles that they make."""
    if not isinstance(gathering.source, Bundle):
        return excerpts
    source = gathering.source
    named = groupby(excerpts, lambda one: source.of(one[0]))
    return [(name, source.make(found)) for name, found in named]


def load_costs() -> tuple[int, str, list[Cost]] | None:
    """Return what was measured and saved last: of how many advisories, on which day; None if nothing was."""
    if not RESULTS.exists():
        return None
    content = json.loads(RESULTS.read_text(encoding="utf-8"))
    return content["advisories"], content["date"], [Cost(**one) for one in content["outputs"]]


def table(costs: Sequence[Cost], count: int) -> str:
    """Return the costs as a Markdown table, with the sum that the goal is about."""
    counted = [cost for cost in costs if cost.output not in PAGES]
    rows = ["| output | ms for each advisory | files | MiB |", "| --- | ---: | ---: | ---: |"]
    total = Cost("all that count", sum(one.seconds for one in counted), sum(one.files for one in counted),
                 sum(one.bytes for one in counted))  # fmt: skip
    for cost in (*counted, total):
        milliseconds = cost.seconds * 1000 / count
        rows.append(f"| {cost.output} | {milliseconds:.3f} | {cost.files:,} | {cost.bytes / 2**20:.1f} |")
    rows += [f"| ({one.output}) | {one.seconds * 1000 / count:.3f} | | |" for one in costs if one.output in PAGES]
    return "\n".join(rows) + f"\n\nGoal: at most {GOAL} ms, without what is in parentheses.\n"


def main() -> int:
    """Measure, print the table, write the numbers if asked to; return the exit code."""
    parser = argparse.ArgumentParser(description="Measure what each output costs on one core.")
    parser.add_argument("corpus", type=Path, help="a repository that bench/corpus.py wrote")
    parser.add_argument("--save", action="store_true", help="keep the numbers for the documentation")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chetavani-outputs-", dir=given.corpus.parent) as made:
        folder = Path(made)
        with open_store(folder / "store") as store:
            edition = open_stored(given.corpus, END, store)
            count = len(edition.library)
            costs = list(measured(edition, folder / "site"))
    sys.stdout.write(table(costs, count))
    if given.save:
        found = {"advisories": count, "date": datetime.now(UTC).date().isoformat(), "outputs": list(map(asdict, costs))}
        RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
