# SPDX-License-Identifier: Apache-2.0
"""The vocabulary: every closed list of words an advisory may use, labelled in English and Hindi, each with its source.

Ids are permanent, because they stand in addresses and feeds. A word no longer to be used gets a ``retired`` date.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_RBI = "RBI, BE(A)WARE booklet, March 2022"
_I4C = "I4C, Ministry of Home Affairs, categories of financial fraud, 2024"
_DOT = "Department of Telecommunications, Chakshu categories, Sanchar Saathi"
_NPCI = "NPCI, UPI circular of 29 July 2025"
_CERT_IN = "CERT-In, severity ratings and advisories"
_CCPA = "Central Consumer Protection Authority, notices to e-commerce platforms"
_COMMERCE = "Consumer Protection (E-Commerce) Rules, 2020"
_IT_RULES = "IT (Intermediary Guidelines and Digital Media Ethics Code) Rules, 2021"
_OURS = "Chetavani"
_FIRST_TLP = "FIRST, Traffic Light Protocol 2.0, August 2022"


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the vocabulary. ``retired`` is the first day on which it no longer applies."""

    id: str
    en: str
    hi: str
    source: str
    retired: date | None = None

    def label(self, language: str) -> str:
        """Return the label in ``language``, English where there is none."""
        return self.hi if language == "hi" else self.en


class Vocabulary:
    """An ordered, closed list of terms; the order is the order in which people see them."""

    def __init__(self, name: str, terms: Iterable[Term]) -> None:
        self.name = name
        self._terms = {term.id: term for term in terms}

    def __contains__(self, term_id: object) -> bool:
        """Whether the list has this id."""
        return term_id in self._terms

    def __iter__(self) -> Iterator[Term]:
        """Yield the terms in their order."""
        return iter(self._terms.values())

    def __getitem__(self, term_id: str) -> Term:
        """Return the term of this id; KeyError if there is none."""
        return self._terms[term_id]

    def __len__(self) -> int:
        """Return how many terms there are."""
        return len(self._terms)

    def rank(self, term_id: str) -> int:
        """Return the place of a term in the order."""
        return list(self._terms).index(term_id)

    def ids(self) -> tuple[str, ...]:
        """Return the ids in their order."""
        return tuple(self._terms)


class Kind(StrEnum):
    """The kinds of advisory."""

    FRAUD_WARNING = "fraud-warning"
    SOFTWARE_UPGRADE = "software-upgrade"
    VIGIL_NOTICE = "vigil-notice"


class Status(StrEnum):
    """What an author may write as the status; ``expired`` is derived, never written."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class Standing(StrEnum):
    """Where an advisory stands at the as-of time of a build."""

    DRAFT = "draft"
    CURRENT = "current"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Severity(StrEnum):
    """How bad it is, in the four steps CERT-In uses."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Return 0 for low to 3 for critical."""
        return list(Severity).index(self)


class Tlp(StrEnum):
    """Whom a text may be shared with (TLP 2.0). RED is never published, so it is no value."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    AMBER_STRICT = "AMBER+STRICT"


KINDS = Vocabulary(
    "kinds",
    (
        Term("fraud-warning", "Fraud warning", "धोखाधड़ी की चेतावनी", _OURS),
        Term("software-upgrade", "Software upgrade", "सॉफ़्टवेयर अपग्रेड", _OURS),
        Term("vigil-notice", "Vigil notice", "निगरानी सूचना", _OURS),
    ),
)
STANDINGS = Vocabulary(
    "standings",
    (
        Term("current", "Current", "लागू", _OURS),
        Term("expired", "Expired", "अवधि समाप्त", _OURS),
        Term("superseded", "Superseded", "नई चेतावनी ने जगह ली", _OURS),
        Term("withdrawn", "Withdrawn", "वापस ली गई", _OURS),
        Term("draft", "Draft", "मसौदा", _OURS),
    ),
)
SEVERITIES = Vocabulary(
    "severities",
    (
        Term("critical", "Critical", "अति गंभीर", _CERT_IN),
        Term("high", "High", "गंभीर", _CERT_IN),
        Term("medium", "Medium", "मध्यम", _CERT_IN),
        Term("low", "Low", "कम", _CERT_IN),
    ),
)
TLPS = Vocabulary(
    "tlp",
    (
        Term("CLEAR", "TLP:CLEAR, may be shared with anybody", "TLP:CLEAR, सबके साथ साझा करें", _FIRST_TLP),
        Term("GREEN", "TLP:GREEN, within the community", "TLP:GREEN, समुदाय के भीतर", _FIRST_TLP),
        Term("AMBER", "TLP:AMBER, the organisation and its clients", "TLP:AMBER, संस्था और उसके ग्राहक", _FIRST_TLP),
        Term("AMBER+STRICT", "TLP:AMBER+STRICT, the organisation only", "TLP:AMBER+STRICT, केवल संस्था", _FIRST_TLP),
    ),
)
FRAUD_TYPES = Vocabulary(
    "fraud-types",
    (
        Term("digital-arrest", "Digital arrest", "डिजिटल अरेस्ट", _I4C),
        Term("courier-parcel", "Courier parcel scam", "कूरियर पार्सल ठगी", _I4C),
        Term("official-impersonation", "Posing as an official", "अधिकारी बनकर ठगी", _DOT),
        Term("investment", "Fake investment and trading", "फ़र्ज़ी निवेश और ट्रेडिंग", _I4C),
        Term("task-group", "Paid-task groups", "टास्क ग्रुप ठगी", _I4C),
        Term("ponzi", "Ponzi and chain schemes", "पोंज़ी और चेन योजनाएँ", _RBI),
        Term("crypto", "Crypto-asset fraud", "क्रिप्टो ठगी", _I4C),
        Term("gaming-betting", "Gaming and betting fraud", "गेमिंग और सट्टा ठगी", _I4C),
        Term("malicious-apk", "Harmful app file (APK)", "हानिकारक ऐप फ़ाइल (APK)", _I4C),
        Term("screen-sharing", "Screen-sharing apps", "स्क्रीन शेयरिंग ऐप", _RBI),
        Term("device-linking", "Chat account takeover", "चैट खाता हथियाना", "CERT-In, CIAD-2025-0055"),
        Term("sim-swap", "SIM swap", "सिम स्वैप", _RBI),
        Term("aeps-cloning", "Aadhaar fingerprint cloning (AePS)", "आधार अंगूठा क्लोनिंग (AePS)", _I4C),
        Term("otp-theft", "OTP theft", "ओटीपी चोरी", _RBI),
        Term("phishing-link", "Phishing link", "फ़िशिंग लिंक", _RBI),
        Term("vishing", "Deceiving phone call", "धोखे की फ़ोन कॉल", _RBI),
        Term("kyc-update", "KYC update message", "केवाईसी अपडेट संदेश", _I4C),
        Term("utility-bill", "Electricity and utility bills", "बिजली और अन्य बिल", _DOT),
        Term("customer-care-search", "Fake customer-care numbers", "फ़र्ज़ी कस्टमर केयर नंबर", _RBI),
        Term("qr-code", "QR code to 'receive' money", "पैसे 'पाने' का QR कोड", _RBI),
        Term("upi-collect-merchant", "UPI collect request by a merchant", "व्यापारी की यूपीआई कलेक्ट रिक्वेस्ट", _NPCI),
        Term(
            "upi-collect-p2p", "UPI collect request by a person", "व्यक्ति की यूपीआई कलेक्ट रिक्वेस्ट", _NPCI, date(2025, 10, 1)
        ),
        Term("refund", "Refund fraud", "रिफ़ंड ठगी", _I4C),
        Term("delivery", "Delivery fraud", "डिलीवरी ठगी", _OURS),
        Term("online-sale", "Online buying and selling", "ऑनलाइन खरीद-बिक्री", _RBI),
        Term("fake-store", "Fake online shops", "फ़र्ज़ी ऑनलाइन दुकानें", _OURS),
        Term("travel-booking", "Travel and hotel booking", "यात्रा और होटल बुकिंग", _I4C),
        Term("franchise", "Fake franchise or dealership", "फ़र्ज़ी फ़्रैंचाइज़ी या डीलरशिप", _I4C),
        Term("fake-loan-app", "Fake loan apps", "फ़र्ज़ी लोन ऐप", _RBI),
        Term("fake-loan-advertisement", "Fake loan advertisements", "फ़र्ज़ी लोन विज्ञापन", _RBI),
        Term("job-offer", "Fake job offers", "फ़र्ज़ी नौकरी के प्रस्ताव", _RBI),
        Term("money-mule", "Money mule accounts", "म्यूल (किराए के) खाते", _RBI),
        Term("lottery", "Lottery and prizes", "लॉटरी और इनाम", _RBI),
        Term("romance", "Romance and gift fraud", "दोस्ती और उपहार ठगी", _I4C),
        Term("sextortion", "Sextortion", "अश्लील वीडियो से ब्लैकमेल", _I4C),
        Term("deepfake", "Cloned voice and deepfake", "नकली आवाज़ और डीपफ़ेक", _CERT_IN),
        Term("social-impersonation", "Posing as an acquaintance", "परिचित बनकर ठगी", _RBI),
        Term("forged-document", "Forged documents and payment proofs", "जाली दस्तावेज़ और भुगतान प्रमाण", _RBI),
        Term("atm-skimming", "ATM card skimming", "एटीएम कार्ड स्किमिंग", _RBI),
        Term("juice-jacking", "Juice jacking", "जूस जैकिंग", _RBI),
        Term("ransomware", "Ransomware", "रैनसमवेयर", _I4C),
        Term("prohibited-goods", "Prohibited goods", "प्रतिबंधित सामान", _CCPA),
    ),
)
SECTORS = Vocabulary(
    "sectors",
    (
        Term("public", "The public", "आम जनता", _OURS),
        Term("banking", "Banks", "बैंक", "RBI, regulated entities"),
        Term("payment", "Payment apps and gateways", "भुगतान ऐप और गेटवे", "RBI, payment system operators"),
        Term("wallet", "Wallets", "वॉलेट", "RBI, prepaid payment instruments"),
        Term("lending", "Lenders and loan apps", "ऋणदाता और लोन ऐप", "RBI, digital lending directions"),
        Term("investment", "Brokers and investment platforms", "ब्रोकर और निवेश मंच", "SEBI, registered intermediaries"),
        Term("insurance", "Insurers", "बीमा कंपनियाँ", "IRDAI, regulated entities"),
        Term(
            "e-commerce",
            "E-commerce and marketplaces",
            "ई-कॉमर्स और मार्केटप्लेस",
            _COMMERCE,
        ),
        Term("courier", "Courier and delivery", "कूरियर और डिलीवरी", _OURS),
        Term("travel", "Travel and hotels", "यात्रा और होटल", _OURS),
        Term("telecom", "Telecom operators", "टेलीकॉम ऑपरेटर", "Telecommunications Act, 2023"),
        Term(
            "social-media",
            "Social media and messaging",
            "सोशल मीडिया और मैसेजिंग",
            _IT_RULES,
        ),
        Term("employment", "Job portals and recruiters", "नौकरी पोर्टल और भर्तीकर्ता", _OURS),
        Term("utility", "Electricity and utilities", "बिजली और जन-सुविधाएँ", _OURS),
        Term("government", "Government offices", "सरकारी कार्यालय", _OURS),
    ),
)
ACTIONS = Vocabulary(
    "actions",
    (
        Term("block", "Block", "ब्लॉक करें", _OURS),
        Term("hold", "Hold", "रोककर रखें", _OURS),
        Term("monitor", "Monitor", "निगरानी रखें", _OURS),
        Term("delist", "Delist", "सूची से हटाएँ", _OURS),
        Term("patch", "Patch", "पैच लगाएँ", _OURS),
        Term("inform-users", "Inform users", "ग्राहकों को बताएँ", _OURS),
        Term("report", "Report", "रिपोर्ट करें", _OURS),
    ),
)
ROLES = Vocabulary(
    "roles",
    (
        Term("lure", "Lures people in", "फँसाने का साधन", _OURS),
        Term("caller", "Calls", "कॉल करता है", _OURS),
        Term("sender", "Sends messages", "संदेश भेजता है", _OURS),
        Term("contact", "Given as contact", "संपर्क के रूप में दिया गया", _OURS),
        Term("payee", "Receives the money", "पैसा पाने वाला", _OURS),
        Term("payload", "Harmful file or app", "हानिकारक फ़ाइल या ऐप", _OURS),
        Term("infrastructure", "Infrastructure", "तकनीकी ढाँचा", _OURS),
    ),
)
EVIDENCE = Vocabulary(
    "evidence",
    (
        Term("reported", "Reported", "शिकायत मिली", _OURS),
        Term("several-reports", "Several reports", "कई शिकायतें", _OURS),
        Term("confirmed", "Confirmed by the platform", "प्लेटफ़ॉर्म ने पुष्टि की", _OURS),
        Term("ordered", "Order of an authority", "प्राधिकारी का आदेश", _OURS),
    ),
)
MEASURES = Vocabulary(
    "measures",
    (
        Term("warn", "Warn before paying", "भुगतान से पहले चेताएँ", _OURS),
        Term("hold", "Hold and ask", "रोककर पूछें", _OURS),
        Term("block", "Block", "ब्लॉक करें", _OURS),
    ),
)
"""What an app is asked to do with a payment, a call or a link to a listed indicator, the mildest first."""
VOCABULARIES = (KINDS, STANDINGS, SEVERITIES, TLPS, FRAUD_TYPES, SECTORS, ACTIONS, ROLES, EVIDENCE, MEASURES)
