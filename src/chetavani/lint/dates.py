# SPDX-License-Identifier: Apache-2.0
"""Dates: published, then revised, then expired; deadlines after publication; nothing from the future."""

from collections.abc import Iterator
from datetime import datetime

from chetavani.lint.base import Inspection, Sourced, finding, sound
from chetavani.model.card import TOLERANCE
from chetavani.model.finding import Finding, Level, Rule
from chetavani.model.vocab import Status

REVISION_ORDER = Rule(
    "CH211", "revisions-not-in-order", Level.ERROR, "Write revisions oldest first, each after `published`."
)
FUTURE = Rule("CH212", "date-in-the-future", Level.ERROR, "Correct the date; publish when it has come.")
EXPIRES_EARLY = Rule("CH213", "expires-before-published", Level.ERROR, "Write an end that lies after `published`.")
DEADLINE_EARLY = Rule("CH214", "deadline-before-published", Level.ERROR, "Give members a deadline they can still meet.")
SEEN_ORDER = Rule("CH215", "last-seen-before-first-seen", Level.ERROR, "Swap or correct the two days.")
NO_END_REVISION = Rule(
    "CH216", "ended-without-revision", Level.ERROR, "Add a revision: its date is when members hear of it."
)


def revision_order(inspection: Inspection) -> Iterator[Finding]:
    """Find revisions that are not later than what went before."""
    for entry in inspection.entries:
        if entry.advisory.published is None or not sound(entry, "published"):
            continue
        before, name = entry.advisory.published, "published"
        for number, revision in enumerate(entry.advisory.revisions):
            if revision.date <= before:
                message = f"is {revision.date.isoformat()}, not after {name} ({before.isoformat()})."
                place = ("revisions", number, "date")
                yield finding(
                    REVISION_ORDER, entry.source, entry.source.line_of(*place), f"revisions[{number}].date", message
                )
            before, name = revision.date, f"revisions[{number}].date"


def future(inspection: Inspection) -> Iterator[Finding]:
    """Find publications, revisions, clearances and sightings more than a day after the time of judgement."""
    limit = inspection.as_of + TOLERANCE
    for entry in inspection.entries:
        for field_name, place, moment in _moments(entry):
            if moment > limit:
                message = f"is {moment.isoformat()}, which has not come ({inspection.as_of.isoformat()})."
                yield finding(FUTURE, entry.source, entry.source.line_of(*place), field_name, message)
        for number, indicator in enumerate(entry.advisory.indicators):
            for name, day in (("first_seen", indicator.first_seen), ("last_seen", indicator.last_seen)):
                if day is not None and day > limit.astimezone(inspection.settings.zone).date():
                    line = entry.source.line_of("indicators", number, name)
                    message = f"is {day.isoformat()}, which has not come."
                    yield finding(FUTURE, entry.source, line, f"indicators[{number}].{name}", message)


def _moments(entry: Sourced) -> Iterator[tuple[str, tuple[str | int, ...], datetime]]:
    if entry.advisory.published is not None:
        yield "published", ("published",), entry.advisory.published
    for number, revision in enumerate(entry.advisory.revisions):
        yield f"revisions[{number}].date", ("revisions", number, "date"), revision.date
    for number, indicator in enumerate(entry.advisory.indicators):
        if indicator.cleared is not None:
            yield f"indicators[{number}].cleared", ("indicators", number, "cleared"), indicator.cleared


def expires_early(inspection: Inspection) -> Iterator[Finding]:
    """Find advisories that end before they begin."""
    for entry in inspection.entries:
        published, expires = entry.advisory.published, entry.advisory.expires
        if published is not None and expires is not None and expires <= published and sound(entry, "published"):
            message = f"is {expires.isoformat()}, not after published ({published.isoformat()})."
            yield finding(EXPIRES_EARLY, entry.source, entry.source.line_of("expires"), "expires", message)


def deadline_early(inspection: Inspection) -> Iterator[Finding]:
    """Find deadlines that had passed when the advisory was published."""
    for entry in inspection.entries:
        published = entry.advisory.published
        if published is None or not sound(entry, "published"):
            continue
        for number, action in enumerate(entry.advisory.actions):
            if action.by is not None and action.by <= published:
                message = f"is {action.by.isoformat()}, not after published ({published.isoformat()})."
                line = entry.source.line_of("actions", number, "by")
                yield finding(DEADLINE_EARLY, entry.source, line, f"actions[{number}].by", message)


def seen_order(inspection: Inspection) -> Iterator[Finding]:
    """Find indicators last seen before they were first seen."""
    for entry in inspection.entries:
        for number, indicator in enumerate(entry.advisory.indicators):
            first, last = indicator.first_seen, indicator.last_seen
            if first is not None and last is not None and last < first:
                message = f"is {last.isoformat()}, before first_seen ({first.isoformat()})."
                line = entry.source.line_of("indicators", number, "last_seen")
                yield finding(SEEN_ORDER, entry.source, line, f"indicators[{number}].last_seen", message)


def no_end_revision(inspection: Inspection) -> Iterator[Finding]:
    """Find advisories that are withdrawn or superseded without saying when: feeds could not tell anybody in time."""
    for entry in inspection.entries:
        advisory = entry.advisory
        ended = advisory.status in {Status.WITHDRAWN, Status.SUPERSEDED}
        if ended and not advisory.revisions and sound(entry, "status", "revisions"):
            message = f"is {advisory.status.value}, but no revision says since when."
            yield finding(NO_END_REVISION, entry.source, entry.source.line_of("status"), "status", message)
