# SPDX-License-Identifier: Apache-2.0
"""JSON Feed 1.1: the same items for programs, with what is asked of whom as fields (``_chetavani``)."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from chetavani.model.library import Library
from chetavani.outputs.base import Artifact, BuildContext
from chetavani.outputs.feed_content import FeedEntry
from chetavani.outputs.feeds import Feed, plan_feeds

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


class JsonFeeds:
    """Every slice in both flavours as JSON Feed."""

    name = "json_feed"

    def plan(self, library: Library, context: BuildContext) -> Iterable[Artifact]:
        """Return one artifact per slice and flavour."""
        return plan_feeds(library, context, "json", MEDIA_TYPE, write_json)


def write_json(feed: Feed) -> bytes:
    """Return ``feed`` as a JSON Feed document in UTF-8."""
    demonstration = feed.context.settings.demonstration
    document = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address("json"),
        "description": feed.subtitle,
        "language": feed.language,
        "authors": [
            {"name": feed.context.settings.name(feed.language), "url": feed.context.settings.base_url},
        ],
        "_chetavani": {
            "demonstration": demonstration,
            "slice": feed.slice.name,
            "flavour": "changes" if feed.changes else "new",
            "rights": feed.rights,
        },
        "items": [_item(entry, demonstration=demonstration) for entry in feed.entries()],
    }
    return (json.dumps(document, ensure_ascii=False) + "\n").encode()


def _item(entry: FeedEntry, *, demonstration: bool) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.content,
        "date_published": _moment(entry.item.published),
        "date_modified": _moment(entry.item.updated),
        "tags": list(dict.fromkeys(one.label for one in entry.subject.categories)),
        "language": entry.language,
        "_chetavani": _record(entry, demonstration=demonstration),
    }


def _record(entry: FeedEntry, *, demonstration: bool) -> dict[str, Any]:
    advisory, item = entry.item.advisory, entry.item
    return {
        "demonstration": demonstration,
        "id": advisory.id,
        "revision": advisory.revision,
        "change": {"what": item.change.value, "revision": item.revision or None} if item.change else None,
        "kind": advisory.kind.value,
        "severity": advisory.severity.value,
        "standing": entry.subject.standing.value,
        "reason": advisory.reason,
        "superseded_by": entry.subject.successor,
        "published": _moment(advisory.issued),
        "updated": _moment(advisory.updated),
        "expires": _moment(advisory.expires) if advisory.expires else None,
        "fraud_types": list(advisory.fraud_types),
        "sectors": list(advisory.sectors),
        "actions": [
            {"who": list(one.who), "what": one.what, "by": _moment(one.by) if one.by else None, "text": one.text}
            for one in advisory.actions
        ],
    }


def _moment(moment: datetime) -> str:
    """Return an aware time as RFC 3339 in UTC."""
    return moment.astimezone(UTC).isoformat()
