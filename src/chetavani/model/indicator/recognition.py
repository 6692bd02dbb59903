# SPDX-License-Identifier: Apache-2.0
"""Finds every indicator in a pasted message."""

from typing import NamedTuple

from chetavani.model.indicator.types import IndicatorType


class Recognised(NamedTuple):
    """An indicator in a text: its canonical value, how it is shown there, and from where to where."""

    type: IndicatorType
    value: str
    shown: str
    start: int
    end: int


def recognise(text: str) -> list[Recognised]:
    """Return every indicator in ``text``."""
    return []
