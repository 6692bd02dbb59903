# SPDX-License-Identifier: Apache-2.0
"""The types of indicators, their words, and what is known of each type."""

from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class IndicatorKind:
    """What is known of a type of indicators.

    ``canonical`` gives the one form of any spelling and raises ValueError ("what is wrong. Remedy."). ``wrong`` says
    what is wrong with a value as it stands in a list, empty if nothing is; a remedy follows where there is one.
    ``display`` groups a canonical value for people. ``lifetime`` is how long it holds after it was last seen.
    """

    canonical: Callable[[str], str]
    wrong: Callable[[str], str]
    display: Callable[[str], str]
    lifetime: timedelta
