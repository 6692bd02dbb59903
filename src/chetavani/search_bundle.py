# SPDX-License-Identifier: Apache-2.0
"""Making a Pagefind bundle the same in every run.

Pagefind 1.5 writes filters and their values in the order of a hash table, which differs from run to run once there are
several. The files are gzipped CBOR behind a magic word, named after a digest of that CBOR: here they are put in order
and named anew. Nothing else is touched, and a bundle of an unknown shape is refused.
"""

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import cbor2

from chetavani.errors import SearchError

ENTRY = "pagefind-entry.json"
_MAGIC = b"pagefind_dcd"
_FILTERS, _SORTS = 3, 4  # places in the six-part list of a .pf_meta: version, pages, words, filters, sorts, metadata
_PARTS = 6
_FILTER_DIGITS, _META_DIGITS = 7, 10
_REMEDY = "Install the version of pagefind that is in the lock."


def make_canonical(bundle: Path) -> None:
    """Rewrite the filters and the metadata of ``bundle`` in a fixed order. Raises SearchError for an unknown shape."""
    try:
        entry = json.loads((bundle / ENTRY).read_bytes())
        for language in entry["languages"].values():
            language["hash"] = _metadata(bundle, language["hash"])
    except (OSError, ValueError, KeyError, TypeError, IndexError, EOFError) as error:
        raise SearchError("the search index", f"is not of the shape expected: {error!r}.", _REMEDY) from None
    (bundle / ENTRY).write_text(json.dumps(entry, ensure_ascii=False, sort_keys=True), encoding="utf-8")


def _metadata(bundle: Path, name: str) -> str:
    path = bundle / f"pagefind.{name}.pf_meta"
    parts = _read(path)
    if len(parts) != _PARTS:
        message = f"{path.name} has {len(parts)} parts"
        raise ValueError(message)
    parts[_FILTERS] = [[label, _filter(bundle, file)] for label, file in sorted(parts[_FILTERS])]
    parts[_SORTS] = sorted(parts[_SORTS])
    content = cbor2.dumps(parts)
    path.unlink()
    renamed = _renamed(name, content, _META_DIGITS)
    _write(bundle / f"pagefind.{renamed}.pf_meta", content)
    return renamed


def _filter(bundle: Path, name: str) -> str:
    """Put the values of one filter in order; return the name of its new file."""
    path = bundle / "filter" / f"{name}.pf_filter"
    label, values = _read(path)
    content = cbor2.dumps([label, sorted(values)])
    path.unlink()
    renamed = _renamed(name, content, _FILTER_DIGITS)
    _write(bundle / "filter" / f"{renamed}.pf_filter", content)
    return renamed


def _renamed(name: str, content: bytes, digits: int) -> str:
    language = name.rpartition("_")[0]
    return f"{language}_{hashlib.sha1(content, usedforsecurity=False).hexdigest()[:digits]}"


def _read(path: Path) -> list[Any]:
    content = gzip.decompress(path.read_bytes())
    if not content.startswith(_MAGIC):
        message = f"{path.name} has no magic word"
        raise ValueError(message)
    parts: list[Any] = cbor2.loads(content.removeprefix(_MAGIC))
    return parts


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(gzip.compress(_MAGIC + content, mtime=0))
