# SPDX-License-Identifier: Apache-2.0
"""What is measured in which order: tools take turns, what the goals need comes first, then the rest."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

OURS = "chetavani"
PEERS = ("hugo", "eleventy", "pelican", "zensical", "mkdocs")
SMALL, LARGE, HUGE = 1_000, 10_000, 100_000
_OURS = (
    "cold", "no-change", "edit", "edit-old", "publish",
    "cold-without-search", "edit-without-search", "search-cold", "search-delta", "preview",
)  # fmt: skip
_PAGEFIND = ("cold", "pagefind", "no-change", "edit", "edit-pagefind")
_SCENARIOS: dict[tuple[str, int], tuple[str, ...]] = {
    # these keep nothing that helps, or little: at this size a second run tells nothing that the first has not told
    ("mkdocs", LARGE): ("cold-without-search", "cold"),
    ("zensical", LARGE): ("cold", "edit"),
    ("hugo", HUGE): ("cold",),
    (OURS, HUGE): ("cold", "no-change", "edit", "edit-old", "cold-without-search"),
}
_GOALS = frozenset({(OURS, LARGE), ("hugo", LARGE), ("mkdocs", LARGE), (OURS, HUGE)})
CHOICES = ("all", "goals", "quick")


@dataclass(frozen=True, slots=True)
class Turn:
    """One tool's turn with one corpus: its scenarios, one after the other."""

    round: int
    tool: str
    count: int
    scenarios: tuple[str, ...]


def scenarios(tool: str, count: int) -> tuple[str, ...]:
    """Return what is measured of ``tool`` with ``count`` advisories."""
    if (tool, count) in _SCENARIOS:
        return _SCENARIOS[tool, count]
    if tool == OURS:
        return _OURS
    if tool == "mkdocs":
        return ("cold-without-search", "cold", "no-change", "edit")
    return ("cold", "no-change", "edit") if tool == "zensical" else _PAGEFIND


def turns(choice: str, rounds: int, tools: Iterable[str], counts: Iterable[int]) -> Iterator[Turn]:
    """Yield the turns, round by round; within one the small corpora first, and the tools in turn with each.

    ``counts`` other than the standard ones are measured with every tool. The largest corpus is for ours and Hugo,
    and has one round.
    """
    chosen = [tool for tool in (OURS, *PEERS) if tool in set(tools)]
    for number in range(rounds):
        for count in sorted(counts):
            for tool in chosen:
                if count >= HUGE and (tool not in {OURS, "hugo"} or number):
                    continue
                if choice == "goals" and (tool, count) not in _GOALS and count >= SMALL:
                    continue
                yield Turn(number, tool, count, scenarios(tool, count))
