# SPDX-License-Identifier: Apache-2.0
"""RSS 2.0 feeds, built with feedgen: each feed's frame, and an item of every shape as a mould.

``content:encoded`` holds the full text, ``description`` the summary. Readers take a description for HTML, so the
plain summary is escaped there. RSS has no word for "updated": an ``atom:updated`` says it. feedgen takes the last
link given as the channel's, and only one counts in RSS.
"""

import html
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from chetavani.outputs.feed import Feed
from chetavani.outputs.feed_content import FeedEntry, FormLink
from chetavani.outputs.feed_mould import Mould, escaped, mark

TTL = 15  # minutes between two polls; the feed guide says the same
_ATOM = "http://www.w3.org/2005/Atom"
_CLOSING = b"</channel></rss>"
_PUBLISHED = datetime(2001, 1, 1, tzinfo=UTC)  # stands in a mould for an item's time, and goes with the marks


class _FeedPart(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """Writes the WebSub hubs of a feed."""

    hubs: tuple[str, ...] = ()

    def extend_rss(self, feed: Any) -> Any:  # noqa: ANN401  # an lxml element
        """Add an ``atom:link`` for each to the channel of ``feed``."""
        for href in self.hubs:
            etree.SubElement(feed[0], f"{{{_ATOM}}}link", href=href, rel="hub")
        return feed


class _EntryPart(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
    """Writes when an item last changed, RFC 3339 in UTC, and where its forms for programs are."""

    updated: str
    forms: tuple[FormLink, ...]

    def extend_rss(self, entry: Any) -> Any:  # noqa: ANN401  # an lxml element
        """Add ``atom:updated``, and an ``atom:link`` for each form, to the item ``entry``."""
        etree.SubElement(entry, f"{{{_ATOM}}}updated").text = self.updated
        for one in self.forms:
            attributes = {"href": one.href, "rel": "related", "type": one.media_type, "title": one.label}
            etree.SubElement(entry, f"{{{_ATOM}}}link", attributes)
        return entry


class RssFormat:
    """RSS 2.0. See ``chetavani.outputs.feed.FeedFormat``."""

    extension = "rss"
    media_type = "application/rss+xml"

    def write(self, feed: Feed, entries: Iterable[FeedEntry]) -> bytes:
        """Return ``feed`` with ``entries`` as an RSS document."""
        frame: bytes = _frame(feed).rss_str()
        return b"".join([frame.removesuffix(_CLOSING), *map(_item, entries), _CLOSING, b"\n"])


def _frame(feed: Feed) -> FeedGenerator:
    """Return the generator of ``feed`` without its items."""
    generator = FeedGenerator()
    generator.register_extension("marks", _FeedPart, atom=False, rss=True)
    generator.marks.hubs = feed.hubs
    generator.title(feed.title)
    generator.description(feed.subtitle)
    generator.copyright(feed.rights)
    generator.language(feed.language)
    generator.lastBuildDate(feed.updated)
    generator.generator("Chetavani")
    generator.ttl(TTL)
    generator.link(href=feed.address(RssFormat.extension), rel="self", type=RssFormat.media_type)
    generator.link(href=feed.home)
    return generator


@lru_cache(maxsize=256)
def _mould(categories: int, formats: tuple[tuple[str, str], ...]) -> Mould:
    """Return the mould of an item that has so many categories, and forms of these formats."""
    generator = FeedGenerator()
    generator.register_extension("own", BaseExtension, _EntryPart, atom=False, rss=True)
    generator.title(mark("feed"))
    generator.description(mark("feed"))
    generator.link(href=mark("feed"))
    made = generator.add_entry(order="append")
    made.guid(mark("id"), permalink=False)
    made.title(mark("title"))
    made.link(href=mark("url"))
    made.pubDate(_PUBLISHED)
    made.description(mark("summary"), isSummary=True)
    made.content(mark("content"), type="html")
    made.category([{"term": mark(f"text{n}"), "scheme": mark(f"scheme{n}")} for n in range(categories)])
    made.own.updated = mark("updated")
    made.own.forms = [FormLink(label, kind, mark(f"form{n}")) for n, (label, kind) in enumerate(formats)]
    document = generator.rss_str().decode()
    item = document[document.index("<item>") :].removesuffix(_CLOSING.decode())
    return Mould(item.replace(format_datetime(_PUBLISHED), mark("published")))


def _item(entry: FeedEntry) -> bytes:
    subject = entry.subject
    own = {
        "id": escaped(entry.id),
        "title": escaped(entry.title),
        "url": escaped(entry.url),
        "published": format_datetime(entry.published),
        "updated": entry.updated.isoformat(),
        "summary": escaped(html.escape(entry.summary, quote=False)),
        "content": entry.escaped_content,
    }
    return _mould(len(subject.categories), subject.formats).pour(subject.marks | own)
