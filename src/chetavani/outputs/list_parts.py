# SPDX-License-Identifier: Apache-2.0
"""How a list is cut into pages, so that a new advisory changes the newest of them and no older one ever shifts.

The archive of a list goes by year, and a long year is cut into full parts counted from its oldest advisory; the
year's own page shows what is left over, the newest. The front page of a list shows whole parts of the archive, the
newest, until they are enough, so that whoever goes on from there misses nothing and reads nothing twice.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.outputs.facets import YEAR, Slice, slices

PART = 100
"""How many entries a full part of a year has."""

LEAST = PART // 2
"""How many a front page shows at least, and a year's own page if the year has parts."""

WHOLE = PART + LEAST
"""A list of fewer entries is one page, and has no archive."""


class Address(NamedTuple):
    """What leads ``list_url`` to a list (no facet: all advisories), or to a page of its archive."""

    facet: str = ""
    value: str = ""
    year: int = 0
    part: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A page of an archive: the own page of a year (``number`` 0), or a full part of it, 1 being the oldest.

    ``cards`` are newest first.
    """

    year: int
    number: int
    cards: tuple[Card, ...]


def full_parts(count: int) -> int:
    """Return how many full parts there are beside the own page of a year with ``count`` advisories."""
    return max(0, (count - LEAST) // PART)


def parts_of(year: int, cards: Sequence[Card]) -> list[Part]:
    """Return the pages of a year, the newest first. ``cards`` are newest first."""
    count = full_parts(len(cards))
    rest = len(cards) - count * PART
    parts = [Part(year, 0, tuple(cards[:rest]))]
    for number in range(count, 0, -1):
        start = rest + (count - number) * PART
        parts.append(Part(year, number, tuple(cards[start : start + PART])))
    return parts


@dataclass(frozen=True)
class Listing:
    """A list: all public advisories (no facet), or those of one value of a facet.

    ``labels`` maps languages to what people read; ``years`` are as a slice has them.
    """

    facet: str
    value: str
    labels: Mapping[str, str]
    years: tuple[tuple[int, tuple[Card, ...]], ...]

    @cached_property
    def count(self) -> int:
        """Return how many advisories there are."""
        return sum(len(cards) for _, cards in self.years)

    @property
    def has_archive(self) -> bool:
        """Whether there are pages beside the front. All advisories have an archive: the lists of the years."""
        return not self.facet or self.count >= WHOLE

    @cached_property
    def _by_year(self) -> dict[int, tuple[Card, ...]]:
        return dict(self.years)

    def cards_of(self, year: int) -> tuple[Card, ...]:
        """Return its advisories of a year, newest first."""
        return self._by_year.get(year, ())

    @cached_property
    def _neighbours(self) -> dict[int, tuple[tuple[int, int] | None, tuple[int, int] | None]]:
        """Return, by year, the parts next to it: the oldest part of the year after it, the own page of the one before.

        As (year, number); None where the list has no such year.
        """
        newer: list[tuple[int, int] | None] = [
            None, *((year, 1 if full_parts(len(cards)) else 0) for year, cards in self.years)
        ]  # fmt: skip
        older: list[tuple[int, int] | None] = [*((year, 0) for year, _ in self.years[1:]), None]
        return {year: (newer[at], older[at]) for at, (year, _) in enumerate(self.years)}

    def around(self, year: int) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
        """Return the newer and the older neighbour of a year's pages, as (year, number) of a part, or None."""
        return self._neighbours[year]

    def address(self, year: int, number: int) -> Address:
        """Return the address of a part of the archive; that of all advisories is the lists of the years."""
        return Address(self.facet, self.value, year, number) if self.facet else Address(YEAR, str(year), 0, number)

    def front(self) -> tuple[tuple[Card, ...], tuple[int, int] | None]:
        """Return what the front page shows, newest first, and the part of the archive that goes on from there."""
        if self.count < WHOLE:
            return tuple(card for _, cards in self.years for card in cards), None
        shown: list[Card] = []
        for part in self._parts():
            if len(shown) >= LEAST:
                return tuple(shown), (part.year, part.number)
            shown += part.cards
        return tuple(shown), None

    def _parts(self) -> Iterator[Part]:
        for year, cards in self.years:
            yield from parts_of(year, cards)


def listings(library: Library, everything: Mapping[str, str]) -> tuple[Listing, ...]:
    """Return the lists that have a front page, the one of all advisories (labelled ``everything``) first.

    Those of the years have none: they are the archive of all advisories.
    """
    years = tuple((year.number, year.public) for year in reversed(library.years) if year.public)
    return (Listing("", "", everything, years), *_of(one for one in slices(library) if one.facet != YEAR))


def _of(found: Iterable[Slice]) -> Iterator[Listing]:
    for one in found:
        yield Listing(one.facet, one.value, one.labels, one.years)
