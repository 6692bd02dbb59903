# SPDX-License-Identifier: Apache-2.0
"""The published vectors: whoever makes canonical forms, in any language, must pass them."""

import hashlib
import json
import re
from collections import Counter
from typing import Any

import pytest
from tests.model.indicator.vectors import VECTORS

from chetavani.model.indicator import IndicatorType, canonical, defang, lookup_hash, refang


def label(vector: dict[str, Any]) -> str:
    return f"{vector['type']}: {vector['note']}: {vector['input'][:40]!a}"


def answer(kind: IndicatorType, text: str) -> tuple[str | None, str]:
    try:
        return canonical(kind, text), ""
    except ValueError as error:
        return None, str(error)


@pytest.mark.parametrize("kind", IndicatorType)
def test_every_vector_of_a_type(kind: IndicatorType) -> None:
    wrong = []
    for vector in VECTORS:
        if vector["type"] != kind.value:
            continue
        found, message = answer(kind, vector["input"])
        if found != vector["canonical"]:
            wrong.append(f"{label(vector)} gives {found!a}")
        if found is None and not re.fullmatch(r"(is|has) .+\. [A-Z].+\.", message):
            wrong.append(f"{label(vector)} says {message!r}, not what is wrong and a remedy")
    assert wrong == []


def test_the_hashes_are_of_type_and_canonical_form() -> None:
    for vector in VECTORS:
        value = vector["canonical"]
        expected = None if value is None else hashlib.sha256(f"{vector['type']}:{value}".encode()).hexdigest()
        assert vector["sha256"] == expected, label(vector)
        assert value is None or lookup_hash(vector["type"], value) == expected


def test_there_are_enough_of_every_type_both_good_and_refused() -> None:
    counts = Counter((vector["type"], vector["canonical"] is None) for vector in VECTORS)
    assert len(VECTORS) >= 300
    for kind in IndicatorType:
        assert counts[kind.value, False] >= 10, kind
        assert counts[kind.value, True] >= 8, kind


def test_no_input_stands_twice_and_every_file_is_ascii() -> None:
    inputs = Counter((vector["type"], vector["input"]) for vector in VECTORS)
    assert [one for one, count in inputs.items() if count > 1] == []
    assert json.dumps(VECTORS).isascii()


def test_a_canonical_form_is_its_own_canonical_form_and_survives_disarming() -> None:
    for vector in VECTORS:
        if (value := vector["canonical"]) is not None:
            kind = IndicatorType(vector["type"])
            assert canonical(kind, value) == value
            assert refang(defang(kind, value)) == value
            assert canonical(kind, defang(kind, value)) == value


def test_what_is_noted_as_another_thing_is_another() -> None:
    """Homoglyphs, other digits and other capitals where they count must not meet."""
    apart = (
        ("domain", ("shop.example", "sh\u043ep.example", "shop1.example", "shop१.example")),
        ("domain", ("faß.example", "fass.example")),
        (
            "url",
            (
                "https://shop.example/a",
                "https://shop.example/A",
                "https://shop.example/a/",
                "https://www.shop.example/a",
            ),
        ),
        ("url", ("https://shop.example/a%2Fb", "https://shop.example/a/b", "https://shop.example/a%252Fb")),
        ("bank-account", ("12345678901@XXXX0000000", "012345678901@XXXX0000000", "12345678901@XXXX0000001")),
        ("android-package", ("com.example.loan", "com.example.Loan")),
        ("email", ("ab@shop.example", "a.b@shop.example", "ab+x@shop.example", "ab@www.shop.example")),
        ("wallet", ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "1a1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")),
        ("handle", ("t.me/+AbCdEfGh1234", "t.me/+abCdEfGh1234", "t.me/abcdefgh1234")),
    )
    for kind, values in apart:
        assert len({canonical(IndicatorType(kind), value) for value in values}) == len(values), values
