# SPDX-License-Identifier: Apache-2.0
"""Translations: there, of the newest revision, and saying the same numbers."""

import re
from collections.abc import Iterator

from chetavani.lint.base import Inspection, Version, finding, sound
from chetavani.model.finding import Finding, Level, Rule

MISSING = Rule("CH291", "translation-missing", Level.WARNING, "Write the translation beside the original.")
STALE = Rule("CH292", "translation-stale", Level.WARNING, "Bring it up to date, then raise `translates`.")
AHEAD = Rule("CH293", "translation-ahead", Level.ERROR, "Write the number of the revision that it renders.")
OTHER_NUMBERS = Rule("CH294", "translation-numbers", Level.ERROR, "Give both texts the same numbers.")
NOT_TRANSLATED = Rule("CH295", "not-translated", Level.ERROR, "Translate it, or remove the file until it is.")

# digits within a word (log4j, HTTP2) are part of a name
_NUMBER = re.compile(r"\d(?<![A-Za-z\d]\d)\d*(?:[.,]\d+)*")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}")
_SHOWN = 8


def _pairs(inspection: Inspection) -> Iterator[tuple[Version, Version]]:
    """Yield every translation with its original."""
    original: Version | None = None
    for version in inspection.versions:
        if version.source is version.entry.source:
            original = version
        elif original is not None:
            yield original, version


def missing(inspection: Inspection) -> Iterator[Finding]:
    """Find advisories without a text in one of the site's languages. Drafts may wait."""
    for entry in inspection.entries:
        advisory = entry.advisory
        if advisory.is_draft:
            continue
        for language in inspection.settings.languages:
            if language not in advisory.texts:
                message = f"has no text in {language}."
                remedy = f"Write {advisory.id}.{language}.md beside it."
                yield finding(MISSING, entry.source, 1, "", message, remedy)


def stale(inspection: Inspection) -> Iterator[Finding]:
    """Find translations of an older revision than the newest."""
    for original, version in _pairs(inspection):
        newest = original.entry.advisory.revision
        if version.text.translates < newest and sound(original.entry, "revisions"):
            message = f"is {version.text.translates}, but the newest revision is {newest}."
            yield finding(STALE, version.source, version.source.line_of("translates"), "translates", message)


def ahead(inspection: Inspection) -> Iterator[Finding]:
    """Find translations of a revision that there is not yet."""
    for original, version in _pairs(inspection):
        newest = original.entry.advisory.revision
        if version.text.translates > newest and sound(original.entry, "revisions"):
            message = f"is {version.text.translates}, but the newest revision is {newest}."
            yield finding(AHEAD, version.source, version.source.line_of("translates"), "translates", message)


def _number(text: str) -> str:
    """Return a number in ASCII digits, without thousands separators."""
    if "," in text and _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if text.isascii():
        return text
    return "".join(str(int(character)) if character.isdigit() else character for character in text)


def numbers(version: Version) -> frozenset[str]:
    """Return the numbers that a reader sees in digits: in title, summary and body, links' targets left out."""
    reading = version.reading
    text = f"{version.text.title}\n{version.text.summary}\n{reading.prose.text}\n{reading.code.text}"
    return frozenset(_number(number) for number in set(_NUMBER.findall(text)))


def other_numbers(inspection: Inspection) -> Iterator[Finding]:
    """Find current translations whose numbers are not the original's. A stale one differs for a known reason."""
    for original, version in _pairs(inspection):
        advisory = original.entry.advisory
        if version.text.translates != advisory.revision or version.is_copy:
            continue
        here, there = numbers(version), numbers(original)
        if here != there:
            parts = [_listed("lacks", there - here), _listed("adds", here - there)]
            message = f"has other numbers than the original: {', '.join(filter(None, parts))}."
            yield finding(OTHER_NUMBERS, version.source, version.source.body_line, "body", message)


def _listed(verb: str, found: frozenset[str]) -> str:
    if not found:
        return ""
    some = sorted(found, key=lambda number: (len(number), number))
    more = f" and {len(some) - _SHOWN} more" if len(some) > _SHOWN else ""
    return f"{verb} {', '.join(some[:_SHOWN])}{more}"


def not_translated(inspection: Inspection) -> Iterator[Finding]:
    """Find translations that are the original's text."""
    for original, version in _pairs(inspection):
        here, there = version.text, original.text
        if version.is_copy and not version.is_empty:
            line, message = version.source.body_line, "is the same as the original."
            yield finding(NOT_TRANSLATED, version.source, line, "body", message)
        elif here.title == there.title and here.summary == there.summary and sound(original.entry, "title", "summary"):
            message = "is the same as the original, and so is the summary."
            yield finding(NOT_TRANSLATED, version.source, version.source.line_of("title"), "title", message)
