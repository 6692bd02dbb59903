# SPDX-License-Identifier: Apache-2.0
"""What is a host name and what only looks like one; which places are official."""

from collections.abc import Container, Iterable

from chetavani.model.indicator.hosts import has_known_suffix

# letters of the Indic blocks with their vowel signs, which \w leaves out; the dandas between them end a sentence
INDIC = "\u0900-\u0963\u0966-\u0dff"
RESERVED = frozenset({"example", "test", "invalid"})
"""Names that are nobody's (RFC 2606): what samples use; they stand for live names."""
_FILE_ENDINGS = frozenset({"md", "mk", "mov", "pl", "ps", "py", "rs", "sh", "so", "zip"})
_PRODUCTS = frozenset({"asp.net", "ado.net", "vb.net", "paint.net", "socket.io", "draw.io", "booking.com"})
_PACKAGE_ROOTS = frozenset({"com", "edu", "gov", "in", "io", "jakarta", "java", "javax", "net", "org"})
_PACKAGE_LABELS = 3


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
