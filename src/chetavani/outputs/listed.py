# SPDX-License-Identifier: Apache-2.0
"""What of an advisory is in the lists of indicators, told from its card."""

from collections.abc import Iterator

from chetavani.model.card import Card
from chetavani.model.indicator import IndicatorType, canonical, lookup_hash
from chetavani.model.library import Library
from chetavani.model.listing import Entry


def hashes_of(card: Card) -> list[str]:
    """Return the hashes (hex) of the indicators that an advisory itself names, sorted, each once."""
    found = set()
    for kind, value in card.indicators:
        try:
            found.add(lookup_hash(kind, canonical(IndicatorType(kind), value)))
        except ValueError:  # there is a finding, and it is listed nowhere
            continue
    return sorted(found)


def cleared_of(library: Library, card: Card) -> Iterator[Entry]:
    """Yield the cleared ones of the entries of the indicators that an advisory itself names."""
    for fingerprint in hashes_of(card):
        yield from (entry for entry in library.listings.entries(fingerprint) if entry.cleared)
