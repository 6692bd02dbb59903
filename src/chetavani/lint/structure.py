# SPDX-License-Identifier: Apache-2.0
"""Structure: the sections that every kind needs, headings, lengths, and the fields without which nobody is reached."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from chetavani.lint.base import Inspection, Version, finding, sound
from chetavani.lint.reading import CODE_MARK, SECTION_LEVEL, folded
from chetavani.model.finding import Finding, Level, Rule
from chetavani.model.vocab import FRAUD_TYPES, Kind

MISSING_SECTION = Rule("CH221", "missing-section", Level.ERROR, "Add the heading, with text under it.")
SECTION_ORDER = Rule("CH222", "section-order", Level.ERROR, "Put the sections in the order of the rule.")
EMPTY_SECTION = Rule("CH223", "empty-section", Level.ERROR, "Write what the heading promises.")
HEADING_LEVEL = Rule("CH224", "heading-level", Level.ERROR, "Start at ##, and go down one level at a time.")
LONG_SUMMARY = Rule("CH225", "summary-too-long", Level.ERROR, "Say it in at most 280 characters.")
SUMMARY_IS_TITLE = Rule(
    "CH226", "summary-repeats-title", Level.WARNING, "Write one or two full sentences that say more than the title."
)
LONG_TITLE = Rule("CH227", "title-too-long", Level.ERROR, "Say it in at most 120 characters.")
NO_FRAUD_TYPE = Rule("CH228", "no-fraud-type", Level.ERROR, "Name the kinds of fraud in fraud_types.")
NO_SECTOR = Rule("CH229", "no-sector", Level.ERROR, "Name in sectors whom it concerns.")
RETIRED_TERM = Rule("CH230", "retired-term", Level.ERROR, "Use the term that took its place.")
NO_SOFTWARE = Rule("CH231", "no-software", Level.ERROR, "List the product, and its affected and fixed versions.")
NO_CVE = Rule("CH232", "no-cve", Level.WARNING, "Name the CVE ids, so that scanners can find the notice.")
NO_REFERENCE = Rule("CH233", "no-reference", Level.WARNING, "Name at least one source.")

SUMMARY_LIMIT, TITLE_LIMIT = 280, 120
_WARNING_SECTIONS: dict[str, tuple[str, ...]] = {
    "en": ("What is happening", "How to recognise it", "What to do"),
    "hi": ("क्या हो रहा है", "कैसे पहचानें", "क्या करें"),
}
_UPGRADE_SECTIONS: dict[str, tuple[str, ...]] = {
    "en": ("Affected versions", "Fixed versions", "How to upgrade", "Workaround"),
    "hi": ("प्रभावित संस्करण", "सुधारे गए संस्करण", "अपग्रेड कैसे करें", "अस्थायी उपाय"),
}
SECTIONS: dict[Kind, dict[str, tuple[str, ...]]] = {
    Kind.FRAUD_WARNING: _WARNING_SECTIONS,
    Kind.VIGIL_NOTICE: _WARNING_SECTIONS,
    Kind.SOFTWARE_UPGRADE: _UPGRADE_SECTIONS,
}
_TOP = 1
_LIKE_TITLE = 0.9


def _required(version: Version) -> Sequence[str]:
    if not sound(version.entry, "kind"):
        return ()
    return SECTIONS[version.entry.advisory.kind].get(version.text.language, ())


def missing_section(inspection: Inspection) -> Iterator[Finding]:
    """Find required sections that are not there; one finding an absent section."""
    for version in inspection.versions:
        if version.is_empty or version.is_copy:
            continue
        present = version.sections
        for title in _required(version):
            if folded(title) not in present:
                message = f"has no section `## {title}`, which a {version.entry.advisory.kind} needs."
                line = version.source.body_line
                yield finding(MISSING_SECTION, version.source, line, "body", message)


def section_order(inspection: Inspection) -> Iterator[Finding]:
    """Find the first required section that stands before its predecessor."""
    for version in inspection.versions:
        present = version.sections
        required = [title for title in _required(version) if folded(title) in present]
        for earlier, later in pairwise(required):
            heading = present[folded(later)][1]
            if heading.origin < present[folded(earlier)][1].origin:
                message = f"`## {later}` stands before `## {earlier}`."
                remedy = f"The order is: {', '.join(_required(version))}."
                yield finding(SECTION_ORDER, version.source, version.line(heading.origin), "body", message, remedy)
                break


def empty_section(inspection: Inspection) -> Iterator[Finding]:
    """Find required sections without a word or a line of code under them."""
    for version in inspection.versions:
        present = version.sections
        for title in _required(version):
            number, heading = present.get(folded(title), (-1, None))
            if heading is not None and not _has_text(version, number):
                message = f"`## {title}` has no text under it."
                line = version.line(heading.origin)
                yield finding(EMPTY_SECTION, version.source, line, "body", message)


def _has_text(version: Version, number: int) -> bool:
    """Whether anything stands under heading ``number``, subsections included."""
    headings = version.reading.headings
    for current in range(number, len(headings)):
        if current > number and headings[current].level <= SECTION_LEVEL:
            return False
        text = version.reading.own_text(current)
        if CODE_MARK in text or any(character.isalnum() for character in text):
            return True
    return False


def heading_level(inspection: Inspection) -> Iterator[Finding]:
    """Find ``#`` headings, which belong to the page, and headings that skip a level."""
    for version in inspection.versions:
        before = _TOP
        for heading in version.reading.headings:
            if heading.level == _TOP:
                message = f"{heading.title!r} is a # heading; the page's title is that already."
            elif heading.level > before + 1:
                message = f"{heading.title!r} has level {heading.level} under level {before}."
            else:
                before = heading.level
                continue
            before = max(heading.level, _TOP)
            yield finding(HEADING_LEVEL, version.source, version.line(heading.origin), "body", message)


def long_summary(inspection: Inspection) -> Iterator[Finding]:
    """Find summaries that feeds, messages and lists would cut off."""
    for version in inspection.versions:
        if len(version.text.summary) > SUMMARY_LIMIT:
            message = f"has {len(version.text.summary)} characters."
            yield finding(LONG_SUMMARY, version.source, version.source.line_of("summary"), "summary", message)


def long_title(inspection: Inspection) -> Iterator[Finding]:
    """Find titles that no list can show."""
    for version in inspection.versions:
        if len(version.text.title) > TITLE_LIMIT:
            message = f"has {len(version.text.title)} characters."
            yield finding(LONG_TITLE, version.source, version.source.line_of("title"), "title", message)


def summary_is_title(inspection: Inspection) -> Iterator[Finding]:
    """Find summaries that say nothing beyond the title."""
    for version in inspection.versions:
        title, summary = folded(version.text.title).rstrip(".।"), folded(version.text.summary).rstrip(".।")
        if title == "-" or summary == "-":
            continue
        if summary in title or (len(summary) < 2 * len(title) and _like(title, summary)):
            line = version.source.line_of("summary")
            yield finding(SUMMARY_IS_TITLE, version.source, line, "summary", "says no more than the title.")


def _like(one: str, other: str) -> bool:
    shorter, longer = sorted((len(one), len(other)))
    if 2 * shorter / (shorter + longer) < _LIKE_TITLE:  # no ratio could be higher
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= _LIKE_TITLE and matcher.ratio() >= _LIKE_TITLE


def no_fraud_type(inspection: Inspection) -> Iterator[Finding]:
    """Find fraud warnings and vigil notices that no fraud type's list or feed would carry."""
    for entry in inspection.entries:
        kind = entry.advisory.kind
        if kind is not Kind.SOFTWARE_UPGRADE and not entry.advisory.fraud_types and sound(entry, "kind"):
            message = f"is missing; a {kind} needs it."
            yield finding(NO_FRAUD_TYPE, entry.source, 1, "fraud_types", message)


def no_sector(inspection: Inspection) -> Iterator[Finding]:
    """Find advisories that no sector's list or feed would carry."""
    for entry in inspection.entries:
        if not entry.advisory.sectors:
            yield finding(NO_SECTOR, entry.source, 1, "sectors", "is missing.")


def retired_term(inspection: Inspection) -> Iterator[Finding]:
    """Find fraud types that were retired before the advisory was published."""
    for entry in inspection.entries:
        published = entry.advisory.published
        if published is None or not sound(entry, "published"):
            continue
        day = published.astimezone(inspection.settings.zone).date()
        for number, term_id in enumerate(entry.advisory.fraud_types):
            retired = FRAUD_TYPES[term_id].retired
            if retired is not None and day >= retired:
                message = f"is {term_id}, retired on {retired.isoformat()}."
                line = entry.source.line_of("fraud_types", number)
                yield finding(RETIRED_TERM, entry.source, line, f"fraud_types[{number}]", message)


def no_software(inspection: Inspection) -> Iterator[Finding]:
    """Find upgrade notes that name no product."""
    for entry in inspection.entries:
        if entry.advisory.kind is Kind.SOFTWARE_UPGRADE and not entry.advisory.software:
            message = "is missing; a software-upgrade needs it."
            yield finding(NO_SOFTWARE, entry.source, 1, "software", message)


def no_cve(inspection: Inspection) -> Iterator[Finding]:
    """Find products of upgrade notes without a CVE id."""
    for entry in inspection.entries:
        if entry.advisory.kind is not Kind.SOFTWARE_UPGRADE:
            continue
        for number, software in enumerate(entry.advisory.software):
            if not software.cve:
                line = entry.source.line_of("software", number)
                message = f"is missing for {software.product}."
                yield finding(NO_CVE, entry.source, line, f"software[{number}].cve", message)


def no_reference(inspection: Inspection) -> Iterator[Finding]:
    """Find advisories without a source."""
    for entry in inspection.entries:
        if not entry.advisory.references:
            yield finding(NO_REFERENCE, entry.source, 1, "references", "is missing.")
