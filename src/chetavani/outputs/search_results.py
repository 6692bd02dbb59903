# SPDX-License-Identifier: Apache-2.0
"""Search results: what the browser shows of what the index finds, filters it by, and orders it by.

The index says which pages of a bundle hold a word, by their number: that of the page's address among the sorted
addresses of the bundle. Everything else is here, for the readers of each language in ``pagefind/<language>/``:

- ``bundles.json``: which bundles there are, the newest first, the words for what results show, and those that are
  common, so that nobody looks for them;
- ``<bundle>/pages.json``: of every page its id and its time, in the order of their numbers;
- ``<bundle>/facets.json``: what they can be filtered by, for those who filter or see counts;
- ``<bundle>/shown/<n>.json``: what results of ``SHOWN`` pages show.

``bundles.json`` is to be asked for anew each time; the addresses that it leads to change with what is there.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise
from math import gcd

from chetavani.model.card import Card, moment
from chetavani.model.library import Library
from chetavani.model.page import Article
from chetavani.model.vocab import KINDS, SEVERITIES, STANDINGS, Standing
from chetavani.outputs.addresses import advisory_url, language_root
from chetavani.outputs.base import Artifact, BuildContext, Shard, Told
from chetavani.outputs.dates import day_text
from chetavani.outputs.keys import digest_of, digest_of_sources
from chetavani.outputs.search_bundles import Bundle, bundles, source_key
from chetavani.outputs.search_keys import COMMON

ARTICLE = "article"
"""The kind of a knowledge base article, beside the kinds of advisory."""

FOLDER = "pagefind"
"""Where search is in a site: that of each language in a folder of its name."""

SHOWN = 16
"""How many pages' titles and summaries are in a file: few enough for one of them to be worth loading."""

_SECOND = 1_000_000  # microseconds
_JSON = "application/json"


class SearchResults:
    """What the browser knows of the pages in the search index."""

    name = "search_results"

    def plan(self, library: Library, context: BuildContext) -> Iterable[Artifact | Shard]:
        """Return a shard for each bundle and language, and the list of the bundles for each language."""
        cut = bundles(library)
        for language in context.settings.languages:
            for bundle in cut:
                made = partial(_bundle_files, library, context, bundle, language)
                yield Shard(f"{self.name}/{language}/{bundle.name}", _key(library, context, bundle, language), made)
        for language in context.settings.languages:
            listed = [_listed(library, context, bundle, language) for bundle in cut]
            root = language_root(context.settings, language)
            content = {"bundles": listed, "labels": labels(context, language), "root": root, "common": sorted(COMMON)}
            digest = digest_of([json.dumps(content)]) if all(one["pages"] for one in listed) else ""
            yield Artifact(f"{FOLDER}/{language}/bundles.json", _JSON, partial(_json, content), digest)

    def told(self, library: Library, context: BuildContext, card: Card) -> Iterator[Told]:
        """Yield what it is filtered by; where its result is depends on how many articles there are."""
        standing = library.standing(card).value
        bundle = next(one for one in bundles(library) if card in one.cards)
        for language in context.settings.languages:
            known = _Told(library, context, bundle, language)
            filtered = partial(_standing_filtered, known.advisories.index(card))
            yield Told(f"{FOLDER}/{language}/{bundle.name}/facets.json", (standing,), part=filtered)


def _key(library: Library, context: BuildContext, bundle: Bundle, language: str) -> str:
    """Return what stands for all that results of a bundle show."""
    phases = (f"{year.number} {year.phase(library.at)}" for year in bundle.years)
    return digest_of_sources([source_key(bundle, context.articles, language)], phases)


def _listed(library: Library, context: BuildContext, bundle: Bundle, language: str) -> dict[str, object]:
    numbers = [year.number for year in bundle.years]
    return {
        "name": bundle.name,
        "years": [min(numbers), max(numbers)] if numbers else [],
        "articles": len(bundle.articles(context.articles, language)),
        "words": source_key(bundle, context.articles, language)[:_DIGITS],
        "pages": _key(library, context, bundle, language)[:_DIGITS],
    }


_DIGITS = 12  # of a digest that only has to differ from those of the same bundle before and after


def labels(context: BuildContext, language: str) -> dict[str, dict[str, str]]:
    """Return what the values of facets are called in results, by facet and value."""
    severity = {
        term: context.word(language, "severity_badge", severity=SEVERITIES[term].label(language))
        for term in SEVERITIES.ids()
    }
    kinds = {term: KINDS[term].label(language) for term in KINDS.ids()}
    return {
        "kind": {**kinds, ARTICLE: context.word(language, "search_article")},
        "severity": severity,
        "status": {term: STANDINGS[term].label(language) for term in STANDINGS.ids() if term != Standing.CURRENT},
        "language": {code: context.word(language, f"only_in_{code}") for code in context.settings.languages},
    }


def _bundle_files(library: Library, context: BuildContext, bundle: Bundle, language: str) -> Iterator[Artifact]:
    """Yield what the browser knows of the pages of a bundle, in files of its own."""
    told = _Told(library, context, bundle, language)
    place = f"{FOLDER}/{language}/{bundle.name}"
    key = _key(library, context, bundle, language)
    yield Artifact(f"{place}/pages.json", _JSON, partial(_pages, told), key)
    yield Artifact(f"{place}/facets.json", _JSON, partial(_facets, told), key)
    for start in range(0, len(told.pages), SHOWN):
        some = told.pages[start : start + SHOWN]
        yield Artifact(f"{place}/shown/{start // SHOWN}.json", _JSON, partial(_shown, told, some), told.key(some))


@dataclass(frozen=True)
class _Told:
    """A bundle for readers of one language, its pages in the order of their numbers."""

    library: Library
    context: BuildContext
    bundle: Bundle
    language: str

    @cached_property
    def pages(self) -> tuple[Card | Article, ...]:
        """Return the pages, sorted by address."""
        found: dict[str, Card | Article] = {
            advisory_url(self.context.settings, card, self.language): card for card in self.bundle.cards
        }
        found |= {one.url: one for one in self.bundle.articles(self.context.articles, self.language)}
        return tuple(found[url] for url in sorted(found))

    @cached_property
    def advisories(self) -> tuple[Card, ...]:
        """Return the advisories among the pages; they follow each other."""
        return tuple(page for page in self.pages if isinstance(page, Card))

    def key(self, pages: Iterable[Card | Article]) -> str:
        """Return what stands for all that results of ``pages`` show."""
        given = tuple(pages)
        cards = [one for one in given if isinstance(one, Card)]
        articles = [digest_of((one.url, one.title, one.description)) for one in given if isinstance(one, Article)]
        standings = [self.library.standing(card).value for card in cards]
        return digest_of_sources((card.digest for card in cards), (*standings, *articles))

    def shown(self, page: Card | Article) -> list[str]:
        """Return title, summary and kind; of an advisory also severity, standing, day and the language of its text."""
        if isinstance(page, Article):
            return [page.title, page.description, ARTICLE]
        text = self.library.advisory(page.id).text(self.language)
        day = day_text(moment(page.issued).astimezone(self.context.settings.zone), self.language)
        standing = self.library.standing(page).value
        return [text.title, text.summary, page.kind, page.severity, standing, day, text.language]


def _shown(told: _Told, pages: Sequence[Card | Article]) -> bytes:
    return _json([told.shown(page) for page in pages])


def _standing_filtered(row: int, content: bytes) -> str:
    """Return where an advisory stands by what it is filtered by."""
    values, letters = json.loads(content)["status"]
    return str(values[ord(letters.split(" ")[row]) - ord("A")])


def _pages(told: _Told) -> bytes:
    """Return the table of a bundle's pages.

    ``ids`` are runs: what the ids have in common, how many digits follow, and the steps from one number to the next.
    ``at`` are times in units of ``unit`` seconds since 1970, each less the one before. An article has an address
    instead of an id, and no time; ``first`` is the number of the first page that is none.
    """
    seconds = [card.issued // _SECOND for card in told.advisories]
    unit = gcd(*seconds) or 1
    return _json({
        "first": next((number for number, page in enumerate(told.pages) if isinstance(page, Card)), 0),
        "ids": _runs(card.id for card in told.advisories),
        "unit": unit,
        "at": [(at - before) // unit for before, at in pairwise([0, *seconds])],
        "articles": [page.url for page in told.pages if isinstance(page, Article)],
    })  # fmt: skip


def _facets(told: _Told) -> bytes:
    """Return the values that the advisories of a bundle have of each facet, in the order of their pages."""
    codes = told.context.settings.languages
    values: dict[str, Callable[[Card], Iterable[str]]] = {
        "kind": lambda card: (card.kind,),
        "fraud-type": lambda card: card.fraud_types,
        "sector": lambda card: card.sectors,
        "severity": lambda card: (card.severity,),
        "year": lambda card: (str(card.year),),
        "language": lambda card: (code for code in codes if code in card.languages),
        "status": lambda card: (told.library.standing(card).value,),
    }
    return _json({name: _column(map(of, told.advisories)) for name, of in values.items()})


def _column(rows: Iterable[Iterable[str]]) -> tuple[list[str], str]:
    """Return the values that occur, and each page's as letters, ``A`` for the first of them."""
    given = [sorted(row) for row in rows]
    values = sorted({value for row in given for value in row})
    letters = {value: chr(ord("A") + number) for number, value in enumerate(values)}
    return values, " ".join("".join(map(letters.__getitem__, row)) for row in given)


def _runs(ids: Iterable[str]) -> list[tuple[str, int, list[int]]]:
    """Return ids as runs of one beginning and one length: the beginning, the digits, and each number's step."""
    runs: list[tuple[str, int, list[int]]] = []
    last = 0
    for one in ids:
        start, _, digits = one.rpartition("-")
        if not runs or runs[-1][:2] != (start, len(digits)):
            runs.append((start, len(digits), []))
            last = 0
        runs[-1][2].append(int(digits) - last)
        last = int(digits)
    return runs


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
