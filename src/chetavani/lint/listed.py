# SPDX-License-Identifier: Apache-2.0
"""Listed indicators: nobody's good name, one thing asked of apps, looked at again in time, and cleared everywhere."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time
from typing import NamedTuple

from chetavani.lint.base import Inspection, Listed
from chetavani.lint.clusters import Claim, Cluster, Judged, claim
from chetavani.model.advisory import Advisory
from chetavani.model.card import instant, moment
from chetavani.model.finding import Due, Finding, Level, Rule
from chetavani.model.holding import held_until, known_since
from chetavani.model.vocab import Status

IN_TWO = Rule(
    "CH277", "indicator-in-two-advisories", Level.WARNING, "Relate the two advisories, or keep it in one of them."
)
CONFLICT = Rule(
    "CH280", "conflicting-actions", Level.WARNING, "Agree on one, and write it in both; until then the sternest holds."
)
EXPIRED = Rule(
    "CH311", "indicator-expired", Level.WARNING,
    "If it was seen since, write last_seen and a later end; if not, take it out with a revision.",
)  # fmt: skip
NOT_REVIEWED = Rule(
    "CH312", "indicator-not-reviewed", Level.WARNING, "Look at it again: write the next review_by, or clear it."
)
CLEARED_ELSEWHERE = Rule(
    "CH313", "cleared-elsewhere", Level.WARNING, "Clear it here too, or write in last_seen when it was seen after that."
)

_FOR_EVER = 2**62  # an instant that does not come


def breaks(rule: Rule) -> Callable[[Inspection], Iterator[Finding]]:
    """Return what finds the indicators that break a rule of ``lint.listings``."""

    def found(inspection: Inspection) -> Iterator[Finding]:
        for listed, field, (broken, message) in inspection.judged:
            if broken is rule:
                yield listed.finding(rule, message, field)

    return found


def expired(inspection: Inspection) -> Iterator[Due]:
    """Find indicators whose end, which somebody wrote, has passed while their advisory still holds."""
    for listed in _dated(inspection):
        one, advisory = listed.indicator, listed.entry.advisory
        if one.expires is not None:
            message = f"has passed: {one.expires.isoformat()}."
            yield Due(instant(one.expires), _end(advisory), listed.finding(EXPIRED, message, "expires"))


def not_reviewed(inspection: Inspection) -> Iterator[Due]:
    """Find indicators that are still listed after the day by which somebody should have looked at them again."""
    for listed in _dated(inspection):
        one, advisory = listed.indicator, listed.entry.advisory
        if one.review_by is not None:
            late = datetime.combine(one.review_by, time.max, inspection.settings.zone)
            found = listed.finding(NOT_REVIEWED, f"has passed: {one.review_by.isoformat()}.", "review_by")
            yield Due(instant(late), instant(held_until(advisory, one)), found)


def _dated(inspection: Inspection) -> Iterator[Listed]:
    """Yield the indicators that hold from a publication on."""
    return (one for one in inspection.listed if one.holds and one.entry.advisory.published is not None)


def _end(advisory: Advisory) -> int:
    return _FOR_EVER if advisory.expires is None else instant(advisory.expires)


class _Said(NamedTuple):
    """What the note of a claim says: the action asked for, when it was cleared, last seen, and the related ids."""

    action: str
    cleared: int
    since: int
    related: tuple[str, ...]

    @classmethod
    def of(cls, one: Claim) -> "_Said":
        action, cleared, since, *related = one.note.split(" ")
        return cls(action, int(cleared), int(since), tuple(related))

    @property
    def note(self) -> str:
        return " ".join((self.action, str(self.cleared), str(self.since), *self.related))


def _said(listed: Listed) -> _Said:
    one, advisory = listed.indicator, listed.entry.advisory
    cleared = 0 if one.cleared is None else instant(one.cleared)
    since = 0 if advisory.published is None else instant(known_since(advisory, one))
    return _Said(one.action or "", cleared, since, advisory.related)


def _claims(inspection: Inspection) -> Iterator[Claim]:
    """Yield a claim for each indicator that holds or was cleared; a withdrawal says nothing beyond its own advisory."""
    for listed in inspection.listed:
        entry, cleared = listed.entry, listed.indicator.cleared is not None
        if listed.holds or (cleared and entry.advisory.status is not Status.SUPERSEDED):
            one, field = listed.indicator, f"indicators[{listed.number}].value"
            value = f"{one.type} {listed.value or one.value}"
            line = entry.source.line_of("indicators", listed.number, "value")
            yield claim("indicator", value, entry, line, field, note=_said(listed).note)


SAID = Cluster("indicator", _claims)


def _listed(claims: Sequence[Claim]) -> list[tuple[Claim, _Said]]:
    found = [(one, _Said.of(one)) for one in claims]
    return [(one, said) for one, said in found if not said.cleared]


def in_two(claims: Sequence[Claim]) -> Iterator[Judged]:
    """Find indicators of two advisories that list them and do not name each other in ``related``."""
    listed = _listed(claims)
    for one, said in listed[1:]:
        holder, first = listed[0]
        related = holder.id in said.related or one.id in first.related
        if one.path != holder.path and not related:
            yield one, f"stands in {holder.id} too."


def conflicting(claims: Sequence[Claim]) -> Iterator[Judged]:
    """Find indicators for which different things are asked of apps."""
    asking = [(one, said.action) for one, said in _listed(claims) if said.action]
    for one, action in asking[1:]:
        holder, first = asking[0]
        if action != first:
            where = holder.id if one.path != holder.path else holder.field.partition(".")[0]
            yield one, f"asks for {action}, but {where} for {first}."


def cleared_elsewhere(claims: Sequence[Claim]) -> Iterator[Judged]:
    """Find indicators that another advisory has cleared, and that were not seen since: they are listed nowhere."""
    cleared = [(said.cleared, one) for one in claims if (said := _Said.of(one)).cleared]
    for one, said in _listed(claims):
        later = [(at, other) for at, other in cleared if at >= said.since and other.path != one.path]
        if later:
            at, other = max(later, key=lambda pair: (pair[0], pair[1].id))
            yield one, f"was cleared in {other.id} on {moment(at).date().isoformat()}, and not seen since."
