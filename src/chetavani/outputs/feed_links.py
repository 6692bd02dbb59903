# SPDX-License-Identifier: Apache-2.0
"""Which feeds go with a page: their names, addresses and media types."""

from dataclasses import dataclass

from chetavani.model.advisory import Advisory
from chetavani.model.card import Card
from chetavani.model.page import Link
from chetavani.model.vocab import FRAUD_TYPES, KINDS, SECTORS
from chetavani.outputs.addresses import feed_url

FORMATS = (
    ("atom", "Atom", "application/atom+xml"),
    ("rss", "RSS", "application/rss+xml"),
    ("json", "JSON", "application/feed+json"),
)
_VOCABULARIES = {"kind": KINDS, "fraud-type": FRAUD_TYPES, "sector": SECTORS}
EVERYTHING = "all"
URGENT = "severity-high"
URGENT_SEVERITIES = frozenset({"high", "critical"})


@dataclass(frozen=True, slots=True)
class FeedRef:
    """A feed slice that a page points to: its ``name`` in addresses, and its ``label`` in the page's language."""

    name: str
    label: str

    def addresses(self, *, changes: bool = False) -> list[tuple[str, str]]:
        """Return the format's name and the address of each of its feeds."""
        return [(label, feed_url(self.name, extension, changes=changes)) for extension, label, _ in FORMATS]

    def links(self) -> tuple[Link, ...]:
        """Return what a page's head says of the feeds of new advisories."""
        return tuple(
            Link("alternate", feed_url(self.name, extension), media_type, f"{self.label} ({label})")
            for extension, label, media_type in FORMATS
        )


def slice_name(facet: str, value: str) -> str:
    """Return the name of the feed slice that a list belongs to: its own, or the one of everything."""
    if facet in _VOCABULARIES:
        return f"{facet}-{value}"
    if facet == "severity" and value in URGENT_SEVERITIES:
        return URGENT
    return EVERYTHING


def carrying(advisory: Advisory | Card) -> list[tuple[str, str]]:
    """Return facet and value of every feed slice that carries ``advisory``, beyond the one of everything."""
    found = [("kind", str(advisory.kind))]
    found += [("fraud-type", value) for value in dict.fromkeys(advisory.fraud_types)]
    found += [("sector", value) for value in dict.fromkeys(advisory.sectors)]
    return [*found, ("severity", "high")] if advisory.severity in URGENT_SEVERITIES else found
