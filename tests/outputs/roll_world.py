# SPDX-License-Identifier: Apache-2.0
"""Rolls, as a build makes them: drawer by drawer."""

from collections.abc import Iterable

from tests.outputs.feed_world import context

from chetavani.model.library import Library
from chetavani.model.listing import Listings
from chetavani.outputs.base import Output, Roll, Rolled, Tally

RELEASE = 7


def unrolled(roll: Roll, listings: Listings, release: int = RELEASE) -> bytes:
    """Return the file that a roll comes to."""
    drawers = [list(listings.entries(digits)) for digits in listings.drawers]
    tally = Tally(sum(map(roll.counts, drawers)), listings.newest, release)
    return b"".join((roll.head(tally), *map(roll.piece, drawers), roll.tail))


def rolled(output: Output, of: Library, wanted: Iterable[str] = ()) -> dict[str, bytes]:
    """Return the files that ``output`` rolls of the entries of ``of``; if any are ``wanted``, these."""
    if not isinstance(output, Rolled):
        return {}
    paths = set(wanted)
    rolls = [one for one in output.rolls(context(of)) if not paths or one.path in paths]
    return {one.path: unrolled(one, of.listings) for one in rolls}
