# SPDX-License-Identifier: Apache-2.0
"""Lint in parts gives what lint at once gives: by chunks, through time, and after any edits of any claims."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests.builders import BODY, HINDI_BODY, ROOT, source, translation
from tests.lint.cases import CASES

from chetavani.config import load_settings
from chetavani.lint import LEAST, RULES, check, check_due, check_own, check_timed, claims, judge, needs_time
from chetavani.lint.base import Inspection
from chetavani.lint.clusters import Claim
from chetavani.loaders.advisory import Sourced, load_original, load_translation, with_translations
from chetavani.loaders.codes import Collector
from chetavani.model.card import card_of, instant
from chetavani.model.finding import Finding
from chetavani.model.library import Library
from chetavani.model.text import nfc

SETTINGS = load_settings(ROOT)
AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
NAMES = [f"MPC-2026-000{number}" for number in range(1, 5)] + ["MPC-0000-0000-draft"]


def loaded(place: str, text: str, hindi: str = "") -> Sourced | None:
    entry = load_original(nfc(text), "", "en", Collector(f"advisories/{place}.md"))
    written = load_translation(nfc(hindi), "", "hi", Collector(f"advisories/{place}.hi.md")) if hindi else None
    return with_translations(entry, [written]) if entry and written else entry


def inspected(entries: Iterable[Sourced], as_of: datetime = AS_OF) -> Inspection:
    """Return an inspection whose library is empty, so that no rule can look beyond the entries."""
    return Inspection(Library((), as_of), tuple(entries), SETTINGS, frozenset({"gov.in"}))


def moment(day: int) -> str:
    return f"2026-03-{day:02d}T11:00:00+05:30"


_CLEARED = {"cleared": moment(20), "reason": "It is another's."}
listings = st.builds(
    lambda value, more: {"type": "domain", "value": value, "role": "lure", **more},
    st.sampled_from(["pay.example", "desk.example", "PAY.example"]),
    st.sampled_from([
        {}, {"action": "warn"}, {"action": "block"}, _CLEARED, {"last_seen": "2026-03-25"}, {"review_by": "2026-04-01"},
        {"expires": "2026-05-01T00:00:00Z"}, {**_CLEARED, "review_by": "2026-04-01"},
    ]),
)  # fmt: skip
"""Indicators that can be in conflict, cleared, seen again, ended and to be looked at again."""


@st.composite
def files(draw: st.DrawFn) -> tuple[str, str]:
    """Return the texts of an original and, perhaps, of a translation that have much to do with others of their kind."""
    some = st.lists(st.sampled_from(NAMES), max_size=2)
    indicators = draw(st.lists(listings, max_size=2))
    links = "".join(f"See [this](../{name}/).\n" for name in draw(some))
    changes: dict[str, Any] = {
        "id": draw(st.sampled_from([*NAMES, "1"])),
        "title": draw(
            st.sampled_from(["Parcel calls that ask for a fee", "Parcel calls that ask for fees", "Bills", "x"])
        ),
        "status": draw(st.sampled_from(["published", "published", "draft", "withdrawn", "superseded", "superseded"])),
        "reason": "It was wrong.",
        "superseded_by": draw(st.sampled_from([None, *NAMES])),
        "published": draw(st.sampled_from([None, *(moment(day) for day in (1, 2, 3)), "2026-03-32T11:00:00Z"])),
        "related": draw(some) or None,
        "aliases": draw(st.lists(st.sampled_from(["CVE-2021-44228", "cve-2021-44228", "A"]), max_size=3)) or None,
        "indicators": indicators or None,
        "body": f"{BODY}\n{links}",
    }
    hindi = draw(st.booleans())
    return source(1, **changes), translation(1, body=f"{HINDI_BODY}\n{links}") if hindi else ""


class Edits(RuleBasedStateMachine):
    """A library that is edited, and a table of claims of which only the clusters that an edit touches are judged."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[str, Sourced] = {}
        self.own: dict[str, tuple[Finding, ...]] = {}
        self.table: dict[tuple[str, str], dict[str, list[Claim]]] = {}
        self.judged: dict[tuple[str, str], tuple[Finding, ...]] = {}

    @rule(place=st.sampled_from(NAMES), written=files())
    def write(self, place: str, written: tuple[str, str]) -> None:
        """Write an advisory, or write it anew."""
        if (entry := loaded(f"2026/{place}", *written)) is not None:
            self.entries[place] = entry
            inspection = inspected([entry])
            self.own[place] = check_own(inspection)
            self.replace(place, claims(inspection))

    @rule(place=st.sampled_from(NAMES))
    def delete(self, place: str) -> None:
        """Delete an advisory, if there is one."""
        self.entries.pop(place, None)
        self.own.pop(place, None)
        self.replace(place, ())

    def replace(self, place: str, new: tuple[Claim, ...]) -> None:
        """Put the claims of one advisory in the place of those that it had, and judge the clusters of both."""
        touched = {key for key, members in self.table.items() if members.pop(place, None)}
        for claim in new:
            self.table.setdefault((claim.kind, claim.value), {}).setdefault(place, []).append(claim)
            touched.add((claim.kind, claim.value))
        for kind, value in touched:
            members = [claim for held in self.table[kind, value].values() for claim in held]
            self.judged[kind, value] = judge(kind, members)

    @invariant()
    def nothing_differs_from_a_fresh_start(self) -> None:
        """Compare with lint of everything at once."""
        everything = inspected(self.entries[place] for place in sorted(self.entries))
        timed = (one for one in self.entries.values() if needs_time(card_of(one.advisory), instant(AS_OF)))
        found = {finding for part in (*self.own.values(), *self.judged.values()) for finding in part}
        found.update(check_timed(inspected(timed)))
        found.update(one.finding for one in check_due(everything) if one.holds(instant(AS_OF)))
        assert tuple(sorted(found)) == check(everything)


TestEdits = Edits.TestCase
TestEdits.settings = settings(max_examples=60, stateful_step_count=12, deadline=None)


def some_entries() -> list[Sourced]:
    """Return the advisories of every case that can be read: each breaks a rule of its own."""
    found = []
    for path in sorted(CASES.glob("*/advisories/*/*.md")):
        if path.is_file() and path.name.count(".") == 1:
            text = path.read_bytes().decode(errors="replace")
            beside = path.with_suffix(".hi.md")
            hindi = beside.read_bytes().decode(errors="replace") if beside.is_file() else ""
            found.append(loaded(f"2026/{path.parts[-4]}/{path.stem}", text, hindi))
    return [entry for entry in found if entry is not None]


@pytest.mark.parametrize("size", [1, 7])
def test_chunks_have_the_findings_and_claims_of_the_whole(size: int) -> None:
    entries = some_entries()
    chunks = [inspected(entries[start : start + size]) for start in range(0, len(entries), size)]
    assert sorted(finding for chunk in chunks for finding in check_own(chunk)) == list(check_own(inspected(entries)))
    assert {claim for chunk in chunks for claim in claims(chunk)} == set(claims(inspected(entries)))


def test_the_cases_have_findings_of_nearly_every_rule() -> None:
    """So that the test of chunks is one of every rule that looks at one advisory alone."""
    own = {rule.rule.code for rule in RULES if rule.apply is not None and not rule.timed}
    found = {finding.code for finding in check_own(inspected(some_entries()))}
    assert len(own - found) <= 2


def across(*written: dict[str, Any]) -> dict[str, list[str]]:
    """Return, by code, the advisories with findings across files, each of which has one indicator and no relation."""
    entries = [
        loaded(f"2026/MPC-2026-000{number}", source(number, title=f"Title {number} of {'abcdef'[number]}", **fields))
        for number, fields in enumerate(written, 1)
    ]
    found: dict[str, list[str]] = {}
    for finding in check(inspected([entry for entry in entries if entry is not None])):
        if finding.code in {"CH277", "CH280", "CH313"}:
            found.setdefault(finding.code, []).append(finding.path[-7:-3])
    return found


def with_phone(**more: object) -> dict[str, Any]:
    return {"indicators": [{"type": "phone", "value": "+447700900123", "role": "caller", **more}]}


def test_one_value_in_two_spellings_is_one_in_two_advisories() -> None:
    domain = {"type": "domain", "value": "ठग.example", "role": "lure"}
    assert across({"indicators": [domain]}, {"indicators": [{**domain, "value": "xn--31br.example"}]}) == {
        "CH277": ["0002"]
    }


def test_what_is_asked_conflicts_only_where_two_ask() -> None:
    block, warn = with_phone(action="block", evidence="confirmed"), with_phone(action="warn")
    assert across(block, with_phone())["CH277"] == ["0002"]
    assert "CH280" not in across(block, with_phone())
    assert across(block, with_phone(), warn, block)["CH280"] == ["0003"]
    assert "CH280" not in across(block, {**warn, "status": "superseded", "superseded_by": "MPC-2026-0001"})


def test_a_clearance_counts_everywhere_until_there_is_a_newer_sight() -> None:
    cleared = with_phone(cleared="2026-04-10T10:00:00Z", reason="It is another's.", action="block")
    assert across(cleared, with_phone(action="warn")) == {"CH313": ["0002"]}
    assert across(cleared, with_phone(last_seen="2026-04-09")) == {"CH313": ["0002"]}
    assert across(cleared, with_phone(last_seen="2026-04-11")) == across(cleared, cleared) == {}


def test_a_withdrawn_advisory_clears_for_others_only_what_it_has_cleared() -> None:
    gone = {"status": "withdrawn", "reason": "It was wrong.", "revisions": [{"date": moment(30), "summary": "Wrong."}]}
    cleared = with_phone(cleared="2026-04-10T10:00:00Z", reason="It is another's.")
    assert across({**with_phone(), **gone}, with_phone(last_seen="2026-03-20")) == {}
    assert across({**cleared, **gone}, with_phone(last_seen="2026-03-20")) == {"CH313": ["0002"]}


def test_order_and_repetition_of_claims_make_no_difference() -> None:
    made = claims(inspected(some_entries()))
    clusters: dict[tuple[str, str], list[Claim]] = {}
    for claim in made:
        clusters.setdefault((claim.kind, claim.value), []).append(claim)
    for (kind, _), members in clusters.items():
        assert judge(kind, members) == judge(kind, [*reversed(members), members[0]])
    assert {kind for kind, _ in clusters} >= set(LEAST)


def test_what_is_judged_alone_can_be_wrong_alone() -> None:
    alone = {claim.kind for claim in claims(inspected(some_entries())) if judge(claim.kind, [claim])}
    assert alone == {kind for kind, least in LEAST.items() if least == 1}
    assert judge("id", []) == ()


@given(
    hours=st.integers(-80, 80),
    day=st.none() | st.integers(28, 31),
    revision=st.none() | st.integers(1, 80),
    clearance=st.none() | st.integers(1, 80),
)
def test_time_counts_only_where_it_is_said_to(
    hours: int, day: int | None, revision: int | None, clearance: int | None
) -> None:
    published = AS_OF + timedelta(hours=hours)
    seen = {"type": "domain", "value": "pay.example", "role": "lure", "first_seen": f"2026-05-{day}"}
    if clearance is not None:
        seen |= {"cleared": (published + timedelta(hours=clearance)).isoformat(), "reason": "It is another's."}
    later = [{"date": (published + timedelta(hours=revision or 0)).isoformat(), "summary": "More."}]
    text = source(
        1, published=published.isoformat(), indicators=[seen] if day else None, revisions=later if revision else None
    )
    entry = loaded("2026/MPC-2026-0001", text)
    assert entry is not None
    for as_of in (AS_OF, AS_OF - timedelta(days=3, hours=hours)):
        found = check_timed(inspected([entry], as_of))
        assert not found or needs_time(card_of(entry.advisory), instant(as_of))
