# SPDX-License-Identifier: Apache-2.0
"""The goals: what is compared with what, and how much it may be at most."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.harness.plan import HUGE, LARGE, OURS
from bench.harness.results import Results

_MIB = 2**20
_WITH_PAGEFIND = ("cold", "pagefind")
_EDIT_WITH_PAGEFIND = ("edit", "edit-pagefind")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One goal with what was measured: None where a run is missing. ``unit`` is ×, MiB, ms or kB."""

    what: str
    measured: float | None
    most: float
    unit: str

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is met; None if it was not measured."""
        return None if self.measured is None else self.measured <= self.most


def ratio(ours: float | None, other: float | None, times: float = 1.0) -> float | None:
    """Return ``ours`` over ``times`` × ``other``; None if either is missing."""
    return None if ours is None or not other else ours / (other * times)


def verdicts(results: Results, count: int = LARGE, huge: int = HUGE) -> Iterator[Verdict]:
    """Yield the goals, with ratios of medians at ``count`` and ``huge`` advisories."""
    for what, most, ours, peer, theirs in _ratios(count):
        against = results.seconds(peer, count, *theirs)
        yield Verdict(what, ratio(results.seconds(OURS, count, ours), against), most, "×")
    at_huge = f"{huge:,}"
    edits = results.seconds(OURS, huge, "edit"), results.seconds(OURS, count, "edit")
    yield Verdict(f"one edit at {at_huge} against one at {count:,}", ratio(*edits), 3.0, "×")
    colds = results.seconds(OURS, huge, "cold"), results.seconds(OURS, count, "cold")
    yield Verdict(
        f"cold, {at_huge}, against {huge // count} times the cold build at {count:,}",
        ratio(*colds, huge / count), 1.2, "×",
    )  # fmt: skip
    yield from _memory(results, count, huge)
    preview = results.seconds(OURS, count, "preview")
    yield Verdict(f"preview refresh, {count:,}", None if preview is None else preview * 1000, 300, "ms")
    yield from _browser(results, count)


def _ratios(count: int) -> Iterator[tuple[str, float, str, str, tuple[str, ...]]]:
    n = f"{count:,}"
    yield f"cold, {n}, with search index, against Hugo + Pagefind", 0.5, "cold", "hugo", _WITH_PAGEFIND
    yield f"cold, {n}, without search index, against Hugo", 0.4, "cold-without-search", "hugo", ("cold",)
    yield (
        f"cold, {n}, without search index, against MkDocs + Material", 0.08,
        "cold-without-search", "mkdocs", ("cold-without-search",),
    )  # fmt: skip
    yield f"cold, {n}, with search index, against MkDocs + Material", 0.2, "cold", "mkdocs", ("cold",)
    yield f"one edit, {n}, all but search, against Hugo's rebuild", 0.05, "edit-without-search", "hugo", ("edit",)
    yield f"one edit, {n}, search too, against Hugo + Pagefind", 0.05, "edit", "hugo", _EDIT_WITH_PAGEFIND
    yield f"no change, {n}, against Hugo", 0.04, "no-change", "hugo", ("no-change",)


def _memory(results: Results, count: int, huge: int) -> Iterator[Verdict]:
    def largest(size: int, *, indexer: bool) -> float | None:
        cells = [cell for cell in results.cells if cell.tool == OURS and cell.count == size and cell.good]
        found = max((cell.indexer_peak if indexer else cell.peak for cell in cells), default=0)
        return found / _MIB if found else None

    yield Verdict(f"peak memory without the search indexer, {count:,}", largest(count, indexer=False), 400, "MiB")
    yield Verdict(f"peak memory without the search indexer, {huge:,}", largest(huge, indexer=False), 1536, "MiB")
    yield Verdict(f"peak memory of the search indexer, {count:,}", largest(count, indexer=True), 600, "MiB")


def _browser(results: Results, count: int) -> Iterator[Verdict]:
    own = [one for one in results.browser if one["tool"] == OURS and one["count"] == count]

    def worst(of: Callable[[dict[str, object]], object]) -> float | None:
        return max((float(str(of(one))) for one in own), default=None)

    transferred = worst(lambda one: one["bytes"])
    yield Verdict(
        f"search, {count:,}: transferred before the first result",
        None if transferred is None else transferred / 1000, 300, "kB",
    )  # fmt: skip
    yield Verdict(f"search, {count:,}: time to the first result", worst(lambda one: one["milliseconds"]), 500, "ms")
