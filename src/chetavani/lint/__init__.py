# SPDX-License-Identifier: Apache-2.0
"""Lint: rules over a library. ``RULES`` is the registry; each theme is one module.

A rule gets the whole inspection and returns every finding. Fields that loading has already found wrong are not
judged a second time.
"""

from chetavani.lint.base import Inspection, LintRule
from chetavani.model.finding import Finding

RULES: tuple[LintRule, ...] = ()


def check(inspection: Inspection) -> tuple[Finding, ...]:
    """Apply every rule to ``inspection`` and return the findings in the order of files and lines."""
    salvaged = {entry.source.path: entry.source.salvaged for entry in inspection.entries}
    for entry in inspection.entries:
        salvaged |= {source.path: source.salvaged for source in entry.translations.values()}
    found = {
        finding
        for lint_rule in RULES
        for finding in lint_rule.apply(inspection)
        if finding.field.partition(".")[0].partition("[")[0] not in salvaged.get(finding.path, frozenset())
    }
    return tuple(sorted(found))
