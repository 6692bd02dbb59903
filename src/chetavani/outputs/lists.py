# SPDX-License-Identifier: Apache-2.0
"""Lists of advisories: all of them, and one for each value of each facet, a hundred to a page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from markupsafe import Markup

from chetavani.model.advisory import Advisory
from chetavani.model.library import Library
from chetavani.model.page import Layout, Link, Page
from chetavani.outputs.addresses import list_url
from chetavani.outputs.base import Artifact, BuildContext
from chetavani.outputs.entries import Entry, digest_of, entry
from chetavani.outputs.facets import Slice, slices
from chetavani.outputs.feed_links import EVERYTHING, URGENT, FeedRef, slice_name
from chetavani.outputs.page_scope import PageScope

PAGE_SIZE = 100
_TEMPLATE = "list.html.jinja"
_ENTRY_TEMPLATE = "entry.html.jinja"


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list: which list, which page of how many, and its entries."""

    facet: str
    value: str
    label: str
    number: int
    last: int
    count: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class FacetValues:
    """A facet as the list of all advisories offers it: its name and the slices that have an advisory."""

    facet: str
    slices: tuple[Slice, ...]


@dataclass(frozen=True, slots=True)
class EntryShelf:
    """Entries of one language, rendered once for all the lists that show them.

    An entry's HTML is the same on every page that lies as deep in the site: only its link depends on the page.
    """

    rendered: dict[tuple[str, int], Markup] = field(default_factory=dict)

    def take(self, here: PageScope, one: Entry) -> Markup:
        """Return the HTML of an entry for the page of ``here``."""
        place = (one.advisory.id, here.url.count("/"))
        made = self.rendered.get(place)
        if made is None:
            html = here.render(_ENTRY_TEMPLATE, entry=one, level=2, brief=False)
            made = self.rendered[place] = Markup(html)  # noqa: S704  # a template's own output
        return made


class ListPages:
    """The lists in each language, their pages in order."""

    name = "lists"

    def plan(self, library: Library, context: BuildContext) -> Iterable[Artifact]:
        """Return the pages of every list, the one of all advisories first."""
        found = slices(library)
        facets = _facets(found)
        offered = digest_of(f"{one.facet}/{one.value}/{one.labels}/{len(one.advisories)}" for one in found)
        for language in context.settings.languages:
            entries = {advisory.id: entry(library, advisory, language) for advisory in library.published}
            shelf = EntryShelf()
            for shown in _pages(library, found, entries, context, language):
                here = PageScope(context, language, _url(context, language, shown, shown.number))
                browse = facets if not shown.facet and shown.number == 1 else ()
                parts = [str(shown.count), shown.label, *(one.digest for one in shown.entries)]
                yield Artifact(
                    path=f"{here.url}index.html",
                    media_type="text/html",
                    render=partial(list_page, here, shown, browse, shelf),
                    key=digest_of([*parts, offered] if browse else parts),
                )


def _facets(found: Sequence[Slice]) -> tuple[FacetValues, ...]:
    names = dict.fromkeys(one.facet for one in found)
    return tuple(FacetValues(name, tuple(one for one in found if one.facet == name)) for name in names)


def _pages(
    library: Library, found: Iterable[Slice], entries: Mapping[str, Entry], context: BuildContext, language: str
) -> Iterator[ListPage]:
    yield from _paged("", "", context.word(language, "all_advisories"), library.published, entries)
    for one in found:
        yield from _paged(one.facet, one.value, one.labels[language], one.advisories, entries)


def _paged(
    facet: str, value: str, label: str, advisories: Sequence[Advisory], entries: Mapping[str, Entry]
) -> Iterator[ListPage]:
    last = max(1, -(-len(advisories) // PAGE_SIZE))
    for number in range(1, last + 1):
        part = advisories[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        shown = tuple(entries[advisory.id] for advisory in part)
        yield ListPage(facet, value, label, number, last, len(advisories), shown)


def _url(context: BuildContext, language: str, shown: ListPage, number: int) -> str:
    return list_url(context.settings, language, shown.facet, shown.value, number)


def list_page(here: PageScope, shown: ListPage, browse: tuple[FacetValues, ...], shelf: EntryShelf) -> Page:
    """Return one page of a list; ``browse`` are the facets to offer above its entries, which ``shelf`` renders."""
    entries = [shelf.take(here, one) for one in shown.entries]
    feed = _feed(here, shown)
    neighbours = {"prev": shown.number - 1, "next": shown.number + 1}
    addresses = {
        rel: _url(here.context, here.language, shown, number)
        for rel, number in neighbours.items()
        if 1 <= number <= shown.last
    }
    numbered = here.word("page_of", number=shown.number, last=shown.last) if shown.last > 1 else ""
    facet = here.word("facet_" + shown.facet.replace("-", "_")) if shown.facet else ""
    content = here.render(
        _TEMPLATE,
        shown=shown,
        entries=entries,
        facet=facet,
        browse=browse,
        feed=feed,
        addresses=addresses,
        numbered=numbered,
    )
    settings = here.context.settings
    return here.page(
        Layout.LIST,
        title=", ".join(part for part in (f"{facet}: {shown.label}" if facet else shown.label, numbered) if part),
        description=here.word("list_description", label=shown.label),
        content=content,
        alternates={
            language: list_url(settings, language, shown.facet, shown.value, shown.number)
            for language in settings.languages
        },
        links=(*feed.links(), *(Link(rel, address) for rel, address in addresses.items())),
    )


def _feed(here: PageScope, shown: ListPage) -> FeedRef:
    """Return the feed that a reader of this list wants: its own, else the one that contains it."""
    name = slice_name(shown.facet, shown.value) if shown.facet else EVERYTHING
    labels = {EVERYTHING: "feed_all", URGENT: "feed_urgent"}
    return FeedRef(name, here.word(labels[name]) if name in labels else shown.label)
