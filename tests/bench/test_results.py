# SPDX-License-Identifier: Apache-2.0
"""What was measured: kept, compared and shown without a slip."""

import json
import os
import re
import sys
from pathlib import Path

import jsonschema
import pytest
from bench.harness.chart import chart
from bench.harness.goals import verdicts
from bench.harness.plan import HUGE, LARGE, OURS, PEERS, SMALL, turns
from bench.harness.processes import Run, clear_aside, measure, put_aside
from bench.harness.results import Cell, Results, load, newest, save
from bench.harness.table import goals_table, times_table
from bench.report import BEGIN, CHART, PAGE, chart_of, with_results
from lxml import etree

RUN = {
    "type": "object", "additionalProperties": False,
    "required": ["seconds", "cpu", "peak", "indexer_peak", "status", "note"],
    "properties": {
        "seconds": {"type": "number", "minimum": 0}, "cpu": {"type": "number", "minimum": 0},
        "peak": {"type": "integer", "minimum": 0}, "indexer_peak": {"type": "integer", "minimum": 0},
        "status": {"enum": ["ok", "failed", "timeout", "memory", "skipped"]}, "note": {"type": "string"},
    },
}  # fmt: skip
SCHEMA = {
    "type": "object", "additionalProperties": False,
    "required": ["schema", "date", "machine", "versions", "seed", "cells", "browser"],
    "properties": {
        "schema": {"const": 1}, "date": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "machine": {"type": "object",
                    "propertyNames": {"enum": ["cores", "processor", "memory_gib", "system", "python"]}},
        "versions": {"type": "object", "additionalProperties": {"type": "string"}}, "seed": {"type": "integer"},
        "cells": {"type": "array", "items": {
            "type": "object", "additionalProperties": False,
            "required": ["tool", "count", "scenario", "runs", "files", "bytes"],
            "properties": {"tool": {"enum": [OURS, *PEERS]}, "count": {"type": "integer"},
                           "scenario": {"type": "string"}, "runs": {"type": "array", "items": RUN},
                           "files": {"type": "integer"}, "bytes": {"type": "integer"}}}},
        "browser": {"type": "array", "items": {
            "type": "object", "required": ["tool", "count", "language", "query", "bytes", "milliseconds"]}},
    },
}  # fmt: skip


def run(seconds: float, peak: int = 0, status: str = "ok", indexer: int = 0) -> Run:
    return Run(seconds, seconds, peak, indexer, status)


def results(*cells: tuple[str, int, str, float]) -> Results:
    machine = {"cores": 2, "processor": "any", "memory_gib": 8, "system": "Linux", "python": "3.11.7"}
    made = [Cell(tool, count, scenario, [run(seconds)]) for tool, count, scenario, seconds in cells]
    return Results("2026-01-02", machine, {"hugo": "0.1"}, 1, made)


def measured(given: Results, what: str) -> float | None:
    return next(verdict.measured for verdict in verdicts(given) if verdict.what.startswith(what))


def test_results_come_back_as_they_were_written_and_fit_the_schema(tmp_path: Path) -> None:
    given = results((OURS, LARGE, "cold", 9.0), ("hugo", LARGE, "cold", 20.0))
    given.browser = [{"tool": OURS, "count": LARGE, "language": "en", "query": "x", "bytes": 1, "milliseconds": 2.5}]
    path = tmp_path / "2026-01-02.json"
    save(given, path)
    assert load(path) == given
    jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), SCHEMA)


def test_a_file_of_another_schema_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"schema": 0}', encoding="utf-8")
    with pytest.raises(ValueError, match="another schema"):
        load(tmp_path / "x.json")


def test_the_median_leaves_out_runs_that_did_not_end() -> None:
    cell = Cell(OURS, 1, "cold", [run(1), run(100, status="timeout"), run(3), run(2)])
    assert cell.seconds == 2
    assert Cell(OURS, 1, "cold", [run(100, status="timeout")]).seconds is None


def test_with_search_is_against_hugo_and_pagefind_together() -> None:
    given = results((OURS, LARGE, "cold", 9), ("hugo", LARGE, "cold", 20), ("hugo", LARGE, "pagefind", 10))
    assert measured(given, "cold, 10,000, with search index, against Hugo") == pytest.approx(0.3)


def test_a_missing_run_is_no_zero() -> None:
    given = results((OURS, LARGE, "cold", 9), ("hugo", LARGE, "cold", 20))
    assert measured(given, "cold, 10,000, with search index, against Hugo") is None
    assert "not measured" in goals_table(given)


def test_growth_is_against_ten_times_the_smaller_build() -> None:
    given = results(
        (OURS, LARGE, "cold", 10), (OURS, HUGE, "cold", 110), (OURS, LARGE, "edit", 1), (OURS, HUGE, "edit", 2)
    )
    assert measured(given, "cold, 100,000") == pytest.approx(1.1)
    assert measured(given, "one edit at 100,000") == pytest.approx(2)


def test_a_goal_is_met_up_to_its_limit_and_not_beyond() -> None:
    cells = [(OURS, LARGE, "no-change", 0.4), ("hugo", LARGE, "no-change", 10.0)]
    at, beyond = results(*cells), results((OURS, LARGE, "no-change", 0.41), cells[1])
    assert [next(v.is_met for v in verdicts(one) if "no change" in v.what) for one in (at, beyond)] == [True, False]


def test_memory_is_the_largest_of_all_scenarios_and_the_indexer_apart() -> None:
    given = results((OURS, LARGE, "cold", 1))
    given.cells[0].runs = [run(1, peak=300 * 2**20, indexer=500 * 2**20)]
    given.cells.append(Cell(OURS, LARGE, "edit", [run(1, peak=350 * 2**20)]))
    assert measured(given, "peak memory without the search indexer, 10,000") == 350
    assert measured(given, "peak memory of the search indexer") == 500


def test_a_tool_that_did_not_end_is_shown_as_such() -> None:
    given = results((OURS, LARGE, "cold", 1))
    given.cells.append(Cell("zensical", LARGE, "cold", [run(600, status="timeout")]))
    given.cells.append(Cell("hugo", LARGE, "cold", [run(60, status="memory")]))
    table = times_table(given)
    assert "> 600 s" in table
    assert "out of memory" in table


def test_a_median_of_fewer_than_three_runs_says_so() -> None:
    given = results((OURS, LARGE, "cold", 9), (OURS, LARGE, "edit", 2))
    given.cells[1].runs *= 3
    table = times_table(given)
    assert "| cold | 9.0 s ¹ |" in table
    assert "| one edit | 2.0 s |" in table


def test_the_chart_is_xml_with_a_bar_for_each_tool() -> None:
    given = results((OURS, LARGE, "cold", 9), ("hugo", LARGE, "cold", 20), ("hugo", LARGE, "pagefind", 10))
    root = etree.fromstring(chart(given, LARGE).encode())
    bars = root.findall("{*}rect")
    assert [bar.get("class") for bar in bars] == ["ours", "peer", "more"]
    assert float(bars[0].get("width")) < float(bars[1].get("width"))


def test_turns_interleave_the_tools_and_leave_the_largest_corpus_to_two() -> None:
    plan = list(turns("all", 3, (OURS, *PEERS), (SMALL, LARGE, HUGE)))
    assert [turn.tool for turn in plan[:6]] == [OURS, *PEERS]
    assert {turn.tool for turn in plan if turn.count == HUGE} == {OURS, "hugo"}
    assert max(turn.round for turn in plan if turn.count == LARGE) == 2


def test_measuring_sees_time_memory_and_failure(tmp_path: Path) -> None:
    code = "import time; kept = b'x' * 50_000_000; time.sleep(0.4)"
    good = measure([sys.executable, "-c", code], tmp_path, os.environ, 30, 2**33)
    assert good.status == "ok"
    assert good.seconds > 0.4
    assert good.peak > 50_000_000
    bad = measure([sys.executable, "-c", "raise SystemExit('no luck')"], tmp_path, os.environ, 30, 2**33)
    assert (bad.status, "no luck" in bad.note) == ("failed", True)


def test_a_run_beyond_its_limits_is_ended(tmp_path: Path) -> None:
    slow = measure([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, os.environ, 0.5, 2**33)
    assert slow.status == "timeout"
    code = "import time; kept = b'x' * 200_000_000; time.sleep(60)"
    fat = measure([sys.executable, "-c", code], tmp_path, os.environ, 30, 100_000_000)
    assert fat.status == "memory"
    assert fat.seconds < 30


def test_the_page_shows_the_newest_results() -> None:
    page, path = PAGE.read_text(encoding="utf-8"), newest()
    assert page.count(BEGIN) == 1
    if path is None:
        assert re.search(rf"{re.escape(BEGIN)}\s+Not measured yet\.", page)
    else:
        assert page == with_results(page, path)
        assert CHART.read_text(encoding="utf-8") == chart_of(path)
        jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), SCHEMA)


def test_what_was_put_aside_is_deleted_only_in_the_end(tmp_path: Path) -> None:
    for content in ("one", "two"):
        (tmp_path / "tool/site").mkdir(parents=True)
        (tmp_path / "tool/site/page").write_text(content, encoding="utf-8")
        put_aside(tmp_path / "tool/site")
        put_aside(tmp_path / "tool/site")  # nothing there
    assert sorted(path.read_text(encoding="utf-8") for path in tmp_path.glob("tool/*/*/page")) == ["one", "two"]
    clear_aside(tmp_path)
    assert list((tmp_path / "tool").iterdir()) == []
