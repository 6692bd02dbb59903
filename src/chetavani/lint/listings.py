# SPDX-License-Identifier: Apache-2.0
"""What may be listed: rules over single values, for the indicators of an advisory and for the rows of a sheet alike.

A sheet has a million rows, so each is judged by looking into sets; a value with which nothing is wrong costs no more.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from chetavani.config import Settings
from chetavani.lint import well_known
from chetavani.lint.hosts import RESERVED, Official, under
from chetavani.model.finding import Level, Rule
from chetavani.model.indicator import IndicatorType, lifetime
from chetavani.model.indicator.hosts import host_of, is_public_suffix

GOOD_PLACE = Rule(
    "CH273", "indicator-on-good-place", Level.ERROR, "Check it: members block what is listed here. Remove it."
)
PUBLIC_SUFFIX = Rule("CH274", "indicator-is-public-suffix", Level.ERROR, "Name the whole domain, not its ending.")
WELL_KNOWN = Rule(
    "CH278", "indicator-well-known", Level.ERROR,
    "Remove it; if it is bad all the same, write it with ! before it in official-domains.txt.",
)  # fmt: skip
SHARED = Rule(
    "CH279", "shared-host-listed-whole", Level.WARNING, "List the links that are bad, as url, and not the host."
)
HEARSAY = Rule("CH314", "block-on-one-report", Level.WARNING, "Ask for warn or hold, or write what confirms it.")
LONG = Rule("CH315", "held-too-long", Level.WARNING, "Write a sooner end; it can be moved when it is seen again.")

Judged: TypeAlias = tuple[Rule, str]
"""A rule that a value breaks, and the message that says why."""
Judging: TypeAlias = Callable[[str], Sequence[Judged]]

_VALIDATED = "valid"  # how the UPI handles begin that SEBI reserves for registered brokers and funds (circular of 2025)
_TIMES = 2  # the lifetime of its type that an indicator may hold without being seen again
_DAYS = {kind.value: lifetime(kind).days for kind in IndicatorType}
_DAY = 86_400_000_000  # microseconds


class Judge:
    """Judges what is to be listed, beside the official places and by the settings of a publisher."""

    def __init__(self, official: Iterable[str], settings: Settings) -> None:
        self._places = Official({*official, host_of(settings.base_url)})
        self._by_kind: Mapping[str, Judging] = {
            IndicatorType.DOMAIN.value: self._domain,
            IndicatorType.URL.value: self._url,
            IndicatorType.EMAIL.value: self._email,
            IndicatorType.PHONE.value: self._phone,
            IndicatorType.UPI.value: self._upi,
            IndicatorType.IP.value: self._address,
            IndicatorType.FILE_HASH.value: self._hash,
        }

    def __call__(
        self, kind: str, value: str, action: str = "", evidence: str = "", since: int = 0, end: int = 0
    ) -> Sequence[Judged]:
        """Return what is wrong with listing the canonical ``value`` of a type, with what its author asks for.

        ``action`` and ``end``, an instant, are as written, empty and 0 if they are not; ``since`` is when it was seen.
        """
        return (*self.value(kind, value), *request(action, evidence), *term(kind, since, end))

    def value(self, kind: str, value: str) -> Sequence[Judged]:
        """Return what is wrong with listing the canonical ``value`` of a type at all."""
        if self._places.has(kind, value):
            return _good(value)
        judging = self._by_kind.get(kind)
        return judging(value) if judging is not None and value not in self._places.excepted else ()

    def terms(self, kind: str, action: str, evidence: str, since: int, end: int) -> Sequence[Judged]:
        """Return what is wrong with what its author asks for and says of an indicator, as in a call."""
        return (*request(action, evidence), *term(kind, since, end))

    def _domain(self, host: str) -> Sequence[Judged]:
        places = self._places
        if places.covers(host) or places.is_exactly(f"www.{host}"):
            return _good(host)
        if is_public_suffix(host):
            return ((PUBLIC_SUFFIX, f"{host} is a public suffix."),)
        if places.shortens(host):
            return ((SHARED, f"{host} shortens the links of everybody."),)
        if places.is_shared(host):
            return ((SHARED, f"{host} is a place where anybody can put something."),)
        return () if host.rpartition(".")[2] in RESERVED else _on_lists(host)

    def _url(self, url: str) -> Sequence[Judged]:
        host = host_of(url)
        plain = host.removeprefix("www.")
        if _is_home_page(url):
            return () if plain in self._places.excepted else self._domain(plain)
        if self._places.is_shared(plain) or host in self._places.excepted:
            return ()
        return self._host(host)

    def _email(self, address: str) -> Sequence[Judged]:
        return self._host(address.rpartition("@")[2])

    def _host(self, host: str) -> Sequence[Judged]:
        """Return what is wrong with listing one thing of many that a host has."""
        if self._places.covers(host):
            return _good(host)
        return ((PUBLIC_SUFFIX, f"{host} is a public suffix."),) if is_public_suffix(host) else ()

    def _phone(self, number: str) -> Sequence[Judged]:
        return _good(number) if self._places.is_exactly(number) else ()

    def _upi(self, upi_id: str) -> Sequence[Judged]:
        handle = upi_id.rpartition("@")[2]
        if not handle.startswith(_VALIDATED) or handle == _VALIDATED:
            return ()
        return ((GOOD_PLACE, f"@{handle} is a handle that only brokers and funds registered with SEBI have."),)

    def _address(self, address: str) -> Sequence[Judged]:
        if address in well_known.good_addresses():
            return ((WELL_KNOWN, f"{address} is an address of a well-known company, or of a public resolver."),)
        if address in well_known.shared_addresses():
            return ((SHARED, f"{address} stands before the sites of thousands."),)
        return ()

    def _hash(self, digest: str) -> Sequence[Judged]:
        if digest not in well_known.good_hashes():
            return ()
        return ((WELL_KNOWN, f"{digest} is the hash of a harmless file that many have."),)


def request(action: str, evidence: str) -> Sequence[Judged]:
    """Return what is wrong with the ``action`` that its author asks for on such evidence."""
    return ((HEARSAY, "asks for block on a single report."),) if action == "block" and evidence == "reported" else ()


def term(kind: str, since: int, end: int) -> Sequence[Judged]:
    """Return what is wrong with an ``end`` that its author wrote, 0 for none; ``since`` is when it was last seen."""
    usual = _DAYS[kind]
    if end - since <= _TIMES * usual * _DAY:
        return ()
    return ((LONG, f"is more than {_TIMES * usual} days after it was seen; {usual} are usual for this type."),)


def _good(name: str) -> Sequence[Judged]:
    return ((GOOD_PLACE, f"{name} is official or well known."),)


def _is_home_page(url: str) -> bool:
    """Whether a canonical URL is the home page of its host, so that listing it is like listing the host."""
    return not url.partition("://")[2].partition("/")[2]


def _on_lists(host: str) -> Sequence[Judged]:
    """Return whether the warning lists have a host."""
    if host in well_known.good_hosts() or under(host, well_known.good_domains()):
        return ((WELL_KNOWN, f"{host} is on a list of well-known sites."),)
    if host in well_known.shared_hosts():
        return ((SHARED, f"{host} is a place where anybody can put something, or shortens links."),)
    return ()
