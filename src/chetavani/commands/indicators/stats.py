# SPDX-License-Identifier: Apache-2.0
"""``chetavani indicators stats``: how many there are, counted four ways."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from chetavani.commands.indicators.options import AsOf, Form, Format, Root, opened, write
from chetavani.listed import Known, State, known
from chetavani.model.card import Card, moment
from chetavani.model.listing import Entry

_COLUMNS = ("by", "what", "count")


def stats(root: Root = Path(), form: Form = Format.TEXT, as_of: AsOf = "") -> int:
    """Count the indicators: by state, and the listed ones by type, action, evidence and month.

    The month is the one in which it was first seen, else that of the advisory's publication.

    Examples:
    - `chetavani indicators stats`

    - `chetavani indicators stats --format csv --as-of 2026-06-01T00:00:00Z`
    """
    edition = opened(root, as_of)
    rows = counted(known(edition), edition.library.cards)
    write(form, "Indicators", _COLUMNS, rows)
    return 0


def counted(everything: Iterable[Known], cards: dict[str, Card]) -> list[tuple[str, str, int]]:
    """Return the counts: what they are counted by, of what, how many; those of a kind in alphabetical order."""
    counts: Counter[tuple[int, str, str]] = Counter()
    for state, entry in everything:
        counts[0, "state", state.value] += 1
        if state is State.LISTED:
            counts[1, "type", entry.type] += 1
            counts[2, "action", entry.action] += 1
            counts[3, "evidence", entry.evidence] += 1
            counts[4, "month", _month(entry, cards)] += 1
    return [(by, what, counts[rank, by, what]) for rank, by, what in sorted(counts)]


def _month(entry: Entry, cards: dict[str, Card]) -> str:
    first = entry.first_seen or moment(min(cards[one].issued for one in entry.advisories)).isoformat()
    return first[:7]
