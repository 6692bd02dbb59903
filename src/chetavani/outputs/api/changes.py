# SPDX-License-Identifier: Apache-2.0
"""Every change of every public advisory, the oldest first: what a program goes through to be up to date.

Made of cards alone. What is new comes last, so that whoever has read to the end goes on from there.
"""

from collections.abc import Iterator
from typing import NamedTuple

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.model.vocab import Status
from chetavani.outputs.api.documents import Change
from chetavani.outputs.feed_items import settled


class Changed(NamedTuple):
    """A change: when (an instant), of which advisory, what. ``revision`` is that of a publication or a revision."""

    at: int
    id: str
    order: int
    change: Change
    revision: int | None


def changes(library: Library) -> list[Changed]:
    """Return every change, the oldest first, ties by id, then as they happened."""
    return sorted(one for year in library.years for card in year.public for one in _of(library, card))


def _of(library: Library, card: Card) -> Iterator[Changed]:
    """Yield the changes of an advisory. The newest revision of a withdrawn one withdraws it."""
    withdrawn = card.status == Status.WITHDRAWN
    yield Changed(card.issued, card.id, 1, "publication", 1)
    for number, at in enumerate(card.revisions, start=2):
        last = withdrawn and number == card.revision
        yield Changed(at, card.id, number, "withdrawn" if last else "revision", number)
    if card.status == Status.SUPERSEDED:
        yield Changed(settled(library, card), card.id, card.revision + 1, "superseded", None)
    elif withdrawn and not card.revisions:
        yield Changed(card.updated, card.id, card.revision + 1, "withdrawn", None)
