# SPDX-License-Identifier: Apache-2.0
"""What a repository says of indicators, for the people who keep it: listed, cleared, and what has run out.

What is published of them is ``library.listings``; that leaves out what has ended, which is what staff has to look at.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from chetavani.edition import Edition
from chetavani.ledger.reader import KeptListings
from chetavani.model.card import moment
from chetavani.model.listing import Entry, Listing, listings_of, merged


class State(StrEnum):
    """Whether anybody is warned of an indicator."""

    LISTED = "listed"
    CLEARED = "cleared"
    ENDED = "ended"


class Known(NamedTuple):
    """What is known of an indicator: its state, and what holds of it, or did until it ended."""

    state: State
    entry: Entry


def said(edition: Edition) -> Iterator[Listing]:
    """Yield what every public advisory says of its indicators, those of sheets too, in the order of the hashes."""
    library = edition.library
    if isinstance(library.listings, KeptListings):
        yield from library.listings.said()
        return
    own = (one for card in library.newest_first() for one in listings_of(library.advisory(card.id)))
    yield from sorted(own, key=attrgetter("hash"))


def known(edition: Edition) -> Iterator[Known]:
    """Yield what is known of every indicator at the edition's time, in the order of the hashes.

    Of a million of them, only one is in memory at a time.
    """
    for _, group in groupby(said(edition), key=attrgetter("hash")):
        yield _known(list(group), edition.library.at)


def by_value(everything: Iterable[Known]) -> list[Known]:
    """Return what is known as people look for it: by type, then by value."""
    return sorted(everything, key=lambda one: (one.entry.type, one.entry.value))


def _known(group: list[Listing], at: int) -> Known:
    entry = merged(group, at)
    if entry is not None:
        return Known(State.CLEARED if entry.cleared else State.LISTED, entry)
    last = merged(group, max(one.until for one in group) - 1)
    if last is None:
        message = f"an indicator that never held: {group[0].hash}"
        raise ValueError(message)
    return Known(State.ENDED, last)


class Due(NamedTuple):
    """Something to look at: an indicator, the day by which, and why (``ends``, ``ended`` or ``review``)."""

    day: date
    why: str
    entry: Entry


def due(everything: Iterable[Known], today: date, within: int) -> list[Due]:
    """Return what ends or has to be reviewed at most ``within`` days after ``today``, or did before; soonest first.

    What was cleared is nobody's to look at any more. ``today`` is a day in UTC.
    """
    last = today + timedelta(days=within)
    found = []
    for state, entry in everything:
        if state is State.CLEARED:
            continue
        until = moment(entry.until).date()
        if state is State.ENDED or until <= last:
            found.append(Due(until, "ended" if state is State.ENDED else "ends", entry))
        if state is State.LISTED and entry.review_by and date.fromisoformat(entry.review_by) <= last:
            found.append(Due(date.fromisoformat(entry.review_by), "review", entry))
    return sorted(found, key=lambda one: (one.day, one.why, one.entry.type, one.entry.value))
