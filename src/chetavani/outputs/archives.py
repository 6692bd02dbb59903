# SPDX-License-Identifier: Apache-2.0
"""Archives of excerpts: each document is compressed once, and both a zip and a gzip file are made of the result.

A deflated document is its CRC-32 and its size, then its deflate stream (RFC 1951). Both kinds of file are that stream
between a few bytes of their own, so that joining ten thousand of them costs no more than copying. The same documents
give the same bytes with the same version of zlib: no clock, no owner, no name of a machine is in them.
"""

import zlib
from collections.abc import Iterable, Iterator
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
_PIECE = 1 << 16  # bytes that are read at once
_MOST_FILES = 0xFFFF  # that the end of a plain zip file can count


def deflated(document: bytes) -> bytes:
    """Return ``document`` as ``zipped`` and ``gzipped`` take it."""
    stream = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return _CHECK.pack(zlib.crc32(document), len(document)) + stream.compress(document) + stream.flush()


def gzipped(documents: Iterable[bytes]) -> bytes:
    """Return a gzip file of deflated ``documents`` one after the other, a member of the file each."""
    members = b"".join(_member(document) for document in documents)
    return members or _member(deflated(b""))


def _member(document: bytes) -> bytes:
    check, stream = document[: _CHECK.size], document[_CHECK.size :]
    return _GZIP_HEAD + stream + check


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
        packed = len(document) - _CHECK.size
        sizes = (0, _NEW_YEAR_1980, check, packed, size, len(name), 0)
        directory += _CENTRAL.pack(
            b"PK\1\2", _UNIX | _VERSION, _VERSION, _UTF_8, _DEFLATE, *sizes, 0, 0, 0, _MODE, len(content)
        )
        directory += name
        content += _LOCAL.pack(b"PK\3\4", _VERSION, _UTF_8, _DEFLATE, *sizes) + name
        content += memoryview(document)[_CHECK.size :]
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


def gunzipped(content: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield each member of a file of ``gzipped``, and where it ends in ``content``. Raises ValueError for no such."""
    view, place = memoryview(content), 0
    while place < len(content):
        stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        found = []
        while not stream.eof:
            piece = view[place : place + _PIECE]
            try:
                found.append(stream.decompress(piece))
            except zlib.error as error:
                raise ValueError(str(error)) from error
            if not piece:
                message = "the gzip file has no end"
                raise ValueError(message)
            place += len(piece) - len(stream.unused_data)
        yield b"".join(found), place


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
