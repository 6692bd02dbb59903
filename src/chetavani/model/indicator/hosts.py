# SPDX-License-Identifier: Apache-2.0
"""Host names and IP addresses: their one form, whether they can exist, and whose they are.

Public suffixes come from the list that tldextract ships; nothing is fetched and nothing is cached on disk.
"""

import ipaddress
import re
from functools import cache
from typing import TYPE_CHECKING

from chetavani.model.indicator.disarming import refang
from chetavani.model.indicator.spelling import half_width, plain, visible

if TYPE_CHECKING:
    from tldextract import TLDExtract

_RESERVED = frozenset({"example", "test", "invalid"})  # RFC 2606: what samples use; they stand for live names
_LOCAL_NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "0.0.0.0/8",
                    "224.0.0.0/4", "240.0.0.0/4", "::1/128", "::/128", "fc00::/7", "fe80::/10", "ff00::/8")
)  # fmt: skip
_NAME = re.compile(r"(?!.{254})(?:[a-z0-9_-]{1,63}\.)+[a-z0-9_-]{1,63}")
_PLAIN_DOMAIN = re.compile(r"(?!www\.)(?!.*xn--)(?!.{254})(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}")
_PLAIN_NAME = re.compile(r"(?!.*xn--)(?!.{254})(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_NOT_IN_DOMAIN = re.compile(r"[\x00-\x20\x7f/?#@:\\%<>\[\]^|]")
_NUMERIC = re.compile(r"\.[0-9]+$")
_WWW = re.compile(r"^(?:www\.)+(?=[^.]+\.)")
_HOST_OF_HREF = re.compile(r"^https://(?:[^/@]*@)?(\[[0-9a-f:.]+\]|[^/?#:]*)")
_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}")
_IPV6 = re.compile(r"(?ai)\[?([0-9a-f:]*:[0-9a-f:.]*)\]?")
_HOST_OF_URL = re.compile(r"(?i)[a-z][a-z0-9+.-]*://(?:[^\s/?#@]*@)?(\[[0-9a-f:.]+\]|[^\s/?#:]+)")
_NO_DOMAIN = "is no domain. Write it like shop.example, without https:// and without a path."
_NO_ADDRESS = "is no IP address. Write one address, without port or prefix length."


def href(url: str) -> str:
    """Return a URL as browsers write it (WHATWG URL); empty if they refuse it."""
    import ada_url  # noqa: PLC0415 - values that are canonical already need none

    try:
        return ada_url.normalize_url(url)
    except ValueError:
        return ""


def known_host(host: str) -> str:
    """Return a host, as browsers write it, without dots at its end; empty if it is none of the internet."""
    name = host.rstrip(".")
    good = name.startswith("[") or (_NAME.fullmatch(name) and ("xn--" not in name or _is_punycode(name)))
    return name if good else ""


def _is_punycode(name: str) -> bool:
    """Whether every ``xn--`` label stands for one that UTS #46 allows: some parsers let ASCII pass as it is."""
    import ada_url  # noqa: PLC0415 - as above

    labels = ada_url.idna_to_unicode(name).split(".")
    return not any(label.startswith("xn--") for label in labels)


def host_name(text: str) -> str:
    """Return the ASCII form (UTS #46) of a host name, else an empty text."""
    if _PLAIN_NAME.fullmatch(text):
        return text
    if _NOT_IN_DOMAIN.search(text):
        return ""
    match = _HOST_OF_HREF.match(href(f"https://{text}/"))
    name = known_host(match[1]) if match else ""
    return "" if name.startswith("[") or _NUMERIC.search(name) else name


def canonical_domain(text: str) -> str:
    """Return a domain in ASCII (UTS #46) and lower case, without a dot at its end and without ``www.``."""
    if _PLAIN_DOMAIN.fullmatch(text):
        return text
    if name := host_name(refang(half_width(visible(text)))):
        return _WWW.sub("", name)
    raise ValueError(_NO_DOMAIN)


def canonical_ip(text: str) -> str:
    """Return an IP address: four decimal numbers, or IPv6 as in RFC 5952 (all of it in hexadecimal)."""
    if _IPV4.fullmatch(text):
        return text
    written = refang(plain(text)).rstrip(".")
    if _IPV4.fullmatch(written):
        return written
    if match := _IPV6.fullmatch(written):
        found = _HOST_OF_HREF.match(href(f"https://[{match[1]}]/"))
        if found:
            return found[1][1:-1]
    raise ValueError(_NO_ADDRESS)


@cache
def _extract() -> "TLDExtract":
    from tldextract import TLDExtract  # noqa: PLC0415 - slow to import, and most libraries name no unknown host

    return TLDExtract(suffix_list_urls=(), cache_dir=None, fallback_to_snapshot=True, include_psl_private_domains=True)


@cache
def has_known_suffix(host: str) -> bool:
    """Whether ``host`` stands under a public suffix, or under a name reserved for samples."""
    if host.rpartition(".")[2] in _RESERVED:
        return True
    parts = _extract()(host, include_psl_private_domains=False)
    return bool(parts.suffix and parts.domain)


@cache
def _suffixes() -> frozenset[str]:
    """Return the rules of the list of public suffixes, also as DNS has them: a million hosts are asked for."""
    rules = _extract().tlds
    return frozenset([*rules, *(_in_ascii(rule) for rule in rules if not rule.isascii())])


def _in_ascii(rule: str) -> str:
    return ".".join(label if label in "*!" else label.encode("idna").decode("ascii") for label in rule.split("."))


def is_public_suffix(host: str) -> bool:
    """Whether ``host`` is a whole public suffix such as ``co.in`` or ``github.io``: nobody's own name."""
    rules = _suffixes()
    if host in rules:
        return True
    _, dot, rest = host.partition(".")
    return bool(dot) and f"*.{rest}" in rules and f"!{host}" not in rules


def local_address(address: str) -> bool:
    """Whether an IP address never leaves a local network, so that it can point at nobody. ValueError if it is none."""
    parsed = ipaddress.ip_address(address)
    return any(parsed in network for network in _LOCAL_NETWORKS if network.version == parsed.version)


def is_address(text: str) -> bool:
    """Whether ``text`` is an IPv4 or IPv6 address."""
    if text[-1:].isalpha() and ":" not in text:
        return False  # as most hosts, at a fraction of the cost
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def host_of(url: str) -> str:
    """Return the host of a URL in lower case, without brackets; empty if there is none."""
    match = _HOST_OF_URL.match(url)
    return match[1].strip("[]").rstrip(".").lower() if match else ""


def _can_exist(domain: str) -> bool:
    if "--" not in domain and _PLAIN_NAME.fullmatch(domain):
        return True
    import idna  # noqa: PLC0415 - slow to import, and most builds judge nothing that needs it

    try:
        idna.encode(domain)
    except idna.IDNAError:
        return False
    return True


def wrong_domain(value: str) -> str:
    """Return what is wrong with a host name in a list, else an empty text (RFC 5891)."""
    if "." not in value or "/" in value or ":" in value or "@" in value:
        return _NO_DOMAIN
    if value != value.lower():
        return "has capitals. Write the domain in lower case."
    return "" if _can_exist(value) else "is no domain that can exist."


def wrong_ip(value: str) -> str:
    """Return what is wrong with an IP address in a list."""
    if not is_address(value):
        return _NO_ADDRESS
    return "is an address of a local network." if local_address(value) else ""


def display_domain(value: str) -> str:
    """Return a canonical domain as people read it: in its own script where the name can exist, else in ASCII."""
    if "xn--" not in value:
        return value
    import idna  # noqa: PLC0415 - as above

    try:
        return idna.decode(value)
    except idna.IDNAError:
        return value
