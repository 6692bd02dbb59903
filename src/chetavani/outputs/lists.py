# SPDX-License-Identifier: Apache-2.0
"""Lists of advisories: all of them, and one for each value of each facet, each with an archive by year."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby

from markupsafe import Markup, escape

from chetavani.model.card import Card, Year, moment
from chetavani.model.library import Library
from chetavani.model.page import Layout, Link, Page
from chetavani.model.vocab import STANDINGS
from chetavani.outputs.addresses import list_url
from chetavani.outputs.base import Artifact, BuildContext, Shard, Told
from chetavani.outputs.entries import Entry, EntryKeys, entries, entry_of
from chetavani.outputs.facets import SOFTWARE, VOCABULARIES, YEAR, Slice, slices
from chetavani.outputs.feed_links import EVERYTHING, URGENT, FeedRef, slice_name
from chetavani.outputs.keys import digest_of, library_key, year_key
from chetavani.outputs.list_parts import Address, Listing, Part, listings, parts_of
from chetavani.outputs.page_scope import PageScope, Piece

_TEMPLATE = "list.html.jinja"
_LEVEL = 2  # of an entry's heading
_UP = "\x01"  # stands in an entry for the way up to the site's root; no text of an advisory can have it


@dataclass(frozen=True, slots=True)
class FacetValues:
    """A facet as the list of all advisories offers it: its name and the slices that have an advisory."""

    facet: str
    slices: tuple[Slice, ...]


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list. ``address`` is its own, ``year`` that of an archive's page, else 0.

    ``part`` is its number within the year, 0 for the year's own page and for a front. ``count`` is how many
    advisories its list has, in an archive its year; a full part shows none of that, because it would change.
    ``years`` are the years to offer with their counts, ``earlier`` the year's other parts, ``browse`` the facets.
    """

    listing: Listing
    address: Address
    cards: tuple[Card, ...]
    count: int
    year: int = 0
    part: int = 0
    newer: Address | None = None
    older: Address | None = None
    years: tuple[tuple[int, int], ...] = ()
    earlier: tuple[Part, ...] = ()
    browse: tuple[FacetValues, ...] = ()

    def key(self, keys: EntryKeys, language: str) -> str:
        """Return what stands for all that the page shows to readers of ``language``."""
        ends = [f"{part.number} {part.cards[0].issued} {part.cards[-1].issued}" for part in self.earlier]
        offered = [
            f"{one.facet}/{one.value}/{one.labels[language]}/{one.count}" for part in self.browse for one in part.slices
        ]
        around = f"{self.address} {self.count} {self.newer} {self.older} {self.years}"
        label = self.listing.labels[language]
        return digest_of([around, label, keys.keys(self.cards, language), *ends, "", *offered])


@dataclass(frozen=True, slots=True)
class EntryShelf:
    """Entries, fetched once for all languages, and rendered once for all the pages of a shard that show them.

    An entry's HTML is the same on every page in its language but for the way up to the site's root.
    """

    library: Library
    languages: tuple[str, ...]
    fetched: dict[str, dict[str, Entry]] = field(default_factory=dict)
    rendered: dict[tuple[str, str], str] = field(default_factory=dict)

    def take(self, here: PageScope, cards: Iterable[Card], piece: Piece) -> Markup:
        """Return the HTML that the macro ``piece`` makes of the entries of ``cards``, for the page of ``here``."""
        made = "".join([self.rendered.get((here.language, card.id)) or self._made(here, card, piece) for card in cards])
        return Markup(made.replace(_UP, here.root))  # noqa: S704  # a template's own output

    def _made(self, here: PageScope, card: Card, piece: Piece) -> str:
        root = PageScope(here.context, here.language, "", _UP)
        made = self.rendered[here.language, card.id] = str(piece(root, self._entry(card, here.language), _LEVEL))
        return made

    def _entry(self, card: Card, language: str) -> Entry:
        found = self.fetched.get(card.id)
        if found is None:
            found = self.fetched[card.id] = entries(self.library, card, self.languages)
        return found[language]


class ListPages:
    """The lists in each language."""

    name = "lists"

    def plan(self, library: Library, context: BuildContext) -> Iterable[Shard]:
        """Return one shard; in it one for each year's archives, then one for the front pages of each facet."""
        yield Shard("lists", library_key(library), partial(_shards, library, context))

    def told(self, library: Library, context: BuildContext, card: Card) -> Iterator[Told]:
        """Yield that its entry is marked, on each page of each list that has it."""
        standing = library.standing(card)
        places = tuple(_places(library, card))
        for language in context.settings.languages:
            mark = f'cv-standing--{standing}">{escape(STANDINGS[standing].label(language))}</span>'
            for place in places:
                path = f"{_url(context, language, place)}index.html"
                yield Told(path, ("cv-entry--past", mark), part=partial(entry_of, card.id))


def _places(library: Library, card: Card) -> Iterator[Address]:
    """Yield the address of each page of each list that shows an advisory."""
    for one in listings(library, {}):
        cards = one.cards_of(card.year)
        if card in cards:
            if card in one.front()[0]:
                yield Address(one.facet, one.value)
            for part in parts_of(card.year, cards) if one.has_archive else ():
                if card in part.cards:
                    yield one.address(part.year, part.number)


def _shards(library: Library, context: BuildContext) -> Iterator[Shard]:
    everything = {language: context.word(language, "all_advisories") for language in context.settings.languages}
    found = listings(library, everything)
    keys = EntryKeys(library)
    for year in library.years:
        if year.public:
            archived = tuple(one for one in found if one.has_archive and one.cards_of(year.number))
            around = [f"{one.facet}/{one.value}/{one.labels}/{one.around(year.number)}" for one in archived]
            key = digest_of([year_key(library, year), *around])
            yield Shard(f"lists/{year.number}", key, partial(_archives, library, context, year, archived))
    for group, members in groupby(found, key=_group):
        fronts = tuple(_front(library, one) for one in members)
        key = digest_of(page.key(keys, language) for page in fronts for language in context.settings.languages)
        yield Shard(f"lists/front/{group}", key, partial(_artifacts, library, context, fronts))


def _group(one: Listing) -> str:
    """Return the name of the shard of a list's front page; there may be very many products."""
    return f"{one.facet}/{one.value[0]}" if one.facet == SOFTWARE else one.facet or "all"


def _artifacts(library: Library, context: BuildContext, pages: Iterable[ListPage]) -> Iterator[Artifact]:
    shelf, keys = EntryShelf(library, context.settings.languages), EntryKeys(library)
    for page in pages:
        for language in context.settings.languages:
            here = PageScope(context, language, _url(context, language, page.address))
            render = partial(list_page, here, page, shelf)
            yield Artifact(f"{here.url}index.html", "text/html", render, page.key(keys, language))


def _front(library: Library, listing: Listing) -> ListPage:
    cards, following = listing.front()
    return ListPage(
        listing=listing,
        address=Address(listing.facet, listing.value),
        cards=cards,
        count=listing.count,
        older=following and listing.address(*following),
        years=tuple((year, len(found)) for year, found in listing.years) if listing.has_archive else (),
        browse=() if listing.facet else _facets(slices(library)),
    )


def _facets(found: Iterable[Slice]) -> tuple[FacetValues, ...]:
    """Return the facets to browse by; the years are offered apart, because every list has them."""
    offered = (one for one in found if one.facet != YEAR)
    return tuple(FacetValues(name, tuple(members)) for name, members in groupby(offered, key=lambda one: one.facet))


def _archives(library: Library, context: BuildContext, year: Year, found: Iterable[Listing]) -> Iterator[Artifact]:
    pages = (page for listing in found for page in _archive(listing, year.number))
    return _artifacts(library, context, pages)


def _archive(listing: Listing, year: int) -> Iterator[ListPage]:
    """Yield the pages of a year in a list's archive, the newest first."""
    cards = listing.cards_of(year)
    parts = parts_of(year, cards)
    newer, older = listing.around(year)
    chain = [newer, *((year, part.number) for part in parts), older]
    addresses = [None if place is None else listing.address(*place) for place in chain]
    for at, part in enumerate(parts, start=1):
        yield ListPage(
            listing=listing,
            address=listing.address(year, part.number),
            cards=part.cards,
            count=0 if part.number else len(cards),
            year=year,
            part=part.number,
            newer=addresses[at - 1],
            older=addresses[at + 1],
            earlier=() if part.number else tuple(parts[1:]),
        )


def _url(context: BuildContext, language: str, address: Address) -> str:
    return list_url(context.settings, language, *address)


def list_page(here: PageScope, page: ListPage, shelf: EntryShelf) -> Page:
    """Return one page of a list, whose entries ``shelf`` renders."""
    feed = _feed(here, page.listing)
    list_name, own = _name(here, page.listing), _own_name(here, page)
    title = f"{list_name}, {own}" if own else list_name
    content = here.render(
        _TEMPLATE,
        page=page,
        shelf=shelf,
        title=own or list_name,
        list_name=list_name,
        feed=feed,
        own_feed=(feed.name == EVERYTHING) == (not page.year and not page.listing.facet),
        earlier=[(part.number, _period(here, part.cards)) for part in page.earlier],
    )
    neighbours = (("prev", page.newer), ("next", page.older))
    settings = here.context.settings
    return here.page(
        Layout.LIST,
        title=title,
        description=here.word("list_description", label=title),
        content=content,
        alternates={language: _url(here.context, language, page.address) for language in settings.languages},
        links=(
            *feed.links(),
            *(Link(rel, _url(here.context, here.language, to)) for rel, to in neighbours if to is not None),
        ),
    )


def _name(here: PageScope, listing: Listing) -> str:
    label = listing.labels[here.language]
    return f"{here.word('facet_' + listing.facet.replace('-', '_'))}: {label}" if listing.facet else label


def _own_name(here: PageScope, page: ListPage) -> str:
    """Return what an archive's page is called within its list: its year, or the days that it covers."""
    if page.part:
        return _period(here, page.cards)
    return str(page.year) if page.year else ""


def _period(here: PageScope, cards: tuple[Card, ...]) -> str:
    first, last = (here.day(moment(card.issued)) for card in (cards[-1], cards[0]))
    return first if first == last else f"{first} – {last}"


def _feed(here: PageScope, listing: Listing) -> FeedRef:
    """Return the feed that a reader of this list wants: its own, else the one that contains it."""
    name = slice_name(listing.facet, listing.value) if listing.facet in VOCABULARIES else EVERYTHING
    labels = {EVERYTHING: "feed_all", URGENT: "feed_urgent"}
    return FeedRef(name, here.word(labels[name]) if name in labels else listing.labels[here.language])
