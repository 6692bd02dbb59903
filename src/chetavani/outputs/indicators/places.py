# SPDX-License-Identifier: Apache-2.0
"""The lists of indicators: where each is, and what it is, in the words of the index."""

from typing import NamedTuple

from chetavani.model.indicator import INDICATOR_TYPES

FOLDER = "indicators/"
INDEX = f"{FOLDER}index.json"
ALL, ALL_CSV = f"{FOLDER}all.jsonl", f"{FOLDER}all.csv"
CLEARED, CLEARED_CSV = f"{FOLDER}cleared.jsonl", f"{FOLDER}cleared.csv"
HOSTS, ADBLOCK = f"{FOLDER}domains.hosts", f"{FOLDER}domains.adblock.txt"
RPZ, DNSMASQ = f"{FOLDER}domains.rpz", f"{FOLDER}domains.dnsmasq.conf"
LINES, TABLE, TEXT = "application/jsonl", "text/csv", "text/plain"


class Place(NamedTuple):
    """A file: its media type, and what it is."""

    path: str
    media_type: str
    what: str


def type_path(kind: str) -> str:
    """Return where the values of one type are."""
    return f"{FOLDER}{kind}.txt"


def delta_path(release: int) -> str:
    """Return where what a release changed is."""
    return f"{FOLDER}delta/{release}.jsonl"


PLACES = (
    Place(ALL, LINES, "Everything that is listed, a record a line"),
    Place(ALL_CSV, TABLE, "Everything that is listed, for spreadsheets"),
    *(Place(type_path(term.id), TEXT, f"Values of the type {term.id}, one a line") for term in INDICATOR_TYPES),
    Place(HOSTS, TEXT, "Domains to block, as a hosts file"),
    Place(ADBLOCK, TEXT, "Domains to block, as a filter list for blockers and Pi-hole"),
    Place(RPZ, TEXT, "Domains to block, as a response policy zone"),
    Place(DNSMASQ, TEXT, "Domains to block, for dnsmasq"),
    Place(CLEARED, LINES, "What was listed and is cleared, a record a line: undo what you did because of it"),
    Place(CLEARED_CSV, TABLE, "What was listed and is cleared, for spreadsheets"),
)
