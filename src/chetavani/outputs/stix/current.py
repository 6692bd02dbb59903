# SPDX-License-Identifier: Apache-2.0
"""The indicators that hold now, of all advisories that stand: one bundle of all, and one for each thousand ids.

What platforms load to block and to watch. The small bundles are for who polls: an edit changes one of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from chetavani.config import Settings
from chetavani.model.card import Card, Year
from chetavani.model.library import Library
from chetavani.model.vocab import Standing
from chetavani.outputs.base import Artifact, BuildContext, Excerpt, Gathering, Shard
from chetavani.outputs.keys import digest_of, digest_of_sources, library_key
from chetavani.outputs.stix.objects import bundle_id, current_indicators, shared_objects, text

MEDIA_TYPE = "application/stix+json;version=2.1"
CURRENT = "stix/current.json"
FOLDER = "stix/current/"
INDEX = f"{FOLDER}index.json"
IDS_A_BUNDLE = 1000
"""How many ids of a year a small bundle is for."""

_CLOSING = b"]}\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """A small bundle: its path, and the advisories whose indicators are in it, by id. ``count`` is how many hold."""

    path: str
    cards: tuple[Card, ...]
    count: int

    @property
    def key(self) -> str:
        """Return what stands for all that it shows; empty if an advisory has no digest."""
        return digest_of_sources((card.digest for card in self.cards), (self.path, str(self.count)))


def current(name: str, library: Library, context: BuildContext) -> Shard:
    """Return the shard of the small ones and their index."""
    lapsed = (str(year.lapsed(library.at)) for year in library.years)
    return Shard(name, digest_of([library_key(library), *lapsed]), partial(_artifacts, library, context))


def holding(library: Library, card: Card) -> int:
    """Return how many indicators of a public advisory hold now."""
    if not card.lapses or library.standing(card) is not Standing.CURRENT:
        return 0
    return sum(end is None or end > library.at for end in card.lapses)


def pieces(library: Library) -> Iterator[Piece]:
    """Yield the small bundles, the oldest first; there is one even where nothing holds any more."""
    for year in library.years:
        found: dict[int, list[Card]] = {}
        for card in year.public:
            found.setdefault(_number(card), []).append(card)
        for number in sorted(found):
            yield _piece(library, year, number, found[number])


def _piece(library: Library, year: Year, number: int, cards: Iterable[Card]) -> Piece:
    counted = [(card, count) for card in sorted(cards) if (count := holding(library, card))]
    path = f"{FOLDER}{year.number}-{number * IDS_A_BUNDLE:04d}.json"
    return Piece(path, tuple(card for card, _ in counted), sum(count for _, count in counted))


def piece_path(card: Card) -> str:
    """Return where the small bundle is that has the indicators of an advisory."""
    return f"{FOLDER}{card.year}-{_number(card) * IDS_A_BUNDLE:04d}.json"


def _number(card: Card) -> int:
    return int(card.id.rpartition("-")[2]) // IDS_A_BUNDLE


def _artifacts(library: Library, context: BuildContext) -> Iterator[Artifact]:
    found = tuple(pieces(library))
    for one in found:
        yield Artifact(one.path, MEDIA_TYPE, partial(_small, library, context, one), one.key)
    listed = [(one.path, one.count) for one in found]
    yield Artifact(INDEX, "application/json", partial(_index, context, listed), digest_of(map(str, listed)))


def _small(library: Library, context: BuildContext, piece: Piece) -> bytes:
    found = (one for card in piece.cards for one in current_indicators(library, context, card))
    return _bundle(context.settings, piece.path, (b"," + text(one) for one in found))


def gathering(context: BuildContext) -> Gathering:
    """Return the bundle of all, which is made of the small ones."""
    kept = Excerpt("current-indicators", FOLDER, partial(excerpt, context.settings))
    return Gathering(CURRENT, MEDIA_TYPE, kept, partial(joined, context.settings))


def excerpt(settings: Settings, content: bytes) -> bytes:
    """Return the indicators in a small bundle as they stand in it, each with a comma before it; none of an index."""
    return content.partition(_shared(settings))[2].removesuffix(_CLOSING)


def joined(settings: Settings, excerpts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the bundle of all that the excerpts of the small ones make."""
    return _bundle(settings, CURRENT, (indicators for _, indicators in excerpts))


def _bundle(settings: Settings, path: str, indicators: Iterable[bytes]) -> bytes:
    opening = text({"type": "bundle", "id": bundle_id(settings, path)}).removesuffix(b"}")
    return b"".join((opening, _shared(settings), *indicators, _CLOSING))


def _shared(settings: Settings) -> bytes:
    """Return how the objects of each of these bundles begin."""
    return b',"objects":[' + b",".join(map(text, shared_objects(settings)))


def _index(context: BuildContext, listed: Iterable[tuple[str, int]]) -> bytes:
    parts = [{"url": context.absolute(path), "indicators": count} for path, count in listed]
    total = sum(one["indicators"] for one in parts if isinstance(one["indicators"], int))
    return text({"url": context.absolute(CURRENT), "indicators": total, "parts": parts}) + b"\n"
