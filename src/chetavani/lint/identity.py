# SPDX-License-Identifier: Apache-2.0
"""Identity: an id is the file's name, its year and its publisher; nothing exists twice."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from hashlib import blake2b
from zlib import crc32

from chetavani.lint.base import Inspection, finding, sound
from chetavani.lint.clusters import Claim, Cluster, Judged, claim
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
_THIRDS = 3


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


def duplicate_id(claims: Sequence[Claim]) -> Iterator[Judged]:
    """Find every further advisory of one id."""
    holders = [claim for claim in claims if claim.field == "id"]
    for holder in holders[1:]:
        yield holder, f"is {holder.value}, which {holders[0].path} has already."


def _aliases(inspection: Inspection) -> Iterator[Claim]:
    for entry in inspection.entries:
        for number, alias in enumerate(entry.advisory.aliases):
            line = entry.source.line_of("aliases", number)
            yield claim("alias", alias.casefold(), entry, line, f"aliases[{number}]", note=alias)


ALIASES = Cluster("alias", _aliases)


def duplicate_alias(claims: Sequence[Claim]) -> Iterator[Judged]:
    """Find every further use of one alias; case makes no difference."""
    for further in claims[1:]:
        yield further, f"is {further.note}, which {claims[0].id} has already."


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


def words_of(title: str) -> tuple[str, ...]:
    """Return the words of a title as they are compared."""
    return tuple(_WORD.findall(title.casefold()))


def title_keys(words: Iterable[str]) -> list[str]:
    """Return what titles that differ in one word have in common: a digest of each third of the words.

    A word belongs to a third by itself, whatever stands around it. A word changed touches two thirds at most, a word
    added or left out only one, so that at least one third stays the same. If that may be an empty one, the two longest
    words stand in for it: a change leaves one of them.
    """
    ordered = sorted(set(words))
    thirds: list[list[str]] = [[] for _ in range(_THIRDS)]
    for word in ordered:
        thirds[crc32(word.encode()) % _THIRDS].append(word)
    found = [" ".join(third) for third in thirds if third]
    if len(found) < _THIRDS:
        found += sorted(ordered, key=len)[-2:] or [""]
    return [_digest(key) for key in dict.fromkeys(found)]


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _titles(inspection: Inspection) -> Iterator[Claim]:
    for entry in inspection.entries:
        if sound(entry, "title"):
            line, title = entry.source.line_of("title"), entry.advisory.title
            yield claim("title", _digest(" ".join(words_of(title))), entry, line, "title", note=title)


def _thirds(inspection: Inspection) -> Iterator[Claim]:
    for entry in inspection.entries:
        if sound(entry, "title"):
            line, title = entry.source.line_of("title"), entry.advisory.title
            for key in title_keys(words_of(title)):
                yield claim("title-third", key, entry, line, "title", note=title)


TITLES = Cluster("title", _titles)
THIRDS = Cluster("title-third", _thirds, most=20)


def same_title(claims: Sequence[Claim]) -> Iterator[Judged]:
    """Find titles that have the words of an earlier one."""
    for further in claims[1:]:
        yield further, _message(claims[0])


def similar_title(claims: Sequence[Claim]) -> Iterator[Judged]:
    """Find titles that readers cannot tell apart, the later one of each pair."""
    first = {words_of(one.note): one for one in reversed(claims)}
    titles = list(reversed(first))
    for number, words in enumerate(titles):
        like = next((other for other in titles[:number] if alike(words, other)), None)
        if like is not None:
            yield first[words], _message(first[like])


def _message(first: Claim) -> str:
    return f"is nearly the title of {first.id}: {first.note!r}."


def alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether readers would take two titles, given in words, for one."""
    words, others = set(one), set(other)
    if len(words & others) * 10 < max(len(words), len(others)) * 7:
        return False
    text, other_text = " ".join(one), " ".join(other)
    length = len(text) + len(other_text)
    if (length - _different("".join(words - others), "".join(others - words))) / length < _SIMILAR:
        return False  # no ratio could be higher, and this one is found much faster
    return SequenceMatcher(None, text, other_text, autojunk=False).ratio() >= _SIMILAR


def _different(one: str, other: str) -> int:
    """Return how many characters of the two texts have no counterpart in the other one, wherever they stand."""
    shared = sum(min(one.count(character), other.count(character)) for character in set(one))
    return len(one) + len(other) - 2 * shared
