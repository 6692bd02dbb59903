# SPDX-License-Identifier: Apache-2.0
"""Indicators: each must be what its type says, live, and there once."""

from collections.abc import Iterator

from chetavani.lint.base import Inspection, Listed
from chetavani.model.finding import Finding, Level, Rule
from chetavani.model.indicator import is_defanged, wrong

SYNTAX = Rule("CH272", "indicator-syntax", Level.ERROR, "Correct the value or the type.")
DEFANGED = Rule("CH275", "indicator-defanged", Level.ERROR, "Write it live here; it is disarmed wherever it is shown.")
DUPLICATE = Rule("CH276", "duplicate-indicator", Level.ERROR, "Keep one of the two.")


def syntax(inspection: Inspection) -> Iterator[Finding]:
    """Find values that cannot be what their type says."""
    for listed in inspection.listed:
        indicator = listed.indicator
        if is_defanged(indicator.value):
            continue
        if found := wrong(indicator.type, indicator.value):
            what, _, remedy = found.partition(". ")
            yield listed.finding(SYNTAX, f"{indicator.value!r} {what.removesuffix('.')}.", remedy=remedy)


def defanged(inspection: Inspection) -> Iterator[Finding]:
    """Find values that were disarmed: systems that read the exports could not match them."""
    for listed in inspection.listed:
        if is_defanged(listed.indicator.value):
            yield listed.finding(DEFANGED, f"{listed.indicator.value!r} is disarmed.")


def _key(listed: Listed) -> tuple[str, str]:
    return listed.indicator.type.value, listed.value or listed.indicator.value


def duplicate(inspection: Inspection) -> Iterator[Finding]:
    """Find indicators that an advisory lists twice, however they are spelt."""
    first: dict[tuple[str, str, str], Listed] = {}
    for listed in inspection.listed:
        same = first.setdefault((listed.entry.source.path, *_key(listed)), listed)
        if same is not listed:
            twice = same.indicator.value == listed.indicator.value
            spelt = "" if twice else f", spelt otherwise: both are {listed.value}"
            yield listed.finding(DUPLICATE, f"is the same as indicators[{same.number}]{spelt}.")
