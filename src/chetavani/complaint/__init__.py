# SPDX-License-Identifier: Apache-2.0
"""A pasted complaint to a reviewed table: what in it may be listed, what must not be, and what is listed already.

Nothing is decided here: a person looks at the table. But what is personal is never proposed and never shown whole.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from chetavani.complaint.own import is_own, marked, masked, own_parts
from chetavani.lint.listings import GOOD_PLACE, PUBLIC_SUFFIX, WELL_KNOWN, Judged
from chetavani.lint.personal import personal_spans
from chetavani.listed import Known, State
from chetavani.model.indicator import IndicatorType, recognise, wrong
from chetavani.model.text import nfc

_GOOD = frozenset({GOOD_PLACE.code, WELL_KNOWN.code, PUBLIC_SUFFIX.code})
_PRIVATE = "of the complainant, not to be listed"
Key = tuple[str, str]
Judging = Callable[[str, str], Sequence[Judged]]
Knowing = Callable[[set[Key]], Mapping[Key, Known]]


class Fate(StrEnum):
    """What is to become of something in a complaint, in the order of a table."""

    NEW = "new"
    LISTED = "listed"
    CLEARED = "cleared"
    ENDED = "ended"
    UNFIT = "unfit"
    GOOD = "good"
    PERSONAL = "personal"


PROPOSED = frozenset({Fate.NEW, Fate.ENDED})
"""What may be listed."""
_FATES = {State.LISTED: Fate.LISTED, State.CLEARED: Fate.CLEARED, State.ENDED: Fate.ENDED}
ROLES: Mapping[str, str] = {
    IndicatorType.UPI: "payee", IndicatorType.BANK_ACCOUNT: "payee", IndicatorType.WALLET: "payee",
    IndicatorType.PHONE: "caller", IndicatorType.EMAIL: "sender", IndicatorType.SMS_SENDER: "sender",
    IndicatorType.HANDLE: "contact", IndicatorType.URL: "lure", IndicatorType.DOMAIN: "lure",
    IndicatorType.IP: "infrastructure", IndicatorType.ANDROID_PACKAGE: "payload", IndicatorType.FILE_HASH: "payload",
}  # fmt: skip
"""What a thing of each type usually is in a fraud; the author looks at it."""


COLUMNS = ("type", "value", "role", "first_seen", "last_seen", "evidence")
"""The columns of a sheet that are filled in."""


class Row(NamedTuple):
    """Something in a complaint: its fate, its type, its canonical value, why, and how often it is there.

    ``value`` of what is personal is masked, and its ``type`` may be a word that is no type of indicators.
    """

    fate: Fate
    type: str
    value: str
    note: str
    times: int


def read_complaint(text: str, judge: Judging, known: Knowing) -> list[Row]:
    """Return what there is in ``text``, by fate and then by its first place.

    ``judge`` says what is wrong with listing a value of a type; ``known`` what is known of each of some.
    """
    text = nfc(text)
    times: Counter[Key] = Counter()
    found, own = dict[Key, None](), dict[Key, None]()
    private = sorted(personal_spans(text))
    for start, end, what in private:
        key = (what, "".join(filter(str.isalnum, text[start:end])))
        times[key] += 1
        own[key] = None
    hidden = marked(text, ((start, end) for start, end, _ in private))
    theirs, last = marked(text, own_parts(text)), -1
    for one in recognise(text):
        if any(hidden[one.start : one.end]):
            continue
        key = (one.type.value, one.value)
        times[key] += 1
        found[key] = None
        if theirs[one.start] or is_own(text, one.start, one.end, last):
            own[key] = None  # wherever else it stands
            last = one.end
    open_ones = [key for key in found if key not in own]
    before = known(set(open_ones))
    rows = [_row(key, times[key], judge, before.get(key)) for key in open_ones]
    rows += [Row(Fate.PERSONAL, kind, masked(value), _PRIVATE, times[kind, value]) for kind, value in own]
    order = list(Fate)
    return sorted(rows, key=lambda row: order.index(row.fate))


def _row(key: Key, times: int, judge: Judging, before: Known | None) -> Row:
    kind, value = key
    judged = judge(kind, value)
    if good := [message for rule, message in judged if rule.code in _GOOD]:
        return Row(Fate.GOOD, kind, value, " ".join(good), times)
    if what := wrong(IndicatorType(kind), value):
        return Row(Fate.UNFIT, kind, value, what, times)
    note = " ".join(message for _, message in judged)
    if before is None:
        return Row(Fate.NEW, kind, value, note, times)
    entry = before.entry
    asked = f"{', '.join(entry.advisories)} {entry.reason if entry.cleared else entry.action}".rstrip()
    return Row(_FATES[before.state], kind, value, f"{asked} {note}".rstrip(), times)


def proposed(rows: Iterable[Row], seen: date | None) -> list[dict[str, object]]:
    """Return the fields of each indicator that may be listed; ``seen`` is the day on which it was, if that is known."""
    days = {} if seen is None else {"first_seen": seen, "last_seen": seen}
    return [
        {"type": row.type, "value": row.value, "role": ROLES[row.type], **days, "evidence": "reported"}
        for row in rows
        if row.fate in PROPOSED
    ]
