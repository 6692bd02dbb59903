# SPDX-License-Identifier: Apache-2.0
"""Advisory ids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chetavani.model.ids import AdvisoryId, parse_id


@given(
    st.from_regex(r"[A-Z][A-Z0-9]{1,9}", fullmatch=True),
    st.integers(1, 9999),
    st.integers(1, 999_999),
)
def test_an_id_survives_writing_and_reading(prefix: str, year: int, number: int) -> None:
    written = AdvisoryId(prefix, year, number)
    assert parse_id(str(written)) == written


def test_a_draft_has_a_slug_and_no_number() -> None:
    draft = parse_id("MPC-0000-0000-parcel-call")
    assert draft == AdvisoryId("MPC", 0, 0, "parcel-call")
    assert draft is not None
    assert draft.is_draft


@pytest.mark.parametrize(
    "text",
    [
        "", "MPC-2026-1", "mpc-2026-0001", "MPC-2026-0000", "MPC-2026-00012", "MPC-0000-0001", "MPC-26-0001",
        "MPC-2026-0001 ", "MPC-२०२६-0001", "MPC-0000-0000", "MPC-0000-0000-", "MPC-0000-0000-Ab", "M-2026-0001",
        "MPC-0000-0000-" + "a" * 61, "MPC-2026-0001\n",
    ],
)  # fmt: skip
def test_anything_else_is_no_id(text: str) -> None:
    assert parse_id(text) is None
