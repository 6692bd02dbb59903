# SPDX-License-Identifier: Apache-2.0
"""Where money goes: UPI ids (NPCI, UPI linking specification), and bank accounts with their branch (RBI, IFSC)."""

import re

from chetavani.model.indicator.disarming import refang
from chetavani.model.indicator.spelling import plain

_UPI = re.compile(r"[a-z0-9._-]{2,256}@[a-z][a-z0-9]{1,63}")
_LISTED_UPI = re.compile(r"[A-Za-z0-9._-]{2,256}@[A-Za-z][A-Za-z0-9]{1,63}")
_PAYLOAD = re.compile(r"^[a-z][a-z0-9+.-]{1,30}:[^?#]*\?(?:[^#]*?[&;])??pa=([^&#; ]*)")
_ESCAPE = re.compile(r"%([2-7][0-9a-f])")
_AROUND_AT = re.compile(r" *@ *")
_CHECKED_QR = "000201"  # EMVCo merchant-presented QR: the payload format indicator, version 01
_UPI_OF_QR = "A000000524"  # RuPay's application id; NPCI, Bharat QR
_FIRST_MERCHANT, _LAST_MERCHANT = 26, 51
_TAGS = re.compile(r"([0-9]{2})([0-9]{2})")
_NO_UPI = "is no UPI id. Write it like name@handle."

_ACCOUNT = re.compile(r"[0-9]{9,18}@[A-Z]{4}0[A-Z0-9]{6}")
# the fifth character of an IFSC is a zero, and is often written as the letter
_IFSC = re.compile(r"(^|[^A-Z0-9])([A-Z]{4}(?:0[A-Z0-9]{6}|O[0-9]{6}))(?:\.IFSC\.NPCI)?(?![A-Z0-9])")
_WORDS = re.compile(r"(^|[^A-Z])(?:(?:A/?C|ACC|ACCT|ACCOUNT|BANK|NO|NUM|NUMBER|IFSC|IFS|CODE|AND)(?![A-Z])[ .:-]*)+")
_AROUND_DIGITS = re.compile("[ .,:;/#@()|_\u2010-\u2015\u2212-]")
_NO_ACCOUNT = "is no account. Write it like 00000000012@XXXX0000000 (digits@IFSC)."


def canonical_upi(text: str) -> str:
    """Return a UPI id, also that in a link to pay or in the payload of a QR code, in lower case."""
    if _UPI.fullmatch(text):
        return text
    written = refang(plain(text))
    if written.startswith(_CHECKED_QR):
        written = _address_of_qr(written)
    written = written.lower()
    if match := _PAYLOAD.match(written):
        written = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), match[1]).lower()
    written = _AROUND_AT.sub("@", written)
    if not _UPI.fullmatch(written):
        raise ValueError(_NO_UPI)
    return written


def _fields(payload: str) -> dict[int, str]:
    """Return the fields of an EMVCo payload by their tags: two digits of tag, two of length, the value."""
    found: dict[int, str] = {}
    place = 0
    while match := _TAGS.match(payload, place):
        place = match.end() + int(match[2])
        found.setdefault(int(match[1]), payload[match.end() : place])
    return found


def _address_of_qr(payload: str) -> str:
    for tag, merchant in sorted(_fields(payload).items()):
        if _FIRST_MERCHANT <= tag <= _LAST_MERCHANT:
            fields = _fields(merchant)
            if fields.get(0, "").upper() == _UPI_OF_QR:
                return fields.get(1, "")
    return ""


def wrong_upi(value: str) -> str:
    """Return what is wrong with a UPI id in a list."""
    return "" if _LISTED_UPI.fullmatch(value) else _NO_UPI


def canonical_account(text: str) -> str:
    """Return a bank account as ``digits@IFSC``; words such as ``A/c`` and ``IFSC`` beside the two do not matter."""
    if _ACCOUNT.fullmatch(text):
        return text
    written = refang(plain(text))
    written = written.upper() if written.isascii() else ""
    match = _IFSC.search(written)
    if match is None:
        raise ValueError(_NO_ACCOUNT)
    rest = f"{written[: match.start()]}{match[1]} {written[match.end() :]}"
    rest = _WORDS.sub(r"\1 ", rest)
    branch = match[2]
    account = f"{_AROUND_DIGITS.sub('', rest)}@{branch[:4]}0{branch[5:]}"
    if not _ACCOUNT.fullmatch(account):
        raise ValueError(_NO_ACCOUNT)
    return account


def wrong_account(value: str) -> str:
    """Return what is wrong with a bank account in a list."""
    return "" if _ACCOUNT.fullmatch(value) else _NO_ACCOUNT


def display_account(value: str) -> str:
    """Return a canonical account for people: the number, then the IFSC."""
    number, _, branch = value.partition("@")
    return f"{number}, IFSC {branch}"
