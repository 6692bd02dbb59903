# SPDX-License-Identifier: Apache-2.0
"""What reading the units of ``advisories/`` takes and gives; ``reading`` does it, and is loaded late."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from chetavani.config import Settings
from chetavani.model.card import Card
from chetavani.model.finding import Due, Finding


@dataclass(frozen=True, slots=True)
class Frame:
    """With what units are read: where, under which settings, beside which official places.

    ``digest`` stands for all of it and for our own code: when it changes, nothing that was read before counts.
    """

    root: Path
    settings: Settings
    official: frozenset[str]
    code: str

    @property
    def digest(self) -> str:
        """Return a digest of everything but the place."""
        parts = (self.code, self.settings.model_dump_json(), *sorted(self.official))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class ClaimRow(NamedTuple):
    """The claims of one unit in one cluster, packed, and how many they are."""

    kind: str
    value: str
    number: int
    claims: bytes


class UnitRow(NamedTuple):
    """What reading a unit gave, in the form in which it is kept. ``said`` is a packed ``Said``; empty for nothing."""

    name: str
    digests: dict[str, str]
    card: Card | None
    advisory: bytes
    findings: tuple[Finding | Due, ...]
    claims: tuple[ClaimRow, ...]
    said: bytes = b""
