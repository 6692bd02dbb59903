# SPDX-License-Identifier: Apache-2.0
"""``advisories.csv``: a row for each advisory, for people with a spreadsheet.

UTF-8 with a byte order mark, and nothing that a spreadsheet calculates (``outputs.cells``). Indicators are defanged:
people read them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chetavani.outputs.api.latest import read_back
from chetavani.outputs.cells import BYTE_ORDER_MARK, row

_OF_ADVISORY = (
    "id", "url", "kind", "severity", "standing", "reason", "superseded_by",
    "published", "updated", "expires", "revision",
)  # fmt: skip
_LISTS = ("fraud_types", "sectors", "actions", "indicators", "software", "cves", "references")
_BETWEEN = "; "


def columns(languages: Iterable[str]) -> list[str]:
    """Return the names of the columns; each of ``languages`` has two."""
    texts = (f"{name}_{language}" for language in languages for name in ("title", "summary"))
    return [*_OF_ADVISORY, *texts, *_LISTS, "demonstration"]


def cells(languages: Sequence[str], content: bytes) -> bytes:
    """Return the row of one advisory, given its document."""
    document = read_back(content)
    texts = [document["texts"].get(language, {}) for language in languages]
    found = [_shown(document[name]) for name in _OF_ADVISORY]
    found += [text.get(name, "") for text in texts for name in ("title", "summary")]
    found += [_BETWEEN.join(value) for value in _lists(document)]
    found.append(_shown(document["demonstration"]))
    return row(found)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _lists(document: Mapping[str, Any]) -> list[Iterable[str]]:
    """Return what the columns that hold several things have."""
    software = document["software"]
    return [
        document["fraud_types"],
        document["sectors"],
        (_action(one) for one in document["actions"]),
        (f"{one['type']} {one['shown']}" for one in document["indicators"]),
        (f"{one['vendor']} {one['product']}: {one['affected']}, fixed in {one['fixed']}" for one in software),
        dict.fromkeys(cve for one in software for cve in one["cve"]),
        (one["url"] for one in document["references"]),
    ]


def _action(one: Mapping[str, Any]) -> str:
    by = f" by {one['by']}" if one["by"] else ""
    return f"{one['what']}{by}: {one['text']}"


def sheet(languages: Sequence[str], excerpts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the file: the names of the columns, and every row."""
    head = BYTE_ORDER_MARK + row(columns(languages))
    return b"".join((head, *(one for _, one in excerpts)))
