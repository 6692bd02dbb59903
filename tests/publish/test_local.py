# SPDX-License-Identifier: Apache-2.0
"""``local``: whole releases behind one link, whatever happens to publishers."""

import contextlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.builders import AS_OF
from tests.publish.world import (
    CHANGING,
    PAGES,
    SAME,
    Reader,
    is_whole,
    kill_again_and_again,
    kills,
    make_site,
    publish,
    silent,
)

from chetavani.destinations import Local
from chetavani.errors import PublishError
from chetavani.publish import release_before
from chetavani.publish.local import LocalTarget
from chetavani.publish.shelf import alone
from chetavani.publish.source import numbered, open_source


def target_at(folder: Path, **settings: object) -> LocalTarget:
    return LocalTarget(Local.model_validate({"type": "local", "place": "www"} | settings), folder)


def read_of(folder: Path) -> Reader:
    def get(path: str) -> str | None:
        try:
            return (folder / "www/current" / path).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    return Reader(get)


def test_only_what_changes_is_written_and_the_rest_is_one_file_on_the_disk(tmp_path: Path) -> None:
    target = target_at(tmp_path)
    first = publish(target, make_site(tmp_path, 1))
    assert (first.release, first.there) == (1, 0)
    second = publish(target, make_site(tmp_path, 2))
    assert (second.release, second.sent, second.there) == (2, PAGES + 2 + len(CHANGING), SAME)
    one, two = (target.folder / f"releases/{number}/osv/CH-1.json" for number in (1, 2))
    assert one.samefile(two)
    assert (target.folder / "current").readlink() == Path("releases/2")


def test_what_is_live_is_not_published_again(tmp_path: Path) -> None:
    target, site = target_at(tmp_path), make_site(tmp_path, 1)
    publish(target, site)
    assert publish(target, site).sent == 0
    assert target.shelf.numbers() == (1,)


def test_the_pointer_of_a_plain_site_is_made_and_chained(tmp_path: Path) -> None:
    target = target_at(tmp_path)
    for release in (1, 2):
        publish(target, make_site(tmp_path, release))
    first, second = (json.loads((target.folder / f"releases/{n}/release.json").read_bytes()) for n in (1, 2))
    assert first["previous"] is None
    assert second["previous"] == {"release": 1, "manifest": first["manifest"]["sha256"]}
    assert not (tmp_path / "site-2/release.json").exists()


def test_as_many_releases_are_kept_as_was_said(tmp_path: Path) -> None:
    target = target_at(tmp_path, keep=2)
    for release in range(1, 5):
        publish(target, make_site(tmp_path, release))
    assert target.shelf.numbers() == (3, 4)


def test_what_has_gone_stays_for_its_days_and_then_goes(tmp_path: Path) -> None:
    target = target_at(tmp_path)
    publish(target, make_site(tmp_path, 1))
    style = next((target.folder / "current/assets").rglob("*.css")).relative_to(target.folder / "current")
    for release in (2, 3):
        publish(target, make_site(tmp_path, release))
        assert (target.folder / "current" / style).is_file()
    leaving = json.loads((target.folder / "leaving.json").read_bytes())
    (target.folder / "leaving.json").write_text(json.dumps(dict.fromkeys(leaving, 1.0)))
    publish(target, make_site(tmp_path, 4))
    assert not (target.folder / "current" / style).exists()


def test_a_rollback_leads_back_and_on_again(tmp_path: Path) -> None:
    target = target_at(tmp_path)
    for release in (1, 2):
        publish(target, make_site(tmp_path, release))
    live = target.live()
    assert target.rollback(release_before(live, target.place), live, silent).release == 1
    assert target.live().release == 1
    assert publish(target, make_site(tmp_path, 3)).release == 3
    with pytest.raises(PublishError, match=r"has no release 9\. These are there: 1, 2, 3"):
        target.rollback(9, target.live(), silent)


def test_who_comes_second_is_told_and_changes_nothing(tmp_path: Path) -> None:
    target = target_at(tmp_path)
    publish(target, make_site(tmp_path, 1))
    with alone(target.folder), pytest.raises(PublishError, match="somebody else is publishing there at this moment"):
        publish(target, make_site(tmp_path, 2))
    stale = target.live()
    publish(target, tmp_path / "site-2")
    with pytest.raises(PublishError, match="has release 2 now: somebody else has published"):
        target.rollback(1, stale, silent)
    assert target.live().release == 2


def test_of_a_folder_of_releases_the_newest_goes_out_and_an_older_one_does_not(tmp_path: Path) -> None:
    for number in (8, 9):
        made = numbered(open_source(make_site(tmp_path, number)), number, None, AS_OF).made
        (tmp_path / f"site-{number}").rename(_folder(tmp_path / "made", number))
        (tmp_path / f"made/{number}/release.json").write_bytes(made)
    target = target_at(tmp_path)
    assert publish(target, tmp_path / "made").release == 9
    assert (target.folder / "current/release.json").read_bytes() == (tmp_path / "made/9/release.json").read_bytes()
    with pytest.raises(PublishError, match="has release 9, and this is release 8"):
        publish(target, tmp_path / "made/8")


def _folder(parent: Path, number: int) -> Path:
    parent.mkdir(exist_ok=True)
    return parent / str(number)


def test_a_site_that_changes_meanwhile_is_refused(tmp_path: Path) -> None:
    target, site = target_at(tmp_path), make_site(tmp_path, 1)
    (site / "index.html").write_text("another")
    with pytest.raises(PublishError, match=r"index\.html: is not what the manifest says"):
        publish(target, site)
    assert target.live().release == 0


def test_a_damaged_file_of_the_release_before_is_not_taken_over(tmp_path: Path) -> None:
    target = target_at(tmp_path)
    publish(target, make_site(tmp_path, 1))
    (target.folder / "releases/1/osv/CH-1.json").write_text("damaged")
    publish(target, make_site(tmp_path, 2))
    assert is_whole(open_source(tmp_path / "site-2"), lambda path: (target.folder / "current" / path).read_bytes())


def test_a_foreign_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "www/current").mkdir(parents=True)
    with pytest.raises(PublishError, match="is no link of ours"):
        publish(target_at(tmp_path), make_site(tmp_path, 1))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 400 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    _as_root("mount", "-t", "tmpfs", "-o", f"size=400k,mode=777,uid={os.getuid()}", "tmpfs", str(folder))
    yield folder
    _as_root("umount", str(folder))


def _as_root(*command: str) -> None:
    subprocess.run([*(() if os.geteuid() == 0 else ("sudo", "-n")), *command], check=True)


def test_a_full_disk_leaves_what_was_live_and_more_room_lets_it_go_on(tmp_path: Path, small_disk: Path) -> None:
    target = LocalTarget(Local(type="local", place=str(small_disk)), tmp_path)
    publish(target, make_site(tmp_path, 1))
    with contextlib.suppress(OSError), (small_disk / "ballast").open("wb", buffering=0) as ballast:
        while True:
            ballast.write(bytes(1 << 14))
    with pytest.raises(PublishError, match=r"No space left on device\. What was live before still is\. Check"):
        publish(target, make_site(tmp_path, 2))
    assert target.live().release == 1
    (small_disk / "ballast").unlink()
    assert publish(target, tmp_path / "site-2").release == 2


def test_killed_publishers_leave_a_whole_site_and_the_next_goes_on(tmp_path: Path) -> None:
    settings = Local(type="local", place=str(tmp_path / "www"), keep=3)
    sites = [make_site(tmp_path, release) for release in range(1, 7)]
    with read_of(tmp_path).polling() as reader:
        kill_again_and_again(settings, tmp_path, sites, kills("LOCAL", 20))
    assert reader.missing == []
    last = open_source(sites[-1])
    assert is_whole(last, lambda path: (tmp_path / "www/current" / path).read_bytes())
    publish(target_at(tmp_path, keep=3), make_site(tmp_path, 9))  # the last one may have had nothing to do
    left = [path.name for path in (tmp_path / "www/releases").iterdir()]
    assert len(left) == 3
    assert all(name.isdecimal() for name in left), "what killed runs left is taken away"
