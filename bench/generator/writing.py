# SPDX-License-Identifier: Apache-2.0
"""Front matter and body put together into the text of a file."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

Item = Mapping[str, "str | Sequence[str]"]
Value = str | Sequence[str] | Sequence[Item] | Item

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9:+-]*[A-Za-z0-9]|[0-9]{4}-[0-9T:+-]+|[1-9]")


def _scalar(text: str) -> str:
    """Return a text as YAML: bare where it is one plain word or a time, else between double quotes (JSON is YAML)."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _flow(texts: Sequence[str]) -> str:
    return f"[{', '.join(_scalar(text) for text in texts)}]"


def _lines(key: str, value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield f"{key}: {_scalar(value)}"
    elif isinstance(value, Mapping):
        yield f"{key}:"
        yield from (f"  {name}: {_scalar(v) if isinstance(v, str) else _flow(v)}" for name, v in value.items())
    elif all(isinstance(item, str) for item in value):
        yield f"{key}: {_flow([str(item) for item in value])}"
    else:
        yield f"{key}:"
        for item in value:
            if isinstance(item, Mapping):
                pairs = [f"{name}: {_scalar(v) if isinstance(v, str) else _flow(v)}" for name, v in item.items()]
                yield from (("  - " if number == 0 else "    ") + pair for number, pair in enumerate(pairs))


def file_text(fields: Mapping[str, Value], body: str) -> str:
    """Return a file: the fields that are not empty between two lines of dashes, then the body."""
    lines = [line for key, value in fields.items() if value for line in _lines(key, value)]
    return "\n".join(["---", *lines, "---", "", body, ""])
