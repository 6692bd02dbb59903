# SPDX-License-Identifier: Apache-2.0
"""Releases: who has one and applies every delta after it has exactly the list of the newest one."""

import json
import random
import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.builders import AS_OF, ROOT, advisory
from tests.changing import Changing, contents
from tests.stand_ins import make_cheap

from chetavani.config import load_settings
from chetavani.errors import SiteError
from chetavani.model.advisory import Indicator
from chetavani.model.card import instant
from chetavani.model.listing import ListingsInMemory, listing_of
from chetavani.numbering import rolled
from chetavani.outputs.base import BuildContext, Shard
from chetavani.outputs.indicators import IndicatorLists
from chetavani.pipeline import build
from chetavani.rendering import Leaf
from chetavani.rolls import Rolling
from chetavani.templating import TemplateRenderer, shipped_templates
from chetavani.writer import FolderWriter

LISTS = "indicators/all.jsonl"
RELEASES = 50


class Consumer:
    """A program that took the list of one release, and since then deltas alone; it does not know how they are made."""

    def __init__(self, site: Path) -> None:
        self.release = _index(site)["release"]
        lines = (site / LISTS).read_text(encoding="utf-8").splitlines()
        self.held: dict[tuple[str, str], Any] = {_key(one): one for one in map(json.loads, lines)}
        self.why: list[str] = []

    def follow(self, site: Path) -> None:
        """Apply what was changed since."""
        for number in range(self.release + 1, _index(site)["release"] + 1):
            for line in (site / f"indicators/delta/{number}.jsonl").read_text(encoding="utf-8").splitlines():
                told = json.loads(line)
                how, key = told.pop("op"), _key(told)
                assert (key in self.held) is (how != "add"), line
                if how == "remove":
                    del self.held[key]
                    self.why.append(told["why"])
                else:
                    self.held[key] = told
            self.release = number

    def has_all_of(self, site: Path) -> bool:
        """Whether it holds exactly the list of a site."""
        lines = (site / LISTS).read_text(encoding="utf-8").splitlines()
        return self.held == {_key(one): one for one in map(json.loads, lines)}


def _key(told: dict[str, Any]) -> tuple[str, str]:
    return told["type"], told["value"]


def _index(site: Path) -> Any:  # noqa: ANN401
    return json.loads((site / "indicators/index.json").read_bytes())


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Changing:
    make_cheap(monkeypatch, tmp_path / "bases")
    world = Changing(tmp_path)
    (tmp_path / "bases").mkdir(exist_ok=True)
    return world


def _list(world: Changing, values: dict[int, str], key: str = "MPC-2026-0001") -> None:
    world.sheets[key] = {str(number): f"phone,+447700900{number:03d},caller,{how}" for number, how in values.items()}
    world.write()


def _publish(world: Changing, **options: Any) -> None:  # noqa: ANN401
    after = world.site if world.site.exists() else None
    build(world.request(world.site, after=after, **options))


def test_a_consumer_of_deltas_holds_the_full_list_after_fifty_releases(tmp_path: Path) -> None:
    """Lines come, change, are cleared, expire and go; each release follows the one before, at a later time."""
    draw = random.Random(5)  # noqa: S311 - the same every time
    values: dict[int, Indicator] = {}
    for number in range(200):
        _change(values, draw, AS_OF, number)
    site, at = _published(tmp_path, 0, values, AS_OF, None), AS_OF
    assert _index(site) | {"release": 1, "deltas": []} == _index(site)
    consumers = [Consumer(site)]
    while _index(site)["release"] < RELEASES:
        at += timedelta(hours=6)
        for _ in range(draw.randrange(1, 9)):
            _change(values, draw, at)
        site = _published(tmp_path, int((at - AS_OF).total_seconds()), values, at, site)
        if _index(site)["release"] == RELEASES // 2 and len(consumers) == 1:
            consumers.append(Consumer(site))
    for one in consumers:
        assert not one.has_all_of(site)
        one.follow(site)
        assert one.has_all_of(site)
        assert one.release == RELEASES
    assert set(consumers[0].why) == {"cleared", "ended"}
    assert [one["release"] for one in _index(site)["deltas"]] == list(range(2, RELEASES + 1))


def _published(home: Path, number: int, values: dict[int, Indicator], at: datetime, after: Path | None) -> Path:
    """Write the lists of a release, as a build does it, into a folder of its own."""
    site, stage = home / f"site-{number}", home / f"stage-{number}"
    site.mkdir()
    stage.mkdir()
    told = advisory(1, indicators=list(values.values()))
    listings = ListingsInMemory((listing_of(told, one) for one in told.indicators), instant(at))
    made, context = IndicatorLists(), _context()
    rolling = Rolling({roll.path: roll for roll in made.rolls(context)}, listings, "", stage)
    rolled(rolling, {"index": made.register(context)}, after, _all_new, FolderWriter(site, after), 1)
    return site


@cache
def _context() -> BuildContext:
    return BuildContext(load_settings(ROOT), AS_OF, TemplateRenderer([shipped_templates()]), {})


def _all_new(shards: Iterable[Shard], _parent: str) -> list[Leaf]:
    return [Leaf(shard, "", "", {}) for shard in shards]


def _change(values: dict[int, Indicator], draw: random.Random, now: datetime, number: int | None = None) -> None:
    number = draw.randrange(400) if number is None else number
    how, told = draw.randrange(4), {"type": "phone", "value": f"+447700900{number:03d}", "role": "caller"}
    told["last_seen"] = f"2026-05-{draw.randrange(1, 28):02d}"
    if how == 0:
        values.pop(number, None)
        return
    if how == 1:
        told |= {"cleared": (now - timedelta(hours=1)).isoformat(), "reason": "Nobody's."}
    elif how == 2:
        told |= {"expires": (now + timedelta(hours=15)).isoformat()}
    values[number] = Indicator.model_validate(told)


def test_nothing_changes_the_release_but_the_list(world: Changing) -> None:
    _list(world, dict.fromkeys(range(20), "2026-05-20,,,"))
    for _ in range(2):
        _publish(world)
    world.told["MPC-2026-0002"]["title"] = "Bills that threaten to cut the power at once"
    world.write()
    _publish(world)
    assert _index(world.site)["release"] == 1
    _list(world, dict.fromkeys(range(21), "2026-05-20,,,"))
    _publish(world)
    first = contents(world.site)
    assert _index(world.site)["release"] == 2
    _publish(world)
    assert contents(world.site) == first


def test_the_same_folder_gives_the_same_bytes_whatever_is_remembered(world: Changing, tmp_path: Path) -> None:
    _list(world, dict.fromkeys(range(20), "2026-05-20,,,"))
    _publish(world)
    published = tmp_path / "published"
    shutil.copytree(world.site, published)
    _list(world, dict.fromkeys(range(5, 25), "2026-05-21,,,"))
    build(world.request(world.site, after=published))
    elsewhere = tmp_path / "elsewhere"
    build(world.request(elsewhere, after=published, jobs=2))
    assert contents(world.site) == contents(elsewhere)
    assert _index(elsewhere)["deltas"][0]["rows"] == 25
    build(world.request(elsewhere))
    assert _index(elsewhere)["release"] == 1
    assert "indicators/delta/2.jsonl" not in contents(elsewhere)


def test_the_index_says_what_the_files_are(world: Changing) -> None:
    _list(world, dict.fromkeys(range(20), "2026-05-20,,,"))
    _publish(world)
    _list(world, dict.fromkeys(range(22), "2026-05-20,,,"))
    _publish(world)
    manifest = {one["path"]: one for one in json.loads((world.site / "manifest.json").read_bytes())["files"]}
    index = _index(world.site)
    for one in [*index["files"], *index["deltas"]]:
        assert (one["sha256"], one["bytes"]) == (manifest[one["path"]]["sha256"], manifest[one["path"]]["size"])
    rows = {one["path"]: one["rows"] for one in index["files"]}
    assert (rows[LISTS], rows["indicators/phone.txt"], index["counts"]["phone"]) == (22, 22, 22)
    assert index["deltas"][0]["rows"] == 2


def _damage(site: Path, how: str) -> None:
    if how == "missing":
        shutil.rmtree(site)
    elif how == "no index":
        (site / "indicators/index.json").unlink()
    elif how == "no JSON":
        (site / "indicators/index.json").write_text("[", encoding="utf-8")
    elif how == "another shape":
        (site / "indicators/index.json").write_text("[]", encoding="utf-8")
    elif how == "another publisher":
        told = _index(site) | {"publisher": "Somebody"}
        (site / "indicators/index.json").write_text(json.dumps(told), encoding="utf-8")
    elif how == "cut list":
        (site / LISTS).write_bytes((site / LISTS).read_bytes()[:-5])
    else:
        path = next((site / "indicators/delta").iterdir())
        path.write_bytes(path.read_bytes()[:-5] + b"xxxx\n")


@pytest.mark.parametrize(
    "how", ["missing", "no index", "no JSON", "another shape", "another publisher", "cut list", "cut delta"]
)
def test_a_folder_that_is_no_whole_site_is_refused(world: Changing, tmp_path: Path, how: str) -> None:
    for last in (20, 21):
        _list(world, dict.fromkeys(range(last), "2026-05-20,,,"))
        _publish(world)
    published = tmp_path / "published"
    shutil.copytree(world.site, published)
    before = contents(world.site)
    _damage(published, how)
    world.as_of = AS_OF + timedelta(days=1)
    with pytest.raises(SiteError, match=r"published"):
        build(world.request(tmp_path / "elsewhere", after=published))
    assert contents(world.site) == before
    assert not (tmp_path / "elsewhere").exists()
