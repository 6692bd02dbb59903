# SPDX-License-Identifier: Apache-2.0
"""What text may contain."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chetavani.model.text import nfc, refused_characters


@given(st.text())
def test_nfc_is_stable_and_has_one_kind_of_line_end(text: str) -> None:
    once = nfc(text)
    assert nfc(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\r" not in once


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x08", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\u200f", "\u061c", "\ufffe", "\U0001ffff", "\ud800"],
)
def test_controls_and_bidi_overrides_are_refused_everywhere(character: str) -> None:
    assert refused_characters(f"a{character}b", multiline=True)
    assert refused_characters(f"a{character}b", multiline=False)


@pytest.mark.parametrize("character", ["\u200b", "\u2060", "\ufeff", "\u00ad", "\u2800", "\u3164", "\u200d", "\ue000"])
def test_invisible_characters_are_refused_in_one_line_texts(character: str) -> None:
    assert refused_characters(f"a{character}b", multiline=False)


def test_line_breaks_and_tabs_are_for_bodies_only() -> None:
    assert not refused_characters("a\n\tb", multiline=True)
    assert [offset for offset, _ in refused_characters("a\n\tb\u2028c", multiline=False)] == [1, 2, 4]


def test_joiners_pass_where_hindi_spelling_needs_them() -> None:
    assert not refused_characters("क्\u200dष", multiline=False)
    assert not refused_characters("र्\u200cय", multiline=False)
    assert refused_characters("क\u200dष", multiline=False)
    assert refused_characters("क्\u200d", multiline=False)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs", "Mn", "Mc"]), max_size=60))
def test_visible_text_is_never_refused(text: str) -> None:
    blank = {"\u2800", "\u3164", "\u115f", "\u1160", "\uffa0", "\u034f", "\u17b4", "\u17b5", "\u180e"}
    assert {text[offset] for offset, _ in refused_characters(text, multiline=False)} <= blank
