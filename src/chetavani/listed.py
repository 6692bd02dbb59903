# SPDX-License-Identifier: Apache-2.0
"""What a repository says of indicators, for the people who keep it: listed, cleared, and what has run out.

What is published of them is ``library.listings``; that leaves out what has ended, which is what staff has to look at.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from chetavani.edition import Edition
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
    """Yield what every public advisory says of its indicators, newest advisory first."""
    library = edition.library
    for card in library.newest_first():
        yield from listings_of(library.advisory(card.id))


def known(listings: Iterable[Listing], at: int) -> list[Known]:
    """Return what is known at ``at`` (an instant) of every indicator, ordered by type and value."""
    by_hash: dict[str, list[Listing]] = {}
    for one in listings:
        by_hash.setdefault(one.hash, []).append(one)
    found = (_known(group, at) for group in by_hash.values())
    return sorted(found, key=lambda one: (one.entry.type, one.entry.value))


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
