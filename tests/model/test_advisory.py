# SPDX-License-Identifier: Apache-2.0
"""What an advisory's fields can hold, and what is derived from them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from tests.builders import AS_OF, advisory, fields, library

from chetavani.model.advisory import Advisory
from chetavani.model.vocab import FRAUD_TYPES, KINDS, SECTORS, SEVERITIES, STANDINGS, VOCABULARIES, Kind, Standing

REVISIONS = [
    {"date": "2026-04-01T10:00:00+05:30", "summary": "A new number."},
    {"date": "2026-05-01T10:00:00+05:30", "summary": "Another one."},
]


@pytest.mark.parametrize(
    "changes",
    [
        {"published": "2026-03-02T11:00:00"}, {"published": "2026-02-30T11:00:00+05:30"}, {"published": "today"},
        {"published": "2026-03-02T25:00:00+05:30"}, {"published": None}, {"title": ""}, {"title": "a\u202eb"},
        {"title": "a\nb"}, {"severity": "huge"}, {"kind": "note"}, {"tlp": "RED"}, {"fraud_types": ["magic"]},
        {"sectors": "public"}, {"colour": "red"}, {"status": "withdrawn"}, {"status": "superseded"},
        {"id": "MPC-1"}, {"references": [{"title": "x", "url": "javascript:alert(1)"}]},
        {"references": [{"title": "x", "url": "https://user@host.example/"}]},
        {"software": [{"vendor": "v", "product": "p", "affected": "<1", "fixed": "1", "cve": ["CVE-1"]}]},
        {"indicators": [{"type": "email", "value": "a@b.example"}]},
        {"actions": [{"who": ["public"], "what": "dance", "text": "x"}]},
    ],
)  # fmt: skip
def test_what_a_field_cannot_hold_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Advisory.model_validate(fields(1, **changes))


_SOFTWARE = {"vendor": "v", "product": "p", "affected": "< 1", "fixed": "1"}


@pytest.mark.parametrize(("field", "value"), [
    ("cwe", ["CWE-79"]), ("cwe", ["CWE-502", "CWE-917"]), ("purl", "pkg:npm/checkout"),
    ("purl", "pkg:maven/org.apache.logging.log4j/log4j-core"), ("purl", "pkg:npm/%40example/checkout"),
    ("cpe", "cpe:2.3:a:apache:log4j:*:*:*:*:*:*:*:*"), ("cpe", r"cpe:2.3:a:example:a\:b:1.0\+2:*:*:*:*:*:*:*"),
    ("cpe", "cpe:2.3:o:example:firmware:-:*:*:*:*:*:*:*"),
])  # fmt: skip
def test_names_that_programs_know_a_product_by(field: str, value: object) -> None:
    (item,) = advisory(1, software=[_SOFTWARE | {field: value}]).software
    held = getattr(item, field)
    assert (list(held) if isinstance(value, list) else held) == value


@pytest.mark.parametrize(("field", "value"), [
    ("cwe", ["79"]), ("cwe", ["CWE-0"]), ("cwe", ["cwe-79"]), ("cwe", ["CWE-79 "]), ("cwe", ["CWE-1234567"]),
    ("cwe", "CWE-79"), ("cwe", ["CWE-७"]), ("purl", "npm/checkout"), ("purl", "pkg:npm"), ("purl", "pkg:npm/"),
    ("purl", "pkg:NPM/checkout"), ("purl", "pkg:npm/check out"), ("purl", "pkg:npm/चेक"), ("purl", "pkg:npm/a\nb"),
    ("cpe", "cpe:/a:apache:log4j"), ("cpe", "cpe:2.3:a:apache:log4j:*:*:*:*:*:*:*"),
    ("cpe", "cpe:2.3:x:apache:log4j:*:*:*:*:*:*:*:*"), ("cpe", "cpe:2.3:a:apache:log4j:*:*:*:*:*:*:*:*:*"),
    ("cpe", "cpe:2.3:a:apache::*:*:*:*:*:*:*:*"), ("cpe", "cpe:2.3:a:a b:c:*:*:*:*:*:*:*:*"),
])  # fmt: skip
def test_what_is_no_such_name_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        advisory(1, software=[_SOFTWARE | {field: value}])


def test_revisions_number_and_date_the_advisory() -> None:
    revised = advisory(1, revisions=REVISIONS)
    assert revised.revision == 3
    assert revised.updated == datetime(2026, 5, 1, 4, 30, tzinfo=UTC)
    assert advisory(1).updated == advisory(1).issued


def test_a_translation_of_an_older_revision_is_stale() -> None:
    text = {"language": "hi", "title": "शीर्षक", "summary": "सार", "translates": 2}
    revised = advisory(1, revisions=REVISIONS, translations=[text])
    assert revised.is_stale("hi")
    assert not revised.is_stale("en")
    assert revised.text("hi").title == "शीर्षक"
    assert revised.text("ta").language == "en"


def test_standing_follows_status_and_time() -> None:
    expiring = advisory(1, expires="2026-05-01T00:00:00+05:30")
    items = {
        Standing.CURRENT: advisory(2),
        Standing.EXPIRED: expiring,
        Standing.WITHDRAWN: advisory(3, status="withdrawn", reason="It was wrong."),
        Standing.SUPERSEDED: advisory(4, status="superseded", superseded_by="MPC-2026-0002"),
        Standing.DRAFT: advisory(5, id="MPC-0000-0000-words", status="draft", published=None),
    }
    shelf = library(*items.values())
    assert {standing: shelf.standing(item) for standing, item in items.items()} == {key: key for key in items}
    assert [card.id for card in shelf.public if shelf.standing(card) is Standing.CURRENT] == ["MPC-2026-0002"]
    before = library(expiring, as_of=AS_OF - timedelta(days=60))
    assert before.standing(expiring) is Standing.CURRENT


def test_expiry_takes_effect_at_its_very_moment() -> None:
    expiring = advisory(1, expires=AS_OF.isoformat())
    assert library(expiring).standing(expiring) is Standing.EXPIRED
    assert library(expiring, as_of=AS_OF - timedelta(seconds=1)).standing(expiring) is Standing.CURRENT


def test_only_clear_and_finished_advisories_are_public() -> None:
    draft = advisory(2, id="MPC-0000-0000-words", status="draft")
    shelf = library(advisory(1, tlp="AMBER"), draft, advisory(3), advisory(4, status="draft"))
    assert [card.id for card in shelf.public] == ["MPC-2026-0003"]


def test_newest_first_with_ties_by_id() -> None:
    same = "2026-03-05T11:00:00+05:30"
    shelf = library(advisory(3, published=same), advisory(1, published=same), advisory(9))
    assert [card.id for card in shelf.public] == ["MPC-2026-0009", "MPC-2026-0001", "MPC-2026-0003"]


def test_overdue_is_for_current_advisories_whose_deadline_has_passed() -> None:
    action = {"who": ["courier"], "what": "hold", "by": "2026-05-01T00:00:00+05:30", "text": "Hold it."}
    late = advisory(1, actions=[action])
    gone = advisory(2, actions=[action], status="withdrawn", reason="It was wrong.")
    shelf = library(late, gone)
    assert shelf.is_overdue(late, late.actions[0])
    assert not shelf.is_overdue(gone, gone.actions[0])


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda vocabulary: vocabulary.name)
def test_every_term_has_both_labels_and_a_source(vocabulary: Any) -> None:  # noqa: ANN401
    for term in vocabulary:
        assert term.en.strip()
        assert term.hi.strip()
        assert term.source
        assert any("\u0900" <= letter <= "\u097f" for letter in term.hi) or term.id.isupper()


def test_vocabularies_and_enumerations_agree() -> None:
    assert set(KINDS.ids()) == {kind.value for kind in Kind}
    assert set(STANDINGS.ids()) == {standing.value for standing in Standing}
    assert SEVERITIES.ids() == ("critical", "high", "medium", "low")
    assert len(FRAUD_TYPES) > 30
    assert "public" in SECTORS
