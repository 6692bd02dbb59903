# SPDX-License-Identifier: Apache-2.0
"""The front page: what to do when money is lost, what is urgent now, what is new, and where to look further."""

from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.model.page import Layout, Page
from chetavani.model.vocab import Standing
from chetavani.outputs.addresses import language_root
from chetavani.outputs.base import Artifact, BuildContext, Shard, Told
from chetavani.outputs.entries import Entry, EntryKeys, current_entries, entries, entry_mark, next_deadline
from chetavani.outputs.facets import Slice, slices
from chetavani.outputs.feed_links import EVERYTHING, URGENT_SEVERITIES, FeedRef
from chetavani.outputs.keys import digest_of, library_key
from chetavani.outputs.page_scope import PageScope

URGENT_SHOWN = 5
NEWEST_SHOWN = 8
_TEMPLATE = "home.html.jinja"
_BROWSED = ("kind", "fraud-type", "severity")


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the front page shows in every language."""

    pressing: Sequence[Card]
    newest: Sequence[Card]
    browsed: Sequence[Slice]

    def key(self, library: Library, language: str) -> str:
        """Return what stands for the page in ``language``."""
        keys = EntryKeys(library)
        sizes = (f"{one.facet}/{one.value}/{one.count}" for one in self.browsed)
        return digest_of([keys.keys(self.pressing, language), keys.keys(self.newest, language), *sizes])


class HomePages:
    """A front page in each language."""

    name = "home"

    def plan(self, library: Library, context: BuildContext) -> Iterable[Shard]:
        """Return one shard with the front pages, in the languages' order."""
        yield Shard("home", library_key(library), partial(_home_pages, library, context))

    def told(self, library: Library, context: BuildContext, card: Card) -> Iterator[Told]:
        """Yield that no front page shows it, unless marked as past."""
        del library
        for language in context.settings.languages:
            path = f"{language_root(context.settings, language)}index.html"
            yield Told(path, never=(entry_mark(card.id),), part=current_entries)


def _home_pages(library: Library, context: BuildContext) -> Iterator[Artifact]:
    browsed = [one for one in slices(library) if one.facet in _BROWSED]
    urgent = [one for one in browsed if one.facet == "severity" and one.value in URGENT_SEVERITIES]
    pressing = most_urgent(library, (card for one in urgent for card in one.cards))
    shown = _Shown(pressing, _newest(library, pressing), browsed)
    for language in context.settings.languages:
        here = PageScope(context, language, language_root(context.settings, language))
        render = partial(_home_page, here, library, shown)
        yield Artifact(f"{here.url}index.html", "text/html", render, shown.key(library, language))


_Urgency = tuple[bool, int, int, str]


def most_urgent(library: Library, cards: Iterable[Card]) -> list[Card]:
    """Return what is urgent now: the current ones of ``cards``; the next open deadline first, then the newest."""
    found: list[tuple[_Urgency, Card]] = []
    floor = 0  # when the last of those found was updated, once they are enough; nearly all are older
    for card in cards:
        updated = max(card.revisions) if card.revisions else card.issued
        if updated < floor and (not card.deadlines or max(card.deadlines) < library.at):
            continue
        if library.standing(card) is Standing.CURRENT:
            insort(found, (_urgency(library, card), card))
            del found[URGENT_SHOWN:]
            (_, when, _, _), last = found[-1]
            floor = last.updated if len(found) == URGENT_SHOWN and when < 0 else floor
    return [card for _, card in found]


def _urgency(library: Library, card: Card) -> _Urgency:
    deadline = next_deadline(library, card)
    when = -card.updated if deadline is None else deadline
    return (deadline is None, when, -card.issued, card.id)


def _newest(library: Library, shown: Iterable[Card]) -> list[Card]:
    """Return the newest advisories that are not among the urgent ones already ``shown``."""
    known = {card.id for card in shown}
    return list(islice((card for card in library.newest_first() if card.id not in known), NEWEST_SHOWN))


def _entries(library: Library, cards: Iterable[Card], language: str) -> list[Entry]:
    return [entries(library, card, (language,))[language] for card in cards]


def _home_page(here: PageScope, library: Library, shown: _Shown) -> Page:
    settings = here.context.settings
    feed = FeedRef(EVERYTHING, here.word("feed_all"))
    content = here.render(
        _TEMPLATE,
        urgent=_entries(library, shown.pressing, here.language),
        newest=_entries(library, shown.newest, here.language),
        kinds=[one for one in shown.browsed if one.facet == "kind"],
        fraud_types=[one for one in shown.browsed if one.facet == "fraud-type"],
        severities=[one for one in shown.browsed if one.facet == "severity" and one.value in URGENT_SEVERITIES],
        feed=feed,
    )
    return here.page(
        Layout.HOME,
        title=f"{settings.name(here.language)}: {here.word('home_title')}",
        description=here.word("home_description"),
        content=content,
        alternates={language: language_root(settings, language) for language in settings.languages},
        links=feed.links(),
    )
