# SPDX-License-Identifier: Apache-2.0
"""Atom 1.0 feeds (RFC 4287), built with feedgen: each feed's frame, and an entry of every shape as a mould.

feedgen writes the links of an entry without their attributes, so an extension writes them; it takes the present time
for whatever has none, so every time is given. One generator makes one document, because a generator that makes two
formats mixes their links.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain, repeat
from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from chetavani.outputs.feed import Feed
from chetavani.outputs.feed_content import FeedEntry, FormLink, Tombstone
from chetavani.outputs.feed_mould import Mould, escaped, mark

_HTML = "text/html"
_ATOM = "{http://www.w3.org/2005/Atom}"
_HISTORY = "http://purl.org/syndication/history/1.0"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_CLOSING = b"</feed>"
_CONTENT = f'<content type="html">{mark("content")}</content>'
_PUBLISHED = datetime(2001, 1, 1, tzinfo=UTC)  # the times stand in a mould for an entry's, and go with the marks
_UPDATED = datetime(2002, 2, 2, tzinfo=UTC)


class _FeedPart(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """Writes whether the document is an archive (RFC 5005), and what is to be taken back (RFC 6721)."""

    archive = False
    tombstones: tuple[Tombstone, ...] = ()

    def extend_ns(self) -> dict[str, str]:
        """Return the prefixes of what it writes."""
        return {"fh": _HISTORY, "at": _TOMBSTONES}

    def extend_atom(self, feed: Any) -> Any:  # noqa: ANN401  # an lxml element
        """Add it to ``feed``; the grammar of RFC 4287 wants it before the entries."""
        if self.archive:
            etree.SubElement(feed, f"{{{_HISTORY}}}archive")
        for one in self.tombstones:
            gone = etree.SubElement(feed, f"{{{_TOMBSTONES}}}deleted-entry", ref=one.ref, when=one.when.isoformat())
            etree.SubElement(gone, f"{{{_TOMBSTONES}}}comment").text = one.comment
        return feed


class _EntryLinks(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
    """Writes the links of an entry with all their attributes (RFC 4287, section 4.2.7).

    Some readers open the first alternate link and some the last, so there is one: the page in the entry's language.
    The pages in other languages and the forms for programs are ``related``. A type may have any number of those.
    """

    pages: dict[str, str]
    forms: tuple[FormLink, ...]

    def extend_atom(self, entry: Any) -> Any:  # noqa: ANN401  # an lxml element
        """Add them to ``entry``."""
        for rel, (language, href) in zip(chain(["alternate"], repeat("related")), self.pages.items(), strict=False):
            etree.SubElement(entry, "link", href=href, rel=rel, type=_HTML, hreflang=language)
        for one in self.forms:
            etree.SubElement(entry, "link", href=one.href, rel="related", type=one.media_type, title=one.label)
        return entry


class AtomFormat:
    """Atom 1.0. See ``chetavani.outputs.feed.FeedFormat``."""

    extension = "atom"
    media_type = "application/atom+xml"

    def write(self, feed: Feed, entries: Iterable[FeedEntry]) -> bytes:
        """Return ``feed`` with ``entries`` as an Atom document."""
        frame: bytes = _frame(feed).atom_str()
        return b"".join([frame.removesuffix(_CLOSING), *map(_entry, entries), _CLOSING, b"\n"])


def _frame(feed: Feed) -> FeedGenerator:
    """Return the generator of ``feed`` without its entries."""
    generator = FeedGenerator()
    generator.register_extension("marks", _FeedPart, atom=True, rss=False)
    generator.marks.archive, generator.marks.tombstones = bool(feed.plan.month), feed.tombstones
    generator.id(feed.id)
    generator.title(feed.title)
    generator.subtitle(feed.subtitle)
    generator.rights(feed.rights)
    generator.language(feed.language)
    generator.updated(feed.updated)
    generator.generator("Chetavani")
    generator.author(name=feed.settings.name(feed.language), uri=feed.settings.base_url)
    generator.link(href=feed.address(AtomFormat.extension), rel="self", type=AtomFormat.media_type)
    for rel, (language, href) in zip(chain(["alternate"], repeat("related")), feed.homes.items(), strict=False):
        generator.link(href=href, rel=rel, type=_HTML, hreflang=language)
    for rel, href in feed.links:
        generator.link(href=href, rel=rel, type=AtomFormat.media_type)
    for href in feed.hubs:
        generator.link(href=href, rel="hub")
    return generator


@lru_cache(maxsize=1024)
def _mould(languages: tuple[str, ...], categories: int, formats: tuple[tuple[str, str], ...], *, brief: bool) -> Mould:
    """Return the mould of an entry that has pages in ``languages``, so many categories, and forms of these formats.

    ``brief`` is one without content: the page says the rest.
    """
    generator = FeedGenerator()
    generator.register_extension("links", BaseExtension, _EntryLinks, atom=True, rss=False)
    generator.id(mark("feed"))
    generator.title(mark("feed"))
    made = generator.add_entry(order="append")
    made.id(mark("id"))
    made.title(mark("title"))
    made.published(_PUBLISHED)
    made.updated(_UPDATED)
    made.summary(mark("summary"))
    made.content(mark("content"), type="html")
    made.category([{name: mark(f"{name}{n}") for name in ("term", "scheme", "label")} for n in range(categories)])
    made.links.pages = {language: mark(f"page{n}") for n, language in enumerate(languages)}
    made.links.forms = [FormLink(label, kind, mark(f"form{n}")) for n, (label, kind) in enumerate(formats)]
    document = generator.atom_str().decode()
    entry = document[document.index("<entry>") :].removesuffix(_CLOSING.decode())
    marked = entry.replace(_PUBLISHED.isoformat(), mark("published")).replace(_UPDATED.isoformat(), mark("updated"))
    return Mould(marked.replace(_CONTENT, "") if brief else marked)


def _entry(entry: FeedEntry) -> bytes:
    subject = entry.subject
    own = {
        "id": escaped(entry.id),
        "title": escaped(entry.title),
        "published": entry.published.isoformat(),
        "updated": entry.updated.isoformat(),
        "summary": escaped(entry.summary),
        "content": entry.escaped_content,
    }
    mould = _mould(tuple(subject.pages), len(subject.categories), subject.formats, brief=not subject.content)
    return mould.pour(subject.marks | own)


def entry_text(document: bytes, ref: str) -> str:
    """Return what an Atom document says of the entry with this id, line by line, and whether it is to be deleted.

    Raises ValueError if it is no XML, LookupError if there is no such entry.
    """
    try:
        feed = etree.fromstring(document)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    found = next((one for one in feed.iterfind(f"{_ATOM}entry") if one.findtext(f"{_ATOM}id") == ref), None)
    if found is None:
        raise LookupError(ref)
    lines = [f"{name} {found.findtext(_ATOM + name)}" for name in ("title", "summary")]
    for one in found.iterfind(f"{_ATOM}category"):
        facet = one.get("scheme", "").rstrip("/").rpartition("/")[2]
        lines.append(f"{facet} {one.get('term')}")
    gone = feed.iterfind(f"{{{_TOMBSTONES}}}deleted-entry")
    lines += (f"deleted {one.get('ref')}: {''.join(one.itertext())}" for one in gone if one.get("ref") == ref)
    return "\n".join(lines)
