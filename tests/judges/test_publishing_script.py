# SPDX-License-Identifier: Apache-2.0
"""``deploy/ci/publish`` as a CI runs it, for a cell that has nothing yet: from a repository to what members verify."""

import base64
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.builders import ROOT, commit, repository, source
from tests.sites import every_state

from chetavani.commands.keys.init import init
from chetavani.release.fetching import Source
from chetavani.release.member import Member, judge
from chetavani.release.record import read_record

SCRIPT = ROOT / "deploy/ci/publish"
PASSPHRASE = "of the online keys"  # noqa: S105 - of a test
TARGET = '\n[publish.public]\ntype = "local"\nplace = "../www"\n'


@dataclass(frozen=True)
class Cell:
    """A cell: its repository, its keys, where its site goes."""

    home: Path

    @property
    def root(self) -> Path:
        """Return the repository."""
        return self.home / "cell"

    @property
    def live(self) -> Path:
        """Return what readers get."""
        return self.home / "www/current"

    def run(self, **told: str) -> subprocess.CompletedProcess[str]:
        """Run the script with secrets, as a hosted CI has them."""
        packed = subprocess.run(
            ["tar", "-cz", "-C", self.home / "keys", "online", "public"], capture_output=True, check=True
        )
        secrets = {"RELEASE_KEYS": base64.b64encode(packed.stdout).decode(), "RELEASE_PASSPHRASE": PASSPHRASE}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        where = {"PATH": path, "RELEASES": str(self.home / "releases"), "HOME": str(self.home)}
        environment = {**os.environ, **where, **secrets, **told}
        return subprocess.run([SCRIPT], cwd=self.root, env=environment, capture_output=True, text=True, check=False)

    def verdict(self) -> list[str]:
        """Return what a member has against the live site, who trusts the first root metadata."""
        trusted = (self.home / "keys/public/1.root.json").read_bytes()
        key = (self.home / "keys/public/minisign.pub").read_bytes()
        member = Member(trusted, self.home / "seen", key, whole=True)
        return [finding.message for finding in judge(Source(str(self.live)), member).findings]


@pytest.fixture(scope="module")
def cell(tmp_path_factory: pytest.TempPathFactory) -> Cell:
    """A new cell with its first warning, some minutes old."""
    cell = Cell(tmp_path_factory.mktemp("cell"))
    recently = (datetime.now(UTC) - timedelta(minutes=5)).isoformat(timespec="seconds")
    documents = {path: text for path, text in every_state().items() if not path.startswith("advisories/")}
    repository(cell.root, documents | {"advisories/2026/MPC-2026-0001.md": source(1, published=recently)})
    with (cell.root / "chetavani.toml").open("a", encoding="utf-8") as settings:
        settings.write(TARGET)
    commit(cell.root)
    (cell.home / "online.txt").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    init(cell.home / "keys", cell.root, cell.home / "online.txt")
    (cell.home / "keys/root").rename(cell.home / "safe")
    return cell


def test_the_first_release_of_a_cell(cell: Cell) -> None:
    done = cell.run()
    assert done.returncode == 0, done.stdout + done.stderr
    record = read_record(cell.live)
    assert record is not None
    assert (record.release, cell.verdict()) == (1, [])
    assert (cell.live / "advisories/MPC-2026-0001/index.html.gz").is_file()
    assert PASSPHRASE not in done.stdout + done.stderr


def test_what_may_not_go_out_is_neither_signed_nor_published(cell: Cell) -> None:
    advisory = cell.root / "advisories/2026/MPC-2026-0001.md"
    sound = advisory.read_text(encoding="utf-8")
    for fault in (sound.replace("severity: high", "severity: utmost"), ""):
        if fault:
            advisory.write_text(fault, encoding="utf-8")
        else:
            advisory.unlink()  # what was published is gone: the gate says so
        done = cell.run()
        advisory.write_text(sound, encoding="utf-8")
        assert done.returncode == 1, done.stdout + done.stderr
        assert sorted(path.name for path in (cell.home / "releases").glob("[0-9]*")) == ["1"]
        assert cell.live.readlink().name == "1"


def test_rules_that_this_machine_does_not_know_stop_it(cell: Cell) -> None:
    known = cell.home / "known"
    known.mkdir()
    (known / "policy.toml").write_text('mode = "enforce"\n', encoding="utf-8")
    done = cell.run(GOVERNANCE=str(known))
    assert done.returncode == 1
    assert "governance/ is not what this machine knows" in done.stderr


@pytest.mark.parametrize("missing", ["RELEASES", "RELEASE_KEYS"])
def test_what_is_not_told_is_asked_for(cell: Cell, missing: str) -> None:
    done = cell.run(**{missing: ""})
    assert done.returncode != 0
    assert "name the folder" in done.stderr
