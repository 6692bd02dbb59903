# SPDX-License-Identifier: Apache-2.0
"""Which items a feed holds: one per advisory in *new*, one per change in *changes*, newest first, within the window.

Everything here is made of cards. However many there are, only those that may be in a window become items.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from chetavani.config import Feeds
from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.model.vocab import Standing, Status
from chetavani.outputs.feed_slices import slice_names

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


def settled(library: Library, card: Card) -> int:
    """Return when what readers see of an advisory last changed: its newest revision, or its change of standing.

    A replaced advisory changed when its replacement was published, an expired one when it expired. A withdrawal is
    written down as a revision, so it needs no date of its own.
    """
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


def windows(library: Library, names: Iterable[str], feeds: Feeds) -> dict[str, Window]:
    """Return the windows of the slices of these names: the newest ``entries`` items, and all of the last ``days``."""
    names = tuple(names)
    new = _Filling(names, feeds, library.at)
    for card in library.newest_first():
        if new.takes(card, card.issued):
            new.add(Item(card, card.issued, settled(library, card)))
        elif new.is_closed:
            break
    changes = _Filling(names, feeds, library.at)
    for item in _changes(library, new):
        if changes.takes(item.card, item.published):
            changes.add(item)
    return {name: Window(tuple(new.kept[name]), tuple(changes.kept[name])) for name in names}


class _Filling:
    """Windows being filled with items that come newest first; one that is full and past its days takes no more."""

    def __init__(self, names: Iterable[str], feeds: Feeds, at: int) -> None:
        self.kept: dict[str, list[Item]] = {name: [] for name in names}
        self._entries = feeds.entries
        self._since = at - feeds.days * _DAY
        self._closed: set[str] = set()
        self._takers: dict[tuple[object, ...], tuple[str, ...]] = {}
        self._floors: dict[tuple[object, ...], int] = {}

    @property
    def is_closed(self) -> bool:
        """Whether no window takes anything any more."""
        return len(self._closed) == len(self.kept)

    def takes(self, card: Card, published: int) -> bool:
        """Whether any window takes an item of ``card``; no later one may be newer."""
        profile = _profile(card)
        takers = self._takers.get(profile)
        if takers is None:
            names = slice_names(card)
            takers = self._takers[profile] = tuple(n for n in names if n in self.kept and n not in self._closed)
        if published >= self._since:
            return bool(takers)
        full = [name for name in takers if len(self.kept[name]) >= self._entries]
        if full:
            self._closed.update(full)
            self._takers.clear()
            return len(full) < len(takers) and self.takes(card, published)
        return bool(takers)

    def add(self, item: Item) -> None:
        """Put an item that is taken into every window that takes it."""
        for name in self._takers[_profile(item.card)]:
            self.kept[name].append(item)

    def floor(self, card: Card) -> int:
        """Return the instant before which the windows that carry ``card``, now filled, take no item at all."""
        profile = _profile(card)
        if profile not in self._floors:
            carried = (self.kept[name] for name in slice_names(card) if name in self.kept)
            lasts = (own[self._entries - 1].published if len(own) >= self._entries else _EVER for own in carried)
            self._floors[profile] = min((self._since, *lasts))
        return self._floors[profile]


def _profile(card: Card) -> tuple[object, ...]:
    """Return what decides in which slices an advisory is."""
    return (card.kind, card.severity, card.sectors, card.fraud_types, card.languages)


def _changes(library: Library, new: _Filling) -> list[Item]:
    """Return every change that may be in a window, in order.

    What is newer than the oldest publication in a full window of *new* may be in that of *changes*, and nothing else.
    """
    told = {item.card.id: item.card for own in new.kept.values() for item in own}
    items = [Item(card, card.issued, card.issued, Change.PUBLICATION, 1) for card in told.values()]
    for year in library.years:
        for card in year.public:
            if card.revisions or card.status != Status.PUBLISHED:
                items += _later(library, card, new.floor(card))
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
