# SPDX-License-Identifier: Apache-2.0
"""Lists of indicators: everything that is listed, in one file and by type, what to block, and what was cleared.

They are rolls: made drawer by drawer, and never whole in memory.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from chetavani.model.indicator import INDICATOR_TYPES
from chetavani.model.library import Library
from chetavani.model.listing import Entry
from chetavani.outputs.base import Artifact, BuildContext, Register, Roll, Shard, Tally
from chetavani.outputs.indicators import blocklists, records
from chetavani.outputs.indicators.deltas import delta_lines, hash_of
from chetavani.outputs.indicators.index import index_bytes
from chetavani.outputs.indicators.index import told as told_by_index
from chetavani.outputs.indicators.places import (
    ADBLOCK,
    ALL,
    ALL_CSV,
    CLEARED,
    CLEARED_CSV,
    DNSMASQ,
    HOSTS,
    INDEX,
    PLACES,
    RPZ,
    delta_path,
    type_path,
)
from chetavani.outputs.indicators.standing import told


class _Making(NamedTuple):
    """How a list is made: what it has for entries, which ones it has, how it begins."""

    piece: Callable[[Sequence[Entry]], bytes]
    counts: Callable[[Sequence[Entry]], int]
    head: Callable[[Tally], bytes]


class IndicatorLists:
    """The lists. See ``chetavani.outputs.base.Output`` and ``Rolled``."""

    name = "indicators"
    told = staticmethod(told)

    def plan(self, library: Library, context: BuildContext) -> Iterator[Artifact | Shard]:
        """Yield nothing: all of it is rolled."""
        del library, context
        return iter(())

    def rolls(self, context: BuildContext) -> Iterator[Roll]:
        """Yield every list, in the order of the index."""
        making = _makings(context)
        for place in PLACES:
            made = making[place.path]
            yield Roll(place.path, place.media_type, made.piece, made.head, counts=made.counts)

    def register(self, context: BuildContext) -> Register:
        """Return the index, by which the releases of the list of everything are numbered."""
        return Register(
            INDEX, "application/json", ALL, CLEARED, delta_path, delta_lines, hash_of,
            partial(index_bytes, context.settings), partial(told_by_index, context.settings),
        )  # fmt: skip


def _makings(context: BuildContext) -> dict[str, _Making]:
    settings = context.settings
    by_type = {
        type_path(term.id): _Making(
            partial(records.values, term.id), partial(records.count_of, term.id), partial(_always, b"")
        )
        for term in INDICATOR_TYPES
    }
    commented = partial(blocklists.commented, "#", settings)
    return by_type | {
        ALL: _Making(records.lines, records.listed, partial(_always, b"")),
        ALL_CSV: _Making(records.rows, records.listed, partial(_always, records.HEAD)),
        HOSTS: _Making(blocklists.hosts, blocklists.blocked, commented),
        ADBLOCK: _Making(blocklists.adblock, blocklists.blocked, partial(blocklists.adblock_head, settings)),
        RPZ: _Making(blocklists.rpz, blocklists.in_zone, partial(blocklists.rpz_head, settings)),
        DNSMASQ: _Making(blocklists.dnsmasq, blocklists.blocked, commented),
        CLEARED: _Making(records.cleared_lines, records.cleared, partial(_always, b"")),
        CLEARED_CSV: _Making(records.cleared_rows, records.cleared, partial(_always, records.CLEARED_HEAD)),
    }


def _always(head: bytes, _: Tally) -> bytes:
    return head
