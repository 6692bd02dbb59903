# SPDX-License-Identifier: Apache-2.0
"""Repacking a Pagefind bundle: the same words, in files so small that a reader loads little besides what is asked for.

Pagefind 1.5 cuts its index into chunks of some 25 kB, of which a search over many bundles would load one for every
word and bundle. Its chunks are gzipped CBOR behind a magic word: lists of words, each with its pages. Here the words
are cut anew, each with the bytes that it has, into chunks of a few kB named after a digest of their content, with
a table of the chunks beside them. Pages and filters, which Pagefind keeps apart, are left out: they are in
``outputs/search_results``. A bundle of an unknown shape is refused.
"""

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any
from zlib import crc32

import cbor2

from chetavani.errors import SearchError

ENTRY = "pagefind-entry.json"
TABLE = "words.json"
"""The table of a repacked bundle: Pagefind's version, the number of pages, every chunk's beginning and name.

A beginning is the shortest that is after the last word of the chunk before: what is before it is not in the chunk."""

_VERSION = "1.5.2"  # whose format and client are known here and in search-core.js
_MAGIC = b"pagefind_dcd"
_META_PARTS = 6  # version, pages, chunks, filters, sorts, metadata
_LEAST, _MOST = 4096, 12288  # bytes of a chunk before compression, unless it is one word
_ONE_IN = 16  # words begins a chunk that is large enough
_LEVEL = 6  # of compression; 9 takes four times as long for a hundredth
_DIGITS = 10
_REMEDY = f"Install pagefind {_VERSION}, the version in the lock."
_ONE = b"\x81"  # CBOR (RFC 8949): the head of a list of one, in which a chunk's list of words is
_LIST, _LENGTHS = 0x80, {0x98: 1, 0x99: 2, 0x9A: 4}  # heads of lists: short ones, and how many bytes say the length
_SHORT = 24


def repacked(bundle: Mapping[str, bytes], addresses: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a repacked bundle, paths relative to it, in a fixed order.

    ``bundle`` is the files that Pagefind made for one language, by path, ``addresses`` are those of the pages that it
    has, in the order of their numbers. Raises SearchError for an unknown shape.
    """
    try:
        yield from _files(bundle, addresses)
    except (OSError, ValueError, KeyError, TypeError, IndexError, EOFError) as error:
        raise SearchError("the search index", f"is not of the shape expected: {error!r}.", _REMEDY) from None


def _files(bundle: Mapping[str, bytes], addresses: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    entry = json.loads(bundle[ENTRY])
    (language,) = entry["languages"].values()
    meta = cbor2.loads(_content(bundle[f"pagefind.{language['hash']}.pf_meta"]))
    if entry["version"] != _VERSION or len(meta) != _META_PARTS or meta[0] != _VERSION:
        message = f"it is of version {entry['version']}, in {len(meta)} parts"
        raise ValueError(message)
    numbered = [json.loads(_content(bundle[f"fragment/{name}.pf_fragment"]))["url"] for name, _ in meta[1]]
    if numbered != list(addresses):
        message = "its pages are others, or have other numbers"
        raise ValueError(message)
    starts: list[str] = []
    names: list[str] = []
    for start, content in _cut(word for _, _, name in meta[2] for word in _words(bundle[f"index/{name}.pf_index"])):
        name = hashlib.sha256(content).hexdigest()[:_DIGITS]
        starts.append(start)
        names.append(name)
        yield f"index/{name}.pf_index", gzip.compress(_MAGIC + content, _LEVEL, mtime=0)
    told = {"version": _VERSION, "pages": len(meta[1]), "starts": starts, "names": names}
    yield TABLE, json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _words(chunk: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield each word of a chunk, and the bytes that say where it stands."""
    content = _content(chunk)
    count, start = _length(content)
    stream = BytesIO(content)
    stream.seek(start)
    decoder = cbor2.CBORDecoder(stream)
    for _ in range(count):
        word: list[Any] = decoder.decode()
        end = stream.tell()
        yield word[0], content[start:end]
        start = end
    if start != len(content):
        message = "a chunk goes on after its words"
        raise ValueError(message)


def _length(content: bytes) -> tuple[int, int]:
    """Return how many words a chunk has, and where the first begins."""
    head = content[1]
    if not content.startswith(_ONE) or not (_LIST <= head < _LIST + _SHORT or head in _LENGTHS):
        message = "a chunk is no list of words"
        raise ValueError(message)
    wide = _LENGTHS.get(head, 0)
    return (int.from_bytes(content[2 : 2 + wide], "big") if wide else head - _LIST), 2 + wide


def _cut(words: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Yield chunks of ``words``, each with where it begins; a word of many pages has one for itself.

    Which words begin a chunk is theirs to say: so an edit moves no cut but those next to the words that it changes.
    """
    start, last, held, size = "", "", list[bytes](), 0
    for word, content in words:
        wanted = size >= _LEAST and crc32(word.encode()) % _ONE_IN == 0
        if held and (wanted or size + len(content) > _MOST):
            yield start, _joined(held)
            start, held, size = _between(last, word), [], 0
        held.append(content)
        last, size = word, size + len(content)
    if held:
        yield start, _joined(held)


def _between(last: str, word: str) -> str:
    """Return the shortest beginning of ``word`` that is after ``last``."""
    return next(word[:length] for length in range(1, len(word) + 1) if word[:length] > last)


def _joined(words: list[bytes]) -> bytes:
    length = len(words)
    head = bytes([_LIST + length]) if length < _SHORT else b"\x99" + length.to_bytes(2, "big")
    return _ONE + head + b"".join(words)


def _content(file: bytes) -> bytes:
    """Return what is in a file of Pagefind's."""
    content = gzip.decompress(file)
    if not content.startswith(_MAGIC):
        message = "a file has no magic word"
        raise ValueError(message)
    return content.removeprefix(_MAGIC)
