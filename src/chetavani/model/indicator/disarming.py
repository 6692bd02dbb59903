# SPDX-License-Identifier: Apache-2.0
"""Showing indicators disarmed, and reading what others have disarmed."""

import re

from chetavani.model.indicator.types import IndicatorType

_SCHEME = re.compile(r"(?ai)\bh(tt)(ps?)://|\bf(t)(ps?)://")
_DISARMED = re.compile(r"(?ai)[\[({]|xp|\*\*p")
_HEAD = re.compile(r"^(?:[^/?#]*?:\]?/{1,2}\]?)?[^/?#]*")
_SCHEMES = (
    (re.compile(r"(?ai)(^|[^a-z0-9])h(?:xx|\*\*|xt|tx)p(s?)(://|\[:\]//|\[://\])"), r"\1http\2://"),
    (re.compile(r"(?ai)(^|[^a-z0-9])fxp(s?)://"), r"\1ftp\2://"),
)
_MARKS = (
    (re.compile(r"(?ai)\[\.\]|\[dot\]"), "."),
    (re.compile(r"(?ai)\[at\]|\[@\]"), "@"),
    (re.compile(r"\[:\]"), ":"),
    (re.compile(r"\[://\]"), "://"),
)
# round and curly ones are allowed in the path of a link, so there they stand for themselves
_ROUND_MARKS = (
    (re.compile(r"(?ai)\(\.\)|\{\.\}|\(dot\)|\{dot\}"), "."),
    (re.compile(r"(?ai)\(at\)|\{at\}|\(@\)"), "@"),
)
_NETWORK_TYPES = frozenset({IndicatorType.URL, IndicatorType.DOMAIN, IndicatorType.EMAIL, IndicatorType.IP})


def defang(kind: IndicatorType, value: str) -> str:
    """Return ``value`` as it may be shown: readable and copyable, but no program makes a link of it."""
    if kind not in _NETWORK_TYPES and kind is not IndicatorType.UPI:
        return value
    shown = value.replace("@", "[at]")
    if kind in _NETWORK_TYPES:
        shown = shown.replace(".", "[.]")
    if kind is IndicatorType.IP:
        shown = shown.replace(":", "[:]")
    return _SCHEME.sub(lambda match: match[0].lower().replace("tt", "xx", 1).replace("ft", "fx", 1), shown)


def refang(shown: str) -> str:
    """Return the live value behind a defanged one; text that is not defanged comes back as it is."""
    if not _DISARMED.search(shown):
        return shown
    text = shown
    for marks, live in (*_SCHEMES, *_MARKS):
        text = marks.sub(live, text)
    head = _HEAD.match(text)
    end = head.end() if head else 0
    start, tail = text[:end], text[end:]
    for marks, live in _ROUND_MARKS:
        start = marks.sub(live, start)
    return start + tail


def is_defanged(value: str) -> bool:
    """Whether ``value`` was disarmed for showing."""
    return refang(value) != value
