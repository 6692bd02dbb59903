# SPDX-License-Identifier: Apache-2.0
"""The keys of feeds and their archives, from cards alone."""

from collections.abc import Iterable

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.outputs.feed_items import Item
from chetavani.outputs.keys import digest_of_sources, tied_key, tied_keys


class ItemKeys:
    """What stands for items: what an advisory adds to it is asked once for all feeds that carry it.

    ``brief`` items show nothing of the advisories that theirs is related to.
    """

    def __init__(self, library: Library, *, brief: bool = False) -> None:
        self._library = library
        self._brief = brief
        self._shown: dict[str, str] = {}

    def of(self, items: tuple[Item, ...], withdrawn: tuple[Card, ...], parts: Iterable[object]) -> str:
        """Return what stands for all that a feed shows: items, what it takes back, and ``parts``, what it is.

        Empty if one of its advisories has no digest.
        """
        lines = [" ".join(map(str, parts)), " ".join(card.id for card in withdrawn)]
        lines += (f"{item.suffix} {item.published} {item.updated} {self._of_card(item.card)}" for item in items)
        sources = (*(item.card.digest for item in items), *(card.digest for card in withdrawn))
        return digest_of_sources(sources, lines)

    def _of_card(self, card: Card) -> str:
        shown = self._shown.get(card.id)
        if shown is None:
            tied = self._successor(card) if self._brief else " ".join(tied_keys(self._library, [card]))
            shown = self._shown[card.id] = f"{card.id} {self._library.standing(card).value} {tied}"
        return shown

    def _successor(self, card: Card) -> str:
        return tied_key(self._library, card.superseded_by) if card.superseded_by else ""
