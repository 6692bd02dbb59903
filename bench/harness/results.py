# SPDX-License-Identifier: Apache-2.0
"""What was measured, in one file a day: written after every run, so that an interrupted bench goes on from there."""

import json
import os
import statistics
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.harness.processes import Run

SCHEMA = 1
FOLDER = Path(__file__).resolve().parents[1] / "results"


@dataclass(slots=True)
class Cell:
    """All runs of one scenario of one tool with ``count`` advisories, and the site that it left."""

    tool: str
    count: int
    scenario: str
    runs: list[Run] = field(default_factory=list)
    files: int = 0
    bytes: int = 0

    @property
    def good(self) -> list[Run]:
        """Return the runs that came to their end."""
        return [run for run in self.runs if run.status == "ok"]

    @property
    def seconds(self) -> float | None:
        """Return the median of the wall times; None if no run came to its end."""
        return statistics.median(run.seconds for run in self.good) if self.good else None

    @property
    def peak(self) -> int:
        """Return the largest memory that a run took, without the search indexer."""
        return max((run.peak for run in self.runs), default=0)

    @property
    def indexer_peak(self) -> int:
        """Return the largest memory that the search indexer took."""
        return max((run.indexer_peak for run in self.runs), default=0)


@dataclass(slots=True)
class Results:
    """A bench: on which machine, with which tools, and its cells. ``browser`` holds searches in a browser."""

    date: str
    machine: dict[str, Any]
    versions: dict[str, str]
    seed: int
    cells: list[Cell] = field(default_factory=list)
    browser: list[dict[str, Any]] = field(default_factory=list)

    def cell(self, tool: str, count: int, scenario: str) -> Cell | None:
        """Return a cell, or None if it was never begun."""
        wanted = (tool, count, scenario)
        return next((one for one in self.cells if (one.tool, one.count, one.scenario) == wanted), None)

    def begun(self, tool: str, count: int, scenario: str) -> Cell:
        """Return a cell, new if need be."""
        found = self.cell(tool, count, scenario)
        if found is None:
            found = Cell(tool, count, scenario)
            self.cells.append(found)
        return found

    def seconds(self, tool: str, count: int, *scenarios: str) -> float | None:
        """Return the sum of the medians of ``scenarios``; None if one of them is missing."""
        found = [cell.seconds if (cell := self.cell(tool, count, one)) else None for one in scenarios]
        return None if None in found else sum(value for value in found if value is not None)

    @property
    def counts(self) -> list[int]:
        """Return the sizes of corpus that were measured."""
        return sorted({cell.count for cell in self.cells})


def save(results: Results, path: Path) -> None:
    """Write ``results`` to ``path``; a reader sees the old file or the new one."""
    content = {"schema": SCHEMA, **asdict(results)}
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    beside.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(beside, path)


def load(path: Path) -> Results:
    """Return the results in ``path``. Raises ValueError for a file of another schema."""
    content = json.loads(path.read_text(encoding="utf-8"))
    if content.pop("schema") != SCHEMA:
        message = f"{path} is of another schema; measure again"
        raise ValueError(message)
    cells = [Cell(**{**cell, "runs": [Run(**run) for run in cell["runs"]]}) for cell in content.pop("cells")]
    return Results(**content, cells=cells)


def newest(folder: Path = FOLDER) -> Path | None:
    """Return the newest file of results; None if there is none."""
    return max(folder.glob("????-??-??.json"), default=None)
