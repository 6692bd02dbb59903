# SPDX-License-Identifier: Apache-2.0
"""What a line of the manifest and the head of an event have in common. Made of cards alone."""

from collections.abc import Iterator
from functools import cache
from json import JSONEncoder
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from chetavani.config import Settings
from chetavani.model.card import Card, moment
from chetavani.model.library import Library
from chetavani.model.vocab import STANDINGS, Severity, Standing
from chetavani.outputs.endings import ENDED
from chetavani.outputs.feed_items import settled
from chetavani.outputs.misp.names import machine_tag

TLP_CLEAR = "tlp:clear"
_SECOND = 1_000_000  # microseconds
_THREAT_LEVELS = {Severity.CRITICAL: "1", Severity.HIGH: "1", Severity.MEDIUM: "2", Severity.LOW: "3"}
_COMPLETED = "2"  # of the analysis
_quoted = JSONEncoder(ensure_ascii=False).encode


class Header(NamedTuple):
    """What is said of an event wherever it is named. ``timestamp`` is in whole seconds since 1970 (UTC)."""

    tags: tuple[str, ...]
    info: str
    date: str
    threat_level: str
    timestamp: int

    def document(self, creator: dict[str, str]) -> dict[str, Any]:
        """Return the head of the event, by ``creator``."""
        return {
            "Orgc": creator,
            "Tag": [{"name": tag} for tag in self.tags],
            "info": self.info,
            "date": self.date,
            "analysis": _COMPLETED,
            "threat_level_id": self.threat_level,
            "timestamp": str(self.timestamp),
        }

    def line(self, creator: str) -> str:
        """Return the same as JSON, ``creator`` given as JSON too: thousands at once, and so by hand."""
        tags = ",".join(map(_tag, self.tags))
        return (
            f'{{"Orgc":{creator},"Tag":[{tags}],"info":{_quoted(self.info)},"date":"{self.date}",'
            f'"analysis":"{_COMPLETED}","threat_level_id":"{self.threat_level}","timestamp":"{self.timestamp}"}}'
        )


@cache
def _tag(name: str) -> str:
    return f'{{"name":{_quoted(name)}}}'


def header(library: Library, settings: Settings, card: Card, zone: ZoneInfo) -> Header:
    """Return the head of the event of an advisory; ``zone`` is that of the settings."""
    standing = library.standing(card)
    told = "" if standing is Standing.CURRENT else f"{STANDINGS[standing].label(settings.languages[0])}: "
    return Header(
        tuple(_tags(settings, card, standing)),
        f"{told}{card.id}: {card.title}",
        moment(card.issued).astimezone(zone).date().isoformat(),
        _THREAT_LEVELS[Severity(card.severity)],
        timestamp(library, card),
    )


def timestamp(library: Library, card: Card) -> int:
    """Return when an event last changed, in whole seconds since 1970 (UTC).

    A MISP takes an event again only if this is greater than before, so it never goes back: it counts whatever the
    advisory's time has brought, and what ends an advisory comes a second after all that it ends.
    """
    newest = max(settled(library, card), 0)
    for end in (card.expires, *card.lapses):
        if end is not None and newest < end <= library.at:
            newest = end
    return newest // _SECOND + (library.standing(card) in ENDED)


def _tags(settings: Settings, card: Card, standing: Standing) -> Iterator[str]:
    """Yield the tags of an event. A MISP takes no tag away, so that of a current standing is not there."""
    yield TLP_CLEAR
    yield machine_tag("kind", card.kind)
    yield machine_tag("severity", card.severity)
    for one in card.fraud_types:
        yield machine_tag("fraud-type", one)
    for one in card.sectors:
        yield machine_tag("sector", one)
    for one in card.languages:
        yield machine_tag("language", one)
    if standing is not Standing.CURRENT:
        yield machine_tag("standing", standing.value)
    if settings.demonstration:
        yield machine_tag("demonstration")
