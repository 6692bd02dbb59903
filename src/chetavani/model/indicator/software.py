# SPDX-License-Identifier: Apache-2.0
"""Apps (Android application ids) and files (MD5, SHA-1 and SHA-256)."""

import re

from chetavani.model.indicator.disarming import refang
from chetavani.model.indicator.spelling import plain

_PACKAGE = re.compile(r"(?=.{3,223}$)[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)+")
_STORE = re.compile(
    r"(?ai)^(?:(?:https?:/+)?(?:www\.)?play\.google\.com/store/apps/|market:/+|intent:/+)details/?"
    r"\?(?:[^#]*?&)??id=([A-Za-z0-9_.]+)"
)
_OF_PACKAGE = re.compile(r"(?ai)^package: *")
_HASH = re.compile(r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})")
_ALGORITHM = re.compile(r"^(?:md5|sha-?1|sha-?256) *[:=] *")
_BETWEEN_DIGITS = re.compile(r"[ :]")
_NO_PACKAGE = "is no Android package. Write it like com.example.loan."
_NO_HASH = "is no MD5, SHA-1 or SHA-256 in hexadecimal (32, 40 or 64 digits)."


def canonical_package(text: str) -> str:
    """Return the id of an Android app, also that in a link to a store; capitals count."""
    if _PACKAGE.fullmatch(text):
        return text
    written = refang(plain(text))
    match = _STORE.match(written)
    written = match[1] if match else _OF_PACKAGE.sub("", written)
    if not _PACKAGE.fullmatch(written):
        raise ValueError(_NO_PACKAGE)
    return written


def wrong_package(value: str) -> str:
    """Return what is wrong with an app in a list."""
    return "" if _PACKAGE.fullmatch(value) else _NO_PACKAGE


def canonical_hash(text: str) -> str:
    """Return the hash of a file in lower-case hexadecimal."""
    if _HASH.fullmatch(text):
        return text
    written = _BETWEEN_DIGITS.sub("", _ALGORITHM.sub("", plain(text).lower()))
    if not _HASH.fullmatch(written):
        raise ValueError(f"{_NO_HASH} Copy it whole.")
    return written


def wrong_hash(value: str) -> str:
    """Return what is wrong with a hash in a list."""
    return "" if _HASH.fullmatch(value.lower()) else _NO_HASH
