# SPDX-License-Identifier: Apache-2.0
"""The compared form of a text that went through chat apps, and the check code that is made of it.

``docs/reference/chat.md`` specifies both. ``forward-core.js`` has the same form in JavaScript: every class of
characters is a list of code points, so that it does not matter which version of Unicode a browser knows.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

_EMOJI = re.compile(
    "[\u203c\u2049\u2139\u2194-\u21aa\u231a-\u23ff\u25aa-\u25fe\u2600-\u2775\u2794-\u27bf\u2934\u2935\u2b00-\u2bff"
    "\u3030\u303d\U0001f004\U0001f0cf\U0001f300-\U0001faff]"
)
_UNSEEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200e\u202a\u202c\u2060-\u2066\u2068-\u206f\u20e3\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""What nobody sees. What turns text round (U+200F, U+202B, U+202E and their like) stays, and makes it another text."""
_SPACE = re.compile("[\t\n\x0b\x0c\r \x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_LINE = re.compile("[\n\r\u2028\u2029]+")
_QUOTED = re.compile("^(?:[\t \u00a0]*>)+")
_FOLDED = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032\u02bc"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u00ab\u00bb"), '"'),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043"), "-"),
    **{0x0966 + digit: str(digit) for digit in range(10)},
}
_MARKS = re.compile("^([(\\[\"']*)[*_~`]+|[*_~`]+([.,:;!?)\\]\"'\u0964]*)$")
_MARK = re.compile("[*_~`]")
_SAYS = re.compile(
    "[^!-/:-@\\[-`{-~\u00a1-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u2010-\u2027\u2030-\u205e\u2190-\u245f"
    "\u2500-\u2775\u2794-\u2bff\u0964\u0965]"
)
_LONGEST = 256  # characters; no word of ours is longer, and marks are not looked for in what is
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32
_DIGITS, _GROUP = 8, 4


def words_of(text: str) -> list[str]:
    """Return the words of ``text`` that are compared, without all that chat apps and people add to them."""
    found: list[str] = []
    for line in _LINE.split(_UNSEEN.sub("", _EMOJI.sub(" ", text))):
        plain = _QUOTED.sub("", line)
        if not plain.isascii():
            plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", plain).translate(_FOLDED))
        words: Iterable[str] = _SPACE.split(plain)
        if _MARK.search(plain):
            words = (_bare(word) if _MARK.search(word) else word for word in words)
        found += filter(_SAYS.search, words)
    return found


def _bare(word: str) -> str:
    """Return a word without the marks for bold, italics and the like at its edges, however many there are."""
    while len(word) <= _LONGEST and (bare := _MARKS.sub(r"\1\2", word)) != word:
        word = bare
    return word


def compared(text: str) -> str:
    """Return the compared form: those words, with a space between them."""
    return " ".join(words_of(text))


def check_code(advisory_id: str, revision: int, language: str, text: str) -> str:
    """Return the check code of ``text``, which is without the line of the code itself: ``7K2M-9QXA``."""
    return code_of(advisory_id, revision, language, compared(text))


def code_of(advisory_id: str, revision: int, language: str, form: str) -> str:
    """Return the check code of a text of which ``form`` is the compared form.

    The first 40 bits of the SHA-256 of id, revision, language and compared form, a line feed between them, in UTF-8.
    Anybody can compute it: it is no signature.
    """
    said = "\n".join((advisory_id, str(revision), language, form))
    number = int.from_bytes(hashlib.sha256(said.encode()).digest()[:5])
    code = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_DIGITS)))
    return f"{code[:_GROUP]}-{code[_GROUP:]}"
