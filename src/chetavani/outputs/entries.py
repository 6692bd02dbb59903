# SPDX-License-Identifier: Apache-2.0
"""Entries: advisories as the home page and the lists show them, with the digest of what is shown."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from chetavani.model.advisory import Advisory
from chetavani.model.library import Library
from chetavani.model.vocab import Standing


@dataclass(frozen=True)
class Entry:
    """An advisory in a list, in one language. ``language`` is that of its texts, which may be another.

    ``deadline`` is the next deadline that has not passed at the as-of time; only a current advisory has one.
    """

    advisory: Advisory
    language: str
    title: str
    summary: str
    standing: Standing
    deadline: datetime | None

    @cached_property
    def digest(self) -> str:
        """Return a digest of all that a list shows of it."""
        advisory = self.advisory
        shown = (
            advisory.id, advisory.kind, advisory.severity, advisory.issued, advisory.updated,
            self.language, self.title, self.summary, self.standing, self.deadline,
        )  # fmt: skip
        return digest_of(str(part) for part in shown)

    @property
    def is_current(self) -> bool:
        """Whether readers should act on it now."""
        return self.standing is Standing.CURRENT


def next_deadline(library: Library, advisory: Advisory) -> datetime | None:
    """Return the next deadline of a current advisory that has not passed at the as-of time."""
    if library.standing(advisory) is not Standing.CURRENT:
        return None
    coming = [action.by for action in advisory.actions if action.by is not None and action.by >= library.as_of]
    return min(coming, default=None)


def entry(library: Library, advisory: Advisory, language: str) -> Entry:
    """Return the entry of an advisory for readers of ``language``."""
    text = advisory.text(language)
    standing, deadline = library.standing(advisory), next_deadline(library, advisory)
    return Entry(advisory, text.language, text.title, text.summary, standing, deadline)


def digest_of(parts: Iterable[str]) -> str:
    """Return a digest of ``parts`` in their order; where one ends and the next begins counts."""
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode()
        digest.update(b"%d:" % len(encoded))
        digest.update(encoded)
    return digest.hexdigest()
