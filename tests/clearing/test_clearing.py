# SPDX-License-Identifier: Apache-2.0
"""Delisting: every listing of a value in any spelling, or none; and no other byte of any file."""

import csv
import random
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import AS_OF, repository, source
from tests.outputs.feed_world import context
from tests.outputs.roll_world import rolled

from chetavani.clearing import Clearance, Plan, apply, plan, sought
from chetavani.edition import open_edition
from chetavani.errors import AuthoringError, ChetavaniError, WriteError
from chetavani.listed import State, known
from chetavani.model.finding import Level
from chetavani.model.indicator import IndicatorType, canonical, lookup_hash
from chetavani.outputs.base import artifacts_of
from chetavani.outputs.indicators import IndicatorLists
from chetavani.outputs.lookup import Lookup

CLEARANCE = Clearance("2026-05-20T11:00:00+05:30", 'Copied wrongly: it is "genuine" # चूक')
LANGUAGES = ("en", "hi")
VALUE = "fee.desk@example"
Files = dict[str, bytes]
DRAFT = "advisories/drafts/MPC-0000-0000-fee-desk.md"
SHEET = "advisories/2026/MPC-2026-0002.indicators.csv"


def listed(*values: str, kind: str = "upi") -> list[dict[str, str]]:
    return [{"type": kind, "value": value, "role": "payee"} for value in values]


@contextmanager
def tree(files: dict[str, str]) -> Iterator[Path]:
    """Make a repository of these files for a while."""
    with TemporaryDirectory() as folder:
        yield repository(Path(folder), files, documents=False)


def contents(root: Path) -> Files:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def shown(root: Path) -> set[str]:
    """Return what is listed, of front matter and sheets."""
    edition = open_edition(root, AS_OF, lint=False)
    assert not [one for one in edition.findings if one.level is Level.ERROR]
    return {one.entry.value for one in known(edition) if one.state is State.LISTED}


def assert_in_lists(root: Path, kind: IndicatorType, value: str, where: set[str], action: str) -> None:
    """Assert that exactly these lists name ``value``, and that the one answer which has it asks for ``action``."""
    library = open_edition(root, AS_OF, lint=False).library
    files = rolled(IndicatorLists(), library)
    assert len(files) > len(IndicatorType)
    whole = re.compile(rb"(?<![\w.-])" + re.escape(value.encode()) + rb"(?![\w.-])")
    assert {path for path, content in files.items() if whole.search(content)} == where
    key = urlsafe_b64encode(bytes.fromhex(lookup_hash(kind, value))[:16]).rstrip(b"=")
    answers = [part.render() for part in artifacts_of(Lookup().plan(library, context(library)))]
    said_of_it = [
        line for answer in answers if isinstance(answer, bytes) for line in answer.split(b"\n") if key in line
    ]
    assert len(said_of_it) == 1
    assert f'"{action}"'.encode() in said_of_it[0]


def delist(root: Path, value: str, kind: IndicatorType | None = None) -> Plan:
    made = plan(root, LANGUAGES, sought(value, kind), CLEARANCE)
    apply(made)
    return made


def world() -> dict[str, str]:
    """Return an advisory, a draft, and an advisory with a sheet, all of which list the value and others."""
    return {
        "advisories/2026/MPC-2026-0001.md": source(1, indicators=listed("a.b@example", VALUE, "c.d@example")),
        "advisories/2026/MPC-2026-0002.md": source(2, indicators=listed("other@example")),
        SHEET: "type,value,role,first_seen\n"
        f'upi,"x.y@example",payee,\nupi,{VALUE},payee,2026-01-02\nphone,+447700900123,caller,\n',
        DRAFT: source(3, id="MPC-0000-0000-fee-desk", status="draft", published=None, indicators=listed(VALUE)),
    }


def test_every_listing_is_cleared_and_the_value_is_in_no_list_any_more() -> None:
    with tree(world()) as root:
        made = delist(root, "fee.desk[at]example")
        assert [place.path for place in made.open] == ["advisories/2026/MPC-2026-0001.md", SHEET, DRAFT]
        edition = open_edition(root, AS_OF, lint=False)
        states = {one.entry.value: one.state for one in known(edition)}
        assert states == {
            "a.b@example": State.LISTED, "c.d@example": State.LISTED, "other@example": State.LISTED,
            "x.y@example": State.LISTED, "+447700900123": State.ENDED, VALUE: State.CLEARED,
        }  # fmt: skip
        draft = edition.library.advisory("MPC-0000-0000-fee-desk").indicators[0]
        assert draft.reason == CLEARANCE.reason
        rows = list(csv.DictReader((root / SHEET).read_text("utf-8").splitlines()))
        assert [row["reason"] for row in rows] == ["", CLEARANCE.reason, ""]
        assert [row["value"] for row in rows] == ["x.y@example", VALUE, "+447700900123"]
        assert [one for one in edition.findings if one.path.endswith(".md")] == []


def test_twice_is_as_good_as_once() -> None:
    with tree(world()) as root:
        delist(root, VALUE)
        once = contents(root)
        again = delist(root, VALUE)
        assert again.open == ()
        assert len(again.places) == 3
        assert contents(root) == once


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "item",
    [
        "  - type: upi\n    value: fee.desk@example # seen twice\n    role: payee\n",
        "- role: 'payee'\n  value: \"fee.desk@example\"\n  type: upi\n",
        "  - {type: upi, value: fee.desk@example, role: payee}\n",
        "  - { type: upi, value: 'fee.desk@example', role: payee, } # यहाँ\n",
        "  - type: upi\n    role: payee\n    value: >-\n      fee.desk@example\n\n",
    ],
)
def test_only_lines_are_added_however_an_item_is_written(item: str, ending: str) -> None:
    other = "  - type: upi\n    value: a.b@example\n    role: payee\n"
    if item.startswith("-"):
        other = other.replace("\n  ", "\n").removeprefix("  ")
    text = source(1).replace("severity:", f"indicators:\n{other}{item}{other}# चोरी\nseverity:", 1)
    text = text.replace("\n", ending)
    with tree({}) as root:
        path = root / "advisories/2026/MPC-2026-0001.md"
        path.parent.mkdir(parents=True)
        path.write_bytes(text.encode())
        delist(root, VALUE)
        (advisory,) = open_edition(root, AS_OF, lint=False).library.years[0].cards
        told = open_edition(root, AS_OF, lint=False).library.advisory(advisory.id).indicators
        assert [one.reason for one in told] == [None, CLEARANCE.reason, None]
        made = path.read_bytes().decode()
        if "{" in item:
            added = f', cleared: {CLEARANCE.cleared}, reason: "Copied wrongly: it is \\"genuine\\" # चूक"'
            assert added.lstrip(",") in made
            assert len(made) in {len(text) + len(added), len(text) + len(added) - 1}
        else:
            kept = [line for line in made.split("\n") if "cleared:" not in line and "reason:" not in line]
            assert "\n".join(kept) == text


_SPELLINGS = {
    IndicatorType.UPI: ("fee.desk@example", "Fee.Desk@EXAMPLE", "fee.desk[at]example", "upi://pay?pa=fee.desk@example"),
    IndicatorType.PHONE: (
        "+447700900123", "+44 7700 900123", "0044 7700-900123", "+４४ ７७०० ९००१२३", "+44 (0)7700 900123",
    ),
    IndicatorType.URL: (
        "https://pay.example/x", "hxxps://pay[.]example/x", "HTTP://PAY.example:80/x",
        "https://pay.example/x?utm_source=sms#top",
    ),
    IndicatorType.DOMAIN: ("kyc.example", "KYC[.]example", "www.kyc.example", "kyc.example."),
    IndicatorType.EMAIL: ("desk@kyc.example", "Desk[at]KYC[.]example", "desk(at)kyc.example"),
}  # fmt: skip
_OTHERS = {
    IndicatorType.UPI: "row{}@example", IndicatorType.PHONE: "+44770090020{}", IndicatorType.URL: "https://row{}.example/",
    IndicatorType.DOMAIN: "row{}.example", IndicatorType.EMAIL: "row{}@mail.example",
}  # fmt: skip


_ALL_LISTS = ("indicators/all.jsonl", "indicators/all.csv")
_DOMAIN_LISTS = tuple(f"indicators/domains.{ending}" for ending in ("hosts", "adblock.txt", "rpz", "dnsmasq.conf"))
_CLEARED_LISTS = {"indicators/cleared.jsonl", "indicators/cleared.csv"}
_LATELY = "2026-05-10T11:00:00+05:30"


@settings(max_examples=20)
@given(st.sampled_from(sorted(_SPELLINGS)), st.integers(0, 2**32), st.booleans())
def test_delisting_any_spelling_leaves_every_list_and_every_other_line(
    kind: IndicatorType,
    seed: int,
    drafted: bool,  # noqa: FBT001
) -> None:
    chance = random.Random(seed)  # noqa: S311

    def spell() -> str:
        return chance.choice(_SPELLINGS[kind])

    others = [_OTHERS[kind].format(number) for number in range(6)]
    values = [[*others[: chance.randrange(4)], spell(), *others[: chance.randrange(3)]] for _ in range(2)]
    rows = [f"{kind.value},{other},payee,,\n" for other in others[3:]]
    rows.insert(chance.randrange(4), f"{kind.value},{spell()},payee,,\n")
    files = {
        f"advisories/2026/MPC-2026-{number:04d}.md": source(
            number,
            published=_LATELY,
            indicators=[one | {"evidence": "confirmed"} for one in listed(*given, kind=kind.value)],
        )
        for number, given in enumerate(values, 1)
    }
    files[SHEET] = f"type,value,role,cleared,reason\n{''.join(rows)}"
    if drafted:
        files[DRAFT] = source(
            9, id="MPC-0000-0000-fee-desk", status="draft", published=None,
            indicators=listed(spell(), kind=kind.value),
        )  # fmt: skip
    with tree(files) as root:
        before, value = contents(root), canonical(kind, spell())
        named = {f"indicators/{kind.value}.txt", *_ALL_LISTS, *(_DOMAIN_LISTS if kind is IndicatorType.DOMAIN else ())}
        assert_in_lists(root, kind, value, named, "block")
        made = delist(root, spell(), kind)
        assert len(made.open) == 3 + drafted
        after = contents(root)
        assert shown(root) == {canonical(kind, other) for other in {*others[3:], *values[0], *values[1]}} - {value}
        assert_in_lists(root, kind, value, _CLEARED_LISTS, "cleared")
        assert after.keys() == before.keys()
        assert {path for path in before if after[path] != before[path]} == {place.path for place in made.places}
        for path in (path for path in before if path.endswith(".md")):
            added = [line for line in after[path].split(b"\n") if line not in before[path].split(b"\n")]
            assert len(added) in {0, 2}
        changed = [
            pair for pair in zip(*(one[SHEET].split(b"\n") for one in (before, after)), strict=True) if len({*pair}) > 1
        ]
        assert len(changed) == 1


def test_nothing_is_changed_when_one_file_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    with tree(world()) as root:
        before = contents(root)
        made = plan(root, LANGUAGES, sought(VALUE), CLEARANCE)
        replace = Path.replace
        calls: list[Path] = []

        def failing(self: Path, target: Path) -> Path:
            calls.append(target)
            if len(calls) == 3:
                raise PermissionError(13, "Permission denied", str(target))
            return replace(self, target)

        monkeypatch.setattr(Path, "replace", failing)
        with pytest.raises(WriteError, match="Permission denied"):
            apply(made)
        assert len(calls) == 5  # two were written, the third was not, two were put back
        assert contents(root) == before


def test_nothing_is_changed_when_there_is_no_room_beside_a_file() -> None:
    with tree(world()) as root:
        before = contents(root)
        made = plan(root, LANGUAGES, sought(VALUE), CLEARANCE)
        (root / DRAFT).with_name(f".{Path(DRAFT).name}.new").mkdir()
        with pytest.raises(WriteError):
            apply(made)
        assert contents(root) == before


_TWICE = [*listed("com.example.loan", kind="android-package"), *listed("com.example.loan", kind="domain")]


@pytest.mark.parametrize(
    ("value", "changes", "said_of_it"),
    [
        ("fee.dask@example", {}, r"fee\.desk\[at\]example"),
        ("nobody.at.all@example", {}, "indicators list"),
        (VALUE, {DRAFT: "---\nid: [\n---\n"}, "is not YAML"),
        (VALUE, {SHEET: "what,value\nupi,x\n"}, "no column type"),
        (VALUE, {SHEET: 'type,value\nupi,"x\n'}, "cannot be read"),
        ("com.example.loan", {"advisories/2026/MPC-2026-0002.md": source(2, indicators=_TWICE)}, "--type"),
        (" ", {}, "no indicator"),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(
    value: str, changes: dict[str, str], said_of_it: str
) -> None:
    with tree(world() | changes) as root:
        before = contents(root)
        with pytest.raises(ChetavaniError, match=said_of_it):
            delist(root, value)
        assert contents(root) == before


def test_a_place_that_cannot_be_added_to_is_left_to_a_person() -> None:
    # U+2028 ends a line to YAML, and to nobody else
    text = source(1, indicators=listed(VALUE)).replace("kind:", "# one\u2028# two\u2028# three\nkind:", 1)
    with tree({"advisories/2026/MPC-2026-0001.md": text}) as root, pytest.raises(AuthoringError, match="by hand"):
        delist(root, VALUE)


def test_what_is_outside_the_repository_is_not_touched(tmp_path: Path) -> None:
    with tree(world()) as root:
        outside = tmp_path / "MPC-2026-0007.md"
        outside.write_text(source(7, indicators=listed(VALUE)), encoding="utf-8")
        (root / "advisories/2026/MPC-2026-0007.md").symlink_to(outside)
        was = outside.read_bytes()
        assert len(delist(root, VALUE).open) == 3
        assert outside.read_bytes() == was


def test_permissions_are_kept() -> None:
    with tree(world()) as root:
        (root / SHEET).chmod(0o640)
        delist(root, VALUE)
        assert (root / SHEET).stat().st_mode & 0o777 == 0o640
        assert not list(root.rglob(".*.old"))
