# SPDX-License-Identifier: Apache-2.0
"""What feeds and their items are called: ``tag:`` URIs (RFC 4151), the same in every format and for ever.

The authority is the one in the settings, so that a publisher who moves to another host keeps its ids; without one it
is the host of the base address.
"""

import re
from urllib.parse import urlsplit

from chetavani.config import Settings
from chetavani.model.advisory import Advisory

_SINCE = "2026-01-01"  # the date of a derived authority: fixed, because an id must never change


def authority(settings: Settings) -> str:
    """Return the tagging entity: a host or mailbox, a comma, and a date on which it was the publisher's."""
    if settings.publisher.tag_authority:
        return settings.publisher.tag_authority
    host = urlsplit(settings.base_url).hostname or ""
    return f"{re.sub('[^a-z0-9.]+', '-', host).strip('-.')},{_SINCE}"


def feed_id(settings: Settings, name: str, *, changes: bool) -> str:
    """Return the id of the feed of a slice in one flavour."""
    return f"tag:{authority(settings)}:feeds/{name}{'.changes' if changes else ''}"


def item_id(settings: Settings, advisory: Advisory, language: str, change: str = "") -> str:
    """Return the id of an item: the advisory's id; ``.hi`` for a translation; ``/2`` or ``/withdrawn`` for a change.

    A translation has an id of its own because some readers keep one text per id, whichever feed it came from.
    """
    translated = "" if language == advisory.language else f".{language}"
    return f"tag:{authority(settings)}:{advisory.id}{translated}{'/' if change else ''}{change}"
