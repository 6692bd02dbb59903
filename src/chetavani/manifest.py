# SPDX-License-Identifier: Apache-2.0
"""The manifest: every file of a site with its SHA-256, one line each in the order of paths.

A line a file, so that a build that changes fifty files among a hundred thousand changes fifty lines.
"""

import json
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
    body = body + _SEPARATOR if body else body
    edits = {_start(path): b"" for path in gone}
    edits |= {_start(entry.path): _line(entry) + _SEPARATOR for entry in changed}
    pieces: list[bytes] = []
    at = 0
    for start in sorted(edits):
        place = _place(body, start)
        pieces += [body[at:place], edits[start]]
        at = _after(body, place) if body.startswith(start, place) else place
    pieces.append(body[at:])
    return b"".join((_head(about), _OPENING, b"".join(pieces).removesuffix(_SEPARATOR), _CLOSING))


def _place(body: bytes, start: bytes) -> int:
    """Return where the line with ``start`` begins, or would: there are a hundred thousand, and few are looked at."""
    low, high = 0, len(body)
    while low < high:
        found = body.rfind(_SEPARATOR, low, (low + high) // 2)
        line = low if found < 0 else found + len(_SEPARATOR)
        if body[line : line + len(start)] < start:
            low = _after(body, line)
        else:
            high = line
    return low


def _after(body: bytes, line: int) -> int:
    """Return where the line after the one that begins at ``line`` begins."""
    return body.index(_SEPARATOR, line) + len(_SEPARATOR)


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
