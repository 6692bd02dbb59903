# SPDX-License-Identifier: Apache-2.0
"""JSON Feed 1.1: the same items for programs, with what is asked of whom as fields (``_chetavani``)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from chetavani.model.advisory import Advisory
from chetavani.outputs.feed import Feed
from chetavani.outputs.feed_content import FeedEntry, Subject

VERSION = "https://jsonfeed.org/version/1.1"
_CLOSING = b"]}"
_encode = json.JSONEncoder(ensure_ascii=False).encode


class JsonFormat:
    """JSON Feed 1.1. See ``chetavani.outputs.feed.FeedFormat``."""

    extension = "json"
    media_type = "application/feed+json"

    def write(self, feed: Feed, entries: Iterable[FeedEntry]) -> bytes:
        """Return ``feed`` with ``entries`` as a JSON Feed document."""
        frame = _encode(_frame(feed)).encode().removesuffix(_CLOSING)
        demonstration = feed.settings.demonstration
        items = b", ".join(_item(entry, demonstration=demonstration) for entry in entries)
        return b"".join([frame, items, _CLOSING, b"\n"])


def _frame(feed: Feed) -> dict[str, Any]:
    """Return the document without its items, which come last."""
    plan = feed.plan
    hubs = [{"type": "WebSub", "url": url} for url in feed.hubs]
    return {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address(JsonFormat.extension),
        "description": feed.subtitle,
        "language": feed.language,
        "authors": [
            {"name": feed.settings.name(feed.language), "url": feed.settings.base_url},
        ],
        **({"hubs": hubs} if hubs else {}),
        "_chetavani": {
            "demonstration": feed.settings.demonstration,
            "slice": plan.slice.name,
            "flavour": "changes" if plan.changes else "new",
            "rights": feed.rights,
            "tombstones": [
                {"ref": one.ref, "when": one.when.isoformat(), "comment": one.comment} for one in feed.tombstones
            ],
        },
        "items": [],
    }


def _item(entry: FeedEntry, *, demonstration: bool) -> bytes:
    """Return an item; what it has in common with the others of its advisory is encoded once."""
    shared, item = _shared(entry.subject), entry.item
    change = {"what": item.change.value, "revision": item.revision or None} if item.change else None
    own = {"id": entry.id, "url": entry.url, "title": entry.title, "summary": entry.summary}
    dates = {"date_published": entry.published.isoformat(), "date_modified": entry.updated.isoformat()}
    about = {"tags": shared.tags, "language": entry.language}
    before, after = _encode(own)[:-1], _encode(dates | about)[1:-1]
    content = f"{_encode(entry.head)[:-1]}{shared.content[1:]}"
    first = _encode({"demonstration": demonstration, **shared.first, "change": change})[:-1]
    record = f'"_chetavani": {first}, {shared.last}'
    return f'{before}, "content_html": {content}, {after}, {record}}}'.encode()


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all items of an advisory share in one language; ``content`` and ``last`` are JSON, the rest is not yet."""

    tags: list[str]
    content: str
    first: dict[str, Any]
    last: str


@lru_cache(maxsize=512)
def _shared(subject: Subject) -> _Shared:
    advisory = subject.advisory
    return _Shared(
        tags=list(dict.fromkeys(one.label for one in subject.categories)),
        content=_encode(subject.content),
        first={"id": advisory.id, "revision": advisory.revision},
        last=_encode(_standing(subject) | _asked(advisory) | {"forms": _forms(subject)})[1:],
    )


def _standing(subject: Subject) -> dict[str, Any]:
    advisory = subject.advisory
    return {
        "kind": advisory.kind.value,
        "severity": advisory.severity.value,
        "standing": subject.standing.value,
        "reason": advisory.reason,
        "superseded_by": subject.successor,
        "published": _moment(advisory.issued),
        "updated": _moment(advisory.updated),
        "expires": _moment(advisory.expires) if advisory.expires else None,
    }


def _asked(advisory: Advisory) -> dict[str, Any]:
    return {
        "fraud_types": list(advisory.fraud_types),
        "sectors": list(advisory.sectors),
        "actions": [
            {"who": list(one.who), "what": one.what, "by": _moment(one.by) if one.by else None, "text": one.text}
            for one in advisory.actions
        ],
    }


def _forms(subject: Subject) -> list[dict[str, str]]:
    """Return where the advisory is for programs. An ``attachment`` would be downloaded by some readers."""
    return [{"label": one.label, "type": one.media_type, "url": one.href} for one in subject.forms]


def _moment(moment: datetime) -> str:
    """Return an aware time as RFC 3339 in UTC."""
    return moment.astimezone(UTC).isoformat()
