# SPDX-License-Identifier: Apache-2.0
"""``chetavani verify --trust``: every attack is refused by its name, and says what to do."""

import gzip
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders import ROOT
from tests.release.world import World, site, world
from tests.sites import serving
from tuf.api.metadata import Metadata, Root, Timestamp

from chetavani.cli import run
from chetavani.manifest import MANIFEST
from chetavani.release.folder import Plan, make_release
from chetavani.release.record import parsed
from chetavani.release.refusals import REFUSALS


@pytest.fixture
def publisher(tmp_path: Path) -> World:
    """Return a publisher whose first two releases are made, of which the second is live."""
    made = world(tmp_path)
    (tmp_path / "root.json").write_bytes(made.trust)
    shutil.copy(made.keys.public / "minisign.pub", tmp_path)
    made.release(all="{}")
    made.release(all='{"second": 2}')
    return made


Judge = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def judge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Judge:
    """Return what runs the command, and returns code and file of each finding."""

    def judged(place: object, *options: str) -> list[tuple[str, str]]:
        trust = ["--trust", str(tmp_path / "root.json"), "--state", str(tmp_path / "state")]
        code = run(["verify", str(place), *trust, *options, "--format", "json"])
        findings = json.loads(capsys.readouterr().out)["findings"]
        assert code == (1 if findings else 0)
        assert all(one["remedy"] and "reference/gate/#ch4" in one["help"] for one in findings)
        return [(one["code"], one["path"]) for one in findings]

    return judged


def altered(place: Path) -> None:
    content = place.read_bytes()
    place.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def test_a_release_is_right_and_is_remembered(
    publisher: World, judge: Judge, capsys: pytest.CaptureFixture[str]
) -> None:
    home = publisher.home
    minisign = ["--minisign", str(home / "minisign.pub")]
    assert judge(publisher.live, *minisign) == []
    with serving(publisher.live) as address:
        assert judge(address, *minisign, "--all") == []
        assert run(["verify", address, "--trust", str(home / "root.json"), "--state", str(home / "state")]) == 0
        assert capsys.readouterr().out.endswith(": a signed list of 4 files.\n")
        run(["verify", str(publisher.live), "--trust", str(home / "root.json"), "--state", str(home / "state")])
        assert capsys.readouterr().out.endswith(": 4 files, each as it was signed.\n")
    assert json.loads((home / "state/seen.json").read_bytes())["release"] == 2


@pytest.mark.parametrize("path", ["index.html", "bulk/all.json", "lookup/v1/meta.json"])
def test_a_tampered_file(publisher: World, judge: Judge, path: str) -> None:
    altered(publisher.live / path)
    assert judge(publisher.live) == [("CH432", path)]
    with serving(publisher.live) as address:
        assert judge(address, "--all") == [("CH432", path)]


@pytest.mark.parametrize("path", ["release.json", "manifest.json"])
def test_a_tampered_list(publisher: World, judge: Judge, path: str) -> None:
    altered(publisher.live / path)
    assert judge(publisher.live) == [("CH432", path)]


def test_a_tampered_variant_and_a_missing_file(publisher: World, judge: Judge) -> None:
    (publisher.live / "index.html.gz").write_bytes(gzip.compress(b"Call this number instead."))
    (publisher.live / "bulk/all.json").unlink()
    assert judge(publisher.live) == [("CH432", "bulk/all.json"), ("CH432", "index.html.gz")]


def test_a_truncated_manifest(publisher: World, judge: Judge) -> None:
    place = publisher.live / MANIFEST
    place.write_bytes(place.read_bytes()[:-30])
    assert judge(publisher.live) == [("CH435", MANIFEST)]


def test_an_older_release_replayed(publisher: World, judge: Judge) -> None:
    assert judge(publisher.live) == []
    publisher.publish(publisher.home / "releases/1")
    assert judge(publisher.live) == [("CH433", "tuf/")]


def test_a_frozen_site(tmp_path: Path, judge: Judge) -> None:
    made = world(tmp_path)
    (tmp_path / "root.json").write_bytes(made.trust)
    made.release(as_of=made.now - timedelta(days=2, seconds=5))
    assert judge(made.live) == [("CH434", "tuf/")]


def test_metadata_of_two_releases(publisher: World, judge: Judge) -> None:
    shutil.copy(publisher.home / "releases/1/tuf/1.targets.json", publisher.live / "tuf/2.targets.json")
    assert judge(publisher.live) == [("CH439", "tuf/")]


def test_metadata_that_is_missing(publisher: World, judge: Judge) -> None:
    (publisher.live / "tuf/2.targets.json").unlink()
    assert judge(publisher.live) == [("CH439", "tuf/")]


def test_no_signature_at_all(publisher: World, judge: Judge) -> None:
    shutil.rmtree(publisher.live / "tuf")
    assert judge(publisher.live) == [("CH437", "tuf/timestamp.json")]


def test_another_publishers_signature(publisher: World, judge: Judge, tmp_path: Path) -> None:
    thief = world(tmp_path / "thief")
    shutil.rmtree(publisher.live / "tuf")
    thief.release(all='{"forged": 1}')
    assert judge(thief.live) == [("CH431", "tuf/")]


def test_a_root_that_one_stolen_key_signed(publisher: World, judge: Judge) -> None:
    stolen = publisher.keys._root_signers(publisher.keys.root().signed)[0]
    root = Metadata[Root].from_bytes(publisher.trust)
    root.signed.version = 2
    root.sign(stolen)
    (publisher.live / "tuf/2.root.json").write_bytes(root.to_bytes())
    assert judge(publisher.live) == [("CH431", "tuf/")]


def test_a_key_that_was_revoked(publisher: World, judge: Judge) -> None:
    assert judge(publisher.live) == []
    stolen = publisher.keys.signer("timestamp")
    publisher.keys.revoke(stolen.public_key.keyid[:12], publisher.expires())
    publisher.release(all='{"third": 3}')
    assert judge(publisher.live) == []
    place = publisher.live / "tuf/timestamp.json"
    clock = Metadata[Timestamp].from_bytes(place.read_bytes())
    clock.signed.version = 99
    clock.sign(stolen)
    place.write_bytes(clock.to_bytes())
    assert judge(publisher.live) == [("CH438", "tuf/timestamp.json")]


def test_a_chain_that_was_broken(publisher: World, judge: Judge) -> None:
    assert judge(publisher.live) == []
    seen = publisher.home / "state/seen.json"
    seen.write_text(json.dumps({"release": 2, "manifest": "0" * 64, "root": 1}), encoding="utf-8")
    assert judge(publisher.live) == [("CH436", "release.json")]
    seen.write_text(json.dumps({"release": 1, "manifest": "0" * 64, "root": 1}), encoding="utf-8")
    assert judge(publisher.live) == [("CH436", "release.json")]
    seen.write_text(json.dumps({"release": 3, "manifest": "0" * 64, "root": 1}), encoding="utf-8")
    assert judge(publisher.live) == [("CH433", "release.json")]


def test_who_has_seen_a_forged_future_comes_back_once_the_keys_are_new(publisher: World, judge: Judge) -> None:
    """All online keys were stolen, and members were shown release 900: after the revocation they take release 3."""
    forged = publisher.home / "forged"
    shutil.copytree(publisher.live, forged)
    said = json.loads((forged / "release.json").read_bytes()) | {"release": 899}
    (forged / "release.json").write_text(json.dumps(said), encoding="utf-8")
    place = site(publisher.home / "theirs", {"index.html": b"call this number"})
    thief = make_release(Plan(place, publisher.home / "thief", publisher.now, after=forged), publisher.signer(place))
    publisher.publish(thief.folder)
    assert judge(publisher.live) == []  # nothing can stop it before the keys are revoked
    for role in ("timestamp", "snapshot", "targets"):
        publisher.keys.rotate(role, publisher.expires())
    publisher.release(all='{"third": 3}')
    assert judge(publisher.live) == []
    assert json.loads((publisher.home / "state/seen.json").read_bytes())["release"] == 3
    publisher.publish(thief.folder)
    assert judge(publisher.live) == [("CH438", "tuf/timestamp.json")]


def test_the_way_back_is_a_release_that_members_take(publisher: World, judge: Judge) -> None:
    assert judge(publisher.live) == []
    old = publisher.home / "releases/1"
    plan = Plan(old, publisher.home / "releases", publisher.now, compress=True)
    again = make_release(plan, publisher.signer(old))
    assert again.record.release == 3
    assert again.record.manifest == parsed((old / "release.json").read_bytes()).manifest
    publisher.publish(again.folder)
    assert judge(publisher.live) == []
    assert (publisher.live / "index.html.gz").is_file()


def test_the_recipe_of_the_docs_works(publisher: World, tmp_path: Path) -> None:
    text = (ROOT / "docs/operations/releases.md").read_text(encoding="utf-8")
    recipe = text.partition("```python\n")[2].partition("```")[0]
    with serving(publisher.live) as address:
        program = recipe.replace("https://chetavani.example/", address)
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert (tmp_path / done.stdout.strip()).read_bytes() == (publisher.live / "indicators/all.csv").read_bytes()


def test_minisign_alone_would_notice(publisher: World, judge: Judge) -> None:
    own = ["--minisign", str(publisher.home / "minisign.pub")]
    first = publisher.home / "releases/1"
    shutil.copy(first / "release.json.minisig", publisher.live)
    (publisher.live / "manifest.json.minisig").unlink()
    assert judge(publisher.live, *own) == [("CH431", "release.json.minisig"), ("CH437", "manifest.json.minisig")][::-1]


def test_the_minisign_program_takes_it_and_refuses_what_was_altered(publisher: World) -> None:
    def minisign(path: str) -> "subprocess.CompletedProcess[str]":
        command = ["minisign", "-V", "-p", str(publisher.home / "minisign.pub"), "-m", str(publisher.live / path)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    for path in ("manifest.json", "release.json"):
        done = minisign(path)
        assert done.returncode == 0
        assert f"Trusted comment: release 2 {path} sha256 " in done.stdout
        altered(publisher.live / path)
        assert minisign(path).returncode == 1


def test_nothing_there_and_nothing_to_trust(publisher: World, judge: Judge, tmp_path: Path) -> None:
    assert judge("http://127.0.0.1:9/") == [("CH440", "tuf/")]
    (tmp_path / "root.json").write_bytes(b"{}")
    assert judge(publisher.live) == [("CH441", "root.json")]


def test_every_refusal_has_been_seen() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert {rule.code for rule in REFUSALS if f'"{rule.code}"' not in text} == set()


@pytest.mark.parametrize("arguments", [
    ["https://chetavani.example/"], ["site", "--trust", "nowhere.json"],
    ["site", "--trust", "{}/root.json", "--minisign", "{}/root.json"],
])  # fmt: skip
def test_what_cannot_be_asked_is_2(publisher: World, arguments: list[str]) -> None:
    assert run(["verify", *(one.format(publisher.home) for one in arguments)]) == 2
