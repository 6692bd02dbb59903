# SPDX-License-Identifier: Apache-2.0
"""When CSAF documents were released and changed: made of cards alone, because every index of them needs it.

All times are UTC, so that the year of a folder is the same whichever way a downloader reads the date.
"""

from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.outputs.endings import ENDED
from chetavani.outputs.feed_items import settled

_SECOND = 1_000_000  # microseconds
_DAY = 86_400  # seconds


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


def stamp(at: int) -> str:
    """Return an instant as CSAF has it: RFC 3339 in UTC, whole seconds, so that times are in order as texts too."""
    day, second = divmod(at // _SECOND, _DAY)
    return f"{_date(day)}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z"


@lru_cache(maxsize=8192)  # an index of ten thousand documents names few days
def _date(day: int) -> str:
    """Return the day of this number since 1970."""
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()
