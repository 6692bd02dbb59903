# SPDX-License-Identifier: Apache-2.0
"""Search bundles: which advisories are indexed together, so that an edit is searchable after a small indexing.

The partition is a function of the library alone, never of earlier builds. Past years are bundles of about a thousand,
which change only if one of their advisories does; small years share one. The newest year is cut finer, by the number
in the id, so that the advisories that are written now are indexed again in a fraction of a second.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

from chetavani.model.card import Card, Year
from chetavani.model.library import Library
from chetavani.model.page import Article
from chetavani.outputs.keys import digest_of, digest_of_sources

ENGINE = "engine"
"""The name of the bundle that holds no page but what searches in the others; there is one for each language."""

LARGEST = 1000
"""About how many advisories are in a bundle of past years. Indexing a thousand takes 150 MB; ten thousand, 1.3 GB."""

NEWEST = 250
"""How many numbers of ids are in a bundle of the newest year, until there are ``LARGEST``."""


@dataclass(frozen=True)
class Bundle:
    """Advisories that are indexed together: public ones, in no order that counts.

    ``name`` is a folder's name, the same from build to build. ``years`` are the years of the ids. The articles of the
    knowledge base go with the bundle of the newest advisories, which ``with_articles`` tells.
    """

    name: str
    years: tuple[Year, ...]
    cards: tuple[Card, ...]
    with_articles: bool = False

    @cached_property
    def digest(self) -> str:
        """Return what stands for the files of its advisories; empty if one has none."""
        digests = [card.digest for card in self.cards]
        return hashlib.sha256("\n".join(digests).encode()).hexdigest() if all(digests) else ""

    def articles(self, articles: Iterable[Article], language: str) -> tuple[Article, ...]:
        """Return those of ``articles`` that readers of ``language`` find in this bundle."""
        return tuple(one for one in articles if self.with_articles and one.language == language)


_cut: WeakKeyDictionary[Library, tuple[Bundle, ...]] = WeakKeyDictionary()


def bundles(library: Library) -> tuple[Bundle, ...]:
    """Return the bundles of the public advisories, the newest first; always at least one. Made once for a library."""
    known = _cut.get(library)
    if known is None:
        known = _cut[library] = _bundles(library)
    return known


def _bundles(library: Library) -> tuple[Bundle, ...]:
    years = [year for year in library.years if year.public]
    if not years:
        return (Bundle("none", (), (), with_articles=True),)
    packs = list(_packed(part for year in years[:-1] for part in _past(year)))
    newest = list(_newest(years[-1]))
    if packs and len(newest) == 1 and len(packs[-1].cards) + len(newest[0].cards) <= NEWEST:
        newest = [_joined(packs.pop(), newest[0])]
    last = newest.pop()
    return (Bundle(last.name, last.years, last.cards, with_articles=True), *reversed(newest), *reversed(packs))


def source_key(bundle: Bundle, articles: Iterable[Article], language: str) -> str:
    """Return what stands for the texts of a bundle for readers of ``language``, at whatever time."""
    added = [digest_of((one.url, one.title, one.description, one.text)) for one in bundle.articles(articles, language)]
    return digest_of_sources((bundle.digest,), (bundle.name, language, *added))


def _past(year: Year) -> Iterator[Bundle]:
    """Yield a past year whole, or in even parts of about ``LARGEST`` by number."""
    count = round(len(year.public) / LARGEST)
    if count <= 1:
        yield Bundle(f"{year.number}", (year,), year.public)
    else:
        yield from _parts(year, year.public, -(-max(map(_number, year.public)) // count))


def _newest(year: Year) -> Iterator[Bundle]:
    """Yield the newest year in parts of ``LARGEST`` numbers, the last of them in parts of ``NEWEST``."""
    full = (max(map(_number, year.public)) - 1) // LARGEST * LARGEST
    yield from _parts(year, (card for card in year.public if _number(card) <= full), LARGEST)
    yield from _parts(year, (card for card in year.public if _number(card) > full), NEWEST)


def _parts(year: Year, cards: Iterable[Card], size: int) -> Iterator[Bundle]:
    """Yield bundles of ``size`` numbers each, named after the first of them, whether or not it is in use."""
    found: dict[int, list[Card]] = {}
    for card in cards:
        found.setdefault((_number(card) - 1) // size * size + 1, []).append(card)
    for first in sorted(found):
        yield Bundle(f"{year.number}.{first}", (year,), tuple(found[first]))


def _packed(parts: Iterable[Bundle]) -> Iterator[Bundle]:
    """Yield ``parts``, neighbours joined from the oldest on while they are no more than ``LARGEST`` together."""
    pack: Bundle | None = None
    for part in parts:
        if pack is not None and len(pack.cards) + len(part.cards) <= LARGEST:
            pack = _joined(pack, part)
        else:
            if pack is not None:
                yield pack
            pack = part
    if pack is not None:
        yield pack


def _joined(one: Bundle, other: Bundle) -> Bundle:
    return Bundle(f"{one.name.partition('-')[0]}-{other.name}", (*one.years, *other.years), (*one.cards, *other.cards))


def _number(card: Card) -> int:
    """Return the number at the end of an id."""
    return int(card.id.rpartition("-")[2])
