# SPDX-License-Identifier: Apache-2.0
"""Random libraries that are edited: what a repository goes through, one change at a time."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from tests.builders import advisory
from tests.outputs.feed_world import hindi

from chetavani.model.advisory import Advisory
from chetavani.model.card import card_of, years_of
from chetavani.model.library import Library
from chetavani.outputs import list_parts, sitemap

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
YEARS = (2024, 2025, 2026)
_PRODUCTS = (("Example", "Gateway"), ("example", "gateway"), ("टाटा", "2026"), ("9", "Ledger"))
_SEVERITIES = ("low", "medium", "high", "critical")
_FRAUDS = ("courier-parcel", "lottery", "digital-arrest")
_SECTORS = ("courier", "public", "banking")
_KINDS = ("fraud-warning", "vigil-notice")

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class World:
    """The fields of every advisory by its id, and the as-of time."""

    told: Mapping[str, Fields]
    as_of: datetime = START

    def library(self) -> Library:
        """Return the library, with digests that stand for every field."""
        return digested((_advisory(one, fields) for one, fields in self.told.items()), self.as_of)

    def ids(self) -> list[str]:
        """Return all ids, sorted."""
        return sorted(self.told)

    def change(self, number: int, **changes: object) -> "World":
        """Return the world in which the n-th advisory has other fields."""
        if not self.told:
            return self
        one = self.ids()[number % len(self.told)]
        return replace(self, told={**self.told, one: {**self.told[one], **changes}})

    def without(self, number: int) -> "World":
        """Return the world without the n-th advisory."""
        gone = self.ids()[number % len(self.told)] if self.told else ""
        return replace(self, told={one: fields for one, fields in self.told.items() if one != gone})

    def add(self, year: int, day: int, **fields: object) -> "World":
        """Return the world with one advisory more, the newest id of ``year``, published on its n-th day."""
        last = max((int(one[-4:]) for one in self.told if f"-{year}-" in one), default=90)
        published = datetime(year, 1, 1, 6, tzinfo=UTC) + timedelta(days=day)
        new = {f"MPC-{year}-{last + 1:04d}": {"published": published.isoformat(), **fields}}
        return replace(self, told={**self.told, **new})


def digested(advisories: Iterable[Advisory], as_of: datetime) -> Library:
    """Return a library of ``advisories``, each with a digest that stands for all its fields."""
    made = {one.id: one for one in advisories}
    cards = (card_of(one, hashlib.sha256(one.model_dump_json().encode()).hexdigest()) for one in made.values())
    return Library.over(years_of(cards), as_of, made.__getitem__)


def _advisory(one: str, fields: Fields) -> Advisory:
    given = dict(fields)
    translated = given.pop("hindi", None)
    if translated is not None:
        given["translations"] = [hindi(int(one[-4:])) | translated]
    number = int(one[-4:])
    return advisory(number, **{"id": one, **given})


def _by(day: int) -> str:
    return (START + timedelta(days=day)).isoformat()


def edited(world: World, edit: tuple[str, int, int]) -> World:  # noqa: C901, PLR0911  # one line an edit
    """Return ``world`` after an edit: what is done, to which advisory, and a number that says how."""
    what, which, how = edit
    match what:
        case "add":
            kind = {"kind": _KINDS[how % 2], "severity": _SEVERITIES[which % 4], "fraud_types": [_FRAUDS[how % 3]]}
            return world.add(YEARS[which % 3], 200 + how, **kind, sectors=[_SECTORS[which % 3]])
        case "backdate":
            return world.change(which, published=f"2026-01-{1 + how:02d}T05:00:00+00:00")
        case "delete":
            return world.without(which)
        case "title":
            return world.change(which, title=f"Another title, the {how}th")
        case "summary":
            return world.change(which, summary=f"Another summary, the {how}th")
        case "hindi":
            return world.change(which, hindi={"title": f"दूसरा शीर्षक {how}"} if how % 3 else None)
        case "body":
            return world.change(which, body=f"Another body, the {how}th.\n\n## What to do\n\nCall 1930.\n")
        case "severity":
            return world.change(which, severity=_SEVERITIES[how % 4])
        case "slices":
            return world.change(which, fraud_types=[_FRAUDS[how % 3]], sectors=list(_SECTORS[: 1 + how % 3]))
        case "software":
            vendor, product = _PRODUCTS[how % 4]
            software = {"vendor": vendor, "product": product, "affected": "< 2", "fixed": "2"}
            return world.change(which, software=[software], kind="software-upgrade")
        case _:
            return _ended(world, edit)


def _ended(world: World, edit: tuple[str, int, int]) -> World:  # one line an edit
    """Return ``world`` after an edit that is about where an advisory stands, or what it is tied to."""
    what, which, how = edit
    match what:
        case "withdraw":
            return world.change(which, status="withdrawn", reason="It was wrong.")
        case "supersede" if world.told:
            return world.change(which, status="superseded", superseded_by=world.ids()[how % len(world.told)])
        case "restore":
            return world.change(which, status="published", superseded_by=None, reason=None)
        case "relate" if world.told:
            return world.change(which, related=[world.ids()[how % len(world.told)], "MPC-2023-0001"])
        case "secret":
            return world.change(which, tlp=("AMBER", "CLEAR", "GREEN")[how % 3])
        case _:
            return _timed(world, edit)


def _timed(world: World, edit: tuple[str, int, int]) -> World:  # noqa: PLR0911  # one line an edit
    """Return ``world`` after an edit that is about time."""
    what, which, how = edit
    match what:
        case "revise":
            revisions = [{"date": _by(-how - n), "summary": f"Change {n}."} for n in range(1 + how % 2, 0, -1)]
            return world.change(which, revisions=revisions)
        case "expire":
            return world.change(which, expires=_by(how - 5))
        case "ask":
            days = (how - 5, how)
            asked = [{"who": ["courier"], "what": "block", "by": _by(day), "text": f"Day {day}."} for day in days]
            return world.change(which, actions=asked)
        case "indicate":
            ends = (_by(how - 5), _by(how), None)
            payees = [
                {"type": "upi", "value": f"fee{number}@example", "role": "payee", "expires": end}
                for number, end in enumerate(ends[: 1 + how % 3])
            ]
            caller = {"type": "phone", "value": f"+44770090041{how % 10}", "role": "caller"}
            cleared = {"cleared": _by(how - 9), "reason": f"It is another's, {how}."} if which % 2 else {}
            return world.change(which, indicators=[*payees, {**caller, **cleared, "last_seen": "2026-05-25"}])
        case "rename" if world.told:
            one = world.ids()[which % len(world.told)]
            rest = world.without(which)
            return replace(rest, told={**rest.told, f"MPC-{YEARS[how % 3]}-0080": world.told[one]})
        case "later":
            return replace(world, as_of=world.as_of + timedelta(days=how))
        case "earlier":
            return replace(world, as_of=world.as_of - timedelta(days=how))
        case _:
            return world


def make_small(patch: pytest.MonkeyPatch) -> None:
    """Let lists and sitemaps have parts so small that a library of a dozen has several of each."""
    patch.setattr(list_parts, "PART", 2)
    patch.setattr(list_parts, "LEAST", 1)
    patch.setattr(list_parts, "WHOLE", 3)
    patch.setattr(sitemap, "IDS_A_FILE", 3)


EDITS = (
    "add", "backdate", "delete", "title", "summary", "hindi", "body", "severity", "slices", "software", "withdraw",
    "supersede", "restore", "relate", "secret", "revise", "expire", "ask", "indicate", "rename", "later", "earlier",
)  # fmt: skip
_EDIT = st.tuples(st.sampled_from(EDITS), st.integers(0, 11), st.integers(0, 14))
ADDED = [("add", number, number) for number in range(10)]

worlds = st.lists(_EDIT, max_size=12).map(lambda edits: after(World({}), [*ADDED, *edits]))
edits = st.lists(_EDIT, min_size=1, max_size=4)


def after(world: World, made: list[tuple[str, int, int]]) -> World:
    """Return ``world`` after several edits."""
    for edit in made:
        world = edited(world, edit)
    return world
