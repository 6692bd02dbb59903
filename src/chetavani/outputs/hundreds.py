# SPDX-License-Identifier: Apache-2.0
"""Shards for outputs that make files of each advisory for itself: a year, in it the advisories of a hundred ids.

The keys stand for the advisories, where they stand, and what can be shown of those that they name.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from chetavani.model.card import Card, Year
from chetavani.model.library import Library
from chetavani.outputs.base import Artifact, Shard
from chetavani.outputs.keys import digest_of, state, tied_key, tied_keys, year_key

_LAST_TWO = 2  # digits of an id, which do not count for the shard that it is in
Make = Callable[[tuple[Card, ...]], Iterable[Artifact]]


def hundreds(
    name: str, library: Library, make: Make, *, lapsing: bool = False, besides: Sequence[str] = ()
) -> Iterator[Shard]:
    """Yield a shard for each year of public advisories, in it one for each hundred ids, which ``make`` gets.

    ``make`` can be pickled. What it makes may depend on the advisories that it gets, on where they stand and how many
    of their deadlines have passed, and on ``tied_key`` of each that they name or replace; if it is ``lapsing``, on how
    many of their indicators have stopped to hold; on nothing else in the library. ``besides`` stands for the rest.
    """
    replaced = _replaced_from_elsewhere(library)
    for year in library.years:
        if year.public:
            tied = [tied_key(library, other) for other in year.foreign]
            tied += [f"{new} replaces {tied_key(library, old)}" for old, new in replaced.get(year.number, ())]
            lapsed = [str(year.lapsed(library.at))] if lapsing else []
            key = digest_of([year_key(library, year), *tied, *lapsed, *besides])
            parts = partial(_hundreds, name, library, make, year, lapsing=lapsing, besides=besides)
            yield Shard(f"{name}/{year.number}", key, parts)


def _replaced_from_elsewhere(library: Library) -> dict[int, list[tuple[str, str]]]:
    """Return, by year, pairs in a fixed order: an advisory of another year, and that of the year which replaces it."""
    found: dict[int, list[tuple[str, str]]] = {}
    for year in library.years:
        foreign = frozenset(year.foreign)
        for old, new in year.succeeded:
            card = library.card(new) if new in foreign else None
            if card is not None:
                found.setdefault(card.year, []).append((old, card.id))
    return found


def _hundreds(
    name: str, library: Library, make: Make, year: Year, *, lapsing: bool, besides: Sequence[str]
) -> Iterator[Shard]:
    found: dict[str, list[Card]] = {}
    for card in year.cards:
        if card.is_public:
            found.setdefault(card.id[:-_LAST_TWO], []).append(card)
    for hundred, cards in found.items():
        pairs = [(old, card) for card in cards for old in library.successions.get(card.id, ())]
        replaced = [old for old, _ in pairs]
        standings = [state(library, card) for card in cards]
        lapsed = [str(card.lapsed(library.at)) for card in cards] if lapsing else []
        tied = [*tied_keys(library, cards, replaced), *(f"{new.id} replaces {old.id}" for old, new in pairs)]
        key = digest_of([*(card.digest for card in cards), *standings, *tied, *lapsed, *besides])
        yield Shard(f"{name}/{year.number}/{hundred}", key, partial(make, tuple(cards)))


def card_key(library: Library, card: Card, replaced: Iterable[Card] = ()) -> str:
    """Return what stands for one advisory, where it stands, and the ids that it can name; empty without a digest."""
    gone = tuple(replaced)
    named = [*tied_keys(library, [card], gone), *(f"replaces {one.id}" for one in gone)]
    return digest_of([card.digest, state(library, card), *named]) if card.digest else ""
