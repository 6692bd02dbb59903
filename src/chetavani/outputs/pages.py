# SPDX-License-Identifier: Apache-2.0
"""The advisories' own pages: one in every language, whether or not there is a text in it."""

from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass, replace
from functools import cached_property, partial

from markupsafe import Markup, escape

from chetavani.model.advisory import Advisory
from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.model.page import Heading, Layout, Page
from chetavani.model.vocab import FRAUD_TYPES, KINDS, SECTORS, Standing
from chetavani.outputs.addresses import advisory_url
from chetavani.outputs.advisory_view import (
    IndicatorGroup,
    Request,
    ShownIndicator,
    Ties,
    cleared_indicators,
    indicator_groups,
    predecessors,
    requests,
    ties,
)
from chetavani.outputs.base import Artifact, BuildContext, Shard, Told
from chetavani.outputs.feed_links import EVERYTHING, URGENT, FeedRef, carrying, slice_name
from chetavani.outputs.hundreds import hundreds
from chetavani.outputs.keys import digest_of_sources, state
from chetavani.outputs.markup import Body, render_body
from chetavani.outputs.page_scope import PageScope

_TEMPLATE = "advisory.html.jinja"
_VOCABULARIES = {"kind": KINDS, "fraud-type": FRAUD_TYPES, "sector": SECTORS}


class AdvisoryPages:
    """A page for each public advisory in each language. See ``chetavani.outputs.base.Output``."""

    name = "pages"

    def plan(self, library: Library, context: BuildContext) -> Iterable[Shard]:
        """Return a shard for each year, in it one for each hundred ids; their pages by id, then by language."""
        return hundreds(self.name, library, partial(_pages, library, context))

    def told(self, library: Library, context: BuildContext, card: Card) -> Iterator[Told]:
        """Yield that its page in every language has the banner, and why, and calls nobody to act."""
        standing = library.standing(card)
        successor = library.card(card.superseded_by or "") if standing is Standing.SUPERSEDED else None
        why = library.advisory(card.id).reason or "" if standing is Standing.WITHDRAWN else ""
        why = successor.id if successor is not None and successor.is_public else str(escape(why))
        for language in context.settings.languages:
            title = escape(context.word(language, f"{standing}_title"))
            banner = f'<p class="cv-banner__title">{title}</p>'
            path = f"{advisory_url(context.settings, card, language)}index.html"
            yield Told(path, (banner, why), ('<p class="cv-advice">',))


def _pages(library: Library, context: BuildContext, cards: Iterable[Card]) -> Iterator[Artifact]:
    known: dict[str, Advisory] = {}
    for card in cards:
        told = _Told(library, card, known)
        for language in context.settings.languages:
            here = PageScope(context, language, advisory_url(context.settings, card, language))
            yield Artifact(f"{here.url}index.html", "text/html", partial(advisory_page, here, told), told.key(language))


@dataclass(frozen=True)
class _Told:
    """An advisory and what its pages in all languages share, which is made when the first of them is rendered.

    ``known`` are the advisories that some page of the shard has shown or named already.
    """

    library: Library
    card: Card
    known: dict[str, Advisory]

    def key(self, language: str) -> str:
        """Return what stands for all that the page for readers of ``language`` shows."""
        named = [self.card.superseded_by or "", *self.card.related]
        tied = [(other, self.library.card(other)) for other in named if other]
        tied += [(other.id, other) for other in self.replaced]
        shown = [
            f"{other} {self.library.standing(card).value} {card.face(language)}"
            for other, card in tied
            if card is not None and card.is_public
        ]
        return digest_of_sources([self.card.digest], [state(self.library, self.card), *shown])

    @cached_property
    def replaced(self) -> tuple[Card, ...]:
        """Return the advisories that it replaces."""
        return predecessors(self.library, self.card.id)

    @cached_property
    def advisory(self) -> Advisory:
        """Return the advisory in full."""
        return self.full(self.card.id)

    def full(self, advisory_id: str) -> Advisory:
        """Return an advisory in full."""
        found = self.known.get(advisory_id)
        if found is None:
            found = self.known[advisory_id] = self.library.advisory(advisory_id)
        return found

    @cached_property
    def requests(self) -> tuple[Request, ...]:
        """Return what is asked of whom."""
        return requests(self.library, self.advisory)

    @cached_property
    def indicators(self) -> tuple[IndicatorGroup, ...]:
        """Return its indicators, disarmed."""
        return indicator_groups(self.advisory)

    @cached_property
    def cleared(self) -> tuple[ShownIndicator, ...]:
        """Return its former indicators, disarmed."""
        return cleared_indicators(self.advisory)

    @cached_property
    def _bodies(self) -> dict[str, Body]:
        return {}

    def body(self, language: str) -> Body:
        """Return the body that readers of ``language`` get; one that several get is rendered once."""
        text = self.advisory.text(language)
        if text.language not in self._bodies:
            self._bodies[text.language] = render_body(text.body)
        return self._bodies[text.language]


def advisory_page(here: PageScope, told: _Told) -> Page:
    """Return the page of an advisory for the readers of ``here``."""
    advisory = told.advisory
    text, body = advisory.text(here.language), told.body(here.language)
    standing = told.library.standing(told.card)
    bound = ties(told.library, told.card, told.replaced, here.language, told.full)
    feeds = _feeds(here, told.card)
    content = here.render(
        _TEMPLATE,
        advisory=advisory,
        text=text,
        standing=standing,
        stale=advisory.is_stale(here.language),
        requests=told.requests,
        ties=bound,
        body=Markup(body.html),  # noqa: S704  # the one place: nh3 has cleaned it, see outputs.markup
        advice=_advice_anchor(here, text.language, body),
        indicators=told.indicators,
        cleared=told.cleared,
        sheet=_more(advisory, standing),
        appeal=here.context.settings.appeal,
        feeds=feeds,
        forms=[(form, here.to(form.path_of(told.card))) for form in here.context.forms if form.wanted(told.card)],
        contact=advisory.contact or here.context.settings.publisher.contact,
    )
    settings = here.context.settings
    return Page(
        layout=Layout.ADVISORY,
        language=here.language,
        title=_title(here, advisory, text.title, standing),
        description=text.summary,
        content=content,
        alternates={language: advisory_url(settings, advisory, language) for language in settings.languages},
        toc=_contents(here, advisory, body, told.indicators or told.cleared or _more(advisory, standing), bound),
        links=feeds[0].links(),
    )


def _more(advisory: Advisory, standing: Standing) -> str:
    """Return how many indicators more there are in its sheet, if they hold; else an empty text."""
    sheet = advisory.sheet
    return f"{sheet.rows:,}" if sheet is not None and sheet.rows and standing is Standing.CURRENT else ""


def _title(here: PageScope, advisory: Advisory, title: str, standing: Standing) -> str:
    """Return the title for tabs, bookmarks and search engines: with the id, and the standing unless current."""
    full = f"{title} ({advisory.id})"
    return full if standing is Standing.CURRENT else f"{here.label('standings', standing)}: {full}"


def _advice_anchor(here: PageScope, language: str, body: Body) -> str:
    """Return the anchor of the section that tells a reader what to do, or nothing if the body has none."""
    wanted = here.context.word(language, "heading_advice")
    return next((heading.anchor for heading in body.headings if heading.title == wanted), "")


def _feeds(here: PageScope, advisory: Card) -> tuple[FeedRef, ...]:
    found = [FeedRef(EVERYTHING, here.word("feed_all"))]
    for facet, value in carrying(advisory):
        label = here.word("feed_urgent") if facet == "severity" else _VOCABULARIES[facet][value].label(here.language)
        found.append(FeedRef(URGENT if facet == "severity" else slice_name(facet, value), label))
    return tuple(found)


def _contents(here: PageScope, advisory: Advisory, body: Body, indicators: Sized, bound: Ties) -> tuple[Heading, ...]:
    """Return the table of contents, in the order of the template."""
    before = [("actions", advisory.actions), ("versions", advisory.software)]
    after = [
        ("indicators", indicators),
        ("references", advisory.references),
        ("related", bound.related or bound.replaces),
        ("history", True),
        ("follow", True),
    ]

    def own(sections: Iterable[tuple[str, object]]) -> list[Heading]:
        return [Heading(name, here.word(f"section_{name}")) for name, shown in sections if shown]

    language = advisory.text(here.language).language
    theirs = (replace(one, language=language) for one in body.headings)
    return (*own(before), *theirs, *own(after))
