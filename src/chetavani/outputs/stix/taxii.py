# SPDX-License-Identifier: Apache-2.0
"""TAXII 2.1 from the bundles: collections as the memory backend of medallion, OASIS' server, holds them.

A TAXII server chooses what it answers by headers of the request and by parameters, so files alone are none.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from chetavani.config import Settings
from chetavani.outputs.stix.objects import VERSION, Object, namespace, stamp

API_ROOT = "chetavani"
COLLECTIONS: Mapping[str, tuple[str, str]] = {
    "current-indicators": (
        "Current indicators",
        "The indicators that hold now, and no others: what holds no longer is gone from here. Read it whole each time.",
    ),
    "advisories": (
        "All advisories",
        "Every advisory with all its objects. What is taken back comes again, revoked. Go on from where you were.",
    ),
}
"""By alias: title and description."""

_STIX = f"application/stix+json;version={VERSION}"
_TAXII = "application/taxii+json;version=2.1"
_Known = Mapping[tuple[str, str], str]


def collection_id(settings: Settings, alias: str) -> str:
    """Return the id of a collection, the same for ever; TAXII wants it to look like a random one."""
    return str(UUID(bytes=uuid5(namespace(settings), f"collection {alias}").bytes, version=4))


def server_data(
    settings: Settings, address: str, bundles: Mapping[str, Iterable[Object]], before: Object, now: datetime
) -> Object:
    """Return the data of a server at ``address``, which ends with ``/``.

    ``bundles`` are those of each collection, by its alias. What was there ``before``, in data made by this, keeps the
    time at which it was added; all else is added ``now``, an aware time.
    """
    root, name = f"{address}{API_ROOT}/", settings.name(settings.languages[0])
    collections = [
        _collection(settings, alias, found, _known(before, collection_id(settings, alias)), stamp(now))
        for alias, found in bundles.items()
    ]
    contact = {"contact": settings.publisher.contact} if settings.publisher.contact else {}
    return {
        "/discovery": {"title": name, **contact, "default": root, "api_roots": [root]},
        API_ROOT: {
            "information": {"title": name, "versions": [_TAXII], "max_content_length": 1},  # nothing is taken
            "status": [],
            "collections": collections,
        },
    }


def _known(before: Object, collection: str) -> _Known:
    """Return when each version of each object of a collection was added, by id and version."""
    found = (one for one in before.get(API_ROOT, {}).get("collections", ()) if one["id"] == collection)
    return {(one["id"], one["version"]): one["date_added"] for made in found for one in made["manifest"]}


def _collection(settings: Settings, alias: str, bundles: Iterable[Object], known: _Known, now: str) -> dict[str, Any]:
    title, description = COLLECTIONS[alias]
    objects = {one["id"]: one for bundle in bundles for one in bundle["objects"]}
    return {
        "id": collection_id(settings, alias),
        "title": title,
        "description": description,
        "alias": alias,
        "can_read": True,
        "can_write": False,
        "media_types": [_STIX],
        "manifest": list(_manifest(objects.values(), known, now)),
        "objects": list(objects.values()),
    }


def _manifest(objects: Iterable[Object], known: _Known, now: str) -> Iterator[Object]:
    for one in objects:
        version = one["modified"] if "modified" in one else one["created"]  # a marking is never another
        added = known.get((one["id"], version), now)
        yield {"id": one["id"], "date_added": added, "version": version, "media_type": _STIX}
