# SPDX-License-Identifier: Apache-2.0
"""Check digits, against published examples and against every single-digit slip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chetavani.lint.personal import is_aadhaar, is_card_number, passes_luhn, passes_verhoeff

# numbers that the schemes and the Wikipedia articles on the algorithms print as examples
CARDS = ["4111111111111111", "5555555555554444", "378282246310005", "6011111111111117", "3530111333300000",
         "30569309025904", "2223003122003222"]  # fmt: skip


def with_check_digit(digits: str) -> str:
    return next(digits + last for last in "0123456789" if passes_verhoeff(digits + last))


@pytest.mark.parametrize("number", CARDS)
def test_example_cards_are_cards(number: str) -> None:
    assert is_card_number(number)


@pytest.mark.parametrize("number", ["4111111111111112", "0000000000000000", "1234567812345670", "9999999999999995"])
def test_other_numbers_are_no_cards(number: str) -> None:
    assert not is_card_number(number)


def test_verhoeff_example() -> None:
    assert passes_verhoeff("2363")
    assert not passes_verhoeff("2364")
    assert with_check_digit("23456789012").startswith("23456789012")


def test_aadhaar_begins_with_2_to_9() -> None:
    assert is_aadhaar(with_check_digit("23456789012"))
    assert not is_aadhaar(with_check_digit("13456789012"))
    assert not is_aadhaar(with_check_digit("03456789012"))


@given(st.text("0123456789", min_size=11, max_size=11), st.integers(0, 11), st.integers(1, 9))
def test_verhoeff_finds_every_wrong_digit(digits: str, place: int, shift: int) -> None:
    right = with_check_digit(digits)
    wrong = str((int(right[place]) + shift) % 10)
    assert not passes_verhoeff(right[:place] + wrong + right[place + 1 :])


@given(st.text("0123456789", min_size=11, max_size=11), st.integers(0, 10))
def test_verhoeff_finds_every_swap(digits: str, place: int) -> None:
    right = with_check_digit(digits)
    swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assert passes_verhoeff(swapped) == (swapped == right)


@given(st.text("0123456789", min_size=12, max_size=18), st.integers(0, 11), st.integers(1, 9))
def test_luhn_finds_every_wrong_digit(digits: str, place: int, shift: int) -> None:
    right = next(digits + last for last in "0123456789" if passes_luhn(digits + last))
    wrong = str((int(right[place]) + shift) % 10)
    assert not passes_luhn(right[:place] + wrong + right[place + 1 :])
