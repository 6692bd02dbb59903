# SPDX-License-Identifier: Apache-2.0
"""Months of publication, in the publisher's time zone: what the archives of feeds are cut by.

A month is archived once it has passed. Until then its advisories are in the feed itself.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from chetavani.config import Settings
from chetavani.model.card import Card, Year, instant, moment
from chetavani.model.library import Library
from chetavani.outputs.feed_links import EVERYTHING
from chetavani.outputs.feed_slices import CARRIERS, carrier_names, carrier_of


@dataclass(frozen=True, slots=True)
class Month:
    """A month that has passed: its ``name`` (``2026-03``) and its public advisories, newest first, never none.

    ``years`` are those of their ids.
    """

    name: str
    cards: tuple[Card, ...]
    years: tuple[Year, ...]

    def carried(self, slice_name: str) -> tuple[Card, ...]:
        """Return the advisories that the slice of this name carries, newest first."""
        if slice_name == EVERYTHING:
            return self.cards
        facet = carrier_of(slice_name)
        held = CARRIERS[facet]
        return tuple(card for card in self.cards if slice_name in carrier_names(facet, getattr(card, held)))


def histories(settings: Settings) -> dict[str, str]:
    """Return, by the name of a slice whose feed has archives, that of the slice whose archives they are.

    Those are of everything and of each translation. Every advisory has a text in the site's first language, so what
    has been told in it is everything.
    """
    first, *others = (f"lang-{language}" for language in settings.languages)
    return {EVERYTHING: EVERYTHING, first: EVERYTHING} | {name: name for name in others}


def month_start(at: int, zone: tzinfo) -> int:
    """Return the first instant of the month in which an instant is."""
    local = moment(at).astimezone(zone)
    return instant(datetime(local.year, local.month, 1, tzinfo=zone))


def month_of(at: int, zone: tzinfo) -> str:
    """Return the name of the month in which an instant is."""
    local = moment(at).astimezone(zone)
    return f"{local.year:04d}-{local.month:02d}"


def past_months(library: Library, zone: tzinfo) -> tuple[Month, ...]:
    """Return every month before the running one in which a public advisory was published, oldest first."""
    found: dict[str, list[tuple[Year, tuple[Card, ...]]]] = {}
    end = month_start(library.at, zone)
    for year in library.years:
        for name, cards in _cut(year.public, zone, end):
            found.setdefault(name, []).append((year, cards))
    return tuple(_month(name, found[name]) for name in sorted(found))


def _month(name: str, found: Iterable[tuple[Year, tuple[Card, ...]]]) -> Month:
    parts = tuple(found)
    cards = sorted((card for _, held in parts for card in held), key=lambda card: (-card.issued, card.id))
    return Month(name, tuple(cards), tuple(year for year, _ in parts))


def _cut(cards: tuple[Card, ...], zone: tzinfo, end: int) -> Iterator[tuple[str, tuple[Card, ...]]]:
    """Yield name and advisories of each month before ``end``; ``cards`` are newest first, and few are looked at."""
    place = bisect_right(cards, -end, key=_age)
    while place < len(cards):
        start = month_start(cards[place].issued, zone)
        stop = bisect_right(cards, -start, lo=place, key=_age)
        yield month_of(start, zone), cards[place:stop]
        place = stop


def _age(card: Card) -> int:
    return -card.issued
