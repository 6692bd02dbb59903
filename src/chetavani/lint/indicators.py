# SPDX-License-Identifier: Apache-2.0
"""Indicators: each must be what its type says, live, somebody's own, and nobody's good name."""

import ipaddress
import re
from collections.abc import Callable, Iterator, Sequence

from chetavani.lint.base import Inspection, Sourced, finding
from chetavani.lint.clusters import Claim, Cluster, Judged, claim
from chetavani.lint.hosts import Official, host_of, is_address, is_public_suffix, local_address
from chetavani.model.advisory import Indicator
from chetavani.model.finding import Finding, Level, Rule
from chetavani.model.indicator import IndicatorType, refang
from chetavani.model.vocab import Status

SYNTAX = Rule("CH272", "indicator-syntax", Level.ERROR, "Correct the value or the type.")
GOOD_PLACE = Rule(
    "CH273", "indicator-on-good-place", Level.ERROR, "Check it: members block what is listed here. Remove it."
)
PUBLIC_SUFFIX = Rule("CH274", "indicator-is-public-suffix", Level.ERROR, "Name the whole domain, not its ending.")
DEFANGED = Rule("CH275", "indicator-defanged", Level.ERROR, "Write it live here; it is disarmed wherever it is shown.")
DUPLICATE = Rule("CH276", "duplicate-indicator", Level.ERROR, "Keep one of the two.")
IN_TWO = Rule(
    "CH277", "indicator-in-two-advisories", Level.WARNING, "Relate the two advisories, or keep it in one of them."
)

_UPI = re.compile(r"[A-Za-z0-9._-]{2,256}@[A-Za-z][A-Za-z0-9]{2,63}")
_ACCOUNT = re.compile(r"\d{9,18}@[A-Z]{4}0[A-Z0-9]{6}", re.ASCII)
_PHONE = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_EMAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?P<host>[^@\s]+)")
_PACKAGE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)+")
_HASH = re.compile(r"[0-9A-Fa-f]+")
_HASH_LENGTHS = frozenset({32, 40, 64})
_URL = re.compile(r"(?i)https?://[^\s/?#]+(?:[/?#]\S*)?")
_CASELESS = frozenset({IndicatorType.DOMAIN, IndicatorType.EMAIL, IndicatorType.UPI, IndicatorType.FILE_HASH})


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


def _each(inspection: Inspection) -> Iterator[tuple[Sourced, int, Indicator]]:
    for entry in inspection.entries:
        for number, indicator in enumerate(entry.advisory.indicators):
            yield entry, number, indicator


def _finding(rule: Rule, entry: Sourced, number: int, message: str, remedy: str = "") -> Finding:
    line = entry.source.line_of("indicators", number, "value")
    return finding(rule, entry.source, line, f"indicators[{number}].value", message, remedy)


def syntax(inspection: Inspection) -> Iterator[Finding]:
    """Find values that cannot be what their type says."""
    for entry, number, indicator in _each(inspection):
        if is_defanged(indicator.value):
            continue
        if wrong := _WRONG[indicator.type](indicator.value):
            what, _, remedy = wrong.partition("; ")
            remedy = f"{remedy[:1].upper()}{remedy[1:]}." if remedy else ""
            yield _finding(SYNTAX, entry, number, f"{indicator.value!r} {what}.", remedy)


def defanged(inspection: Inspection) -> Iterator[Finding]:
    """Find values that were disarmed: systems that read the exports could not match them."""
    for entry, number, indicator in _each(inspection):
        if is_defanged(indicator.value):
            yield _finding(DEFANGED, entry, number, f"{indicator.value!r} is disarmed.")


def _host(indicator: Indicator) -> str:
    """Return the host that an indicator would have blocked, empty if it has none."""
    if indicator.type is IndicatorType.DOMAIN:
        return indicator.value.lower().rstrip(".")
    if indicator.type is IndicatorType.EMAIL:
        return indicator.value.rpartition("@")[2].lower()
    return host_of(indicator.value) if indicator.type is IndicatorType.URL else ""


def good_place(inspection: Inspection) -> Iterator[Finding]:
    """Find indicators that would have members block an institution, a member or a well-known company."""
    places = Official(inspection.official | {host_of(inspection.settings.base_url)})
    for entry, number, indicator in _each(inspection):
        host = _host(indicator)
        good_number = indicator.type is IndicatorType.PHONE and places.has_number(indicator.value)
        if good_number or (host and places.covers(host)):
            yield _finding(GOOD_PLACE, entry, number, f"{host or indicator.value} is official or well known.")


def public_suffix(inspection: Inspection) -> Iterator[Finding]:
    """Find domains that are a whole public suffix, and so thousands of other people's sites."""
    for entry, number, indicator in _each(inspection):
        host = _host(indicator)
        if host and not is_defanged(indicator.value) and is_public_suffix(host):
            yield _finding(PUBLIC_SUFFIX, entry, number, f"{host} is a public suffix.")


def _key(indicator: Indicator) -> tuple[str, str]:
    value = refang(indicator.value)
    return indicator.type.value, value.casefold() if indicator.type in _CASELESS else value


def duplicate(inspection: Inspection) -> Iterator[Finding]:
    """Find indicators that an advisory lists twice."""
    for entry in inspection.entries:
        first: dict[tuple[str, str], int] = {}
        for number, indicator in enumerate(entry.advisory.indicators):
            if (same := first.setdefault(_key(indicator), number)) != number:
                yield _finding(DUPLICATE, entry, number, f"is the same as indicators[{same}].")


def _listed(inspection: Inspection) -> Iterator[Claim]:
    """Yield a claim for each indicator of an advisory that stands; its note are the ids in ``related``."""
    for entry, number, indicator in _each(inspection):
        if entry.advisory.status not in {Status.WITHDRAWN, Status.SUPERSEDED}:
            line = entry.source.line_of("indicators", number, "value")
            related = " ".join(entry.advisory.related)
            value = " ".join(_key(indicator))
            yield claim("indicator", value, entry, line, f"indicators[{number}].value", note=related)


LISTED = Cluster("indicator", _listed)


def in_two(claims: Sequence[Claim]) -> Iterator[Judged]:
    """Find indicators of two advisories that stand and do not name each other in ``related``."""
    holder = claims[0]
    for one in claims[1:]:
        related = holder.id in one.note.split() or one.id in holder.note.split()
        if one.path != holder.path and not related:
            yield one, f"stands in {holder.id} too."
