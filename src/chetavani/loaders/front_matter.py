# SPDX-License-Identifier: Apache-2.0
"""Front matter: YAML read as strings with line numbers, and nothing of YAML that could surprise.

PyYAML's base loader keeps every scalar a string (``no``, ``0123`` and ``12:30`` stay what was written). Composing
nodes instead of loading keeps the lines and shows duplicate keys. Anchors, aliases and tags are refused.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from chetavani.loaders.codes import BAD_CHARACTER, BAD_YAML, DUPLICATE_KEY, NO_FRONT_MATTER, Collector
from chetavani.loaders.explaining import Place
from chetavani.model.text import refused_characters

FENCE = "---"
_MAX_DEPTH = 6
_CLOSING = re.compile(r"\n---[^\S\n]*(?=\n|\Z)")
_SPECIAL = re.compile(r"[&*!](?<![\w.=;/%].)")  # what follows one of these is the middle of a text

Value: TypeAlias = "str | list[Value] | dict[str, Value]"


@dataclass(slots=True)
class FrontMatter:
    """The fields as strings, lists and dicts, the 1-based line of each, and the Markdown after them."""

    fields: dict[str, Value]
    body: str
    body_line: int
    lines: dict[Place, int] = field(default_factory=dict)

    def line_of(self, place: Place) -> int:
        """Return the line of a field, else that of the nearest field around it, else 1."""
        return nearest_line(self.lines, place)


def nearest_line(lines: Mapping[Place, int], place: Place) -> int:
    """Return the line of a field, else that of the nearest field around it, else 1."""
    while place:
        if line := lines.get(place):
            return line
        place = place[:-1]
    return 1


def field_name(place: Place) -> str:
    """Return a place as people write it: ``actions[0].by``."""
    name = ""
    for part in place:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else str(part)
    return name


class _Composer(yaml.CBaseLoader):
    """Composes nodes without guessing types: every scalar is a string, so no tag is ever looked at."""

    def resolve(self, *_: object) -> str:
        """Return no tag."""
        return ""

    def descend_resolver(self, *_: object) -> None:
        """Do nothing: there are no tags that depend on the place."""

    def ascend_resolver(self) -> None:
        """Do nothing: there are no tags that depend on the place."""


class _Reader:
    """Turns YAML nodes into plain values, and notes lines and mistakes on the way."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.lines: dict[Place, int] = {}

    def value(self, node: yaml.Node, place: Place) -> Value:
        if len(place) > _MAX_DEPTH:
            line = node.start_mark.line + 2  # the fence is line 1
            self.collector.add(BAD_YAML, line, field_name(place), "is nested too deep.")
            return ""
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._item(child, (*place, number)) for number, child in enumerate(node.value)]
        text: str = node.value
        return text

    def _item(self, node: yaml.Node, place: Place) -> Value:
        self.lines[place] = node.start_mark.line + 2
        return self.value(node, place)

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Value]:
        result: dict[str, Value] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 2
            if not isinstance(key_node, yaml.ScalarNode):
                self.collector.add(BAD_YAML, line, field_name(place), "has a key that is not a word.")
                continue
            key = str(key_node.value)
            here = (*place, key)
            if key in result:
                first = self.lines[here]
                self.collector.add(
                    DUPLICATE_KEY, line, field_name(here), f"is written twice; the first is in line {first}."
                )
                continue
            self.lines[here] = line
            result[key] = self.value(value_node, here)
        return result


def _compose(text: str, collector: Collector) -> yaml.Node | None:
    try:
        for token in yaml.scan(text, Loader=_Composer) if _SPECIAL.search(text) else ():
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
                collector.add(
                    BAD_YAML,
                    token.start_mark.line + 2,
                    "",
                    "uses a YAML anchor, alias or tag.",
                    "Write the value itself; put texts that start with &, * or ! between quotes.",
                )
                return None
        return yaml.compose(text, Loader=_Composer)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 2 if mark else 1
        collector.add(BAD_YAML, line, "", f"is not YAML: {error.problem or error.context}.")
    except yaml.YAMLError as error:
        collector.add(BAD_YAML, 1, "", f"is not YAML: {error}.")
    return None


def parse_front_matter(text: str, collector: Collector) -> FrontMatter | None:
    """Split ``text`` (NFC, newlines as line ends) into fields and body; None, with findings, if there are no fields."""
    first = text.partition("\n")[0]
    closing = _CLOSING.search(text, len(first))
    if first.rstrip() != FENCE or closing is None:
        which = "does not start with a line ---" if first.rstrip() != FENCE else "has no closing line ---"
        collector.add(NO_FRONT_MATTER, 1, "", f"{which}.")
        return None
    node = _compose(text[len(first) + 1 : closing.start()] + "\n", collector)
    if node is None:
        if not collector.findings:
            collector.add(NO_FRONT_MATTER, 1, "", "has no fields between the two lines ---.")
        return None
    if not isinstance(node, yaml.MappingNode):
        collector.add(BAD_YAML, 2, "", "is not a list of `field: value` lines.")
        return None
    reader = _Reader(collector)
    fields = reader.value(node, ())
    body, body_line = text[closing.end() + 1 :], text.count("\n", 0, closing.end()) + 2
    for offset, name in refused_characters(body, multiline=True):
        line = body_line + body.count("\n", 0, offset)
        collector.add(BAD_CHARACTER, line, "body", f"contains {name}.")
    return FrontMatter(fields if isinstance(fields, dict) else {}, body, body_line, reader.lines)
