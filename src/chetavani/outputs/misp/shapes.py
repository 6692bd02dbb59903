# SPDX-License-Identifier: Apache-2.0
"""Indicators as MISP has them: an attribute of its own types, or an object of ours where it has none.

A MISP compares values as they are and refuses what does not look like its type, so values are written as it would
normalise them, and what is no value of its type is a text.
"""

import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from chetavani.model.indicator import IndicatorType, canonical, refang

UPI_ID = "upi-id"
BANK_ACCOUNT = "indian-bank-account"
FRAUD = "Financial fraud"
_NETWORK = "Network activity"
_DELIVERY = "Payload delivery"
_SOCIAL = "Social network"

_UPI = re.compile(r"[^\s@]+@[^\s@]+")
_PHONE = re.compile(r"\+?[\d\s().-]*\d[\d\s().-]*", re.ASCII)
_ACCOUNT = re.compile(r"(\d+)[@\s]+([A-Z]{4}0[A-Z0-9]{6})", re.ASCII | re.IGNORECASE)
_URL = re.compile(r"(?i)[a-z][a-z0-9+.-]*://[^\s/?#]\S*")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_DOMAIN = re.compile(r"[a-z0-9._-]+\.[a-z0-9-]{2,}")
_HEX = re.compile(r"[0-9a-f]+")
_HASHES = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}  # by the number of hexadecimal digits


class Part(NamedTuple):
    """An attribute: its type, category and value; whether it tells a fraud by itself; what it is in its object."""

    type: str
    category: str
    value: str
    telling: bool = True
    relation: str = ""


class Shape(NamedTuple):
    """What an indicator becomes: one attribute, or those of an object of the template of this name."""

    parts: tuple[Part, ...]
    template: str = ""


Shaping = Callable[[str], Shape | None]


def shape_of(kind: str, value: str, role: str = "") -> Shape:
    """Return the shape of an indicator of a type, live or not, in a role."""
    live = refang(value)
    made = _SHAPES.get(kind, _unknown)(live)
    if made is None:
        return Shape((Part("text", "Other", live),))
    if kind == IndicatorType.EMAIL and role != "contact":  # else somebody to write to, and no sender
        return Shape((made.parts[0]._replace(type="email-src"),))
    return made


def looked_up(kind: str, value: str) -> tuple[str, ...]:
    """Return the values by which a fraud is recognised."""
    return tuple(part.value for part in shape_of(kind, value).parts if part.telling)


def _unknown(_: str) -> None:
    """Know no shape: of types that are new."""


def _one(kind: str, category: str, value: str) -> Shape:
    return Shape((Part(kind, category, value),))


def _whole(kind: str, value: str, relation: str) -> Part:
    return Part(kind, FRAUD, value, relation=relation)


def _aside(value: str, relation: str) -> Part:
    """Return a part that many frauds have in common."""
    return Part("text", FRAUD, value, telling=False, relation=relation)


def _upi(value: str) -> Shape | None:
    if not _UPI.fullmatch(value):
        return None
    whole = value.lower()  # banks read no difference in capitals
    handle = whole.partition("@")[2]
    return Shape((_whole("text", whole, "upi-id"), _aside(handle, "handle")), UPI_ID)


def _phone(value: str) -> Shape | None:
    if not _PHONE.fullmatch(value):
        return None
    number = re.sub(r"[^+0-9]", "", value.replace("(0)", ""))
    return _one("phone-number", FRAUD, re.sub(r"^00", "+", number)) if number.strip("+0") else None


def _bank_account(value: str) -> Shape | None:
    match = _ACCOUNT.fullmatch(value)
    if match is None:
        return None
    number, ifsc = match[1], match[2].upper()
    parts = (_whole("bank-account-nr", number, "account"), _aside(ifsc, "ifsc"), _aside(ifsc[:4], "bank"))
    return Shape(parts, BANK_ACCOUNT)


def _url(value: str) -> Shape | None:
    return _one("url", _NETWORK, value) if _URL.fullmatch(value) else None


def _domain(value: str) -> Shape | None:
    name = value.lower().strip(".")
    if not _DOMAIN.fullmatch(name):
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return _one("domain", _NETWORK, name) if _DOMAIN.fullmatch(name) else None


def _email(value: str) -> Shape | None:
    return _one("email", _DELIVERY, value.lower()) if _EMAIL.fullmatch(value) else None


def _ip(value: str) -> Shape | None:
    try:
        return _one("ip-dst", _NETWORK, str(ipaddress.ip_address(value)))
    except ValueError:
        return None


def _android_package(value: str) -> Shape | None:
    return _one("mobile-application-id", _DELIVERY, value)


def _file_hash(value: str) -> Shape | None:
    digits = value.lower()
    kind = _HASHES.get(len(digits)) if _HEX.fullmatch(digits) else None
    return _one(kind, _DELIVERY, digits) if kind else None


def _handle(value: str) -> Shape | None:
    known = _one_form(IndicatorType.HANDLE, value)
    network, _, name = known.partition(":")
    if not known:
        return None
    return _one("twitter-id", _SOCIAL, name) if network == "x" else _one("text", _SOCIAL, known)


def _sms_sender(value: str) -> Shape | None:
    known = _one_form(IndicatorType.SMS_SENDER, value)
    return _one("text", FRAUD, known) if known else None


def _wallet(value: str) -> Shape | None:
    chain, _, address = _one_form(IndicatorType.WALLET, value).partition(":")
    if not address:
        return None
    return _one("btc" if chain == "btc" else "text", FRAUD, address)


def _one_form(kind: IndicatorType, value: str) -> str:
    try:
        return canonical(kind, value)
    except ValueError:
        return ""


_SHAPES: Mapping[str, Shaping] = {
    IndicatorType.UPI: _upi,
    IndicatorType.PHONE: _phone,
    IndicatorType.BANK_ACCOUNT: _bank_account,
    IndicatorType.URL: _url,
    IndicatorType.DOMAIN: _domain,
    IndicatorType.EMAIL: _email,
    IndicatorType.IP: _ip,
    IndicatorType.ANDROID_PACKAGE: _android_package,
    IndicatorType.FILE_HASH: _file_hash,
    IndicatorType.HANDLE: _handle,
    IndicatorType.SMS_SENDER: _sms_sender,
    IndicatorType.WALLET: _wallet,
}
SHAPED = frozenset(_SHAPES)
"""The types of indicators that have a shape of their own; any other is a text."""
