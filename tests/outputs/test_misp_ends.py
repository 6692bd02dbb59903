# SPDX-License-Identifier: Apache-2.0
"""What no longer holds: taken back by a MISP that polls, and told so that a build can be held to it."""

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from tests.builders import AS_OF, advisory, library
from tests.outputs.feed_world import context, sourced
from tests.outputs.misp_judges import Record
from tests.outputs.misp_world import (
    EXPIRED,
    ID,
    PHONE,
    REASONED,
    SUPERSEDED,
    UPI,
    WITHDRAWN,
    acted_on,
    event,
    files,
    hashed,
    md5,
    parts,
    path_of,
)
from tests.outputs.test_keys import Planned, unfaithful

from chetavani.model.library import Library
from chetavani.outputs.base import Told
from chetavani.outputs.misp import HASHES, MANIFEST, MispFeed


def manifest(of: Library) -> dict[str, Record]:
    found: dict[str, Record] = json.loads(files(of)[MANIFEST])
    return found


@pytest.mark.parametrize(("changes", "says"), [
    (WITHDRAWN, "It was *wrong*."), (SUPERSEDED, "MPC-2026-0002"), (EXPIRED, ""),
])  # fmt: skip
def test_what_no_longer_holds_is_taken_back(changes: dict[str, object], says: str) -> None:
    listed = [PHONE, UPI]
    now = library(advisory(1, indicators=listed, **changes), advisory(2, indicators=[PHONE]))
    before = library(advisory(1, indicators=listed), advisory(2, indicators=[PHONE]))
    told, was = event(now), event(before)
    standing = now.standing(now.cards[ID])
    assert f'chetavani:standing="{standing}"' in {tag["name"] for tag in told["Tag"]}
    assert told["info"].startswith(("Withdrawn: ", "Superseded: ", "Expired: "))
    theirs = {one["uuid"] for one in parts(was) if one["category"] == "Financial fraud"}
    gone = [one for one in parts(told) if one["uuid"] in theirs]
    assert len(gone) == len(theirs) == 3
    assert all(one["deleted"] and not one["to_ids"] for one in gone)
    assert all(one["deleted"] for one in told["Object"])
    assert says in "".join(one["value"] for one in told["Attribute"])
    assert {uuid for _, uuid in hashed(now)} == {path_of(2)[5:-5]}
    assert int(told["timestamp"]) > int(was["timestamp"])
    assert {one["timestamp"] for one in (*parts(told), *told["Object"], *told["EventReport"])} == {told["timestamp"]}
    assert manifest(now)[told["uuid"]]["timestamp"] == told["timestamp"]


def test_a_successor_that_is_not_public_is_not_named() -> None:
    of = library(advisory(1, status="superseded", superseded_by="MPC-2026-0007"), advisory(7, tlp="AMBER"))
    assert b"MPC-2026-0007" not in b"".join(files(of).values())


def test_an_indicator_that_lapses_is_taken_back_by_time_alone() -> None:
    def at(days: int) -> Library:
        lapsing = {**PHONE, "expires": (AS_OF + timedelta(days=1)).isoformat()}
        return sourced(
            advisory(1, indicators=[lapsing, {**PHONE, "value": "+447700900418"}]), as_of=AS_OF + timedelta(days=days)
        )

    assert acted_on(event(at(0))) == {"+447700900417", "+447700900418"}
    assert acted_on(event(at(1))) == {"+447700900418"}
    assert {value for value, _ in hashed(at(1))} == {md5("+447700900418")}
    assert event(at(1))["timestamp"] == str(int((AS_OF + timedelta(days=1)).timestamp()))
    before, now = Planned(), Planned()
    assert list(before.add(MispFeed().plan(at(0), context(at(0)))))
    assert list(now.add(MispFeed().plan(at(1), context(at(1)))))
    assert unfaithful(before, now) == []
    changed = {name for name in before.made if before.made[name][1] != now.made[name][1]}
    assert {f"site {path_of()}", f"site {HASHES}", f"site {MANIFEST}"} <= changed


def imported(held: dict[str, Record], told: Record) -> dict[str, Record]:
    """Return what a MISP holds of an event after polling: it takes only what is newer (Feed.php, Attribute.php)."""
    if held and int(told["timestamp"]) <= int(held["event"]["timestamp"]):
        return held
    news = {one["uuid"]: one for one in (*parts(told), *told["Object"], *told["EventReport"])}
    taken = {
        uuid: one
        for uuid, one in news.items()
        if uuid not in held or int(one["timestamp"]) > int(held[uuid]["timestamp"])
    }
    return {**held, **taken, "event": told}


_HOURS = st.integers(1, 40)


@how(max_examples=100, deadline=None)
@given(st.none() | _HOURS, st.lists(st.none() | _HOURS, max_size=3), st.none() | _HOURS, st.data())
def test_a_misp_that_polls_holds_what_holds(
    expires: int | None, lapses: list[int | None], ends: int | None, data: st.DataObject
) -> None:
    start = datetime.fromisoformat("2026-05-01T00:00:00+00:00")

    def hour(number: int | None) -> str | None:
        return None if number is None else (start + timedelta(hours=number)).isoformat()

    listed = [{**PHONE, "value": f"+44770090041{number}", "expires": hour(end)} for number, end in enumerate(lapses)]
    dated = data.draw(st.integers(1, ends or 1), label="the date that its author gives the end")
    how_ended: dict[str, object] = data.draw(st.sampled_from([SUPERSEDED, REASONED]))
    revised = (
        {"revisions": [{"date": hour(dated), "summary": "It no longer stands."}]} if data.draw(st.booleans()) else {}
    )
    held: dict[str, Record] = {}
    for now in sorted(data.draw(st.sets(st.integers(0, 45), min_size=1, max_size=6))):
        over: dict[str, object] = {**how_ended, **revised} if ends is not None and ends <= now else {}
        one = advisory(1, published=hour(0), expires=hour(expires), indicators=listed, **over)
        told = event(library(one, advisory(2, published=hour(1)), as_of=start + timedelta(hours=now)))
        held = imported(held, told)
        assert held["event"]["info"] == told["info"]
        for part in (*parts(told), *told["Object"]):
            assert held[part["uuid"]]["deleted"] == part["deleted"]
            assert held[part["uuid"]].get("to_ids") == part.get("to_ids")


@pytest.mark.parametrize("changes", [WITHDRAWN, SUPERSEDED, EXPIRED], ids=["withdrawn", "superseded", "expired"])
def test_what_is_told_of_an_end_is_in_the_files_and_not_in_those_of_before(changes: dict[str, object]) -> None:
    def of(changed: dict[str, object]) -> Library:
        return library(advisory(1, indicators=[PHONE], **changed), advisory(2))

    told = list(MispFeed().told(of(changes), context(of(changes)), of(changes).cards[ID]))
    assert [one.path for one in told] == [path_of(), MANIFEST, HASHES]
    assert [_holds(one, files(of(changes))) for one in told] == [True] * 3
    assert [_holds(one, files(of({}))) for one in told] == [False] * 3
    assert list(MispFeed().told(of({}), context(of({})), of({}).cards[ID])) == []


def _holds(told: Told, made: dict[str, bytes]) -> bool:
    text = told.part(made[told.path])
    return all(says in text for says in told.says) and not any(never in text for never in told.never)
