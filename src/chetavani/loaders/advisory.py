# SPDX-License-Identifier: Apache-2.0
"""One advisory file to one ``Advisory``, salvaging what is sound.

A wrong field does not hide the other mistakes of its file: it is reported, replaced by something neutral, and the
advisory goes on to lint marked with the fields that must not be judged again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from chetavani.loaders.codes import MISSING_FIELD, UNKNOWN_KEY, Collector
from chetavani.loaders.explaining import Place, explained
from chetavani.loaders.front_matter import FrontMatter, Value, field_name, nearest_line, parse_front_matter
from chetavani.model.advisory import Advisory, Sheet, Text

_NEUTRAL: dict[str, str] = {
    "kind": "fraud-warning", "severity": "low", "title": "-", "summary": "-", "status": "published",
    "published": "1970-01-01T00:00:00Z", "reason": "-", "superseded_by": "XX-1970-0001", "id": "XX-1970-0001",
    "translates": "1",
}  # fmt: skip
_DERIVED = frozenset({"body", "language", "translations", "sheet"})
_Model = TypeVar("_Model", bound=BaseModel)
_ROUNDS = 4  # fields, then items left out, then the whole-record check, then done


@dataclass(frozen=True, slots=True)
class Source:
    """Where an advisory's text came from: the file, the line of every field, and what was salvaged."""

    path: str
    lines: dict[Place, int]
    body_line: int
    digest: str
    salvaged: frozenset[str] = frozenset()

    def line_of(self, *place: str | int) -> int:
        """Return the 1-based line of a field, else of the nearest field around it, else 1."""
        return nearest_line(self.lines, place)


@dataclass(frozen=True, slots=True)
class Sourced:
    """An advisory with its source and the sources of its translations by language."""

    advisory: Advisory
    source: Source
    translations: dict[str, Source] = field(default_factory=dict)


def _report(error: ErrorDetails, matter: FrontMatter, collector: Collector) -> Place:
    place: Place = tuple(error["loc"])
    if error["type"] == "extra_forbidden":
        collector.add(UNKNOWN_KEY, matter.line_of(place), field_name(place), "is not a known field.")
        return place
    place, rule, wrong, remedy = explained(error)
    collector.add(rule, matter.line_of(place), field_name(place), wrong, remedy)
    return place


def _discard(fields: dict[str, Value], place: Place) -> None:
    """Take the value at ``place`` out, or put a neutral one in its stead where the model requires one."""
    top = str(place[0])
    if len(place) == 1:
        if top in _NEUTRAL:
            fields[top] = _NEUTRAL[top]
        else:
            fields.pop(top, None)
        return
    holder: Value = fields.get(top, "")
    if not isinstance(holder, list) or not isinstance(place[1], int):
        fields.pop(top, None)
    elif place[1] < len(holder):
        holder[place[1]] = ""  # emptied, not removed: the numbers of the other items stay true


def _without_empty_items(fields: dict[str, Value]) -> dict[str, Value]:
    return {
        key: [item for item in value if item != ""] if isinstance(value, list) else value
        for key, value in fields.items()
    }


def _validate(
    model: type[_Model], matter: FrontMatter, fixed: dict[str, Any], collector: Collector
) -> tuple[_Model, frozenset[str]] | None:
    """Build the model from the fields, reporting every error and salvaging what is sound."""
    fields = dict(matter.fields)
    for key in sorted(_DERIVED & fields.keys()):
        collector.add(UNKNOWN_KEY, matter.line_of((key,)), key, "is not a known field.")
    salvaged: set[str] = set()
    for _ in range(_ROUNDS):
        try:
            cleaned = _without_empty_items(fields) if salvaged else fields
            return model.model_validate({**cleaned, **fixed}), frozenset(salvaged)
        except ValidationError as error:
            places = [_report(item, matter, collector) for item in error.errors(include_url=False)]
            for place in places:
                salvaged.add(str(place[0]))
                _discard(fields, place)
    return None


def load_original(text: str, digest: str, language: str, collector: Collector) -> Sourced | None:
    """Return the advisory in ``text``; None if not even its frame can be read. Findings go to ``collector``."""
    matter = parse_front_matter(text, collector)
    if matter is None:
        return None
    fixed = {"body": matter.body, "language": language}
    built = _validate(Advisory, matter, fixed, collector)
    if built is None:
        return None
    advisory, salvaged = built
    return Sourced(advisory, Source(collector.path, matter.lines, matter.body_line, digest, salvaged))


def load_translation(text: str, digest: str, language: str, collector: Collector) -> tuple[Text, Source] | None:
    """Return the translation in ``text``; None if not even its frame can be read. Findings go to ``collector``."""
    matter = parse_front_matter(text, collector)
    if matter is None:
        return None
    if "translates" not in matter.fields:
        collector.add(MISSING_FIELD, 1, "translates", "is missing.", "Write the revision it renders: translates: 1.")
        matter.fields["translates"] = "1"
    built = _validate(Text, matter, {"body": matter.body, "language": language}, collector)
    if built is None:
        return None
    written, salvaged = built
    return written, Source(collector.path, matter.lines, matter.body_line, digest, salvaged)


def with_translations(
    original: Sourced, translations: Sequence[tuple[Text, Source]], sheet: Sheet | None = None
) -> Sourced:
    """Return ``original`` with its translations attached, in the order given, and its sheet."""
    update = {"translations": tuple(text for text, _ in translations), "sheet": sheet}
    advisory = original.advisory.model_copy(update=update)
    return replace(original, advisory=advisory, translations={text.language: source for text, source in translations})
