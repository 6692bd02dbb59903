# SPDX-License-Identifier: Apache-2.0
"""Identity: an id is the file's name, its year and its publisher; nothing exists twice."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from chetavani.lint.base import Inspection, Sourced, finding, sound
from chetavani.model.finding import Finding, Level, Rule
from chetavani.model.ids import parse_id
from chetavani.model.vocab import Status

NOT_FILE_NAME = Rule("CH201", "id-not-file-name", Level.ERROR, "Rename the file, or correct the id.")
WRONG_FOLDER = Rule("CH202", "file-in-wrong-year", Level.ERROR, "Move the file to the folder of its id's year.")
WRONG_YEAR = Rule("CH203", "id-not-of-its-year", Level.ERROR, "Use an id of the year of publication.")
FOREIGN_PREFIX = Rule("CH204", "foreign-prefix", Level.ERROR, "Use the prefix that chetavani.toml sets.")
DUPLICATE_ID = Rule("CH205", "duplicate-id", Level.ERROR, "Give one of them the next free id.")
DUPLICATE_ALIAS = Rule("CH206", "duplicate-alias", Level.ERROR, "Keep it in the advisory that is about it.")
SIMILAR_TITLE = Rule("CH207", "near-duplicate-title", Level.WARNING, "Say what is different, or merge them.")
DRAFT_MISMATCH = Rule("CH208", "draft-id-or-status", Level.ERROR, "Run `chetavani assign-ids`, or correct the status.")

_WORD = re.compile(r"\w+")
_SIMILAR = 0.9
_RARE_WORDS = 3
_BLOCK = 20  # more titles than this sharing a word: the word says nothing of likeness


def id_not_file_name(inspection: Inspection) -> Iterator[Finding]:
    """Find advisories whose file bears another id."""
    for entry in inspection.entries:
        stem = entry.source.path.rpartition("/")[2].removesuffix(".md")
        if stem != entry.advisory.id:
            message = f"is {entry.advisory.id}, but the file is called {stem}.md."
            yield finding(NOT_FILE_NAME, entry.source, entry.source.line_of("id"), "id", message)


def wrong_folder(inspection: Inspection) -> Iterator[Finding]:
    """Find assigned ids outside the folder of their year."""
    for entry in inspection.entries:
        folder = entry.source.path.split("/")[1:-1]
        year = f"{entry.advisory.year:04d}"
        if entry.advisory.year and folder != [year]:
            message = f"is of {year}, but the file is in {'/'.join(['advisories', *folder])}/."
            yield finding(WRONG_FOLDER, entry.source, entry.source.line_of("id"), "id", message)


def wrong_year(inspection: Inspection) -> Iterator[Finding]:
    """Find ids whose year is not the year of publication in the publisher's time zone."""
    for entry in inspection.entries:
        advisory = entry.advisory
        if not advisory.year or advisory.published is None or not sound(entry, "published"):
            continue
        year = advisory.published.astimezone(inspection.settings.zone).year
        if year != advisory.year:
            message = f"is of {advisory.year}, but it was published in {year} ({inspection.settings.zone.key})."
            yield finding(WRONG_YEAR, entry.source, entry.source.line_of("id"), "id", message)


def foreign_prefix(inspection: Inspection) -> Iterator[Finding]:
    """Find ids of another publisher."""
    ours = inspection.settings.publisher.prefix
    for entry in inspection.entries:
        parts = parse_id(entry.advisory.id)
        if parts is not None and parts.prefix != ours:
            message = f"has the prefix {parts.prefix}; this publisher's is {ours}."
            yield finding(FOREIGN_PREFIX, entry.source, entry.source.line_of("id"), "id", message)


def duplicate_id(inspection: Inspection) -> Iterator[Finding]:
    """Find every further advisory of one id."""
    for advisory_id, entries in inspection.by_id.items():
        first, *others = sorted(entries, key=lambda entry: entry.source.path)
        for entry in others:
            message = f"is {advisory_id}, which {first.source.path} has already."
            yield finding(DUPLICATE_ID, entry.source, entry.source.line_of("id"), "id", message)


def duplicate_alias(inspection: Inspection) -> Iterator[Finding]:
    """Find every further use of one alias; case makes no difference."""
    first: dict[str, Sourced] = {}
    for entry in inspection.entries:
        for number, alias in enumerate(entry.advisory.aliases):
            holder = first.setdefault(alias.casefold(), entry)
            if holder is entry and alias.casefold() not in _folded(entry.advisory.aliases[:number]):
                continue
            message = f"is {alias}, which {holder.advisory.id} has already."
            yield finding(
                DUPLICATE_ALIAS, entry.source, entry.source.line_of("aliases", number), f"aliases[{number}]", message
            )


def _folded(words: Iterable[str]) -> set[str]:
    return {word.casefold() for word in words}


def draft_mismatch(inspection: Inspection) -> Iterator[Finding]:
    """Find drafts with an assigned id, and draft ids whose status is another."""
    for entry in inspection.entries:
        parts = parse_id(entry.advisory.id)
        if parts is None or not sound(entry, "id", "status"):
            continue
        if parts.is_draft and entry.advisory.status is not Status.DRAFT:
            message = f"is {entry.advisory.status}, but {entry.advisory.id} is the id of a draft."
        elif not parts.is_draft and entry.advisory.status is Status.DRAFT:
            message = f"is draft, but {entry.advisory.id} is an assigned id."
        else:
            continue
        yield finding(DRAFT_MISMATCH, entry.source, entry.source.line_of("status"), "status", message)


def similar_title(inspection: Inspection) -> Iterator[Finding]:
    """Find titles that readers cannot tell apart, the later one of each pair.

    Only titles that share one of their rarest words are compared, so the work grows with the number of titles.
    """
    words = [tuple(_WORD.findall(entry.advisory.title.casefold())) for entry in inspection.entries]
    for number, other in _similar_pairs(words):
        entry, first = inspection.entries[number], inspection.entries[other]
        message = f"is nearly the title of {first.advisory.id}: {first.advisory.title!r}."
        yield finding(SIMILAR_TITLE, entry.source, entry.source.line_of("title"), "title", message)


def _similar_pairs(titles: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """Yield the number of each title that is like an earlier one, with the number of that one."""
    frequency = Counter(word for title in titles for word in set(title))
    blocks: dict[str, list[int]] = {}
    exact: dict[tuple[str, ...], int] = {}
    for number, title in enumerate(titles):
        if (same := exact.setdefault(title, number)) != number:
            yield number, same
            continue
        rare = sorted(set(title), key=lambda word: (frequency[word], word))[:_RARE_WORDS]
        candidates = sorted({other for word in rare for other in blocks.get(word, ())[-_BLOCK:]})
        if (like := next((other for other in candidates if _alike(title, titles[other])), None)) is not None:
            yield number, like
        for word in rare:
            blocks.setdefault(word, []).append(number)


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shared = len(set(one) & set(other))
    if shared * 10 < max(len(set(one)), len(set(other))) * 7:
        return False
    matcher = SequenceMatcher(None, " ".join(one), " ".join(other), autojunk=False)
    return matcher.quick_ratio() >= _SIMILAR and matcher.ratio() >= _SIMILAR
