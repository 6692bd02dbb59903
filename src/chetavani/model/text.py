# SPDX-License-Identifier: Apache-2.0
"""What text may contain: NFC always, no control characters, nothing that hides or reorders what a reader sees."""

import re
import unicodedata

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINERS = frozenset("\u200c\u200d")
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0")
_NONCHARACTER = 0xFFFE  # the last two code points of every plane are no characters
_VIRAMA = 9  # the canonical combining class of Devanagari U+094D and its sisters

# What nearly every text is made of. Looking for anything else costs a hundredth of judging each character.
_ORDINARY = "\t\n -~\u00a1-\u00ac\u00ae-\u00ff\u0960-\u097f\u2010-\u2015\u2018-\u201f\u2022\u2026\u20b9"
_UNUSUAL = re.compile(f"[^{_ORDINARY}\u0900-\u095f]")
_UNUSUAL_IN_LINE = re.compile(f"[^{_ORDINARY}\u0900-\u095f]|[\t\n]")
# In Devanagari, form C changes the letters U+0958 to U+095F, accents out of order, and a nukta after NA, RA or LLA.
_PERHAPS_NOT_NFC = re.compile(
    f"[^{_ORDINARY}\u200c\u200d\u0900-\u093b\u093d-\u0950\u0955-\u0957]"
    "(?<![\u0915-\u0927\u092a-\u092f\u0932\u0935-\u0939]\u093c)"
)


def nfc(text: str) -> str:
    """Return ``text`` in Unicode normalisation form C, with newlines as line ends (UAX #15)."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text) if _PERHAPS_NOT_NFC.search(text) else text


def _name(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, 'control character')}"


def _joins_devanagari(text: str, index: int) -> bool:
    """Whether a joiner stands where Indic spelling needs one: after a virama, inside a word."""
    return 0 < index < len(text) - 1 and unicodedata.combining(text[index - 1]) == _VIRAMA


def _is_invisible(text: str, index: int) -> bool:
    character = text[index]
    if character in _JOINERS:
        return not _joins_devanagari(text, index)
    return character in _BLANK_LETTERS or unicodedata.category(character) in {"Cf", "Co", "Cs", "Cn"}


def _is_control(character: str) -> bool:
    """Whether no text may hold it: a control, a lone surrogate, or a noncharacter, which XML refuses (XML 1.0, 2.2)."""
    return unicodedata.category(character) in {"Cc", "Cs"} or ord(character) & _NONCHARACTER == _NONCHARACTER


def refused_characters(text: str, *, multiline: bool) -> list[tuple[int, str]]:
    """Return the offset and name of every character that ``text`` may not contain.

    Controls and bidi overrides are refused everywhere. Invisible characters and line breaks are refused in
    single-line text (identifiers, titles, summaries); zero-width joiners pass where Indic spelling needs them.
    """
    found = []
    for match in (_UNUSUAL if multiline else _UNUSUAL_IN_LINE).finditer(text):
        index, character = match.start(), match[0]
        control = _is_control(character) and not (multiline and character in "\n\t")
        hidden = character in _BIDI or (not multiline and _is_invisible(text, index))
        separator = not multiline and character in "\u2028\u2029"
        if control or hidden or separator:
            found.append((index, _name(character)))
    return found
