# SPDX-License-Identifier: Apache-2.0
"""What a lint rule is: a code, and the pure functions that find what it forbids."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from chetavani.lint.base import Inspection
from chetavani.lint.clusters import Across
from chetavani.model.finding import Due, Finding, Rule


@dataclass(frozen=True, slots=True)
class LintRule:
    """A rule with the functions that apply it.

    ``apply`` looks at one entry after the other and at nothing else; ``across`` at what entries claim of each other.
    ``timed`` says that the as-of time counts; ``due`` says what there will be from a time on, so that nothing needs to
    be read again when it has come. ``drafts_may`` says that the rule is about what is still to be written:
    in a draft its findings are warnings, so that unfinished work stops no build.
    """

    rule: Rule
    apply: Callable[[Inspection], Iterable[Finding]] | None = field(default=None, repr=False)
    across: tuple[Across, ...] = field(default=(), repr=False)
    due: Callable[[Inspection], Iterable[Due]] | None = field(default=None, repr=False)
    drafts_may: bool = False
    timed: bool = False
