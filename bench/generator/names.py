# SPDX-License-Identifier: Apache-2.0
"""Names: places, sums, channels, products, and invented words of which each advisory has its own.

What people write follows Zipf's law: a few names in every second text, most of them once. ``pick`` draws that way.
"""

import random
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import TypeVar

_Item = TypeVar("_Item")

_SYLLABLES = (
    "ka", "vi", "ta", "ra", "su", "mo", "dha", "ni", "lo", "pe", "shi", "bha", "ru", "ja", "go", "mi", "cha", "ne",
    "ba", "ki", "ve", "zo", "fi", "lu", "ma", "na", "pa", "sa", "ya", "tho",
)  # fmt: skip
_CLOSED = (
    "kar", "vin", "tul", "ros", "sum", "mek", "dhan", "nil", "lop", "pen", "shir", "bhal", "rud", "jak", "gol", "mit",
    "chan", "nev", "bas", "kir", "vex", "zon", "fil", "lun", "mar", "nad", "pul", "sat", "yam", "thor",
)  # fmt: skip
_HALF = len(_SYLLABLES) ** 2
_ROUNDS = 4

PLACES = (
    ("Mumbai", "मुंबई"), ("Delhi", "दिल्ली"), ("Bengaluru", "बेंगलुरु"), ("Hyderabad", "हैदराबाद"), ("Pune", "पुणे"),
    ("Nagpur", "नागपुर"), ("Thane", "ठाणे"), ("Ahmedabad", "अहमदाबाद"), ("Chennai", "चेन्नई"), ("Kolkata", "कोलकाता"),
    ("Jaipur", "जयपुर"), ("Lucknow", "लखनऊ"), ("Nashik", "नासिक"), ("Surat", "सूरत"), ("Indore", "इंदौर"),
    ("Bhopal", "भोपाल"), ("Patna", "पटना"), ("Kanpur", "कानपुर"), ("Vadodara", "वडोदरा"), ("Aurangabad", "औरंगाबाद"),
    ("Solapur", "सोलापुर"), ("Kolhapur", "कोल्हापुर"), ("Amravati", "अमरावती"), ("Raipur", "रायपुर"), ("Ranchi", "रांची"),
    ("Guwahati", "गुवाहाटी"), ("Kochi", "कोच्चि"), ("Mysuru", "मैसूरु"), ("Varanasi", "वाराणसी"), ("Agra", "आगरा"),
    ("Meerut", "मेरठ"), ("Rajkot", "राजकोट"), ("Jabalpur", "जबलपुर"), ("Gwalior", "ग्वालियर"), ("Jodhpur", "जोधपुर"),
    ("Udaipur", "उदयपुर"), ("Ludhiana", "लुधियाना"), ("Amritsar", "अमृतसर"), ("Dehradun", "देहरादून"), ("Shimla", "शिमला"),
    ("Jalgaon", "जलगाँव"), ("Latur", "लातूर"), ("Nanded", "नांदेड़"), ("Satara", "सातारा"), ("Sangli", "सांगली"),
    ("Akola", "अकोला"), ("Chandrapur", "चंद्रपुर"), ("Wardha", "वर्धा"), ("Ratnagiri", "रत्नागिरी"), ("Beed", "बीड"),
    ("Dhule", "धुले"), ("Parbhani", "परभणी"), ("Gondia", "गोंदिया"), ("Bhandara", "भंडारा"), ("Palghar", "पालघर"),
    ("Cuttack", "कटक"), ("Madurai", "मदुरै"), ("Salem", "सेलम"), ("Warangal", "वारंगल"), ("Ajmer", "अजमेर"),
)  # fmt: skip
CHANNELS = (
    ("a chat message", "चैट संदेश"), ("a phone call", "फ़ोन कॉल"), ("a text message", "एसएमएस"),
    ("a video call", "वीडियो कॉल"), ("an advertisement", "विज्ञापन"), ("a group invitation", "ग्रुप का न्योता"),
    ("an e-mail", "ई-मेल"), ("a search result", "सर्च का नतीजा"), ("a printed leaflet", "छपा पर्चा"),
    ("a QR sticker", "क्यूआर स्टिकर"),
)  # fmt: skip
CLAIMS = (
    ("a bank officer", "बैंक अधिकारी"), ("a courier company", "कूरियर कंपनी"),
    ("the customer care of a shop", "किसी दुकान का कस्टमर केयर"),
    ("a police officer", "पुलिस अधिकारी"), ("a loan agent", "लोन एजेंट"), ("an electricity office", "बिजली दफ़्तर"),
    ("a trading coach", "ट्रेडिंग सिखाने वाला"), ("a recruiter", "नौकरी देने वाला"), ("a telecom company", "टेलीकॉम कंपनी"),
    ("a customs officer", "सीमा शुल्क अधिकारी"), ("a relative abroad", "विदेश में रहने वाला रिश्तेदार"), ("a buyer", "ख़रीदार"),
    ("a hotel desk", "होटल का काउंटर"), ("a tax office", "कर विभाग"), ("a gas agency", "गैस एजेंसी"),
    ("a lottery office", "लॉटरी दफ़्तर"), ("an insurance adviser", "बीमा सलाहकार"), ("a school office", "स्कूल का दफ़्तर"),
)  # fmt: skip
PRETEXTS = (
    ("a refund", "रिफ़ंड"), ("a stopped parcel", "रोका गया पार्सल"), ("a small loan", "छोटा लोन"),
    ("an unpaid bill", "बकाया बिल"), ("a KYC update", "केवाईसी अपडेट"), ("a paid task", "पैसे वाला टास्क"),
    ("a share tip", "शेयर की टिप"), ("a prize", "इनाम"), ("a job at home", "घर बैठे नौकरी"),
    ("a blocked card", "बंद कार्ड"), ("a cheap phone", "सस्ता फ़ोन"), ("a traffic fine", "ट्रैफ़िक चालान"),
    ("a wedding invitation", "शादी का कार्ड"), ("a rented flat", "किराए का मकान"),
    ("a holiday package", "छुट्टियों का पैकेज"),
    ("a pension form", "पेंशन फ़ॉर्म"), ("a free recharge", "मुफ़्त रिचार्ज"), ("a crypto wallet", "क्रिप्टो वॉलेट"),
)  # fmt: skip
GOODS = (
    ("signal jammers", "सिग्नल जैमर"), ("ready bank accounts", "तैयार बैंक खाते"), ("activated SIM cards", "चालू सिम कार्ड"),
    ("walkie-talkies without licence", "बिना लाइसेंस वॉकी-टॉकी"), ("card skimmers", "कार्ड स्किमर"),
    ("forged number plates", "जाली नंबर प्लेट"), ("exam papers", "परीक्षा के पर्चे"), ("customer lists", "ग्राहकों की सूचियाँ"),
    ("prescription tablets", "पर्ची वाली गोलियाँ"), ("wild animal parts", "वन्य जीवों के अंग"),
    ("fingerprint moulds", "अँगूठे के साँचे"), ("spy cameras", "जासूसी कैमरे"),
)  # fmt: skip
VENDORS = (
    "Aruna Systems", "Bluekite", "Corvella", "Dharani Soft", "Everlane Labs", "Fernway", "Gridmoor", "Halden Works",
    "Indus Forge", "Juniperra", "Kestrel Data", "Lattice Row", "Marigold", "Northquay", "Opaline", "Parvat Tech",
    "Quillstone", "Rivermark", "Saral Code", "Tamarind", "Umbra Net", "Vaayu", "Westmere", "Yamuna Soft", "Zephyrine",
)  # fmt: skip
PRODUCTS = (
    "Gateway",
    "Checkout",
    "Ledger",
    "Mailroom",
    "Vault",
    "Console",
    "Router OS",
    "Storefront",
    "Broker",
    "Agent",
)
FLAWS = (
    ("lets strangers run commands", "अजनबियों को कमांड चलाने देती है"),
    ("shows payment records", "भुगतान के रिकॉर्ड दिखा देती है"),
    ("skips the password", "पासवर्ड छोड़ देती है"), ("reads files of the server", "सर्वर की फ़ाइलें पढ़ने देती है"),
    ("stops the service", "सेवा ठप कर देती है"), ("accepts forged tokens", "जाली टोकन मान लेती है"),
    ("changes order totals", "ऑर्डर की रकम बदलने देती है"), ("takes over sessions", "लॉग-इन सत्र हथिया लेती है"),
)  # fmt: skip


@cache
def _cumulative(count: int) -> tuple[float, ...]:
    return tuple(accumulate(1 / (rank + 2) for rank in range(count)))


def pick(chance: random.Random, items: Sequence[_Item]) -> _Item:
    """Return one of ``items``, the first ones most often, as words are used (Zipf)."""
    return chance.choices(items, cum_weights=_cumulative(len(items)))[0]


def invented(index: int, which: int, seed: int) -> str:
    """Return an invented word, in lower case; for one ``which`` and ``seed`` no two indexes below 810,000 share one.

    The index is shuffled by a Feistel network, which never gives one word for two and leaves neighbours no likeness.
    """
    left, right = divmod(index % (_HALF * _HALF), _HALF)
    for turn in range(_ROUNDS):
        key = (seed * 2 + which) * _ROUNDS + turn
        mixed = ((right + key * 7_919 + 1) * 2_654_435_761) & 0xFFFFFFFF
        left, right = right, (left + (mixed >> 9)) % _HALF
    first, second = divmod(left, len(_CLOSED))
    third, fourth = divmod(right, len(_SYLLABLES))
    return _CLOSED[first] + _CLOSED[second] + _SYLLABLES[third] + _SYLLABLES[fourth]


def rupees(chance: random.Random) -> str:
    """Return a sum in digits, with the separator of thousands that India uses; small ones most often."""
    scale = chance.choices((10, 50, 500, 2_500), weights=(8, 6, 3, 1))[0]
    sum_ = scale * chance.randint(11, 199)
    digits = str(sum_)
    if len(digits) <= 3:
        return digits
    head, tail = digits[:-3], digits[-3:]
    pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)]
    return ",".join([*reversed(pairs), tail])
