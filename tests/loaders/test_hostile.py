# SPDX-License-Identifier: Apache-2.0
"""Whatever bytes a file holds, loading ends quickly, raises nothing, and says what is wrong."""

import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import fields, source
from tests.loaders.conftest import LoadOne

from chetavani.loaders.advisory import load_original, load_translation
from chetavani.loaders.codes import LOAD_RULES, Collector
from chetavani.loaders.library import Loaded, load_library
from chetavani.loaders.source import MAX_BYTES
from chetavani.model.text import nfc, refused_characters

CODES = {rule.code for rule in LOAD_RULES}
ONE_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
LINES = st.text(
    alphabet=st.characters(exclude_categories=["Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"]), min_size=1
).filter(lambda text: not refused_characters(text, multiline=False))
# what breaks YAML and front matter most readily
PIECES = (
    "---", "id", ": ", "\n", "  ", "- ", "&a ", "*a", "!!python/object:os.system ", "{", "}", "[", "]", '"', "'", "|",
    ">", "#", "?", "%", "@", "\t", "title", "kind", "\u2028", "\u0085", "0x1", "~", "<<",
)  # fmt: skip
YAML_SOUP = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)

LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcde", "bcdef", strict=True)
)


def codes(loaded: Loaded) -> list[str]:
    return [finding.code for finding in loaded.findings]


@ONE_FOLDER
@given(content=st.binary(max_size=400))
def test_any_bytes_are_loaded_or_reported(load_one: LoadOne, content: bytes) -> None:
    loaded = load_one(content)
    assert loaded.entries or loaded.findings
    assert set(codes(loaded)) <= CODES


@ONE_FOLDER
@given(soup=YAML_SOUP)
def test_any_front_matter_is_loaded_or_reported(load_one: LoadOne, soup: str) -> None:
    loaded = load_one(f"---\n{soup}\n---\ntext\n".encode())
    assert loaded.findings
    assert all(finding.line >= 1 for finding in loaded.findings)


@given(place=st.integers(0, 700), rubbish=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12))
def test_rubbish_in_a_good_file_never_raises(place: int, rubbish: str) -> None:
    text = source(1)
    collector = Collector("a.md")
    entry = load_original(nfc(text[:place] + rubbish + text[place:]), "", "en", collector)
    assert entry is not None or collector.findings
    load_translation(nfc(text[:place] + rubbish + text[place:]), "", "hi", Collector("a.hi.md"))


@ONE_FOLDER
@given(title=LINES, summary=LINES, reference=LINES)
def test_texts_come_back_in_nfc(load_one: LoadOne, title: str, summary: str, reference: str) -> None:
    given_texts = {
        "title": title,
        "summary": summary,
        "references": [{"title": reference, "url": "https://a.example/"}],
    }
    loaded = load_one(source(1, **given_texts).encode())
    if all(text.strip() for text in (title, summary, reference)):
        assert codes(loaded) == []
        advisory = loaded.entries[0].advisory
        for got, meant in (
            (advisory.title, title), (advisory.summary, summary), (advisory.references[0].title, reference),
        ):  # fmt: skip
            assert got == unicodedata.normalize("NFC", meant).strip()
            assert unicodedata.is_normalized("NFC", got)
    else:
        assert set(codes(loaded)) == {"CH111"}


@pytest.mark.parametrize(
    "yaml",
    [
        "severity: &s high\ntitle: *s",
        "title: !!python/object/apply:os.system [ls]",
        "title: !secret x",
        LAUGHS,
        "<<: &base {a: b}",
        "a: " + "[" * 5000 + "]" * 5000,
        "a: " + "{a: " * 500 + "b" + "}" * 500,
        "\n".join(f"{'  ' * depth}a:" for depth in range(400)),
    ],
    ids=["alias", "python-tag", "tag", "billion-laughs", "merge", "deep-lists", "deep-maps", "deep-blocks"],
)
def test_yaml_that_could_harm_is_refused_quickly(load_one: LoadOne, yaml: str) -> None:
    begun = time.perf_counter()
    loaded = load_one(f"---\n{yaml}\n---\n".encode())
    assert time.perf_counter() - begun < 2
    assert "CH107" in codes(loaded)


def test_scalars_stay_what_was_written(load_one: LoadOne) -> None:
    loaded = load_one(source(1).replace("title: ", "title: 012 #").encode())
    assert loaded.entries[0].advisory.title == "012"
    for word in ("no", "0x10", "12:30", "1e3", "~", "2026-03-02"):
        assert load_one(source(1, title=word).encode()).entries[0].advisory.title == word


def test_crlf_and_cr_are_line_ends(load_one: LoadOne) -> None:
    plain = load_one(source(1).encode()).entries[0]
    for ending in (b"\r\n", b"\r"):
        other = load_one(source(1).encode().replace(b"\n", ending)).entries[0]
        assert other.advisory == plain.advisory
        assert other.source.lines == plain.source.lines


def test_byte_order_mark_nul_and_size(load_one: LoadOne) -> None:
    good = source(1).encode()
    assert codes(load_one(b"\xef\xbb\xbf" + good)) == ["CH104"]
    assert codes(load_one(good.replace(b"parcel", b"par\x00cel"))) == ["CH105"]
    assert codes(load_one(good + b"\n" * (MAX_BYTES - len(good)))) == []
    assert codes(load_one(good + b"\n" * (MAX_BYTES - len(good) + 1))) == ["CH102"]
    assert codes(load_one(b"")) == ["CH106"]


def test_a_wrong_byte_is_reported_in_its_line(load_one: LoadOne) -> None:
    finding = load_one(source(1).encode().replace(b"kind", b"k\xffnd")).findings[0]
    assert (finding.code, finding.line) == ("CH104", 3)


@pytest.mark.parametrize("key", ["kind", "severity", "published"])
def test_duplicate_keys_are_refused_with_both_lines(load_one: LoadOne, key: str) -> None:
    text = source(1)
    written = next(line for line in text.splitlines() if line.startswith(key))
    first = text.splitlines().index(written) + 1
    loaded = load_one(text.replace("---\n", f"---\n{written}\n", 1).encode())
    finding = loaded.findings[0]
    assert (finding.code, finding.field, finding.line) == ("CH108", key, first + 1)
    assert "line 2" in finding.message


@pytest.mark.parametrize(
    "moment",
    ["2026-03-02T11:00:00", "2026-03-02", "2026-02-30T11:00:00+05:30", "2026-13-01T11:00:00Z", "2026-03-02T25:00:00Z",
     "2026-03-02T11:00:00+25:00", "0001-01-01T00:00:00+05:30", "9999-12-31T23:59:59-05:30", "2026-03-02T11:00Z",
     "yesterday", "१२३४-०३-०२T११:००:००Z", "2026-03-02T11:00:60Z"],
)  # fmt: skip
def test_times_that_nobody_can_place_are_refused(load_one: LoadOne, moment: str) -> None:
    loaded = load_one(source(1, published=moment).encode())
    assert [(finding.code, finding.field) for finding in loaded.findings] == [("CH111", "published")]


@pytest.mark.parametrize(
    "character", ["\u202e", "\u2066", "\u200f", "\u200b", "\u2060", "\ufeff", "\u3164", "\u0007", "\u2028"]
)
@pytest.mark.parametrize("field", ["title", "summary"])
def test_hidden_and_reordering_characters_are_refused(load_one: LoadOne, field: str, character: str) -> None:
    loaded = load_one(source(1, **{field: f"Parcel{character} calls that ask"}).encode())
    assert {finding.code for finding in loaded.findings} <= {"CH105", "CH107"}
    assert loaded.findings


def test_bidi_in_a_body_is_reported_in_its_line(load_one: LoadOne) -> None:
    text = source(1, body="one\ntwo \u202e three\n")
    finding = load_one(text.encode()).findings[0]
    assert (finding.code, finding.field) == ("CH105", "body")
    assert text.splitlines()[finding.line - 1] == "two \u202e three"


def test_joiners_pass_where_devanagari_needs_them(load_one: LoadOne) -> None:
    joined = "क्\u200dष और श्\u200cर"
    assert load_one(source(1, title=joined).encode()).entries[0].advisory.title == joined
    assert codes(load_one(source(1, title="pay\u200dpal").encode())) == ["CH105"]
    assert codes(load_one(source(1, title="क\u200dष").encode())) == ["CH105"]


def test_symbolic_links_out_of_the_tree_are_refused(tmp_path: Path) -> None:
    root = tmp_path / "root"
    folder = root / "advisories/2026"
    folder.mkdir(parents=True)
    (tmp_path / "secret.md").write_text(source(1), encoding="utf-8")
    (folder / "MPC-2026-0001.md").symlink_to("../../../secret.md")
    (folder / "MPC-2026-0002.md").symlink_to("MPC-2026-0002.md")
    (folder / "MPC-2026-0003.md").symlink_to(tmp_path)
    (folder / "MPC-2026-0004.md").write_text(source(4), encoding="utf-8")
    (folder / "MPC-2026-0005.md").symlink_to("MPC-2026-0004.md")
    loaded = load_library(root, ("en", "hi"))
    found = {finding.path[-7:-3]: finding.code for finding in loaded.findings}
    assert found == {"0001": "CH103", "0002": "CH101", "0003": "CH103"}
    assert len(loaded.entries) == 2


def test_every_mistake_of_a_file_is_reported_at_once(load_one: LoadOne) -> None:
    wrong = fields(1, severity="huge", published="2026-03-02", sectors=["nowhere"], extra="x") | {
        "references": [{"title": "A", "url": "no address"}, {"url": "https://a.example/"}],
        "actions": [{"who": "courier", "what": "dance", "text": ""}],
    }
    wrong.pop("summary")
    found = {finding.field for finding in load_one(source(1, **wrong, summary=None).encode()).findings}
    assert found == {
        "severity", "published", "sectors[0]", "extra", "references[0].url", "references[1].title", "actions[0].who",
        "actions[0].what", "actions[0].text", "summary",
    }  # fmt: skip
