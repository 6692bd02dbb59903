# SPDX-License-Identifier: Apache-2.0
"""Lists of indicators: whatever is said of whatever, each value is in exactly the files in which it belongs."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import ROOT
from tests.outputs.feed_world import context, our_settings
from tests.outputs.listing_world import AT, TYPES, cleared, domains, library_of, listing, worlds
from tests.outputs.roll_world import RELEASE, rolled

from chetavani.model.library import Library
from chetavani.model.listing import Entry, Listing
from chetavani.outputs.base import Listed, Tally
from chetavani.outputs.indicators import IndicatorLists, blocklists
from chetavani.outputs.indicators.deltas import delta_lines
from chetavani.outputs.indicators.index import index_bytes
from chetavani.outputs.indicators.places import PLACES, delta_path
from chetavani.outputs.indicators.records import cleared_record, line, record

_HOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
_BREAKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"
_PAGE = ROOT / "docs/reference/indicators.md"
Rows = list[dict[str, Any]]


def site(of: Library) -> dict[str, bytes]:
    """Return every list by its name."""
    return {path.removeprefix("indicators/"): made for path, made in rolled(IndicatorLists(), of).items()}


def entries(of: Library, *, cleared_ones: bool = False) -> list[Entry]:
    """Return the entries that are listed, or the cleared ones."""
    return [one for one in of.listings.entries() if bool(one.cleared) is cleared_ones]


def json_lines(content: bytes) -> Rows:
    """Return the records of a file, wherever a program may break its lines."""
    return [json.loads(one) for one in content.decode().splitlines()]


def table(content: bytes) -> Rows:
    """Return the rows of a table as the cells were before they were made harmless."""
    read = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    return [{name: cell.removeprefix("'") for name, cell in row.items()} for row in read]


def is_domain(value: str) -> bool:
    """Whether a name server takes a value, by the rules as RFC 1035 has them, with underscores."""
    labels = value.split(".")
    letters = set("abcdefghijklmnopqrstuvwxyz0123456789-_")
    sound = (0 < len(one) < 64 and set(one) <= letters and one[0] != "-" and one[-1] != "-" for one in labels)
    top = labels[-1]
    return len(labels) > 1 and len(value) < 254 and all(sound) and len(top) > 1 and top[0].isalpha() and "_" not in top


def hosts_of(content: bytes) -> list[str]:
    """Return the names in a hosts file, as hosts(5) says: an address, then names, a comment from # on."""
    found = []
    for text in content.decode().splitlines():
        address, *names = text.partition("#")[0].split() or [""]
        assert address in {"", "0.0.0.0"}  # noqa: S104 - it leads nowhere
        found += names
    return found


def bodies(content: bytes, mark: str) -> list[str]:
    """Return the lines that are no comments."""
    return [one for one in content.decode().splitlines() if not one.startswith(mark)]


@_HOW
@given(worlds)
def test_every_value_is_in_the_files_in_which_it_belongs(said: list[Listing]) -> None:
    of = library_of(said)
    made, listed = site(of), entries(of)
    for kind in TYPES:
        assert made[f"{kind}.txt"].decode().split("\n")[:-1] == [one.value for one in listed if one.type == kind]
    assert json_lines(made["all.jsonl"]) == [record(one) for one in listed]
    assert json_lines(made["cleared.jsonl"]) == [cleared_record(one) for one in entries(of, cleared_ones=True)]
    blocked = [one.value for one in listed if (one.type, one.action) == ("domain", "block") and is_domain(one.value)]
    assert hosts_of(made["domains.hosts"]) == [name for one in blocked for name in (one, f"www.{one}")]
    assert bodies(made["domains.adblock.txt"], "!")[1:] == [f"||{one}^" for one in blocked]
    assert bodies(made["domains.dnsmasq.conf"], "#") == [f"address=/{one}/" for one in blocked]
    policies = [text for one in blocked for text in (f"{one} CNAME .", f"*.{one} CNAME .")]
    assert bodies(made["domains.rpz"], ";")[3:] == policies


@_HOW
@given(worlds)
def test_tables_say_what_the_records_say_and_calculate_nothing(said: list[Listing]) -> None:
    of = library_of(said)
    made = site(of)
    for name in ("all", "cleared"):
        rows, told = table(made[f"{name}.csv"]), json_lines(made[f"{name}.jsonl"])
        flat = [{key: "; ".join(cell) if isinstance(cell, list) else cell for key, cell in one.items()} for one in told]
        assert [{key: cell for key, cell in row.items() if cell} for row in rows] == flat
        cells = re.findall(r'(?:^|,)"((?:[^"]|"")*)"', made[f"{name}.csv"].decode("utf-8-sig"), re.MULTILINE)
        assert not [cell for cell in cells if cell.lstrip()[:1] in {*"=+-@"}]


@_HOW
@given(worlds)
def test_a_line_is_what_json_makes_of_the_record(said: list[Listing]) -> None:
    for one in entries(library_of(said)):
        assert line(one) == json.dumps(record(one), separators=(",", ":")) + "\n"


def test_a_record_of_one_that_several_advisories_list() -> None:
    first = listing(
        "upi", "fee@example", advisory="MPC-2026-0003", action="warn", evidence="reported", first_seen="2026-02-01"
    )
    second = listing("upi", "fee@example", advisory="MPC-2026-0002", last_seen="", first_seen="", review_by="")
    (told,) = json_lines(site(library_of([first, second]))["all.jsonl"])
    assert list(told.items()) == [
        ("type", "upi"), ("value", "fee@example"), ("action", "block"), ("evidence", "confirmed"), ("role", "lure"),
        ("first_seen", "2026-02-01"), ("last_seen", "2026-05-20"), ("until", "2026-07-01T12:00:00Z"),
        ("review_by", "2026-08-01"), ("advisory", "MPC-2026-0002"), ("advisories", ["MPC-2026-0002", "MPC-2026-0003"]),
    ]  # fmt: skip


def test_what_is_cleared_or_over_is_listed_nowhere() -> None:
    gone = [cleared("domain", "shop.example", "Its owner was robbed too."), listing("domain", "old.example", until=AT)]
    made = site(library_of([*gone, listing("domain", "kept.example", advisory="MPC-2026-0002")]))
    for name, content in made.items():
        assert (b"shop.example" in content) is name.startswith("cleared.")
        assert b"old.example" not in content
    assert json_lines(made["cleared.jsonl"]) == [
        {"type": "domain", "value": "shop.example", "cleared": "2026-05-31T12:00:00Z",
         "reason": "Its owner was robbed too.", "advisory": "MPC-2026-0001"}
    ]  # fmt: skip


@pytest.mark.parametrize("action", ["warn", "hold"])
def test_no_name_server_gets_what_is_not_to_be_blocked(action: str) -> None:
    made = site(library_of([listing("domain", "shop.example", action=action)]))
    assert sorted(name for name, content in made.items() if b"shop.example" in content) == [
        "all.csv",
        "all.jsonl",
        "domain.txt",
    ]


@pytest.mark.parametrize(
    "value",
    [
        "shop.example\n", "a.example CNAME .", "-a.example", "a-.example", "192.0.2.7", "a..example", "*.example",
        "localhost", f"{'a' * 64}.example", f"{'a.' * 124}example", "a.example/", "a.exa_mple", "दुकान.example",
        "a.example#", "A.example",
    ],
)  # fmt: skip
def test_what_is_no_name_is_in_no_list_of_names(value: str) -> None:
    made, alone = (
        site(library_of([*more, listing("domain", "shop.example")])) for more in ([listing("domain", value)], [])
    )
    for name in ("hosts", "adblock.txt", "dnsmasq.conf", "rpz"):
        assert made[f"domains.{name}"] == alone[f"domains.{name}"]
        assert b"Domains: 1." in made[f"domains.{name}"]


@pytest.mark.parametrize("length", [200, 201, 249, 250, 253])
def test_long_names_are_in_every_list_that_has_room(length: int) -> None:
    name = ("a" * 50 + ".") * 5
    name = name[: length - 8] + ".example" if name[length - 9] != "." else name[: length - 9] + "a.example"
    made = site(library_of([listing("domain", name)]))
    assert len(name) == length
    assert (name in made["domains.rpz"].decode()) is (length <= 200)
    assert hosts_of(made["domains.hosts"]) == ([name, f"www.{name}"] if length <= 249 else [name])


def test_heads_say_what_a_list_is_and_how_old() -> None:
    made = site(library_of([listing("domain", f"a{number}.example") for number in range(3)]))
    for name, mark in (("hosts", "# "), ("dnsmasq.conf", "# "), ("rpz", "; "), ("adblock.txt", "! ")):
        head = [one.removeprefix(mark) for one in made[f"domains.{name}"].decode().splitlines() if one.startswith(mark)]
        told = "\n".join(head)
        assert "Chetavani demonstration" in told
        assert "no official publication" in told
        assert f"Domains: 3. Last changed: 2026-05-20T12:00:00Z. Release: {RELEASE}" in told
        assert "https://chetavani.example/indicators/index.json" in told
        assert "TLP:CLEAR" in told
    assert made["domains.adblock.txt"].startswith(b"[Adblock Plus]\n! Title: Domains of frauds")
    real = our_settings().model_copy(update={"demonstration": False})
    assert b"official" not in blocklists.commented("#", real, Tally(1, AT, 1))


@pytest.mark.parametrize(
    ("seconds", "release", "serial"),
    [
        (0, 0, 1), (0, 1, 1), (1, 1, 2), (AT // 10**6, 5, AT // 10**6 + 5), (2**32 - 2, 1, 2**32 - 1),
        (2**32 - 1, 1, 1), (2**32 + 5, 3, 8),
    ],
)  # fmt: skip
def test_serials_are_seconds_in_32_bits_and_one_more_for_each_release(seconds: int, release: int, serial: int) -> None:
    assert blocklists.serial(Tally(1, seconds * 10**6 + 999_999, release)) == serial


def test_a_name_with_a_line_break_cannot_leave_its_comment() -> None:
    publisher = our_settings().publisher.model_copy(
        update={"name": {"en": "Cell\naddress=/bank.example/\r\n*", "hi": "क"}}
    )
    bad = our_settings().model_copy(update={"publisher": publisher})
    for mark in "#;":
        assert all(
            one.startswith(mark) for one in blocklists.commented(mark, bad, Tally(1, AT, 1)).decode().splitlines()
        )


def lines_of(of: Library) -> tuple[list[bytes], list[bytes]]:
    """Return the lines of everything that is listed, and of what is cleared."""
    made = site(of)
    return made["all.jsonl"].splitlines(keepends=True), made["cleared.jsonl"].splitlines(keepends=True)


def recipe() -> dict[str, Any]:
    """Return the functions that the documentation gives to who applies deltas."""
    text = _PAGE.read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {}
    exec(compile(text, str(_PAGE), "exec"), names)  # noqa: S102 - our own page
    return names


def applied(held: Iterable[bytes], delta: Iterable[bytes]) -> list[dict[str, Any]]:
    """Return what somebody has who holds a list and applies a delta, by the recipe in the documentation."""
    names = recipe()
    found: dict[tuple[str, str], dict[str, Any]] = names["held"](held)
    names["apply"](found, delta)
    return sorted(found.values(), key=json.dumps)


@_HOW
@given(st.lists(worlds, min_size=2, max_size=4))
def test_who_applies_deltas_holds_what_is_listed(worlds: Sequence[list[Listing]]) -> None:
    first, *others = [library_of(said) for said in worlds]
    told = held = lines_of(first)[0]
    for one in others:
        after, gone = lines_of(one)
        delta = list(delta_lines(told, after, gone))
        held = [json.dumps(record).encode() for record in applied(held, delta)]
        told = after
    assert applied(held, []) == applied(told, [])
    digest, of = recipe()["digest"], recipe()["held"]
    assert digest(of(held)) == hashlib.sha256(b"".join(told)).hexdigest()
    assert not told or digest(of(held[1:])) != digest(of(held))


def test_a_delta_says_what_came_what_changed_and_why_something_went() -> None:
    kept = listing("upi", "kept@example")
    before = [kept, *(listing("upi", f"{name}@example") for name in ("ended", "cleared", "changed"))]
    after = [
        kept,
        cleared("upi", "cleared@example", "A mistake."),
        listing("upi", "changed@example", action="hold"),
        listing("upi", "new@example"),
    ]
    told, (now, gone) = lines_of(library_of(before))[0], lines_of(library_of(after))
    delta = [json.loads(one) for one in delta_lines(told, now, gone)]
    by_value = {one["value"].partition("@")[0]: one for one in delta}
    assert {name: one["op"] for name, one in by_value.items()} == {
        "ended": "remove", "cleared": "remove", "changed": "change", "new": "add"
    }  # fmt: skip
    assert by_value["ended"] == {"op": "remove", "type": "upi", "value": "ended@example", "why": "ended"}
    assert by_value["cleared"] == {
        "op": "remove", "type": "upi", "value": "cleared@example", "why": "cleared", "reason": "A mistake."
    }  # fmt: skip
    assert [one | {"op": "change"} for one in json_lines(b"".join(now)) if one["action"] == "hold"] == [
        by_value["changed"]
    ]
    assert list(delta_lines(now, now, gone)) == []


@_HOW
@given(worlds, worlds)
def test_a_delta_may_be_made_drawer_by_drawer(said: list[Listing], later: list[Listing]) -> None:
    before, (after, gone) = lines_of(library_of(said))[0], lines_of(library_of(later))
    whole = list(delta_lines(before, after, gone))
    assert sorted(whole) == sorted(
        one for kind in TYPES
        for one in delta_lines(*(_of(kind, lines) for lines in (before, after, gone)))
    )  # fmt: skip


def _of(kind: str, lines: list[bytes]) -> list[bytes]:
    return [one for one in lines if json.loads(one)["type"] == kind]


def test_the_index_names_every_file_and_counts_by_type() -> None:
    lists = {one.path: Listed(number, 100 + number, f"{number:064x}") for number, one in enumerate(PLACES)}
    deltas = [(6, Listed(1, 90, "b" * 64)), (7, Listed(3, 300, "a" * 64))]
    told = json.loads(index_bytes(our_settings(), Tally(12, AT, 7), lists, deltas))
    assert (told["release"], told["updated"], told["entries"]) == (7, "2026-06-01T12:00:00Z", 0)
    assert [one["path"] for one in told["files"]] == [
        roll.path for roll in IndicatorLists().rolls(context(library_of([])))
    ]
    assert told["counts"] == {kind: lists[f"indicators/{kind}.txt"].rows for kind in TYPES}
    assert told["deltas"][-1] == {"release": 7, "path": delta_path(7), "rows": 3, "bytes": 300, "sha256": "a" * 64}
    text = _PAGE.read_text(encoding="utf-8")
    plain = [one["path"] for one in told["files"] if one["path"] not in {f"indicators/{kind}.txt" for kind in TYPES}]
    assert [path for path in plain if f"`{path}`" not in text] == []
    assert [kind for kind in TYPES if f"`{kind}`" not in text] == []
    assert [name for name in told if f"`{name}`" not in text] == []


@given(domains)
def test_whatever_name_is_made_is_one(name: str) -> None:
    assert is_domain(name)
