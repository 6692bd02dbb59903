# SPDX-License-Identifier: Apache-2.0
"""Facets: the ways in which the library is sliced for lists and feeds, each once, for both."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from weakref import WeakKeyDictionary

from chetavani.model.card import Card, Year
from chetavani.model.library import Library
from chetavani.model.vocab import FRAUD_TYPES, KINDS, SECTORS, SEVERITIES, Vocabulary

VOCABULARIES: Mapping[str, Vocabulary] = {
    "kind": KINDS,
    "fraud-type": FRAUD_TYPES,
    "sector": SECTORS,
    "severity": SEVERITIES,
}
"""The facets whose values are words of a vocabulary, in the order in which people see them."""

YEAR = "year"
SOFTWARE = "software"
_LANGUAGES = ("en", "hi")  # in which the vocabulary has labels


@dataclass(frozen=True, slots=True)
class Slice:
    """The public advisories of one value of a facet.

    ``labels`` maps languages to what people read. ``years`` are the numbers of the years that have one, the newest
    year first, each with its advisories, newest first.
    """

    facet: str
    value: str
    labels: Mapping[str, str]
    years: tuple[tuple[int, tuple[Card, ...]], ...]

    @property
    def count(self) -> int:
        """Return how many advisories there are."""
        return sum(len(cards) for _, cards in self.years)

    @property
    def cards(self) -> Iterator[Card]:
        """Yield the advisories, newest first."""
        return chain.from_iterable(cards for _, cards in self.years)


@lru_cache(maxsize=4096)
def software_slug(vendor: str, product: str) -> str:
    """Return the value of the software facet for a product: lower-case ASCII words joined by hyphens."""
    words = re.findall(r"[a-z0-9]+", f"{vendor} {product}".lower())
    return "-".join(words) or "software"


_Shelf = Mapping[str, Mapping[str, list[Card]]]
_shelves: WeakKeyDictionary[Year, _Shelf] = WeakKeyDictionary()
_slices: WeakKeyDictionary[Library, tuple[Slice, ...]] = WeakKeyDictionary()


def _shelf(year: Year) -> _Shelf:
    """Return the public advisories of a year by facet and value, newest first; made once for a year."""
    known = _shelves.get(year)
    if known is None:
        known = _shelves[year] = _shelved(year.public)
    return known


def _shelved(cards: Iterable[Card]) -> _Shelf:
    """Return ``cards`` by facet and value: one pass, because there may be very many."""
    kinds, severities, fraud_types, sectors, software = (defaultdict[str, list[Card]](list) for _ in range(5))
    for card in cards:
        kinds[card.kind].append(card)
        severities[card.severity].append(card)
        for value in card.fraud_types:
            fraud_types[value].append(card)
        for value in card.sectors:
            sectors[value].append(card)
        if card.software:
            for value in dict.fromkeys(software_slug(*item) for item in card.software):
                software[value].append(card)
    return {
        "kind": kinds, "fraud-type": fraud_types, "sector": sectors, "severity": severities, SOFTWARE: software
    }  # fmt: skip


def slices(library: Library) -> tuple[Slice, ...]:
    """Return every slice that has an advisory, facet by facet, in the vocabulary's order; made once for a library."""
    known = _slices.get(library)
    if known is None:
        known = _slices[library] = tuple(_sliced(library))
    return known


def _sliced(library: Library) -> Iterator[Slice]:
    years = [year for year in reversed(library.years) if year.public]
    for facet, vocabulary in VOCABULARIES.items():
        found = _merged(years, facet)
        for term in vocabulary:
            if term.id in found:
                yield Slice(facet, term.id, {code: term.label(code) for code in _LANGUAGES}, tuple(found[term.id]))
    for year in years:
        number = str(year.number)
        yield Slice(YEAR, number, dict.fromkeys(_LANGUAGES, number), ((year.number, year.public),))
    for slug, products in sorted(_merged(years, SOFTWARE).items()):
        newest = next(item for item in products[0][1][0].software if software_slug(*item) == slug)
        yield Slice(SOFTWARE, slug, dict.fromkeys(_LANGUAGES, " ".join(newest)), tuple(products))


def _merged(years: Iterable[Year], facet: str) -> dict[str, list[tuple[int, tuple[Card, ...]]]]:
    found: dict[str, list[tuple[int, tuple[Card, ...]]]] = {}
    for year in years:
        for value, cards in _shelf(year)[facet].items():
            found.setdefault(value, []).append((year.number, tuple(cards)))
    return found
