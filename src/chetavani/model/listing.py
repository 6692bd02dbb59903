# SPDX-License-Identifier: Apache-2.0
"""Listings: what advisories say of an indicator, and the one entry that apps, filters and people look up.

An indicator is listed as long as an advisory that stands names it, up to its expiry. One that was cleared, or whose
advisory was withdrawn, is in no list any more and stays among the cleared ones, so that whoever blocked it undoes that.

Times are instants as in ``model.card``: whole microseconds since 1970 in UTC, 0 for none; days are ISO 8601 texts.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from typing import NamedTuple, Protocol

from chetavani.model.advisory import Advisory, Indicator
from chetavani.model.card import instant, moment
from chetavani.model.holding import by_lifetime, newest_sight
from chetavani.model.indicator import canonical, lookup_hash
from chetavani.model.vocab import EVIDENCE, MEASURES, Status, Tlp

DRAWER = 3
"""Hexadecimal digits of the hash by which listings are kept together."""
_MEASURE = {term.id: rank for rank, term in enumerate(MEASURES)}
_EVIDENCE = {term.id: rank for rank, term in enumerate(EVIDENCE)}
_DEFAULT = {"reported": "warn", "several-reports": "hold", "confirmed": "block", "ordered": "block"}


class Listing(NamedTuple):
    """What one advisory says of one indicator.

    ``hash`` is that of ``type:value``, ``value`` canonical. ``until`` is when it stops to hold: its own end or that of
    the advisory. ``cleared`` is when it was cleared, for ``reason``; of a withdrawn advisory everything is, and
    ``action`` is empty, as nothing is asked any more. ``since`` is the newest day on which it was seen, else that of
    publication, as an instant.
    """

    hash: str
    type: str
    value: str
    advisory: str
    action: str
    evidence: str
    role: str
    first_seen: str
    last_seen: str
    since: int
    until: int
    review_by: str
    cleared: int
    reason: str


class Entry(NamedTuple):
    """What holds of an indicator at a time, of all that was said: the sternest action, the best evidence.

    ``until`` is when that action ends: a milder one that holds for longer comes with the next build.

    ``advisory`` is the one that asks for the action, ``advisories`` are all that list it. ``cleared`` is 0 for what is
    listed; of what is cleared, ``action`` is empty.
    """

    hash: str
    type: str
    value: str
    action: str
    evidence: str
    role: str
    first_seen: str
    last_seen: str
    until: int
    review_by: str
    advisory: str
    advisories: tuple[str, ...]
    cleared: int
    reason: str


class Listings(Protocol):
    """All entries at the library's as-of time, in drawers: those whose hashes begin with the same ``DRAWER`` digits.

    Picklable; a process reads the drawers that it renders.
    """

    @property
    def count(self) -> int:
        """Return how many entries are listed; the cleared ones do not count."""
        ...

    @property
    def held(self) -> int:
        """Return how many entries there are, the cleared ones too."""
        ...

    @property
    def newest(self) -> int:
        """Return when anything last changed in the lists, up to the as-of time (an instant)."""
        ...

    @property
    def drawers(self) -> "dict[str, str]":
        """Return, by the digits, what stands for the content of each drawer that is not empty, sorted."""
        ...

    def entries(self, digits: str = "") -> Iterator[Entry]:
        """Yield the entries whose hashes begin with ``digits``, listed and cleared, in the order of the hashes."""
        ...


def default_action(evidence: str) -> str:
    """Return what apps are asked to do where the author does not say: the surer the evidence, the sterner."""
    return _DEFAULT[evidence]


def asked(one: Indicator) -> str:
    """Return what apps are asked to do with an indicator, a term of ``MEASURES``."""
    return one.action or default_action(one.evidence)


def _day(day: object) -> str:
    return "" if day is None else str(day)


class Terms(NamedTuple):
    """What an advisory that was published gives to all of its listings: instants, 0 or None for none.

    ``withdrawn`` is when it was withdrawn, for ``reason``.
    """

    advisory: str
    issued: int
    expires: int | None
    withdrawn: int
    reason: str


def terms_of(advisory: Advisory) -> Terms | None:
    """Return the terms of an advisory whose indicators are listed; None if it is not public, or replaced by another."""
    if advisory.is_draft or advisory.tlp is not Tlp.CLEAR or advisory.status is Status.SUPERSEDED:
        return None
    return _terms(advisory)


def _terms(advisory: Advisory) -> Terms:
    withdrawn = instant(advisory.updated) if advisory.status is Status.WITHDRAWN else 0
    expires = None if advisory.expires is None else instant(advisory.expires)
    return Terms(advisory.id, instant(advisory.issued), expires, withdrawn, advisory.reason or "")


def stated(terms: Terms, one: Indicator) -> Listing:
    """Return the listing of ``one`` but for its value and hash, which are empty: many of a sheet have the same."""
    seen = newest_sight(one)
    known = moment(terms.issued) if seen is None else datetime.combine(seen, time.min, UTC)
    since, own = instant(known), instant(one.expires or by_lifetime(known, one))
    until = own if terms.expires is None else min(own, terms.expires)
    cleared, reason = (0, "") if one.cleared is None else (instant(one.cleared), one.reason or "")
    action = asked(one)
    if terms.withdrawn:  # it lists nothing, whenever what it named was cleared
        until = 0
        if not cleared:
            action, cleared, reason = "", terms.withdrawn, terms.reason
    return Listing(
        "", one.type.value, "", terms.advisory, action, one.evidence, one.role, _day(one.first_seen),
        _day(one.last_seen), since, until, _day(one.review_by), cleared, reason,
    )  # fmt: skip


def _listing(terms: Terms, one: Indicator) -> Listing:
    value = canonical(one.type, one.value)
    return stated(terms, one)._replace(hash=lookup_hash(one.type.value, value), value=value)


def listing_of(advisory: Advisory, one: Indicator) -> Listing:
    """Return what ``advisory``, which was published, says of ``one``. Raises ValueError if its value is none."""
    return _listing(_terms(advisory), one)


def listings_of(advisory: Advisory) -> Iterator[Listing]:
    """Yield what a public advisory says of its own indicators, those of a sheet left out; of a superseded one nothing.

    An indicator whose value cannot be read, for which there is a finding, is left out.
    """
    if (terms := terms_of(advisory)) is None:
        return
    for one in advisory.indicators:
        try:
            yield _listing(terms, one)
        except ValueError:
            continue


class Said(NamedTuple):
    """What the ledger gets of an advisory: its own listings, and what those of its sheet need to be read.

    ``sheet`` is the path of the sheet, empty if there is none or nothing of it is listed; ``digest`` that of its bytes.
    """

    listings: tuple[Listing, ...]
    terms: Terms | None
    sheet: str
    digest: str


def said_by(advisory: Advisory) -> Said:
    """Return what the ledger gets of ``advisory``."""
    terms, sheet = terms_of(advisory), advisory.sheet
    path, digest = ("", "") if sheet is None else (sheet.path, sheet.digest)
    return Said(tuple(listings_of(advisory)), terms, path, digest)


def merged(said: Sequence[Listing], at: int) -> Entry | None:
    """Return what holds at ``at`` of one indicator, of all that is said of it; None if nothing does any more.

    A clearance ends every listing that knows of nothing newer. That of a withdrawn advisory ends its own alone: what
    was wrong in one need not be wrong in another. What it said counts no more even where its clearance is to come.
    """
    clearances = [one for one in said if one.cleared and one.cleared <= at]
    newest = max(clearances, key=lambda one: (one.cleared, one.advisory, one), default=None)
    known = max((one.cleared for one in clearances if one.action), default=0)
    live = [
        one for one in said
        if one.action and one.until > at and not 0 < one.cleared <= at and (not known or one.since > known)
    ]  # fmt: skip
    if live:
        live.sort(key=lambda one: (_MEASURE[one.action], one.until, _EVIDENCE[one.evidence], one.advisory, one))
        return _entry(live[-1], live, 0, "")
    return None if newest is None else _entry(newest._replace(action=""), clearances, newest.cleared, newest.reason)


def _entry(first: Listing, said: Sequence[Listing], cleared: int, reason: str) -> Entry:
    return Entry(
        first.hash, first.type, first.value, first.action,
        max((one.evidence for one in said), key=_EVIDENCE.__getitem__), first.role,
        min((one.first_seen for one in said if one.first_seen), default=""), max(one.last_seen for one in said),
        first.until, min((one.review_by for one in said if one.review_by), default=""),
        first.advisory, tuple(sorted({one.advisory for one in said})), cleared, reason,
    )  # fmt: skip


class ListingsInMemory:
    """The entries of what a few advisories say: for small libraries, and for tests."""

    def __init__(self, said: Iterable[Listing], at: int) -> None:
        by_hash: dict[str, list[Listing]] = {}
        for one in said:
            by_hash.setdefault(one.hash, []).append(one)
        everything = [one for group in by_hash.values() for one in group]
        self._entries = [entry for key in sorted(by_hash) if (entry := merged(by_hash[key], at)) is not None]
        self.count = sum(not entry.cleared for entry in self._entries)
        self.held = len(self._entries)
        changes = (moment for one in everything for moment in (one.since, one.until, one.cleared) if moment <= at)
        self.newest = max(changes, default=0)

    @property
    def drawers(self) -> dict[str, str]:
        """Return, by the digits, what stands for the content of each drawer that is not empty, sorted."""
        found: dict[str, list[Entry]] = {}
        for entry in self._entries:
            found.setdefault(entry.hash[:DRAWER], []).append(entry)
        return {digits: repr(held) for digits, held in found.items()}

    def entries(self, digits: str = "") -> Iterator[Entry]:
        """Yield the entries whose hashes begin with ``digits``, in the order of the hashes."""
        return (entry for entry in self._entries if entry.hash.startswith(digits))
