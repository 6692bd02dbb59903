# SPDX-License-Identifier: Apache-2.0
"""What is a host name and what only looks like one; which places are official."""

from collections.abc import Iterable

from chetavani.model.indicator.hosts import has_known_suffix

# letters of the Indic blocks with their vowel signs, which \w leaves out; the dandas between them end a sentence
INDIC = "\u0900-\u0963\u0966-\u0dff"
_FILE_ENDINGS = frozenset({"md", "mk", "mov", "pl", "ps", "py", "rs", "sh", "so", "zip"})
_PRODUCTS = frozenset({"asp.net", "ado.net", "vb.net", "paint.net", "socket.io", "draw.io", "booking.com"})
_PACKAGE_ROOTS = frozenset({"com", "edu", "gov", "in", "io", "jakarta", "java", "javax", "net", "org"})
_PACKAGE_LABELS = 3


class Official:
    """Places that belong to institutions, members or well-known companies.

    An entry is a domain with all its subdomains, ``=host`` for exactly that host, or a phone number in E.164.
    """

    def __init__(self, entries: Iterable[str]) -> None:
        names = set(entries)
        self._hosts = frozenset(name.removeprefix("=") for name in names)
        self._domains = frozenset(name for name in names if not name.startswith(("=", "+")))

    def covers(self, host: str) -> bool:
        """Whether ``host`` (lower case) is official."""
        if host in self._hosts:
            return True
        labels = host.split(".")
        return any(".".join(labels[start:]) in self._domains for start in range(len(labels)))

    def has_number(self, number: str) -> bool:
        """Whether the phone ``number`` (E.164) is official."""
        return number in self._hosts


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
