# SPDX-License-Identifier: Apache-2.0
"""The library: all advisories of a repository as they stand at one time, in one fixed order."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from chetavani.model.advisory import Action, Advisory
from chetavani.model.vocab import Standing, Status, Tlp


def _standing(advisory: Advisory, as_of: datetime) -> Standing:
    if advisory.is_draft:
        return Standing.DRAFT
    if advisory.status is Status.WITHDRAWN:
        return Standing.WITHDRAWN
    if advisory.status is Status.SUPERSEDED:
        return Standing.SUPERSEDED
    if advisory.expires is not None and advisory.expires <= as_of:
        return Standing.EXPIRED
    return Standing.CURRENT


class Library:
    """Advisories and what depends on the as-of time, derived once.

    ``advisories`` are in the order of their ids; ``published`` newest first, without drafts and without what is
    not for everybody (TLP other than CLEAR). ``as_of`` is aware.
    """

    def __init__(self, advisories: Iterable[Advisory], as_of: datetime) -> None:
        self.as_of = as_of
        self.advisories = tuple(sorted(advisories, key=lambda advisory: advisory.id))
        self._by_id = {advisory.id: advisory for advisory in self.advisories}
        self._standings = {advisory.id: _standing(advisory, as_of) for advisory in self.advisories}

    def __len__(self) -> int:
        """Return how many advisories there are, drafts included."""
        return len(self.advisories)

    def get(self, advisory_id: str) -> Advisory | None:
        """Return the advisory of this id, or None."""
        return self._by_id.get(advisory_id)

    def standing(self, advisory: Advisory) -> Standing:
        """Return where an advisory of this library stands at the as-of time."""
        return self._standings[advisory.id]

    def is_public(self, advisory: Advisory) -> bool:
        """Whether an advisory may be on a page that anybody can open."""
        return not advisory.is_draft and advisory.tlp is Tlp.CLEAR

    @cached_property
    def published(self) -> tuple[Advisory, ...]:
        """Return the public advisories, newest publication first, ties by id."""
        public = [advisory for advisory in self.advisories if self.is_public(advisory)]
        public.sort(key=lambda advisory: advisory.id)
        public.sort(key=lambda advisory: advisory.issued, reverse=True)
        return tuple(public)

    @cached_property
    def current(self) -> tuple[Advisory, ...]:
        """Return the public advisories that readers should act on now, newest first."""
        return tuple(advisory for advisory in self.published if self.standing(advisory) is Standing.CURRENT)

    def is_overdue(self, advisory: Advisory, action: Action) -> bool:
        """Whether the deadline of an action of a current advisory has passed."""
        return self.standing(advisory) is Standing.CURRENT and action.by is not None and action.by < self.as_of
