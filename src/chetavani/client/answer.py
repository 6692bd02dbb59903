# SPDX-License-Identifier: Apache-2.0
"""What a look-up answers, and what is to be looked up for one value."""

from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from chetavani.model.indicator import IndicatorType, canonical


class State(StrEnum):
    """What is known of a value. ``UNAVAILABLE`` says that nobody could be asked: nothing is to be held up for it."""

    LISTED = "listed"
    EXPIRED = "expired"
    CLEARED = "cleared"
    UNKNOWN = "unknown"
    UNAVAILABLE = "unavailable"


class Answer(NamedTuple):
    """The answer to one look-up.

    ``type`` and ``value`` are what was found: of a link it may be the domain above it. ``action`` is ``warn``, ``hold``
    or ``block`` for what is listed, else empty. ``until`` is RFC 3339 in UTC: when the listing ends or ended, for what
    is cleared when it was cleared. ``card`` is the address of the warning card. ``why`` says why nobody could be asked.
    """

    state: State
    type: str
    value: str
    action: str = ""
    advisory: str = ""
    until: str = ""
    card: str = ""
    why: str = ""


_STERNNESS = ("unknown", "expired", "cleared", "unavailable", "warn", "hold", "block")


def sternness(answer: Answer) -> int:
    """Return how much is to be done about an answer: that nobody could be asked is more than that nothing is known."""
    return _STERNNESS.index(answer.action or answer.state)


def asked_for(kind: IndicatorType, value: str) -> list[tuple[IndicatorType, str]]:
    """Return what is looked up for a canonical value, itself first: what holds of a domain holds of all below it."""
    return [(kind, value), *(one for one in _above(kind, value) if one != (kind, value))]


def _above(kind: IndicatorType, value: str) -> list[tuple[IndicatorType, str]]:
    host = _host(kind, value)
    for other in (IndicatorType.IP, IndicatorType.DOMAIN):
        try:
            name = canonical(other, host)
        except ValueError:
            continue
        if other is IndicatorType.IP:
            return [(other, name)]
        labels = name.split(".")
        return [(other, ".".join(labels[at:])) for at in range(len(labels) - 1)]
    return []


def _host(kind: IndicatorType, value: str) -> str:
    match kind:
        case IndicatorType.URL:
            return urlsplit(value).netloc.rpartition(":")[0] if _has_port(value) else urlsplit(value).netloc
        case IndicatorType.EMAIL:
            return value.rpartition("@")[2]
        case IndicatorType.DOMAIN:
            return value
        case _:
            return ""


def _has_port(url: str) -> bool:
    return urlsplit(url).port is not None
