# SPDX-License-Identifier: Apache-2.0
"""Versions as an author writes them: ``affected`` is ranges, ``fixed`` a list of releases with remarks.

Nothing here compares versions: every product counts in its own way.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

_OPERATORS = (">=", "<=", ">", "<", "=")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._+~:-]*")
_FIRST = re.compile(r"[vV]?\d[^\s,;()]*")
_VERS_SAFE = "._-~:"


@dataclass(frozen=True, slots=True)
class Span:
    """An unbroken stretch of versions. ``exact`` is one version; else the bounds, of which at least one is there.

    ``above`` and ``below`` say that a bound itself is not in it.
    """

    exact: str = ""
    low: str = ""
    above: bool = False
    high: str = ""
    below: bool = False

    def text(self) -> str:
        """Return the span as an author writes it."""
        return ", ".join(f"{operator} {version}" for operator, version in self._bounds()) or f"= {self.exact}"

    def constraints(self) -> str:
        """Return the span in the notation of VERS, without the scheme: ``>=1.0|<1.4``."""
        bounds = [f"{operator}{quote(version, safe=_VERS_SAFE)}" for operator, version in self._bounds()]
        return "|".join(bounds) or quote(self.exact, safe=_VERS_SAFE)

    def _bounds(self) -> list[tuple[str, str]]:
        low = [(">" if self.above else ">=", self.low)] if self.low else []
        return low + ([("<" if self.below else "<=", self.high)] if self.high else [])


@dataclass(frozen=True, slots=True)
class Release:
    """A release that mends a flaw, and what the author remarks on it: ``2.12.4 (Java 7)``."""

    version: str
    remark: str = ""


def spans_of(text: str) -> tuple[Span, ...]:
    """Return the spans of a range like ``>= 2.0, < 2.3.2 || >= 2.4, < 2.12.4`` or ``= 1.2``.

    Raises ValueError, saying what is wrong with which part: also where two spans must overlap whatever the order of
    the versions is, because both have no beginning, or both have no end, or are the same.
    """
    spans = tuple(_span(part.strip()) for part in text.split("||"))
    ranges = [span for span in spans if not span.exact]
    for side, open_ended in (("begin", [not span.low for span in ranges]), ("end", [not span.high for span in ranges])):
        if sum(open_ended) > 1:
            message = f"{text!r} has two ranges that {side} nowhere, so one is in the other: leave out the smaller"
            raise ValueError(message)
    twice = next((span for number, span in enumerate(spans) if span in spans[:number]), None)
    if twice is not None:
        message = f"{text!r} has {twice.text()!r} twice: leave out one of them"
        raise ValueError(message)
    return spans


def _span(text: str) -> Span:
    found: dict[str, tuple[str, bool]] = {}
    for part in text.split(","):
        bound = part.strip()
        operator = next((one for one in _OPERATORS if bound.startswith(one)), "")
        version = bound.removeprefix(operator).strip()
        if not operator or not _VERSION.fullmatch(version):
            message = f"{bound!r} is no bound like >= 1.0, < 2.4, <= 3 or = 1.2"
            raise ValueError(message)
        side = "exact" if operator == "=" else "low" if operator[0] == ">" else "high"
        if side in found or (found and "exact" in (side, *found)):
            message = f"{text!r} has bounds that contradict each other: separate ranges with ||"
            raise ValueError(message)
        found[side] = (version, operator in (">", "<"))
    low, above = found.get("low", ("", False))
    high, below = found.get("high", ("", False))
    if low and low == high:
        message = f"{text!r} begins and ends with the same version: write = {low}"
        raise ValueError(message)
    return Span(found.get("exact", ("", False))[0], low, above, high, below)


def releases_of(text: str) -> tuple[Release, ...]:
    """Return the releases named in a ``fixed`` text; none if it names none that begins with a digit.

    ``2.17.1, 2.12.4 (Java 7)`` names two. A part without a version is a remark on the release before it.
    """
    found: list[Release] = []
    for part in _parts(text):
        match = _FIRST.match(part)
        if match:
            found.append(Release(match[0].rstrip("."), part[match.end() :].lstrip(";").strip()))
        elif found:
            last = found[-1]
            found[-1] = Release(last.version, f"{last.remark}, {part}".removeprefix(", "))
    return tuple(found)


def _parts(text: str) -> list[str]:
    """Return the parts of ``text`` between commas that stand in no parentheses."""
    found, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == "," and depth <= 0:
            found.append(text[start:place])
            start = place + 1
    return [part.strip() for part in (*found, text[start:]) if part.strip()]
