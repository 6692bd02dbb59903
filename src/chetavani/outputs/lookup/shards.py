# SPDX-License-Identifier: Apache-2.0
"""The answers: all entries whose hashes begin alike, listed and cleared, among decoys.

Decoys fill an answer up to one of a few sizes, so that its length does not tell which one was asked for. They are made
of the prefix alone and look like entries; no value has their hashes.
"""

import hashlib
from base64 import urlsafe_b64encode
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from chetavani.model.listing import DRAWER, Entry, Listings
from chetavani.outputs.base import Artifact, Shard
from chetavani.outputs.keys import digest_of
from chetavani.outputs.lookup.places import HEX, prefix_digits, shard_path
from chetavani.outputs.stamps import stamp

_Source = tuple[Listings, str]  # the entries, and what ids of advisories begin with
Row = tuple[str, str, str]
"""What is said of a hash: what to do, the advisory, until when; of a cleared one ``cleared`` and since when."""
CLEARED = "cleared"
_STEPS = (8, 16, 32, 64)
_HASH, _SALT = 16, 2  # bytes of a decoy: its hash, and what chooses how it looks
_DIGITS = 2 * _HASH
_SHOWN = 22  # characters of base64url that 16 bytes take
_ENCODED = 24  # of the 18 bytes that are encoded at once, so that one hash ends where a group of four does
_UNUSED_YEAR = 1970  # no advisory is of it
_MEASURES = ("warn", "hold", "block")
_START, _DAY = 1_767_225_600_000_000, 86_400_000_000  # 2026-01-01 and a day, in microseconds
_DAYS = 1024


def size_class(count: int) -> int:
    """Return how many rows an answer has that has ``count`` entries."""
    return next((step for step in _STEPS if count <= step), -(-count // _STEPS[-1]) * _STEPS[-1])


def shards(name: str, listings: Listings, id_prefix: str) -> Iterator[Shard]:
    """Yield a shard for each first digit of the hashes, in it one for each two digits if there are as many answers.

    ``id_prefix`` begins the ids of advisories.
    """
    digits = prefix_digits(listings.held)
    by_first: dict[str, dict[str, str]] = {first: {} for first in HEX}
    for drawer, key in listings.drawers.items():
        by_first[drawer[0]][drawer] = key
    for first, drawers in by_first.items():
        made = partial(_within, name, (listings, id_prefix), digits, first, drawers)
        yield Shard(f"{name}/{first}", _key(digits, drawers), made)


def _key(digits: int, drawers: Mapping[str, str]) -> str:
    return digest_of([str(digits), *(part for pair in drawers.items() for part in pair)])


def _within(
    name: str, source: _Source, digits: int, first: str, drawers: Mapping[str, str]
) -> Iterator[Artifact | Shard]:
    """Yield what there is of one first digit: shards of two digits if the answers are of more than two."""
    if digits <= len("00"):
        yield from _answers(source, digits, first, drawers)
        return
    for second in HEX:
        both = first + second
        held = _held(drawers, both)
        yield Shard(f"{name}/{both}", _key(digits, held), partial(_answers, source, digits, both, held))


def _held(drawers: Mapping[str, str], prefix: str) -> dict[str, str]:
    """Return the drawers, with their keys, whose digits begin with ``prefix``."""
    return {drawer: key for drawer, key in drawers.items() if drawer.startswith(prefix)}


def _answers(source: _Source, digits: int, start: str, drawers: Mapping[str, str]) -> Iterator[Artifact]:
    """Yield the answers to all prefixes that begin with ``start``. Those from one drawer read it once."""
    listings, id_prefix = source
    for read in _extended(start, min(digits, DRAWER)):
        group, held = _Group(listings, read), _key(digits, _held(drawers, read))
        for prefix in _extended(read, digits):
            key = digest_of([prefix, held])
            yield Artifact(shard_path(prefix), "application/json", partial(_answer, group, id_prefix, prefix), key)


def _extended(start: str, digits: int) -> Iterator[str]:
    """Yield every text of so many digits that begins with ``start``, sorted."""
    if len(start) >= digits:
        yield start
        return
    for digit in HEX:
        yield from _extended(start + digit, digits)


class _Group:
    """The entries whose hashes begin with some digits, read when they are first wanted."""

    def __init__(self, listings: Listings, digits: str) -> None:
        self._listings = listings
        self._digits = digits
        self._entries: list[Entry] | None = None

    def __getstate__(self) -> tuple[Listings, str, None]:
        """Return what is sent to another process: not the entries, it reads them."""
        return self._listings, self._digits, None

    def __setstate__(self, state: tuple[Listings, str, None]) -> None:
        self._listings, self._digits, self._entries = state

    def entries(self, prefix: str) -> Sequence[Entry]:
        """Return those whose hashes begin with ``prefix``."""
        if self._entries is None:
            self._entries = list(self._listings.entries(self._digits))
        hashes = self._entries
        return hashes[bisect_left(hashes, (prefix,)) : bisect_left(hashes, (prefix + "g",))]


def _answer(group: _Group, id_prefix: str, prefix: str) -> bytes:
    return answer_bytes(prefix, group.entries(prefix), id_prefix)


def answer_bytes(prefix: str, entries: Sequence[Entry], id_prefix: str) -> bytes:
    """Return the answer to ``prefix``, whose ``entries`` are all that there are; a line for each, sorted.

    Nothing in a line needs escaping: words, ids and times of ours, and base64url.
    """
    said = [row_of(entry) for entry in entries]
    hashes = [entry.hash for entry in entries]
    for fingerprint, row in decoys(prefix, size_class(len(said)) - len(said), said, id_prefix):
        hashes.append(fingerprint)
        said.append(row)
    shown = encoded(hashes)
    lines = [
        f'["{name}","{action}","{advisory}","{until}"]'
        for name, (action, advisory, until) in zip(shown, said, strict=True)
    ]
    lines.sort()
    return b'{"prefix":"%s","entries":[\n%s\n]}\n' % (prefix.encode(), ",\n".join(lines).encode())


def row_of(entry: Entry) -> Row:
    """Return what an answer says of an entry."""
    if entry.cleared:
        return CLEARED, entry.advisory, stamp(entry.cleared)
    return entry.action, entry.advisory, stamp(entry.until)


def encoded(hashes: Sequence[str]) -> list[str]:
    """Return the first 16 bytes of each hash in base64url without padding (RFC 4648, section 5)."""
    zeros = "00" * (_ENCODED // 4 * 3 - _HASH)
    text = urlsafe_b64encode(bytes.fromhex("".join(one[:_DIGITS] + zeros for one in hashes))).decode()
    return [text[start : start + _SHOWN] for start in range(0, len(text), _ENCODED)]


def decoys(prefix: str, count: int, like: Sequence[Row], id_prefix: str) -> Iterator[tuple[str, Row]]:
    """Yield ``count`` hashes of nothing that begin with ``prefix``, and rows as those in ``like`` if there are any.

    Else the rows name advisories of a year that has none. The first are the same whatever the count is.
    """
    size = _HASH + _SALT
    noise = hashlib.shake_256(f"decoy:{prefix}".encode()).hexdigest(size * count)
    for start in range(0, len(noise), 2 * size):
        salt = int(noise[start : start + 2 * _SALT], 16)
        fingerprint = prefix + noise[start + 2 * _SALT + len(prefix) : start + 2 * size]
        yield fingerprint, like[salt % len(like)] if like else _made_up(salt, id_prefix)


def _made_up(salt: int, id_prefix: str) -> Row:
    action = _MEASURES[salt % len(_MEASURES)]
    return action, f"{id_prefix}-{_UNUSED_YEAR}-{salt % 9999 + 1:04d}", stamp(_START + salt % _DAYS * _DAY)
