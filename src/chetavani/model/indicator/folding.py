# SPDX-License-Identifier: Apache-2.0
"""Reads a text as if it were live and plain, and remembers where each character of it stood."""

import re
import unicodedata
from typing import NamedTuple

from chetavani.model.indicator.spelling import digits_in_ascii, is_space, is_unseen

_ODD = re.compile(
    r"(?ai)h(?:xx|\*\*|xt|tx)ps?(?=:|\[:)|[\[({](?:\.|dot)[\])}]|[\[({](?:@|at)[\])}]|\[:\]|\[://\]|[^\t\n -~]"
)
_FULL_STOPS = "\u3002\uff61"  # ideographic ones part the labels of a host name (UTS #46)
_LONGEST_PLAIN = 4  # of one character; longer ones are whole words, which are part of no indicator


class Folded(NamedTuple):
    """A text that was folded; of each character, from where to where in the source it stands."""

    text: str
    starts: list[int]
    ends: list[int]


def folded(text: str) -> Folded:
    """Return ``text`` with disarmed marks live, letters and digits in their plain form, and hidden characters gone."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for match in _ODD.finditer(text):
        start, end = match.span()
        live = _live(match[0])
        parts += [text[done:start], live]
        starts += [*range(done, start), *[start] * len(live)]
        ends += [*range(done + 1, start + 1), *[end] * len(live)]
        done = end
    parts.append(text[done:])
    starts += range(done, len(text))
    ends += range(done + 1, len(text) + 1)
    return Folded("".join(parts), starts, ends)


def _live(odd: str) -> str:
    if len(odd) == 1:
        if is_space(odd):
            return " "
        if odd in _FULL_STOPS:
            return "."
        plain = "" if is_unseen(odd) else digits_in_ascii(unicodedata.normalize("NFKC", odd))
        return plain if len(plain) <= _LONGEST_PLAIN else odd
    if odd[0] in "hH":
        return "https" if odd[-1] in "sS" else "http"
    inside = odd[1:-1].lower()
    return {"dot": ".", "at": "@"}.get(inside, inside)
