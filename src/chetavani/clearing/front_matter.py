# SPDX-License-Identifier: Apache-2.0
"""Clearing an indicator in the front matter of an advisory: two lines are added, and no other byte changes.

A YAML writer would write the whole of it anew: other quotes, other line breaks, comments elsewhere. So the lines are
put where the parser says that the item ends, and what comes out is read again and compared before anything is written.
"""

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import yaml

from chetavani.clearing.base import Clearance, Found, Place, Sought
from chetavani.errors import AuthoringError
from chetavani.loaders.front_matter import FENCE

_AFTER_LINE = re.compile(r"(?<=\n)")
_LIST = "indicators"
_REMEDY = "Run `chetavani lint`, and mend the file first."


def find(path: Path, shown: str, wanted: Sought, clearance: Clearance) -> Found:
    """Return where the advisory at ``path``, which findings call ``shown``, lists what is wanted.

    Raises AuthoringError if its front matter cannot be read: nobody could tell whether the value is in it.
    """
    text = _read(path, shown)
    places, near, open_items = [], [], []
    for item in _items(text, shown):
        kind, value = _scalar(item, "type"), _scalar(item, "value")
        if wanted.is_meant(kind, value):
            is_cleared = bool(_scalar(item, "cleared"))
            places.append(Place(shown, item.start_mark.line + 2, kind, value, is_cleared))
            open_items += [] if is_cleared else [item]
        elif wanted.is_near(kind, value):
            near.append((kind, value))
    if not open_items:
        return Found(path, tuple(places), near=tuple(near))
    made = _edited(text, shown, open_items, clearance)
    return Found(path, tuple(places), partial(_write, made), tuple(near))


def _write(made: str, path: Path) -> None:
    path.write_bytes(made.encode())


def _read(path: Path, shown: str) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AuthoringError(shown, f"cannot be read: {error}.", _REMEDY) from None


def _lines(text: str) -> list[str]:
    """Return the lines with their ends; what else Unicode calls the end of a line is none here."""
    return _AFTER_LINE.split(text)


def _matter(text: str) -> str:
    """Return the lines between the fences, with their ends; empty if there is no front matter."""
    lines = _lines(text)
    if lines[0].rstrip() != FENCE:
        return ""
    closing = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), 0)
    return "".join(lines[1:closing])


def _items(text: str, shown: str) -> Iterator[yaml.MappingNode]:
    try:
        top = yaml.compose(_matter(text), Loader=yaml.CBaseLoader)
    except yaml.YAMLError as error:
        raise AuthoringError(shown, f"is not YAML: {error}.", _REMEDY) from None
    for key, value in top.value if isinstance(top, yaml.MappingNode) else ():
        if key.value == _LIST and isinstance(value, yaml.SequenceNode):
            yield from (item for item in value.value if isinstance(item, yaml.MappingNode))


def _scalar(item: yaml.MappingNode, name: str) -> str:
    return next((str(value.value) for key, value in item.value if key.value == name), "")


def _edited(text: str, shown: str, items: list[yaml.MappingNode], clearance: Clearance) -> str:
    """Return the text with every one of ``items`` cleared. Raises AuthoringError if that cannot be done safely."""
    lines = _lines(text)
    for item in sorted(items, key=lambda one: one.start_mark.index, reverse=True):
        if item.flow_style:
            _into_braces(lines, item, clearance)
        else:
            _below(lines, item, clearance)
    made = "".join(lines)
    if _plain(made, shown) != _expected(text, shown, items, clearance):
        raise AuthoringError(
            f"{shown}:{items[0].start_mark.line + 2}", "is written in a way that cannot be added to safely.",
            f"Write `cleared: {clearance.cleared}` and `reason:` there by hand.",
        )  # fmt: skip
    return made


def _pairs(clearance: Clearance) -> list[str]:
    # a JSON text is a YAML text in double quotes, whatever is in it (YAML 1.2, section 1.3)
    return [f"cleared: {clearance.cleared}", f"reason: {json.dumps(clearance.reason, ensure_ascii=False)}"]


def _below(lines: list[str], item: yaml.MappingNode, clearance: Clearance) -> None:
    """Add the pairs after the item's last line, as far to the right as its first key."""
    last = max(_last_line(value) for _, value in item.value) + 1  # the fence is line 0
    ending = "\r\n" if lines[last].endswith("\r\n") else "\n"
    indent = " " * item.start_mark.column
    lines[last + 1 : last + 1] = [f"{indent}{pair}{ending}" for pair in _pairs(clearance)]


def _last_line(node: yaml.Node) -> int:
    line: int = node.end_mark.line
    return line if node.end_mark.column or line == node.start_mark.line else line - 1


def _into_braces(lines: list[str], item: yaml.MappingNode, clearance: Clearance) -> None:
    """Add the pairs before the closing brace of an item that is written ``{type: upi, …}``."""
    number, column = item.end_mark.line + 1, item.end_mark.column - 1
    before, after = lines[number][:column], lines[number][column:]
    kept = before.rstrip()
    comma = "" if kept.endswith(",") else ","
    lines[number] = f"{kept}{comma} {', '.join(_pairs(clearance))}{before[len(kept) :]}{after}"


def _plain(text: str, shown: str) -> list[dict[str, str]]:
    return [{str(key.value): repr(value.value) for key, value in item.value} for item in _items(text, shown)]


def _expected(text: str, shown: str, items: list[yaml.MappingNode], clearance: Clearance) -> list[dict[str, str]]:
    starts = {item.start_mark.index for item in items}
    more = {"cleared": repr(clearance.cleared), "reason": repr(clearance.reason)}
    return [
        one | (more if item.start_mark.index in starts else {})
        for item, one in zip(_items(text, shown), _plain(text, shown), strict=True)
    ]
