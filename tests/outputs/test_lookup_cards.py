# SPDX-License-Identifier: Apache-2.0
"""Warning cards: what an app may show unread, whatever the library is; and those that warn no longer say so."""

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from tests.builders import ROOT, advisory, library
from tests.outputs.edit_world import World, digested, edited, edits, worlds
from tests.outputs.feed_world import context, full_library, hindi, our_settings, render, repository_library, revision

from chetavani.config import Listing, Settings
from chetavani.edition import open_edition
from chetavani.model.advisory import Advisory, Sheet
from chetavani.model.library import Library
from chetavani.model.vocab import FRAUD_TYPES, Kind, Standing
from chetavani.outputs.base import artifacts_of
from chetavani.outputs.lookup_cards import INDEX, LookupCards, appeal_of
from chetavani.outputs.pages import AdvisoryPages

_LINE = r"^[^\n\r\t<>`*\[\]]+$"
_TEXT = {
    "type": "object",
    "required": ["title", "message", "do", "link"],
    "additionalProperties": False,
    "properties": {
        "title": {"type": "string", "minLength": 1, "maxLength": 60},
        "message": {"type": "string", "minLength": 1, "maxLength": 200},
        "do": {
            "type": "array", "minItems": 2, "maxItems": 4, "uniqueItems": True,
            "items": {"type": "string", "minLength": 1, "maxLength": 60, "pattern": _LINE},
        },
        "link": {"type": "string", "format": "uri", "pattern": "^https://"},
    },
}  # fmt: skip
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "required": [
        "id", "demonstration", "revision", "updated", "standing", "severity", "texts", "helpline", "report", "appeal",
    ],
    "properties": {
        "id": {"type": "string", "pattern": r"^[A-Z][A-Z0-9]{1,9}-\d{4}-\d{4,6}$"},
        "demonstration": {"type": "boolean"},
        "revision": {"type": "integer", "minimum": 1},
        "updated": {"type": "string", "format": "date-time", "pattern": "Z$"},
        "standing": {"enum": ["current", "cleared", "expired", "superseded", "withdrawn"]},
        "severity": {"enum": ["low", "medium", "high", "critical"]},
        "texts": {
            "type": "object", "required": ["en", "hi"], "additionalProperties": False,
            "properties": {"en": _TEXT, "hi": _TEXT},
        },
        "helpline": {"const": "1930"},
        "report": {"const": "https://cybercrime.gov.in"},
        "appeal": {"type": "string", "format": "uri", "pattern": "^(https://|mailto:|tel:)"},
    },
}  # fmt: skip
JUDGE = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
_PAYEE = {"type": "upi", "value": "fee.desk@example", "role": "payee"}
_CLEARED = _PAYEE | {"cleared": "2026-05-20T11:00:00+05:30", "reason": "It is the desk of a genuine courier."}
_ENDS = ("cleared", "expired", "superseded", "withdrawn")
_LONG_TITLE = "Parcel calls that ask for a small fee, and then for another, and then for one more"
_LONG_SUMMARY = "A caller asks for a fee. " * 9


def files(of: Library, settings: Settings | None = None) -> dict[str, bytes]:
    """Return every card by its path."""
    return {one.path: render(one) for one in artifacts_of(LookupCards().plan(of, context(of, settings)))}


def cards(of: Library, settings: Settings | None = None) -> dict[str, dict[str, Any]]:
    """Return every card by the id of its advisory."""
    made = files(of, settings)
    listed = json.loads(made.pop(INDEX))["cards"]
    found = {path.removeprefix("lookup/v1/cards/").removesuffix(".json"): json.loads(made[path]) for path in made}
    assert len(found) == len(made)
    assert sorted(listed) == sorted([name, one["updated"]] for name, one in found.items())
    assert [changed for _, changed in listed] == sorted((one["updated"] for one in found.values()), reverse=True)
    return found


def card(*advisories: Advisory) -> dict[str, Any]:
    """Return the card of the first of ``advisories``."""
    return cards(library(*advisories))[advisories[0].id]


def complaints(document: object) -> list[str]:
    """Return what the schema has against a card."""
    return [f"{error.json_path}: {error.message}" for error in JUDGE.iter_errors(document)]


def addresses(of: Library) -> set[str]:
    """Return the full addresses of the pages of advisories that a build plans."""
    paths = (one.path for one in artifacts_of(AdvisoryPages().plan(of, context(of))))
    return {our_settings().base_url + path.removesuffix("index.html") for path in paths}


def check(of: Library) -> None:
    """Check every card of a library."""
    made, pages = cards(of), addresses(of)
    listing = {one.id for one in of.public if one.indicators}
    assert made.keys() == listing
    for name, one in made.items():
        assert complaints(one) == [], name
        assert one["id"] == name
        assert {text["link"] for text in one["texts"].values()} <= pages
        standing = of.standing(of.cards[name])
        assert one["standing"] == (standing.value if standing is not Standing.CURRENT else one["standing"])
        for language, text in one["texts"].items():
            ended = {
                context(of).word(language, f"card_{end}_title")
                for end in ("expired", "superseded", "withdrawn", "cleared")
            }
            assert (text["title"] in ended) == (one["standing"] != "current"), name
            assert all(unicodedata.normalize("NFC", words) == words for words in (text["title"], text["message"]))


def test_the_cards_of_the_library_of_everything_and_of_the_repository_are_good() -> None:
    for of in (full_library(), repository_library()):
        check(of)
    assert len(cards(repository_library())) >= 26


def test_the_repository_shows_the_authors_words_whole() -> None:
    of = open_edition(ROOT).library
    check(of)
    for name, one in cards(of).items():
        full = of.advisory(name)
        for language, text in one["texts"].items() if one["standing"] == "current" else ():
            assert (text["title"], text["message"]) == full.text(language).screen, name
    standings = {one["standing"] for one in cards(of).values()}
    assert standings >= {"current", "expired", "superseded"}


_texts = st.text("abc दि🙂é<b>&\"'{}*", min_size=1, max_size=90).filter(str.strip)
_screens = st.none() | st.fixed_dictionaries(
    {}, optional={"title": _texts, "message": st.just("Hang up. " * 22) | _texts}
)


@how(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds, edits, st.lists(st.tuples(st.integers(0, 11), _texts, _screens, st.booleans()), max_size=6))
def test_whatever_the_library_is(
    world: World, edits: list[tuple[str, int, int]], written: list[tuple[int, str, dict[str, str] | None, bool]]
) -> None:
    for edit in edits:
        world = edited(world, edit)
    for which, title, screen, cleared in written:
        listed = [_CLEARED if cleared else _PAYEE]
        told = {"title": title, "summary": title * 5, "card": screen, "hindi": {"card": screen}}
        world = world.change(which, **told, indicators=listed, **({"kind": Kind.FRAUD_WARNING} if cleared else {}))
    check(world.library())


@how(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds, edits)
def test_a_card_with_the_same_key_is_the_same(world: World, edits: list[tuple[str, int, int]]) -> None:
    seen: dict[tuple[str, str], bytes] = {}
    for edit in [("indicate", 0, 1), ("indicate", 1, 2), *edits]:
        world = edited(world, edit)
        of = world.library()
        for one in artifacts_of(LookupCards().plan(of, context(of))):
            assert one.key
            assert seen.setdefault((one.path, one.key), render(one)) == render(one)


def test_a_change_of_one_advisory_changes_one_card_and_the_index_if_it_is_a_revision() -> None:
    def planned(*told: Advisory) -> dict[str, str]:
        of = digested(told, library().as_of)
        return {one.path: one.key for one in artifacts_of(LookupCards().plan(of, context(of)))}

    before = planned(*(advisory(number, indicators=[_PAYEE]) for number in range(1, 5)))
    for changes, index in (({"summary": "Another one."}, set()), ({"revisions": [revision(9, "Another.")]}, {INDEX})):
        changed = advisory(2, indicators=[_PAYEE], **changes)
        after = planned(*(advisory(number, indicators=[_PAYEE]) for number in (1, 3, 4)), changed)
        assert {path for path in before if before[path] != after[path]} == {
            "lookup/v1/cards/MPC-2026-0002.json",
            *index,
        }
        assert before.keys() == after.keys()


_FAULTS: dict[str, dict[str, Any]] = {
    "no id": {"id": "the first"},
    "a standing of its own": {"standing": "stale"},
    "an appeal that cannot be opened": {"appeal": "the desk"},
    "a field more": {"action": "block"},
    "a language too few": {"texts": {"en": {}}},
    "another helpline": {"helpline": "100"},
    "a time without a zone": {"updated": "2026-03-02T11:00:00"},
}


@pytest.mark.parametrize("fault", _FAULTS)
def test_a_fault_is_noticed(fault: str) -> None:
    sound = card(advisory(1, indicators=[_PAYEE]))
    assert complaints(sound) == []
    assert complaints(sound | _FAULTS[fault])


@pytest.mark.parametrize(("part", "words"), [
    ("title", "x" * 61), ("message", "क" * 201), ("do", ["Stop."]), ("do", ["a", "b", "c", "d", "e"]), ("link", "/a/"),
    ("do", ["Stop.", "y" * 61]), ("do", ["Stop.", "**Call** 1930."]),
])  # fmt: skip
def test_a_fault_of_a_text_is_noticed(part: str, words: object) -> None:
    sound = card(advisory(1, indicators=[_PAYEE]))
    sound["texts"]["hi"][part] = words
    assert complaints(sound)


def test_the_author_has_the_first_word_in_each_language() -> None:
    screen = {"title": "A parcel never needs a fee", "message": "Hang up."}
    hindi_screen = {"title": "पार्सल के लिए कोई फ़ीस नहीं", "message": "फ़ोन काटिए।"}
    made = card(advisory(1, indicators=[_PAYEE], card=screen, translations=[hindi(1) | {"card": hindi_screen}]))[
        "texts"
    ]
    assert {name: made["en"][name] for name in screen} == screen
    assert {name: made["hi"][name] for name in screen} == hindi_screen
    assert made["en"]["link"] == "https://chetavani.example/advisories/MPC-2026-0001/"
    assert made["hi"]["link"] == "https://chetavani.example/hi/advisories/MPC-2026-0001/"
    half = card(advisory(1, indicators=[_PAYEE], card={"title": "A parcel never needs a fee"}))["texts"]["en"]
    assert (half["title"], half["message"]) == ("A parcel never needs a fee", advisory(1).summary)


def test_what_does_not_fit_is_replaced_and_not_cut() -> None:
    made = card(advisory(1, title=_LONG_TITLE, summary=_LONG_SUMMARY, indicators=[_PAYEE]))["texts"]
    assert made["en"]["title"] == "Fraud warning: Courier parcel scam"
    assert made["hi"]["title"] == "ठगी की चेतावनी: कूरियर पार्सल ठगी"
    assert "Pay nothing" in made["en"]["message"]
    assert "पैसे मत भेजिए" in made["hi"]["message"]
    exact = card(advisory(1, title="t" * 60, summary="m" * 200, indicators=[_PAYEE]))["texts"]["en"]
    assert (exact["title"], exact["message"]) == ("t" * 60, "m" * 200)


def test_there_is_a_general_title_of_every_kind_of_fraud_and_of_none() -> None:
    for fraud in FRAUD_TYPES:
        assert complaints(card(advisory(1, title=_LONG_TITLE, fraud_types=[fraud.id], indicators=[_PAYEE]))) == []
    plain = card(advisory(1, title=_LONG_TITLE, kind="software-upgrade", fraud_types=[], indicators=[_PAYEE]))
    assert plain["texts"]["en"]["title"] == "Fraud warning: Software upgrade"
    assert plain["texts"]["en"]["do"][0].startswith("Do not open")


@pytest.mark.parametrize(("frauds", "step"), [
    (["digital-arrest"], "Hang up."), (["upi-collect-merchant"], "a UPI PIN only pays"),
    (["atm-skimming", "deepfake"], "Ring"), (["money-mule"], "Lend nobody"),
    (["forged-document"], "Trust your own app"),
])  # fmt: skip
def test_the_steps_go_by_the_kind_of_fraud_and_end_with_the_helpline(frauds: list[str], step: str) -> None:
    made = card(advisory(1, fraud_types=frauds, indicators=[_PAYEE]))["texts"]
    assert step in made["en"]["do"][1]
    assert [("1930" in text["do"][-2], "cybercrime.gov.in" in text["do"][-1]) for text in made.values()] == [
        (True, True)
    ] * 2
    assert len(card(advisory(1, fraud_types=["juice-jacking"], indicators=[_PAYEE]))["texts"]["en"]["do"]) == 3


def test_what_was_withdrawn_says_why_if_there_is_room() -> None:
    told = {"status": "withdrawn", "revisions": [revision(20, "Withdrawn.")], "indicators": [_PAYEE]}
    made = card(advisory(1, **told, reason="It named a genuine shop."))
    assert (made["standing"], made["revision"], made["updated"]) == ("withdrawn", 2, "2026-05-20T04:30:00Z")
    assert made["texts"]["en"]["message"].endswith("Reason: It named a genuine shop.")
    assert "genuine" not in made["texts"]["hi"]["message"]  # no reason is written in Hindi
    long = card(advisory(1, **told, reason="It was wrong. " * 20))
    assert complaints(long) == []
    assert "Reason" not in long["texts"]["en"]["message"]


def test_what_was_replaced_names_its_successor_unless_that_is_secret() -> None:
    old = advisory(1, status="superseded", superseded_by="MPC-2026-0002", indicators=[_PAYEE])
    assert all("MPC-2026-0002" in text["message"] for text in card(old, advisory(2))["texts"].values())
    assert all("0002" not in text["message"] for text in card(old, advisory(2, tlp="AMBER"))["texts"].values())


def test_what_has_expired_says_when_in_the_publishers_time_zone() -> None:
    made = card(advisory(1, expires="2026-05-24T20:00:00Z", indicators=[_PAYEE]))
    assert made["standing"] == "expired"
    assert "25 May 2026" in made["texts"]["en"]["message"]
    assert "25 मई 2026" in made["texts"]["hi"]["message"]


def test_an_advisory_all_of_whose_indicators_were_cleared_warns_no_more() -> None:
    made = card(advisory(1, indicators=[_CLEARED]))
    assert made["standing"] == "cleared"
    assert made["texts"]["en"]["message"].endswith("Reason: It is the desk of a genuine courier.")
    phone = {"type": "phone", "value": "+447700900417", "role": "caller"}
    assert card(advisory(1, indicators=[_CLEARED, phone]))["standing"] == "current"
    other = phone | {"cleared": "2026-05-21T11:00:00+05:30", "reason": "The number has a new holder."}
    assert "Reason" not in card(advisory(1, indicators=[_CLEARED, other]))["texts"]["en"]["message"]


def test_a_sheet_is_a_listing_and_what_is_not_public_has_no_card() -> None:
    sheet = Sheet(path="advisories/2026/MPC-2026-0001.indicators.csv", digest="0" * 64, rows=40)
    of = library(
        advisory(1).model_copy(update={"sheet": sheet}),
        advisory(2, indicators=[_CLEARED]).model_copy(update={"sheet": sheet}),
        advisory(3, indicators=[_PAYEE], tlp="GREEN"),
        advisory(4, indicators=[_PAYEE], status="draft", published=None),
        advisory(5),
    )
    assert {name: one["standing"] for name, one in cards(of).items()} == {
        "MPC-2026-0001": "current", "MPC-2026-0002": "current",
    }  # fmt: skip


@pytest.mark.parametrize(("listing", "contact", "appeal"), [
    ("https://cell.example/appeal", "desk@cell.example", "https://cell.example/appeal"),
    ("", "desk@cell.example", "mailto:desk@cell.example"), ("", "https://cell.example/ask", "https://cell.example/ask"),
    ("", "Room 12, in the mornings", "https://chetavani.example/"), ("", "", "https://chetavani.example/"),
    ("", "desk@cell.example, or by phone", "https://chetavani.example/"),
])  # fmt: skip
def test_the_appeal_can_be_opened(listing: str, contact: str, appeal: str) -> None:
    settings = our_settings().model_copy(update={"listing": Listing(appeal=listing)})
    assert appeal_of(settings, contact) == appeal


def test_the_contact_of_an_advisory_counts_before_that_of_the_site_and_one_language_is_enough() -> None:
    plain = our_settings().model_copy(update={"listing": Listing()})
    of = library(advisory(1, indicators=[_PAYEE], contact="loans@cell.example"), advisory(2, indicators=[_PAYEE]))
    appeals = [one["appeal"] for one in cards(of, plain).values()]
    assert appeals == ["mailto:loans@cell.example", f"mailto:{plain.publisher.contact}"]
    publisher = plain.publisher.model_copy(update={"languages": ("en",)})
    english = plain.model_copy(update={"publisher": publisher})
    assert all(list(one["texts"]) == ["en"] for one in cards(of, english).values())
