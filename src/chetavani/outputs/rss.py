# SPDX-License-Identifier: Apache-2.0
"""RSS 2.0 feeds, built with feedgen; ``content:encoded`` holds the full text, ``description`` the summary.

Readers take a description for HTML, so the plain summary is escaped there. RSS has no word for "updated": an
``atom:updated`` says it. feedgen takes the last link given as the channel's, and only one counts in RSS.
"""

import html
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from chetavani.model.library import Library
from chetavani.outputs.base import Artifact, BuildContext
from chetavani.outputs.feed_content import FeedEntry
from chetavani.outputs.feeds import Feed, plan_feeds

MEDIA_TYPE = "application/rss+xml"
TTL = 15  # minutes between two polls; the feed guide says the same
_ATOM = "http://www.w3.org/2005/Atom"


class _FeedPart(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """What feedgen wants beside an entry's extension; adds nothing."""


class _Updated(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
    """Writes when an item last changed, RFC 3339 in UTC."""

    updated: str

    def extend_rss(self, entry: Any) -> Any:  # noqa: ANN401  # an lxml element
        """Add ``atom:updated`` to the item ``entry``."""
        etree.SubElement(entry, f"{{{_ATOM}}}updated").text = self.updated
        return entry


class RssFeeds:
    """Every slice in both flavours as RSS."""

    name = "rss"

    def plan(self, library: Library, context: BuildContext) -> Iterable[Artifact]:
        """Return one artifact per slice and flavour."""
        return plan_feeds(library, context, "rss", MEDIA_TYPE, write_rss)


def write_rss(feed: Feed) -> bytes:
    """Return ``feed`` as an RSS document in UTF-8."""
    generator = FeedGenerator()
    generator.register_extension("when", _FeedPart, _Updated, atom=False, rss=True)
    generator.title(feed.title)
    generator.description(feed.subtitle)
    generator.copyright(feed.rights)
    generator.language(feed.language)
    generator.lastBuildDate(feed.updated.astimezone(UTC))
    generator.generator("Chetavani")
    generator.ttl(TTL)
    generator.link(href=feed.address("rss"), rel="self", type=MEDIA_TYPE)
    generator.link(href=feed.home)
    for entry in feed.entries():
        _add(generator, entry)
    document: bytes = generator.rss_str()
    return document + b"\n"


def _add(generator: FeedGenerator, entry: FeedEntry) -> None:
    made = generator.add_entry(order="append")
    made.guid(entry.id, permalink=False)
    made.title(entry.title)
    made.link(href=entry.url)
    made.pubDate(entry.item.published.astimezone(UTC))
    made.description(html.escape(entry.summary, quote=False), isSummary=True)
    made.content(entry.content, type="html")
    made.category([{"term": one.term, "scheme": one.scheme} for one in entry.subject.categories])
    made.when.updated = entry.item.updated.astimezone(UTC).isoformat()
