# SPDX-License-Identifier: Apache-2.0
"""The bench of outputs: every output is measured over a real corpus, and pages are not in the sum."""

from pathlib import Path

from bench.generator.calendar import END
from bench.generator.repository import write_repository
from bench.outputs import PAGES, Cost, measured, table

from chetavani.edition import open_stored
from chetavani.outputs import OUTPUTS
from chetavani.store import open_store


def test_every_output_is_measured(tmp_path: Path) -> None:
    write_repository(tmp_path / "corpus", 12, 1)
    (tmp_path / "made").mkdir()
    with open_store(tmp_path / "store") as store:
        costs = list(measured(open_stored(tmp_path / "corpus", END, store), tmp_path / "made"))
    assert [cost.output for cost in costs] == [output.name for output in OUTPUTS]
    assert {cost.output for cost in costs} >= PAGES
    by_name = {cost.output: cost for cost in costs}
    assert by_name["api"].files > 12
    assert by_name["indicators"].files == len(list((tmp_path / "made/indicators").iterdir()))
    assert by_name["api"].bytes == sum(path.stat().st_size for path in (tmp_path / "made/api").rglob("*.json*"))


def test_the_sum_is_of_what_the_goal_is_about() -> None:
    shown = table([Cost("pages", 5.0, 10, 10), Cost("api", 1.0, 1, 2**20), Cost("cap", 0.5, 2, 2**20)], 1000)
    assert "| all that count | 1.500 | 3 | 2.0 |" in shown
    assert "| (pages) | 5.000 | | |" in shown
