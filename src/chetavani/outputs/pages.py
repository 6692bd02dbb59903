# SPDX-License-Identifier: Apache-2.0
"""The advisories' own pages: one in every language, whether or not there is a text in it."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from markupsafe import Markup

from chetavani.model.advisory import Advisory
from chetavani.model.library import Library
from chetavani.model.page import Heading, Layout, Page
from chetavani.model.vocab import FRAUD_TYPES, KINDS, SECTORS, Standing
from chetavani.outputs.addresses import advisory_url
from chetavani.outputs.advisory_view import (
    IndicatorGroup,
    Request,
    Ties,
    indicator_groups,
    predecessors,
    requests,
    ties,
    view_digest,
)
from chetavani.outputs.base import Artifact, BuildContext
from chetavani.outputs.feed_links import EVERYTHING, URGENT, FeedRef, carrying, slice_name
from chetavani.outputs.markup import Body, render_body
from chetavani.outputs.page_scope import PageScope

_TEMPLATE = "advisory.html.jinja"
_VOCABULARIES = {"kind": KINDS, "fraud-type": FRAUD_TYPES, "sector": SECTORS}


class AdvisoryPages:
    """A page for each public advisory in each language. See ``chetavani.outputs.base.Output``."""

    name = "pages"

    def plan(self, library: Library, context: BuildContext) -> Iterable[Artifact]:
        """Return the pages, newest advisory first, each in the languages' order."""
        replaced = predecessors(library)
        for advisory in library.published:
            asked = requests(library, advisory)
            for language in context.settings.languages:
                bound = ties(library, advisory, replaced.get(advisory.id, ()), language)
                standing = library.standing(advisory)
                here = PageScope(context, language, advisory_url(context.settings, advisory, language))
                source = context.digests.get(advisory.id, "")
                yield Artifact(
                    path=f"{here.url}index.html",
                    media_type="text/html",
                    render=partial(advisory_page, here, advisory, standing, asked, bound),
                    key=view_digest(source, standing, asked, bound) if source else "",
                )


def advisory_page(
    here: PageScope, advisory: Advisory, standing: Standing, asked: tuple[Request, ...], bound: Ties
) -> Page:
    """Return the page of ``advisory`` for the readers of ``here``."""
    text = advisory.text(here.language)
    body = render_body(text.body)
    indicators = indicator_groups(advisory.indicators)
    feeds = _feeds(here, advisory)
    content = here.render(
        _TEMPLATE,
        advisory=advisory,
        text=text,
        standing=standing,
        stale=advisory.is_stale(here.language),
        requests=asked,
        ties=bound,
        body=Markup(body.html),  # noqa: S704  # the one place: nh3 has cleaned it, see outputs.markup
        advice=_advice_anchor(here, text.language, body),
        indicators=indicators,
        feeds=feeds,
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
        toc=_contents(here, advisory, body, indicators, bound),
        links=feeds[0].links(),
    )


def _title(here: PageScope, advisory: Advisory, title: str, standing: Standing) -> str:
    """Return the title for tabs, bookmarks and search engines: with the id, and the standing unless current."""
    full = f"{title} ({advisory.id})"
    return full if standing is Standing.CURRENT else f"{here.label('standings', standing)}: {full}"


def _advice_anchor(here: PageScope, language: str, body: Body) -> str:
    """Return the anchor of the section that tells a reader what to do, or nothing if the body has none."""
    wanted = here.context.word(language, "heading_advice")
    return next((heading.anchor for heading in body.headings if heading.title == wanted), "")


def _feeds(here: PageScope, advisory: Advisory) -> list[FeedRef]:
    found = [FeedRef(EVERYTHING, here.word("feed_all"))]
    for facet, value in carrying(advisory):
        label = here.word("feed_urgent") if facet == "severity" else _VOCABULARIES[facet][value].label(here.language)
        found.append(FeedRef(URGENT if facet == "severity" else slice_name(facet, value), label))
    return found


def _contents(
    here: PageScope, advisory: Advisory, body: Body, indicators: tuple[IndicatorGroup, ...], bound: Ties
) -> tuple[Heading, ...]:
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
