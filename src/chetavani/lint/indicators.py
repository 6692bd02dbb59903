# SPDX-License-Identifier: Apache-2.0
"""Indicators: each must be what its type says, live, and there once."""

import ipaddress
import re
from collections.abc import Callable, Iterator

from chetavani.lint.base import Inspection, Listed
from chetavani.lint.hosts import host_of, is_address, local_address
from chetavani.model.finding import Finding, Level, Rule
from chetavani.model.indicator import IndicatorType, refang

SYNTAX = Rule("CH272", "indicator-syntax", Level.ERROR, "Correct the value or the type.")
DEFANGED = Rule("CH275", "indicator-defanged", Level.ERROR, "Write it live here; it is disarmed wherever it is shown.")
DUPLICATE = Rule("CH276", "duplicate-indicator", Level.ERROR, "Keep one of the two.")

_UPI = re.compile(r"[A-Za-z0-9._-]{2,256}@[A-Za-z][A-Za-z0-9]{2,63}")
_ACCOUNT = re.compile(r"\d{9,18}@[A-Z]{4}0[A-Z0-9]{6}", re.ASCII)
_PHONE = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_EMAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?P<host>[^@\s]+)")
_PACKAGE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)+")
_HASH = re.compile(r"[0-9A-Fa-f]+")
_HASH_LENGTHS = frozenset({32, 40, 64})
_URL = re.compile(r"(?i)https?://[^\s/?#]+(?:[/?#]\S*)?")


def _wrong_domain(value: str) -> str:
    """Return what is wrong with a host name, else an empty text (RFC 5891)."""
    if "." not in value or "/" in value or ":" in value or "@" in value:
        return "is no domain; write it like shop.example, without https:// and without a path"
    if value != value.lower():
        return "has capitals; write the domain in lower case"
    return "" if _can_exist(value) else "is no domain that can exist"


def _can_exist(domain: str) -> bool:
    import idna  # noqa: PLC0415 - slow to import, and most builds judge nothing that needs it

    try:
        idna.encode(domain)
    except idna.IDNAError:
        return False
    return True


def _wrong_url(value: str) -> str:
    if not _URL.fullmatch(value):
        return "is no URL; write it with https:// or http://"
    host = host_of(value)
    return "" if is_address(host) else _wrong_domain(host)


def _wrong_email(value: str) -> str:
    match = _EMAIL.fullmatch(value)
    return _wrong_domain(match["host"].lower()) if match else "is no e-mail address"


def _wrong_ip(value: str) -> str:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return "is no IP address; write one address, without port or prefix length"
    return "is an address of a local network" if local_address(value) else ""


def _wrong_phone(value: str) -> str:
    if not _PHONE.fullmatch(value):
        return "is no phone number in E.164; write +, country code and number without spaces"
    return "" if _is_possible(value) else "is no phone number of its country"


def _is_possible(number: str) -> bool:
    import phonenumbers  # noqa: PLC0415 - slow to import, and most builds judge nothing that needs it

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def _wrong_hash(value: str) -> str:
    good = _HASH.fullmatch(value) and len(value) in _HASH_LENGTHS
    return "" if good else "is no MD5, SHA-1 or SHA-256 in hexadecimal (32, 40 or 64 digits)"


def _unless(pattern: re.Pattern[str], wrong: str) -> Callable[[str], str]:
    return lambda value: "" if pattern.fullmatch(value) else wrong


_WRONG: dict[IndicatorType, Callable[[str], str]] = {
    IndicatorType.UPI: _unless(_UPI, "is no UPI id; write it like name@handle"),
    IndicatorType.PHONE: _wrong_phone,
    IndicatorType.BANK_ACCOUNT: _unless(_ACCOUNT, "is no account; write it like 00000000012@XXXX0000000 (digits@IFSC)"),
    IndicatorType.URL: _wrong_url,
    IndicatorType.DOMAIN: _wrong_domain,
    IndicatorType.EMAIL: _wrong_email,
    IndicatorType.IP: _wrong_ip,
    IndicatorType.ANDROID_PACKAGE: _unless(_PACKAGE, "is no Android package; write it like com.example.loan"),
    IndicatorType.FILE_HASH: _wrong_hash,
    IndicatorType.HANDLE: lambda _: "",
    IndicatorType.SMS_SENDER: lambda _: "",
    IndicatorType.WALLET: lambda _: "",
}


def is_defanged(value: str) -> bool:
    """Whether ``value`` was disarmed for showing."""
    return refang(value) != value


def syntax(inspection: Inspection) -> Iterator[Finding]:
    """Find values that cannot be what their type says."""
    for listed in inspection.listed:
        indicator = listed.indicator
        if is_defanged(indicator.value):
            continue
        if wrong := _WRONG[indicator.type](indicator.value):
            what, _, remedy = wrong.partition("; ")
            remedy = f"{remedy[:1].upper()}{remedy[1:]}." if remedy else ""
            yield listed.finding(SYNTAX, f"{indicator.value!r} {what}.", remedy=remedy)


def defanged(inspection: Inspection) -> Iterator[Finding]:
    """Find values that were disarmed: systems that read the exports could not match them."""
    for listed in inspection.listed:
        if is_defanged(listed.indicator.value):
            yield listed.finding(DEFANGED, f"{listed.indicator.value!r} is disarmed.")


def _key(listed: Listed) -> tuple[str, str]:
    return listed.indicator.type.value, listed.value or listed.indicator.value


def duplicate(inspection: Inspection) -> Iterator[Finding]:
    """Find indicators that an advisory lists twice, however they are spelt."""
    first: dict[tuple[str, str, str], Listed] = {}
    for listed in inspection.listed:
        same = first.setdefault((listed.entry.source.path, *_key(listed)), listed)
        if same is not listed:
            twice = same.indicator.value == listed.indicator.value
            spelt = "" if twice else f", spelt otherwise: both are {listed.value}"
            yield listed.finding(DUPLICATE, f"is the same as indicators[{same.number}]{spelt}.")
