# SPDX-License-Identifier: Apache-2.0
"""Indicators of reserved values only, each in one advisory of a corpus."""

import hashlib
import random
from collections.abc import Iterator
from datetime import date, timedelta

_DOCUMENTATION = ("192.0.2", "198.51.100", "203.0.113")  # RFC 5737
_HOSTS = 254
_PHONES = 1_100  # numbers that no network gives to anybody: 1,000 in the United Kingdom, 100 in North America
_BRITISH = 1_000
_PATHS = ("verify", "refund", "kyc", "offer", "track", "claim", "update", "pay")
_ROLES = {
    "upi": ("payee",), "bank-account": ("payee",), "domain": ("lure", "infrastructure"), "url": ("lure",),
    "email": ("sender", "contact"), "ip": ("infrastructure",), "android-package": ("payload",),
    "file-hash": ("payload",), "phone": ("caller", "sender", "contact"),
}  # fmt: skip
_TYPES = ("upi", "domain", "url", "bank-account", "email", "android-package", "file-hash", "ip")
_EVIDENCE = ("reported", "several-reports", "confirmed", "ordered")
Fields = dict[str, str]


def phone(index: int, count: int) -> str:
    """Return the reserved phone number of the advisory at ``index``, empty where there are not enough for all."""
    stride = -(-count // _PHONES)
    if index % stride:
        return ""
    number = index // stride
    return f"+447700900{number:03d}" if number < _BRITISH else f"+120255501{number - _BRITISH:02d}"


def _address(index: int) -> str:
    block, host = divmod(index, _HOSTS)
    if block < len(_DOCUMENTATION):
        return f"{_DOCUMENTATION[block]}.{host + 1}"
    return f"2001:db8:{index >> 16:x}:{index & 0xFFFF:x}::1"  # RFC 3849


def _value(kind: str, index: int, word: str, path: str) -> str:
    made = {
        "upi": f"{word}.{index}@example",
        "bank-account": f"{index:011d}@XXXX0000000",
        "domain": f"{word}-{path}.example",
        "url": f"https://{word}.example/{path}/{index}",
        "email": f"{path}@{word}-desk.example",
        "android-package": f"com.example.{word}.{path}",
    }
    if kind == "file-hash":
        return hashlib.sha256(f"{word} {index}".encode()).hexdigest()
    return made.get(kind) or _address(index)


def indicators(chance: random.Random, index: int, count: int, word: str, published: date) -> Iterator[Fields]:
    """Yield the indicators of the advisory at ``index`` of ``count``, whose own invented ``word`` keeps them apart."""
    kinds = chance.sample(_TYPES, chance.choices((0, 1, 2, 3, 5, 8), weights=(2, 3, 4, 4, 2, 1))[0])
    values = [(kind, _value(kind, index, word, chance.choice(_PATHS))) for kind in kinds]
    number = phone(index, count)
    if number and chance.random() < 0.6:
        values.append(("phone", number))
    for kind, value in values:
        last = published - timedelta(days=chance.randint(0, 5))
        first = last - timedelta(days=chance.randint(0, 40))
        yield {
            "type": kind, "value": value, "role": chance.choice(_ROLES[kind]), "first_seen": first.isoformat(),
            "last_seen": last.isoformat(), "evidence": chance.choice(_EVIDENCE),
        }  # fmt: skip
