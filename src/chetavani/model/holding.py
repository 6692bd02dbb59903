# SPDX-License-Identifier: Apache-2.0
"""How long an indicator holds: as its author says, else for the lifetime of its type, and never beyond its advisory."""

from datetime import UTC, date, datetime, time

from chetavani.model.advisory import Advisory, Indicator
from chetavani.model.indicator import lifetime

_LAST = datetime.max.replace(tzinfo=UTC)


def newest_sight(one: Indicator) -> date | None:
    """Return the newest day on which an indicator was seen; None if nobody says."""
    return max((day for day in (one.first_seen, one.last_seen) if day is not None), default=None)


def known_since(advisory: Advisory, one: Indicator) -> datetime:
    """Return when an indicator was last seen, as midnight in UTC, else when its advisory was published.

    Raises ValueError for one of a draft that was never published if nobody says when it was seen.
    """
    day = newest_sight(one)
    return advisory.issued if day is None else datetime.combine(day, time.min, UTC)


def by_lifetime(since: datetime, one: Indicator) -> datetime:
    """Return when an indicator known since then stops to hold if nobody says: after the lifetime of its type."""
    try:
        return since + lifetime(one.type)
    except OverflowError:  # seen in the year 9999, which is a finding
        return _LAST


def held_until(advisory: Advisory, one: Indicator) -> datetime:
    """Return when an indicator stops to hold unless it is cleared: its own end, or that of the advisory if sooner.

    Raises ValueError as ``known_since`` does.
    """
    end = one.expires or by_lifetime(known_since(advisory, one), one)
    return end if advisory.expires is None else min(end, advisory.expires)
