# SPDX-License-Identifier: Apache-2.0
"""Damage: whatever becomes of the store and the trees, the next build gives the site of a clean one."""

import os
import pickle
import random
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.changing import Changing, contents
from tests.stand_ins import make_cheap

from chetavani.errors import WriteError
from chetavani.manifest import MANIFEST
from chetavani.store import _stat, checksum

pytestmark = pytest.mark.xdist_group("damage")

PLACES = 25
Damage = Callable[[Changing], object]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Changing]:
    """A repository with a site and a spare tree that is behind."""
    with pytest.MonkeyPatch.context() as patch:
        make_cheap(patch, tmp_path_factory.mktemp("bases"))
        world = Changing(tmp_path_factory.mktemp("sound"))
        world.update()
        world.told["MPC-2026-0002"]["severity"] = "low"
        world.write()
        world.update()
        yield world


@pytest.fixture
def world(sound: Changing, tmp_path: Path) -> Changing:
    """That repository, site and all, in a place of its own."""
    home = tmp_path / "world"
    subprocess.run(["cp", "-a", sound.home, home], check=True)  # with its hard links
    return sound.at(home)


def builds(world: Changing) -> Path:
    return world.home / ".site.builds"


def store(world: Changing) -> Path:
    return builds(world) / "store.sqlite3"


def seal(world: Changing) -> None:
    """Seal the store as it is now, as its last build would have."""
    store(world).with_suffix(".seal").write_text(str(_stat(store(world))), encoding="ascii")


def trees(world: Changing) -> tuple[Path, Path]:
    """Return the tree that readers see, and the spare."""
    live = world.site.resolve()
    (spare,) = (path for path in builds(world).glob("tree-*") if path != live)
    return live, spare


def _truncate(world: Changing) -> None:
    os.truncate(store(world), store(world).stat().st_size // 2)


def _truncate_to_a_page(world: Changing) -> None:
    os.truncate(store(world), 4096)


def _truncate_a_little_and_seal(world: Changing) -> None:
    os.truncate(store(world), store(world).stat().st_size - 4096)
    seal(world)


def _sql(world: Changing, *statements: str) -> None:
    connection = sqlite3.connect(store(world))
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def _other_sites_link(world: Changing) -> None:
    _, spare = trees(world)
    world.site.unlink()
    world.site.symlink_to(os.path.relpath(spare, world.home))


def _move_a_tree(world: Changing, number: int) -> None:
    trees(world)[number].rename(builds(world) / "elsewhere")


def _live_file_and_spare(world: Changing) -> None:
    live, spare = trees(world)
    (live / "index.html").unlink()
    shutil.rmtree(spare)


def _no_trees(world: Changing) -> None:
    for path in trees(world):
        shutil.rmtree(path)


def _alter(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"<!-- altered -->")


def _remains(world: Changing) -> None:
    (builds(world) / "staging-99-scratch/search").mkdir(parents=True)
    (builds(world) / "staging-99/x").parent.mkdir()
    (builds(world) / "staging-99/x").write_text("x", encoding="utf-8")
    (builds(world) / "staging-link").symlink_to("nowhere")
    (builds(world) / "tree-7/advisories").mkdir(parents=True)
    (builds(world) / "store.sqlite3-journal").write_bytes(b"no journal" * 100)


def _replace(world: Changing, content: bytes) -> None:
    store(world).unlink()
    store(world).write_bytes(content)


def _each(*steps: Damage) -> Damage:
    """Do one thing after the other."""

    def all_of_them(world: Changing) -> None:
        for step in steps:
            step(world)

    return all_of_them


DAMAGE: dict[str, Damage] = {
    "truncated": _truncate,
    "truncated to a page": _truncate_to_a_page,
    "truncated a little, with a seal": _truncate_a_little_and_seal,
    "empty": lambda world: _replace(world, b""),
    "a text file": lambda world: _replace(world, b"This is no database, and never was one.\n" * 400),
    "gone": lambda world: store(world).unlink(),
    "another format": lambda world: _sql(world, "PRAGMA user_version = 2"),
    "a newer format": lambda world: _sql(world, "PRAGMA user_version = 99"),
    "a table is gone": lambda world: _sql(world, "DROP TABLE file"),
    "a table is gone, with a seal": _each(lambda world: _sql(world, "DROP TABLE body"), seal),
    "a column too many": lambda world: _sql(world, "ALTER TABLE shard ADD COLUMN more TEXT"),
    "another program's database": _each(
        lambda world: store(world).unlink(),
        lambda world: _sql(world, "CREATE TABLE notes (text TEXT)", "INSERT INTO notes VALUES ('mine')"),
    ),
    "an altered row": lambda world: _sql(world, "UPDATE file SET sha256 = replace(sha256, 'a', 'b')"),
    "an altered row, with a seal": _each(lambda world: _sql(world, "UPDATE unit SET card = x'80'"), seal),
    "no seal": lambda world: store(world).with_suffix(".seal").unlink(),
    "a wrong seal": lambda world: store(world).with_suffix(".seal").write_bytes(b"[1, 2, 3, 4]"),
    "a seal of nonsense": lambda world: store(world).with_suffix(".seal").write_bytes(b"\xff\x00"),
    "no trees": _no_trees,
    "the live tree is gone": lambda world: _move_a_tree(world, 0),
    "the spare is gone": lambda world: _move_a_tree(world, 1),
    "the spare has no manifest": lambda world: (trees(world)[1] / MANIFEST).unlink(),
    "a file of the spare is gone": lambda world: (trees(world)[1] / "guide/first-hour/index.html").unlink(),
    "the live manifest is damaged": lambda world: (trees(world)[0] / MANIFEST).write_bytes(b"{}"),
    "the live manifest is gone": lambda world: (trees(world)[0] / MANIFEST).unlink(),
    "a live file is gone": lambda world: (trees(world)[0] / "index.html").unlink(),
    "a live file is gone, and the spare": _live_file_and_spare,
    "a live file was altered": lambda world: _alter(trees(world)[0] / "hi/index.html"),
    "a file of the spare was altered": lambda world: _alter(trees(world)[1] / "advisories/MPC-2026-0002/index.html"),
    "the link is gone": lambda world: world.site.unlink(),
    "the link shows the spare": _other_sites_link,
    "remains of dead builds": _remains,
    "everything is gone": _each(lambda world: world.site.unlink(), lambda world: shutil.rmtree(builds(world))),
}


@pytest.mark.parametrize("kind", DAMAGE)
@pytest.mark.parametrize("edited", [False, True], ids=["nothing else", "an edit"])
def test_the_next_build_is_that_of_a_clean_one(world: Changing, kind: str, *, edited: bool) -> None:
    DAMAGE[kind](world)
    if edited:
        world.told["MPC-2026-0001"]["title"] = "Another title since the damage"
        world.write()
    world.mend()
    world.told["MPC-2026-0002"]["title"] = "Another title since the mending"
    world.write()
    world.update()
    assert not list(builds(world).glob("staging-*"))


def test_flipped_bytes_anywhere_are_noticed(world: Changing) -> None:
    """In a copy, which has no seal that fits; the seal is what a build trusts instead of reading it all."""
    moments = random.Random(20261124)  # noqa: S311
    kept = store(world).read_bytes()
    expected = world.clean()
    for _ in range(PLACES):
        content = bytearray(kept)
        for _ in range(moments.choice((1, 1, 8, 200))):
            content[moments.randrange(len(content))] ^= moments.randrange(1, 256)
        _replace(world, bytes(content))
        world.mend()
        assert contents(world.site) == expected


def test_another_repositorys_store_is_no_help_and_no_harm(world: Changing, tmp_path: Path) -> None:
    other = Changing(tmp_path / "other")
    other.told = {"MPC-2026-0001": {"title": "Their own warning"}, "MPC-2026-0009": {}}
    other.write()
    other.update()
    shutil.copyfile(store(other), store(world))
    world.mend()


def test_a_foreign_object_runs_nothing(world: Changing) -> None:
    """A row with a right checksum whose object would run a command when it is unpickled."""
    mark = world.home / "ran"

    class Command:
        def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
            return os.system, (f"touch {mark}",)

    for name in ("base", "trees", "catalogue"):
        evil = pickle.dumps(Command())
        connection = sqlite3.connect(store(world))
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?, ?)", (name, evil, checksum(name, evil)))
        connection.commit()
        connection.close()
        seal(world)
        world.mend()
        assert not mark.exists()


def test_a_link_to_elsewhere_is_refused_and_left(world: Changing) -> None:
    (world.home / "precious").mkdir()
    world.site.unlink()
    world.site.symlink_to("precious")
    with pytest.raises(WriteError, match="not to a build"):
        world.mend()
    assert world.site.readlink() == Path("precious")
