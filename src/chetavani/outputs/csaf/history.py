# SPDX-License-Identifier: Apache-2.0
"""When CSAF documents were released and changed: made of cards alone, because every index of them needs it.

All times are UTC, so that the year of a folder is the same whichever way a downloader reads the date.
"""

from itertools import accumulate

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.outputs.endings import ENDED
from chetavani.outputs.feed_items import settled


def releases(library: Library, card: Card) -> list[int]:
    """Return the instants of the document's versions, the oldest first and none before the one ahead of it.

    One for the publication, one for each revision; and one for an end that no revision was written for.
    """
    told = [card.issued, *card.revisions]
    if library.standing(card) in ENDED:
        end = settled(library, card)
        if not card.revisions or end > max(told):
            told.append(end)
    return list(accumulate(told, max))


def changed(library: Library, card: Card) -> int:
    """Return the instant of the newest version: the document's ``current_release_date``."""
    return releases(library, card)[-1]
