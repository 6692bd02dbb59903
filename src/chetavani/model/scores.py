# SPDX-License-Identifier: Apache-2.0
"""CVSS vectors: which version of the standard one is of, and how it is written by that standard."""

from dataclasses import dataclass
from functools import lru_cache

from cvss import CVSS2, CVSS3, CVSS4, CVSSError

_PREFIXES = ("CVSS:4.0/", "CVSS:3.1/", "CVSS:3.0/")


@dataclass(frozen=True, slots=True)
class Score:
    """A valid vector. ``version`` is ``2.0``, ``3.0``, ``3.1`` or ``4.0``; ``base`` the base score, 0.0 to 10.0.

    ``vector`` has its metrics in the order of the standard, without those that are not defined.
    """

    version: str
    vector: str
    base: float


@lru_cache(maxsize=4096)
def score_of(text: str) -> Score:
    """Return the vector that ``text`` is. Raises ValueError, saying what is wrong with it."""
    prefix = next((one for one in _PREFIXES if text.startswith(one)), "")
    if text.startswith("CVSS:") and not prefix:
        message = f"{text!r} is of no version of CVSS that there is"
        raise ValueError(message)
    read = {"": CVSS2, _PREFIXES[0]: CVSS4}.get(prefix, CVSS3)
    try:
        made = read(text)
    except CVSSError as error:
        message = str(error).rstrip(".")
        raise ValueError(message) from None
    return Score(prefix[len("CVSS:") : -1] or "2.0", made.clean_vector(), float(made.scores()[0]))
