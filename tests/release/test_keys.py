# SPDX-License-Identifier: Apache-2.0
"""Keys: never in a repository, locked if wanted, and changed only by two root keys."""

import shutil
import stat
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders import ROOT
from tests.release.world import FILES, fetched, site
from tuf.api.metadata import Metadata, Root

from chetavani.cli import run
from chetavani.release.keyring import ROLES
from chetavani.release.record import numbers

TREE = ["--root", str(ROOT)]


def keys(*arguments: object) -> int:
    return run(["keys", *map(str, arguments), *TREE])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with keys that are not locked."""
    assert keys("init", tmp_path / "keys") == 0
    return tmp_path / "keys"


def root_of(folder: Path) -> Root:
    """Return the newest root metadata."""
    places = sorted((folder / "public").glob("*.root.json"), key=lambda place: int(place.name.partition(".")[0]))
    return Metadata[Root].from_bytes(places[-1].read_bytes()).signed


def test_only_the_owner_reads_keys_and_they_lie_apart(folder: Path) -> None:
    secrets = [*(folder / "root").iterdir(), *(folder / "online").iterdir()]
    assert len(list((folder / "root").iterdir())) == 3
    assert {place.name for place in (folder / "online").iterdir()} == {
        "minisign.key", "snapshot.pem", "targets.pem", "timestamp.pem",
    }  # fmt: skip
    assert {stat.S_IMODE(place.stat().st_mode) for place in secrets} == {0o600}
    assert root_of(folder).roles["root"].threshold == 2


def test_keys_inside_a_repository_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert keys("init", ROOT / "keys") == 2
    subprocess.run(["git", "init", "-q", tmp_path / "work"], check=True)
    assert keys("init", tmp_path / "work/deep/keys") == 2
    (tmp_path / "link").symlink_to(tmp_path / "work")
    assert keys("init", tmp_path / "link/keys") == 2
    assert capsys.readouterr().err.count("what is committed once is public for ever") == 3
    assert not (tmp_path / "work/deep").exists()
    assert not (ROOT / "keys").exists()


def test_keys_are_never_written_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {place: place.read_bytes() for place in folder.rglob("*.*") if place.is_file()}
    assert keys("init", folder) == 2
    assert "never written over" in capsys.readouterr().err
    assert {place: place.read_bytes() for place in before} == before


def release(tmp_path: Path, folder: Path, *options: str) -> int:
    place = site(tmp_path / "site", FILES)
    arguments = ["release", str(place), "--into", str(tmp_path / "releases"), "--keys", str(folder)]
    return run([*arguments, *options, *TREE])


def test_locked_keys_want_their_passphrase(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "online").write_text("correct horse\n", encoding="utf-8")
    (tmp_path / "root").write_text("battery staple\n", encoding="utf-8")
    online, offline = ["--passphrase-file", tmp_path / "online"], ["--root-passphrase-file", tmp_path / "root"]
    folder = tmp_path / "keys"
    assert keys("init", folder, *online, *offline) == 0
    assert b"ENCRYPTED" in next((folder / "root").iterdir()).read_bytes()
    assert release(tmp_path, folder) == 2
    assert "is locked" in capsys.readouterr().err
    assert release(tmp_path, folder, "--passphrase-file", str(tmp_path / "root")) == 2
    assert "a wrong passphrase" in capsys.readouterr().err
    assert release(tmp_path, folder, "--passphrase-file", str(tmp_path / "online")) == 0
    assert keys("rotate", folder, "timestamp", *online) == 2
    assert keys("rotate", folder, "timestamp", *online, *offline) == 0
    assert numbers(tmp_path / "releases") == [1]


@pytest.mark.parametrize("role", ROLES)
def test_after_each_rotation_the_next_release_is_signed_anew(tmp_path: Path, folder: Path, role: str) -> None:
    trust = (folder / "public/1.root.json").read_bytes()
    assert release(tmp_path, folder) == 0
    assert release(tmp_path, folder) == 0
    assert numbers(tmp_path / "releases") == [1]
    assert keys("rotate", folder, role) == 0
    assert release(tmp_path, folder) == 0
    assert numbers(tmp_path / "releases") == [1, 2]
    assert fetched(tmp_path / "releases/2", tmp_path / "member", trust)["bulk/all.json"] == b"{}"
    assert len(list((folder / "root").iterdir())) == 3


def test_root_keys_may_be_brought_from_elsewhere_and_one_is_not_enough(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    safe = tmp_path / "safe"
    shutil.move(folder / "root", safe)
    one, two, _ = sorted(safe.iterdir())
    assert keys("rotate", folder, "targets", "--root-key", one) == 2
    assert "takes 2 root keys to change, and 1 are here" in capsys.readouterr().err
    assert keys("rotate", folder, "targets", "--root-key", one, "--root-key", two) == 0
    assert root_of(folder).version == 2


def test_a_stolen_root_key_is_revoked_by_the_two_others(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stolen = root_of(folder).roles["root"].keyids[0]
    (folder / "root" / f"{stolen[:16]}.pem").unlink()
    assert keys("revoke", folder, stolen[:16]) == 0
    assert "no longer counts for root" in capsys.readouterr().out
    assert stolen not in root_of(folder).roles["root"].keyids
    assert len(root_of(folder).roles["root"].keyids) == 3
    assert keys("revoke", folder, stolen) == 2
    assert keys("revoke", folder, "") == 2
    assert "is how 6 ids begin" in capsys.readouterr().err


def test_show_lists_every_key(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert keys("show", folder) == 0
    shown = capsys.readouterr().out
    assert all(keyid[:16] in shown for keyid in root_of(folder).keys)
    public = (folder / "public/minisign.pub").read_text(encoding="utf-8")
    assert public.split()[5] in shown


def test_a_key_that_is_not_in_use_signs_nothing(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = (folder / "online/timestamp.pem").read_bytes()
    assert keys("rotate", folder, "timestamp") == 0
    (folder / "online/timestamp.pem").write_bytes(old)
    assert release(tmp_path, folder) == 2
    assert "is not the key for timestamp" in capsys.readouterr().err


def test_a_root_metadata_that_ends_soon_is_told_of_and_one_that_has_ended_is_refused(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expires = root_of(folder).expires
    assert release(tmp_path, folder, "--as-of", (expires - timedelta(days=20)).isoformat()) == 0
    assert f"counts until {expires:%Y-%m-%d}T" in capsys.readouterr().err
    shutil.rmtree(tmp_path / "releases")
    assert release(tmp_path, folder, "--as-of", expires.isoformat()) == 2
    assert "has expired, so members would refuse the release" in capsys.readouterr().err


@pytest.mark.parametrize("options", [[], ["--unsigned", "--keys", "k"]])
def test_signed_or_not_has_to_be_said(tmp_path: Path, options: list[str]) -> None:
    place = site(tmp_path / "site", FILES)
    assert run(["release", str(place), "--into", str(tmp_path / "releases"), *options, *TREE]) == 2


def test_an_unsigned_release(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = site(tmp_path / "site", FILES)
    command = ["release", str(place), "--into", str(tmp_path / "releases"), "--unsigned", *TREE]
    assert (run(command), run(command)) == (0, 0)
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("release 1 in ")
    assert second == f"{first}: nothing has changed"
    assert not (tmp_path / "releases/1/tuf").exists()
