# SPDX-License-Identifier: Apache-2.0
"""``s3``: a real store, publishers that are killed, that come two at once, and that are refused."""

import gzip
import http.client
import itertools
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import obstore
import pytest
from tests.builders import ROOT
from tests.publish.between import Between, no_conditions, standing_between
from tests.publish.seaweed import SECRET, USER, make_bucket, seaweed
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
    publish_killed,
    silent,
    two_at_once,
)

from chetavani.destinations import S3
from chetavani.errors import ConfigError, PublishError
from chetavani.media import CACHE, cache_control, media_type, types
from chetavani.publish import lease, release_before
from chetavani.publish.lease import OBJECT
from chetavani.publish.order import in_order
from chetavani.publish.s3 import S3Target
from chetavani.publish.source import open_source

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A store for all tests of this module."""
    with seaweed(tmp_path_factory.mktemp("seaweed")) as address:
        make_bucket(address, "sites")
        yield address


@pytest.fixture
def between(store: str) -> Iterator[Between]:
    """What counts between publishers and the store."""
    with standing_between(store) as found:
        yield found


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The environment of somebody who may publish, and has no profile."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", USER)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "no-profiles"))


class World:
    """A bucket of its own, and sites for it."""

    def __init__(self, store: str, home: Path) -> None:
        self.home = home
        self.name = f"sites/{next(_numbers)}"
        self.address = store
        self.objects = make_bucket(store, "sites")

    def target(self, address: str = "", **settings: object) -> S3Target:
        """Return the bucket as a target."""
        given = {
            "type": "s3",
            "bucket": "sites",
            "endpoint": address or self.address,
            "prefix": self.name.partition("/")[2],
        }
        return S3Target(S3.model_validate(given | settings), self.home)

    def site(self, release: int) -> Path:
        """Return the site of a release."""
        folder = self.home / f"site-{release}"
        return folder if folder.exists() else make_site(self.home, release)

    def get(self, path: str) -> bytes | None:
        """Return what a reader without credentials gets."""
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=30)
        connection.request("GET", f"/{self.name}/{path}")
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        assert answer.status in {200, 404}, answer.status
        return body if answer.status == 200 else None

    def reader(self) -> Reader:
        """Return a reader without credentials."""

        def get(path: str) -> str | None:
            found = self.get(path)
            return None if found is None else found.decode()

        return Reader(get)

    def paths(self) -> set[str]:
        """Return the paths of all objects of this test."""
        start = f"{self.name.partition('/')[2]}/"
        return {one["path"].removeprefix(start) for page in obstore.list(self.objects, start) for one in page}

    def write(self, path: str, content: bytes) -> None:
        """Write an object as if somebody else did."""
        obstore.put(self.objects, f"{self.name.partition('/')[2]}/{path}", content)

    def headers(self, path: str) -> tuple[str | None, ...]:
        """Return what a reader is told of an object: its type, for how long to keep it, how it is encoded."""
        key = f"{self.name.partition('/')[2]}/{path}"
        found = obstore.get(self.objects, key, options={"head": True}).attributes
        return tuple(found.get(name) for name in ("Content-Type", "Cache-Control", "Content-Encoding"))


@pytest.fixture
def world(store: str, tmp_path: Path) -> World:
    return World(store, tmp_path)


def test_only_what_changes_moves_and_the_pointer_is_the_last(world: World, between: Between) -> None:
    target = world.target(between.address)
    publish(target, world.site(1))
    first = between.written(world.name)
    assert len(first) == len(open_source(world.site(1)).everything) + 1  # and the pointer, which is made
    between.came.clear()
    report = publish(target, world.site(2))
    second = between.written(world.name)
    assert len(second) == len(set(second)) == report.sent == PAGES + 2 + len(CHANGING)
    assert report.there == SAME
    kinds = [re.sub(r"^(assets|advisories|feeds|index|manifest|release).*", r"\1", path) for path in second]
    order = ["assets", "advisories", "index", "feeds", "manifest", "release"]
    assert kinds == sorted(kinds, key=order.index)
    assert not any(method == "GET" and path.rstrip("/") == "/sites" for method, path in between.came), "listed"
    between.came.clear()
    assert publish(target, world.site(2)).sent == 0
    assert between.written(world.name) == []


def test_types_caches_and_variants_are_as_the_servers_have_them(world: World) -> None:
    site = world.site(1)
    (site / "index.html.gz").write_bytes(gzip.compress((site / "index.html").read_bytes()))
    publish(world.target(), site)
    assert "index.html.gz" not in world.paths()
    (site / "feeds/all.atom.gz").write_bytes(gzip.compress((site / "feeds/all.atom").read_bytes()))
    (world.site(2) / "index.html.gz").write_bytes(gzip.compress((world.site(2) / "index.html").read_bytes()))
    publish(world.target(variants=True), world.site(2))

    page = ("text/html; charset=utf-8", "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400")
    assert world.headers("index.html") == (*page, None)
    assert world.headers("index.html.gz") == (*page, "gzip")
    assert world.headers("feeds/all.atom")[0] == "application/atom+xml; charset=utf-8"
    asset = next(path for path in world.paths() if path.endswith(".css"))
    assert world.headers(asset) == ("text/css; charset=utf-8", "public, max-age=31536000, immutable", None)


def test_one_table_with_nginx() -> None:
    nginx = (ROOT / "deploy/nginx/chetavani.conf").read_text(encoding="utf-8")
    block = nginx.partition("    types {\n")[2].partition("}")[0]
    told = {end: line.split()[0] for line in block.splitlines() for end in line.strip(" ;").split()[1:]}
    assert types() == told
    charset = nginx.partition("charset_types ")[2].partition(";")[0].split()
    assert {one for one in told.values() if f"a.{one}" and media_type(_file_of(told, one)).endswith("utf-8")} == (
        {*charset, "text/html"} & set(told.values())
    )
    caches = nginx.partition("map $uri $chetavani_cache {\n")[2].partition("}")[0]
    rows = dict(re.findall(r"^\s+(\S+)\s+\"(.+)\";$", caches, re.MULTILINE))
    default = rows.pop("default")
    assert [(f"~^/{start}" if start else "", said) for start, said in CACHE] == [*rows.items(), ("", default)]
    assert cache_control("pagefind/en/2026/index/a.pf_index").endswith("immutable")


def _file_of(told: dict[str, str], kind: str) -> str:
    return f"file.{next(end for end, one in told.items() if one == kind)}"


def test_what_has_gone_is_deleted_after_its_days(world: World) -> None:
    publish(world.target(), world.site(1))
    style = next(path for path in world.paths() if path.endswith(".css"))
    assert publish(world.target(), world.site(2)).deleted == 0
    assert style in world.paths()
    assert publish(world.target(grace=0), world.site(3)).deleted == 1  # that of release 2: this one leaves at once
    held = world.target().bucket.get(".chetavani/held.json.gz")
    assert held is not None
    said = json.loads(gzip.decompress(held[0]))
    assert list(said["leaving"]) == [style]
    said["leaving"] = dict.fromkeys(said["leaving"], 1.0)
    content = gzip.compress(json.dumps(said).encode())
    world.write(".chetavani/held.json.gz", content)
    assert publish(world.target(), world.site(4)).deleted == 1
    assert style not in world.paths()


def test_back_from_the_copies_on_this_machine(world: World) -> None:
    target = world.target(copies="copies")
    for release in (1, 2):
        publish(target, world.site(release))
    live = target.live()
    assert target.rollback(release_before(live, target.place), live, silent).release == 1
    assert target.live().release == 1
    assert is_whole(open_source(world.site(1)), world.get)
    assert publish(target, world.site(3)).release == 3
    with pytest.raises(PublishError, match="keeps none before it"):
        release_before(world.target().live(), target.place)


def test_of_two_at_once_one_wins_and_the_other_says_so(world: World) -> None:
    publish(world.target(), world.site(1))
    won, lost = two_at_once(world.target, [world.site(2), world.site(3)])
    assert re.search("somebody else (is publishing there at this moment|has published since)", lost)
    assert is_whole(open_source(world.home / won.split()[0]), world.get)


def test_without_conditional_writes_too(world: World, between: Between, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "_MOMENT", 0.4)
    between.fault = no_conditions
    publish(world.target(between.address), world.site(1))
    won, lost = two_at_once(lambda: world.target(between.address), [world.site(2), world.site(3)])
    assert re.search("somebody else (is publishing there at this moment|has published since)", lost)
    assert is_whole(open_source(world.home / won.split()[0]), world.get)
    assert "has no conditional writes" in publish(world.target(between.address), world.site(4)).notes[0]


def _foreign(world: World, renewed: float) -> None:
    """Leave the lease of a publisher on another machine."""
    said = {"owner": "other", "host": "elsewhere", "pid": 1, "began": "1", "lease": 2, "renewed": renewed}
    world.write(OBJECT, json.dumps(said).encode())


def test_the_lease_of_another_machine_is_respected_until_it_runs_out(world: World) -> None:
    target = world.target(lease=2)
    _foreign(world, time.time())
    with pytest.raises(PublishError, match=r"at this moment, last heard of \d seconds ago; nothing was changed"):
        publish(target, world.site(1))
    assert target.live().release == 0
    _foreign(world, time.time() - 60)
    assert publish(target, world.site(1)).release == 1


def test_who_is_held_up_until_another_has_taken_over_stops(world: World) -> None:
    held_up = lease.Lease(world.target().bucket, 1)
    with held_up.held():
        _foreign(world, time.time())
        time.sleep(0.6)
        with pytest.raises(PublishError, match="somebody else has taken over while this run was held up"):
            held_up.check()


def _after(count: int, status: int) -> Callable[[str, str, dict[str, str]], int | None]:
    """Return a fault: every PUT of a file after so many of them is answered with a status."""
    puts = itertools.count()

    def fault(method: str, path: str, _headers: dict[str, str]) -> int | None:
        own = "/.chetavani/" in path
        return status if method == "PUT" and not own and next(puts) >= count else None

    return fault


@pytest.mark.parametrize(("status", "said"), [(507, "has no room left"), (400, "answers 400 Fault400")])
def test_a_store_that_refuses_leaves_a_whole_site_and_the_next_run_goes_on(
    world: World, between: Between, status: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chetavani.publish.bucket._TRIES", 1)
    publish(world.target(), world.site(1))
    target = world.target(between.address)
    between.fault = _after(9, status)
    with pytest.raises(PublishError, match=said) as refused:
        publish(target, world.site(2))
    assert "it goes on where it stopped" in str(refused.value)
    assert SECRET not in str(refused.value)
    reader = world.reader()
    reader.follow("index.html")
    assert reader.missing == []
    assert target.live().release == 1
    between.fault = Between().fault
    between.came.clear()
    report = publish(target, world.site(2))
    assert report.sent == PAGES + 2 + len(CHANGING) - 9
    assert len(between.written(world.name)) == report.sent, "what was there was sent again"


@pytest.mark.parametrize(
    ("key", "secret", "said"),
    [(USER, "wrong-secret-here", "SignatureDoesNotMatch"), ("nobody", "wrong-secret-here", "InvalidAccessKeyId")],
)
def test_wrong_credentials_are_named_and_not_shown(
    world: World, key: str, secret: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)
    with pytest.raises(PublishError, match=rf"refuses the credentials \(403 {said}\)") as refused:
        publish(world.target(), world.site(1))
    assert secret not in str(refused.value)
    assert f"s3://{world.name}" in refused.value.place


def test_a_profile_has_the_credentials_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    place = world.home / "no-profiles"
    with pytest.raises(ConfigError, match="there are no credentials for the store"):
        publish(world.target(), world.site(1))
    place.write_text(f"[cell]\naws_access_key_id = {USER}\naws_secret_access_key = {SECRET}\n", encoding="utf-8")
    assert publish(world.target(profile="cell"), world.site(1)).release == 1


def test_a_store_that_is_not_there_is_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chetavani.publish.bucket._TRIES", 0)
    with pytest.raises(PublishError, match=r"at http://127\.0\.0\.1:9: cannot be reached"):
        publish(world.target("http://127.0.0.1:9"), world.site(1))


def test_killed_publishers_leave_a_whole_site_and_the_next_goes_on(world: World) -> None:
    settings = world.target().settings
    sites = [world.site(release) for release in range(1, 7)]
    count = kills("S3", 12)
    with world.reader().polling() as reader:
        kill_again_and_again(settings, world.home, sites, count)
    assert reader.missing == []
    assert is_whole(open_source(sites[-1]), world.get)


def test_the_reader_would_see_another_order(world: World, between: Between, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chetavani.publish.s3.in_order", lambda paths: in_order(paths)[-2::-1] + in_order(paths)[-1:])

    def slowly(method: str, _path: str, _headers: dict[str, str]) -> None:
        time.sleep(0.01 if method == "PUT" else 0)

    publish(world.target(), world.site(1))
    between.fault = slowly
    with world.reader().polling() as reader:
        publish(world.target(between.address, parallel=1), world.site(2))
    assert reader.missing


def test_what_a_killed_run_has_changed_of_what_is_live_is_mended(world: World, between: Between) -> None:
    publish(world.target(), world.site(2))
    between.fault = _after(9, 400)
    with pytest.raises(PublishError, match="answers 400"):
        publish(world.target(between.address), world.site(1))
    assert not is_whole(open_source(world.site(2)), world.get)
    publish(world.target(), world.site(2))
    assert is_whole(open_source(world.site(2)), world.get)


def test_nothing_is_sent_twice_after_a_kill(world: World, between: Between) -> None:
    publish(world.target(), world.site(1))
    stop = threading.Event()

    def fault(method: str, path: str, _headers: dict[str, str]) -> int | None:
        if method == "PUT" and path.endswith("feeds/all.atom"):
            stop.wait(20)
        return None

    between.fault = fault
    assert not publish_killed(world.target(between.address).settings, world.home, world.site(2), 3)
    stop.set()
    time.sleep(0.3)
    between.came.clear()
    publish(world.target(between.address), world.site(2))
    sent = between.written(world.name)
    assert not any(path.startswith(("advisories/", "assets/")) for path in sent)
    assert is_whole(open_source(world.site(2)), world.get)
