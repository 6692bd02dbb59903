# SPDX-License-Identifier: Apache-2.0
"""What in a complaint is the complainant's own, by the words around it: "my number is …", "मेरा नंबर …", "mera number …".

Who complains also names the caller, often in the same sentence. So only what stands right beside such words counts,
with nothing between but what a number is called.
"""

import re

_CALLED = (
    r"(?:mobile|mob|phone|ph|cell|contact|whats\s?app|telephone|number|numbers|num|nambar|no|nos|upi|vpa|id|ids|e-?mail|mail"
    r"|address|bank|savings|account|acct|a/c|ac|khata|khate|is|are|it's|its|and|hai|hain|yeh|ye|yah|ka|ki|ke|ko|se|me|mein|par|pe"
    r"|मोबाइल|मोबाईल|फ़ोन|फोन|व्हाट्सएप|नंबर|नम्बर|यूपीआई|आईडी|ईमेल|ई-मेल|पता|बैंक|बचत|खाता|खाते|संख्या|है|हैं|यह|ये|और|का|की|के|को|से|में|पर)"
)
_OWNER = (
    r"(?:my|mine|our|own|complainant(?:'s)?|victim(?:'s)?|applicant(?:'s)?|self"
    r"|(?:contact|call|reach|inform)\s+me|i\s+am\s+(?:available|reachable)|you\s+(?:can|may)\s+(?:call|contact|reach)\s+me"
    r"|mera|meri|mere|hamara|hamare|apna|apne|apni|mujhe|mujhse|prarthi|shikayatkarta"
    r"|मेरा|मेरी|मेरे|हमारा|हमारे|हमारी|अपना|अपने|अपनी|मुझे|मुझसे|प्रार्थी|शिकायतकर्ता|आवेदक)"
)
_BETWEEN = r"[\s:;,.=()#\-\u2013/*]*"
_BEFORE = re.compile(rf"(?i)(?<!\w){_OWNER}(?:{_BETWEEN}(?:at|on|{_CALLED})(?!\w))*{_BETWEEN}\Z")
_AFTER = re.compile(
    r"(?i)\A\s*[,(\-]?\s*(?:(?:is|this is|it is|which is|ye|yeh|yah|यह|ये)\s+)?"
    rf"(?:(?:my|mine|self|own)(?!\w)|(?:mera|meri|mere|मेरा|मेरी|मेरे)(?:\s+{_CALLED})*\s+(?:hai|hain|है|हैं)(?!\w))"
)
_REACH = 80  # characters


def is_own(text: str, start: int, end: int) -> bool:
    """Whether what stands from ``start`` to ``end`` of ``text`` is called the writer's own."""
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    return bool(_BEFORE.search(before) or _AFTER.search(after))


def masked(value: str) -> str:
    """Return as much of personal data as it takes to find it in the complaint: its last two characters."""
    return f"…{value[-2:]}"
