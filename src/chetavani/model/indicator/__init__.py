# SPDX-License-Identifier: Apache-2.0
"""Indicators: the numbers, addresses and names by which a fraud is recognised, and how to show them disarmed.

Each has one canonical form, whatever it was written like: what is looked up is the SHA-256 of ``type:canonical``.
``docs/reference/normalisation.md`` is the specification; programs in other languages make the same forms.
"""

import hashlib
from datetime import timedelta

from chetavani.model.indicator.disarming import defang, is_defanged, refang
from chetavani.model.indicator.kinds import KINDS
from chetavani.model.indicator.recognition import Recognised, recognise
from chetavani.model.indicator.spelling import LONGEST
from chetavani.model.indicator.types import INDICATOR_TYPES, IndicatorKind, IndicatorType

__all__ = [
    "INDICATOR_TYPES",
    "KINDS",
    "IndicatorKind",
    "IndicatorType",
    "Recognised",
    "canonical",
    "defang",
    "display",
    "is_defanged",
    "lifetime",
    "lookup_hash",
    "recognise",
    "refang",
    "wrong",
]


def canonical(kind: IndicatorType, text: str) -> str:
    """Return the one form of an indicator, however it was spelt. Raises ValueError with what is wrong, and a remedy."""
    if len(text) > LONGEST:
        raise ValueError(f"is longer than {LONGEST} characters. Write one value.")
    return KINDS[kind].canonical(text)


def wrong(kind: IndicatorType, value: str) -> str:
    """Return what is wrong with ``value`` as it stands in a list, and how to mend it; empty if nothing is.

    This asks more than ``canonical``: whether such a thing can exist, and is written as lists write it.
    """
    return KINDS[kind].wrong(value)


def display(kind: IndicatorType, value: str) -> str:
    """Return a canonical ``value`` as people read it: a phone number in groups, a domain in its own script. Live."""
    return KINDS[kind].display(value)


def lifetime(kind: IndicatorType) -> timedelta:
    """Return how long after it was last seen an indicator holds if nobody says: the sooner its owner may change."""
    return KINDS[kind].lifetime


def lookup_hash(kind: str, value: str) -> str:
    """Return the SHA-256 (hex) under which the canonical ``value`` of a type is looked up: that of ``type:value``."""
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()
