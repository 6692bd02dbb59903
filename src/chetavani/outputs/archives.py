# SPDX-License-Identifier: Apache-2.0
"""Archives of excerpts: each document is compressed once, and both a zip and a gzip file are made of the result.

A deflated document is its CRC-32 and its size, then its deflate stream (RFC 1951). Both kinds of file are such streams
with a few bytes of their own around, so that joining ten thousand of them costs no more than copying. The same
documents give the same bytes with the same version of zlib: no clock, no owner, no name of a machine is in them.
"""

import zlib
from collections.abc import Iterable, Iterator
from functools import cache, reduce
from operator import xor
from struct import Struct

_LEVEL = 3  # of 9: an eighth larger than the smallest, in half the time
_CHECK = Struct("<II")
_GZIP_HEAD = bytes.fromhex("1f8b08000000000000ff")  # RFC 1952: deflate, no name, no time, system unknown
_LOCAL = Struct("<4s5H3I2H")
_CENTRAL = Struct("<4s6H3I5H2I")
_END = Struct("<4s4H2IH")
_END_64 = Struct("<4sQ2H2I4Q")
_LOCATOR = Struct("<4sIQI")
_VERSION = 20  # of the format that is needed: deflate
_VERSION_64 = 45
_UNIX = 3 << 8
_UTF_8 = 1 << 11
_DEFLATE = 8
_NEW_YEAR_1980 = (1 << 5) | 1  # as MS-DOS counts days: the first that there is
_MODE = 0o100644 << 16
_LAST = b"\3\0"  # RFC 1951: a block with nothing in it that ends a stream
_POLYNOMIAL = 0xEDB88320  # of CRC-32, its bits reversed
_WORD = 0xFFFFFFFF
_MOST_FILES = 0xFFFF  # that the end of a plain zip file can count


def deflated(document: bytes) -> bytes:
    """Return ``document`` as ``zipped`` and ``gzipped`` take it. Its stream has no end yet: another may follow."""
    stream = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = stream.compress(document) + stream.flush(zlib.Z_SYNC_FLUSH)
    return _CHECK.pack(zlib.crc32(document), len(document)) + packed


def gzipped(documents: Iterable[bytes]) -> bytes:
    """Return a gzip file of deflated ``documents`` one after the other: of one member, since not all read more."""
    content = bytearray(_GZIP_HEAD)
    check = size = 0
    for document in documents:
        its_check, its_size = _CHECK.unpack_from(document)
        check = crc_of_both(check, its_check, its_size)
        size += its_size
        content += memoryview(document)[_CHECK.size :]
    content += _LAST + _CHECK.pack(check, size & _WORD)
    return bytes(content)


def crc_of_both(first: int, second: int, size: int) -> int:
    """Return the CRC-32 of two pieces one after the other, given that of each and the ``size`` of the second."""
    place = 0
    while size:
        if size & 1:
            low, next_, third, high = _zeros(place)
            first = low[first & 255] ^ next_[first >> 8 & 255] ^ third[first >> 16 & 255] ^ high[first >> 24]
        size >>= 1
        place += 1
    return first ^ second


@cache
def _zeros(place: int) -> tuple[tuple[int, ...], ...]:
    """Return what ``2 ** place`` bytes of zeros after a piece make of its CRC-32, for each of the four bytes of that.

    It is linear: what they make of a sum (exclusive or) is the sum of what they make of each.
    """
    columns = [_after_zeros(place, 1 << bit) for bit in range(32)]
    return tuple(
        tuple(reduce(xor, (columns[start + bit] for bit in range(8) if byte >> bit & 1), 0) for byte in range(256))
        for start in range(0, 32, 8)
    )


def _after_zeros(place: int, check: int) -> int:
    if place:
        tables = _zeros(place - 1)
        for _ in range(2):
            check = reduce(xor, (table[check >> 8 * number & 255] for number, table in enumerate(tables)))
        return check
    for _ in range(8):
        check = check >> 1 ^ (_POLYNOMIAL if check & 1 else 0)
    return check


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip file of deflated documents under their paths, in the order in which they come.

    Every file in it is of 1980-01-01, which is the earliest that the format knows, and may be read by everybody.
    """
    content, directory = bytearray(), bytearray()
    count = 0
    for path, document in files:
        count += 1
        name = path.encode()
        check, size = _CHECK.unpack_from(document)
        packed = len(document) - _CHECK.size + len(_LAST)
        sizes = (0, _NEW_YEAR_1980, check, packed, size, len(name), 0)
        directory += _CENTRAL.pack(
            b"PK\1\2", _UNIX | _VERSION, _VERSION, _UTF_8, _DEFLATE, *sizes, 0, 0, 0, _MODE, len(content)
        )
        directory += name
        content += _LOCAL.pack(b"PK\3\4", _VERSION, _UTF_8, _DEFLATE, *sizes) + name
        content += memoryview(document)[_CHECK.size :]
        content += _LAST
    end = b"".join(_end(count, len(content), len(directory)))
    return b"".join((content, directory, end))


def _end(count: int, start: int, size: int) -> Iterator[bytes]:
    """Yield the end of a zip file: so many files, whose directory starts there and is so long."""
    if count >= _MOST_FILES:
        version = (_UNIX | _VERSION_64, _VERSION_64)
        yield _END_64.pack(b"PK\6\6", _END_64.size - 12, *version, 0, 0, count, count, size, start)
        yield _LOCATOR.pack(b"PK\6\7", 0, start + size, 1)
    shown = min(count, _MOST_FILES)
    yield _END.pack(b"PK\5\6", 0, 0, shown, shown, size, start, 0)


def extracted(content: bytes, path: str) -> bytes:
    """Return the file called ``path`` out of a zip file of ``zipped``. Raises LookupError if it has none."""
    name = path.encode()
    place = content.find(name)
    while place >= 0:
        start = place - _LOCAL.size
        if start >= 0 and content.startswith(b"PK\3\4", start):
            *_, packed, _, length, _ = _LOCAL.unpack_from(content, start)
            if length == len(name):
                return _inflated(content[place + length : place + length + packed])
        place = content.find(name, place + 1)
    raise LookupError(path)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream, -zlib.MAX_WBITS)
    except zlib.error as error:
        raise ValueError(str(error)) from error
