# SPDX-License-Identifier: Apache-2.0
"""Entries: advisories as the home page and the lists show them, with the key of what is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chetavani.model.card import Card, moment
from chetavani.model.library import Library
from chetavani.model.vocab import Standing
from chetavani.outputs.keys import digest_of

__all__ = ["Entry", "EntryKeys", "current_entries", "digest_of", "entries", "entry_mark", "entry_of", "next_deadline"]

_OPENING, _CLOSING = '<li class="cv-entry', "</li>"  # of an entry on a page; no text of an advisory can have them
_PAST = " cv-entry--past"


@dataclass(frozen=True, slots=True)
class Entry:
    """An advisory in a list, in one language. ``language`` is that of its texts, which may be another.

    ``deadline`` is the next deadline that has not passed at the as-of time; only a current advisory has one.
    ``updated`` is None for what was never revised. All times are aware.
    """

    id: str
    kind: str
    severity: str
    language: str
    title: str
    summary: str
    standing: Standing
    issued: datetime
    updated: datetime | None
    deadline: datetime | None

    @property
    def is_current(self) -> bool:
        """Whether readers should act on it now."""
        return self.standing is Standing.CURRENT


def next_deadline(library: Library, card: Card) -> int | None:
    """Return the next deadline of a current advisory that has not passed at the as-of time, as an instant."""
    if not card.deadlines or library.standing(card) is not Standing.CURRENT:
        return None
    return min((by for by in card.deadlines if by >= library.at), default=None)


def entries(library: Library, card: Card, languages: Iterable[str]) -> dict[str, Entry]:
    """Return the entry of an advisory for the readers of each language."""
    advisory = library.advisory(card.id)
    standing, deadline = library.standing(card), next_deadline(library, card)
    issued, updated = moment(card.issued), moment(card.updated) if card.revisions else None
    by = None if deadline is None else moment(deadline)
    told = {language: advisory.text(language) for language in languages}
    return {
        language: Entry(
            card.id, card.kind, card.severity, text.language, text.title, text.summary, standing, issued, updated, by
        )
        for language, text in told.items()
    }


class EntryKeys:
    """The keys of entries, from cards alone; each is made once, because an advisory is in many lists."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._states: dict[str, str] = {}
        self._keys: dict[tuple[str, str], str] = {}

    def _key(self, card: Card, language: str) -> str:
        """Return what stands for all that an entry shows to readers of ``language``, in one line."""
        shown = self._states.get(card.id)
        if shown is None:
            revised = max(card.revisions) if card.revisions else ""
            standing, deadline = self._library.standing(card).value, next_deadline(self._library, card)
            shown = f"{card.id} {card.kind} {card.severity} {card.published} {revised} {standing} {deadline}"
            self._states[card.id] = shown
        return f"{shown} {card.face(language)}"

    def keys(self, cards: Iterable[Card], language: str) -> str:
        """Return what stands for the entries of ``cards`` in their order."""
        known = self._keys
        lines = []
        for card in cards:
            place = (card.id, language)
            line = known.get(place)
            if line is None:
                line = known[place] = self._key(card, language)
            lines.append(line)
        return digest_of(["\n".join(lines)])


def entry_mark(advisory_id: str) -> str:
    """Return what an entry on a page has of its advisory alone."""
    return f'<span class="cv-id">{advisory_id}</span>'


def _entries_of(content: bytes) -> list[str]:
    """Return the entries on a page, without their common beginning."""
    _, *found = content.decode().split(_OPENING)
    return [one.partition(_CLOSING)[0] for one in found]


def entry_of(advisory_id: str, content: bytes) -> str:
    """Return the entry of an advisory on a page. Raises ValueError if it has none, or several."""
    mark = entry_mark(advisory_id)
    (found,) = (one for one in _entries_of(content) if mark in one)
    return found


def current_entries(content: bytes) -> str:
    """Return those entries on a page that do not say at once that they no longer hold."""
    return "\n".join(one for one in _entries_of(content) if not one.startswith(_PAST))
