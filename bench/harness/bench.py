# SPDX-License-Identifier: Apache-2.0
"""The bench itself: takes the turns of a plan, writes down every run at once, and goes on where it was stopped."""

import os
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bench.generator.calendar import MOST
from bench.generator.repository import write_repository
from bench.harness.ours import Ours
from bench.harness.peers import Peer
from bench.harness.plan import OURS, Turn
from bench.harness.processes import Run, put_aside, size_of
from bench.harness.results import Cell, Results, save

_HOPELESS = frozenset({"timeout", "memory", "skipped"})
_NOT_BUILT = Run(0.0, 0.0, 0, 0, "skipped", "the cold build before it did not come to its end")
Say = Callable[[str], None]


@dataclass
class Bench:
    """What a bench works with. ``limit`` is in seconds a run, ``memory_limit`` in bytes, ``deadline`` monotonic."""

    results: Results
    path: Path
    work: Path
    jobs: int
    limit: float
    memory_limit: int
    deadline: float
    say: Say
    _tools: dict[tuple[str, int], Ours | Peer] = field(default_factory=dict)

    def take(self, turns: Iterable[Turn]) -> bool:
        """Take the turns; return whether the time sufficed for all."""
        for turn in turns:
            for scenario in turn.scenarios:
                cell = self.results.begun(turn.tool, turn.count, scenario)
                if len(cell.runs) > turn.round or any(run.status in _HOPELESS for run in cell.runs):
                    continue
                if time.monotonic() > self.deadline:
                    return False
                self._measure(cell)
                save(self.results, self.path)
        return True

    def _measure(self, cell: Cell) -> None:
        tool = self._tool(cell.tool, cell.count)
        missing = tool.needs_cold(cell.scenario)
        if missing:  # after an interruption; what a run needs is made again, and not counted
            before = self.results.begun(cell.tool, cell.count, missing)
            if any(run.status != "ok" for run in before.runs) or tool.scenarios[missing]().status != "ok":
                cell.runs.append(_NOT_BUILT)
                return
        os.sync()
        run = tool.scenarios[cell.scenario]()
        cell.runs.append(run)
        if cell.scenario == "cold":
            if run.status == "ok":
                cell.files, cell.bytes = size_of(tool.output)
            else:
                put_aside(tool.output)
        shown = f"{run.seconds:8.2f} s  {run.peak / 2**20:6.0f} MiB"
        said = "" if run.status == "ok" else f"  {run.status}: {run.note}"
        self.say(f"{cell.count:>7} {cell.tool:<10} {cell.scenario:<20} {shown}{said}")

    def _tool(self, name: str, count: int) -> Ours | Peer:
        known = self._tools.get((name, count))
        if known is None:
            known = self._tools[name, count] = self._made(name, count)
        return known

    def _made(self, name: str, count: int) -> Ours | Peer:
        corpus = self.corpus(count)
        if name != OURS:
            self.say(f"{count:>7} {name:<10} converting the corpus")
            peer = Peer(name, corpus, self.work / f"{name}-{count}", self.limit, self.memory_limit)
            peer.prepare()
            return peer
        work = self.work / f"{name}-{count}"
        own = work / "corpus"
        if not own.exists():
            shutil.copytree(corpus, work / "part")
            (work / "part").rename(own)
        return Ours(own, work, count, self.jobs, self.limit, self.memory_limit)

    def corpus(self, count: int) -> Path:
        """Return the repository of ``count`` advisories, written now if it is not there yet."""
        folder = self.work / f"corpus-{count}-{self.results.seed}"
        if not folder.exists():
            self.say(f"{count:>7} advisories are written")
            part = folder.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            write_repository(part, min(count, MOST), self.results.seed)
            part.rename(folder)
        return folder
