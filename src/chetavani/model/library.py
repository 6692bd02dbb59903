# SPDX-License-Identifier: Apache-2.0
"""The library: all advisories of a repository as they stand at one time, in one fixed order."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cached_property
from typing import Self

from chetavani.model.advisory import Action, Advisory
from chetavani.model.card import Card, Year, card_of, instant, years_of
from chetavani.model.listing import Listings, ListingsInMemory, listings_of
from chetavani.model.vocab import Standing, Status


class Library:
    """Cards of all advisories, each advisory on demand, and what depends on the as-of time.

    Planning reads cards; rendering asks for the advisories that it shows. ``as_of`` is aware, ``at`` the same time as
    an instant.
    """

    def __init__(self, advisories: Iterable[Advisory], as_of: datetime) -> None:
        held = {advisory.id: advisory for advisory in advisories}
        self.as_of = as_of
        self.at = instant(as_of)
        self.years = tuple(years_of(card_of(advisory) for advisory in held.values()))
        self.advisory: Callable[[str], Advisory] = held.__getitem__
        """Return the advisory of an id in full. Raises KeyError if there is none."""

    @classmethod
    def over(
        cls,
        years: Iterable[Year],
        as_of: datetime,
        fetch: Callable[[str], Advisory],
        listings: Listings | None = None,
    ) -> Self:
        """Return the library of these years, whose advisories ``fetch`` gets by id.

        ``listings`` are all entries of indicators; None: those that the advisories themselves name, when asked for.
        """
        made = cls((), as_of)
        made.years = tuple(sorted(years, key=lambda year: year.number))
        made.advisory = fetch
        if listings is not None:
            made.listings = listings
        return made

    @cached_property
    def listings(self) -> Listings:
        """Return all entries of indicators at the as-of time."""
        named = (self.advisory(card.id) for card in self.newest_first() if card.indicators)
        return ListingsInMemory((one for advisory in named for one in listings_of(advisory)), self.at)

    def __len__(self) -> int:
        """Return how many advisories there are, drafts included."""
        return sum(len(year.cards) for year in self.years)

    @cached_property
    def cards(self) -> dict[str, Card]:
        """Return every card by its id, in the order of the ids within the years."""
        return {card.id: card for year in self.years for card in year.cards}

    def newest_first(self) -> Iterator[Card]:
        """Yield the cards of the public advisories, newest publication first, ties by id.

        An id is of the year of its publication, so the years follow each other.
        """
        for year in reversed(self.years):
            yield from year.public

    @cached_property
    def public(self) -> tuple[Card, ...]:
        """Return the cards of the public advisories, newest publication first, ties by id."""
        return tuple(self.newest_first())

    @cached_property
    def successions(self) -> dict[str, tuple[Card, ...]]:
        """Return, by id, the public advisories that name this id as their replacement, newest first."""
        found: dict[str, list[Card]] = {}
        for year in self.years:
            for old, new in year.succeeded:
                found.setdefault(new, []).append(self.cards[old])
        return {
            new: tuple(sorted((card for card in old if card.is_public), key=lambda card: (-card.issued, card.id)))
            for new, old in found.items()
        }

    def card(self, advisory_id: str) -> Card | None:
        """Return the card of this id, or None."""
        return self.cards.get(advisory_id)

    def standing(self, one: Advisory | Card) -> Standing:
        """Return where an advisory of this library stands at the as-of time."""
        card = one if isinstance(one, Card) else self.cards[one.id]
        if card.is_draft:
            return Standing.DRAFT
        if card.status == Status.WITHDRAWN:
            return Standing.WITHDRAWN
        if card.status == Status.SUPERSEDED:
            return Standing.SUPERSEDED
        if card.expires is not None and card.expires <= self.at:
            return Standing.EXPIRED
        return Standing.CURRENT

    def is_overdue(self, advisory: Advisory, action: Action) -> bool:
        """Whether the deadline of an action of a current advisory has passed."""
        return self.standing(advisory) is Standing.CURRENT and action.by is not None and action.by < self.as_of
