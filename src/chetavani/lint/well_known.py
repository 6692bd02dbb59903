# SPDX-License-Identifier: Apache-2.0
"""Well-known good names, addresses and files: the warning lists of MISP that suit a list of fraud.

They come with ``pymispwarninglists``; nothing is fetched. They are read when first asked for. Left out are the lists
of what frauds use too (VPNs, clouds, dynamic names, disposable mail, scanners) and those as long as the web.
"""

import ipaddress
import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from typing import Any

HOSTS = (
    "alexa", "cisco_top1000", "moz-top500", "tranco10k", "google", "microsoft", "microsoft-office365",
    "university_domains", "captive-portals", "crl-hostname",
)  # fmt: skip
"""Lists of hosts, of which exactly those are good that they name."""
BANKS = ("bank-website",)
"""Lists of domains that are good with all that is under them."""
ADDRESSES = (
    "apple", "wikimedia", "microsoft-office365-ip", "google-gmail-sending-ips", "googlebot", "public-dns-v4",
    "public-dns-v6", "crl-ip",
)  # fmt: skip
"""Lists of IP addresses and networks."""
SHARED_HOSTS = ("url-shortener", "link-in-bio", "lots-project")
"""Lists of hosts on which anybody can put something."""
SHARED_ADDRESSES = ("cloudflare", "fastly", "akamai")
"""Lists of the networks of companies that deliver the pages of thousands."""
HASHES = ("empty-hashes", "common-ioc-false-positive", "ti-falsepositives")
"""Lists of files that every computer has."""
LISTS = (*HOSTS, *BANKS, *ADDRESSES, *SHARED_HOSTS, *SHARED_ADDRESSES, *HASHES)


class Networks:
    """Many IP networks, asked for by the hundred thousand: by the few lengths that their prefixes have."""

    def __init__(self, networks: Iterable[str]) -> None:
        self._held: dict[int, dict[int, set[int]]] = {4: {}, 6: {}}
        single: set[str] = set()
        for text in networks:
            if "/" not in text and ":" not in text:
                single.add(text)
                continue
            network = ipaddress.ip_network(text, strict=False)
            shift = network.max_prefixlen - network.prefixlen
            found = self._held[network.version].setdefault(shift, set())
            found.add(int(network.network_address) >> shift)
        self._single = frozenset(single)

    def __contains__(self, address: str) -> bool:
        """Whether one of the networks has ``address``. Raises ValueError if it is none."""
        if address in self._single:
            return True
        parsed = ipaddress.ip_address(address)
        number = int(parsed)
        return any(number >> shift in found for shift, found in self._held[parsed.version].items())


def document(name: str) -> dict[str, Any]:
    """Return a warning list as its library has it. The library is not imported: it reads everything that it has."""
    spec = find_spec("pymispwarninglists")
    loader: Any = spec.loader if spec else None
    folder = spec.submodule_search_locations[0] if spec and spec.submodule_search_locations else ""
    found: dict[str, Any] = json.loads(loader.get_data(f"{folder}/data/misp-warninglists/lists/{name}/list.json"))
    return found


def _entries(names: Iterable[str]) -> Iterator[str]:
    return (entry for name in names for entry in document(name)["list"])


def _hosts(names: Iterable[str]) -> frozenset[str]:
    return frozenset(entry.lower().removeprefix(".").removeprefix("www.") for entry in _entries(names))


@cache
def good_hosts() -> frozenset[str]:
    """Return the hosts that are good, in lower case and without ``www.``."""
    return _hosts(HOSTS)


@cache
def good_domains() -> frozenset[str]:
    """Return the domains that are good with all that is under them."""
    return _hosts(BANKS)


@cache
def shared_hosts() -> frozenset[str]:
    """Return the hosts on which anybody can put something."""
    return _hosts(SHARED_HOSTS)


@cache
def good_addresses() -> Networks:
    """Return the networks of well-known companies, and public resolvers."""
    return Networks(_entries(ADDRESSES))


@cache
def shared_addresses() -> Networks:
    """Return the networks behind which thousands of sites stand."""
    return Networks(_entries(SHARED_ADDRESSES))


@cache
def good_hashes() -> frozenset[str]:
    """Return the hashes of files that are no sign of anything, in lower case."""
    return frozenset(entry.lower() for entry in _entries(HASHES))
