# SPDX-License-Identifier: Apache-2.0
"""Which items a feed holds: one per advisory in *new*, one per change in *changes*, newest first, within the window."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chetavani.config import Feeds
from chetavani.model.advisory import Advisory
from chetavani.model.library import Library
from chetavani.model.vocab import Standing

_DAY = 86_400  # seconds


class Change(StrEnum):
    """What an item of a *changes* feed tells."""

    PUBLICATION = "publication"
    REVISION = "revision"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Item:
    """One item, without its texts. ``change`` is None in a *new* feed, where the item stands for the advisory.

    ``published`` orders the items; ``updated`` says when what they show last changed; both are aware.
    """

    advisory: Advisory
    published: datetime
    updated: datetime
    change: Change | None = None
    revision: int = 0

    @property
    def suffix(self) -> str:
        """Return what follows the advisory's id in the item's: nothing, a revision's number, or the new standing."""
        if self.change is None:
            return ""
        return str(self.revision) if self.revision else self.change.value


def settled(library: Library, advisory: Advisory) -> datetime:
    """Return when what readers see of an advisory last changed: its newest revision, or its change of standing.

    A replaced advisory changed when its replacement was published, an expired one when it expired. A withdrawal is
    written down as a revision, so it needs no date of its own.
    """
    match library.standing(advisory):
        case Standing.SUPERSEDED:
            successor = library.get(advisory.superseded_by or "")
            if successor is not None and library.is_public(successor):
                return max(advisory.updated, successor.issued)
        case Standing.EXPIRED if advisory.expires is not None:
            return max(advisory.updated, advisory.expires)
        case _:
            pass
    return advisory.updated


def new_items(library: Library, advisories: Iterable[Advisory]) -> Iterator[Item]:
    """Yield one item per advisory, in the given order."""
    for advisory in advisories:
        yield Item(advisory, advisory.issued, settled(library, advisory))


def change_items(library: Library, advisories: Iterable[Advisory]) -> list[Item]:
    """Return one item per publication, revision, withdrawal and replacement: newest first, ties by id and number."""
    items = [item for advisory in advisories for item in _changes(library, advisory)]
    items.sort(key=lambda item: (item.advisory.id, -_place(item)))
    items.sort(key=lambda item: item.published, reverse=True)
    return items


def _changes(library: Library, advisory: Advisory) -> Iterator[Item]:
    yield Item(advisory, advisory.issued, advisory.issued, Change.PUBLICATION, 1)
    for number, revision in enumerate(advisory.revisions, start=2):
        yield Item(advisory, revision.date, revision.date, Change.REVISION, number)
    standing = library.standing(advisory)
    if standing in {Standing.WITHDRAWN, Standing.SUPERSEDED}:
        moment = settled(library, advisory)
        yield Item(advisory, moment, moment, Change(standing.value))


def _place(item: Item) -> int:
    """Return where an item stands among those of its advisory: a change of standing is the last."""
    return item.revision or item.advisory.revision + 1


def windows(
    items: Iterable[Item], names: Mapping[str, Iterable[str]], feeds: Feeds, as_of: datetime
) -> dict[str, tuple[Item, ...]]:
    """Return, by the name of the slice, the newest of ``items``: at least ``entries``, and all of the last ``days``.

    ``items`` are newest first; ``names`` maps the id of an advisory to the slices that carry it.
    """
    kept: dict[str, list[Item]] = {}
    for item in items:
        recent = (as_of - item.published).total_seconds() <= feeds.days * _DAY
        for name in names.get(item.advisory.id, ()):
            own = kept.setdefault(name, [])
            if recent or len(own) < feeds.entries:
                own.append(item)
    return {name: tuple(own) for name, own in kept.items()}
