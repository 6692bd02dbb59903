# SPDX-License-Identifier: Apache-2.0
"""Libraries of indicators alone, as lists and look-ups know them: anything may be listed, cleared, or over."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from tests.builders import AS_OF

from chetavani.model.advisory import Advisory
from chetavani.model.card import instant
from chetavani.model.indicator import INDICATOR_TYPES, lookup_hash
from chetavani.model.library import Library
from chetavani.model.listing import Listing, ListingsInMemory

TYPES = tuple(term.id for term in INDICATOR_TYPES)
AT = instant(AS_OF)
DAY = timedelta(days=1) // timedelta(microseconds=1)


def listing(kind: str, value: str, **changes: Any) -> Listing:  # noqa: ANN401
    """Return what an advisory says of a canonical value: that it is to be blocked, until a month from now."""
    made = Listing(
        lookup_hash(kind, value), kind, value, "MPC-2026-0001", "block", "confirmed", "lure", "2026-03-01",
        "2026-05-20", AT - 12 * DAY, AT + 30 * DAY, "2026-08-01", 0, "",
    )  # fmt: skip
    return made._replace(**changes)


def cleared(kind: str, value: str, reason: str = "It was somebody else's.", **changes: Any) -> Listing:  # noqa: ANN401
    """Return what an advisory says of a value that was cleared yesterday."""
    return listing(kind, value, cleared=AT - DAY, reason=reason, **changes)


def library_of(said: Iterable[Listing]) -> Library:
    """Return a library without advisories, whose listings are these."""
    return Library.over((), AS_OF, _none, ListingsInMemory(said, AT))


def _none(advisory_id: str) -> Advisory:
    raise KeyError(advisory_id)


_HOSTILE = (
    "=1+1", "+447700900417", "@SUM(A1)", '"', "a,b", "'x", "</script>", "a.example CNAME .", "b#c;d", "\\", "🙂", "की",
)  # fmt: skip
_REASONS = ("", "", "=cmd|' /C calc'!A0", 'ग़लती 🙂 "x"')
_LETTERS = st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"])
_LABEL = st.from_regex(r"[a-z0-9_]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
_LABELS = st.tuples(st.lists(_LABEL, min_size=1, max_size=8), st.sampled_from(["example", "test", "xn--j6w193g"]))
domains = _LABELS.map(lambda parts: ".".join((*parts[0], parts[1])))
"""Names as name servers take them."""
values = st.one_of(domains, st.sampled_from(_HOSTILE), st.text(_LETTERS, min_size=1, max_size=30).filter(str.strip))
"""Whatever could be a value: more than any type lets pass."""


def _listings(kind: str, value: str, how: tuple[str, str, int, int, bool, str, int]) -> Listing:
    action, evidence, until, since, seen, reason, number = how
    made = listing(
        kind, value, action=action, evidence=evidence, until=AT + until * DAY, since=AT - since * DAY,
        advisory=f"MPC-2026-{number:04d}", last_seen="2026-05-20" if seen else "", first_seen="", review_by="",
    )  # fmt: skip
    return made._replace(cleared=AT - until * DAY // 2, reason=reason) if reason else made


_HOW = st.tuples(
    st.sampled_from(["warn", "hold", "block", "block"]),
    st.sampled_from(["reported", "several-reports", "confirmed", "ordered"]),
    st.integers(-3, 9), st.integers(1, 20), st.booleans(), st.sampled_from(_REASONS), st.integers(1, 4),
)  # fmt: skip
_KINDS = st.one_of(st.sampled_from(TYPES), st.just("domain"))
worlds = st.lists(st.builds(_listings, _KINDS, values, _HOW), max_size=25)
"""What is said of some indicators, of a few of them by several advisories."""
