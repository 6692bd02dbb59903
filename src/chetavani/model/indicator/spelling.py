# SPDX-License-Identifier: Apache-2.0
"""What all types have in common: characters that nobody sees go, digits of every script are digits.

Every pattern of this package means the same in JavaScript, where the same canonical forms are made.
"""

import re
import unicodedata

LONGEST = 4096
"""Characters that a value may have, as written and in its canonical form."""

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]"
)
# A joiner has a meaning between letters of scripts that join, and nowhere else.
_IDLE_JOINER = re.compile("(^|[\\x00-\\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\\x00-\\x7f]|$)")
_SPACE = re.compile("[\t\n\x0b\x0c\r\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_ZEROS = (
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0, 0xF20,
    0x1040, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1C50, 0xA8D0, 0xA9D0, 0xAA50, 0xABF0,
)  # fmt: skip
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DIGITS = {zero + digit: str(digit) for zero in _ZEROS for digit in range(10)}


def visible(text: str) -> str:
    """Return ``text`` without characters that nobody sees; every kind of space is a space, none at the ends."""
    text = _SPACE.sub(" ", text)
    if not text.isascii():
        text = _IDLE_JOINER.sub(r"\1", _UNSEEN.sub("", text))
    return text.strip(" ")


def plain(text: str) -> str:
    """Return ``visible`` text in Unicode form NFKC (full-width and ornamental letters are letters), digits in ASCII."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_DIGITS)
    return visible(text)


def half_width(text: str) -> str:
    """Return ``text`` with the full-width forms of ASCII in ASCII: browsers take both for the same in a host name."""
    return text if text.isascii() else text.translate(_HALF_WIDTH)


def digits_in_ascii(text: str) -> str:
    """Return ``text`` with the digits of every script in ASCII."""
    return text.translate(_DIGITS)


def is_space(character: str) -> bool:
    """Whether a character is a space of any kind."""
    return _SPACE.match(character) is not None


def is_unseen(character: str) -> bool:
    """Whether nobody sees a character by itself, joiners included."""
    return character in "\u200c\u200d" or _UNSEEN.match(character) is not None
