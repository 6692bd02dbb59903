# SPDX-License-Identifier: Apache-2.0
"""The order in which files go out where they cannot all change at once: nothing before what it leads to.

What is deleted afterwards needs no order: it stays until nobody can have read of it.
"""

import re
from collections.abc import Iterable

from chetavani.manifest import MANIFEST
from chetavani.publish.source import POINTER

_INDEXES = (
    r"feeds/.*", r"sitemap.*", r"robots\.txt", r"\.well-known/.*", r"cap/index\..*", r"csaf/.*feed.*",
    r"(?:.*/)?(?:index|meta|manifest|changes|service)\.(?:json|txt|csv)", r"pagefind/.*\.json",
    r"api/v1/(?!advisories/).*",
)  # fmt: skip
_LISTS = (
    r"(?:hi/)?(?:index\.html|404\.html|advisories/(?:index\.html|[a-z].*)|search/.*|numbers/.*|feeds/.*)",
    r"lookup/v1/[0-9a-f]+\.json", r"indicators/(?!delta/).*", r"bulk/.*", r"stix/(?!.*[A-Z]+-\d{4}-).*",
)  # fmt: skip
STAGES: tuple[tuple[str, str], ...] = (
    ("assets", r"assets/.*|pagefind/.*(?<!\.json)"),
    ("signed pointer", rf"{re.escape(POINTER)}\..*"),
    ("pointer", re.escape(POINTER)),
    ("timestamp", r"tuf/timestamp\.json"),
    ("snapshot", r"tuf/(?:\d+\.)?snapshot\.json"),
    ("targets", r"tuf/(?:\d+\.)?targets\.json"),
    ("root", r"tuf/.*"),
    ("manifest", rf"{re.escape(MANIFEST)}.*"),
    ("indexes", "|".join(_INDEXES)),
    ("lists", "|".join(_LISTS)),
    ("pages", r".*\.html"),
    ("files", r".*"),
)
"""The kinds of files, each with what its paths look like: the first that fits counts."""

_ORDER = ("assets", "files", "pages", "lists", "indexes", "manifest", "root", "targets", "snapshot", "timestamp",
          "signed pointer", "pointer")  # fmt: skip
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in STAGES)
_VARIANT = re.compile(r"\.(?:br|gz)$")


def stage_of(path: str) -> str:
    """Return of which kind the file at ``path`` is; a compressed variant is of its file's kind."""
    plain = _VARIANT.sub("", path)
    return next(name for name, pattern in _PATTERNS if pattern.fullmatch(plain))


def in_order(paths: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Return the paths by their kinds, in the order in which they go out; only kinds that there are."""
    found: dict[str, list[str]] = {name: [] for name in _ORDER}
    for path in sorted(paths):
        found[stage_of(path)].append(path)
    return [(name, those) for name, those in found.items() if those]
