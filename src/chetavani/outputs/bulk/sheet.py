# SPDX-License-Identifier: Apache-2.0
"""``advisories.csv``: a row for each advisory, for people with a spreadsheet.

RFC 4180, every cell in quotes, in UTF-8 with a byte order mark, without which Excel takes Hindi for Latin-1. No cell
can be a formula: one that begins like a formula begins with an apostrophe instead. So does one that begins with an
apostrophe, so that a program which takes one away always has the original. Indicators are defanged: people read them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chetavani.outputs.api.latest import read_back

_BYTE_ORDER_MARK = "\ufeff"
_FORMULA = re.compile(r"[\s\ufeff\u200b-\u200f\u2060]*[=+\-@'\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b]")
_BREAK = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
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


def guarded(value: str) -> str:
    """Return ``value`` as a cell has it: one line, and nothing that a spreadsheet calculates."""
    line = _BREAK.sub(" ", value)
    return f"'{line}" if _FORMULA.match(line) else line


def cells(languages: Sequence[str], content: bytes) -> bytes:
    """Return the row of one advisory, given its document."""
    document = read_back(content)
    texts = [document["texts"].get(language, {}) for language in languages]
    row = [_shown(document[name]) for name in _OF_ADVISORY]
    row += [text.get(name, "") for text in texts for name in ("title", "summary")]
    row += [_BETWEEN.join(value) for value in _lists(document)]
    row.append(_shown(document["demonstration"]))
    return _line(row)


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
    head = _BYTE_ORDER_MARK.encode() + _line(columns(languages))
    return b"".join((head, *(row for _, row in excerpts)))


def _line(values: Iterable[str]) -> bytes:
    quoted = (guarded(value).replace('"', '""') for value in values)
    return ('"' + '","'.join(quoted) + '"\r\n').encode()
