# SPDX-License-Identifier: Apache-2.0
"""Actions: who must do what by when, in proportion to the severity."""

from collections.abc import Iterator
from datetime import timedelta

from chetavani.lint.base import Inspection, finding, sound
from chetavani.model.finding import Finding, Level, Rule
from chetavani.model.vocab import Kind, Severity

NO_ADDRESSEE = Rule("CH241", "action-without-addressee", Level.ERROR, "Name the sectors in `who`.")
NO_DEADLINE = Rule("CH242", "action-without-deadline", Level.ERROR, "Write until when in `by`.")
SLACK_DEADLINE = Rule(
    "CH243", "deadline-too-far-for-severity", Level.WARNING, "Bring the deadline forward, or lower the severity."
)
HASTY_DEADLINE = Rule(
    "CH244", "deadline-too-near-for-severity", Level.WARNING, "Raise the severity, or leave members at least a week."
)
UNFIT_ACTION = Rule("CH245", "action-unfit-for-kind", Level.ERROR, "Ask for patching in a software-upgrade.")

_AT_MOST = {Severity.CRITICAL: timedelta(days=7), Severity.HIGH: timedelta(days=30)}
_LOW_AT_LEAST = timedelta(days=7)


def no_addressee(inspection: Inspection) -> Iterator[Finding]:
    """Find actions that ask nobody."""
    for entry in inspection.entries:
        for number, action in enumerate(entry.advisory.actions):
            if not action.who:
                line = entry.source.line_of("actions", number)
                yield finding(NO_ADDRESSEE, entry.source, line, f"actions[{number}].who", "is missing.")


def no_deadline(inspection: Inspection) -> Iterator[Finding]:
    """Find actions without a deadline. Those of low severity may do without."""
    for entry in inspection.entries:
        if entry.advisory.severity is Severity.LOW:
            continue
        for number, action in enumerate(entry.advisory.actions):
            if action.by is None:
                line = entry.source.line_of("actions", number)
                yield finding(NO_DEADLINE, entry.source, line, f"actions[{number}].by", "is missing.")


def slack_deadline(inspection: Inspection) -> Iterator[Finding]:
    """Find deadlines further away than the severity allows, counted from the newest revision."""
    for entry in inspection.entries:
        advisory = entry.advisory
        allowed = _AT_MOST.get(advisory.severity)
        if allowed is None or advisory.published is None or not sound(entry, "published", "revisions"):
            continue
        for number, action in enumerate(advisory.actions):
            if action.by is not None and action.by > advisory.updated + allowed:
                message = f"leaves more than {allowed.days} days, but the severity is {advisory.severity}."
                line = entry.source.line_of("actions", number, "by")
                yield finding(SLACK_DEADLINE, entry.source, line, f"actions[{number}].by", message)


def hasty_deadline(inspection: Inspection) -> Iterator[Finding]:
    """Find deadlines of less than a week in an advisory of low severity."""
    for entry in inspection.entries:
        published = entry.advisory.published
        if (
            entry.advisory.severity is not Severity.LOW
            or published is None
            or not sound(entry, "published", "severity")
        ):
            continue
        for number, action in enumerate(entry.advisory.actions):
            if action.by is not None and published < action.by < published + _LOW_AT_LEAST:
                message = f"leaves less than {_LOW_AT_LEAST.days} days, but the severity is low."
                line = entry.source.line_of("actions", number, "by")
                yield finding(HASTY_DEADLINE, entry.source, line, f"actions[{number}].by", message)


def unfit_action(inspection: Inspection) -> Iterator[Finding]:
    """Find calls to patch in advisories that are about no software."""
    for entry in inspection.entries:
        if entry.advisory.kind is Kind.SOFTWARE_UPGRADE or not sound(entry, "kind"):
            continue
        for number, action in enumerate(entry.advisory.actions):
            if action.what == "patch":
                line = entry.source.line_of("actions", number, "what")
                message = f"is patch, but this is a {entry.advisory.kind}."
                yield finding(UNFIT_ACTION, entry.source, line, f"actions[{number}].what", message)
