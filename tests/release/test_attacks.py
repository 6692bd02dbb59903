# SPDX-License-Identifier: Apache-2.0
"""Attacks on a published site, judged by python-tuf's own client: the threat model names each test."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from tests.release.world import World, fetched, updater, world
from tests.sites import serving
from tuf.api.exceptions import (
    BadVersionNumberError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
    UnsignedMetadataError,
)
from tuf.api.metadata import Metadata, Root, Targets, Timestamp
from tuf.ngclient import Updater

from chetavani.config import Release
from chetavani.release.folder import Plan, make_release
from chetavani.release.signing import signing


@pytest.fixture
def publisher(tmp_path: Path) -> World:
    """Return a publisher whose first release is live."""
    made = world(tmp_path)
    made.release(all="{}")
    return made


def member(publisher: World, *paths: str) -> dict[str, bytes]:
    """Return what a member gets, who remembers what it got before."""
    return fetched(publisher.live, publisher.home / "member", publisher.trust, *paths)


def test_a_member_gets_every_release_in_turn(publisher: World) -> None:
    first = member(publisher)
    assert first["manifest.json"] == (publisher.live / "manifest.json").read_bytes()
    publisher.release(all='{"new": 1}')
    assert member(publisher)["bulk/all.json"] == b'{"new": 1}'
    assert member(publisher, "lookup/v1/meta.json", "indicators/all.csv", "minisign.pub")


@pytest.mark.parametrize("path", ["bulk/all.json", "manifest.json", "release.json", "minisign.pub"])
def test_a_tampered_file_on_the_host_is_refused(publisher: World, path: str) -> None:
    place = publisher.live / path
    content = place.read_bytes()
    place.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(LengthOrHashMismatchError):
        member(publisher, path)


def test_the_client_as_it_comes_updates_from_a_web_server(publisher: World) -> None:
    with serving(publisher.live) as address:
        client = updater(address, publisher.home / "member", publisher.trust, fetcher=None)
        target = client.get_targetinfo("bulk/all.json")
        assert target is not None
        assert Path(client.download_target(target)).read_bytes() == b"{}"
        (publisher.live / "bulk/all.json").write_bytes(b"[]")
        with pytest.raises(LengthOrHashMismatchError):
            client.download_target(target)


def test_a_client_that_looks_for_hashes_finds_copies(publisher: World) -> None:
    place = publisher.home / "site"
    plan = Plan(place, publisher.home / "copies", publisher.now)
    made = make_release(plan, signing(publisher.keys, Release(copies=True), place))
    state = publisher.home / "member"
    for folder in ("metadata", "targets"):
        (state / folder).mkdir(parents=True)
    with serving(made.folder) as address:
        places = (f"{state}/metadata", f"{address}tuf/", f"{state}/targets", f"{address}tuf/targets/")
        client = Updater(*places, bootstrap=publisher.trust)
        for path in ("bulk/all.json", "manifest.json"):
            target = client.get_targetinfo(path)
            assert target is not None
            assert Path(client.download_target(target)).read_bytes() == (made.folder / path).read_bytes()


def test_a_truncated_manifest_is_refused(publisher: World) -> None:
    place = publisher.live / "manifest.json"
    place.write_bytes(place.read_bytes()[:-40])
    with pytest.raises(LengthOrHashMismatchError):
        member(publisher)


def test_an_older_release_that_is_replayed_is_refused(publisher: World) -> None:
    publisher.release(all='{"correction": 1}')
    member(publisher)
    publisher.publish(publisher.home / "releases/1")
    with pytest.raises(BadVersionNumberError):
        member(publisher)


def test_a_frozen_timestamp_is_refused(tmp_path: Path) -> None:
    made = world(tmp_path)
    made.release(as_of=made.now - timedelta(days=2, seconds=5))
    with pytest.raises(ExpiredMetadataError):
        member(made)


def test_mix_and_match_is_refused(publisher: World) -> None:
    publisher.release(all='{"two": 2}')
    old, new = publisher.home / "releases/1", publisher.live
    shutil.copy(old / "tuf/1.targets.json", new / "tuf/2.targets.json")
    with pytest.raises(RepositoryError):
        member(publisher)


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets"])
def test_one_stolen_online_key_changes_nothing_of_the_root(publisher: World, role: str) -> None:
    stolen = publisher.keys.signer(role)
    root = Metadata[Root].from_bytes(publisher.trust)
    root.signed.version = 2
    for other in ("timestamp", "snapshot", "targets"):
        root.signed.revoke_key(root.signed.roles[other].keyids[0], other)
        root.signed.add_key(stolen.public_key, other)
    root.signatures.clear()
    root.sign(stolen)
    (publisher.live / "tuf/2.root.json").write_bytes(root.to_bytes())
    with pytest.raises(UnsignedMetadataError):
        member(publisher)


def test_a_stolen_timestamp_key_cannot_change_a_file(publisher: World) -> None:
    stolen = publisher.keys.signer("timestamp")
    place = publisher.live / "tuf/1.targets.json"
    forged = Metadata[Targets].from_bytes(place.read_bytes())
    forged.signed.targets["bulk/all.json"].length = 3
    forged.signatures.clear()
    forged.sign(stolen)
    forged.signed.version = 2
    (publisher.live / "tuf/2.targets.json").write_bytes(forged.to_bytes())
    clock = Metadata[Timestamp].from_bytes((publisher.live / "tuf/timestamp.json").read_bytes())
    clock.signed.version = 2
    clock.sign(stolen)
    (publisher.live / "tuf/timestamp.json").write_bytes(clock.to_bytes())
    place.write_bytes(forged.to_bytes())
    with pytest.raises(RepositoryError):
        member(publisher)


def test_one_stolen_root_key_is_not_enough(publisher: World) -> None:
    root = Metadata[Root].from_bytes(publisher.trust)
    root.signed.version = 2
    key = min((publisher.keys.folder / "root").glob("*.pem"))
    kept = publisher.home / "kept"
    kept.mkdir()
    for other in (publisher.keys.folder / "root").glob("*.pem"):
        if other != key:
            other.rename(kept / other.name)
    (stolen,) = publisher.keys._root_signers(root.signed)
    root.signatures.clear()
    root.sign(stolen)
    (publisher.live / "tuf/2.root.json").write_bytes(root.to_bytes())
    with pytest.raises(UnsignedMetadataError):
        member(publisher)


@pytest.mark.parametrize("role", ["root", "targets", "snapshot", "timestamp"])
def test_an_old_client_follows_a_rotation(publisher: World, role: str) -> None:
    member(publisher)
    old = publisher.keys.root().signed.roles[role].keyids
    assert publisher.keys.rotate(role, publisher.expires()) == old
    publisher.keys.rotate("timestamp", publisher.expires())
    publisher.release(all='{"after": "rotation"}')
    assert set(old).isdisjoint(publisher.keys.root().signed.roles[role].keyids)
    assert member(publisher)["bulk/all.json"] == b'{"after": "rotation"}'
    fresh = fetched(publisher.live, publisher.home / "newcomer", publisher.keys.roots()[-1])
    assert fresh["bulk/all.json"] == b'{"after": "rotation"}'


def test_a_revoked_key_signs_nothing_any_more(publisher: World) -> None:
    member(publisher)
    stolen = publisher.keys.signer("timestamp")
    assert publisher.keys.revoke(stolen.public_key.keyid, publisher.expires()) == ["timestamp"]
    publisher.release(all='{"mended": 1}')
    member(publisher)
    place = publisher.live / "tuf/timestamp.json"
    forged = Metadata[Timestamp].from_bytes(place.read_bytes())
    forged.signed.version = 9
    forged.sign(stolen)
    place.write_bytes(forged.to_bytes())
    with pytest.raises(UnsignedMetadataError):
        member(publisher)
