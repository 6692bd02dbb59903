# SPDX-License-Identifier: Apache-2.0
"""Keys: short digests, made of cards alone, that stand for all that a shard's or an artifact's bytes depend on.

Every key that is made of an advisory without a digest of its files is empty, because it stands for nothing.
"""

import hashlib
from collections.abc import Iterable, Sequence

from chetavani.model.card import Card, Year
from chetavani.model.library import Library
from chetavani.model.vocab import Standing


def digest_of(parts: Iterable[str]) -> str:
    """Return a digest of ``parts`` in their order; where one ends and the next begins counts."""
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode()
        digest.update(b"%d:" % len(encoded))
        digest.update(encoded)
    return digest.hexdigest()


def digest_of_sources(sources: Iterable[str], parts: Iterable[str]) -> str:
    """Return a digest of advisories' digests and other ``parts``; empty if one of the advisories has none."""
    known = tuple(sources)
    return digest_of((*known, "", *parts)) if all(known) else ""


def library_key(library: Library) -> str:
    """Return what stands for every advisory as it is at the as-of time."""
    return digest_of(year_key(library, year) for year in library.years)


def year_key(library: Library, year: Year) -> str:
    """Return what stands for the advisories of a year as they are at the as-of time, and for nothing of others."""
    return f"{year.number} {year.digest} {year.phase(library.at)}"


def state(library: Library, card: Card) -> str:
    """Return what the as-of time makes of an advisory: where it stands, and how many of its deadlines have passed."""
    standing = library.standing(card)
    passed = sum(by < library.at for by in card.deadlines) if standing is Standing.CURRENT else 0
    return f"{standing.value} {passed}"


def tied_key(library: Library, advisory_id: str) -> str:
    """Return what an advisory that names another shows of it in any language: nothing unless it is public.

    When the other was published counts too: it is then that it replaced the one that names it.
    """
    card = library.card(advisory_id)
    if card is None or not card.is_public:
        return f"{advisory_id} -"
    return f"{advisory_id} {card.kind} {library.standing(card).value} {card.published} {card.languages} {card.faces}"


def tied_keys(library: Library, cards: Iterable[Card], replaced: Sequence[Card] = ()) -> list[str]:
    """Return ``tied_key`` of every advisory that ``cards`` name, and of those ``replaced`` by one of them."""
    named = {other for card in cards for other in (*card.related, card.superseded_by or "")} - {""}
    named.update(card.id for card in replaced)
    return [tied_key(library, other) for other in sorted(named)]
