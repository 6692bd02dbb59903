# SPDX-License-Identifier: Apache-2.0
"""STIX patterns (STIX 2.1, section 9) of indicators.

STIX has no observable for a phone number, a bank account, a UPI id, an account on a network, a sender of text messages
or a wallet. They are accounts of a user all the same, so they are ``user-account`` objects whose ``account_type``, an
open vocabulary, says of which kind.
"""

import ipaddress
from collections.abc import Callable, Mapping

from chetavani.model.indicator import IndicatorType, canonical, refang

_HASHES = {32: "MD5", 40: "SHA-1", 64: "SHA-256", 128: "SHA-512"}  # by the number of hexadecimal digits


def quoted(text: str) -> str:
    """Return a string literal of the pattern language."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _equal(path: str) -> Callable[[str], str]:
    return lambda value: f"[{path} = {quoted(value)}]"


def _account(kind: str) -> Callable[[str], str]:
    return lambda value: f"[user-account:account_type = {quoted(kind)} AND user-account:user_id = {quoted(value)}]"


def _one_form(kind: IndicatorType) -> Callable[[str], str]:
    """Return how the pattern of an account is made that is written in many ways, all of which are one account."""

    def made(value: str) -> str:
        try:
            return _account(kind)(canonical(kind, value))
        except ValueError:  # a finding of its own
            return _account(kind)(value)

    return made


def _address(value: str) -> str:
    try:
        version = ipaddress.ip_address(value).version
    except ValueError:
        version = 6 if ":" in value else 4
    return f"[ipv{version}-addr:value = {quoted(value)}]"


def _hash(value: str) -> str:
    name = _HASHES.get(len(value))
    return f"[file:hashes.{quoted(name)} = {quoted(value.lower())}]" if name else f"[file:name = {quoted(value)}]"


_PATTERNS: Mapping[IndicatorType, Callable[[str], str]] = {
    IndicatorType.UPI: _account("upi"),
    IndicatorType.PHONE: _account("phone"),
    IndicatorType.BANK_ACCOUNT: _account("bank-account"),
    IndicatorType.URL: _equal("url:value"),
    IndicatorType.DOMAIN: _equal("domain-name:value"),
    IndicatorType.EMAIL: _equal("email-addr:value"),
    IndicatorType.IP: _address,
    IndicatorType.ANDROID_PACKAGE: _equal("software:name"),
    IndicatorType.FILE_HASH: _hash,
    IndicatorType.HANDLE: _one_form(IndicatorType.HANDLE),
    IndicatorType.SMS_SENDER: _one_form(IndicatorType.SMS_SENDER),
    IndicatorType.WALLET: _one_form(IndicatorType.WALLET),
}


def pattern(kind: IndicatorType, value: str) -> str:
    """Return the pattern that matches the live ``value``."""
    return _PATTERNS[kind](refang(value))
