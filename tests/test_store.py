# SPDX-License-Identifier: Apache-2.0
"""The store: what was put in comes out, whole or not at all; see also ``test_damage``."""

import pickle
import sqlite3
from pathlib import Path

import pytest
from tests.builders import advisory

from chetavani.errors import ContentError, DamagedStoreError, WriteError
from chetavani.packing import pack
from chetavani.store import AdvisoryReader, Store, checksum, discard, open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite3"


def fill(path: Path) -> None:
    with open_store(path) as store, store.writing():
        store.put("file", [("b", "s", "k", "0", 1), ("a", "s", "k", "1", 2), ("c", "t", "k", "2", 3)])
        store.put("unit", [("2026/MPC-2026-0001", "MPC-2026-0001", b"")])
        store.put("body", [("2026/MPC-2026-0001", pack(advisory(1)))])
        store.put_meta("answer", (1, "two"))


def test_rows_come_back_in_the_order_of_their_keys(path: Path) -> None:
    fill(path)
    with open_store(path) as store:
        assert [row[0] for row in store.rows("file")] == ["a", "b", "c"]
        assert list(store.rows("file", shard="t")) == [("c", "t", "k", "2", 3)]
        assert store.row("file", path="z") is None
        assert (store.count("file"), store.meta("answer"), store.meta("question")) == (3, (1, "two"), None)
        with store.writing():
            store.put("file", [("a", "t", "new", "1", 2)])
            store.drop("file", path="b")
        assert list(store.rows("file", shard="t")) == [("a", "t", "new", "1", 2), ("c", "t", "k", "2", 3)]


def test_what_is_interrupted_leaves_nothing(path: Path) -> None:
    fill(path)

    def interrupt() -> None:
        with open_store(path) as store, store.writing():
            store.drop("file")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    with open_store(path) as store:
        assert store.count("file") == 3


def test_it_is_sealed_unless_something_went_wrong_with_it(path: Path) -> None:
    fill(path)
    seal = path.with_suffix(".seal")
    assert seal.exists()
    with open_store(path) as store:
        assert seal.exists()  # whoever is killed now has changed nothing
        with store.writing():
            assert not seal.exists()  # who is killed now, or later, leaves none
        assert not seal.exists()
    assert seal.exists()

    def stop() -> None:
        with open_store(path):
            raise ContentError("a file", "is wrong.", "Mend it.")

    with pytest.raises(ContentError):
        stop()
    assert seal.exists()

    def break_down() -> None:
        with open_store(path) as store, store.writing():
            raise AssertionError

    with pytest.raises(AssertionError):
        break_down()
    assert not seal.exists()


def test_only_what_is_not_sealed_is_read_through(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(path)
    read: list[str] = []
    monkeypatch.setattr(Store, "_read_through", lambda store: read.append(store.path.name))
    with open_store(path):
        pass
    assert read == []
    path.write_bytes(path.read_bytes())
    with open_store(path):
        pass
    assert read == [path.name]


def test_columns_are_told_apart() -> None:
    assert len({checksum("ab", "c"), checksum("a", "bc"), checksum("abc"), checksum(b"abc", None), checksum(1)}) == 5


def test_an_advisory_is_read_once_also_by_another_process(path: Path) -> None:
    fill(path)
    reader: AdvisoryReader = pickle.loads(pickle.dumps(AdvisoryReader(path)))  # noqa: S301 - our own
    assert reader("MPC-2026-0001") == advisory(1)
    assert reader("MPC-2026-0001") is reader("MPC-2026-0001")
    with pytest.raises(KeyError):
        reader("MPC-2026-0009")


def test_a_damaged_body_is_noticed_when_it_is_read(path: Path) -> None:
    fill(path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE body SET advisory = x'00'")
    connection.commit()
    connection.close()
    with pytest.raises(DamagedStoreError, match="MPC-2026-0001"):
        AdvisoryReader(path)("MPC-2026-0001")


def test_a_place_that_refuses_is_reported(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="cannot be used"), open_store(tmp_path / "missing/store.sqlite3"):
        pytest.fail("opened")


def test_it_is_thrown_away_with_all_that_belongs_to_it(path: Path) -> None:
    fill(path)
    path.with_name("store.sqlite3-journal").write_bytes(b"x")
    discard(path)
    assert list(path.parent.iterdir()) == []
    discard(path)
