# SPDX-License-Identifier: Apache-2.0
"""Rendering a plan: only what has changed is asked for, and what is gone is known."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest

from chetavani.errors import OutputError
from chetavani.outputs.base import Artifact, Shard
from chetavani.rendering import Known, Leaf, Press, Survey, refuse_collisions
from chetavani.store import Store, open_store
from chetavani.writer import StageWriter, entry_of


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store.sqlite3") as opened:
        yield opened


def artifact(path: str, text: str = "x", key: str = "") -> Artifact:
    return Artifact(path, "text/plain", text.encode, key)


def shard(name: str, key: str, *parts: Artifact | Shard) -> Shard:
    return Shard(name, key, lambda: parts)


def unasked(name: str, key: str) -> Shard:
    """A shard that nobody may look into."""

    def fail() -> Iterable[Artifact]:
        raise AssertionError(name)

    return Shard(name, key, fail)


def remember(store: Store, survey: Survey, *files: tuple[str, str, str]) -> None:
    """Let the store have what a build with this survey leaves; files are shards, paths and keys."""
    with store.writing():
        store.put("shard", [*survey.branches, *((leaf.shard.name, leaf.parent, leaf.key) for leaf in survey.leaves)])
        store.put("file", [(path, name, key, *entry_of(path, b"x")[1:]) for name, path, key in files])


def surveyed(store: Store, *shards: Shard, frame: str = "frame", left: str = "") -> Survey:
    survey = Survey(store, frame)
    if left:
        survey.visit(shards, skip=lambda name: name.startswith(left))
    else:
        survey.visit(shards)
    return survey


def names(survey: Survey) -> list[str]:
    return [leaf.shard.name for leaf in survey.leaves]


def test_a_shard_with_the_same_key_is_not_looked_into(store: Store) -> None:
    remember(store, surveyed(store, shard("a", "1", artifact("a")), shard("b", "1", artifact("b"))))
    survey = surveyed(store, unasked("a", "1"), shard("b", "2", artifact("b")))
    assert (names(survey), survey.gone) == (["b"], [])


def test_only_the_changed_parts_of_a_changed_shard_are_looked_into(store: Store) -> None:
    parts = shard("p/1", "1", artifact("1")), shard("p/2", "1", artifact("2"))
    remember(store, surveyed(store, shard("p", "1", *parts)))
    survey = surveyed(store, shard("p", "2", unasked("p/1", "1"), shard("p/2", "2", artifact("2"))))
    assert names(survey) == ["p/2"]
    assert survey.branches == [("p", "", "frame:2")]


def test_another_frame_makes_every_key_another(store: Store) -> None:
    first = surveyed(store, shard("a", "1", artifact("a", key="k")))
    remember(store, first, ("a", "a", "k"))
    (leaf,) = surveyed(store, shard("a", "1", artifact("a", key="k")), frame="new").leaves
    assert leaf.known["a"].key == ""
    assert leaf.known["a"].entry == entry_of("a", b"x")


def test_without_a_key_a_shard_is_always_looked_into_and_its_artifacts_keep_theirs(store: Store) -> None:
    remember(store, surveyed(store, shard("a", "", artifact("a", key="k"))), ("a", "a", "k"))
    (leaf,) = surveyed(store, shard("a", "", artifact("a", key="k"))).leaves
    assert leaf.known == {"a": Known("k", entry_of("a", b"x"))}


def test_what_nobody_plans_any_more_is_gone_with_all_its_parts(store: Store) -> None:
    nested = shard("p", "1", shard("p/1", "1", shard("p/1/1", "1", artifact("deep"))))
    remember(store, surveyed(store, nested), ("p/1/1", "deep", "k"))
    survey = surveyed(store)
    assert sorted(survey.gone) == ["p", "p/1", "p/1/1"]
    assert set(survey.before) == {"deep"}


def test_what_is_to_be_left_is_neither_looked_into_nor_gone(store: Store) -> None:
    remember(store, surveyed(store, shard("search", "1", artifact("s"))), ("search", "s", ""))
    survey = surveyed(store, unasked("search", "2"), left="search")
    assert (survey.leaves, survey.gone, survey.before) == ([], [], {})
    survey = surveyed(store, left="search")
    assert survey.gone == []


def test_an_artifact_is_rendered_unless_its_key_is_what_it_was(tmp_path: Path) -> None:
    def fail() -> bytes:
        raise AssertionError

    known = {path: Known("k", entry_of(path, b"x")) for path in "abc"}
    made = [
        Artifact("a", "", fail, "k"),
        artifact("b", "new", "other"),
        artifact("c", "x", ""),
        artifact("d", "d", "k"),
    ]
    press = Press({}, StageWriter(tmp_path))
    files = press.render(Leaf(Shard("s", "1", partial(iter, made)), "", "", known)).files
    assert {written.entry.path: bool(written.staged) for _, written in files} == {
        "a": False, "b": True, "c": False, "d": True,
    }  # fmt: skip
    assert len(list(tmp_path.iterdir())) == 2


def test_a_shard_may_be_empty(tmp_path: Path) -> None:
    assert Press({}, StageWriter(tmp_path)).render(Leaf(shard("s", "1"), "", "", {})).files == ()


@pytest.mark.parametrize("paths", [("a", "a"), ("a", "a/b"), ("x/y/z", "x"), ("../a",)])
def test_collisions_are_refused(paths: tuple[str, ...]) -> None:
    with pytest.raises(OutputError):
        refuse_collisions(paths)


def test_a_file_that_stays_is_not_overwritten() -> None:
    with pytest.raises(OutputError, match="docs/"):
        refuse_collisions(["advisories/index.html"], {"advisories/index.html"}.__contains__)
    with pytest.raises(OutputError, match="which is a file"):
        refuse_collisions(["advisories/index.html"], {"advisories"}.__contains__)


def test_neighbours_are_no_collision() -> None:
    refuse_collisions(paths := ["a/b", "a/c", "a.b", "ab"])
    assert len(paths) == 4
