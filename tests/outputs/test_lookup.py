# SPDX-License-Identifier: Apache-2.0
"""Look-ups: by the published algorithm, written here once more, every listed value is found and nothing else is."""

import base64
import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from itertools import product
from typing import Any

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import ROOT
from tests.outputs.feed_world import context, render
from tests.outputs.listing_world import AT, DAY, TYPES, cleared, library_of, listing, values, worlds

from chetavani.model.library import Library
from chetavani.model.listing import Entry, Listing, merged
from chetavani.outputs.base import Shard, artifacts_of
from chetavani.outputs.lookup import Lookup, meta_bytes, places
from chetavani.outputs.lookup.shards import answer_bytes, decoys, size_class
from chetavani.shipped import shipped

Row = tuple[str, str, str, str]
_PAGE = ROOT / "docs/reference/lookup.md"
_HOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
_ROW = re.compile(
    r'\["[A-Za-z0-9_-]{21}[AQgw]","(?:warn|hold|block|cleared)","[A-Z][A-Z0-9]+-\d{4}-\d{4,6}",'
    r'"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"\],?'
)


def site(of: Library) -> dict[str, bytes]:
    """Return what is published of a library."""
    return {one.path: render(one) for one in artifacts_of(Lookup().plan(of, context(of)))}


def meta_of(made: Mapping[str, bytes]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(made["lookup/v1/meta.json"])
    return found


def answers_of(made: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the answers by their prefixes."""
    found = {path: re.fullmatch(r"lookup/v1/([0-9a-f]+)\.json", path) for path in made}
    return {match[1]: made[path] for path, match in found.items() if match}


def looked_up(made: Mapping[str, bytes], kind: str, value: str) -> list[Row]:
    """Return the rows of a value, looked up by the words of docs/reference/lookup.md."""
    meta = meta_of(made)
    digest = hashlib.sha256(f"{kind}:{value}".encode()).digest()
    prefix = digest.hex()[: meta["prefix_digits"]]
    name = base64.urlsafe_b64encode(digest[: meta["hash_bytes"]]).decode().rstrip("=")
    answer = json.loads(made["lookup/v1/" + meta["shard"].format(prefix=prefix)])
    assert answer["prefix"] == prefix
    return [tuple(row) for row in answer["entries"] if row[0] == name]


def expected(said: list[Listing]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return what is to be found of each value that anything was said of: what to do, and by which advisory."""
    by_value: dict[tuple[str, str], list[Listing]] = {}
    for one in said:
        by_value.setdefault((one.type, one.value), []).append(one)
    holding = {key: merged(group, AT) for key, group in by_value.items()}
    return {key: [(one.action or "cleared", one.advisory)] if one else [] for key, one in holding.items()}


@_HOW
@given(worlds, st.lists(st.tuples(st.sampled_from(TYPES), values), max_size=5))
def test_a_look_up_finds_what_is_listed_and_nothing_else(said: list[Listing], others: list[tuple[str, str]]) -> None:
    made = site(library_of(said))
    wanted = expected(said)
    for key in {*wanted, *others}:
        assert [(row[1], row[2]) for row in looked_up(made, *key)] == wanted.get(key, [])
    assert meta_of(made)["entries"] == sum(row[0] != "cleared" for rows in wanted.values() for row in rows)


@_HOW
@given(worlds)
def test_every_answer_is_there_padded_and_of_one_form(said: list[Listing]) -> None:
    made = site(library_of(said))
    found = answers_of(made)
    digits = meta_of(made)["prefix_digits"]
    assert sorted(found) == ["".join(one) for one in product("0123456789abcdef", repeat=digits)]
    holding = (key for key, rows in expected(said).items() if rows)
    real = Counter(hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()[:digits] for kind, value in holding)
    for prefix, content in found.items():
        first, *rows, last = content.decode().splitlines()
        assert (first, last) == (f'{{"prefix":"{prefix}","entries":[', "]}")
        assert all(_ROW.fullmatch(row) for row in rows)
        assert rows == sorted(rows)
        names = [row[0] for row in json.loads(content)["entries"]]
        assert len(set(names)) == len(names) == _padded(real[prefix])
        assert all(base64.urlsafe_b64decode(name + "==").hex().startswith(prefix) for name in names)


def _padded(count: int) -> int:
    """Return the size class of an answer by the words of docs/reference/lookup.md."""
    classes: list[int] = [8, 16, 32, *range(64, 6400, 64)]
    return next(size for size in classes if size >= count)


@pytest.mark.parametrize(
    ("count", "digits"),
    [
        (0, 1), (4_000, 1), (4_001, 2), (64_000, 2), (64_001, 3), (1_000_000, 3), (1_024_000, 3), (1_024_001, 4),
        (10_000_000, 4), (250 * 16**5, 5), (250 * 16**5 + 1, 6), (10**12, 6),
    ],
)  # fmt: skip
def test_the_prefix_grows_with_the_set(count: int, digits: int) -> None:
    meta = json.loads(meta_bytes(count, count, AT))
    assert meta["prefix_digits"] == digits
    assert digits == 6 or count / 16**digits <= 250
    assert digits == 1 or count / 16 ** (digits - 1) > 250
    assert (meta["entries"], meta["updated"]) == (count, "2026-06-01T12:00:00Z")


@pytest.mark.parametrize("count", [0, 1, 8, 9, 16, 17, 32, 33, 64, 65, 128, 129, 250, 320, 321, 1000])
def test_size_classes(count: int) -> None:
    assert size_class(count) == _padded(count)


def many(count: int, *, by_day: bool = False) -> list[Listing]:
    """Return as many listings, no two of which say the same; if they end ``by_day``, all at one hour."""
    said = [("warn", "hold", "block")[number % 3] for number in range(count)]
    ends = [
        number * 104_729 % 365 * DAY + (0 if by_day else number * 7919 % 86_400 * 1_000_000) for number in range(count)
    ]
    return [
        listing("upi", f"fee{number}@example", action=action, advisory=f"MPC-2026-{number * 7919 % 9999 + 1:04d}",
                until=AT + DAY + end)
        for number, (action, end) in enumerate(zip(said, ends, strict=True))
    ]  # fmt: skip


def below(prefix: str, said: list[Listing]) -> list[Entry]:
    """Return the entries of what is said, as if all their hashes began with ``prefix``."""
    found = [merged([one], AT) for one in said]
    return sorted(one._replace(hash=prefix + one.hash[len(prefix) :]) for one in found if one)


@pytest.mark.parametrize("said", [many(250), many(320, by_day=True)], ids=["250, by the second", "320, by the day"])
def test_an_answer_is_small_enough_where_shards_are_fullest(said: list[Listing]) -> None:
    """Where the mean is 250, one shard in a hundred thousand has more than 320."""
    content = answer_bytes("0a3", below("0a3", said), "MPC")
    assert len(json.loads(content)["entries"]) == _padded(len(said))
    assert len(gzip.compress(content, 9)) <= 8192
    assert len(brotli.compress(content)) <= 8192


@pytest.mark.parametrize("mean", [4, 0.05, 0.008])
def test_longer_prefixes_are_found_as_well(mean: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MEAN", mean)
    said = [*many(200), cleared("domain", "shop.example")]
    of = library_of(said)
    digits = places.prefix_digits(200)
    hashes = {one.hash[:digits] for one in said}
    wanted = {"lookup/v1/meta.json", *(f"lookup/v1/{prefix}.json" for prefix in hashes)}
    made = {one.path: render(one) for one in artifacts_of(Lookup().plan(of, context(of))) if one.path in wanted}
    assert digits == {4: 2, 0.05: 3, 0.008: 4}[mean]
    assert {key: [(row[1], row[2]) for row in looked_up(made, *key)] for key in expected(said)} == expected(said)


@pytest.mark.parametrize("mean", [4, 0.05, 0.008])
def test_one_more_entry_changes_one_answer(mean: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """And no key but that of its own drawer, of whatever holds it, and of what tells how many there are."""
    monkeypatch.setattr(places, "MEAN", mean)
    before, new = many(200), listing("phone", "+447700900417")
    digits: int = places.prefix_digits(200)
    old, now = (keys(library_of(said)) for said in (before, [*before, new]))
    changed = {name for name, key in now.items() if old[name] != key}
    held = min(digits, 3)
    answers = {f"lookup/v1/{new.hash[:held]}{rest}.json" for rest in ("" if digits <= 3 else "0123456789abcdef")}
    answers = answers or {f"lookup/v1/{new.hash[:digits]}.json"}
    groups = {f"lookup/shards/{new.hash[0]}"} | ({f"lookup/shards/{new.hash[:2]}"} if digits > 2 else set())
    assert changed == {"lookup/v1/meta.json"} | answers | groups
    assert old.keys() == now.keys()


def keys(of: Library) -> dict[str, str]:
    """Return the key of every shard and artifact."""
    found: dict[str, str] = {}
    parts: list[Any] = list(Lookup().plan(of, context(of)))
    while parts:
        one = parts.pop()
        found[one.name if isinstance(one, Shard) else one.path] = one.key
        parts += one.parts() if isinstance(one, Shard) else ()
    return found


@given(st.text("0123456789abcdef", min_size=1, max_size=6), st.integers(0, 64), st.integers(0, 64))
def test_decoys_begin_like_the_others_and_stay_when_more_are_needed(prefix: str, few: int, more: int) -> None:
    like = [("warn", "MPC-2026-0001", "2027-01-01T00:00:00Z")]
    made = list(decoys(prefix, few + more, like, "MPC"))
    assert list(decoys(prefix, few, like, "MPC")) == made[:few]
    assert all(name.startswith(prefix) and len(name) == 32 for name, _ in made)
    assert {row for _, row in made} <= set(like)
    assert all("-1970-" in row[1] for _, row in decoys(prefix, few, [], "MPC"))


def test_a_decoy_says_of_no_advisory_what_no_entry_says_of_it() -> None:
    entries = below("0", many(3))
    rows = json.loads(answer_bytes("0", entries, "MPC"))["entries"]
    assert len(rows) == 8
    assert {tuple(row[1:]) for row in rows} == {
        tuple(row[1:]) for row in rows if row[2] in {one.advisory for one in entries}
    }


def test_what_comes_with_us_is_published_as_it_is() -> None:
    made = site(library_of([]))
    for name, content in shipped("lookup-").items():
        assert made[f"lookup/v1/{name}"] == content
    assert "lookup/v1/vectors.json" in made


def test_every_vector_is_found_by_its_hash_if_it_is_listed() -> None:
    """Under the prefix and the name that a client makes of the published hash alone."""
    vectors = json.loads(site(library_of([]))["lookup/v1/vectors.json"])["vectors"]
    known = {(one["type"], one["canonical"]): one["sha256"] for one in vectors if one["canonical"] is not None}
    made = site(library_of(listing(kind, value) for kind, value in known))
    digits = meta_of(made)["prefix_digits"]
    assert len(known) > 100
    for sha256 in known.values():
        name = base64.urlsafe_b64encode(bytes.fromhex(sha256)[:16]).decode().rstrip("=")
        assert name in made[f"lookup/v1/{sha256[:digits]}.json"].decode()


def test_the_recipe_in_the_documentation_finds_what_is_listed() -> None:
    made = site(library_of([listing("upi", "fee@example"), cleared("domain", "shop.example")]))
    recipe = _PAGE.read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {}
    exec(compile(recipe, str(_PAGE), "exec"), names)  # noqa: S102 - our own page
    names["get"] = lambda path: json.loads(made[f"lookup/v1/{path}"])
    found = [
        names["look_up"](*one) for one in (("upi", "fee@example"), ("domain", "shop.example"), ("upi", "a@example"))
    ]
    assert [one and one[1:3] for one in found] == [["block", "MPC-2026-0001"], ["cleared", "MPC-2026-0001"], None]


def test_every_field_is_explained() -> None:
    text = _PAGE.read_text(encoding="utf-8")
    assert [name for name in json.loads(meta_bytes(1, 1, AT)) if f"`{name}`" not in text] == []
    example = text.partition("```json\n")[2].partition("```")[0].splitlines()
    assert all(_ROW.fullmatch(row) for row in example[1:-1])
    assert json.loads("".join(example))["prefix"] == "0a3"
