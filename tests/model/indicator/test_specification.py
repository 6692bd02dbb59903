# SPDX-License-Identifier: Apache-2.0
"""The specification says what the code does: its examples and its lists are held to it."""

import re
from pathlib import Path

import pytest

from chetavani.model.indicator import IndicatorType, canonical
from chetavani.model.indicator.links import TRACKING
from chetavani.model.indicator.spelling import LONGEST

_PAGE = (Path(__file__).parents[3] / "docs/reference/normalisation.md").read_text(encoding="utf-8")
_CODE = re.compile(r"`([^`]+)`")
_EXAMPLES = "| written | canonical |\n| --- | --- |\n"

_PLACE = re.compile(r"(?<![_A-Za-z])(?:digits|CODE|name)(?![a-z])|UC…")
_STAND_INS = {
    "digits": "447700900123", "CODE": "AbCdEfGh1234", "name": "refund1desk", "UC…": "UCabcdefghijklmnopqrstUV",
}  # fmt: skip


def section(kind: IndicatorType) -> str:
    return _PAGE.partition(f"\n## {kind.value}\n")[2].partition("\n## ")[0]


def form(kind: IndicatorType, written: str) -> str | None:
    try:
        return canonical(kind, written)
    except ValueError:
        return None


@pytest.mark.parametrize("kind", [kind for kind in IndicatorType if kind not in {"file-hash", "wallet"}])
def test_the_examples_of_every_type_are_true(kind: IndicatorType) -> None:
    table = section(kind).partition(_EXAMPLES)[2].strip().splitlines()
    assert table
    for row in table:
        left, right = row.strip("| ").split(" | ")
        expected = None if right == "refused" else _CODE.findall(right)[0]
        for written in _CODE.findall(left):
            if not written.endswith("…"):
                assert form(kind, written) == expected, written


def filled(form_of_link: str) -> str:
    return _PLACE.sub(lambda match: _STAND_INS[match[0]], form_of_link)


def test_every_link_to_an_account_is_read_as_it_says() -> None:
    """Each pattern of the table, with a name put in, gives the canonical form beside it."""
    links = 0
    for row in section(IndicatorType.HANDLE).partition("| link | canonical |")[2].partition("\n\n")[0].splitlines():
        left, _, right = row.strip("| ").partition(" | ")
        forms = [one for one in _CODE.findall(left) if _PLACE.search(one) and not one.startswith("…")]
        values = _CODE.findall(right)
        for number, one in enumerate(forms):
            value = values[number] if len(values) == len(forms) else values[0]
            assert form(IndicatorType.HANDLE, filled(one)) == filled(value), one
            links += 1
    assert links >= 25


def test_every_tracking_parameter_and_every_limit_is_named() -> None:
    page = section(IndicatorType.URL)
    assert [one for one in TRACKING if f"`{one}`" not in page] == []
    assert f"more than {LONGEST} characters" in _PAGE


def test_every_type_has_its_section() -> None:
    assert [kind for kind in IndicatorType if not section(kind)] == []
