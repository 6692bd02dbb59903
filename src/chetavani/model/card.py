# SPDX-License-Identifier: Apache-2.0
"""Cards: what planning a build needs of every advisory, without its texts; and the years that hold them.

Of the texts a card has the title alone, of the indicators what they are: some formats list those of every advisory in
one file, for which ten thousand advisories cannot be fetched whenever one has changed.

Every card of a library is in memory at once, and they are stored and loaded by the thousand: so they are tuples of
plain values. Times are instants: whole microseconds since 1970 in UTC.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from chetavani.model.advisory import Advisory, Indicator
from chetavani.model.holding import held_until
from chetavani.model.vocab import Severity, Status, Tlp

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
TOLERANCE = timedelta(days=1)
"""How far ahead of the as-of time a date may lie: clocks differ, and an advisory may be committed on its eve."""


def instant(moment: datetime) -> int:
    """Return an aware time as microseconds since 1970 in UTC, exactly."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(at: int) -> datetime:
    """Return an instant as an aware time in UTC."""
    return _EPOCH + timedelta(microseconds=at)


def month_number(day: date) -> int:
    """Return which month a day is in, counted from January of the year 0; an aware time counts in its own zone."""
    return day.year * 12 + day.month - 1


class Card(NamedTuple):
    """An advisory without its texts. ``digest`` stands for its source files, translations included.

    ``languages`` are those of its texts, the original first; ``faces`` are digests of the title and summary in each.
    ``published`` is None for a draft that never was. ``deadlines`` are those of its actions, in their order.
    ``latest`` is the newest time that it speaks of as past. ``lapses`` are when its indicators stop to hold, in their
    order: at their end, or when they were cleared; None in a draft that was never published. ``indicators`` are their
    types and live values, ``title`` is that of the original. ``has_sheet`` says whether there are more indicators in a
    sheet. ``sightings`` are the months in which they were first seen, as ``month_number`` counts them; 0 where nobody
    says.
    """

    id: str
    digest: str
    kind: str
    severity: str
    status: str
    tlp: str
    languages: tuple[str, ...]
    faces: tuple[str, ...]
    published: int | None
    revisions: tuple[int, ...]
    expires: int | None
    deadlines: tuple[int, ...]
    latest: int
    fraud_types: tuple[str, ...]
    sectors: tuple[str, ...]
    software: tuple[tuple[str, str], ...]
    superseded_by: str | None
    related: tuple[str, ...]
    lapses: tuple[int | None, ...]
    title: str
    indicators: tuple[tuple[str, str], ...]
    has_sheet: bool = False
    sightings: tuple[int, ...] = ()

    @property
    def issued(self) -> int:
        """Return when it was published; 0 for what never was."""
        return self.published or 0

    @property
    def updated(self) -> int:
        """Return when it last changed: the newest revision, else the publication."""
        return max(self.revisions, default=self.issued)

    @property
    def revision(self) -> int:
        """Return the number of the newest revision: 1 as first published, one more for each revision."""
        return 1 + len(self.revisions)

    @property
    def year(self) -> int:
        """Return the year in the id, 0 for a draft."""
        return int(self.id.split("-", 2)[1])

    @property
    def is_draft(self) -> bool:
        """Whether it is a draft, by status or by id."""
        return self.status == Status.DRAFT or "-0000-" in self.id

    @property
    def is_public(self) -> bool:
        """Whether it may be on a page that anybody can open."""
        return not self.is_draft and self.tlp == Tlp.CLEAR

    @property
    def is_urgent(self) -> bool:
        """Whether it is of severity high or above."""
        return Severity(self.severity).rank >= Severity.HIGH.rank

    def is_ahead(self, at: int) -> bool:
        """Whether it speaks as of the past of what comes later than ``at``, by more than clocks and days may differ."""
        return self.latest > at + TOLERANCE // _MICROSECOND

    @property
    def is_listing(self) -> bool:
        """Whether it names indicators, or did."""
        return bool(self.indicators) or self.has_sheet

    def lapsed(self, at: int) -> int:
        """Return how many of its indicators have stopped to hold."""
        return sum(end is not None and end <= at for end in self.lapses)

    def face(self, language: str) -> tuple[str, str]:
        """Return the language of the text for readers of ``language``, and the digest of its title and summary."""
        number = self.languages.index(language) if language in self.languages else 0
        return self.languages[number], self.faces[number]


def card_of(advisory: Advisory, digest: str = "") -> Card:
    """Return the card of ``advisory``; ``digest`` is that of its source files, empty if it came from none."""
    texts = advisory.texts
    return Card(
        id=advisory.id,
        digest=digest,
        kind=advisory.kind.value,
        severity=advisory.severity.value,
        status=advisory.status.value,
        tlp=advisory.tlp.value,
        languages=tuple(texts),
        faces=tuple(_digest([text.title, text.summary]) for text in texts.values()),
        published=None if advisory.published is None else instant(advisory.published),
        revisions=tuple(instant(revision.date) for revision in advisory.revisions),
        expires=None if advisory.expires is None else instant(advisory.expires),
        deadlines=tuple(instant(action.by) for action in advisory.actions if action.by is not None),
        latest=_latest(advisory),
        fraud_types=tuple(dict.fromkeys(advisory.fraud_types)),
        sectors=tuple(dict.fromkeys(advisory.sectors)),
        software=tuple((item.vendor, item.product) for item in advisory.software),
        superseded_by=advisory.superseded_by,
        related=tuple(dict.fromkeys(advisory.related)),
        lapses=tuple(_lapse(advisory, one) for one in advisory.indicators),
        title=advisory.title,
        indicators=tuple((one.type.value, one.value) for one in advisory.indicators),
        has_sheet=advisory.sheet is not None,
        sightings=tuple(month_number(one.first_seen) if one.first_seen else 0 for one in advisory.indicators),
    )


def _lapse(advisory: Advisory, one: Indicator) -> int | None:
    if advisory.published is None:
        return None
    end = instant(held_until(advisory, one))
    return end if one.cleared is None else min(end, instant(one.cleared))


def _latest(advisory: Advisory) -> int:
    moments = [revision.date for revision in advisory.revisions]
    moments += [advisory.published] if advisory.published is not None else []
    for one in advisory.indicators:
        seen = [day for day in (one.first_seen, one.last_seen) if day is not None]
        moments += [datetime.combine(day, time.max, UTC) for day in seen]
        moments += [one.cleared] if one.cleared is not None else []
    return max((instant(one) for one in moments), default=0)


def _digest(parts: Iterable[str]) -> str:
    """Return a short digest of ``parts``; 80 bits are plenty to tell the versions of one text apart."""
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode()
        digest.update(b"%d:" % len(encoded))
        digest.update(encoded)
    return digest.hexdigest()[:20]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Year:
    """The cards of one year's ids, in the order of the ids; year 0 holds the drafts.

    ``public`` are those that anybody may see, newest publication first, ties by id. ``digest`` stands for all of them.
    ``ends`` and ``deadlines`` are the sorted instants at which one expires or is overdue. ``foreign`` are the ids
    outside the year that its advisories name, ``succeeded`` pairs of an id of the year and the one that replaces it.
    ``lapses`` are the sorted instants at which one of its public advisories' indicators stops to hold.
    """

    number: int
    cards: tuple[Card, ...]
    public: tuple[Card, ...]
    digest: str
    ends: tuple[int, ...]
    deadlines: tuple[int, ...]
    foreign: tuple[str, ...]
    succeeded: tuple[tuple[str, str], ...]
    lapses: tuple[int, ...]

    def phase(self, as_of: int) -> str:
        """Return what tells apart the times at which anything in the year stands differently."""
        return f"{bisect_right(self.ends, as_of)}/{bisect_left(self.deadlines, as_of)}"

    def lapsed(self, as_of: int) -> int:
        """Return how many indicators have stopped to hold: what tells apart the times for lists of those that do."""
        return bisect_right(self.lapses, as_of)


def year_of(number: int, cards: Iterable[Card]) -> Year:
    """Return the year of these cards."""
    ordered = tuple(sorted(cards))
    named = {other for card in ordered for other in (*card.related, card.superseded_by or "")}
    return Year(
        number=number,
        cards=ordered,
        public=tuple(sorted((card for card in ordered if card.is_public), key=lambda card: (-card.issued, card.id))),
        digest=_digest(f"{card.id} {card.digest}" for card in ordered),
        ends=tuple(sorted(card.expires for card in ordered if card.expires is not None)),
        deadlines=tuple(sorted(by for card in ordered for by in card.deadlines)),
        foreign=tuple(sorted(named - {card.id for card in ordered} - {""})),
        succeeded=tuple((card.id, card.superseded_by) for card in ordered if card.superseded_by is not None),
        lapses=tuple(sorted(end for card in ordered if card.is_public for end in card.lapses if end is not None)),
    )


def years_of(cards: Iterable[Card]) -> list[Year]:
    """Return the years that these cards make, in their order."""
    found: dict[int, list[Card]] = {}
    for card in cards:
        found.setdefault(card.year, []).append(card)
    return [year_of(number, found[number]) for number in sorted(found)]
