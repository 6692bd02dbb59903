# SPDX-License-Identifier: Apache-2.0
"""Indicators: the numbers, addresses and names by which a fraud is recognised, and how to show them disarmed.

Each has one canonical form, whatever it was written like: what is looked up is the SHA-256 of ``type:canonical``.
"""

import hashlib
import re
from datetime import timedelta
from enum import StrEnum

from chetavani.model.vocab import Term, Vocabulary


class IndicatorType(StrEnum):
    """What kind of thing an indicator is."""

    UPI = "upi"
    PHONE = "phone"
    BANK_ACCOUNT = "bank-account"
    URL = "url"
    DOMAIN = "domain"
    EMAIL = "email"
    IP = "ip"
    ANDROID_PACKAGE = "android-package"
    FILE_HASH = "file-hash"
    HANDLE = "handle"
    SMS_SENDER = "sms-sender"
    WALLET = "wallet"


INDICATOR_TYPES = Vocabulary(
    "indicator-types",
    (
        Term("upi", "UPI id", "यूपीआई आईडी", "NPCI, UPI"),
        Term("phone", "Phone number", "फ़ोन नंबर", "ITU-T E.164"),
        Term("bank-account", "Bank account and IFSC", "बैंक खाता और IFSC", "RBI, IFSC"),
        Term("url", "Link", "लिंक", "RFC 3986"),
        Term("domain", "Website", "वेबसाइट", "RFC 1034"),
        Term("email", "E-mail address", "ई-मेल पता", "RFC 5322"),
        Term("ip", "IP address", "आईपी पता", "RFC 791, RFC 4291"),
        Term("android-package", "Android app", "एंड्रॉइड ऐप", "Android application id"),
        Term("file-hash", "File hash", "फ़ाइल हैश", "FIPS 180-4, RFC 1321"),
        Term("handle", "Account on a chat or social network", "चैट या सोशल मीडिया खाता", "Chetavani"),
        Term("sms-sender", "Sender of text messages", "संदेश भेजने वाले का नाम", "TRAI, TCCCPR 2018"),
        Term("wallet", "Crypto wallet", "क्रिप्टो वॉलेट", "BIP 173, EIP-55"),
    ),
)

_SCHEME = re.compile(r"(?i)\bh(tt)(ps?)://|\bf(t)(ps?)://")
_DISARMED = re.compile(r"(?i)[\[({]|xp|\*\*p")
_LIVE = (
    (re.compile(r"(?i)\bh(?:xx|\*\*)p(s?)(://|\[:\]//|\[://\])"), r"http\1://"),
    (re.compile(r"(?i)\bfxp(s?)://"), r"ftp\1://"),
    (re.compile(r"(?i)\[\.\]|\(\.\)|\{\.\}|\[dot\]"), "."),
    (re.compile(r"(?i)\[at\]|\(at\)|\[@\]"), "@"),
    (re.compile(r"\[:\]"), ":"),
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
    for marks, live in _LIVE:
        text = marks.sub(live, text)
    return text


def canonical(kind: IndicatorType, text: str) -> str:
    """Return the one form of an indicator, however it was spelt. Raises ValueError with what is wrong, and a remedy."""
    del kind
    if not (live := refang(text.strip())):
        message = "is empty. Write a value."
        raise ValueError(message)
    return live


_LIFETIMES = {
    IndicatorType.UPI: 180, IndicatorType.PHONE: 90, IndicatorType.BANK_ACCOUNT: 365, IndicatorType.URL: 90,
    IndicatorType.DOMAIN: 365, IndicatorType.EMAIL: 365, IndicatorType.IP: 30, IndicatorType.ANDROID_PACKAGE: 730,
    IndicatorType.FILE_HASH: 1825, IndicatorType.HANDLE: 180, IndicatorType.SMS_SENDER: 180, IndicatorType.WALLET: 730,
}  # fmt: skip


def lifetime(kind: IndicatorType) -> timedelta:
    """Return how long after it was last seen an indicator holds if nobody says: the sooner its owner may change."""
    return timedelta(days=_LIFETIMES[kind])


def lookup_hash(kind: str, value: str) -> str:
    """Return the SHA-256 (hex) under which the canonical ``value`` of a type is looked up: that of ``type:value``."""
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()
