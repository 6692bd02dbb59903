# SPDX-License-Identifier: Apache-2.0
"""What an item of a feed says: title, plain summary, and the advisory in full as safe HTML with absolute links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from markupsafe import Markup

from chetavani.model.advisory import Advisory
from chetavani.model.card import Card, moment
from chetavani.model.library import Library
from chetavani.model.vocab import STANDINGS, Standing
from chetavani.outputs.addresses import advisory_url
from chetavani.outputs.advisory_view import Tie, cleared_indicators, indicator_groups, requests, ties
from chetavani.outputs.base import BuildContext
from chetavani.outputs.feed_ids import item_id
from chetavani.outputs.feed_items import Change, Item, settled
from chetavani.outputs.feed_mould import escaped, quoted
from chetavani.outputs.markup import absolute_links, sanitise
from chetavani.outputs.page_scope import PageScope

_TEMPLATE = "feed/advisory.html.jinja"
_CHANGE_TEMPLATE = "feed/change.html.jinja"
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_KEPT = 512
"""Advisories, and items of them, whose texts are kept besides those of the longest feed, up to 20 kB each."""


def xml_text(text: str) -> str:
    """Return ``text`` without what XML 1.0 cannot hold (section 2.2, Char); a body can write it as an entity."""
    return _NO_XML.sub("", text)


@dataclass(frozen=True)
class Category:
    """A term of a vocabulary. ``scheme`` is a full address: with the term and ``/`` it is that of the term's list."""

    term: str
    scheme: str
    label: str

    @cached_property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """Return what stands in XML for the marks of a category: attributes, and ``text`` for the term as content."""
        attributes = ((name, quoted(value)) for name, value in vars(self).items())
        return (("text", escaped(self.term)), *attributes)


@dataclass(frozen=True, slots=True)
class FormLink:
    """The full address of an advisory in one of the formats for programs, under the format's name."""

    label: str
    media_type: str
    href: str


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What tells programs to take an item back (RFC 6721): its id, when it was withdrawn (UTC), and why."""

    ref: str
    when: datetime
    comment: str


@dataclass(frozen=True, eq=False)
class Subject:
    """What all items of an advisory share in one language: where it is, what it is about, how it reads.

    ``pages`` maps every language it has to the full address of its page, the language of the texts first; ``forms``
    are what there is of it for programs; ``successor`` is public, if there is one. ``content`` is HTML, fit for XML;
    empty in an archive.
    """

    advisory: Advisory
    standing: Standing
    pages: dict[str, str]
    forms: tuple[FormLink, ...]
    categories: tuple[Category, ...]
    successor: str | None
    content: str

    @cached_property
    def escaped_content(self) -> str:
        """Return the content as it stands in XML."""
        return escaped(self.content)

    @cached_property
    def marks(self) -> dict[str, str]:
        """Return what stands in XML for the marks that all items share."""
        found = {f"page{number}": quoted(href) for number, href in enumerate(self.pages.values())}
        for number, form in enumerate(self.forms):
            found[f"form{number}"] = quoted(form.href)
        for number, category in enumerate(self.categories):
            for name, value in category.marks:
                found[f"{name}{number}"] = value
        return found

    @cached_property
    def formats(self) -> tuple[tuple[str, str], ...]:
        """Return name and media type of each of the forms."""
        return tuple((one.label, one.media_type) for one in self.forms)


@dataclass(frozen=True, eq=False, slots=True)
class FeedEntry:
    """An item with its texts. ``title`` and ``summary`` are plain text; all are fit for XML. Times are in UTC.

    ``url`` is the full address of its page in ``language``; ``head`` is HTML above the subject's content.
    """

    item: Item
    id: str
    language: str
    published: datetime
    updated: datetime
    title: str
    summary: str
    head: str
    url: str
    subject: Subject

    @property
    def content(self) -> str:
        """Return the HTML that readers show."""
        return self.head + self.subject.content

    @property
    def escaped_content(self) -> str:
        """Return the content as it stands in XML."""
        return escaped(self.head) + self.subject.escaped_content


class FeedTexts:
    """Makes the texts of items. What feeds and formats share is made once, and kept while it is likely to be asked.

    ``longest`` is how many items the longest feed has: each format goes through it from end to end, and if fewer texts
    were kept, none would still be there for the next.
    """

    def __init__(self, library: Library, context: BuildContext, longest: int) -> None:
        self.library = library
        self.context = context
        self.longest = longest
        self.entry = lru_cache(maxsize=_KEPT + longest)(self._entry)
        """Return an item with its texts in a language; if it is to be brief, without the advisory in full."""
        self._subject = lru_cache(maxsize=_KEPT + longest)(self._about)
        self._category = lru_cache(maxsize=None)(self._labelled)

    def tombstone(self, card: Card, language: str) -> Tombstone:
        """Return what takes back the item of a withdrawn advisory in the *new* feeds of a language."""
        advisory = self.library.advisory(card.id)
        said = f"{self._scope(language).word('feed_withdrawn')} {advisory.reason}"
        ref = item_id(self.context.settings, advisory, language)
        return Tombstone(ref, moment(settled(self.library, card)), xml_text(said))

    def _entry(self, item: Item, language: str, *, brief: bool = False) -> FeedEntry:
        subject = self._subject(item.card.id, language, brief=brief)
        advisory = subject.advisory
        return FeedEntry(
            item=item,
            id=item_id(self.context.settings, advisory, language, item.suffix),
            language=language,
            published=moment(item.published),
            updated=moment(item.updated),
            title=xml_text(self._title(item, subject, language)),
            summary=xml_text(self._summary(item, subject, language)),
            head=xml_text(self._change(item, advisory, language)),
            url=next(iter(subject.pages.values())),
            subject=subject,
        )

    def _about(self, advisory_id: str, language: str, *, brief: bool) -> Subject:
        advisory, card = self.library.advisory(advisory_id), self.library.cards[advisory_id]
        standing = self.library.standing(card)
        return Subject(
            advisory=advisory,
            standing=standing,
            pages=self._pages(advisory, language),
            forms=tuple(self._forms(card)),
            categories=tuple(self._categories(card, standing, language)),
            successor=self._successor(card, standing),
            content="" if brief else self._content(advisory, standing, language),
        )

    def _successor(self, card: Card, standing: Standing) -> str | None:
        other = self.library.card(card.superseded_by or "") if standing is Standing.SUPERSEDED else None
        return other.id if other is not None and other.is_public else None

    def _pages(self, advisory: Advisory, language: str) -> dict[str, str]:
        own = advisory.text(language).language
        return {code: self._page(advisory, code) for code in dict.fromkeys((own, *advisory.texts))}

    def _forms(self, card: Card) -> Iterator[FormLink]:
        for form in self.context.forms:
            if form.wanted(card):
                yield FormLink(form.label, form.media_type, self.context.absolute(form.path_of(card)))

    def _categories(self, card: Card, standing: Standing, language: str) -> Iterator[Category]:
        """Yield what an advisory is about: its kind, severity, standing, fraud types and sectors."""
        yield self._category("kind", "kinds", card.kind, language)
        yield self._category("severity", "severities", card.severity, language)
        yield self._category("standing", "standings", standing.value, language)
        for value in card.fraud_types:
            yield self._category("fraud-type", "fraud-types", value, language)
        for value in card.sectors:
            yield self._category("sector", "sectors", value, language)

    def _labelled(self, facet: str, vocabulary: str, term: str, language: str) -> Category:
        label = self._scope(language).label(vocabulary, term)
        return Category(term, self.context.absolute(f"advisories/{facet}/"), label)

    def _scope(self, language: str) -> PageScope:
        return PageScope(self.context, language, "")

    def _page(self, advisory: Advisory, language: str) -> str:
        return self.context.absolute(advisory_url(self.context.settings, advisory, language))

    def _title(self, item: Item, subject: Subject, language: str) -> str:
        title = subject.advisory.text(language).title
        if item.change is Change.REVISION:
            title = self.context.word(language, "feed_title_revision", title=title, number=item.revision)
        standing = subject.standing
        return title if standing is Standing.CURRENT else f"[{STANDINGS[standing].label(language)}] {title}"

    def _summary(self, item: Item, subject: Subject, language: str) -> str:
        """Return the summary; before it what changed, since some readers and every chat bridge show nothing else."""
        advisory, scope = subject.advisory, self._scope(language)
        parts = []
        if subject.standing is Standing.WITHDRAWN:
            parts.append(f"{scope.word('feed_withdrawn')} {advisory.reason}")
        elif subject.standing is Standing.SUPERSEDED:
            parts.append(f"{scope.word('feed_superseded')} {subject.successor or ''}".strip())
        if item.change is Change.REVISION:
            when = scope.moment(moment(item.published))
            said = advisory.revisions[item.revision - 2].summary
            parts.append(f"{scope.word('feed_revision', number=item.revision, moment=when)} {said}")
        return "\n\n".join([*parts, advisory.text(language).summary])

    def _change(self, item: Item, advisory: Advisory, language: str) -> str:
        """Return the head of an item that tells of a publication or revision; the banner tells the rest."""
        if not item.revision:
            return ""
        said = advisory.revisions[item.revision - 2].summary if item.change is Change.REVISION else ""
        return self._scope(language).render(
            _CHANGE_TEMPLATE,
            revision=item.revision,
            newest=advisory.revision,
            moment=moment(item.published),
            summary=said,
            language=advisory.language,
        )

    def _content(self, advisory: Advisory, standing: Standing, language: str) -> str:
        text = advisory.text(language)
        page = self._page(advisory, text.language)

        def address(tie: Tie) -> str:
            return self._page(tie.advisory, tie.language)

        return xml_text(
            self._scope(language).render(
                _TEMPLATE,
                advisory=advisory,
                text=text,
                stale=advisory.is_stale(language),
                standing=standing.value,
                demonstration=self.context.settings.demonstration,
                actions=[request.action for request in requests(self.library, advisory)],
                groups=indicator_groups(advisory),
                cleared=cleared_indicators(advisory),
                ties=ties(self.library, advisory, (), language),
                body=Markup(absolute_links(sanitise(text.body), page)),  # noqa: S704  # nh3 has cleaned it: outputs.markup
                page=page,
                address=address,
            )
        )
