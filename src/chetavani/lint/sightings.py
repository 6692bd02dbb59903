# SPDX-License-Identifier: Apache-2.0
"""Finds addresses in running text: URLs, hosts, e-mail, UPI ids, bank accounts, IP addresses, phone numbers.

Precision comes before recall: version numbers, file names, class names and dates must pass.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chetavani.lint.hosts import INDIC, is_host_in_text
from chetavani.model.indicator import IndicatorType
from chetavani.model.indicator.hosts import host_of, is_address, local_address

HOME_REGION = "IN"
_URL = re.compile(r"(?i)\b(?:https?|ftp)://[^\s<>\"'`|)\]}\u0964\ufffc]+")
_AT = re.compile(rf"(?<![\w.+-])([\w.+-]+)@([\w{INDIC}-]+(?:\.[\w{INDIC}-]+)*)")
_DOTTED = re.compile(rf"(?<![\w{INDIC}@./:+-])[\w{INDIC}-]+(?:\.[\w{INDIC}-]+)+(?![@(=\w])")
_SLASHES, _AT_SIGN, _SPACE = re.compile("://"), re.compile("@"), re.compile("[ \n]")
_DOT_IN_WORD = re.compile(r"\.[^\W\d]")
_IPV4 = re.compile(r"\d(?<![\w.-]\d)\d{0,2}(?:\.\d{1,3}){3}(?![\w-])(?!\.\w)")
_IPV6 = re.compile(r"(?i)(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}(?![\w:])")
_IPV6_GROUPS, _IPV6_COLONS = 3, 2
_COLONS = re.compile(r":[0-9A-Fa-f]{0,4}:")
_VERSION_BEFORE = re.compile(r"(?i)(?:\bversions?|\breleases?|\bbefore|\bv|[<>=]|संस्करण|वर्ज़न)\s*$")
_PHONE = re.compile(r"(?<![\w.+/-])\+?\(?\d[\d ()\u2011-]{6,20}\d(?![\w-])(?!\.\d)")
_PHONE_DIGITS = range(10, 14)  # without a plus: a national number, perhaps with 0 or 91 before it
_ACCOUNT = re.compile(r"\d{9,18}")
_IFSC = re.compile(r"[A-Z]{4}0[A-Z0-9]{6}")
_UPI_HANDLE = re.compile(r"[A-Za-z]{3,}")
_END = ".,;:!?"


@dataclass(frozen=True, slots=True)
class Sighting:
    """An address in a text: what it is, the value, its host if it has one, and where it starts."""

    type: IndicatorType
    value: str
    host: str
    offset: int


def sightings(text: str) -> Iterator[Sighting]:
    """Yield every URL, host, e-mail address, UPI id, account and IPv6 address; what is part of another comes once."""
    if "://" in text:
        yield from _urls(text)
    if "@" in text:
        yield from _at(text)
    if _DOT_IN_WORD.search(text):
        yield from _hosts(text)
    yield from _ipv6(text)


def numbers(text: str, start: int, end: int) -> Iterator[Sighting]:
    """Yield IPv4 addresses and phone numbers between two offsets."""
    yield from _ipv4(text, start, end)
    yield from phones(text, start, end)


def _matches(pattern: re.Pattern[str], text: str, mark: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Yield what ``pattern``, which matches no white space, finds around every ``mark``: nearly all is left unread."""
    done = 0
    for found in mark.finditer(text):
        if found.start() < done:
            continue
        start = max(text.rfind(" ", done, found.start()), text.rfind("\n", done, found.start())) + 1
        space = _SPACE.search(text, found.end())
        done = space.start() if space else len(text)
        yield from pattern.finditer(text, start, done)


def _urls(text: str) -> Iterator[Sighting]:
    for match in _matches(_URL, text, _SLASHES):
        url = match[0].rstrip(_END)
        if host := host_of(url):
            yield Sighting(IndicatorType.URL, url, host, match.start())


def _at(text: str) -> Iterator[Sighting]:
    for match in _matches(_AT, text, _AT_SIGN):
        local, place = match[1].rstrip("."), match[2]
        if "." in place:
            if is_host_in_text(place):
                yield Sighting(IndicatorType.EMAIL, f"{local}@{place}", place.lower(), match.start())
        elif _ACCOUNT.fullmatch(local) and _IFSC.fullmatch(place):
            yield Sighting(IndicatorType.BANK_ACCOUNT, match[0], "", match.start())
        elif _UPI_HANDLE.fullmatch(place) and len(local) > 1:
            yield Sighting(IndicatorType.UPI, match[0], "", match.start())


def _hosts(text: str) -> Iterator[Sighting]:
    for match in _matches(_DOTTED, text, _DOT_IN_WORD):
        if is_host_in_text(match[0]):
            yield Sighting(IndicatorType.DOMAIN, match[0], match[0].lower(), match.start())


def _ipv4(text: str, start: int, end: int) -> Iterator[Sighting]:
    for match in _IPV4.finditer(text, start, end):
        value = match[0]
        if is_address(value) and not local_address(value) and not _follows_version_word(text, match.start()):
            yield Sighting(IndicatorType.IP, value, value, match.start())


def _ipv6(text: str) -> Iterator[Sighting]:
    if text.count(":") < _IPV6_COLONS or not _COLONS.search(text):
        return
    for match in _IPV6.finditer(text):
        value = match[0]
        groups = sum(1 for group in value.split(":") if group)
        if groups >= _IPV6_GROUPS and is_address(value) and not local_address(value):
            yield Sighting(IndicatorType.IP, value, value, match.start())


def _follows_version_word(text: str, offset: int) -> bool:
    return _VERSION_BEFORE.search(text[max(0, offset - 12) : offset]) is not None


def phones(text: str, start: int = 0, end: int | None = None) -> Iterator[Sighting]:
    """Yield phone numbers in E.164: international ones, and numbers that are valid in India. Short codes are none."""
    for match in _PHONE.finditer(text, start, len(text) if end is None else end):
        run = match[0]
        international = run.startswith("+")
        if international or sum(character.isdigit() for character in run) in _PHONE_DIGITS:
            for value, offset in _phones_in(run, international=international):
                yield Sighting(IndicatorType.PHONE, value, "", match.start() + offset)


def _phones_in(run: str, *, international: bool) -> Iterator[tuple[str, int]]:
    import phonenumbers  # noqa: PLC0415 - slow to import, and most builds judge nothing that needs it

    leniency = phonenumbers.Leniency.POSSIBLE if international else phonenumbers.Leniency.VALID
    for found in phonenumbers.PhoneNumberMatcher(run, HOME_REGION, leniency):
        yield phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164), found.start
