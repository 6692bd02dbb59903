# SPDX-License-Identifier: Apache-2.0
"""What an item of a feed says: title, plain summary, and the advisory in full as safe HTML with absolute links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markupsafe import Markup

from chetavani.model.advisory import Advisory
from chetavani.model.library import Library
from chetavani.model.vocab import STANDINGS, Standing
from chetavani.outputs.addresses import advisory_url
from chetavani.outputs.advisory_view import Tie, Ties, indicator_groups, requests, ties, view_digest
from chetavani.outputs.base import BuildContext
from chetavani.outputs.feed_items import Change, Item
from chetavani.outputs.markup import absolute_links, sanitise
from chetavani.outputs.page_scope import PageScope

_TEMPLATE = "feed/advisory.html.jinja"
_CHANGE_TEMPLATE = "feed/change.html.jinja"
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return ``text`` without what XML 1.0 cannot hold (section 2.2, Char); a body can write it as an entity."""
    return _NO_XML.sub("", text)


@dataclass(frozen=True, slots=True)
class Category:
    """A term of a vocabulary. ``scheme`` is a full address: with the term and ``/`` it is that of the term's list."""

    term: str
    scheme: str
    label: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What all items of an advisory share in one language: where it is, what it is about, what replaces it.

    ``pages`` maps every language it has to the full address of its page; ``successor`` is public, if there is one.
    """

    standing: Standing
    pages: dict[str, str]
    categories: tuple[Category, ...]
    successor: str | None


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An item with its texts. ``title`` and ``summary`` are plain text, ``content`` is HTML; all fit for XML.

    ``url`` is the full address of its page in ``language``.
    """

    item: Item
    id: str
    language: str
    title: str
    summary: str
    content: str
    url: str
    subject: Subject


@dataclass(frozen=True)
class FeedTexts:
    """Makes the texts of items; what depends on the advisory alone is made once for all feeds that carry it."""

    library: Library
    context: BuildContext
    _contents: dict[tuple[str, str], str] = field(default_factory=dict)
    _subjects: dict[tuple[str, str], Subject] = field(default_factory=dict)
    _digests: dict[tuple[str, str], str] = field(default_factory=dict)

    def entry(self, item: Item, item_id: str, language: str) -> FeedEntry:
        """Return ``item`` with its texts in ``language``."""
        advisory = item.advisory
        subject = self._subject(advisory, language)
        return FeedEntry(
            item=item,
            id=item_id,
            language=language,
            title=xml_text(self._title(item, language)),
            summary=xml_text(self._summary(item, language)),
            content=self._change(item, language) + self._content(advisory, language),
            url=subject.pages[advisory.text(language).language],
            subject=subject,
        )

    def digest(self, advisory: Advisory, language: str) -> str:
        """Return a digest of all that the texts of an advisory are made of; empty if its files have none."""
        key = (advisory.id, language)
        source = self.context.digests.get(advisory.id, "")
        if key not in self._digests and source:
            standing = self.library.standing(advisory)
            self._digests[key] = view_digest(source, standing, (), self._ties(advisory, language))
        return self._digests.get(key, "")

    def _subject(self, advisory: Advisory, language: str) -> Subject:
        key = (advisory.id, language)
        if key not in self._subjects:
            successor = self._ties(advisory, language).successor
            self._subjects[key] = Subject(
                standing=self.library.standing(advisory),
                pages={code: self._page(advisory, code) for code in advisory.texts},
                categories=tuple(self._categories(advisory, language)),
                successor=successor.advisory.id if successor else None,
            )
        return self._subjects[key]

    def _categories(self, advisory: Advisory, language: str) -> Iterator[Category]:
        """Yield what an advisory is about: its kind, severity, standing, fraud types and sectors."""
        scope = self._scope(language)
        terms = [
            ("kind", "kinds", advisory.kind.value),
            ("severity", "severities", advisory.severity.value),
            ("standing", "standings", self.library.standing(advisory).value),
            *(("fraud-type", "fraud-types", value) for value in dict.fromkeys(advisory.fraud_types)),
            *(("sector", "sectors", value) for value in dict.fromkeys(advisory.sectors)),
        ]
        for facet, vocabulary, term in terms:
            yield Category(term, self.context.absolute(f"advisories/{facet}/"), scope.label(vocabulary, term))

    def _scope(self, language: str) -> PageScope:
        return PageScope(self.context, language, "")

    def _page(self, advisory: Advisory, language: str) -> str:
        return self.context.absolute(advisory_url(self.context.settings, advisory, language))

    def _ties(self, advisory: Advisory, language: str) -> Ties:
        return ties(self.library, advisory, (), language)

    def _title(self, item: Item, language: str) -> str:
        title = item.advisory.text(language).title
        if item.change is Change.REVISION:
            title = self.context.word(language, "feed_title_revision", title=title, number=item.revision)
        standing = self.library.standing(item.advisory)
        return title if standing is Standing.CURRENT else f"[{STANDINGS[standing].label(language)}] {title}"

    def _summary(self, item: Item, language: str) -> str:
        """Return the summary; before it what changed, since some readers and every chat bridge show nothing else."""
        advisory, scope = item.advisory, self._scope(language)
        parts = []
        if self.library.standing(advisory) is Standing.WITHDRAWN:
            parts.append(f"{scope.word('feed_withdrawn')} {advisory.reason}")
        elif self.library.standing(advisory) is Standing.SUPERSEDED:
            successor = self._subject(advisory, language).successor or ""
            parts.append(f"{scope.word('feed_superseded')} {successor}".strip())
        if item.change is Change.REVISION:
            moment = scope.moment(item.published)
            said = advisory.revisions[item.revision - 2].summary
            parts.append(f"{scope.word('feed_revision', number=item.revision, moment=moment)} {said}")
        return "\n\n".join([*parts, advisory.text(language).summary])

    def _change(self, item: Item, language: str) -> str:
        """Return the head of an item that tells of a publication or revision; the banner tells the rest."""
        if not item.revision:
            return ""
        said = item.advisory.revisions[item.revision - 2].summary if item.change is Change.REVISION else ""
        return self._scope(language).render(
            _CHANGE_TEMPLATE,
            revision=item.revision,
            newest=item.advisory.revision,
            moment=item.published,
            summary=said,
            language=item.advisory.language,
        )

    def _content(self, advisory: Advisory, language: str) -> str:
        key = (advisory.id, language)
        if key not in self._contents:
            self._contents[key] = self._render(advisory, language)
        return self._contents[key]

    def _render(self, advisory: Advisory, language: str) -> str:
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
                standing=self.library.standing(advisory).value,
                demonstration=self.context.settings.demonstration,
                actions=[request.action for request in requests(self.library, advisory)],
                groups=indicator_groups(advisory.indicators),
                ties=self._ties(advisory, language),
                body=Markup(absolute_links(sanitise(text.body), page)),  # noqa: S704  # nh3 has cleaned it: outputs.markup
                page=page,
                address=address,
            )
        )
