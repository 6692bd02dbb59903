# SPDX-License-Identifier: Apache-2.0
"""What is counted: of the cards alone, and of those years alone that a chart shows."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from chetavani.config import Settings
from chetavani.model.card import Card, Year, instant, month_number
from chetavani.model.library import Library
from chetavani.model.vocab import FRAUD_TYPES, SEVERITIES, Status, Vocabulary

MONTHS = 12
"""How many months the chart of indicators shows."""
QUARTERS = 8
"""How many quarters the other charts show."""
FRAUDS = 8
"""How many fraud types are shown, those with the most advisories."""
_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Row:
    """How often there was something in each period."""

    term: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """Return how often there was in all."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a chart shows: ``starts`` are the months with which its periods begin (``month_number``)."""

    starts: tuple[int, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everything that the page shows. ``listed`` are the indicators that are listed now, those of sheets too."""

    advisories: int
    listed: int
    indicators: Counts
    frauds: Counts
    severities: Counts


def months_of(library: Library, settings: Settings) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the months that are shown one by one, and those with which the quarters begin; the newest is today's.

    Days are those of the publisher's time zone.
    """
    newest = month_number(library.as_of.astimezone(settings.zone))
    quarter = newest - newest % _QUARTER
    months = range(newest - MONTHS + 1, newest + 1)
    return tuple(months), tuple(quarter - _QUARTER * back for back in reversed(range(QUARTERS)))


def years_shown(library: Library, settings: Settings) -> tuple[Year, ...]:
    """Return the years of which a chart shows anything."""
    months, quarters = months_of(library, settings)
    first = min(*months, *quarters) // 12
    return tuple(year for year in library.years if year.number >= first)


def count(library: Library, settings: Settings) -> Numbers:
    """Return the numbers of a library. What was withdrawn counts nowhere: it was a mistake."""
    months, quarters = months_of(library, settings)
    first = min(months[0], quarters[0])
    begins = [_begin(month, settings) for month in range(first, months[-1] + 1)]
    public = (card for year in years_shown(library, settings) for card in year.public)
    # what was published before the first month is in the month before it: it may tell of an earlier sighting
    cards = [
        (card, first - 1 + bisect_right(begins, card.issued)) for card in public if card.status != Status.WITHDRAWN
    ]
    seen = Counter(_sightings(cards))
    frauds = Counter((kind, month - month % _QUARTER) for card, month in cards for kind in card.fraud_types)
    severities = Counter((card.severity, month - month % _QUARTER) for card, month in cards)
    return Numbers(
        advisories=counted(library.years),
        listed=library.listings.count,
        indicators=Counts(months, tuple(_most(_rows(seen, months)))),
        frauds=Counts(quarters, tuple(_most(_rows(frauds, quarters, FRAUD_TYPES))[:FRAUDS])),
        severities=Counts(quarters, tuple(_rows(severities, quarters, SEVERITIES))),
    )


def counted(years: Iterable[Year]) -> int:
    """Return how many public advisories of these years were not withdrawn."""
    return sum(card.status != Status.WITHDRAWN for year in years for card in year.public)


def _begin(month: int, settings: Settings) -> int:
    """Return the instant at which a month begins in the publisher's time zone."""
    return instant(datetime(month // 12, month % 12 + 1, 1, tzinfo=settings.zone))


def _sightings(cards: Sequence[tuple[Card, int]]) -> Iterator[tuple[str, int]]:
    """Yield the type of every indicator and the month in which it was first seen, else its advisory published."""
    first: dict[tuple[str, str], int] = {}
    for card, published in cards:
        for indicator, month in zip(card.indicators, card.sightings, strict=True):
            when = month or published
            if first.get(indicator, when) >= when:
                first[indicator] = when
    for (kind, _), month in first.items():
        yield kind, month


def _rows(counted: Counter[tuple[str, int]], starts: Sequence[int], all_of: Vocabulary | None = None) -> list[Row]:
    """Return a row for each term that was counted, or for all of a vocabulary, in its order, that were or are few."""
    terms = sorted({term for term, _ in counted}) if all_of is None else all_of.ids()
    return [Row(term, tuple(counted[term, start] for start in starts)) for term in terms]


def _most(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that are not empty, those with the most first."""
    return sorted((row for row in rows if row.total), key=lambda row: -row.total)
