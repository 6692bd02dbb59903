# SPDX-License-Identifier: Apache-2.0
"""A finding: one mistake in the content, with its place and its remedy."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Level(StrEnum):
    """How bad a finding is: an error stops a build, a warning stops only a strict one."""

    ERROR = "error"
    WARNING = "warning"


class Finding(NamedTuple):
    """One mistake, in the order of files and lines.

    ``line`` is 1-based; ``path`` is relative to the repository, with ``/``; ``field`` may be empty.
    """

    path: str
    line: int
    field: str
    code: str
    message: str
    remedy: str
    level: Level = Level.ERROR

    def text(self) -> str:
        """Return the finding as one line for a terminal or a log."""
        field = f" {self.field}:" if self.field else ""
        return f"{self.path}:{self.line}:{field} {self.level.value} {self.code} {self.message} {self.remedy}"


class Due(NamedTuple):
    """A finding that there is from ``since`` up to ``until``: instants, microseconds since 1970 in UTC."""

    since: int
    until: int
    finding: Finding

    def holds(self, at: int) -> bool:
        """Whether there is the finding at the instant ``at``."""
        return self.since <= at < self.until


@dataclass(frozen=True, slots=True)
class Rule:
    """What a code stands for: the registry entry behind every finding, and its heading in the docs."""

    code: str
    name: str
    level: Level
    remedy: str
