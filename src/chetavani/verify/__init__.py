# SPDX-License-Identifier: Apache-2.0
"""The release gate: what must hold of a finished site before it goes out. ``CHECKS`` is the registry.

The site is judged by its own files, against the repository that it was made of and, if there is one, the release
before it. Everything that is wrong is found at once, as lint does it.
"""

from chetavani.model.finding import Finding, Rule
from chetavani.verify import before, endings, files
from chetavani.verify.base import Check, Release

CHECKS: tuple[Check, ...] = (
    Check((files.MISSING, files.ALTERED, files.UNLISTED, files.DEAD_LINK), files.check),
    Check((endings.UNPUBLISHED, endings.NOT_TOLD, endings.STILL_CURRENT, endings.UNREADABLE), endings.check),
    Check(
        (
            before.ID_GONE, before.ADDRESS_GONE, before.PUBLISHED_MOVED, before.UPDATED_BACK, before.REVISION_LOST,
            before.END_UNDONE, before.SILENT_CHANGE,
        ),
        before.check,
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = tuple(rule for check in CHECKS for rule in check.rules)
"""Every rule of the gate, in the order of the codes."""


def verify(release: Release) -> tuple[Finding, ...]:
    """Return everything that is wrong with a release, by file and code."""
    return tuple(sorted({finding for check in CHECKS for finding in check.apply(release)}))
