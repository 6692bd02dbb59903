# SPDX-License-Identifier: Apache-2.0
"""Keys: names and numbers as the search index holds them, so that they are found however people write them.

``templates/theme/assets/chetavani/search-core.js`` makes the same keys of what people type.
"""

import re
import unicodedata

from chetavani.model.advisory import Advisory, Indicator
from chetavani.model.indicator import IndicatorType, refang

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://(?:www\.)?|^www\.")
_WORD = re.compile(r"[^\W\d_]{3,}")
_ADDRESSES = frozenset({
    IndicatorType.URL, IndicatorType.DOMAIN, IndicatorType.EMAIL, IndicatorType.UPI, IndicatorType.ANDROID_PACKAGE,
    IndicatorType.HANDLE,
})  # fmt: skip
_FOLDS = (("\u093c", ""), ("\u200c", ""), ("\u200d", ""), ("\u0901", "\u0902"))
_NATIONAL = 10  # digits of an Indian number without its country code

_COMMON = """
a an and are as at be been by for from had has have he her his if in into is its my of on or our shall she so than that
the their them then there these they this those to was we were which with you your
अपना अपनी अपने आप आपका आपकी आपके इन इस उन उस एक और कर करके का कि की के को जब जो तक तब तो था थी थीं थे ने पर भी में यह या ये
रहा रही रहे लिए वह वाला वाली वाले वे से हम ही है हैं हो
"""
COMMON = frozenset(_COMMON.split())
"""Words, folded, that nearly every text has, so that they tell none from another: not in the index, not looked for.

Left in are short words that also mean something here: `IT`, `US`, `WHO`, and whoever asks `how` or writes `not`."""


def key(text: str) -> str:
    """Return the letters, marks and digits of ``text``, in lower case, and nothing else."""
    if text.isascii():
        return "".join(filter(str.isalnum, text.lower()))
    return "".join(character for character in text.lower() if unicodedata.category(character)[0] in "LMN")


def folded(text: str) -> str:
    """Return ``text`` with the Hindi spellings that people use for each other made one.

    गिरफ़्तार and गिरफ्तार, माँगना and मांगना: the nukta goes, the chandrabindu becomes an anusvara, joiners go.
    """
    if text.isascii():
        return text
    for written, folded_to in _FOLDS:
        text = text.replace(written, folded_to)
    return text


def indicator_keys(indicator: Indicator) -> tuple[str, ...]:
    """Return the keys under which an indicator is found: a number also without country code, a link also as its host.

    A key is no address: nothing can open, call or pay it.
    """
    plain = refang(indicator.value).lower()
    if indicator.type is IndicatorType.PHONE:
        digits = "".join(character for character in plain if character.isdigit()).lstrip("0")
        return (digits, digits[-_NATIONAL:]) if len(digits) > _NATIONAL else (digits,)
    bare = _SCHEME.sub("", plain)
    if indicator.type is IndicatorType.URL:
        host = re.split(r"[/?#:]", bare, maxsplit=1)[0]
        return tuple(dict.fromkeys((key(bare), key(host))))
    return (key(bare),)


def indicator_words(indicator: Indicator) -> tuple[str, ...]:
    """Return the words in an address, which people may remember of it; none of what is no address."""
    if indicator.type not in _ADDRESSES:
        return ()
    return tuple(dict.fromkeys(_WORD.findall(_SCHEME.sub("", refang(indicator.value).lower()))))


def names(advisory: Advisory) -> tuple[str, ...]:
    """Return the names by which an advisory is called exactly: its id, its aliases, the CVE ids it is about."""
    cves = (cve for item in advisory.software for cve in item.cve)
    return tuple(dict.fromkeys((advisory.id, *advisory.aliases, *cves)))
