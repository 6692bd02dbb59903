# SPDX-License-Identifier: Apache-2.0
"""What the feed calls things: UUIDs of version 5, the same in every build, and machine tags of our own taxonomy."""

from functools import cache
from hashlib import sha1
from uuid import NAMESPACE_URL, uuid5

from chetavani.config import Settings
from chetavani.model.card import Card
from chetavani.outputs.feed_ids import authority

FOLDER = "misp/"
TAXONOMY = "chetavani"
"""The namespace of our machine tags."""


@cache
def namespace(entity: str) -> bytes:
    """Return the namespace of the UUIDs of a publisher, by its permanent authority."""
    return uuid5(NAMESPACE_URL, f"tag:{entity}:misp").bytes


def uuid_of(settings: Settings, *parts: str) -> str:
    """Return the UUID of what ``parts`` name, in the publisher's namespace.

    It is ``uuid.uuid5`` of RFC 9562 in a third of the time: an event has a dozen.
    """
    made = sha1(namespace(authority(settings)) + " ".join(parts).encode(), usedforsecurity=False).hexdigest()
    return f"{made[:8]}-{made[8:12]}-5{made[13:16]}-{'89ab'[int(made[16], 16) & 3]}{made[17:20]}-{made[20:32]}"


def event_uuid(settings: Settings, card: Card) -> str:
    """Return the UUID of an advisory's event, which is also the name of its file."""
    return uuid_of(settings, "event", card.id)


def organisation(settings: Settings) -> dict[str, str]:
    """Return the publisher, as the creator of events."""
    return {"name": settings.name(settings.languages[0]), "uuid": uuid_of(settings, "organisation")}


@cache
def machine_tag(predicate: str, value: str = "") -> str:
    """Return the name of a tag of our taxonomy."""
    return f'{TAXONOMY}:{predicate}="{value}"' if value else f"{TAXONOMY}:{predicate}"
