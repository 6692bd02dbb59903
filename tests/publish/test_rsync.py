# SPDX-License-Identifier: Apache-2.0
"""``rsync``: a real sshd, keys that are not known, publishers that are killed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.publish.sshd import Host, sshd
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

from chetavani.destinations import Rsync
from chetavani.errors import PublishError
from chetavani.publish import release_before
from chetavani.publish.remote import Remote
from chetavani.publish.rsync import RsyncTarget, _lock
from chetavani.publish.source import open_source


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A server for all tests of this module."""
    with sshd(tmp_path_factory.mktemp("sshd")) as found:
        yield found


def target_at(host: Host, folder: Path, **settings: object) -> RsyncTarget:
    return RsyncTarget(Rsync.model_validate(host.settings(folder / "www", **settings)), folder)


def read_of(folder: Path) -> Reader:
    def get(path: str) -> str | None:
        try:
            return (folder / "www/current" / path).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    return Reader(get)


def test_only_what_changes_is_sent_and_can_be_compared_and_the_way_back_is_a_link(host: Host, tmp_path: Path) -> None:
    target = target_at(host, tmp_path)
    first = publish(target, make_site(tmp_path, 1))
    assert (first.release, first.there) == (1, 0)
    second = publish(target, make_site(tmp_path, 2))
    assert (second.release, second.sent, second.there) == (2, PAGES + 2 + len(CHANGING), SAME)
    www = tmp_path / "www"
    assert (www / "releases/1/osv/CH-1.json").samefile(www / "releases/2/osv/CH-1.json")
    assert (www / "current").readlink() == Path("releases/2")
    assert is_whole(open_source(tmp_path / "site-2"), lambda path: (www / "current" / path).read_bytes())
    style = next((www / "releases/1/assets").rglob("*.css")).relative_to(www / "releases/1")
    assert (www / "current" / style).is_file(), "what has gone stays for its days"
    assert style.as_posix() in json.loads((www / "leaving.json").read_bytes())

    (tmp_path / "taken").mkdir()
    target.fetch(["feeds/all.atom", "no/such/file"], tmp_path / "taken")
    assert (tmp_path / "taken/feeds/all.atom").read_bytes() == (www / "current/feeds/all.atom").read_bytes()

    live = target.live()
    assert list(live.kept) == [1, 2]
    assert target.rollback(release_before(live, target.place), live, silent).release == 1
    assert (www / "current").readlink() == Path("releases/1")
    with pytest.raises(PublishError, match=r"has no release 9\. These are there: 1, 2"):
        target.rollback(9, target.live(), silent)
    assert publish(target_at(host, tmp_path, keep=1), make_site(tmp_path, 3)).release == 3
    assert sorted(path.name for path in (www / "releases").iterdir()) == ["3"]


def test_who_comes_second_is_told_and_changes_nothing(host: Host, tmp_path: Path) -> None:
    target = target_at(host, tmp_path)
    publish(target, make_site(tmp_path, 1))
    with Remote(target.settings) as other:
        _lock(other)
        with pytest.raises(PublishError, match="somebody else is publishing there at this moment"):
            publish(target, make_site(tmp_path, 2))
    assert target.live().release == 1
    stale = target.live()
    publish(target, tmp_path / "site-2")
    with pytest.raises(PublishError, match="has release 2 now: somebody else has published"):
        target.rollback(1, stale, silent)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"key": "stranger"}, "does not let us in"),
        ({"known_hosts": "stranger.pub"}, "does not show the host key that is known of it"),
        ({"port": 9}, "Connection refused"),
    ],
)
def test_what_is_wrong_with_the_connection_is_named(
    host: Host, tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    given = {name: str(host.home / value) if isinstance(value, str) else value for name, value in changes.items()}
    with pytest.raises(PublishError, match=said):
        publish(target_at(host, tmp_path, **given), make_site(tmp_path, 1))


def test_a_missing_program_is_named(host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PublishError, match="there is no ssh on this machine"):
        target_at(host, tmp_path).live()


def test_another_host_key_than_before_stops_it(host: Host, tmp_path: Path) -> None:
    other = (host.home / "stranger.pub").read_text(encoding="ascii")
    (tmp_path / "hosts").write_text(f"[127.0.0.1]:{host.port} {other}", encoding="ascii")
    with pytest.raises(PublishError, match="host key"):
        publish(target_at(host, tmp_path, known_hosts=str(tmp_path / "hosts")), make_site(tmp_path, 1))
    assert not (tmp_path / "www").exists()


def test_a_fault_in_the_middle_leaves_what_was_live(host: Host, tmp_path: Path) -> None:
    target = target_at(host, tmp_path)
    publish(target, make_site(tmp_path, 1))
    stage = tmp_path / "www/releases/.2.part"
    stage.mkdir()
    (stage / "osv").write_text("in the way")
    site = make_site(tmp_path, 2)
    (site / "index.html").write_text("changed meanwhile")
    with pytest.raises(PublishError, match=r"has not got what the manifest says \(index\.html: FAILED\)"):
        publish(target, site)
    assert target.live().release == 1
    assert read_of(tmp_path).get("index.html") == (tmp_path / "site-1/index.html").read_text(encoding="utf-8")


def test_killed_publishers_leave_a_whole_site_and_the_next_goes_on(host: Host, tmp_path: Path) -> None:
    settings = target_at(host, tmp_path, keep=3).settings
    sites = [make_site(tmp_path, release) for release in range(1, 5)]
    count = kills("RSYNC", 3)
    with read_of(tmp_path).polling() as reader:
        kill_again_and_again(settings, tmp_path, sites, count)
    assert reader.missing == []
    assert is_whole(open_source(sites[-1]), lambda path: (tmp_path / "www/current" / path).read_bytes())
