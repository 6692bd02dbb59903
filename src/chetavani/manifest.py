# SPDX-License-Identifier: Apache-2.0
"""The manifest: every file of a site with its SHA-256, one line each in the order of paths.

A line a file, so that a build that changes fifty files among a hundred thousand changes fifty lines.
"""

import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping

from chetavani.writer import Entry

MANIFEST = "manifest.json"
_OPENING = b' "files": [\n'
_CLOSING = b"\n ]\n}\n"
_SEPARATOR = b",\n"


def manifest_bytes(entries: Iterable[Entry], about: Mapping[str, object]) -> bytes:
    """Return the manifest: ``about`` the publisher, and every file with its SHA-256, in the order of paths."""
    return _joined(_head(about), sorted(_line(entry) for entry in entries))


def spliced(manifest: bytes, changed: Iterable[Entry], gone: Iterable[str], about: Mapping[str, object]) -> bytes:
    """Return ``manifest`` with the lines of ``changed`` files replaced or added, and those of ``gone`` files left out.

    The same bytes as ``manifest_bytes`` of all entries.
    """
    body = manifest[manifest.index(_OPENING) + len(_OPENING) : -len(_CLOSING)]
    lines = body.split(_SEPARATOR) if body else []
    for path in gone:
        place = bisect_left(lines, _start(path))
        if place < len(lines) and lines[place].startswith(_start(path)):
            del lines[place]
    for entry in changed:
        place = bisect_left(lines, _start(entry.path))
        there = place < len(lines) and lines[place].startswith(_start(entry.path))
        lines[place : place + there] = [_line(entry)]
    return _joined(_head(about), lines)


def entries_of(manifest: bytes) -> list[Entry]:
    """Return the files that a manifest lists. Raises ValueError for what is no manifest."""
    return [Entry(one["path"], one["sha256"], one["size"]) for one in json.loads(manifest)["files"]]


def _head(about: Mapping[str, object]) -> bytes:
    rows = (f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)},\n" for name, value in about.items())
    return ("{\n" + "".join(rows)).encode()


def _start(path: str) -> bytes:
    return f'  {{"path": {json.dumps(path, ensure_ascii=False)}, '.encode()


def _line(entry: Entry) -> bytes:
    return _start(entry.path) + f'"sha256": "{entry.sha256}", "size": {entry.size}}}'.encode()


def _joined(head: bytes, lines: list[bytes]) -> bytes:
    return head + _OPENING + _SEPARATOR.join(lines) + _CLOSING
