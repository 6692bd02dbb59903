# SPDX-License-Identifier: Apache-2.0
"""What a line of the manifest and the head of an event have in common. Made of cards alone."""

from collections.abc import Iterator
from typing import Any

from chetavani.config import Settings
from chetavani.model.card import Card, moment
from chetavani.model.library import Library
from chetavani.model.vocab import STANDINGS, Severity, Standing
from chetavani.outputs.endings import ENDED
from chetavani.outputs.feed_items import settled
from chetavani.outputs.misp.names import machine_tag

TLP_CLEAR = {"name": "tlp:clear"}
_SECOND = 1_000_000  # microseconds
_THREAT_LEVELS = {Severity.CRITICAL: "1", Severity.HIGH: "1", Severity.MEDIUM: "2", Severity.LOW: "3"}
_COMPLETED = "2"  # of the analysis


def header(library: Library, settings: Settings, card: Card, creator: dict[str, str]) -> dict[str, Any]:
    """Return what is said of an event wherever it is named; ``creator`` is the organisation of the publisher."""
    return {
        "Orgc": creator,
        "Tag": list(_tags(library, settings, card)),
        "info": _info(library, settings, card),
        "date": moment(card.issued).astimezone(settings.zone).date().isoformat(),
        "analysis": _COMPLETED,
        "threat_level_id": _THREAT_LEVELS[Severity(card.severity)],
        "timestamp": str(timestamp(library, card)),
    }


def timestamp(library: Library, card: Card) -> int:
    """Return when an event last changed, in whole seconds since 1970 (UTC).

    A MISP takes an event again only if this is greater than before, so it never goes back: it counts whatever the
    advisory's time has brought, and what ends an advisory comes a second after all that it ends.
    """
    passed = (end for end in (card.expires, *card.lapses) if end is not None and end <= library.at)
    newest = max(settled(library, card), *passed, 0)
    return newest // _SECOND + (library.standing(card) in ENDED)


def holds(library: Library, card: Card) -> bool:
    """Whether what an advisory says is to be acted on."""
    return library.standing(card) is Standing.CURRENT


def _info(library: Library, settings: Settings, card: Card) -> str:
    """Return the id and the title, after where the advisory stands if it is not current."""
    standing = library.standing(card)
    told = "" if standing is Standing.CURRENT else f"{STANDINGS[standing].label(settings.languages[0])}: "
    return f"{told}{card.id}: {card.title}"


def _tags(library: Library, settings: Settings, card: Card) -> Iterator[dict[str, str]]:
    """Yield the tags of an event. A MISP takes no tag away, so that of a current standing is not there."""
    yield TLP_CLEAR
    yield machine_tag("kind", card.kind)
    yield machine_tag("severity", card.severity)
    yield from (machine_tag("fraud-type", one) for one in card.fraud_types)
    yield from (machine_tag("sector", one) for one in card.sectors)
    yield from (machine_tag("language", one) for one in card.languages)
    if not holds(library, card):
        yield machine_tag("standing", library.standing(card))
    if settings.demonstration:
        yield machine_tag("demonstration")
