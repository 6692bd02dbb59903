# SPDX-License-Identifier: Apache-2.0
"""Wallets of Bitcoin, of Ethereum and its kin, and of Tron."""

import re

from chetavani.model.indicator.checksums import base58_version, has_right_capitals, is_segwit
from chetavani.model.indicator.disarming import refang
from chetavani.model.indicator.spelling import plain

_SCHEME = re.compile(r"(?ai)^(?:bitcoin|btc|ethereum|eth|tron|trx):/*(?:pay-)?([^?@ ]*)(?:[?@].*)?$")
_ETHEREUM = re.compile(r"0[xX][0-9a-fA-F]{40}")
_TRON = re.compile(r"T[1-9A-HJ-NP-Za-km-z]{33}")
_BASE58 = re.compile(r"[13][1-9A-HJ-NP-Za-km-z]{25,34}")
_SEGWIT = re.compile(r"bc1[02-9ac-hj-np-z]{11,71}|BC1[02-9AC-HJ-NP-Z]{11,71}")
_CANONICAL = re.compile(
    r"btc:(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|bc1[02-9ac-hj-np-z]{11,71})|eth:0x[0-9a-f]{40}|"
    r"tron:T[1-9A-HJ-NP-Za-km-z]{33}"
)
_NO_WALLET = "is no wallet of Bitcoin, Ethereum or Tron. Copy the whole address."
_BAD_SUM = "has a wrong checksum. Copy the address again, whole."
_BASE58_VERSIONS = {"btc": frozenset({0x00, 0x05}), "tron": frozenset({0x41})}


def canonical_wallet(text: str) -> str:
    """Return the address of a wallet after ``btc:``, ``eth:`` or ``tron:``; its checksum is not asked for."""
    if _CANONICAL.fullmatch(text):
        return text
    written = refang(plain(text))
    match = _SCHEME.match(written)
    return _canonical(match[1] if match else written)


def _canonical(address: str) -> str:
    if _ETHEREUM.fullmatch(address):
        return f"eth:{address.lower()}"
    if _TRON.fullmatch(address):
        return f"tron:{address}"
    if _BASE58.fullmatch(address):
        return f"btc:{address}"
    if _SEGWIT.fullmatch(address):
        return f"btc:{address.lower()}"
    raise ValueError(_NO_WALLET)


def wrong_wallet(value: str) -> str:
    """Return what is wrong with a wallet in a list: its checksum must be right, where it has one."""
    try:
        network, _, address = canonical_wallet(value).partition(":")
    except ValueError as error:
        return str(error)
    if network == "eth":
        written = _ETHEREUM.search(value)
        return "" if written and has_right_capitals(written[0]) else _BAD_SUM
    if address.startswith("bc1"):
        return "" if is_segwit(address) else _BAD_SUM
    return "" if base58_version(address) in _BASE58_VERSIONS[network] else _BAD_SUM
