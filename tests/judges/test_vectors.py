# SPDX-License-Identifier: Apache-2.0
"""The published vectors pass in Python, in Node and in Chromium, and what one recognises in a text the other does."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page as Tab
from tests.builders import ROOT
from tests.client.lookup_world import serving
from tests.client.node import CLIENT, Node, running

from chetavani.model.indicator import IndicatorType, canonical, lookup_hash, recognise

pytestmark = pytest.mark.xdist_group("vectors")

VECTORS: list[dict[str, Any]] = json.loads((ROOT / "src/chetavani/data/lookup-vectors.json").read_bytes())["vectors"]
PAIRS = [(one["type"], one["input"]) for one in VECTORS]
WANTED = [one["canonical"] for one in VECTORS]
HASHED = [(one["type"], one["canonical"]) for one in VECTORS if one["canonical"] is not None]
HASHES = [one["sha256"] for one in VECTORS if one["canonical"] is not None]


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    """One Node for all of these."""
    with running() as node:
        yield node


def in_python(kind: str, text: str) -> str | None:
    """Return the canonical form, None where there is none."""
    try:
        return canonical(IndicatorType(kind), text)
    except ValueError:
        return None


def test_there_are_enough_of_every_type() -> None:
    assert len(VECTORS) >= 300
    for kind in IndicatorType:
        of = [one for one in VECTORS if one["type"] == kind]
        assert len(of) >= 10
        assert any(one["canonical"] is None for one in of)
    assert [hashlib.sha256(f"{kind}:{value}".encode()).hexdigest() for kind, value in HASHED] == HASHES


def test_in_python() -> None:
    assert [in_python(*pair) for pair in PAIRS] == WANTED
    assert [lookup_hash(*pair) for pair in HASHED] == HASHES


def test_in_node(node: Node) -> None:
    assert node.canonical(PAIRS) == WANTED
    assert node.ask("hash", pairs=HASHED) == HASHES


@pytest.mark.parametrize("name", ["constructor", "toString", "valueOf", "hasOwnProperty", "__proto__", "", "UPI"])
def test_what_is_no_type_has_no_values(node: Node, name: str) -> None:
    assert node.canonical([(name, "refund@example")]) == [in_python(name, "refund@example")] == [None]


_IN_A_PAGE = """async ([pairs, hashed, texts]) => {
    const { canonical, hash, recognise } = await import("/lookup/v1/client.mjs");
    return {
        canonical: pairs.map(([type, text]) => canonical(type, text)),
        hashes: await Promise.all(hashed.map(([type, value]) => hash(type, value))),
        found: texts.map((text) => recognise(text)),
    };
}"""


def test_in_chromium(tab: Tab, node: Node, tmp_path: Path) -> None:
    folder = tmp_path / "lookup/v1"
    folder.mkdir(parents=True)
    (folder / "client.mjs").write_bytes(CLIENT.read_bytes())
    (tmp_path / "page.html").write_text("<!doctype html><title>Vectors</title>", encoding="utf-8")
    texts = [one["input"] for one in VECTORS] + [" ".join(text for _, text in PAIRS)]
    with serving(tmp_path) as site:
        tab.goto(f"{site.address}page.html")
        told = tab.evaluate(_IN_A_PAGE, [PAIRS, HASHED, texts])
    assert told["canonical"] == WANTED
    assert told["hashes"] == HASHES
    assert told["found"] == node.ask("recognise", texts=texts)


# What the vectors say of Punycode holds everywhere; parsers differ over Punycode of Punycode, which nobody has.
_UNREACHABLE = re.compile(r"xn[-\u2010-\u2015\u2212\uff0d\u00ad\u200b-\u200f\ufe63]", re.IGNORECASE)
_SPELT = st.sampled_from([text for _, text in PAIRS if not _UNREACHABLE.search(text)])
_MARKS = st.sampled_from(
    [*" .@:/?#&=%[](){}<>-+_~,;*\\|\"'^`!$\n\t0k", "\u200b", "\u200d", "\u00a0", "\ufeff", "\u2013", "\u0964", "क", "İ",
     "ı", "ſ", "K", "ß", "ς", "१", "①", "ﬁ", "．", "＠", "：", "／", "𝟗", "👍", "\x00", "\x1f", "\x85", "\u3000",
     "\u1090", "[.]", "(dot)", "{at}", "hxxp", "[://]", "www.", "91", "+91", "00", "%2e", "%40", "utm_x=1&",
     " IFSC EXMP0000001 ",     " A/c no. ", " खाता संख्या ", " Telegram @", " टेलीग्राम: ",
     " pay to ", ". ", " 123456789012 "]
)  # fmt: skip


@st.composite
def spellings(draw: st.DrawFn) -> str:
    """Return a text near a value: with marks put in, parts cut out, capitals changed, another value beside it."""
    text = draw(_SPELT)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        match draw(st.integers(0, 4)):
            case 0 | 1:
                text = text[:at] + draw(_MARKS) + text[at:]
            case 2:
                text = text[:at] + text[at + 1 :]
            case 3:
                text = text[:at] + text[at:].swapcase()
            case _:
                text = f"{text}{draw(_MARKS)}{draw(_SPELT)}"
    return "" if _UNREACHABLE.search(text) else text


def units_to_characters(text: str) -> list[int]:
    """Return, for every place in a JavaScript string (UTF-16), the place in Python's."""
    places: list[int] = []
    for at, character in enumerate(text):
        places += [at] * (len(character.encode("utf-16-le")) // 2)
    return [*places, len(text)]


def in_javascript(text: str, found: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    """Return what JavaScript recognises, its offsets counted as Python counts."""
    places = units_to_characters(text)
    return [(one["type"], one["value"], one["shown"], places[one["start"]], places[one["end"]]) for one in found]


@settings(max_examples=60, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(spellings(), min_size=20, max_size=60))
def test_both_agree_on_every_spelling(node: Node, texts: list[str]) -> None:
    pairs = [(kind.value, text) for text in texts for kind in IndicatorType]
    assert node.canonical(pairs) == [in_python(*pair) for pair in pairs]
    for text, found in zip(texts, node.ask("recognise", texts=texts), strict=True):
        assert in_javascript(text, found) == [tuple(one) for one in recognise(text)]
