# SPDX-License-Identifier: Apache-2.0
"""Indicators: each must be what its type says, live, somebody's own, and nobody's good name."""

from collections.abc import Iterator, Sequence

from chetavani.lint.base import Inspection, Sourced, finding
from chetavani.lint.clusters import Claim, Cluster, Judged, claim
from chetavani.lint.hosts import Official
from chetavani.model.advisory import Indicator
from chetavani.model.finding import Finding, Level, Rule
from chetavani.model.indicator import IndicatorType, canonical, is_defanged, wrong
from chetavani.model.indicator.hosts import host_of, is_public_suffix
from chetavani.model.vocab import Status

SYNTAX = Rule("CH272", "indicator-syntax", Level.ERROR, "Correct the value or the type.")
GOOD_PLACE = Rule(
    "CH273", "indicator-on-good-place", Level.ERROR, "Check it: members block what is listed here. Remove it."
)
PUBLIC_SUFFIX = Rule("CH274", "indicator-is-public-suffix", Level.ERROR, "Name the whole domain, not its ending.")
DEFANGED = Rule("CH275", "indicator-defanged", Level.ERROR, "Write it live here; it is disarmed wherever it is shown.")
DUPLICATE = Rule("CH276", "duplicate-indicator", Level.ERROR, "Keep one of the two.")
IN_TWO = Rule(
    "CH277", "indicator-in-two-advisories", Level.WARNING, "Relate the two advisories, or keep it in one of them."
)


def _each(inspection: Inspection) -> Iterator[tuple[Sourced, int, Indicator]]:
    for entry in inspection.entries:
        for number, indicator in enumerate(entry.advisory.indicators):
            yield entry, number, indicator


def _finding(rule: Rule, entry: Sourced, number: int, message: str, remedy: str = "") -> Finding:
    line = entry.source.line_of("indicators", number, "value")
    return finding(rule, entry.source, line, f"indicators[{number}].value", message, remedy)


def syntax(inspection: Inspection) -> Iterator[Finding]:
    """Find values that cannot be what their type says."""
    for entry, number, indicator in _each(inspection):
        if is_defanged(indicator.value):
            continue
        if found := wrong(indicator.type, indicator.value):
            what, _, remedy = found.partition(". ")
            yield _finding(SYNTAX, entry, number, f"{indicator.value!r} {what.removesuffix('.')}.", remedy)


def defanged(inspection: Inspection) -> Iterator[Finding]:
    """Find values that were disarmed: systems that read the exports could not match them."""
    for entry, number, indicator in _each(inspection):
        if is_defanged(indicator.value):
            yield _finding(DEFANGED, entry, number, f"{indicator.value!r} is disarmed.")


def _host(indicator: Indicator) -> str:
    """Return the host that an indicator would have blocked, empty if it has none."""
    if indicator.type is IndicatorType.DOMAIN:
        return indicator.value.lower().rstrip(".")
    if indicator.type is IndicatorType.EMAIL:
        return indicator.value.rpartition("@")[2].lower()
    return host_of(indicator.value) if indicator.type is IndicatorType.URL else ""


def good_place(inspection: Inspection) -> Iterator[Finding]:
    """Find indicators that would have members block an institution, a member or a well-known company."""
    places = Official(inspection.official | {host_of(inspection.settings.base_url)})
    for entry, number, indicator in _each(inspection):
        host = _host(indicator)
        good_number = indicator.type is IndicatorType.PHONE and places.has_number(indicator.value)
        if good_number or (host and places.covers(host)):
            yield _finding(GOOD_PLACE, entry, number, f"{host or indicator.value} is official or well known.")


def public_suffix(inspection: Inspection) -> Iterator[Finding]:
    """Find domains that are a whole public suffix, and so thousands of other people's sites."""
    for entry, number, indicator in _each(inspection):
        host = _host(indicator)
        if host and not is_defanged(indicator.value) and is_public_suffix(host):
            yield _finding(PUBLIC_SUFFIX, entry, number, f"{host} is a public suffix.")


def _key(indicator: Indicator) -> tuple[str, str]:
    try:
        return indicator.type.value, canonical(indicator.type, indicator.value)
    except ValueError:  # there is a finding for it
        return indicator.type.value, indicator.value


def duplicate(inspection: Inspection) -> Iterator[Finding]:
    """Find indicators that an advisory lists twice."""
    for entry in inspection.entries:
        first: dict[tuple[str, str], int] = {}
        for number, indicator in enumerate(entry.advisory.indicators):
            if (same := first.setdefault(_key(indicator), number)) != number:
                yield _finding(DUPLICATE, entry, number, f"is the same as indicators[{same}].")


def _listed(inspection: Inspection) -> Iterator[Claim]:
    """Yield a claim for each indicator of an advisory that stands; its note are the ids in ``related``."""
    for entry, number, indicator in _each(inspection):
        if entry.advisory.status not in {Status.WITHDRAWN, Status.SUPERSEDED}:
            line = entry.source.line_of("indicators", number, "value")
            related = " ".join(entry.advisory.related)
            value = " ".join(_key(indicator))
            yield claim("indicator", value, entry, line, f"indicators[{number}].value", note=related)


LISTED = Cluster("indicator", _listed)


def in_two(claims: Sequence[Claim]) -> Iterator[Judged]:
    """Find indicators of two advisories that stand and do not name each other in ``related``."""
    holder = claims[0]
    for one in claims[1:]:
        related = holder.id in one.note.split() or one.id in holder.note.split()
        if one.path != holder.path and not related:
            yield one, f"stands in {holder.id} too."
