# SPDX-License-Identifier: Apache-2.0
"""Statements and lists of signers: one form, and nothing that somebody writes makes a program stumble."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chetavani.governance.policy import Role, principal
from chetavani.governance.signers import signers_of
from chetavani.governance.statement import Statement, parse

_TIMES = st.builds(
    lambda seconds, minutes: datetime.fromtimestamp(seconds, timezone(timedelta(minutes=minutes))),
    st.integers(1_000_000_000, 9_000_000_000),
    st.integers(-720, 840),
)
_NAMES = st.from_regex(r"[a-z0-9][a-z0-9@_+-]{0,8}(\.[a-z0-9@_+-]{1,8}){0,3}", fullmatch=True)
_FILES = st.dictionaries(
    st.from_regex(r"advisories/20[0-9]{2}/MPC-2026-[0-9]{4}(\.hi)?\.md", fullmatch=True),
    st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    min_size=1,
)
STATEMENT = Statement("MPC-2026-0001", 1, datetime(2026, 4, 1, tzinfo=UTC), "asha", Role.APPROVE, {"a.md": "0" * 64})


@settings(max_examples=30)
@given(st.builds(
    Statement, st.just("MPC-2026-0001"), st.integers(1, 999), _TIMES, _NAMES, st.sampled_from(Role), _FILES,
    st.one_of(st.just(""), _NAMES),
))  # fmt: skip
def test_what_is_written_is_read(statement: Statement) -> None:
    assert parse(statement.text().encode()) == statement


@settings(max_examples=30)
@given(st.integers(0, 200), st.characters())
def test_another_character_anywhere_is_another_statement_or_none(place: int, other: str) -> None:
    text = STATEMENT.text()
    changed = f"{text[: place % len(text)]}{other}{text[place % len(text) + 1 :]}"
    try:
        read = parse(changed.encode("utf-8", "surrogatepass"))
    except ValueError:
        return
    assert (read == STATEMENT) is (changed == text)


@settings(max_examples=30)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(content: bytes) -> None:
    with pytest.raises(ValueError, match="it"):
        parse(content)


@pytest.mark.parametrize("year", ["0001", "1999", "9999"])
def test_a_year_that_no_program_takes(year: str) -> None:
    with pytest.raises(ValueError, match="its time"):
        parse(STATEMENT.text().replace("2026-04-01T", f"{year}-01-01T").encode())


@pytest.mark.parametrize("name", ["", "Asha", "a b", "a/b", "..", "a..b", ".a", "a,b", "*", "a" * 101, "आशा", "a\n"])
def test_what_is_no_principal(name: str) -> None:
    with pytest.raises(ValueError, match="small letters"):
        principal(name)


@settings(max_examples=30)
@given(st.text(max_size=200))
def test_any_list_of_signers_is_read(text: str) -> None:
    for one in signers_of(text).lines:
        assert one.principal == principal(one.principal)
        assert "\n" not in one.line


def test_an_option_cannot_hide_a_key() -> None:
    key = "ssh-ed25519 AAAA"
    read = signers_of(f'asha namespaces="{key}" ssh-rsa BBBB\nravi valid-after="20260101" {key} of Ravi\n')
    assert [one.line for one in read.lines] == [f'ravi valid-after="20260101" {key}']
    assert [one.line for one in read.findings] == [1]
