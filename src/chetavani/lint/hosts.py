# SPDX-License-Identifier: Apache-2.0
"""What is a host name and what only looks like one; which places are official.

Public suffixes come from the list that tldextract ships; nothing is fetched and nothing is cached on disk.
"""

import ipaddress
import re
from collections.abc import Container, Iterable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tldextract import TLDExtract

# letters of the Indic blocks with their vowel signs, which \w leaves out; the dandas between them end a sentence
INDIC = "\u0900-\u0963\u0966-\u0dff"
RESERVED = frozenset({"example", "test", "invalid"})
"""Names that are nobody's (RFC 2606): what samples use; they stand for live names."""
_FILE_ENDINGS = frozenset({"md", "mk", "mov", "pl", "ps", "py", "rs", "sh", "so", "zip"})
_PRODUCTS = frozenset({"asp.net", "ado.net", "vb.net", "paint.net", "socket.io", "draw.io", "booking.com"})
_PACKAGE_ROOTS = frozenset({"com", "edu", "gov", "in", "io", "jakarta", "java", "javax", "net", "org"})
_PACKAGE_LABELS = 3
_LOCAL_NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "0.0.0.0/8",
                    "224.0.0.0/4", "240.0.0.0/4", "::1/128", "::/128", "fc00::/7", "fe80::/10", "ff00::/8")
)  # fmt: skip


class Official:
    """Places that belong to institutions, members or well-known companies, and those that belong to everybody.

    An entry is a domain with all its subdomains, ``=host`` for exactly that host, a phone number in E.164, or
    ``type:value`` for any other indicator in its canonical form. ``shortener:host`` and ``host:host`` are shared hosts;
    ``!value`` is what may be listed although a list of well-known places has it.
    """

    def __init__(self, entries: Iterable[str]) -> None:
        names = set(entries)
        self._exact = frozenset(name.removeprefix("=") for name in names if name[0] != "!")
        self._domains = frozenset(name for name in names if name[0] not in "=+!" and ":" not in name)
        self._values = frozenset(name for name in names if ":" in name)
        self.excepted = frozenset(name[1:] for name in names if name[0] == "!")

    def covers(self, host: str) -> bool:
        """Whether ``host`` (lower case) is official."""
        return host in self._exact or under(host, self._domains)

    def is_exactly(self, name: str) -> bool:
        """Whether a host or a phone number (E.164) is official by itself."""
        return name in self._exact

    def has(self, kind: str, value: str) -> bool:
        """Whether the canonical ``value`` of a type is listed as official by itself."""
        return f"{kind}:{value}" in self._values

    def shortens(self, host: str) -> bool:
        """Whether links on ``host`` lead elsewhere."""
        return f"shortener:{host}" in self._values

    def is_shared(self, host: str) -> bool:
        """Whether anybody can put something on ``host``: a link there says nothing of the others."""
        return f"host:{host}" in self._values or self.shortens(host)


def under(host: str, domains: Container[str]) -> bool:
    """Whether ``host`` is one of ``domains`` or stands under one."""
    while host not in domains:
        _, dot, host = host.partition(".")
        if not dot:
            return False
    return True


@cache
def _extract() -> "TLDExtract":
    from tldextract import TLDExtract  # noqa: PLC0415 - slow to import, and most libraries name no unknown host

    return TLDExtract(suffix_list_urls=(), cache_dir=None, fallback_to_snapshot=True, include_psl_private_domains=True)


@cache
def has_known_suffix(host: str) -> bool:
    """Whether ``host`` stands under a public suffix, or under a name reserved for samples."""
    if host.rpartition(".")[2] in RESERVED:
        return True
    parts = _extract()(host, include_psl_private_domains=False)
    return bool(parts.suffix and parts.domain)


@cache
def _suffixes() -> frozenset[str]:
    """Return the rules of the list of public suffixes, also as DNS has them: a million hosts are asked for."""
    rules = _extract().tlds
    return frozenset([*rules, *(_ascii(rule) for rule in rules if not rule.isascii())])


def _ascii(rule: str) -> str:
    return ".".join(label if label in "*!" else label.encode("idna").decode("ascii") for label in rule.split("."))


def is_public_suffix(host: str) -> bool:
    """Whether ``host`` is a whole public suffix such as ``co.in`` or ``github.io``: nobody's own name."""
    rules = _suffixes()
    if host in rules:
        return True
    _, dot, rest = host.partition(".")
    return bool(dot) and f"*.{rest}" in rules and f"!{host}" not in rules


def is_host_in_text(token: str) -> bool:
    """Whether a dotted ``token`` of a text is a host name, rather than a version, file, class or package name."""
    labels = token.split(".")
    top = labels[-1]
    if "_" in token or not all(labels) or any(label[0] == "-" or label[-1] == "-" for label in labels):
        return False
    if top.isdigit() or not (top.islower() or not top.isascii() or token.isupper()):
        return False  # a version; a capital after a full stop without a space; ASP.NET
    lowered = token.lower()
    if lowered in _PRODUCTS or (top in _FILE_ENDINGS and labels[0] != "www"):
        return False
    if labels[0] in _PACKAGE_ROOTS and len(labels) >= _PACKAGE_LABELS:
        return False
    return has_known_suffix(lowered)


def local_address(address: str) -> bool:
    """Whether an IP address never leaves a local network, so that it can point at nobody. ValueError if it is none."""
    parsed = ipaddress.ip_address(address)
    return any(parsed in network for network in _LOCAL_NETWORKS if network.version == parsed.version)


def is_address(text: str) -> bool:
    """Whether ``text`` is an IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


_HOST_OF_URL = re.compile(r"(?i)[a-z][a-z0-9+.-]*://(?:[^\s/?#@]*@)?(\[[0-9a-f:.]+\]|[^\s/?#:]+)")


def host_of(url: str) -> str:
    """Return the host of a URL in lower case, without brackets; empty if there is none."""
    match = _HOST_OF_URL.match(url)
    return match[1].strip("[]").rstrip(".").lower() if match else ""
