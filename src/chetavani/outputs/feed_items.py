# SPDX-License-Identifier: Apache-2.0
"""Which items a feed holds: one per advisory in *new*, one per change in *changes*, newest first, within the window.

Everything here is made of cards. However many there are, only those that may be in a window become items.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from functools import cached_property
from operator import attrgetter

from chetavani.config import Feeds
from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.model.vocab import Standing, Status
from chetavani.outputs.feed_months import month_start
from chetavani.outputs.feed_slices import CARRIERS, carrier_names, carrier_of

_DAY = 86_400_000_000  # microseconds
_EVER = -(2**63)  # before every instant


class Change(StrEnum):
    """What an item of a *changes* feed tells."""

    PUBLICATION = "publication"
    REVISION = "revision"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One item, without its texts. ``change`` is None in a *new* feed, where the item stands for the advisory.

    ``published`` orders the items; ``updated`` says when what they show last changed; both are instants. One item is
    one object, whichever slices carry it.
    """

    card: Card
    published: int
    updated: int
    change: Change | None = None
    revision: int = 0

    @property
    def suffix(self) -> str:
        """Return what follows the advisory's id in the item's: nothing, a revision's number, or the new standing."""
        if self.change is None:
            return ""
        return str(self.revision) if self.revision else self.change.value

    @property
    def order(self) -> tuple[int, str, int]:
        """Return what sorts items: newest first, then by id; of one advisory a change of standing, then revisions."""
        return (-self.published, self.card.id, -(self.revision or self.card.revision + 1))


@dataclass(frozen=True, slots=True)
class Window:
    """The items of a slice in both flavours, newest first."""

    new: tuple[Item, ...]
    changes: tuple[Item, ...]

    @property
    def withdrawn(self) -> tuple[Card, ...]:
        """Return the advisories of either flavour that were withdrawn, in the order of their ids."""
        told = (item.card for item in (*self.new, *self.changes) if item.card.status == Status.WITHDRAWN)
        return tuple({card.id: card for card in sorted(told)}.values())


def settled(library: Library, card: Card) -> int:
    """Return when what readers see of an advisory last changed: its newest revision, or its change of standing.

    A replaced advisory changed when its replacement was published, an expired one when it expired. A withdrawal is
    written down as a revision, so it needs no date of its own.
    """
    if card.superseded_by is None and card.expires is None:
        return card.updated
    match library.standing(card):
        case Standing.SUPERSEDED:
            successor = library.card(card.superseded_by or "")
            if successor is not None and successor.is_public:
                return max(card.updated, successor.issued)
        case Standing.EXPIRED if card.expires is not None:
            return max(card.updated, card.expires)
        case _:
            pass
    return card.updated


def windows(library: Library, names: Iterable[str], feeds: Feeds, zone: tzinfo) -> dict[str, Window]:
    """Return the windows of the slices of these names: the newest ``entries`` items, and all of the last ``days``.

    In *new* also all of the running month in ``zone``: the archives hold the months before it.
    """
    names = tuple(names)
    since = library.at - feeds.days * _DAY
    new = _Filling(names, feeds, min(since, month_start(library.at, zone)))
    for year in reversed(library.years):
        for card in year.public if new.wants(year.public) else ():
            if takers := new.takers(card, card.issued):
                new.add(Item(card, card.issued, settled(library, card)), takers)
    changes = _Filling(names, feeds, since)
    for item in _changes(library, new):
        changes.add(item, changes.takers(item.card, item.published))
    return {name: Window(tuple(new.kept[name]), tuple(changes.kept[name])) for name in names}


class _Open(dict[str | tuple[str, ...], tuple[str, ...]]):
    """The names of the open slices that carry an advisory for what it holds of a facet; made when asked."""

    def __init__(self, facet: str, names: frozenset[str]) -> None:
        self.facet = facet
        self.names = names

    def __missing__(self, held: str | tuple[str, ...]) -> tuple[str, ...]:
        found = self[held] = tuple(name for name in carrier_names(self.facet, held) if name in self.names)
        return found

    def close(self, name: str) -> None:
        """Take the slice of this name from the open ones."""
        self.names = self.names - {name}
        self.clear()


class _Filling:
    """Windows being filled with items that come newest first; one that is full and past ``since`` takes no more."""

    def __init__(self, names: Iterable[str], feeds: Feeds, since: int) -> None:
        self.kept: dict[str, list[Item]] = {name: [] for name in names}
        self._entries = feeds.entries
        self._since = since
        self._open = {
            facet: _Open(facet, frozenset(name for name in self.kept if carrier_of(name) == facet))
            for facet in CARRIERS
        }

    def wants(self, cards: Iterable[Card]) -> bool:
        """Whether an open window carries any of ``cards``: much faster than asking for each."""
        asked = ((one, CARRIERS[facet]) for facet, one in self._open.items() if one.names)
        return any(one[held] for one, field in asked for held in set(map(attrgetter(field), cards)))

    def takers(self, card: Card, published: int) -> tuple[str, ...]:
        """Return the windows that take an item of ``card``; no later one may be newer."""
        found = self._carrying(card)
        if not found or published >= self._since:
            return found
        full = [name for name in found if len(self.kept[name]) >= self._entries]
        for name in full:
            self._open[carrier_of(name)].close(name)
        return tuple(name for name in found if name not in full) if full else found

    def add(self, item: Item, takers: Iterable[str]) -> None:
        """Put an item into the windows that take it."""
        for name in takers:
            self.kept[name].append(item)

    def reach(self, card: Card) -> int:
        """Return an instant before which no window that carries ``card``, now filled, takes an item of any flavour."""
        return _EVER if self._carrying(card) else self._oldest

    @cached_property
    def _oldest(self) -> int:
        opened = {name for one in self._open.values() for name in one.names}
        closed = (own for name, own in self.kept.items() if name not in opened)
        return min((self._since, *(own[self._entries - 1].published for own in closed)))

    def _carrying(self, card: Card) -> tuple[str, ...]:
        opened = self._open
        return (
            opened["severity"][card.severity]
            + opened["kind"][card.kind]
            + opened["sector"][card.sectors]
            + opened["fraud-type"][card.fraud_types]
            + opened["lang"][card.languages]
        )


def _changes(library: Library, new: _Filling) -> list[Item]:
    """Return every change that may be in a window, in order.

    What is newer than the oldest publication in a full window of *new* may be in that of *changes*, and nothing else.
    """
    told = {item.card.id: item.card for own in new.kept.values() for item in own}
    items = [Item(card, card.issued, card.issued, Change.PUBLICATION, 1) for card in told.values()]
    for year in library.years:
        for card in year.public:
            if card.revisions or card.status != Status.PUBLISHED:
                items += _later(library, card, new.reach(card))
    return sorted(items, key=lambda item: item.order)


def _later(library: Library, card: Card, floor: int) -> Iterator[Item]:
    """Yield the changes from ``floor`` on but the publication; a withdrawn advisory's newest revision withdraws it."""
    withdrawn = card.status == Status.WITHDRAWN
    told = card.revisions[:-1] if withdrawn else card.revisions
    for number, moment in enumerate(told, start=2):
        if moment >= floor:
            yield Item(card, moment, moment, Change.REVISION, number)
    if (withdrawn or card.status == Status.SUPERSEDED) and (moment := settled(library, card)) >= floor:
        yield Item(card, moment, moment, Change(card.status))
