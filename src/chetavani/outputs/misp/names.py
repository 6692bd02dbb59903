# SPDX-License-Identifier: Apache-2.0
"""What the feed calls things: UUIDs of version 5, the same in every build, and machine tags of our own taxonomy."""

from functools import cache
from uuid import NAMESPACE_URL, UUID, uuid5

from chetavani.config import Settings
from chetavani.model.card import Card
from chetavani.outputs.feed_ids import authority

FOLDER = "misp/"
TAXONOMY = "chetavani"
"""The namespace of our machine tags."""


@cache
def _namespace(entity: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"tag:{entity}:misp")


def uuid_of(settings: Settings, *parts: str) -> str:
    """Return the UUID of what ``parts`` name, in the namespace of the publisher's permanent authority."""
    return str(uuid5(_namespace(authority(settings)), " ".join(parts)))


def event_uuid(settings: Settings, card: Card) -> str:
    """Return the UUID of an advisory's event, which is also the name of its file."""
    return uuid_of(settings, "event", card.id)


def organisation(settings: Settings) -> dict[str, str]:
    """Return the publisher, as the creator of events."""
    return {"name": settings.name(settings.languages[0]), "uuid": uuid_of(settings, "organisation")}


def machine_tag(predicate: str, value: str = "") -> dict[str, str]:
    """Return a tag of our taxonomy."""
    return {"name": f'{TAXONOMY}:{predicate}="{value}"' if value else f"{TAXONOMY}:{predicate}"}
