# SPDX-License-Identifier: Apache-2.0
"""What in a complaint is the complainant's own, by the words around it: "my number is …", "मेरा नंबर …", "mera number …".

Who complains also names the caller, often in the same sentence. So only what stands right beside such words counts,
with nothing between but what a number is called; or what stands under the heading of the complainant, or the closing.
"""

import re
from collections.abc import Iterable

_CALLED = (
    r"(?:mobile|mob|phone|ph|cell|contact|whats\s?app|telephone|number|numbers|num|nambar|no|nos|upi|vpa|id|ids|e-?mail"
    r"|mail|address|bank|savings|account|acct|a/c|ac|khata|khate|is|are|its|hai|hain|yeh|ye|yah|ka|ki|ke"
    r"|wife(?:'s)?|husband(?:'s)?|father(?:'s)?|mother(?:'s)?|son(?:'s)?|daughter(?:'s)?|patni|pati|pita|beti|beta|bete"
    r"|मोबाइल|मोबाईल|फ़ोन|फोन|व्हाट्सएप|नंबर|नम्बर|यूपीआई|आईडी|ईमेल|ई-मेल|पता|बैंक|बचत|खाता|खाते|संख्या|है|हैं|यह|ये|का|की|के"
    r"|पत्नी|पति|पिता|माता|बेटे|बेटी)"
)
_OWNER = (
    r"(?:my|our|own|complainant(?:'s)?|victim(?:'s)?|applicant(?:'s)?|self"
    r"|(?:contact|call|reach|inform)\s+me|i\s+am\s+(?:available|reachable)|you\s+(?:can|may)\s+(?:call|contact|reach)\s+me"
    r"|aadhaa?r|adhaar|(?:debit|credit|atm)\s+card"
    r"|mera|meri|mere|hamara|hamare|apna|apne|apni|prarthi|shikayatkarta"
    r"|मेरा|मेरी|मेरे|हमारा|हमारे|हमारी|अपना|अपने|अपनी|प्रार्थी|शिकायतकर्ता|आवेदक|आधार)"
)
_BETWEEN = r"[\s:;,.=()#\-\u2013/*]*"
_BEFORE = re.compile(rf"(?i)(?<!\w){_OWNER}(?:{_BETWEEN}(?:at|on|{_CALLED})(?!\w))*{_BETWEEN}\Z")
_AFTER = re.compile(
    r"(?i)\A[ \t]*(?:[,\-][ \t]*)?(?:(?:is|this is|it is|which is)[ \t]+(?:my|mine)(?!\w)"
    r"|\([ \t]*(?:self|mine|my|own)(?!\w)"
    r"|(?:(?:ye|yeh|yah|यह|ये)[ \t]+)?(?:mera|meri|mere|मेरा|मेरी|मेरे)"
    rf"(?:[ \t]+{_CALLED})*[ \t]+(?:hai|hain|है|हैं)(?!\w))"
)
# "reach me at …" has its number in the middle: "mujhse … par", which "mujhe … se" (a call from) has not
_ME = re.compile(r"(?i)(?<!\w)(?:mujhe|mujhse|मुझे|मुझसे)\s*\Z")
_AT = re.compile(r"(?i)\A\s*(?:par|pe|पर)(?!\w)")
_ALSO = re.compile(r"(?i)[\s,;/&]*(?:and|or|aur|ya|और|या)?[\s,;/&]*")
_SECTION = re.compile(
    r"(?im)^[ \t#*\-\d.)]*"
    r"(?:(?:complainant|victim|applicant|informant)(?:'s)?|details of (?:the )?(?:complainant|victim)"
    r"|शिकायतकर्ता|आवेदक|प्रार्थी)(?: (?:details|information|का विवरण|की जानकारी|विवरण))?[ \t:*\-]*\n"
    r"(?:[^\n]*\S[^\n]*(?:\n|\Z))*"
)
_CLOSING = re.compile(
    r"(?im)^[ \t]*(?:yours\b|regards|with regards|thanking you|thanks|sincerely"
    r"|dhanyavad|prarthi|भवदीय|प्रार्थी|धन्यवाद|सधन्यवाद)"
)
_REACH = 80  # characters
_SIGNATURE = 300  # characters that a closing may have below it
Span = tuple[int, int]


def own_parts(text: str) -> list[Span]:
    """Return which parts of ``text`` are about the complainant alone: a form's section, and what is below a closing."""
    parts = [match.span() for match in _SECTION.finditer(text)]
    closings = [match.start() for match in _CLOSING.finditer(text)]
    if closings and len(text.rstrip()) - closings[-1] <= _SIGNATURE:
        parts.append((closings[-1], len(text)))
    return parts


def marked(text: str, parts: Iterable[Span]) -> bytearray:
    """Return for each character of ``text`` whether it is in one of ``parts``."""
    marks = bytearray(len(text))
    for start, end in parts:
        marks[start:end] = b"\1" * (end - start)
    return marks


def is_own(text: str, start: int, end: int, last: int = -1) -> bool:
    """Whether what stands from ``start`` to ``end`` of ``text`` is called the writer's own.

    What follows something of the writer's that ends at ``last``, after no more than "and", is the writer's too.
    """
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    if _BEFORE.search(before) or _AFTER.search(after) or (_ME.search(before) and _AT.search(after)):
        return True
    return 0 <= last <= start <= last + _REACH and bool(_ALSO.fullmatch(text, last, start))


def masked(value: str) -> str:
    """Return as much of personal data as it takes to find it in the complaint: its last two characters."""
    return f"…{value[-2:]}"
