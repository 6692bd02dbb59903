# SPDX-License-Identifier: Apache-2.0
"""CVSS vectors: those of every version are known, all others are refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chetavani.model.scores import score_of


@pytest.mark.parametrize(("text", "version", "base"), [
    ("AV:N/AC:L/Au:N/C:C/I:C/A:C", "2.0", 10.0),
    ("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "3.0", 9.8),
    ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "3.1", 10.0),
    ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "4.0", 9.3),
])  # fmt: skip
def test_a_vector_is_known(text: str, version: str, base: float) -> None:
    score = score_of(text)
    assert (score.version, score.vector, score.base) == (version, text, base)


def test_a_vector_is_written_in_the_order_of_its_standard() -> None:
    score = score_of("CVSS:3.1/A:H/AV:N/E:X/AC:L/PR:N/UI:N/C:H/S:U/I:H")
    assert score.vector == "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


@pytest.mark.parametrize("text", [
    "", "9.8", "CVSS:3.1", "CVSS:3.1/", "CVSS:3.1/AV:N", "CVSS:5.0/AV:N/AC:L", "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    "CVSS:4.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
])  # fmt: skip
def test_what_is_no_vector_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        score_of(text)


@given(st.text() | st.text("CVSS:3.14/AVN:").map(lambda text: f"CVSS:3.1/{text}"))
def test_any_text_is_a_vector_or_refused(text: str) -> None:
    base = 0.0
    with suppress(ValueError):
        base = score_of(text).base
    assert 0 <= base <= 10
