# SPDX-License-Identifier: Apache-2.0
"""What a store holds, written down there: so nobody has to list a hundred thousand objects, or trust that a run ended.

``held`` is the state after the last run that came to its end: every file with its SHA-256, and what is leaving.
``begun`` are the paths that a run meant to touch, written before it touches any: whatever happened to it, only about
these is there any doubt, and the next run asks the store for each.
"""

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chetavani.publish.bucket import Bucket
from chetavani.writer import Entry

HELD = ".chetavani/held.json.gz"
BEGUN = ".chetavani/begun.json.gz"
_ATTRIBUTES = {"Content-Type": "application/gzip", "Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Held:
    """Files of the manifest and others by path, and until when what has gone is there (seconds since 1970)."""

    files: Mapping[str, Entry] = field(default_factory=dict)
    others: Mapping[str, Entry] = field(default_factory=dict)
    leaving: Mapping[str, float] = field(default_factory=dict)

    def dump(self) -> bytes:
        """Return the bytes of the object."""
        said = {
            "version": 1, "leaving": dict(self.leaving),
            "files": [list(entry) for entry in self.files.values()],
            "others": [list(entry) for entry in self.others.values()],
        }  # fmt: skip
        return gzip.compress(json.dumps(said, separators=(",", ":")).encode(), compresslevel=6, mtime=0)


def read_held(bucket: Bucket) -> Held | None:
    """Return what the store holds by its own account; None if it has none that can be read."""
    said = _read(bucket, HELD)
    try:
        if said is None or said["version"] != 1:
            return None
        files, others = ({one[0]: Entry(*one) for one in said[name]} for name in ("files", "others"))
        return Held(files, others, {str(path): float(until) for path, until in said["leaving"].items()})
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def write_held(bucket: Bucket, held: Held) -> None:
    """Write down what the store holds now."""
    bucket.put(HELD, held.dump(), _ATTRIBUTES)


def read_begun(bucket: Bucket) -> frozenset[str]:
    """Return the paths that a run which came to no end may have touched."""
    said = _read(bucket, BEGUN)
    return frozenset(map(str, said["paths"])) if said and isinstance(said.get("paths"), list) else frozenset()


def write_begun(bucket: Bucket, paths: Iterable[str]) -> None:
    """Write down what a run is about to touch; nothing, when it has come to its end."""
    said = json.dumps({"paths": sorted(paths)}).encode()
    bucket.put(BEGUN, gzip.compress(said, compresslevel=6, mtime=0), _ATTRIBUTES)


def _read(bucket: Bucket, path: str) -> dict[str, Any] | None:
    found = bucket.get(path)
    try:
        said = json.loads(gzip.decompress(found[0])) if found else None
    except (OSError, EOFError, ValueError):
        return None
    return said if isinstance(said, dict) else None
