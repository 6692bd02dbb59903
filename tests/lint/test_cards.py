# SPDX-License-Identifier: Apache-2.0
"""Rules for cards: what passes is shown as it is written, and common words of advice are known in both languages."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import AS_OF, advisory, library
from tests.lint.test_whole_library import SETTINGS, Entry, Source
from tests.outputs.feed_world import context, hindi

from chetavani.lint import check_own
from chetavani.lint.base import Inspection
from chetavani.model.advisory import Advisory, Sheet
from chetavani.model.library import Library
from chetavani.outputs.lookup_cards import card_document

PAYEE = {"type": "upi", "value": "fee.desk@example", "role": "payee"}


def found(one: Advisory) -> dict[str, set[str]]:
    """Return the fields of which each rule for cards has found something."""
    entry = Entry(one, Source("a.md"), {text.language: Source(f"a.{text.language}.md") for text in one.translations})
    codes: dict[str, set[str]] = {}
    for finding in check_own(Inspection(Library([one], AS_OF), [entry], SETTINGS, frozenset({"gov.in"}))):
        if finding.code.startswith("CH32"):
            codes.setdefault(finding.code, set()).add(finding.field)
    return codes


def written(**card: str) -> dict[str, set[str]]:
    """Return what is found of an English card."""
    return found(advisory(1, indicators=[PAYEE], card=card, translations=[hindi(1)]))


def in_hindi(**card: str) -> dict[str, set[str]]:
    """Return what is found of a Hindi card."""
    english = {"message": "Hang up."}
    return found(advisory(1, indicators=[PAYEE], card=english, translations=[hindi(1) | {"card": card}]))


_WORDS = st.text("aé दी।.…!<>*`[]()&#:/_-🙂'\"", min_size=1, max_size=230).filter(str.strip)


@settings(max_examples=120, deadline=None)
@given(_WORDS, _WORDS, st.none() | st.fixed_dictionaries({}, optional={"title": _WORDS, "message": _WORDS}))
def test_what_passes_is_shown_as_it_is_written(title: str, summary: str, card: dict[str, str] | None) -> None:
    texts: dict[str, Any] = {"title": title, "summary": summary, "card": card}
    one = advisory(1, indicators=[PAYEE], **texts, translations=[hindi(1) | texts])
    of, codes = library(one), found(one)
    shown = card_document(of, context(of), of.cards[one.id])["texts"]
    whole = all((text["title"], text["message"]) == one.texts[name].screen for name, text in shown.items())
    assert whole != bool(codes.keys() & {"CH321", "CH322"})


@pytest.mark.parametrize("message", [
    "Hang up.", "The parcel does not exist: pay nothing.", "A caller wants a code. Don't give it.",
    "No bank asks for a PIN.",
    "Nobody honest asks for a fee.", "Somebody calls. Then call the bank yourself.",
    "Never scan a code to receive money.",
    'They say "pay now". Decline it.', "Before you hand anything over, ring the shop.",
])  # fmt: skip
def test_advice_is_known(message: str) -> None:
    assert written(message=message) == {}


@pytest.mark.parametrize("message", [
    "फ़ोन काटिए।", "किसी को पैसे मत दीजिए।", "कोई बैंक पिन नहीं माँगता।", "रिक्वेस्ट ठुकराएँ।", "ओटीपी किसी को न दें।",
    "पहले बैंक से पूछें।", "लिंक न खोलें।", "जाँचिए।",
])  # fmt: skip
def test_advice_is_known_in_hindi(message: str) -> None:
    assert in_hindi(message=message) == {}


def test_what_is_no_advice() -> None:
    for message in (
        "A caller asks for a fee.",
        "The call is about a parcel.",
        "This payee was reported.",
        "It is a trap.",
    ):
        assert written(message=message) == {"CH325": {"card.message"}}
    for message in ("पैसे के लिए कॉल आती है।", "यह ठगी है।", "इसके बारे में शिकायतें मिली हैं।", "पैसे चाहिए।"):
        assert in_hindi(message=message) == {"CH325": {"card.message"}}


@pytest.mark.parametrize(("message", "code"), [
    ("Hang up", "CH323"), ("Hang up...", "CH323"), ("Hang up …", "CH323"), ("Hang up, and", "CH323"),
    ("Hang up. Ask at www.example.org.", "CH324"), ("Hang up: tel:1930.", "CH324"), ("Hang _up_.", "CH324"),
    ("Hang up. # Now.", ""), ("Hang up: a|b.", "CH324"), ("1. Hang up.", "CH324"), ("- Stop. Hang up.", "CH324"),
    ("Hang up!!", "CH324"), ("HANG UP NOW AND AGAIN.", "CH324"), ("Hang up (now).", ""), ("Say 'no!'", ""),
    ("Do not give OTP, PIN or CVV.", ""), ("Hang up & call 1930.", ""), ("Hang up at 5 < 6.", ""),
    ("Wait 2 * 3 days.", ""), ("Hang up: it is written snake_case.", ""),
])  # fmt: skip
def test_ends_and_plain_words(message: str, code: str) -> None:
    assert written(message=message) == ({code: {"card.message"}} if code else {})


def test_a_title_may_end_as_it_likes_but_in_the_middle() -> None:
    for title in (
        "Is it really your friend?",
        "Stop",
        "Fees (and more fees)",
        'A "refund"',
        "₹1 today, your account tomorrow",
    ):
        assert written(title=title, message="Hang up.") == {}
    for title in ("A fee for", "Refunds, and", "Refunds:", "Refunds –", "Refunds…"):
        assert written(title=title, message="Hang up.") == {"CH323": {"card.title"}}


def test_only_what_apps_get_needs_a_card() -> None:
    told: dict[str, Any] = {"title": "t" * 61, "summary": "s" * 201, "translations": [hindi(1)]}
    whole = {"CH321": {"title", "summary"}, "CH323": {"summary"}, "CH325": {"summary"}}
    sheet = Sheet(path="a.indicators.csv", digest="0" * 64, rows=1)
    assert found(advisory(1, **told, indicators=[PAYEE])) == whole
    assert found(advisory(1, **told).model_copy(update={"sheet": sheet})) == whole
    others: list[dict[str, Any]] = [{"tlp": "AMBER"}, {"status": "withdrawn", "reason": "x"}, {"indicators": []}]
    for other in others:
        assert found(advisory(1, **told, **({"indicators": [PAYEE]} | other))) == {}
    assert found(advisory(1, tlp="AMBER", card={"title": "t" * 61})) == {"CH322": {"card.title"}}


def test_no_hindi_text_is_told_once() -> None:
    assert found(advisory(1, indicators=[PAYEE], card={"message": "Hang up."})) == {"CH326": {""}}
