# SPDX-License-Identifier: Apache-2.0
"""Personal data outside ``indicators``: card numbers, Aadhaar, PAN, private e-mail. Findings never repeat the data."""

import re
from collections.abc import Iterator

from chetavani.lint.base import Inspection, Passage, finding
from chetavani.lint.hosts import INDIC
from chetavani.model.finding import Finding, Level, Rule

PAYMENT_CARD = Rule("CH281", "payment-card-number", Level.ERROR, "Delete the number; in git history too, if published.")
AADHAAR = Rule("CH282", "aadhaar-number", Level.ERROR, "Delete the number; in git history too, if published.")
PAN = Rule("CH283", "pan-number", Level.ERROR, "Delete the PAN; in git history too, if published.")
PRIVATE_EMAIL = Rule(
    "CH284", "private-email", Level.ERROR, "Delete it; an address used by fraudsters belongs in `indicators`."
)

# Each begins with the character that a search finds fastest, and looks back from there.
_CARD = re.compile(r"\d(?<![\w.+-]\d)(?:[ \u2011-]?\d){12,18}(?![\w-])")
_AADHAAR = re.compile(r"\d(?<![\w.+-]\d)(?<!\d \d)\d{3}([ \u2011-]?)\d{4}\1\d{4}(?![\w-])(?! \d)")
_PAN = re.compile(
    r"[A-Z](?<![A-Za-z0-9].)[A-Z]{2}[ABCFGHJLPT][A-Z]\d{4}[A-Z](?![A-Za-z0-9])"
)  # the fourth: kind of holder
_EMAIL = re.compile(rf"(?<![\w.+-])[\w.+-]+@([\w{INDIC}-]+(?:\.[\w{INDIC}-]+)+)")
_PROVIDERS = frozenset({
    "aol.com", "fastmail.com", "gmail.com", "gmx.com", "gmx.net", "googlemail.com", "hotmail.com", "hushmail.com",
    "icloud.com", "in.com", "indiatimes.com", "live.com", "live.in", "mac.com", "mail.com", "mail.ru", "me.com",
    "msn.com", "outlook.com", "outlook.in", "pm.me", "proton.me", "protonmail.com", "qq.com", "rediff.com",
    "rediffmail.com", "rocketmail.com", "sify.com", "tuta.io", "tutanota.com", "yahoo.co.in", "yahoo.com", "yahoo.in",
    "yandex.com", "yandex.ru", "ymail.com", "zohomail.in",
})  # fmt: skip
_SHOWN = 2  # how many digits at the end a message names, so that the number can be found

# ISO/IEC 7812 issuer prefixes of the schemes that are used in India, with the lengths of their numbers
_ISSUERS = (
    (re.compile(r"4"), {13, 16, 19}),
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), {16}),
    (re.compile(r"3[47]"), {15}),
    (re.compile(r"6011|64[4-9]|65|60|81|82|508"), {16}),
    (re.compile(r"3(?:0[0-5]|[689])"), {14, 16}),
    (re.compile(r"35(?:2[89]|[3-8])"), {16}),
    (re.compile(r"62"), {16, 17, 18, 19}),
    (re.compile(r"50|5[6-8]|6"), {16, 19}),
)
# Verhoeff's tables: multiplication in the dihedral group of order ten, and the permutation of each place
_VERHOEFF_D = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_VERHOEFF_P = (
    "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


def is_private_provider(host: str) -> bool:
    """Whether ``host`` (lower case) gives mailboxes to private persons."""
    return host in _PROVIDERS


def passes_luhn(digits: str) -> bool:
    """Whether ``digits`` end in the right Luhn check digit (ISO/IEC 7812-1, annex B)."""
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    total = sum(int(digit) for digit in digits[-1::-2]) + sum(value - 9 if value > 9 else value for value in doubled)  # noqa: PLR2004
    return total % 10 == 0


def passes_verhoeff(digits: str) -> bool:
    """Whether ``digits`` end in the right Verhoeff check digit."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = int(_VERHOEFF_D[check][int(_VERHOEFF_P[place % 8][int(digit)])])
    return check == 0


def is_card_number(digits: str) -> bool:
    """Whether ``digits`` can be a payment card's: a known issuer's prefix and length, and the check digit."""
    plausible = any(prefix.match(digits) and len(digits) in lengths for prefix, lengths in _ISSUERS)
    return plausible and len(set(digits)) > 1 and passes_luhn(digits)


def is_aadhaar(digits: str) -> bool:
    """Whether twelve ``digits`` can be an Aadhaar number: no 0 or 1 in front, and the check digit."""
    return digits[0] not in "01" and len(set(digits)) > 1 and passes_verhoeff(digits)


def _digits(text: str) -> str:
    return "".join(str(int(character)) for character in text if character.isdigit())


def personal_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where there is a card number, an Aadhaar number or a PAN in ``text``, from where to where, and which."""
    for match in _CARD.finditer(text):
        if is_card_number(_digits(match[0])):
            yield match.start(), match.end(), "payment card"
    for match in _AADHAAR.finditer(text):
        if is_aadhaar(_digits(match[0])):
            yield match.start(), match.end(), "Aadhaar"
    for match in _PAN.finditer(text):
        yield match.start(), match.end(), "PAN"


def _numbers(inspection: Inspection, pattern: re.Pattern[str]) -> Iterator[tuple[Passage, int, str]]:
    for passage, start, end in inspection.numbered:
        for match in pattern.finditer(passage.text, start, end):
            yield passage, match.start(), _digits(match[0])


def payment_card(inspection: Inspection) -> Iterator[Finding]:
    """Find payment card numbers."""
    for passage, offset, digits in _numbers(inspection, _CARD):
        if is_card_number(digits):
            message = f"shows a payment card number (ending in {digits[-_SHOWN:]})."
            yield finding(PAYMENT_CARD, passage.source, passage.line_at(offset), passage.field, message)


def aadhaar(inspection: Inspection) -> Iterator[Finding]:
    """Find Aadhaar numbers."""
    for passage, offset, digits in _numbers(inspection, _AADHAAR):
        if is_aadhaar(digits):
            message = f"shows an Aadhaar number (ending in {digits[-_SHOWN:]})."
            yield finding(AADHAAR, passage.source, passage.line_at(offset), passage.field, message)


def pan(inspection: Inspection) -> Iterator[Finding]:
    """Find income-tax permanent account numbers."""
    for passage in inspection.passages:
        for match in _PAN.finditer(passage.text):
            message = f"shows a PAN (ending in {match[0][-_SHOWN:]})."
            yield finding(PAN, passage.source, passage.line_at(match.start()), passage.field, message)


def private_email(inspection: Inspection) -> Iterator[Finding]:
    """Find e-mail addresses at providers of private mailboxes."""
    for passage in inspection.passages:
        if "@" not in passage.text:
            continue
        for match in _EMAIL.finditer(passage.text):
            if is_private_provider(match[1].lower()):
                message = f"shows a private e-mail address at {match[1].lower()}."
                yield finding(PRIVATE_EMAIL, passage.source, passage.line_at(match.start()), passage.field, message)
