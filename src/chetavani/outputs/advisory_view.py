# SPDX-License-Identifier: Apache-2.0
"""What an advisory's page shows beyond its texts: what is asked, indicators disarmed, and its ties to others."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from chetavani.model.advisory import Action, Advisory, Indicator
from chetavani.model.card import Card
from chetavani.model.holding import held_until
from chetavani.model.indicator import INDICATOR_TYPES, defang
from chetavani.model.library import Library
from chetavani.model.listing import asked
from chetavani.model.vocab import Standing


@dataclass(frozen=True, slots=True)
class Request:
    """An action asked of members, and whether its deadline has passed while the advisory is current."""

    action: Action
    overdue: bool


class ShownIndicator(NamedTuple):
    """An indicator and the only form in which a page may carry it; what is asked of apps, and until when it holds."""

    indicator: Indicator
    shown: str
    action: str
    until: datetime


@dataclass(frozen=True, slots=True)
class IndicatorGroup:
    """The indicators of one type, in the order in which the advisory has them."""

    type: str
    indicators: tuple[ShownIndicator, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """Another public advisory that a page names, in one language: its address comes from ``advisory``."""

    advisory: Advisory
    language: str
    title: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Ties:
    """The advisories that a page names: the one that replaces it, those that it replaces, the related ones."""

    successor: Tie | None
    replaces: tuple[Tie, ...]
    related: tuple[Tie, ...]


def requests(library: Library, advisory: Advisory) -> tuple[Request, ...]:
    """Return what is asked, the earliest deadline first, without a deadline last."""
    ordered = sorted(advisory.actions, key=lambda action: (action.by is None, action.by or library.as_of))
    return tuple(Request(action, library.is_overdue(advisory, action)) for action in ordered)


def _shown(advisory: Advisory, one: Indicator) -> ShownIndicator:
    return ShownIndicator(one, defang(one.type, one.value), asked(one), held_until(advisory, one))


def indicator_groups(advisory: Advisory) -> tuple[IndicatorGroup, ...]:
    """Return the indicators disarmed and grouped by type, the types in the vocabulary's order; none that is cleared."""
    found: dict[str, list[ShownIndicator]] = {}
    for one in advisory.indicators:
        if one.cleared is None:
            found.setdefault(one.type.value, []).append(_shown(advisory, one))
    return tuple(IndicatorGroup(kind, tuple(found[kind])) for kind in sorted(found, key=INDICATOR_TYPES.rank))


def cleared_indicators(advisory: Advisory) -> tuple[ShownIndicator, ...]:
    """Return what was an indicator and is none any more, disarmed, the newest clearance first."""
    cleared = [(one.cleared, one) for one in advisory.indicators if one.cleared is not None]
    return tuple(_shown(advisory, one) for _, one in sorted(cleared, key=lambda pair: pair[0], reverse=True))


def predecessors(library: Library, advisory_id: str) -> tuple[Card, ...]:
    """Return the public advisories that this one replaces, newest first."""
    named = library.successions.get(advisory_id, ())
    return tuple(card for card in named if library.standing(card) is Standing.SUPERSEDED)


def ties(
    library: Library,
    advisory: Advisory | Card,
    replaced: Iterable[Card],
    language: str,
    fetch: Callable[[str], Advisory] | None = None,
) -> Ties:
    """Return the advisories that the page of ``advisory`` names; one that is not public is never named.

    ``fetch`` gets an advisory in full by its id, as the library does.
    """
    fetch = fetch or library.advisory

    def tie(other: Card) -> Tie:
        full = fetch(other.id)
        text = full.text(language)
        return Tie(full, text.language, text.title, library.standing(other))

    superseded = library.standing(advisory) is Standing.SUPERSEDED and advisory.superseded_by is not None
    successor = _public(library, [advisory.superseded_by or ""] if superseded else ())
    return Ties(
        next((tie(other) for other in successor), None),
        tuple(tie(other) for other in replaced),
        tuple(tie(other) for other in _public(library, dict.fromkeys(advisory.related))),
    )


def _public(library: Library, ids: Iterable[str]) -> list[Card]:
    found = (library.card(advisory_id) for advisory_id in ids)
    return [other for other in found if other is not None and other.is_public]
